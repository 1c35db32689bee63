"""Activities with their groups: what is booked, by whom, until when."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin import display
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.admin.panels.group import ObjectList

from famille.socle.dire import compte, en_jour
from famille.socle.saisie.adresses_courriel import joignable
from reservations.bureau.base import Liste
from reservations.bureau.droits import SansSuppression
from reservations.bureau.filtres import ParStructure
from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite
from reservations.planning.bureau.formulaires import JOURS_OUVRABLES
from reservations.regles.accueil.temps import PAS
from reservations.regles.blocs import Unite
from reservations.regles.calendrier import (
    JOURS_D_ECOLE_MAX,
    GenreDeDelai,
    dire_la_limite,
    dire_les_delais,
)

SANS_JOUR = "Choisissez le jour de la semaine, par exemple jeudi."
UNE_SEMAINE_AU_MOINS = (
    "Comptez au moins 1 semaine : la limite ne peut pas tomber après le jour réservé."
)
TROP_DE_JOURS = f"{compte(JOURS_D_ECOLE_MAX, 'jour d’école', 'jours d’école')} au plus."
PAS_MINUIT = "Laissez vide pour la fin de la journée, à minuit."
_AIDE = (
    "« 7 jours avant », sans heure : un mercredi se réserve jusqu’au mercredi d’avant, à minuit."
    " « 1 jour d’école avant, à 9 h » : le dernier jour d’école qui précède. « 1 semaine avant, un"
    " jour fixe, jeudi à 12 h » : jusqu’au jeudi de la semaine précédente. « 0 jour avant, à"
    " 8 h 30 » : le matin même."
)


def panneau(quoi: str, titre: str) -> MultiFieldPanel:
    """The four fields of "reservation" or "annulation", on a row."""
    champs = ("", "_genre", "_jour", "_heure")
    return MultiFieldPanel(
        [FieldRowPanel([FieldPanel(f"delai_{quoi}{champ}") for champ in champs])],
        heading=titre,
        help_text=_AIDE if quoi == "reservation" else "",
    )


def controler(form: WagtailAdminModelForm, donnees: dict[str, Any], quoi: str) -> None:
    """The faults of one deadline, each at its field. A weekday left beside another way of counting
    is dropped."""
    nombre, genre = donnees.get(f"delai_{quoi}"), donnees.get(f"delai_{quoi}_genre")
    if genre != GenreDeDelai.SEMAINE:
        donnees[f"delai_{quoi}_jour"] = None
    elif donnees.get(f"delai_{quoi}_jour") is None:
        form.add_error(f"delai_{quoi}_jour", SANS_JOUR)
    if nombre is not None and genre == GenreDeDelai.SEMAINE and not 1 <= nombre <= 52:
        form.add_error(f"delai_{quoi}", UNE_SEMAINE_AU_MOINS if not nombre else "52 au plus.")
    if nombre is not None and genre == GenreDeDelai.ECOLE and nombre > JOURS_D_ECOLE_MAX:
        form.add_error(f"delai_{quoi}", TROP_DE_JOURS)
    if donnees.get(f"delai_{quoi}_heure") == time(0):
        form.add_error(f"delai_{quoi}_heure", PAS_MINUIT)


def jour_d_exemple(activite: Activite, aujourdhui: date) -> date:
    """One of its days, a week ahead at least."""
    jours = activite.jours_scolaires or range(5)
    return next(
        jour
        for rang in range(7, 14)
        if (jour := aujourdhui + timedelta(days=rang)).weekday() in jours
    )


def exemple(activite: Activite) -> list[str]:
    """The rule as families read it, and what it comes to on a day. One query."""
    jour = jour_d_exemple(activite, timezone.localdate())
    calendrier = lire_la_ville(jour, jour).calendrier
    reserver, annuler = (
        dire_la_limite(delai.limite(jour, calendrier))
        for delai in (activite.pour_reserver, activite.pour_annuler)
    )
    return [
        dire_les_delais(activite.pour_reserver, activite.pour_annuler),
        (
            f"Par exemple, {en_jour(jour)} se réserve jusqu’au {reserver} et s’annule jusqu’au"
            f" {annuler}."
        ),
    ]


class ExempleDeDelai(Panel):
    """What is saved, said: agents read the sentence before families do."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "reservations/planning/bureau/exemple_de_delai.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            contexte = super().get_context_data(parent_context)
            neuve, refusee = self.instance.pk is None, bool(self.form and self.form.errors)
            return contexte | {"phrases": [] if neuve or refusee else exemple(self.instance)}


SANS_SES_HEURES = (
    "Le temps passé se compte à partir des heures d’accueil : donnez l’ouverture et la fermeture,"
    " et la fin du matin si l’on réserve à la demi-journée."
)
HEURES = (
    "Donnez les heures dans l’ordre : l’ouverture, la fin du matin, la reprise de l’après-midi, la"
    " fermeture. Celles du milieu sont facultatives ; sans ouverture ni fermeture, n’en donnez"
    " aucune."
)
AGES = "L’âge maximum est plus petit que l’âge minimum : corrigez l’un des deux."


class DeLaStructure(ParStructure):
    chemin = "structure"


