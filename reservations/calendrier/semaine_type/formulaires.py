"""The form of a week: for whom, which days of each activity, from when until when, which days are
left out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from famille.models import Service
from famille.socle.dire import JOURS, enumerer
from reservations.calendrier.grille import noms_des_activites
from reservations.calendrier.repetition.formulaires import PourQuiForm
from reservations.lecture.lignes import LigneInscription
from reservations.models import Activite
from reservations.regles.phrase.grammaire import lire_des_jours
from reservations.regles.phrase.jetons import Maisonnee
from reservations.regles.phrase.mots import LONGUEUR_MAX

from .actions import SANS_JOUR, Reglage, codes_de
from .lecture import Annees, fin_des_cours

PAS_CE_JOUR = "Il n’y a pas d’accueil ce jour-là : choisissez dans la liste."
MOMENTS = {"journee": "", "matin": "matin", "apres-midi": "après-midi"}


def code_de_l_enfant(ligne: LigneInscription) -> str:
    """A child of a household in an address (pks)."""
    return f"{ligne.foyer.pk}-{ligne.enfant.pk}"


class SemaineTypeForm(PourQuiForm):
    """One field an activity and part of the day: `j<activity>-<moment>`. Choices are those of the
    household."""

    sauf = forms.CharField(
        label="Sauf ces jours",
        required=False,
        max_length=LONGUEUR_MAX,
        help_text="Par exemple : le 14 décembre, du 4 au 8 janvier.",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        annees: Annees,
        enfants: Collection[str] = (),
    ) -> None:
        """`enfants`: codes of those to tick first, all of them for none."""
        super().__init__(data)
        self.annees = annees
        self.fields["qui"].error_messages["invalid_choice"] = (
            "Cet enfant n’est inscrit à aucune activité : choisissez dans la liste."
        )
        lignes = annees.lignes
        tous = dict.fromkeys((code_de_l_enfant(une), une.enfant) for une in lignes)
        plusieurs = len(annees.foyers) > 1
        foyers = {foyer.pk: str(foyer) for foyer in annees.foyers}
        self.fields["qui"].choices = [
            (code, f"{un.prenom}, {foyers[int(code.split('-')[0])]}" if plusieurs else un.prenom)
            for code, un in tous
        ]
        self.groupes = self._ajouter_les_jours(lignes)
        vises = [code for code, _un in tous if code in enfants] or [code for code, _un in tous]
        self.initial = {"qui": vises, **self._connu(vises)}

    def _ajouter_les_jours(self, lignes: Sequence[LigneInscription]) -> dict[str, tuple[int, str]]:
        """Name of the field → (activity, part of the day), in the order of the activities."""
        noms, groupes = noms_des_activites(list(lignes)), {}
        for ligne in {une.activite.pk: une for une in lignes}.values():
            codes = codes_de(ligne)
            for moment in MOMENTS:
                jours = sorted(int(code[0]) for code in codes if code[2:] == moment)
                if not jours:
                    continue
                nom = f"j{ligne.activite.pk}-{moment}"
                groupes[nom] = ligne.activite.pk, moment
                self.fields[nom] = forms.MultipleChoiceField(
                    label=_titre(ligne.activite, noms[ligne.activite.pk], moment),
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    choices=[(str(jour), JOURS[jour].capitalize()) for jour in jours],
                    error_messages={"invalid_choice": PAS_CE_JOUR},
                )
        return groupes

    def _connu(self, vises: Sequence[str]) -> dict[str, Any]:
        """What the first of these children keeps already, and the days to begin and to end with."""
        siennes = [
            une.modele
            for code in vises
            for une in self.annees.annees
            if f"{une.modele.foyer_id}-{une.modele.enfant_id}" == code
        ]
        premieres = {une.activite_id: une for une in reversed(siennes)}
        connu: dict[str, Any] = {
            nom: [code[0] for code in premieres[pk].jours if code[2:] == moment]
            for nom, (pk, moment) in self.groupes.items()
            if pk in premieres
        }
        debut = self.annees.maintenant.date()
        connu["debut"] = max([debut, *(une.debut for une in siennes[:1])])
        connu["fin"] = siennes[0].fin if siennes else fin_des_cours(debut)
        return connu

    @property
    def jours(self) -> list[forms.BoundField]:
        return [self[nom] for nom in self.groupes]

    def clean_sauf(self) -> tuple[date, ...]:
        texte = self.cleaned_data["sauf"]
        jour = self.annees.maintenant.date()
        jours, incompris = lire_des_jours(texte, Maisonnee(jour, self.annees.lecture.fin, {}))
        if incompris:
            dits = enumerer(f"« {un} »" for un in incompris)
            raise forms.ValidationError(
                f"Nous ne comprenons pas {dits} : écrivez des dates,"
                " par exemple « le 14 décembre »."
            )
        return jours

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        coches = any(donnees.get(nom) for nom in self.groupes)
        if not coches and not self._deja(donnees.get("qui", ())) and self.groupes:
            self.add_error(next(iter(self.groupes)), SANS_JOUR)
        return donnees

    def _deja(self, qui: Iterable[str]) -> bool:
        """Whether one of these children keeps a week, which unticking its days would end."""
        return any(
            f"{une.modele.foyer_id}-{une.modele.enfant_id}" in qui for une in self.annees.annees
        )

    def reglages(self) -> list[Reglage]:
        """One a child and an activity that he is registered to."""
        donnees = self.cleaned_data
        return [
            Reglage(
                ligne,
                self._codes(ligne.activite.pk) & codes_de(ligne),
                donnees["debut"],
                donnees["fin"],
                donnees["sauf"],
            )
            for ligne in self.annees.lignes
            if code_de_l_enfant(ligne) in donnees["qui"]
        ]

    def _codes(self, activite: int) -> frozenset[str]:
        return frozenset(
            f"{jour}-{moment}"
            for nom, (pk, moment) in self.groupes.items()
            if pk == activite
            for jour in self.cleaned_data.get(nom, ())
        )


def _titre(activite: Activite, nom: str, moment: str) -> str:
    """ "Garderie, soir"."""
    dit = MOMENTS[moment]
    if dit == "après-midi" and activite.service == Service.GARDERIE:
        dit = "soir"
    return f"{nom}, {dit}" if dit else nom
