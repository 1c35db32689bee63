"""Who is late, since when, at which step; the letters to print (D17)."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.argent.regie.bureau.droits import ENCAISSER, exige
from famille.argent.regie.bureau.ecran import RELANCES, cles_cochees
from famille.argent.regie.bureau.listes import ListeDesRelances
from famille.argent.regie.relancer import noter_imprimees
from famille.argent.regie.relances import lettres_a_imprimer
from famille.dossier.listes.vues import montrer
from famille.dossier.papiers.feuille import lire_en_tete
from famille.journal.modifications import noter_export
from famille.models import ReglageRegie, Relance
from famille.regles.montants import ZERO
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros, en_lettres
from famille.socle.ecran import fil, page

LETTRES_MAX = 100


@require_safe
@exige(ENCAISSER)
def relances(request: RequeteConnectee) -> HttpResponse:
    """The households that are late, the longest first. Eight queries whatever their number."""
    peut_regler = request.user.has_perm("famille.change_etaperelance")
    return montrer(request, ListeDesRelances, peut_regler=peut_regler)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def lettres(request: RequeteConnectee) -> HttpResponse:
    """The letters to print, one a sheet; POST notes that they are on paper."""
    if request.method == "POST":
        cles = cles_cochees(request, LETTRES_MAX * 20, "relance")
        nombre = noter_imprimees(cles, par=request.user)
        messages.success(
            request,
            "Une lettre notée imprimée." if nombre == 1 else f"{nombre} relances notées imprimées.",
        )
        return redirect("regie:relances")
    a_imprimer = lettres_a_imprimer(timezone.localdate()).select_related("facture__foyer", "etape")
    groupes: dict[tuple[int, int], list[Relance]] = defaultdict(list)
    for une in a_imprimer.order_by("facture__foyer__nom", "pk"):
        groupes[une.facture.foyer_id, une.etape_id].append(une)
    foyers = {foyer for foyer, _etape in list(groupes)[:LETTRES_MAX]}
    noter_export(foyers, "lettres de relance", par=request.user)
    contexte = {
        "titre": "Lettres de relance",
        "lettres": [_lettre(siennes) for siennes in list(groupes.values())[:LETTRES_MAX]],
        "encore": max(len(groupes) - LETTRES_MAX, 0),
        "en_tete": lire_en_tete()(request, pour_pdf=False),
        "regie": ReglageRegie.lire(),
        "date": en_lettres(timezone.localdate()),
        "etapes": fil(RELANCES),
    }
    return page(request, "famille/regie/bureau/relances/lettres.html", contexte)


def _lettre(relances: list[Relance]) -> dict[str, Any]:
    """The reminders of one household at one step, on one sheet; its sums are those of today."""
    factures = [une.facture for une in relances]
    return {
        "relances": relances,
        "premiere": relances[0],
        "destinataire": factures[0].destinataire,
        "factures": [
            (une, une.objet, en_lettres(une.echeance) if une.echeance else "", en_euros(une.solde))
            for une in factures
        ],
        "total": en_euros(sum((une.solde for une in factures), ZERO)),
    }
