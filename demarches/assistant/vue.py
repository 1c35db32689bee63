"""The wizard (G23 to G26): each page has its address, and a draft survives sign-out, an ended
session and a change of device (G24). Beside it: what a page shows (`page`), what is typed and
joined on it (`pieces`).

One `action` names what is asked by a POST: valider, envoyer, enregistrer, precedent, annuler,
joindre, retirer-<field>, auto; of a page of the file, inchange, and effacer once it is confirmed.
"""

from copy import copy
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from demarches.declaration.champ_secret import en_donnees, montrer_la_frappe
from demarches.declaration.etapes import Etape, PieceField, fichiers_prefixes, jour_de_reference
from demarches.declaration.lectures import noter_la_lecture, noter_la_page
from demarches.declaration.mise_a_jour import INCHANGE, PageDuDossier, retenues
from demarches.depot.brouillon import enregistrer_page, retirer
from demarches.depot.depot import PageARevoir, completer, deposer, noter_la_saisie
from demarches.instruction.acces import demande_a_remplir, sante_reservee
from demarches.instruction.passage import PassageImpossible
from demarches.instruction.suivi import dire_l_envoi, dire_le_complement
from demarches.models import Demande
from famille.comptes.preuves import exiger_une_preuve
from famille.models import Utilisateur
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ville import service

from .page import RECAPITULATIF, Remplissage
from .pieces import (
    Lus,
    ecarts,
    examiner_les_fichiers,
    recopier_les_dates,
    saisie_de,
    traiter_les_pieces,
)

ACTIONS = (
    *("valider", "inchange", "enregistrer", "precedent", "annuler", "joindre", "auto"),
    "effacer",  # what differs from the file on this page goes: said, and confirmed
    "toutes",  # of the summary: the pages that the demande was not opened on
    "envoyer",  # of a page that its own button sends
)

ENREGISTRE = (
    "C’est enregistré. Vous pouvez quitter cette page et reprendre plus tard, depuis {d_ou}, "
    "sur cet appareil ou sur un autre."
)
SANTE_RESERVEE = (
    "Cette saisie contient des informations de santé, que votre compte ne peut pas lire : "
    "elle revient à un agent habilité."
)


