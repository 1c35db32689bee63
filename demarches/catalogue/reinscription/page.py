"""The one page of a child: his activities, his health and insurance, what is allowed, the rules to
accept. What the file holds is shown, folded, and asks for nothing where it may stay."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from demarches.declaration.mise_a_jour import PageDuDossier
from demarches.models import Demande
from famille.models import Enfant, Utilisateur
from famille.socle.ville import service

from .campagne import campagne_de, deja_repondue, est_attendu
from .parties import (
    ActivitesDeLAnnee,
    AutorisationsDeLAnnee,
    PartieDeLAnnee,
    ReglementsDeLAnnee,
    SanteDeLAnnee,
    VaccinsDeLAnnee,
)

REVIENT, NON = "revient", "non"
SANS_CAMPAGNE = "Aucune campagne de réinscription n’a commencé : il n’y a rien à répondre."


def _reunir(dites: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {nom: valeur for une in dites for nom, valeur in une.items()}


class AnneeForm(PageDuDossier):
    """`parties`: forms of the same prefix, each of which reads, judges and writes its own fields;
    of an answer "he does not come back", none."""

    titre = "La nouvelle année"
    titre_page = "la nouvelle année"
    template_name = "demarches/catalogue/reinscription/parts.html"
    sensible = True
    peut_rester = False
    avec_sante = True
    parties: list[PartieDeLAnnee]
    enfant: Enfant

    revient = forms.ChoiceField(
        choices=[("oui", "Oui"), (NON, "Non")],
        required=False,
        initial="oui",
        widget=forms.HiddenInput,
    )

    @classmethod
    def empreinte(cls) -> str:
        """Of all its parts: a question reworded in one of them is to be read again."""
        toutes = [une.empreinte() for une in (ActivitesDeLAnnee, SanteDeLAnnee)]
        return hashlib.sha256("".join([super().empreinte(), *toutes]).encode()).hexdigest()[:12]

    @classmethod
    def classes(cls, demande: Demande) -> list[type[PartieDeLAnnee]]:
        """The parts that the campaign asks, in their order."""
        campagne = campagne_de(demande)
        if campagne is None:
            return []
        sante = cls.avec_sante
        voulues = [
            (True, ActivitesDeLAnnee),
            (sante and campagne.fiche_demandee, SanteDeLAnnee.pour(demande.son_enfant)),
            (campagne.autorisations_demandees, AutorisationsDeLAnnee),
            (sante and campagne.vaccins_demandes, VaccinsDeLAnnee),
            (campagne.reglement_demande, ReglementsDeLAnnee),
        ]
        return [classe for voulue, classe in voulues if voulue]

    @classmethod
    def du_dossier(cls, demande: Demande) -> dict[str, Any]:
        return _reunir(classe.du_dossier(demande) for classe in cls.classes(demande))

    @classmethod
    def connu(cls, demande: Demande) -> dict[str, Any]:
        return _reunir(classe.connu(demande) for classe in cls.classes(demande))

    @property
    def ne_revient_pas(self) -> bool:
        return self.is_bound and self.data.get(f"{self.prefix}-{REVIENT}") == NON

    def composer(self) -> None:
        self.enfant = self.demande.son_enfant
        lus = (
            "demande",
            "jour",
            "prefix",
            "initial",
            *(("data", "files") if self.is_bound else ()),
        )
        communs = {nom: getattr(self, nom) for nom in lus}
        classes = [] if self.ne_revient_pas else self.classes(self.demande)
        self.parties = [classe(**communs) for classe in classes]
        for partie in self.parties:
            self.fields.update(partie.fields)

    def full_clean(self) -> None:
        """Each part cleans its own fields; their errors are the page's."""
        self._errors = ErrorDict()
        if not self.is_bound:
            return
        self.cleaned_data = {REVIENT: NON if self.ne_revient_pas else "oui"}
        for partie in self.parties:
            for nom, phrases in partie.errors.items():
                self._errors[nom] = phrases
            self.cleaned_data |= partie.cleaned_data
        if self.a_remplir and (refus := self._refus()):
            self.add_error(None, refus)

    def _refus(self) -> str:
        campagne = campagne_de(self.demande)
        if campagne is None:
            return SANS_CAMPAGNE
        if self.prefix in self.demande.pages_a_refaire:
            return ""
        if self.demande.canal == Demande.Canal.PORTAIL and self.jour > campagne.fin:
            return (
                f"La réinscription {campagne.saison} est close : {service().le} peut encore noter"
                " une réponse."
            )
        if not est_attendu(self.demande):
            return (
                f"{self.enfant.prenom} n’est pas dans une activité de cette réinscription :"
                " demandez plutôt une place."
            )
        return DEJA if deja_repondue(self.demande) else ""

    # How it is shown.

    def groupes(self) -> list[dict[str, Any]]:
        return [
            {
                "titre": part.titre,
                "ancre": part.ancre,
                "resume": part.resume,
                "textes": part.textes,
                "champs": (champs := [self[nom] for nom in part.noms]),
                "replie": bool(part.resume) and not any(champ.errors for champ in champs),
            }
            for partie in self.parties
            for part in partie.parts()
        ]

    # What it changes.

    def changements(self) -> list[dict[str, Any]]:
        return [une for partie in self.parties for une in partie.changements()]

    def verifications(self) -> list[dict[str, Any]]:
        return [une for partie in self.parties for une in partie.verifications()]

    def parties_du_dossier(self) -> list[PageDuDossier]:
        return [*self.parties]

    def retraits(self) -> list[str]:
        return [nom for partie in self.parties for nom in partie.retraits()]

    def a_signaler(self) -> dict[str, Any]:
        return next((dites for une in self.parties if (dites := une.a_signaler())), {})

    def appliquer(self, *, par: Utilisateur, origine: str) -> None:
        for partie in self.parties:
            partie.appliquer(par=par, origine=origine)

    def appliquer_sans_agent(self, *, par: Utilisateur, origine: str) -> list[dict[str, Any]]:
        return [
            une
            for partie in self.parties
            for une in partie.appliquer_sans_agent(par=par, origine=origine)
        ]

    def partie[P: PartieDeLAnnee](self, classe: type[P]) -> P | None:
        return next((une for une in self.parties if isinstance(une, classe)), None)


class AnneeSansSanteForm(AnneeForm):
    """For who may not read the child's health: it is given later (D8, D10)."""

    sensible = False
    avec_sante = False


DEJA = (
    "Une réponse est déjà envoyée pour cet enfant. Pour la changer, retirez d’abord cette demande,"
    " tant que personne ne l’étudie."
)
