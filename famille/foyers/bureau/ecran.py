"""One small form, one action, back to the household's file: the shape of nearly every screen of an
agent."""

from django.contrib import messages
from django.shortcuts import redirect, render

from famille.socle.erreurs import Refus

from . import url, url_du_foyer

GABARIT = "famille/foyers/bureau/formulaire.html"


def fil(foyer=None):
    """list[dict]: what stands above a screen, for Wagtail's header; its own title is its h1."""
    etapes = [{"url": url("index"), "label": "Foyers"}]
    if foyer:
        etapes.append({"url": url_du_foyer(foyer), "label": str(foyer)})
    return etapes


def page_de_formulaire(request, formulaire, *, foyer, titre, bouton, action, succes, aide=""):
    """Show the form, or run `action(cleaned data)` and go back to the file with `succes`. A Refus
    is shown in place."""
    if request.method == "POST" and formulaire.is_valid():
        try:
            action(formulaire.cleaned_data)
        except Refus as refus:
            formulaire.refuser(refus)
        else:
            messages.success(request, succes)
            return redirect(url_du_foyer(foyer))
    contexte = {
        "form": formulaire,
        "foyer": foyer,
        "titre": titre,
        "bouton": bouton,
        "aide": aide,
        "retour": url_du_foyer(foyer),
        "breadcrumbs_items": fil(foyer),
    }
    return render(request, GABARIT, contexte, status=422 if formulaire.errors else 200)
