"""From when each period can be booked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.panels.group import ObjectList

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import du_au, en_moment
from reservations.bureau.base import Creation, Edition, Liste
from reservations.models import ListeDeVoeux, Ouverture, Tirage
from reservations.voeux.actions import engager


class OuvertureForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error(
                "fin", "Le dernier jour est avant le premier : corrigez l’une des deux dates."
            )
        self._controler_les_voeux(donnees)
        return donnees

    def _controler_les_voeux(self, donnees: dict[str, Any]) -> None:
        """Both dates or none, in order; and an opening that has received wishes keeps them."""
        du, au, ouvre_le = (donnees.get(un) for un in ("voeux_du", "voeux_au", "ouvre_le"))
        if bool(du) != bool(au):
            self.add_error("voeux_au", "Donnez les deux dates des vœux, ou aucune.")
        elif du and au and du >= au:
            self.add_error("voeux_au", "La fin des vœux est avant leur début : corrigez-la.")
        elif au and ouvre_le and au >= ouvre_le:
            self.add_error(
                "ouvre_le",
                "Ce qui reste s’ouvre après la fin des vœux, une fois les réponses données.",
            )
        if ListeDeVoeux.objects.filter(tirage__ouverture=self.instance.pk).exists() and not du:
            self.add_error("voeux_du", "Des familles ont déjà fait des vœux : gardez leurs dates.")
        if {"voeux_du", "voeux_au"} & set(self.changed_data) and self._repondue():
            self.add_error(
                "voeux_au",
                "La réponse à ces vœux est publiée, ou en train de l’être : leurs dates ne changent"
                " plus.",
            )

    def _repondue(self) -> bool:
        repondus = [Tirage.Etat.PUBLICATION, Tirage.Etat.PUBLIE]
        return Tirage.objects.filter(ouverture=self.instance.pk, etat__in=repondus).exists()


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
        engager(form.instance)
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
    list_display = ["nom", "jours", "ouvre", "pour"]
    ordering = ["-debut"]
    panels = [
        FieldPanel("nom"),
        FieldPanel("activites", widget=forms.CheckboxSelectMultiple),
        FieldRowPanel([FieldPanel("debut"), FieldPanel("fin")]),
        FieldPanel(
            "ouvre_le",
            help_text="À la minute près : avant, le calendrier affiche ce moment aux familles.",
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=(
                        "<p>Sans course : entre ces deux dates, les familles classent ce qu’elles"
                        " préfèrent, et l’heure ne compte pas. Les places sont ensuite données par"
                        " les critères votés, puis par un tirage au sort. Les places restantes"
                        " ouvrent à tous à la date ci-dessus. Vide : premier arrivé, premier"
                        " servi.</p>"
                    )
                ),
                FieldRowPanel([FieldPanel("voeux_du"), FieldPanel("voeux_au")]),
                FieldPanel("voeux_maximum"),
            ],
            heading="Par vœux",
        ),
    ]
    edit_handler = ObjectList(panels, base_form_class=OuvertureForm)

    def get_queryset(self, request: RequeteConnectee) -> QuerySet[Ouverture]:
        return super().get_queryset(request).prefetch_related("activites__structure")

    def jours(self, ouverture: Ouverture) -> str:
        return du_au(ouverture.debut, ouverture.fin)

    jours.short_description = "Jours à réserver"  # type: ignore[attr-defined]
    jours.admin_order_field = "debut"  # type: ignore[attr-defined]

    def ouvre(self, ouverture: Ouverture) -> str:
        return en_moment(ouverture.ouvre_le)

    ouvre.short_description = "Réservations ouvertes le"  # type: ignore[attr-defined]
    ouvre.admin_order_field = "ouvre_le"  # type: ignore[attr-defined]

    def pour(self, ouverture: Ouverture) -> str:
        return ", ".join(str(activite) for activite in ouverture.activites.all())

    pour.short_description = "Activités"  # type: ignore[attr-defined]
