"""A parent's lost second step is forgotten, by an agent who has made sure that it is he."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.comptes.openid.liens import est_lie
from famille.comptes.preuves import FRAICHEUR, exiger_une_preuve
from famille.dossier.foyers.acces import seconde_etape as oubli
from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.bureau.ecran import page_de_formulaire
from famille.models import Responsable, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de, moment_en_chiffres
from famille.socle.ecran import Formulaire
from famille.socle.erreurs import Refus

AIDE = (
    "Pour un téléphone ou une clé perdus, quand il ne reste plus de code de secours. Son"
    " application, ses clés d’accès et ses codes ne servent plus, ses appareils sont déconnectés ;"
    " {ensuite} ensuite. Un e-mail prévient cette personne, et l’historique du dossier le garde."
)
CHANGEE = (
    " Attention : son adresse e-mail a été changée {quand} par {qui}. Rappelez à un numéro que le"
    " dossier avait avant."
)


class IdentiteSureForm(Formulaire):
    verifiee = forms.BooleanField(
        label=(
            "J’ai rappelé cette personne à un numéro que le dossier avait déjà, ou vu sa pièce"
            " d’identité au guichet : c’est bien elle qui le demande."
        )
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verifiee"].error_messages["required"] = (
            "Assurez-vous d’abord que c’est bien cette personne, puis cochez cette case."
        )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def seconde_etape(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the Responsable. The agent proves anew who he is: it opens what was closed."""
    exiger_une_preuve(request, FRAICHEUR)
    lus = Responsable.objects.select_related("foyer", "utilisateur")
    responsable = get_object_or_404(lus, pk=pk)
    if request.method == "GET":
        try:
            oubli.verifier_l_oubli(responsable, par=request.user)
        except Refus as refus:
            messages.warning(request, str(refus))
            return redirect(url_du_foyer(responsable.foyer, "famille"))
    compte, attention = responsable.utilisateur, ""
    if compte and (acces := oubli.changement_recent(compte)):
        quand, qui = moment_en_chiffres(acces.le), acces.par or "la famille"
        attention = CHANGEE.format(quand=quand, qui=qui)
    ensuite = _par_quoi_entrer(compte)
    return page_de_formulaire(
        request,
        IdentiteSureForm(request.POST if request.method == "POST" else None),
        foyer=responsable.foyer,
        titre=f"Réinitialiser la seconde étape {de(responsable)}",
        bouton="Réinitialiser",
        aide=AIDE.format(ensuite=ensuite) + attention,
        action=lambda _donnees: oubli.oublier_la_seconde_etape(responsable, par=request.user),
        succes=(
            f"La seconde étape {de(responsable)} est réinitialisée, et ses appareils sont"
            f" déconnectés : {ensuite} à sa prochaine connexion."
        ),
    )


def _par_quoi_entrer(compte: Utilisateur | None) -> str:
    if compte is None or compte.has_usable_password():
        return "son mot de passe suffit"
    if est_lie(compte):
        return "FranceConnect suffit"
    return "il lui faut choisir un mot de passe par « Mot de passe oublié »"
