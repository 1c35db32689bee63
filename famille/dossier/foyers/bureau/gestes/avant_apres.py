"""A guided gesture on a file: a first POST shows what would change; `confirmer`, and it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.foyers.bureau.ecran import fil_du_foyer
from famille.dossier.foyers.vie import AvantApres
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, agir, page


@dataclass(frozen=True)
class Mots:
    """`chapo`: under the title; `change`: above what changes; `retour`: how it is corrected."""

    titre: str
    chapo: str
    change: str
    retour: str
    bouton: str


def essayer[Fait](faire: Callable[..., Fait], *args: Any, **champs: Any) -> Fait:
    """What `faire` would do; nothing is written. Refus: as it."""
    with transaction.atomic():
        fait = faire(*args, **champs)
        transaction.set_rollback(True)
    return fait


def mener(
    request: RequeteConnectee,
    foyer: Foyer,
    formulaire: Formulaire,
    mots: Mots,
    faire: Callable[[], tuple[AvantApres, str, Foyer]],
) -> HttpResponse:
    """`faire` does it, or refuses: (what changes, the sentence then said, whose page is shown)."""
    annonce: AvantApres = []
    if request.method == "POST" and formulaire.is_valid():
        with agir(formulaire):
            if "confirmer" in request.POST:
                _fait, phrase, vers = faire()
                messages.success(request, phrase)
                return redirect(url_du_foyer(vers, "famille"))
            annonce, *_suite = essayer(faire)
    contexte = {
        "titre": mots.titre,
        "mots": mots,
        "foyer": foyer,
        "form": formulaire,
        "annonce": annonce,
        "retour": url_du_foyer(foyer, "famille"),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }
    return page(request, "famille/foyers/bureau/geste.html", contexte, refusee=formulaire.errors)
