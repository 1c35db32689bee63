"""The form of a repeat: who, then which days and moments of what was ticked, how often, from when
until when. One GET, so that the preview has an address and the browser's back button keeps what was
chosen."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from famille.socle.dire import JOURS, en_lettres, enumerer
from famille.socle.ecran import QuiRefuse
from famille.socle.saisie.champ_jour import JourField
from reservations.calendrier.repetition.offre import Offre

from .offre import code, moments_de
from .regles import MOMENTS, Repetition, Rythme, moments_couverts

_VACANCES = " (vacances scolaires)"
RYTHMES = [
    (Rythme.TOUTES.value, "Toutes les semaines"),
    (Rythme.UNE_SUR_DEUX.value, "Une semaine sur deux, dès la première"),
    (Rythme.L_AUTRE.value, "Une semaine sur deux, dès la deuxième"),
]


class PourQuiForm(QuiRefuse, forms.Form):
    """For whom, from when until when: what a repeat asks, and a week kept all year."""

    fields: dict[str, Any]  # each of its own class

    use_required_attribute = False

    qui = forms.MultipleChoiceField(
        label="Pour qui ?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un enfant."},
    )
    debut = JourField(label="À partir du")
    fin = JourField(label="Jusqu’au")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", f"La fin doit venir après le {en_lettres(debut)}.")
        return donnees


class RepetitionForm(PourQuiForm):
    """Choices come from what the household may book; `offre` is an Offre."""

    field_order = ("qui", "jours", "moments", "rythme")

    jours = forms.TypedMultipleChoiceField(
        label="Quels jours ?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un jour de la semaine.",
            "invalid_choice": "Il n’y a pas d’accueil ce jour-là : choisissez dans la liste.",
        },
    )
    moments = forms.MultipleChoiceField(
        label="Quels moments ?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un moment, par exemple le matin.",
            "invalid_choice": "Ce moment n’est pas proposé : choisissez dans la liste.",
        },
    )
    rythme = forms.ChoiceField(
        label="À quel rythme ?",
        widget=forms.RadioSelect,
        choices=RYTHMES,
        error_messages={
            "required": "Choisissez un rythme.",
            "invalid_choice": "Ce rythme n’existe pas : choisissez dans la liste.",
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, offre: Offre, choisies: Collection[str] = ()
    ) -> None:
        """`offre`: an Offre of what is chosen. `choisies`: codes of its lines; none, and who is
        asked first, since the days and the moments are theirs."""
        super().__init__(data)
        self.offre = offre
        self.fields["qui"].choices = [
            (code(ligne), f"{ligne.enfant.prenom} – {ligne.activite}") for ligne in offre.toutes
        ]
        self.fields["qui"].error_messages["invalid_choice"] = (
            "Cet enfant n’est pas inscrit à cette activité : choisissez dans la liste."
        )
        self.initial = {"qui": list(choisies)}
        if not choisies:
            self.fields = {"qui": self.fields["qui"]}
            return
        self.fields["jours"].choices = [(jour, JOURS[jour].capitalize()) for jour in offre.jours]
        self.fields["moments"].choices = [
            (moment, self._nommer(moment)) for moment in offre.moments
        ]
        self._exiger_des_jours()
        self._aider()
        self.initial |= {
            "jours": offre.jours if len(offre.jours) == 1 else [],
            "moments": offre.moments if len(offre.moments) == 1 else [],
            "rythme": Rythme.TOUTES.value,
            "debut": offre.premier_jour,
            "fin": offre.dernier_jour,
        }

    def clean_qui(self) -> list[Any]:
        choisies = self.cleaned_data["qui"]
        return [ligne for ligne in self.offre.lignes if code(ligne) in choisies]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        moments, jours = set(donnees.get("moments", ())) - {"semaine"}, self.fields.get("jours")
        if moments and jours and not donnees.get("jours") and "jours" not in self.errors:
            self.add_error("jours", jours.error_messages["required"])
        self._exiger_un_moment_de_chacune(donnees)
        return donnees

    def _exiger_un_moment_de_chacune(self, donnees: dict[str, Any]) -> None:
        """What is ticked above and has none of these moments would be left out in silence."""
        moments = moments_couverts(frozenset(donnees.get("moments", ())))
        sans = {
            str(ligne.activite): None
            for ligne in donnees.get("qui", ())
            if moments and not moments & moments_de(ligne)
        }
        if sans:
            self.add_error(
                "moments", f"Cochez aussi un moment pour {enumerer(sans)}, ou décochez l’activité."
            )

    def repetition(self) -> Repetition:
        donnees = self.cleaned_data
        return Repetition(
            jours=frozenset(donnees.get("jours", ())),
            moments=frozenset(donnees["moments"]),
            debut=donnees["debut"],
            fin=donnees["fin"],
            rythme=Rythme(donnees["rythme"]),
        )

    def phrase(self) -> str:
        """What was asked, in a line: "Le mercredi matin, toutes les semaines, du … au …"."""
        donnees = self.cleaned_data
        jours = [JOURS[jour] for jour in donnees.get("jours", ())]
        moments = [MOMENTS[moment] for moment in donnees["moments"]]
        rythme = dict(RYTHMES)[donnees["rythme"]].lower()
        quand = (
            [enumerer(moments).capitalize()]
            if moments == ["semaine"]
            else [f"{enumerer(jours)} : {enumerer(moments)}"]
        )
        dates = f"du {en_lettres(donnees['debut'])} au {en_lettres(donnees['fin'])}"
        phrase = ", ".join([*quand, rythme, dates])
        return phrase[:1].upper() + phrase[1:]

    def _exiger_des_jours(self) -> None:
        """A whole week has no weekday to choose: where only weeks are booked the question is not
        asked."""
        if not self.offre.jours:
            del self.fields["jours"]
        elif "semaine" in self.offre.moments:
            self.fields["jours"].required = False
            self.fields["jours"].help_text = "Inutile pour une semaine entière."

    def _nommer(self, moment: str) -> str:
        nom = MOMENTS[moment].capitalize()
        if moment == "semaine":
            nom = "Semaine entière"
        entiere = moment == "journee" and moments_couverts({moment}) <= set(self.offre.moments)
        seulement = not entiere and self.offre.en_vacances_seulement(moment)
        return nom + _VACANCES if seulement else nom

    def _aider(self) -> None:
        if moments_couverts({"journee"}) <= set(self.offre.moments):
            self.fields[
                "moments"
            ].help_text = "Une journée est le matin et l’après-midi, quand ils se réservent à part."
        premier = self.offre.premier_jour
        semaine = premier.isocalendar().week
        self.fields["rythme"].help_text = (
            "La première est celle de la date choisie ci-dessous. Celle du"
            f" {en_lettres(premier)} est une semaine {'impaire' if semaine % 2 else 'paire'}"
            f" (n° {semaine})."
        )
        ouvertes = en_lettres(self.offre.dernier_jour)
        self.fields["fin"].help_text = f"Les réservations sont ouvertes jusqu’au {ouvertes}."
