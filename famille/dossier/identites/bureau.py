"""An adult's civil identity, for agents with its right: each reading is told to the household."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.bureau.ecran import fil_du_foyer, page_de_formulaire
from famille.journal.modifications import noter_consultation
from famille.models import CHANGER_L_IDENTITE, VOIR_L_IDENTITE, IdentitePivot, Responsable
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de

from .actions import DE_FRANCECONNECT, Origine, dire_l_identite, oublier_l_identite
from .formulaires import IdentiteParUnAgentForm, connue, raconter

LUE = "identité d’état civil d’un adulte"  # of nobody: the journal outlives who leaves
AIDE = (
    "Comme sur la pièce d’identité que la personne vous montre. Elle sert à demander à la CAF son"
    " quotient sans papier, et à reconnaître la personne quand elle vient par FranceConnect. Tout"
    " vide : l’identité est effacée. Votre lecture est enregistrée ; la famille la voit."
)


@require_http_methods(["GET", "POST"])
@never_cache
@exige(MODIFIER, VOIR_L_IDENTITE, CHANGER_L_IDENTITE)
def identite(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the Responsable."""
    responsable = get_object_or_404(Responsable.objects.select_related("foyer"), pk=pk)
    ligne = IdentitePivot.objects.filter(responsable=responsable).first()
    donnee = ligne is not None and ligne.origine == Origine.FRANCECONNECT
    if donnee or request.method == "GET":  # that of FranceConnect is shown whatever is sent
        noter_consultation(responsable.foyer, LUE, par=request.user)
    titre = f"Identité d’état civil {de(responsable)}"
    if ligne and donnee:
        return _lue(request, responsable, ligne, titre)
    formulaire = IdentiteParUnAgentForm(request.POST or None, initial=connue(ligne))

    def _ecrire(donnees: dict[str, Any]) -> None:
        if donnees["identite"] is None:
            oublier_l_identite(responsable, par=request.user)
        else:
            dire_l_identite(
                responsable, donnees["identite"], origine=Origine.AGENT, par=request.user
            )

    return page_de_formulaire(
        request,
        formulaire,
        foyer=responsable.foyer,
        titre=titre,
        bouton="Enregistrer cette identité",
        aide=AIDE,
        action=_ecrire,
        succes=f"L’identité d’état civil {de(responsable)} est à jour.",
    )


def _lue(
    request: RequeteConnectee, responsable: Responsable, ligne: IdentitePivot, titre: str
) -> HttpResponse:
    contexte = {
        "titre": titre,
        "foyer": responsable.foyer,
        "aide": DE_FRANCECONNECT,
        "ligne": ligne,
        "lignes": raconter(ligne),
        "retour": url_du_foyer(responsable.foyer, "famille"),
        "breadcrumbs_items": fil_du_foyer(responsable.foyer),
    }
    return render(request, "famille/identites/identite.html", contexte)