class Assistant(Remplissage):
    lus: Lus = {}  # the files of this POST, examined
    envoi_demande = False  # by the button of the page

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """A POST is one transaction that holds the demande's row: two clicks come in turn."""
        pk, step = kwargs["pk"], kwargs["step"]
        if request.method != "POST":
            return self._dispatch(request, pk=pk, step=step)
        if request.FILES:
            demande_a_remplir(request.user, pk)  # Http404 before any file is opened
            self.lus = examiner_les_fichiers(request)
        with transaction.atomic():
            return self._dispatch(request, pk=pk, step=step, verrou=True)

    def _dispatch(
        self, request: RequeteConnectee, *, pk: UUID, step: str, verrou: bool = False
    ) -> HttpResponse:
        demande = demande_a_remplir(request.user, pk, verrou=verrou)
        if demande.demarche is None:
            raise Http404("this démarche no longer exists")
        if not demande.modifiable:
            if request.POST.get("action") == "auto":
                return HttpResponse(status=204)  # late, from the screen that sent it
            if request.method == "POST":
                messages.info(request, "Cette demande est déjà envoyée : voici où elle en est.")
            return redirect("demarches:demande", pk=pk)
        return self.servir(request, demande, step)

    def servir(self, request: RequeteConnectee, demande: Demande, step: str) -> HttpResponse:
        """The page `step` of a demande that this account may fill now. A GET never writes."""
        self.lire(demande)
        if sante_reservee(request.user, demande, self.pages.values()):
            messages.error(request, SANTE_RESERVEE)
            if demande.numero:
                return redirect("demarches:demande", demande.pk)
            return redirect("demandes_modeladmin_saisir")
        response: Any = super().dispatch(request, step=step)
        change = self.saisie != demande.saisie or self.avancement != demande.avancement
        if change and request.method == "POST" and demande.modifiable:
            enregistrer_page(demande, saisie=self.saisie, avancement=self.avancement)
        # "Back" must show what is kept, not what the browser remembers
        add_never_cache_headers(response)
        return response

    def montrer(self, form: Etape, *, status: int = 200, **precisions: Any) -> HttpResponse:
        contexte = self.contexte(form) | precisions
        gabarit = "demarches/assistant/etape.html"
        return TemplateResponse(self.request, gabarit, contexte, status=status)

    def aller(self, etape: str) -> HttpResponse:
        """The draft is at this page from now on."""
        self.avancement = self.avancement.a_l_etape(etape)
        return redirect(self.lien(etape))

    # Reading a page.

    def get(self, request: RequeteConnectee, *args: Any, step: str, **kwargs: Any) -> HttpResponse:
        if step not in self.pages and step in (self.demande.avancement.etape, "done"):
            # where the draft was, or where links led once: that page is no more
            return redirect(self.lien(self.premiere_a_faire))
        if step not in self.pages:
            raise Http404("no such page in this démarche")
        if self.rang(step) > self.rang(self.premiere_a_faire):
            titre = self.dire(self.pages[self.premiere_a_faire].titre)
            messages.info(request, f"Remplissez d’abord la page « {titre} ».")
            return redirect(self.lien(self.premiere_a_faire))
        self.exiger_une_preuve()
        self.avancement = self.avancement.a_l_etape(step)
        if request.htmx and "piece" in request.GET:
            return self.remontrer_la_piece(request.GET["piece"], self.formulaire(step))
        if agent := self.agent:
            self.noter_ce_que_lit_l_agent(step, agent)
        return self.montrer(self.page_lue(step, a_verifier="verifier" in request.GET))

    def exiger_une_preuve(self) -> None:
        """Before a page is read and before the demande is sent. What is typed in between is only a
        draft: nothing of it is kept in the session, as allauth keeps a POST that it puts off."""
        if self.demande.sa_demarche.preuve_exigee and not self.agent:
            exiger_une_preuve(self.request)

    def noter_ce_que_lit_l_agent(self, step: str, agent: Utilisateur) -> None:
        """The summary of a complement shows more than the pages given back."""
        demande = self.demande
        if demande.complement_attendu:
            noter_la_saisie(demande, par=agent)
        if self.pages[step].sensible:
            noter_la_page(demande, self.pages[step], par=agent)
        elif step == RECAPITULATIF and demande.complement_attendu:
            noter_la_lecture(demande, f"récapitulatif de la demande {demande.numero}", par=agent)

    # Writing a page.

    def post(self, request: RequeteConnectee, *args: Any, step: str, **kwargs: Any) -> HttpResponse:
        if step not in self.pages:
            raise Http404("no such page in this démarche")
        action = request.POST.get("action", "")
        if request.POST.get("assistant-current_step") != step:
            raise SuspiciousOperation("the posted page is not the page of this address")
        if action not in ACTIONS and not action.startswith("retirer-"):
            raise SuspiciousOperation("unknown action")
        if action == "auto" and self.meme_saisie(step):
            # late, from a screen already left: it must not look like a writing
            return self.dire_l_enregistrement("enregistre")
        self.avancement = self.avancement.a_l_etape(step)
        if action == "annuler" and step == RECAPITULATIF:
            return redirect("demarches:annuler", pk=self.demande.pk)
        if step == RECAPITULATIF:
            return self.repondre_au_recapitulatif(action)
        if not self.en_conflit(step):
            return self.ecrire(step, action)
        auto = action == "auto"
        return self.dire_l_enregistrement("conflit") if auto else self.dire_le_conflit(step)

    def meme_saisie(self, step: str) -> bool:
        """Whether what is posted is what is kept already (a double click, a page sent again)."""
        posee = saisie_de(self.demande, step, self.request.POST)
        return posee == self.demande.saisie.get(step) and not self.request.FILES

    def en_conflit(self, step: str) -> bool:
        """Whether another screen has written this page since, and something else."""
        lue, ecran = entier(self.request.POST.get("version")), self.request.POST.get("ecran", "")
        ecrite = self.avancement.en_conflit(step, lue=-1 if lue is None else lue, ecran=ecran)
        return ecrite and not self.meme_saisie(step)

    def dire_le_conflit(self, step: str) -> HttpResponse:
        jour, page = jour_de_reference(self.demande, step), self.pages[step]
        communs: dict[str, Any] = {"demande": self.demande, "jour": jour, "prefix": step}
        saisie = saisie_de(self.demande, step, self.request.POST)
        posee = page(data=en_donnees(step, saisie), **communs)
        montree = page(initial={nom: posee[nom].data for nom in posee.fields}, **communs)
        montrer_la_frappe(montree, self.request.POST)
        gardee = self.demande.sa_demarche.formulaire(self.demande, step)
        return self.montrer(montree, status=409, ecarts=ecarts(gardee, posee))

    def ecrire(self, step: str, action: str) -> HttpResponse:
        """Keep all that is typed and joined (G24, G26); only Valider judges (G25)."""
        demande, request = self.demande, self.request
        if action == "envoyer":
            self.envoi_demande, action = self.s_envoie_directement, "valider"
        refus = {} if action == "effacer" else self.traiter_les_pieces(step, action)
        posee = saisie_de(demande, step, request.POST)
        if action != "inchange" or posee or step not in self.saisie:
            self.saisie[step] = posee
        if action in ("inchange", "effacer"):
            action = self.laisser_telle_quelle(step, confirme=action == "effacer")
        self.relire_les_pages()
        ecran = request.POST.get("ecran", "") if action in ("auto", "joindre") else ""
        self.avancement = self.avancement.ecrite(step, ecran=ecran, instant=timezone.now())
        if not demande.complement_attendu:
            self.paginer()
        recopier_les_dates(demande, step, self.saisie[step])
        form = self.page_ecrite(step)
        for champ, phrase in refus.items():
            form.add_error(champ, phrase)
        if isinstance(form, PageDuDossier):
            connues = None if form.inchangee else form.connues
            self.avancement = retenues(self.avancement, step, connues)
        valide = form.is_valid()
        if not valide or action == "valider":
            self.juger(step, valide=valide, empreinte=self.pages[step].empreinte())
        return self.repondre(step, action, form, refus)

    def traiter_les_pieces(self, step: str, action: str) -> dict[Any, str]:
        return traiter_les_pieces(
            self.demande, step, action, request=self.request, lus=self.lus, agent=self.agent
        )

    def page_ecrite(self, step: str) -> Etape:
        """What is typed on this page by this very POST."""
        fichiers = fichiers_prefixes(self.demande, step)
        return self.formulaire(step, en_donnees(step, self.saisie[step]), fichiers)

    def relire_les_pages(self) -> None:
        """An answer may add pages or take some away: read what follows again."""
        apres = copy(self.demande)
        apres.saisie, apres.avancement = self.saisie, self.avancement
        self.pages = self.pages_de(apres)

    def paginer(self) -> None:
        sans_resume = {code: page for code, page in self.pages.items() if code != RECAPITULATIF}
        self.avancement = self.avancement.paginee(sans_resume)

    def juger(self, step: str, *, valide: bool, empreinte: str = "") -> None:
        self.avancement = self.avancement.jugee(
            step, valide=valide, complement=self.cle_du_complement, empreinte=empreinte
        )

    def laisser_telle_quelle(self, step: str, *, confirme: bool) -> str:
        """Nothing has changed on this page: it is checked so. What was typed or joined on it goes
        only once it is confirmed: "inchange" asks."""
        page = self.page_ecrite(step)
        if not isinstance(page, PageDuDossier):
            raise SuspiciousOperation("a page that has to be filled")
        if not page.peut_rester or (page.ecarts and not confirme):
            return "inchange"
        for champ in self.demande.sa_demarche.champs_de_piece(self.demande, step):
            retirer(self.demande, step, champ)
        self.saisie[step] = {INCHANGE: ["on"]}
        return "valider"

    # What a POST shows.

    def repondre(self, step: str, action: str, form: Etape, refus: dict[Any, str]) -> HttpResponse:
        if action == "auto":
            return self.dire_l_enregistrement("enregistre", form)
        if action == "inchange" and isinstance(form, PageDuDossier):
            if not form.peut_rester:
                refus = {NON_FIELD_ERRORS: form.attendue}
                form.add_error(None, form.attendue)
            return self.faire_corriger(form, refus, action, a_effacer=form.peut_rester)
        if action == "joindre" and self.request.htmx:
            return self.remontrer_la_piece(self.request.POST.get("champ", ""), form, refus)
        if action == "annuler":
            return redirect("demarches:annuler", pk=self.demande.pk)
        if refus or (action == "valider" and not form.is_valid()):
            return self.faire_corriger(form, refus, action)
        if action == "valider":
            return self.apres_la_page(step)
        if action == "precedent" and self.rang(step):
            return redirect(self.lien(self.voisine(step, -1)))
        self.dire_ce_qui_est_garde(action)
        return redirect(self.lien(step))

    def faire_corriger(
        self, form: Etape, refus: dict[Any, str], action: str, **precisions: Any
    ) -> HttpResponse:
        """The page to correct; a file refused while saving judges no other answer."""
        montrer_la_frappe(form, self.request.POST)
        for champ in () if action == "valider" else [*form.errors]:
            if champ not in refus:
                del form.errors[champ]
        return self.montrer(form, **precisions)

    def dire_l_enregistrement(self, etat: str, form: Etape | None = None) -> HttpResponse:
        """The sentence that htmx puts in the live region. `form`: the page written, whose button
        "nothing has changed" goes once it is no longer true."""
        contexte = {"etat": etat, "instant": timezone.now(), "form": form}
        return render(self.request, "demarches/assistant/enregistre.html", contexte)

    def remontrer_la_piece(
        self, champ: str, form: Etape, refus: dict[Any, str] | None = None
    ) -> HttpResponse:
        """The file field again, for htmx: the document with its state, or why it is refused."""
        if not isinstance(form.fields.get(champ), PieceField):
            raise SuspiciousOperation("not a file field of this page")
        self.garnir_les_pieces(self.avancement.etape, form)
        widget = form.fields[champ].widget
        widget.template_name = "demarches/declaration/champs/piece_zone.html"
        widget.refus, widget.htmx = (refus or {}).get(champ, ""), True
        form.errors.pop(champ, None)  # the rest of the page is not judged yet
        return HttpResponse(str(form[champ]))

    def apres_la_page(self, step: str) -> HttpResponse:
        """To the next page; back to the summary when the page was corrected from there."""
        if self.envoi_demande:
            return self.envoyer_directement()
        corrigee = self.request.POST.get("retour") == RECAPITULATIF
        return self.aller(self.premiere_a_faire if corrigee else self.voisine(step, 1))

    def dire_ce_qui_est_garde(self, action: str) -> None:
        if action == "enregistrer":
            d_ou = "le bureau" if self.agent else "« Mes démarches »"
            messages.success(self.request, ENREGISTRE.format(d_ou=d_ou))
        elif action.startswith("retirer-"):
            messages.success(self.request, "Le document est retiré.")

    # Sending. The action itself checks every page again.

    def repondre_au_recapitulatif(self, action: str) -> HttpResponse:
        if action == "precedent":
            return redirect(self.lien(self.voisine(RECAPITULATIF, -1)))
        if action == "toutes":  # of a démarche opened on one of its pages (assistant.ouverture)
            self.avancement = self.avancement.sur_toutes()
            self.relire_les_pages()
            self.paginer()
            return redirect(self.lien(self.premiere_a_faire))
        if action != "valider":
            self.dire_ce_qui_est_garde(action)
            return redirect(self.lien(RECAPITULATIF))
        self.exiger_une_preuve()
        form = self.formulaire(RECAPITULATIF, data=self.request.POST)
        if not form.is_valid():
            return self.montrer(form)
        return self._envoyer(form.cleaned_data.get("declaree_le"))

    def envoyer_directement(self) -> HttpResponse:
        """From the page itself (`Demarche.envoi_direct`): it is kept and sent, or neither."""
        self.exiger_une_preuve()
        enregistrer_page(self.demande, saisie=self.saisie, avancement=self.avancement)
        return self._envoyer(None, page=self.avancement.etape)

    def _envoyer(self, declaree_le: date | None, page: str = RECAPITULATIF) -> HttpResponse:
        """`page`: where one comes back when it cannot be sent."""
        try:
            with transaction.atomic():
                return self._deposer(declaree_le)
        except PageARevoir as refus:
            return self._renvoyer_a_la_page(refus)
        except PassageImpossible as refus:
            messages.error(self.request, self.dire(str(refus)))
            return redirect(self.lien(page))

    def _deposer(self, declaree_le: date | None) -> HttpResponse:
        demande, request = self.demande, self.request
        if demande.complement_attendu:
            envoyee = completer(demande, par=request.user, declaree_le=declaree_le)
            messages.success(request, dire_le_complement(envoyee, agent=self.agent))
        else:
            envoyee = deposer(demande, par=request.user, declaree_le=declaree_le)
            messages.success(request, dire_l_envoi(envoyee))
        demande.statut = envoyee.statut  # there is nothing more to write
        if self.envoi_demande and demande.sa_demarche.accueil:
            return redirect(demande.sa_demarche.accueil)  # the next child, in one press
        return redirect("demarches:demande", pk=envoyee.pk)

    def _renvoyer_a_la_page(self, refus: PageARevoir) -> HttpResponse:
        etape, phrase = refus.etape, self.dire(str(refus))
        if etape not in self.pages:  # a page that the agent has not given back
            suite = f"Contactez {service().le}."
            if self.agent:
                suite = "Demandez un complément qui rende cette page à la famille."
            messages.error(self.request, f"{phrase} {suite}")
            return redirect(self.lien(RECAPITULATIF))
        messages.error(self.request, phrase)
        self.avancement = self.avancement.a_l_etape(etape)
        self.juger(etape, valide=False)
        return redirect(f"{self.lien(etape)}?{urlencode({'verifier': 1})}")
