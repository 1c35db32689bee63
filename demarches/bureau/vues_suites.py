"""What an agent does to one demande by one press."""

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
from famille.listes.chemin import place
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir

from . import url_de_la_cle, url_de_la_liste, urls_de
from .forms import ConfierForm
from .liste import URGENCE, ListeDesDemandes
from .reponses import Genre, inserer, offertes
from .vues import afficher, trouver


@require_POST
@pour_instructeurs
def prise_en_charge(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    demande = trouver(pk)
    with agir(request, "Cette demande est à vous."):
        prendre(demande, par=request.user)
    return redirect(urls_de(demande))


@require_POST
@pour_instructeurs
def rendu(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    demande = trouver(pk)
    with agir(request, "Cette demande n’a plus d’agent."):
        rendre(demande, par=request.user)
    return redirect(urls_de(demande))


@require_POST
@pour_instructeurs
def confiance(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    demande, formulaire = trouver(pk), ConfierForm(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "Choisissez à qui confier cette demande.")
        return redirect(urls_de(demande))
    agent = formulaire.cleaned_data["agent"]
    with agir(request, f"Confiée à {agent}."):
        confier(demande, par=request.user, agent=agent)
    return redirect(urls_de(demande))


@require_POST
@pour_instructeurs
def note(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Keep a note; or insert a canned one in what is being written, which is not kept yet."""
    demande = trouver(pk)
    if saisi := inserer(request.POST, "texte", lambda: offertes(demande, Genre.NOTE, request.user)):
        return afficher(request, demande, note=saisi["texte"])
    with agir(request, "Note enregistrée."):
        noter(demande, request.POST.get("texte", ""), par=request.user)
    return redirect(urls_de(demande))


@require_POST
@pour_instructeurs
def validation(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    vu, demande = entier(request.POST.get("vu")), trouver(pk)
    demarche = demande.demarche
    tenue = demarche is not None and demarche.annulable
    fait = f"Demande validée, le dossier est à jour. {et_la_famille(demande, tenue=tenue)}"
    confirmes, coche = request.POST.getlist("retrait"), "coche" in request.POST
    with agir(request):
        valider(demande, par=request.user, vu=vu, retraits=confirmes, coche=coche)
        messages.success(request, fait)
        if facturees := _deja_facturees(demande):
            messages.warning(request, facturees)
    return redirect(urls_de(demande))


@require_POST
@pour_instructeurs
def mise_sur_liste(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    vu, demande = entier(request.POST.get("vu")), trouver(pk)
    prevenue = et_le_foyer(demande.foyer, "La famille est prévenue par e-mail de son rang.")
    fait = f"Mise sur liste d’attente : elle revient ici quand une place se libère. {prevenue}"
    with agir(request, fait):
        mettre_sur_liste(demande, par=request.user, vu=vu)
    return redirect(urls_de(demande))


def _deja_facturees(demande: Demande) -> str:
    """The lines that this validation could not change; "" for none."""
    dites = deja_facture.dire(demande)
    return (
        f"{dites}. À régulariser : le lien est sous les changements, et dans « Lignes à revoir »."
        if dites
        else ""
    )


@require_POST
@pour_instructeurs
def annulation(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    vu, demande = entier(request.POST.get("vu")), trouver(pk)
    fait = (
        "Décision annulée : la demande est de nouveau à traiter, et la famille n’a reçu aucun"
        " e-mail."
    )
    with agir(request, fait):
        annuler(demande, par=request.user, vu=vu)
    return redirect(urls_de(demande))


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
