"""What the démarches put on the dashboard. Two queries, whatever the household holds; two more for
a family that begins without a quotient, two while a re-registration is open, and one for who has
two households."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from demarches.assistant.ouverture import lien_de_page
from demarches.catalogue.quotient_familial.fins import CODE as QUOTIENT
from demarches.catalogue.quotient_familial.fins import (
    FINIS_DEPUIS,
    RAPPEL_MAX,
    ReglageEtFin,
    avec_fin_de_quotient,
    fin_a_dire,
    phrase,
)
from demarches.catalogue.reinscription.campagne import CODE as REINSCRIPTION
from demarches.catalogue.reinscription.campagne import campagne_en_cours, sans_reponse
from demarches.instruction.acces import INSTRUIRE
from demarches.models import Complement, Demande
from famille.dossier.foyers.mises_a_jour import LIENS, PAR_LA_CAISSE, ou_le_demander
from famille.dossier.tableau_de_bord.enfants import annoncer_les_recues, enfants_de, nommer
from famille.dossier.tableau_de_bord.panneaux import AFaire, Panneau, PremierPas, Sujet
from famille.models import Foyer, QuotientFamilial, Rattachement
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_lettres, enumerer
from famille.socle.offres import Recue, quotients_par_la_caisse
from famille.socle.offres.caisse import VoieDeLaCaisse
from famille.socle.offres.restes import Reste
from famille.socle.requetes import RequeteEcrite
from reservations.actions import dire_l_ecart_de_prix

from .listes import a_dire, est_ouverte
from .recues import DemandeRecue, dire

PLACE = "place-en-accueil-de-loisirs"
LUES = 60  # a household has no more of them at once
SANS_QUOTIENT = "Nous ne connaissons pas votre quotient : vous payez le tarif le plus haut."
SANS_QUOTIENT_LA = (
    "{foyer}, dossier n° {numero} : nous ne connaissons pas son quotient, vous payez le tarif le"
    " plus haut."
)
Statut = Demande.Statut


class PanneauDesDemarches(Panneau):
    """Those begun, to be finished (G3), what became of those sent (G6), what can be asked (G5,
    G22): all on their page. What "Pour commencer" asks of the town."""

    ordre = 40

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        jour = timezone.localdate()
        self.foyers, self.enfants = foyers, enfants_de(request, foyers)
        self.compte = request.user.pk
        en_cours = _EN_COURS.lire(utilisateur=request.user.pk, jour=jour)
        self.demandes = [(DemandeRecue._make(envoi), limite) for *envoi, limite in en_cours]
        self.recues = [recue for envoi, _limite in self.demandes[::-1] for recue in dire(envoi)]
        annoncer_les_recues(request, self.recues)
        lues = _OFFRE.lire(
            foyers=tuple(foyer.pk for foyer in foyers),
            du=jour - FINIS_DEPUIS,
            au=jour + RAPPEL_MAX,
            jour=jour,
        )
        offre = map(ReglageEtFin._make, lues)
        self.ouvertes = {une.code: une for une in offre if est_ouverte(une.code, une.etat)}
        self.campagne = campagne_en_cours() if REINSCRIPTION in self.ouvertes else None
        self.attendus = sans_reponse(self.campagne, foyers) if self.campagne else []

    def a_faire(self) -> list[AFaire]:
        a_completer = [_a_completer(*une) for une in self._au_statut(Statut.A_COMPLETER)]
        return a_completer + self._reinscription() + self._quotient_qui_finit()

    def _reinscription(self) -> list[AFaire]:
        if self.campagne is None or not self.attendus:
            return []
        qui = enumerer(un.prenom for un in self.attendus)
        fin = en_lettres(self.campagne.fin)
        texte = f"{self.campagne} : répondez pour {qui} avant le {fin}."
        return [AFaire(texte, reverse("demarches:reinscriptions"), "Répondre")]

    def _quotient_qui_finit(self) -> list[AFaire]:
        fin, jour = self._fin, timezone.localdate()
        if fin is None:
            return self._sans_quotient()
        # its step says it, unless another household of hers has one: then the step is done
        etape = bool(self.enfants) and self.enfants[0].quotient is None and fin < jour
        foyer, voie = self._par_la_caisse
        texte = phrase(fin, jour, suite=_suite(voie))
        if foyer and voie:
            chose = AFaire(texte, ou_le_demander(foyer), LIENS[voie], etape=etape)
        else:
            chose = AFaire(texte, _le_quotient(), "Déclarer mon quotient", etape=etape)
        return [chose, *self._foyers_sans_quotient()]

    def _sans_quotient(self) -> list[AFaire]:
        """As long as the highest price applies for want of one. The card of the household gives the
        press or the paper, as the case may be: nothing more is read here."""
        if QUOTIENT not in self.ouvertes or not self.enfants:
            return []
        if len(self.foyers) > 1:
            return self._foyers_sans_quotient()
        if self.enfants[0].quotient is not None or self._recue("quotient"):
            return []
        lien = ou_le_demander(self.foyers[0].pk)
        return [AFaire(SANS_QUOTIENT, lien, "Demander ou déclarer mon quotient", etape=True)]

    def _foyers_sans_quotient(self) -> list[AFaire]:
        """Of several households, each that pays the highest price, by name: what another has hides
        nothing. One that has just ended is said with its day."""
        if len(self.foyers) < 2:
            return []
        jour, etape = timezone.localdate(), self.enfants[0].quotient is None
        envoyees = {une.foyer for une in self.recues if une.quoi == "quotient"}
        sans = _SANS_QUOTIENT.lire(
            foyers=tuple(foyer.pk for foyer in self.foyers), jour=jour, du=jour - FINIS_DEPUIS
        )
        return [
            AFaire(
                SANS_QUOTIENT_LA.format(foyer=foyer, numero=foyer.numero),
                ou_le_demander(foyer.pk),
                "Demander ou déclarer ce quotient",
                etape=etape,
            )
            for foyer in sans
            if foyer.pk not in envoyees
        ]

    @property
    def _fin(self) -> date | None:
        """When the quotient ends or has ended, where it is time to say it."""
        ouverte = self.ouvertes.get(QUOTIENT)
        return fin_a_dire(ouverte, timezone.localdate()) if ouverte else None

    @cached_property
    def _par_la_caisse(self) -> tuple[int | None, VoieDeLaCaisse | None]:
        """One of the households (key), where the CAF or the MSA gives the quotient of all of them,
        and how: one of those that want a press, if there is one."""
        cles = [foyer.pk for foyer in self.foyers]
        lues = quotients_par_la_caisse(cles, self.compte)
        if lues.accord | lues.pression != set(cles):
            return None, None
        sans = [cle for cle in cles if cle in lues.pression]
        foyer = (sans or cles)[0]
        return foyer, lues.voie(foyer)

    def etapes(self) -> list[PremierPas]:
        if not self.enfants:
            return []
        etapes = {QUOTIENT: self._quotient, PLACE: self._place}
        return [etape() for code, etape in etapes.items() if code in self.ouvertes]

    def _quotient(self) -> PremierPas:
        faite = self.enfants[0].quotient is not None
        texte = "Déclarer votre quotient familial"
        if not faite and (recue := self._recue("quotient")):
            return PremierPas.recu(10, texte, recue)
        if faite:
            return PremierPas(10, texte, faite, _le_quotient(), "Déclarer")
        (foyer, voie), fin, jour = self._par_la_caisse, self._fin, timezone.localdate()
        suite = _suite(voie)
        fini = phrase(fin, jour, suite=suite) if fin and fin < jour else ""
        if foyer and voie:
            texte, lien = "Demander votre quotient familial", ou_le_demander(foyer)
            return PremierPas(10, texte, faite, lien, LIENS[voie], fini or suite)
        detail = fini or dire_l_ecart_de_prix(self.foyers[0], self.enfants)
        return PremierPas(10, texte, faite, _le_quotient(), "Déclarer", detail)

    def _place(self) -> PremierPas:
        sans = [enfant for enfant in self.enfants if not enfant.besoin_inscrit]
        faite = len(sans) < len(self.enfants)
        pour = f"Pour {nommer(sans)} : elle ouvre le calendrier des mercredis et des vacances."
        lien = reverse("demarches:presentation", args=[PLACE])
        texte = "Demander une place en accueil de loisirs"
        recue = None if faite else self._recue("place")
        if recue and len(sans) == 1:
            return PremierPas.recu(60, texte, recue)
        detail = recue.phrase if recue else pour
        return PremierPas(60, texte, faite, lien, "Demander", "" if faite else detail)

    def _recue(self, quoi: str) -> Recue | None:
        return next((une for une in self.recues[::-1] if une.quoi == quoi), None)

    def sujets(self) -> list[Sujet]:
        liste = reverse("demarches:liste")
        combien = len(self.ouvertes)
        possibles = compte(combien, "possible") if combien else "aucune ouverte"
        return [
            Sujet(40, "Mes démarches", self._en_cours(), liste),
            Sujet(80, "Faire une démarche", possibles, f"{liste}#faire"),
        ]

    def _en_cours(self) -> str:
        mots = {
            Statut.BROUILLON: "à terminer",
            Statut.A_COMPLETER: "à compléter",
            Statut.EN_ATTENTE: "en attente",
        }
        nombres = ((len(self._au_statut(statut)), mot) for statut, mot in mots.items())
        dits = [f"{nombre} {mot}" for nombre, mot in nombres if nombre]
        return " · ".join(dits) or "aucune en cours"

    def _au_statut(self, statut: str) -> list[tuple[DemandeRecue, date | None]]:
        return [une for une in self.demandes if une[0].statut == statut]


def _a_completer(demande: DemandeRecue, limite: date | None) -> AFaire:
    avant = f" avant le {en_lettres(limite)}" if limite else ""
    return AFaire(
        f"{Demande(code=demande.code).titre_court} : un complément est attendu{avant}.",
        reverse("demarches:demande", args=[demande.pk]),
        "Compléter",
    )


def _suite(voie: VoieDeLaCaisse | None) -> str:
    """What is said where the CAF or the MSA gives the quotient; "" elsewhere."""
    return str(PAR_LA_CAISSE[voie]) if voie else ""


def _le_quotient() -> str:
    return lien_de_page(QUOTIENT, "quotient")


def _dire_en_cours(utilisateur: Any, jour: Any) -> QuerySet[Any, Any]:
    attendus = Complement.objects.filter(demande=OuterRef("pk"), recu_le=None)
    en_cours = Demande.objects.de(utilisateur, jour).filter(
        statut__in=(Statut.BROUILLON, Statut.A_COMPLETER, Statut.EN_ATTENTE)
    )
    limite = Subquery(attendus.order_by().values("limite")[:1])
    return (
        en_cours.annotate(attendu_le=limite)
        .order_by("-modifie_le")
        .values_list(*DemandeRecue._fields, "attendu_le")[:LUES]
    )


def _dire_sans_quotient(foyers: Any, jour: Any, du: Any) -> QuerySet[Foyer]:
    """Those with children, without a quotient now nor until lately (`du`)."""
    depuis_peu = QuotientFamilial.objects.filter(
        Q(fin=None) | Q(fin__gte=du), foyer=OuterRef("pk"), debut__lte=jour
    )
    enfants = Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), foyer=OuterRef("pk"), debut__lte=jour
    )
    siens = Foyer.objects.filter(Exists(enfants), ~Exists(depuis_peu), pk__in=foyers)
    return siens.order_by("nom", "pk")


_SANS_QUOTIENT = RequeteEcrite(_dire_sans_quotient)
_EN_COURS = RequeteEcrite(_dire_en_cours)
_OFFRE = RequeteEcrite(
    lambda foyers, du, au, jour: avec_fin_de_quotient(a_dire(jour), foyers, du, au)
)


def des_absences(debut: date, fin: date) -> list[Reste]:
    """One query. Those sent during the season."""
    return [
        Reste(
            "absences",
            "Absences à décider : un certificat attend votre réponse",
            Demande.objects.a_traiter()
            .filter(code="justificatif-medical", deposee_le__date__range=(debut, fin))
            .count(),
            reverse("demandes_modeladmin_index"),
            INSTRUIRE,
        )
    ]
