"""One form, one action, back to the household's file: the shape of nearly every agent's screen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from famille.journal.une_fois import NOM as CLE
from famille.journal.une_fois import nouvelle_cle, une_seule_fois
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, agir, fil, page

from . import PREFIXE, url_du_foyer

GABARIT = "famille/foyers/bureau/formulaire.html"


def fil_du_foyer(foyer: Foyer | None = None) -> list[dict]:
    """The way back to the list of households, and to the file of one."""
    dossier = [(str(foyer), f"{PREFIXE}_modeladmin_inspect", foyer.pk)] if foyer else []
    return fil(("Foyers", f"{PREFIXE}_modeladmin_index"), *dossier)


def page_de_formulaire(
    request: RequeteConnectee,
    formulaire: Formulaire,
    *,
    foyer: Foyer,
    titre: str,
    bouton: str = "Enregistrer",
    action: Callable[..., Any],
    succes: str,
    aide: str = "",
    onglet: str = "famille",
    ressemblants: str = "",
    question: Any = None,
) -> HttpResponse:
    """Show the form, or run `action(cleaned data)` once and go back with `succes` to the tab one
    came from; a Refus is shown in place. `ressemblants`: the address that says who is in a file
    already; `question`: of `ressemblants.d_une_personne`, to be answered first."""
    retour = url_du_foyer(foyer, onglet)

    def _faire() -> str:
        action(formulaire.cleaned_data)
        return retour

    if request.method == "POST" and formulaire.is_valid() and question is None:
        with agir(formulaire):
            suite = une_seule_fois(request, _faire)
            messages.success(request, succes)
            return redirect(suite)
    contexte = {
        "cle": request.POST.get(CLE) or nouvelle_cle(),
        "form": formulaire,
        "foyer": foyer,
        "titre": titre,
        "bouton": bouton,
        "aide": aide,
        "retour": retour,
        "ressemblants": ressemblants,
        "question": question,
        "asked": question and not formulaire.errors,
        "breadcrumbs_items": fil_du_foyer(foyer),
    }
    return page(request, GABARIT, contexte, refusee=formulaire.errors or question)
