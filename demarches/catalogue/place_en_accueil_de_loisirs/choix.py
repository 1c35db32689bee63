"""Page 1: which activity, for which school year or holidays."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from demarches.declaration.etapes import Etape, SeulChoix
from demarches.models import Demande
from demarches.models.places import EN_JEU
from demarches.regles.place import (
    PeriodeVoulue,
    age_convient,
    annees_proposees,
    periode_de,
    vacances,
)
from famille.regles.foyer import entier
from famille.socle.dire import de, en_lettres
from famille.socle.ville import service
from reservations.actions import reglement_au
from reservations.models import Activite, Inscription, PeriodeScolaire, ReglementInterieur

PAGE, REGLEMENT = "place", "reglement"
SEULS = {"activite": "Activité", "periode": "Période"}  # how a question with one answer is named


class PlaceForm(Etape):
    titre = "Activité"
    choisit_la_suite = True
    titre_page = "l’activité et la période"
    d_avance = "C’est la seule place que nous proposons à l’âge de votre enfant en ce moment."

    activite = forms.ChoiceField(
        label="Où souhaitez-vous une place ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une activité.",
            "invalid_choice": (
                "Cette activité n’est pas proposée pour votre enfant : choisissez-en une de la"
                " liste."
            ),
        },
    )
    periode = forms.ChoiceField(
        label="Pour quand ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez l’année scolaire, ou des vacances.",
            "invalid_choice": "Cette période n’est plus proposée : choisissez-en une de la liste.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enfant = self.demande.son_enfant
        self.fields["activite"].choices = [(str(a.pk), libelle(a)) for a in self._activites()]
        self.fields["periode"].choices = [(p.cle, p.libelle) for p in self._periodes()]
        for champ in ("activite", "periode"):
            if self.a_remplir and est_seul(self, champ):
                self._ne_pas_demander(champ)
        if not self.fields["activite"].choices:
            self.intro = (
                f"Aucune activité n’accueille un enfant de l’âge {de(self.enfant.prenom)} en ce"
                f" moment. Contactez {service().le} : {service().il} vous dira quand ce sera"
                " possible."
            )

    def _ne_pas_demander(self, champ: str) -> None:
        """The only answer possible is said, not asked."""
        seul = self.fields[champ]
        seul.initial, seul.label = seul.choices[0][0], SEULS[champ]
        choix, seul.widget = seul.choices, SeulChoix()
        seul.widget.choices = choix
        if champ == "activite":
            seul.help_text = f"La seule qui accueille un enfant de l’âge {de(self.enfant.prenom)}."

    def _activites(self) -> list[Activite] | QuerySet[Activite]:
        """Those open to his age this year or the next; once received, all of them."""
        activites = Activite.objects.select_related("structure")
        if not self.a_remplir:
            return activites
        annees = annees_proposees(self.jour)
        bornes = annees[0].debut, annees[-1].fin
        return [
            a
            for a in activites.actives()
            if age_convient(self.enfant.naissance, a.age_min, a.age_max, *bornes)
        ]

    def _periodes(self) -> list[PeriodeVoulue]:
        annees = annees_proposees(self.jour)
        vues = PeriodeScolaire.objects.filter(
            nature=PeriodeScolaire.Nature.VACANCES, fin__gte=self.jour, debut__lte=annees[-1].fin
        )
        periodes = annees + [vacances(une.nom, une.debut, une.fin) for une in vues]
        gardee = None if self.a_remplir else periode_de(brut(self.demande, "periode"), self.jour)
        return periodes if gardee is None or gardee in periodes else [*periodes, gardee]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        activite, periode = choix(donnees, self.jour)
        if not (self.a_remplir and activite and periode):
            return donnees
        debut = max(periode.debut, self.jour)
        ages = (activite.age_min, activite.age_max)
        if not age_convient(self.enfant.naissance, *ages, debut, periode.fin):
            self.add_error("activite", self._phrase_d_age(activite))
        if periode.vacances and not activite.unite_vacances:
            self.add_error(
                "periode",
                f"{activite} n’accueille pas les enfants pendant les vacances : choisissez l’année"
                " scolaire.",
            )
        if not self.errors:
            self._refuser_deux_fois(activite, debut, periode.fin)
        return donnees

    def _phrase_d_age(self, activite: Activite) -> str:
        return (
            f"{activite} accueille les enfants de {activite.age_min} à {activite.age_max} ans :"
            f" l’âge {de(self.enfant.prenom)} ne convient pas à cette période. Choisissez une autre"
            " activité ou une autre période."
        )

    def _refuser_deux_fois(self, activite: Activite, debut: date, fin: date) -> None:
        siennes = Inscription.objects.filter(
            Q(fin=None) | Q(fin__gte=debut), enfant=self.enfant, activite=activite
        )
        if existante := siennes.filter(debut__lte=fin).order_by("debut").first():
            jusqu_au = f" jusqu’au {en_lettres(existante.fin)}" if existante.fin else ""
            raise ValidationError(
                f"{self.enfant.prenom} a déjà une place à {activite}, à partir du"
                f" {en_lettres(existante.debut)}{jusqu_au} : réservez ses jours dans le calendrier,"
                " ou choisissez une autre période."
            )
        autres = Demande.objects.filter(
            code=self.demande.code, foyer=self.demande.foyer, enfant=self.enfant
        )
        for autre in autres.filter(statut__in=EN_JEU).exclude(pk=self.demande.pk):
            demandee = brut(autre, "activite"), brut(autre, "periode")
            if demandee == (str(activite.pk), self.cleaned_data["periode"]):
                raise ValidationError(
                    f"Cette place est déjà demandée : c’est votre demande {autre.numero}. Suivez-la"
                    " dans « Mes démarches »."
                )


def libelle(activite: Activite) -> str:
    """str: "La Valla · Accueil de loisirs, de 3 à 11 ans"."""
    return f"{activite}, de {activite.age_min} à {activite.age_max} ans"


def brut(demande: Demande, champ: str) -> str:
    """What is typed in this field of the page, as typed; "" for nothing."""
    return next(iter(demande.saisie.get(PAGE, {}).get(champ, [])), "")


def choix(donnees: dict[str, Any], jour: date) -> tuple[Activite | None, PeriodeVoulue | None]:
    """The activity and the period chosen, from the page's values."""
    cle = entier(donnees.get("activite"))
    activites = Activite.objects.select_related("structure")
    activite = activites.filter(pk=cle).first() if cle else None
    return activite, periode_de(donnees.get("periode") or "", jour)


