"""From when each period can be booked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.panels.group import ObjectList

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import du_au, en_moment
from reservations.bureau.base import Creation, Edition, Liste
from reservations.models import Ouverture


class OuvertureForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error(
                "fin", "Le dernier jour est avant le premier : corrigez l’une des deux dates."
            )
        return donnees


def chevauchements(ouverture: Ouverture) -> list[str]:
    """A sentence for each opening that opens some of the same days at another moment: the earliest
    wins, which nobody would guess (docs/comprendre/ouvertures_et_rappels.md)."""
    voisines = Ouverture.objects.filter(
        activites__in=ouverture.activites.all(), debut__lte=ouverture.fin, fin__gte=ouverture.debut
    )
    autres = voisines.exclude(pk=ouverture.pk).exclude(ouvre_le=ouverture.ouvre_le).distinct()
    return [_avertissement(ouverture, autre) for autre in autres]


def _avertissement(ouverture: Ouverture, autre: Ouverture) -> str:
    premiere = en_moment(min(ouverture.ouvre_le, autre.ouvre_le), timezone.now())
    communs = du_au(max(ouverture.debut, autre.debut), min(ouverture.fin, autre.fin))
    return (
        f"« {autre} » ouvre déjà des jours de cette ouverture ({communs}). Pour ces jours, c’est le"
        f" premier des deux moments qui vaut : {premiere}. Si ce n’est pas voulu, changez les jours"
        " ou les activités de l’une des deux."
    )


class _Avertir:
    """Once saved, the activities are known: what the agent would not guess is told."""

    def form_valid(self, form: Any) -> HttpResponse:
        reponse = super().form_valid(form)  # type: ignore[misc]
        for phrase in chevauchements(form.instance):
            messages.warning(self.request, phrase)  # type: ignore[attr-defined]
        return reponse


class CreationOuverture(_Avertir, Creation):
    pass


class EditionOuverture(_Avertir, Edition):
    pass


class OuverturesAdmin(Liste):
    model = Ouverture
    create_view_class = CreationOuverture
    edit_view_class = EditionOuverture
    base_url_path = "ouvertures"
    menu_label = "Ouvertures"
    menu_icon = "lock-open"
    menu_order = 30
    ajouter = "Ajouter une ouverture"
    list_display = ["nom", "jours", "ouvre_le", "pour"]
    ordering = ["-debut"]
    panels = [
        FieldPanel("nom"),
        FieldPanel("activites", widget=forms.CheckboxSelectMultiple),
        FieldRowPanel([FieldPanel("debut"), FieldPanel("fin")]),
        FieldPanel(
            "ouvre_le",
            help_text="À la minute près : avant, le calendrier affiche ce moment aux familles.",
        ),
    ]

    def get_edit_handler(self) -> ObjectList:
        poignee = super().get_edit_handler()
        poignee.base_form_class = OuvertureForm
        return poignee

    def get_queryset(self, request: RequeteConnectee) -> QuerySet[Ouverture]:
        return super().get_queryset(request).prefetch_related("activites__structure")

    def jours(self, ouverture: Ouverture) -> str:
        return du_au(ouverture.debut, ouverture.fin)

    jours.short_description = "Jours à réserver"  # type: ignore[attr-defined]
    jours.admin_order_field = "debut"  # type: ignore[attr-defined]

    def pour(self, ouverture: Ouverture) -> str:
        return ", ".join(str(activite) for activite in ouverture.activites.all())

    pour.short_description = "Activités"  # type: ignore[attr-defined]
