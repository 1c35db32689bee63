"""What an agent does to one demande by one press."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from demarches.catalogue.place_en_accueil_de_loisirs.mise_sur_liste import mettre_sur_liste
from demarches.declaration.champ_secret import devoiler
from demarches.instruction import deja_facture
from demarches.instruction.acces import pour_instructeurs
from demarches.instruction.annulation import annuler
from demarches.instruction.avis import et_la_famille
from demarches.instruction.decider import valider
from demarches.instruction.liste_des_places import sur_liste
from demarches.instruction.prise import confier, noter, prendre, rendre
from demarches.models import Demande
from famille.actions import noter_consultation
from famille.courriels.destinataires import et_le_foyer
from famille.dossier.listes.chemin import place
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir

from . import url_de_la_cle, url_de_la_liste, urls_de
from .forms import ConfierForm
from .liste import URGENCE, ListeDesDemandes
from .reponses import Genre, inserer, offertes
from .vues import afficher, trouver

A_REGULARISER = "À régulariser : le lien est sous les changements, et dans « Lignes à revoir »."


def _faire(
    request: RequeteConnectee, demande: Demande, dit: str, geste: Callable[..., Any], **choix: Any
) -> HttpResponse:
    with agir(request, dit):
        geste(demande, par=request.user, **choix)
    return redirect(urls_de(demande))


@require_POST
@pour_instructeurs
def prise_en_charge(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    return _faire(request, trouver(pk), "Cette demande est à vous.", prendre)


@require_POST
@pour_instructeurs
def rendu(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    return _faire(request, trouver(pk), "Cette demande n’a plus d’agent.", rendre)


@require_POST
@pour_instructeurs
def confiance(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    demande, formulaire = trouver(pk), ConfierForm(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "Choisissez à qui confier cette demande.")
        return redirect(urls_de(demande))
    agent = formulaire.cleaned_data["agent"]
    return _faire(request, demande, f"Confiée à {agent}.", confier, agent=agent)


@require_POST
@pour_instructeurs
def note(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Keep a note; or insert a canned one in what is being written, which is not kept yet."""
    demande = trouver(pk)
    if saisi := inserer(request.POST, "texte", lambda: offertes(demande, Genre.NOTE, request.user)):
        return afficher(request, demande, note=saisi["texte"])
    texte = request.POST.get("texte", "")
    return _faire(request, demande, "Note enregistrée.", noter, texte=texte)


@require_POST
@pour_instructeurs
def validation(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    vu, demande = entier(request.POST.get("vu")), trouver(pk)
    tenue = bool(demande.demarche and demande.demarche.annulable)
    fait = f"Demande validée, le dossier est à jour. {et_la_famille(demande, tenue=tenue)}"
    confirmes, coche = request.POST.getlist("retrait"), "coche" in request.POST
    with agir(request):
        valider(demande, par=request.user, vu=vu, retraits=confirmes, coche=coche)
        messages.success(request, fait)
        if dites := deja_facture.dire(demande):
            messages.warning(request, f"{dites}. {A_REGULARISER}")
    return redirect(urls_de(demande))


@require_POST
@pour_instructeurs
def mise_sur_liste(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    vu, demande = entier(request.POST.get("vu")), trouver(pk)
    prevenue = et_le_foyer(demande.foyer, "La famille est prévenue par e-mail de son rang.")
    fait = f"Mise sur liste d’attente : elle revient ici quand une place se libère. {prevenue}"
    return _faire(request, demande, fait, mettre_sur_liste, vu=vu)


@require_POST
@pour_instructeurs
def annulation(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    vu, demande = entier(request.POST.get("vu")), trouver(pk)
    fait = (
        "Décision annulée : la demande est de nouveau à traiter, et la famille n’a reçu aucun"
        " e-mail."
    )
    return _faire(request, demande, fait, annuler, vu=vu)


@require_GET
@pour_instructeurs
def suivante(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """The next one of the list that one came from. From none: the next to deal with, by urgency,
    among mine and nobody's; one that waits for a place which is not there is not to be dealt with.
    The list, once there is none left."""
    demande = trouver(pk)
    suivie = place(request, ListeDesDemandes(request.user), demande.pk)
    if suivie and (suivie.total or _choisie(suivie.retour)):  # else all that waits is done
        if suivie.suivante:
            return redirect(f"{url_de_la_cle(suivie.suivante)}?{suivie.suite}")
        messages.success(request, "C’était la dernière demande de cette liste.")
        return redirect(suivie.retour)
    file = (
        Demande.objects.a_traiter()
        .filter(Q(agent=None) | Q(agent=request.user))
        .exclude(pk=demande.pk)
    )
    a_faire = file.exclude(pk__in=sur_liste()).order_by(*URGENCE)
    trouvee = a_faire.filter(_apres(demande)).first() or a_faire.first()
    if trouvee is None:
        sauf = ", sauf celles qui sont sur liste, sans place" if file.exists() else ""
        messages.success(request, f"Il n’y a plus de demande à traiter{sauf}.")
        return redirect(url_de_la_liste())
    return redirect(urls_de(trouvee))


def _choisie(liste: str) -> bool:
    """Whether this address of the list says more than its page: who filters it, or looks at another
    tab, stays in it once it is empty."""
    return bool(set(QueryDict(urlsplit(liste).query)) - {"p"})


def _apres(demande: Demande) -> Q:
    meme_jour = Q(echeance=demande.echeance, deposee_le__gt=demande.deposee_le)
    if demande.echeance is None:
        return meme_jour
    return Q(echeance__gt=demande.echeance) | Q(echeance=None) | meme_jour


@require_POST
@never_cache
@pour_instructeurs
def voir(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """The screen with one secret (`cle`, never in the address) in the clear, this once."""
    demande = trouver(pk)
    cle = request.POST.get("cle", "")
    secret = devoiler(demande, cle, request.user) if demande.demarche else None
    if secret is None:
        messages.error(
            request,
            "Cette information ne peut pas être lue ici : la demande est traitée, ou a changé.",
        )
        return redirect(urls_de(demande))
    libelle, valeur = secret
    noter_consultation(
        demande.foyer, f"{libelle} en entier, demande {demande.numero}", par=request.user
    )
    return afficher(request, demande, devoile={"cle": cle, "valeur": valeur})
