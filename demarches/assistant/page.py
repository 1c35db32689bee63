"""A demande being filled: its pages, where it is, and what one of them shows."""

from copy import deepcopy
from typing import Any

from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views import View

from demarches.declaration.a_l_agent import a_l_agent, parler_a_l_agent, parler_de_ses_erreurs
from demarches.declaration.demarche import valeurs_propres
from demarches.declaration.etapes import (
    Etape,
    PieceField,
    RecapitulatifForm,
    fichiers_prefixes,
    jour_de_reference,
    lignes_du_formulaire,
    saisie_prefixee,
    valeurs_initiales,
)
from demarches.declaration.laissees import sans_la_sante
from demarches.declaration.mise_a_jour import PageDuDossier, inchangee
from demarches.depot.peremption import suppression_le
from demarches.instruction.acces import lit_la_sante
from demarches.models import Demande, ReglageDelais, ReglageDemarche
from demarches.regles.avancement import Avancement
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_heure

from .pieces import lisible_par, proposables

RECAPITULATIF = "recapitulatif"  # code of the last page, which every démarche has


class Remplissage(View):
    """`saisie`, `avancement`: what this request makes of the draft, written once at its end."""

    request: RequeteConnectee
    demande: Demande
    pages: dict[str, Any]
    saisie: dict[str, Any]
    avancement: Avancement

    def lire(self, demande: Demande) -> None:
        self.demande, self.pages = demande, self.pages_de(demande)
        self.saisie, self.avancement = deepcopy(demande.saisie), demande.avancement

    @staticmethod
    def pages_de(demande: Demande) -> dict[str, Any]:
        """This demande's pages (only those that an agent gave back), and the summary."""
        return demande.sa_demarche.pages_a_remplir(demande) | {RECAPITULATIF: RecapitulatifForm}

    @property
    def s_envoie_directement(self) -> bool:
        """Whether the button of the page sends it. An agent says when the family has declared it,
        and a complement is read again."""
        direct = self.demande.sa_demarche.envoi_direct
        return direct and not self.agent and not self.demande.complement_attendu

    @property
    def agent(self) -> Utilisateur | None:
        """Who fills these pages for the family (D8); None when it is the family."""
        return None if self.demande.la_famille_ecrit else self.request.user

    def dire(self, texte: str) -> str:
        """A sentence of the démarche, to whoever fills it."""
        return a_l_agent(texte) if self.agent else texte

    def lien(self, etape: str) -> str:
        return reverse("demarches:etape", kwargs={"pk": self.demande.pk, "step": etape})

    def adresse(self, etape: str) -> str:
        """Where what is written on this page goes."""
        return self.lien(etape)

    def initial(self, etape: str) -> dict[str, Any]:
        connues = etape != RECAPITULATIF
        return valeurs_initiales(self.pages[etape], self.demande, etape) if connues else {}

    def formulaire(self, etape: str, data: Any = None, files: Any = None) -> Etape:
        """An agent reads it in his own words."""
        jour = jour_de_reference(self.demande, etape)
        page = self.pages[etape](
            data=data,
            files=files,
            prefix=etape,
            initial=self.initial(etape),
            demande=self.demande,
            jour=jour,
        )
        return parler_a_l_agent(page) if self.agent else page

    def page_lue(self, etape: str, *, a_verifier: bool) -> Etape:
        """The form of a page: judged when it was checked, or is to be corrected."""
        jugee = a_verifier or etape in self.validees
        if etape == RECAPITULATIF or not jugee or inchangee(self.demande, etape):
            return self.formulaire(etape)
        fichiers = fichiers_prefixes(self.demande, etape)
        return self.formulaire(etape, saisie_prefixee(self.demande, etape), fichiers)

    # Where the draft is.

    @property
    def cle_du_complement(self) -> int | None:
        complement = self.demande.complement_attendu
        return complement.pk if complement else None

    @property
    def validees(self) -> list[Any]:
        """The pages that are checked, as this version of the portal asks them."""
        faites = self.avancement.validees_de(self.cle_du_complement)
        return [etape for etape in faites if etape not in self.a_verifier]

    @property
    def a_verifier(self) -> list[str]:
        """The pages that the portal has changed since the family checked them."""
        return self.avancement.changees(
            {code: page.empreinte() for code, page in self.pages.items()}
        )

    @property
    def premiere_a_faire(self) -> str:
        """The code of the first page that is not checked yet; the summary once all are."""
        return next((page for page in self.pages if page not in self.validees), RECAPITULATIF)

    def rang(self, etape: str) -> int:
        return list(self.pages).index(etape)

    def voisine(self, etape: str, pas: int) -> str:
        """The code of the page that comes `pas` after this one."""
        return list(self.pages)[self.rang(etape) + pas]

    # What the template needs beside the form.

    def contexte(self, form: Etape) -> dict[str, Any]:
        """dict for templates/demarches/assistant/etape.html."""
        demande, etape, agent = self.demande, self.avancement.etape, self.agent
        reglage, complement = demande.reglage, demande.complement_attendu
        self.garnir_les_pieces(etape, form)
        if agent:
            parler_de_ses_erreurs(form)
        ecrite_le = self.avancement.enregistree_le(etape)
        premiere, dernier = not self.rang(etape), etape == RECAPITULATIF
        ouverte = complement or (reglage and reglage.etat == ReglageDemarche.Etat.OUVERTE)
        empechement = dernier and not complement and demande.sa_demarche.empechement(demande)
        return {
            "form": form,
            "demande": demande,
            "adresse": self.adresse(etape),
            "demarche": demande.demarche,
            "titre": demande.titre_court if agent else demande.titre,
            "reglage": reglage,
            "ouverte": bool(ouverte),
            "garde_jusqu_au": None if ouverte else suppression_le(demande, ReglageDelais.load()),
            "complement": complement,
            "etapes": self.etapes_numerotees(),
            "numero_etape": self.rang(etape) + 1,
            "nombre_etapes": len(self.pages) if self.suite_connue else None,
            "est_la_derniere": dernier,
            "envoi_direct": self.s_envoie_directement and not dernier,
            "recapitulatif": self.resume() if dernier else None,
            "empechement": self.dire(empechement or ""),
            "a_verifier": etape in self.a_verifier,
            "d_avance": self.repondues_d_avance(),
            "deja_envoyees": self.deja_envoyees(form),
            "laissees": self.laissees() if dernier or premiere else [],
            "version": self.avancement.ecriture(etape).numero,
            "ecran_marque": get_random_string(10),
            "retour": self.request.POST.get("retour") or self.request.GET.get("retour", ""),
            "enregistre_a": en_heure(ecrite_le) if ecrite_le else "",
            "saisie_pour": demande.foyer if agent else None,
            "joignable": bool(
                dernier and agent and any(un.a_un_compte for un in demande.adultes_du_foyer)
            ),
            "canal": demande.canal_de_la_saisie.label.lower(),
        }

    def deja_envoyees(self, form: Etape) -> list[Demande]:
        """What waits and says the same: on a page of the file, of that page; else of the démarche,
        for the same child, where it begins."""
        if isinstance(form, PageDuDossier):
            return form.deja_envoyees
        demande = self.demande
        if demande.statut != Demande.Statut.BROUILLON or not demande.attend_une_decision:
            return []
        autres = [] if self.rang(self.avancement.etape) else demande.autres_a_l_etude
        meme = demande.code, demande.enfant_id
        return [une for une in autres if (une.code, une.enfant_id) == meme]

    def laissees(self) -> list[str]:
        """The pages that who fills this is not shown; nobody else is told."""
        demande, lecteur = self.demande, self.request.user
        fermees = demande.enfants_fermes and demande.par == lecteur
        if not fermees and (not sans_la_sante(demande) or lit_la_sante(lecteur, demande)):
            return []
        return demande.sa_demarche.pages_laissees(demande)

    def repondues_d_avance(self) -> list[dict[str, Any]]:
        """[{"phrase", "lignes", "lien"}] of the pages just before this one that nobody had to
        fill."""
        lignes: list[dict[str, Any]] = []
        suivi = self.avancement
        for code, page in self.pages.items():
            if code == suivi.etape:
                break
            if page.d_avance and code in self.validees and not suivi.ecriture(code).numero:
                formulaire = self.demande.sa_demarche.formulaire(self.demande, code)
                dites = lignes_du_formulaire(formulaire, valeurs_propres(formulaire))
                phrase = self.dire(page.d_avance)
                lignes.append({"phrase": phrase, "lignes": dites, "lien": self.lien(code)})
            else:
                lignes = []
        return lignes

    def garnir_les_pieces(self, etape: str, form: Etape) -> None:
        """Give each file field the document already joined and those of the file that still serve
        (D6). Of who fills the page for the family: what it has joined and not sent is named, and
        not opened."""
        champs = {nom: champ for nom, champ in form.fields.items() if isinstance(champ, PieceField)}
        if not champs:
            return
        jointes = {
            piece.champ: piece.document
            for piece in self.demande.pieces_jointes
            if piece.etape == etape
        }
        for nom, champ in champs.items():
            widget, piece = champ.widget, jointes.get(nom)
            widget.champ, widget.piece, widget.adresse = nom, piece, self.adresse(etape)
            widget.vignette = self.agent is None
            widget.ferme = bool(self.agent and piece and not lisible_par(self.agent, piece))
            widget.proposes = [un for un in proposables(self.demande, champ) if un != piece]

    @property
    def suite_connue(self) -> bool:
        """Whether the pages that follow are chosen: a count that may change is not said."""
        return not any(
            page.choisit_la_suite and code not in self.validees for code, page in self.pages.items()
        )

    def etapes_numerotees(self) -> list[dict[str, Any]]:
        """[{"code", "titre", "numero", "etat", "lien"}]; `etat`: faite, courante, a-verifier,
        a-venir. Not reached: no link. Only the first ones while an answer is to choose those that
        follow."""
        limite, lignes = self.rang(self.premiere_a_faire), []
        for rang, (code, page) in enumerate(self.pages.items()):
            courante, faite = code == self.avancement.etape, code in self.validees
            etat = "courante" if courante else "faite" if faite else "a-venir"
            etat = "a-verifier" if code in self.a_verifier and not courante else etat
            lien = self.lien(code) if rang <= limite and not courante else ""
            ligne = {"code": code, "titre": self.dire(page.titre), "numero": rang + 1}
            lignes.append(ligne | {"etat": etat, "lien": lien})
            if page.choisit_la_suite and not faite:
                break
        return lignes

    def resume(self) -> list[dict[str, Any]]:
        """The summary by page, with the address where each is corrected ("" for a page that an
        agent did not give back). Whoever enters a complement without the right to read health is
        not shown what the family has said of it (D10)."""
        demande = self.demande
        pages = demande.sa_demarche.recapitulatif(demande, demande.donnees)
        sensible = any(page.get("sensible") for page in pages)
        if sensible and not lit_la_sante(self.request.user, demande):
            pages = [page for page in pages if not page.get("sensible")]
        for page in pages:
            page["titre"] = self.dire(page["titre"])
            page["lignes"] = [
                une | {"libelle": self.dire(une["libelle"])} for une in page["lignes"]
            ]
            page["lien"] = self.lien(page["etape"]) if page["etape"] in self.pages else ""
        return pages