def choix_en_cours(demande: Demande, jour: date) -> tuple[Activite | None, PeriodeVoulue | None]:
    """The same, of what is typed, whether it is right or not."""
    return choix({champ: brut(demande, champ) for champ in ("activite", "periode")}, jour)


def est_seul(page: PlaceForm, champ: str) -> bool:
    """Whether this question has one answer only."""
    return len(page.fields[champ].choices) == 1


class ReglementForm(Etape):
    titre = "Règlement"
    titre_page = "le règlement intérieur"
    gabarit = "demarches/catalogue/place_en_accueil_de_loisirs/reglement.html"

    accepte = forms.MultipleChoiceField(
        label="Votre accord",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Lisez le règlement, puis cochez la case pour l’accepter.",
            "invalid_choice": (
                "Le règlement a changé depuis : lisez cette version, puis acceptez-la."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reglement = reglement_de(self.demande, self.jour, juge=self.a_remplir)
        if self.reglement is None:
            del self.fields["accepte"]
        else:
            phrase = f"J’ai lu et j’accepte le règlement intérieur de {self.reglement.activite}."
            self.fields["accepte"].choices = [(str(self.reglement.pk), phrase)]


def reglement_de(demande: Demande, jour: date, *, juge: bool = True) -> ReglementInterieur | None:
    """The rules to accept on `jour`; once received (`juge` false), those accepted."""
    if not juge:
        cle = entier(next(iter(demande.saisie.get(REGLEMENT, {}).get("accepte", [])), ""))
        return ReglementInterieur.objects.filter(pk=cle).first() if cle else None
    activite, _periode = choix_en_cours(demande, jour)
    return reglement_au(activite, jour) if activite else None
