"""A guided gesture on a household's file: a first POST shows what would change, before and after;
`confirmer`, and it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from famille.foyers.bureau import url_du_foyer
from famille.foyers.bureau.ecran import fil_du_foyer
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, agir, page

GABARIT = "famille/foyers/bureau/geste.html"


@dataclass(frozen=True)
class Mots:
    """What the screen says: `chapo` under its title, `change` above what changes, `retour` how it
    is put right later, `bouton` of what does it."""

    titre: str
    chapo: str
    change: str
    retour: str
    bouton: str


def mener(
    request: RequeteConnectee,
    foyer: Foyer,
    formulaire: Formulaire,
    mots: Mots,
    *,
    essayer: Callable[[], Any],
    faire: Callable[[], tuple[str, Foyer]],
) -> HttpResponse:
    """`essayer`: what would be done, whose `lignes` are [(what, before, after)]. `faire` does it:
    (what is then said, the household whose page is shown). Both may refuse."""
    annonce: Any = None
    if request.method == "POST" and formulaire.is_valid():
        with agir(formulaire):
            if "confirmer" in request.POST:
                phrase, vers = faire()
                messages.success(request, phrase)
                return redirect(url_du_foyer(vers, "famille"))
            annonce = essayer()
    contexte = {
        "titre": mots.titre,
        "mots": mots,
        "foyer": foyer,
        "form": formulaire,
        "annonce": annonce,
        "retour": url_du_foyer(foyer, "famille"),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }
    return page(request, GABARIT, contexte, refusee=formulaire.errors)