class ActiviteForm(WagtailAdminModelForm):
    jours_scolaires = forms.TypedMultipleChoiceField(
        label="Jours d’accueil en période scolaire",
        choices=JOURS_OUVRABLES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        reservee = donnees.get("unite_scolaire") or donnees.get("unite_vacances")
        if reservee and donnees.get("unite_comptee") in PAS and not _heures_connues(donnees):
            self.add_error("unite_comptee", SANS_SES_HEURES)
        if not (reservee or donnees.get("unite_comptee")):
            self.add_error(
                "unite_scolaire",
                "Choisissez comment on réserve, en période scolaire ou pendant les vacances ; ou,"
                " plus bas, ce qui est compté par fichier.",
            )
        if donnees.get("unite_scolaire") and not donnees.get("jours_scolaires"):
            self.add_error(
                "jours_scolaires", "Cochez au moins un jour d’accueil en période scolaire."
            )
        if _ages_inverses(donnees):
            self.add_error("age_max", AGES)
        if not _heures_en_ordre(donnees):
            self.add_error("ferme_a", HEURES)
        for quoi in ("reservation", "annulation"):
            controler(self, donnees, quoi)
        memes = Activite.objects.filter(structure=donnees.get("structure"), nom=donnees.get("nom"))
        if memes.exclude(pk=self.instance.pk).exists():
            self.add_error(
                "nom", "Cette structure a déjà une activité de ce nom : choisissez un autre nom."
            )
        for groupe in self.formsets["groupes"].forms if "groupes" in self.formsets else ():
            if groupe.is_valid() and _ages_inverses(groupe.cleaned_data):
                groupe.add_error("age_max", AGES)
        return donnees

    def clean_cuisine_courriel(self) -> str:
        """Its orders are written to it."""
        if adresse := self.cleaned_data["cuisine_courriel"]:
            joignable(adresse)
        return adresse


def _heures_connues(donnees: dict[str, Any]) -> bool:
    """Whether the hours of each part of a day that is booked are given."""
    voulues = ["ouvre_a", "ferme_a"]
    if Unite.DEMI_JOURNEE in (donnees.get("unite_scolaire"), donnees.get("unite_vacances")):
        voulues.append("midi_a")
    return all(donnees.get(nom) for nom in voulues)


def _heures_en_ordre(donnees: dict[str, Any]) -> bool:
    ouvre, midi, reprend, ferme = (
        donnees.get(nom) for nom in ("ouvre_a", "midi_a", "reprend_a", "ferme_a")
    )
    dites = [heure for heure in (ouvre, midi, reprend, ferme) if heure is not None]
    if not dites:
        return True
    entiere = ouvre is not None and ferme is not None and (midi is not None or reprend is None)
    return entiere and dites == sorted(set(dites))


def _ages_inverses(donnees: dict[str, Any]) -> bool:
    jeune, age = donnees.get("age_min"), donnees.get("age_max")
    return jeune is not None and age is not None and age < jeune


class ActivitesAdmin(Liste):
    model = Activite
    base_url_path = "activites"
    menu_label = "Activités"
    menu_icon = "tag"
    menu_order = 20
    ajouter = "Ajouter une activité"
    list_display = ["nom", "structure", "ages", "capacite", "reserve_par", "ouverte"]
    list_filter = [DeLaStructure, "active"]
    list_select_related = ["structure"]
    permission_helper_class = SansSuppression
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("structure"), FieldPanel("nom")]),
                FieldRowPanel(
                    [FieldPanel("age_min"), FieldPanel("age_max"), FieldPanel("capacite")]
                ),
                FieldRowPanel([FieldPanel("inscriptions_max"), FieldPanel("active")]),
            ],
            heading="L’activité",
            help_text=(
                "Les âges sont comptés en années révolues, le jour de l’accueil. Le nombre de"
                " places vaut pour les créneaux à ouvrir ; pour ceux qui existent, passez par «"
                " Changer les places »."
            ),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("unite_scolaire"), FieldPanel("unite_vacances")]),
                FieldPanel("jours_scolaires"),
                FieldRowPanel(
                    [FieldPanel(nom) for nom in ("ouvre_a", "midi_a", "reprend_a", "ferme_a")],
                    help_text=(
                        "Les heures s’affichent dans l’agenda des familles et sur les listes de"
                        " présence. Une garderie du matin et du soir : ouvre à 7 h 30, le matin"
                        " finit à 8 h 30, l’après-midi commence à 16 h 30, ferme à 18 h 30. Un"
                        " restaurant : l’ouverture et la fermeture."
                    ),
                ),
            ],
            heading="Ce qui se réserve",
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("service"), FieldPanel("unite_comptee")])],
            heading="Ce qui se facture",
        ),
        panneau("reservation", "Jusqu’à quand réserver"),
        panneau("annulation", "Jusqu’à quand annuler"),
        ExempleDeDelai(heading="Ce que les familles lisent"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("fiche_exigee"), FieldPanel("assurance_exigee")]),
                FieldPanel("encadree"),
                FieldPanel("cuisine_courriel"),
            ],
            heading="Règles",
        ),
        InlinePanel(
            "groupes",
            [FieldRowPanel([FieldPanel("nom"), FieldPanel("age_min"), FieldPanel("age_max")])],
            heading="Groupes d’âge",
            label="Groupe",
            help_text="Pour les listes de présence, le remplissage et les sorties.",
        ),
    ]
    edit_handler = ObjectList(panels, base_form_class=ActiviteForm)

    @display(description="Âges", ordering="age_min")
    def ages(self, activite: Activite) -> str:
        return f"{activite.age_min} à {activite.age_max} ans"

    @display(description="Ouverte aux familles", ordering="active")
    def ouverte(self, activite: Activite) -> str:
        """In a word: modeladmin's own drawing of a yes needs django.contrib.admin."""
        return "Oui" if activite.active else "Non"

    @display(description="Réservée par")
    def reserve_par(self, activite: Activite) -> str:
        unites = [activite.get_unite_scolaire_display(), activite.get_unite_vacances_display()]
        dites = [
            f"{unite} {quand}"
            for unite, quand in zip(unites, ("à l’école", "en vacances"), strict=True)
            if unite
        ]
        if activite.unite_comptee:
            dites.append(f"{activite.get_unite_comptee_display()}, par fichier")
        return " ; ".join(dites)
