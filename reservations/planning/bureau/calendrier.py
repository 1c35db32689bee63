"""The school calendar and the public holidays, seeded and then the agents'
(reservations/planning/calendrier_initial.py)."""

from datetime import date
from typing import Any

from django.contrib.admin import display
from django.template import Context
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.panels.group import ObjectList
from wagtail.admin.ui.components import Component
from wagtail_modeladmin.views import IndexView

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_jour, en_lettres
from reservations.bureau.base import Liste
from reservations.models import JourFerie, PeriodeScolaire
from reservations.planning.calendrier_connu import alerte

MODIFIER = "reservations.change_periodescolaire"


class PeriodeScolaireForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if not (debut and fin):
            return donnees
        autres = PeriodeScolaire.objects.exclude(pk=self.instance.pk)
        if fin < debut:
            self.add_error(
                "fin",
                "La période se termine avant d’avoir commencé : corrigez l’une des deux dates.",
            )
        elif autre := autres.filter(debut__lte=fin, fin__gte=debut).first():
            self.add_error(
                "debut",
                f"Ces dates chevauchent « {autre.nom} », du {en_lettres(autre.debut)} au"
                f" {en_lettres(autre.fin)} : changez les dates, ou modifiez cette autre période.",
            )
        return donnees


class ListeAvecAlerte(IndexView):
    """The list, under the warning when the calendar soon ends."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(alerte=alerte(timezone.localdate()), **kwargs)

    def get_template_names(self) -> list[str]:
        return ["reservations/planning/bureau/calendrier.html"]


class PeriodesAdmin(Liste):
    model = PeriodeScolaire
    base_url_path = "periodes-scolaires"
    menu_label = "Vacances et ponts"
    menu_icon = "calendar"
    menu_order = 70
    ajouter = "Ajouter des vacances ou un pont"
    list_display = ["nom", "nature", "premier_jour", "dernier_jour"]
    list_filter = ["nature"]
    ordering = ["-debut"]
    index_view_class = ListeAvecAlerte
    panels = [
        FieldRowPanel([FieldPanel("nom"), FieldPanel("nature")]),
        FieldRowPanel([FieldPanel("debut"), FieldPanel("fin")]),
    ]
    edit_handler = ObjectList(panels, base_form_class=PeriodeScolaireForm)

    @display(description="Premier jour sans classe", ordering="debut")
    def premier_jour(self, periode: PeriodeScolaire) -> str:
        return en_jour(periode.debut, annee=True)

    @display(description="Dernier jour sans classe", ordering="fin")
    def dernier_jour(self, periode: PeriodeScolaire) -> str:
        return en_jour(periode.fin, annee=True)


class FerieForm(WagtailAdminModelForm):
    def clean_jour(self) -> date:
        jour = self.cleaned_data["jour"]
        if autre := JourFerie.objects.filter(jour=jour).exclude(pk=self.instance.pk).first():
            self.add_error("jour", f"Le {en_lettres(jour)} est déjà férié : {autre.nom}.")
        return jour


class FeriesAdmin(Liste):
    model = JourFerie
    base_url_path = "jours-feries"
    menu_label = "Jours fériés"
    menu_icon = "calendar"
    menu_order = 80
    ajouter = "Ajouter un jour férié"
    list_display = ["nom", "en_toutes_lettres"]
    ordering = ["-jour"]
    index_view_class = ListeAvecAlerte
    panels = [
        FieldRowPanel(
            [FieldPanel("jour"), FieldPanel("nom", help_text="Par exemple : Lundi de Pâques.")]
        )
    ]
    edit_handler = ObjectList(panels, base_form_class=FerieForm)

    @display(description="Jour", ordering="jour")
    def en_toutes_lettres(self, ferie: JourFerie) -> str:
        return en_jour(ferie.jour, annee=True)


class BandeauCalendrier(Component):
    """On the admin's home, for whoever can mend it: the school calendar soon ends."""

    name = "calendrier-scolaire"
    template_name = "reservations/planning/bureau/_alerte_calendrier.html"
    order = 5

    def __init__(self, ce_qui_manque: dict[str, Any]) -> None:
        self.alerte = ce_qui_manque

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        return {"alerte": self.alerte}


def bandeau(request: RequeteConnectee) -> BandeauCalendrier | None:
    """The banner to show to this agent, or None: two queries for who may mend it, none for the
    others."""
    if not request.user.has_perm(MODIFIER):
        return None
    ce_qui_manque = alerte(timezone.localdate())
    return BandeauCalendrier(ce_qui_manque) if ce_qui_manque else None
