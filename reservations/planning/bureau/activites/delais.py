"""The deadlines of an activity, in its form: what is checked, and what they come to on a day."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel

from famille.socle.dire import compte, en_jour
from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite
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
