"""What the régie's screens share: the way back, the page of a form, and the papers to print."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string

from famille.factures.papiers import feuille_du_recu
from famille.models import Paiement
from famille.papiers.feuille import EnTete, Feuille

ENCAISSER = ("Encaisser", "regie:encaisser")
JOURNAL = ("Journal de la régie", "regie:journal")
A_VERIFIER = ("À vérifier", "regie:a_verifier")
REMISES = ("Prélèvements", "regie:remises")
RELANCES = ("Relances", "regie:relances")


def fil(*etapes) -> list[dict]:
    """What stands above a screen, in Wagtail's header; a step is (label, name of its address,
    *args)."""
    return [
        {"label": libelle, "url": reverse(nom, args=arguments)}
        for libelle, nom, *arguments in etapes
    ]


def page(
    request: HttpRequest, gabarit: str, contexte: dict, *, refusee: bool = False
) -> HttpResponse:
    """The page, with status 422 when what was sent is refused."""
    return render(request, gabarit, contexte, status=422 if refusee else 200)


def recu_du_guichet(paiement: Paiement) -> Feuille:
    """The family's own receipt, on a page of the régie."""
    return replace(
        feuille_du_recu(paiement),
        page="famille/regie/bureau/recu.html",
        lien_html=reverse("regie:recu", args=[paiement.numero_recu]),
        lien_pdf=reverse("regie:recu_pdf", args=[paiement.numero_recu]),
    )


def en_tete(request: HttpRequest) -> EnTete:
    """What heads the town's paper, for letters and slips."""
    return import_string(settings.EN_TETE)(request, pour_pdf=False)
