"""The page of a reminder's link: a week's bookings, "rien à changer", "annuler". Reading it changes
nothing: mail scanners open links. Nobody needs to sign in; the link says who answers, for that week
only."""

from uuid import UUID, uuid4

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from famille.models import Foyer, Utilisateur
from famille.socle.ecran import agir
from famille.socle.ville.phrases import dit
from reservations.models import Rappel

from . import actions
from .du_foyer import lire_semaine
from .liens import Lien, lire_lien

# Why a link is dead: (title, sentence).
INCONNU = (
    "Ce lien n’est pas reconnu",
    (
        "L’adresse est sans doute incomplète : ouvrez-la depuis l’e-mail, ou copiez-la en entier."
        " Rien n’a changé."
    ),
)
PASSE = (
    "La limite pour cette semaine est passée",
    (
        "Ce lien servait à répondre pour la {semaine}. Vos réservations sont gardées. Si un enfant"
        " ne vient pas, annoncez son absence dans le portail ou prévenez le centre."
    ),
)
PARTI = (
    "Ce lien n’est plus valable",
    (
        dit(
            "Il a été envoyé à une personne qui n’est plus rattachée à ce foyer, ou dont le compte"
            " est fermé. Rien n’a changé. Si c’est une erreur, {le_service} la corrigera avec vous."
        )
    ),
)


@login_not_required
@never_cache
@require_safe
def rappel(request: HttpRequest, jeton: str) -> HttpResponse:
    lien, foyer, adulte = _ouvrir(jeton)
    if lien is None or foyer is None or adulte is None:
        return _mort(request, lien)
    lignes = lire_semaine([foyer], lien.semaine, maintenant=timezone.now()).get(foyer.pk, [])
    note = (
        Rappel.objects.filter(foyer=foyer, semaine=lien.semaine.lundi)
        .select_related("confirme_par")
        .first()
    )
    contexte = {
        "jeton": jeton,
        "semaine": lien.semaine,
        # each with the key that makes a double press harmless
        "lignes": [(une, uuid4()) for une in lignes],
        "confirme": note if note and note.confirme_le else None,
        "adulte": adulte,
    }
    return _discret(render(request, "reservations/rappels/semaine.html", contexte))


@login_not_required
@never_cache
@require_POST
def annuler(request: HttpRequest, jeton: str) -> HttpResponse:
    """One booking of that week."""
    if trop := consume_or_429(request, action="rappel", limit_get=True):
        return trop
    lien, foyer, adulte = _ouvrir(jeton)
    if lien is None or foyer is None or adulte is None:
        return _mort(request, lien)
    with agir(request):
        choix, cle = request.POST.get("choix", ""), _cle(request.POST.get("cle", ""))
        demande = actions.annuler(foyer, lien.semaine, choix, par=adulte, cle=cle)
        ligne = demande.lignes[0]
        if demande.acceptee:
            messages.success(request, f"C’est annulé : {ligne['prenom']}, {ligne['libelle']}.")
        else:
            messages.error(request, ligne["phrase"])
    return redirect("reservations:rappel", jeton=jeton)


@login_not_required
@never_cache
@require_POST
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Nothing to change."""
    if trop := consume_or_429(request, action="rappel", limit_get=True):
        return trop
    lien, foyer, adulte = _ouvrir(jeton)
    if lien is None or foyer is None or adulte is None:
        return _mort(request, lien)
    actions.confirmer(foyer, lien.semaine, par=adulte)
    return redirect("reservations:rappel", jeton=jeton)


def _ouvrir(jeton: str) -> tuple[Lien | None, Foyer | None, Utilisateur | None]:
    """(link, household, adult); without an adult the link is dead: forged (no link), past, or its
    adult has left."""
    lien = lire_lien(jeton)
    if lien is None or timezone.now() > lien.expire:
        return lien, None, None
    adulte = Utilisateur.objects.filter(pk=lien.adulte, is_active=True).first()
    foyer = Foyer.objects.de(adulte).filter(pk=lien.foyer).first() if adulte else None
    return (lien, foyer, adulte) if foyer else (lien, None, None)


def _mort(request: HttpRequest | None, lien: Lien | None) -> HttpResponse:
    if lien is None:
        titre, phrase = INCONNU
    else:
        titre, phrase = PASSE if timezone.now() > lien.expire else PARTI
    contexte = {"titre_mort": titre, "phrase": phrase.format(semaine=lien and lien.semaine)}
    return _discret(
        render(request, "reservations/rappels/mort.html", contexte, status=410 if lien else 404)
    )


def _discret(reponse: HttpResponse) -> HttpResponse:
    """The address is a secret: no search engine keeps it. Django's own Referrer-Policy tells it to
    no other site."""
    reponse.headers["X-Robots-Tag"] = "noindex"
    return reponse


def _cle(texte: str) -> str:
    """The key that the page drew, or a new one: what a form of ours did not send makes no press
    harmless."""
    try:
        return str(UUID(texte))
    except ValueError:
        return str(uuid4())
