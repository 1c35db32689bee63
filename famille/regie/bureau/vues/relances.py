"""Who is late, since when, at which step; the letters to print (D17)."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.journal.modifications import noter_export
from famille.listes.vues import montrer
from famille.models import ReglageRegie, Relance
from famille.papiers.feuille import lire_en_tete
from famille.regie.bureau.droits import ENCAISSER, exige
from famille.regie.bureau.ecran import RELANCES, cles_cochees
from famille.regie.bureau.listes import ListeDesRelances
from famille.regie.relancer import noter_imprimees
from famille.regie.relances import lettres_a_imprimer
from famille.regles.montants import ZERO
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros, en_lettres
from famille.socle.ecran import fil, page

LETTRES_MAX = 100


@dataclass(frozen=True)
class LettreRelance:
    """The reminders of one household at one step, on one sheet."""

    relances: list[Relance]

    @property
    def premiere(self) -> Relance:
        return self.relances[0]

    @property
    def destinataire(self) -> list[str]:
        return self.premiere.facture.destinataire

    @property
    def factures(self) -> list[tuple[str, str, str, str]]:
        """(number, subject, due date, what is owed), as they are today."""
        return [
            (
                str(facture),
                facture.objet,
                en_lettres(facture.echeance) if facture.echeance else "",
                en_euros(facture.solde),
            )
            for facture in (une.facture for une in self.relances)
        ]

    @property
    def total(self) -> str:
        return en_euros(sum((une.facture.solde for une in self.relances), ZERO))


@require_safe
@exige(ENCAISSER)
def relances(request: RequeteConnectee) -> HttpResponse:
    """Those who are late, the longest first. Eight queries whatever their number."""
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
    a_ecrire = grouper(a_imprimer.order_by("facture__foyer__nom", "pk"))
    foyers = {une.premiere.facture.foyer_id for une in a_ecrire[:LETTRES_MAX]}
    noter_export(foyers, "lettres de relance", par=request.user)
    contexte = {
        "titre": "Lettres de relance",
        "lettres": a_ecrire[:LETTRES_MAX],
        "encore": max(len(a_ecrire) - LETTRES_MAX, 0),
        "en_tete": lire_en_tete()(request, pour_pdf=False),
        "regie": ReglageRegie.lire(),
        "date": en_lettres(timezone.localdate()),
        "etapes": fil(RELANCES),
    }
    return page(request, "famille/regie/bureau/relances/lettres.html", contexte)


def grouper(lues: QuerySet[Relance]) -> list[LettreRelance]:
    groupes: dict[tuple[int, int], list[Relance]] = {}
    for une in lues:
        groupes.setdefault((une.facture.foyer_id, une.etape_id), []).append(une)
    return [LettreRelance(siennes) for siennes in groupes.values()]
