"""Closures: their list; close days, move a closure, lift it. A day with bookings is refused: an
event cancels them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import display
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods
from wagtail_modeladmin.helpers import PermissionHelper

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, du_au
from famille.socle.ecran import fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.base import Liste
from reservations.bureau.droits import exige
from reservations.bureau.ecran import FERMETURES
from reservations.models import Activite, Fermeture
from reservations.planning.fermetures import (
    JoursReserves,
    creneaux_de,
    fermer,
    lever_fermeture,
    modifier_fermeture,
)

from .formulaires import PARTOUT, FermetureForm

LISTE = "fermetures_modeladmin_index"


@require_http_methods(["GET", "POST"])
@exige("reservations.add_fermeture")
def ajouter(request: RequeteConnectee) -> HttpResponse:
    return _formulaire(request, "Ajouter une fermeture", "Fermer ces jours", fermer)


@require_http_methods(["GET", "POST"])
@exige("reservations.change_fermeture")
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    fermeture = _trouver(pk)
    if fermeture.evenement_id:
        return redirect("planning:evenement", fermeture.evenement_id)
    return _formulaire(
        request,
        "Modifier la fermeture",
        "Enregistrer",
        lambda **donnees: modifier_fermeture(fermeture, **donnees),
        fermeture=fermeture,
    )


@require_http_methods(["GET", "POST"])
@exige("reservations.delete_fermeture")
def lever(request: RequeteConnectee, pk: int) -> HttpResponse:
    fermeture = _trouver(pk)
    if fermeture.evenement_id:
        return redirect("planning:evenement", fermeture.evenement_id)
    if request.method == "POST":
        rouverts = lever_fermeture(fermeture, par=request.user)
        combien = compte(rouverts, "créneau de nouveau ouvert", "créneaux de nouveau ouverts")
        messages.success(request, f"La fermeture est levée : {combien}.")
        return redirect(LISTE)
    contexte = {
        "titre": "Lever la fermeture",
        "fermeture": fermeture,
        "creneaux": creneaux_de(fermeture).count(),
        "breadcrumbs_items": fil(FERMETURES),
    }
    return page(request, "reservations/planning/bureau/fermeture_levee.html", contexte)


def _trouver(pk: int) -> Fermeture:
    return get_object_or_404(
        Fermeture.objects.select_related("structure", "activite__structure"), pk=pk
    )


def _formulaire(
    request: RequeteConnectee,
    titre: str,
    bouton: str,
    action: Callable[..., Any],
    *,
    fermeture: Fermeture | None = None,
) -> HttpResponse:
    """The form; sent, the action, whose refusal comes back in it with the way out."""
    initial = FermetureForm.initial_de(fermeture) if fermeture else None
    formulaire, evenement = FermetureForm(request.POST or None, initial=initial), ""
    if request.method == "POST" and formulaire.is_valid():
        try:
            faite = action(**formulaire.pour_l_action(), par=request.user)
        except Refus as refus:
            formulaire.refuser(refus)
            if isinstance(refus, JoursReserves):
                evenement = _vers_un_evenement(formulaire.pour_l_action())
        else:
            messages.success(
                request, f"« {faite.motif} » : ces jours ne prennent plus de réservation."
            )
            return redirect(LISTE)
    contexte = {
        "titre": titre,
        "bouton": bouton,
        "form": formulaire,
        "fermeture": fermeture,
        "evenement": evenement,
        "breadcrumbs_items": fil(FERMETURES),
    }
    gabarit = "reservations/planning/bureau/fermeture.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _vers_un_evenement(donnees: dict[str, Any]) -> str:
    """The address of a new event, filled in with what was refused here."""
    activites = Activite.objects.all()
    if activite := donnees.get("activite"):
        activites = activites.filter(pk=activite.pk)
    elif structure := donnees.get("structure"):
        activites = activites.filter(structure=structure)
    champs = {
        "nature": "fermeture",
        "motif": donnees["motif"],
        "debut": donnees["debut"].isoformat(),
        "fin": donnees["fin"].isoformat(),
        "activites": list(activites.values_list("pk", flat=True)),
    }
    return f"{reverse('planning:evenement_nouveau')}?{urlencode(champs, doseq=True)}"


PREFIXE = "fermetures"


class DroitsDesFermetures(PermissionHelper):
    """As the group's permissions say; the closure of an event is changed by undoing the event."""

    def user_can_edit_obj(self, user: Utilisateur, obj: Fermeture) -> bool:
        return super().user_can_edit_obj(user, obj) and not obj.evenement_id

    def user_can_delete_obj(self, user: Utilisateur, obj: Fermeture) -> bool:
        return super().user_can_delete_obj(user, obj) and not obj.evenement_id


class FermeturesAdmin(Liste):
    model = Fermeture
    base_url_path = PREFIXE
    menu_label = "Fermetures"
    menu_icon = "lock"
    menu_order = 50
    ajouter = "Ajouter une fermeture"
    effacer = "Lever"
    list_display = ["motif", "jours", "ou", "venue_de"]
    list_select_related = ["structure", "activite__structure", "evenement"]
    ordering = ["-debut", "-pk"]
    permission_helper_class = DroitsDesFermetures

    def get_admin_urls_for_registration(
        self,
    ) -> tuple[URLPattern, URLPattern, URLPattern, URLPattern]:
        """modeladmin's list; the writes are functions of ours, that call an action."""
        return (
            path(f"{PREFIXE}/", self.index_view, name=f"{PREFIXE}_modeladmin_index"),
            path(f"{PREFIXE}/ajouter/", ajouter, name=f"{PREFIXE}_modeladmin_create"),
            path(f"{PREFIXE}/<int:pk>/", modifier, name=f"{PREFIXE}_modeladmin_edit"),
            path(f"{PREFIXE}/<int:pk>/lever/", lever, name=f"{PREFIXE}_modeladmin_delete"),
        )

    @display(description="Jours", ordering="debut")
    def jours(self, fermeture: Fermeture) -> str:
        return du_au(fermeture.debut, fermeture.fin)

    @display(description="Où")
    def ou(self, fermeture: Fermeture) -> str:
        return str(fermeture.activite or fermeture.structure or PARTOUT)

    @display(description="Vient de")
    def venue_de(self, fermeture: Fermeture) -> str:
        return f"Événement : {fermeture.evenement.motif}" if fermeture.evenement else ""
