"""What an administrator does at once to a staff account: close its sessions, lock it, open it
again, reset its second factor. Each gesture has its page, its line in the account's history, and
spares who makes it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from famille.comptes.annuaire.liens import delier, est_lie
from famille.comptes.journal import noter
from famille.comptes.preuves import FRAICHEUR, exiger_une_preuve
from famille.comptes.second_facteur.facteurs import a_un_second_facteur, oublier_le_second_facteur
from famille.comptes.sessions.vie import fermer_les_sessions
from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import SECRETS, GenreDeCourriel
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.erreurs import Refus

from .adresses_du_personnel import ACTION as ADRESSE
from .adresses_du_personnel import SECOND_FACTEUR, exiger_un_autre

REINITIALISE = GenreDeCourriel(f"{SECRETS}second_facteur", "comptes/second_facteur_reinitialise")


def _bloquer(compte: Utilisateur) -> None:
    Utilisateur.objects.filter(pk=compte.pk).update(is_active=False)
    fermer_les_sessions(compte)


def _reinitialiser(compte: Utilisateur) -> None:
    oublier_le_second_facteur(compte)
    fermer_les_sessions(compte)
    preparer(
        REINITIALISE.cle(uuid.uuid4()),
        compte.email,
        {"timestamp": timezone.now(), "personnel": compte.est_du_personnel},
    )


@dataclass(frozen=True)
class Geste:
    """`possible`: whether the account's state leaves room for it. `sensible`: the administrator
    proves who he is anew, and says that he has spoken to the person: it opens what was closed."""

    nom: str
    titre: str
    explication: str
    bouton: str
    fait: str
    icone: str
    faire: Callable[[Utilisateur], object]
    possible: Callable[[Utilisateur], bool]
    sensible: bool = False


GESTES = (
    Geste(
        "bloquer",
        "Bloquer le compte",
        "Ses appareils sont déconnectés tout de suite, et il ne peut plus se connecter. Rien n’est"
        " effacé : ses décisions, ses messages et ce qui lui est confié restent.",
        "Bloquer maintenant",
        "est bloqué, et ses appareils sont déconnectés",
        "lock",
        _bloquer,
        lambda compte: compte.is_active,
    ),
    Geste(
        "debloquer",
        "Débloquer le compte",
        "Il peut de nouveau se connecter, avec le même mot de passe et les mêmes droits.",
        "Débloquer",
        "est débloqué",
        "lock-open",
        lambda compte: Utilisateur.objects.filter(pk=compte.pk).update(is_active=True),
        lambda compte: not compte.is_active,
        sensible=True,
    ),
    Geste(
        "deconnecter",
        "Déconnecter ses appareils",
        "Ses appareils sont déconnectés tout de suite. Il peut se reconnecter, avec son mot de"
        " passe et sa seconde étape.",
        "Déconnecter maintenant",
        "est déconnecté de tous ses appareils",
        "logout",
        fermer_les_sessions,
        lambda compte: compte.is_active,
    ),
    Geste(
        "second-facteur",
        "Réinitialiser la seconde étape",
        "Pour un téléphone ou une clé perdus, quand il ne reste plus de code de secours. Son"
        " application, ses clés et ses codes ne servent plus, ses appareils sont déconnectés ; à sa"
        " prochaine connexion, il en choisit de nouveaux. Un e-mail le prévient.",
        "Réinitialiser",
        "choisira une nouvelle seconde étape à sa prochaine connexion",
        "key",
        _reinitialiser,
        a_un_second_facteur,
        sensible=True,
    ),
    Geste(
        "delier",
        "Délier de l’annuaire",
        "Ses appareils sont déconnectés. À sa prochaine connexion par l’annuaire, ce compte sera"
        " lié à l’identité qui a son adresse e-mail : pour une personne dont l’identifiant a"
        " changé. D’ici là, son mot de passe, s’il en a un, lui suffit avec sa seconde étape.",
        "Délier",
        "n’est plus lié à l’annuaire",
        "link-external",
        delier,
        est_lie,
        sensible=True,
    ),
)


class IdentiteVerifieeForm(forms.Form):
    verifiee = forms.BooleanField(
        label=(
            "J’ai rappelé cette personne à un numéro que je connais : c’est bien elle qui le"
            " demande."
        ),
        error_messages={
            "required": "Rappelez la personne avant de continuer, puis cochez cette case."
        },
    )


def empechement(compte: Utilisateur, par: Utilisateur) -> str:
    """Why this administrator may not do anything of the kind to this account; "" if he may."""
    if compte.pk == par.pk:
        return (
            "Vous ne pouvez pas le faire pour votre propre compte : demandez-le à un autre"
            " administrateur."
        )
    if compte.is_superuser and not par.is_superuser:
        return "Ce compte a tous les droits : seul un compte qui les a aussi peut le faire."
    return ""


def _a_un_autre(geste: Geste, compte: Utilisateur, par: Utilisateur) -> str:
    """Why somebody else must do this gesture, "" when nobody needs to."""
    if f"famille.{geste.nom}" != SECOND_FACTEUR:
        return ""
    try:
        exiger_un_autre(compte, ADRESSE, par=par)
    except Refus as refus:
        return str(refus)
    return ""


def boutons(compte: Utilisateur, par: Utilisateur) -> list[Any]:
    """list[Button] of the gestures that are possible now."""
    if empechement(compte, par):
        return []
    return [
        Button(
            geste.titre,
            url=reverse(f"wagtailusers_users:{geste.nom}", args=[compte.pk]),
            icon_name=geste.icone,
            priority=50 + rang,
        )
        for rang, geste in enumerate(GESTES)
        if geste.possible(compte)
    ]


def adresses(comptes: Callable[..., Any]) -> list[URLPattern]:
    """list of URL patterns. `comptes`: a function that returns the accounts an administrator
    handles."""
    return [
        path(f"{geste.nom}/<int:pk>/", _vue(geste, comptes), name=geste.nom) for geste in GESTES
    ]


def _vue(geste: Geste, comptes: Callable[..., Any]) -> Callable[[RequeteConnectee, int], Any]:
    """The view of a gesture. The right comes first: who has none is not even asked for a proof."""

    def vue(request: RequeteConnectee, pk: int) -> HttpResponse:
        if not request.user.has_perm("famille.change_utilisateur"):
            raise PermissionDenied
        if geste.sensible:
            exiger_une_preuve(request, FRAICHEUR)
        return _page(request, geste, get_object_or_404(comptes(), pk=pk))

    return vue


def _page(request: RequeteConnectee, geste: Geste, compte: Utilisateur) -> HttpResponse:
    envoye = request.POST if request.method == "POST" else None
    form = IdentiteVerifieeForm(envoye) if geste.sensible else None
    if refus := empechement(compte, request.user) or _a_un_autre(geste, compte, request.user):
        messages.error(request, refus)
    elif not geste.possible(compte):
        messages.info(
            request, f"Il n’y a plus rien à faire : l’état du compte de {compte} vient de changer."
        )
    elif envoye is None or (form and not form.is_valid()):
        return render(
            request, "account/gestion_geste.html", {"geste": geste, "compte": compte, "form": form}
        )
    else:
        executer(geste, compte, par=request.user)
        messages.success(request, f"{compte} {geste.fait}.")
    return redirect("wagtailusers_users:edit", compte.pk)


@transaction.atomic
def executer(geste: Geste, compte: Utilisateur, *, par: Utilisateur) -> None:
    """Do it, and keep who did it to whom in the account's history."""
    geste.faire(Utilisateur.objects.select_for_update().get(pk=compte.pk))
    log(instance=compte, action=f"famille.{geste.nom}", user=par)
    noter(f"geste {geste.nom}", compte, par=par.pk)
