"""The forms of the planning screens. The write is one action, whose refusal comes back in the
form."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from famille.socle.dire import JOURS
from famille.socle.ecran import Formulaire, agir
from famille.socle.saisie.champ_jour import JourDAgentField
from famille.socle.tableaux import CSV, XLSX
from reservations.bureau.formulaires import ACTIVITES
from reservations.models import Creneau, Evenement, Fermeture, Groupe, Structure
from reservations.planning.capacite import CAPACITE_MAX
from reservations.planning.creneaux import verifier_les_dates
from reservations.planning.exports import COMPTAGES, NATURES, RESERVATIONS
from reservations.regles.blocs import Moment

JOURS_OUVRABLES = [(rang, nom.capitalize()) for rang, nom in enumerate(JOURS[:6])]
# the form is filled before it knows which activity: a garderie's afternoon is its "Soir"
MOMENTS_DE_TOUTES = [
    (moment, "Après-midi, ou soir d’une garderie" if moment == Moment.APRES_MIDI else nom)
    for moment, nom in Creneau.MOMENTS
]
FORMATS = [(XLSX, "Tableur : Excel, LibreOffice (.xlsx)"), (CSV, "Texte (.csv)")]
PARTOUT = "Toutes les structures"
COMPTEE_PAR_FICHIER = (
    "{} est comptée par fichier : demandez les « Comptages importés », ou décochez-la."
)
RESERVEE_ICI = (
    "{} se réserve ici : demandez les « Réservations » ou les « Présences », ou décochez-la."
)


class DatesForm(Formulaire):
    debut = JourDAgentField(label="Du")
    fin = JourDAgentField(label="Au", help_text="Dernier jour compris.")

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if donnees.get("debut") and donnees.get("fin"):
            with agir(self):
                verifier_les_dates(donnees["debut"], donnees["fin"])
        return donnees


class PeriodeAVenirForm(DatesForm):
    def clean_debut(self) -> date:
        debut = self.cleaned_data["debut"]
        if debut < timezone.localdate():
            raise forms.ValidationError("Ce jour est passé : commencez aujourd’hui ou plus tard.")
        return debut


class OuvrirForm(PeriodeAVenirForm):
    """Which créneaux to make."""

    activites = forms.ModelMultipleChoiceField(
        label="Activités", queryset=ACTIVITES, widget=forms.CheckboxSelectMultiple
    )
    capacite = forms.IntegerField(
        label="Places par créneau",
        required=False,
        min_value=0,
        max_value=CAPACITE_MAX,
        help_text="Laissez vide pour le nombre de places de chaque activité.",
    )
    field_order = ["activites", "debut", "fin", "capacite"]


class PlacesForm(PeriodeAVenirForm):
    """Which créneaux get how many places."""

    activite = forms.ModelChoiceField(
        label="Activité", queryset=ACTIVITES, empty_label="Choisissez"
    )
    jours = forms.TypedMultipleChoiceField(
        label="Seulement ces jours",
        choices=JOURS_OUVRABLES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun jour coché : tous les jours de la période.",
    )
    moments = forms.MultipleChoiceField(
        label="Seulement ces moments",
        choices=MOMENTS_DE_TOUTES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun moment coché : tous.",
    )
    capacite = forms.IntegerField(label="Places par créneau", min_value=0, max_value=CAPACITE_MAX)
    field_order = ["activite", "debut", "fin", "jours", "moments", "capacite"]


class ExportForm(DatesForm):
    nature = forms.ChoiceField(
        label="Que voulez-vous ?",
        choices=list(NATURES.items()),
        initial=RESERVATIONS,
        widget=forms.RadioSelect,
        help_text=(
            "Comptages importés : ce qu’un fichier a compté, comme les repas du restaurant"
            " scolaire."
        ),
    )
    activites = forms.ModelMultipleChoiceField(
        label="Activités",
        queryset=ACTIVITES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune activité cochée : toutes celles que cela concerne.",
    )
    sorte = forms.ChoiceField(
        label="Format", choices=FORMATS, initial=XLSX, widget=forms.RadioSelect
    )
    field_order = ["nature", "debut", "fin", "activites", "sorte"]

    def clean(self) -> dict[str, Any] | None:
        """What is only counted by file is not booked here, and the other way round: an activity
        ticked for the wrong one would be missing without a word."""
        donnees = super().clean() or {}
        if "nature" not in donnees:
            return donnees
        comptages = donnees["nature"] == COMPTAGES
        for activite in donnees.get("activites", ()):
            if comptages and not activite.unite_comptee:
                self.add_error("activites", RESERVEE_ICI.format(activite))
            elif not activite.se_reserve and not comptages:
                self.add_error("activites", COMPTEE_PAR_FICHIER.format(activite))
        return donnees


class FermetureForm(DatesForm):
    """`ou`: "" everywhere, "s-3" a centre, "a-5" an activity; read back as `structure` and
    `activite`."""

    fields: dict[str, Any]  # each of its own class

    ou = forms.ChoiceField(label="Où ?", required=False)
    motif = forms.CharField(
        label="Motif",
        max_length=160,
        help_text="Les familles lisent cette phrase, par exemple : Centre en travaux.",
    )
    field_order = ["ou", "debut", "fin", "motif"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choix = {f"s-{s.pk}": ("structure", s) for s in Structure.objects.all()}
        self.choix |= {f"a-{a.pk}": ("activite", a) for a in ACTIVITES.all()}
        self.fields["ou"].choices = [
            ("", PARTOUT),
            (
                "Une structure entière",
                [(cle, str(o)) for cle, (quoi, o) in self.choix.items() if quoi == "structure"],
            ),
            (
                "Une activité",
                [(cle, str(o)) for cle, (quoi, o) in self.choix.items() if quoi == "activite"],
            ),
        ]

    @staticmethod
    def initial_de(fermeture: Fermeture) -> dict[str, Any]:
        """The form of this closure as it is."""
        ou = f"a-{fermeture.activite_id}" if fermeture.activite_id else ""
        ou = ou or (f"s-{fermeture.structure_id}" if fermeture.structure_id else "")
        return {"ou": ou, "debut": fermeture.debut, "fin": fermeture.fin, "motif": fermeture.motif}

    def pour_l_action(self) -> dict[str, Any]:
        """The keyword arguments of actions.fermetures.fermer."""
        donnees = {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "ou"}
        portee = self.choix.get(self.cleaned_data["ou"])
        return donnees | ({portee[0]: portee[1]} if portee else {})


class EvenementForm(PeriodeAVenirForm):
    """What happens, where and when. A group says its activity by itself."""

    fields: dict[str, Any]  # each of its own class

    nature = forms.ChoiceField(label="Que se passe-t-il ?", choices=Evenement.Nature.choices)
    motif = forms.CharField(
        label="Motif",
        max_length=160,
        help_text=(
            "Les familles lisent cette phrase, par e-mail et dans le calendrier. Par exemple :"
            " Grève des animateurs."
        ),
    )
    activites = forms.ModelMultipleChoiceField(
        label="Activités", queryset=ACTIVITES, required=False, widget=forms.CheckboxSelectMultiple
    )
    groupe = forms.ModelChoiceField(
        label="Seulement un groupe",
        queryset=Groupe.objects.select_related("activite__structure").order_by(
            "activite__structure__nom", "age_min"
        ),
        required=False,
        empty_label="Tous les enfants : les jours sont fermés",
        help_text=(
            "Avec un groupe, seuls ses enfants sont annulés ; les autres sont accueillis comme"
            " prévu."
        ),
    )
    field_order = ["nature", "motif", "activites", "groupe", "debut", "fin"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groupe"].label_from_instance = lambda g: (
            f"{g.activite}, {g.nom} ({g.age_min} à {g.age_max} ans)"
        )

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        groupe, activites = donnees.get("groupe"), donnees.get("activites")
        if groupe and not activites:
            donnees["activites"] = ACTIVITES.filter(pk=groupe.activite_id)
        elif not groupe and activites is not None and not activites:
            self.add_error("activites", "Cochez au moins une activité, ou choisissez un groupe.")
        elif groupe and activites and [une.pk for une in activites] != [groupe.activite_id]:
            self.add_error(
                "groupe", "Ce groupe est celui d’une autre activité : cochez seulement la sienne."
            )
        return donnees
