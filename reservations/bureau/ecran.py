"""What the planning screens share: the way back, the page of a form."""

from django.shortcuts import render
from django.urls import reverse


def fil(*etapes):
    """list[dict]: what stands above a screen, in Wagtail's header; a step is (label, name of its
    address, *args)."""
    return [
        {"label": libelle, "url": reverse(nom, args=arguments)}
        for libelle, nom, *arguments in etapes
    ]


CRENEAUX = ("Créneaux", "planning:creneaux")
CAMPAGNES = ("Campagnes de facturation", "reservations_bureau:campagnes")
EXPORTS = ("Exports", "planning:exports")
EVENEMENTS = ("Événements", "planning:evenements")
ENVOIS = ("Messages groupés", "planning:envois")
FERMETURES = ("Fermetures", "fermetures_modeladmin_index")
IMPORTS = ("Consommations importées", "planning:imports")
INSCRIPTIONS = ("Inscriptions", "inscriptions_modeladmin_index")


def page(request, gabarit, contexte, *, refusee=False):
    """The page, with status 422 when what was sent is refused."""
    return render(request, gabarit, contexte, status=422 if refusee else 200)
