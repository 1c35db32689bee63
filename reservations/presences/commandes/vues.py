"""The kitchen's order on the screen and on paper, and what has changed since it left."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from reservations.bureau.droits import PLANIFIER, POINTER
from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite
from reservations.planning.directions import (
    activites_de,
    activites_dirigees,
    jour_de_securite,
    lit_la_securite,
    noter_les_lectures,
)
from reservations.presences.choix import (
    ChoixListe,
    Jours,
    autres_jours,
    lire_le_choix,
    lire_les_jours,
)
from reservations.presences.entree import (
    activite_demandee,
    entree,
    entree_de_la_cuisine,
    liste_demandee,
)
from reservations.regles.accueil.cuisine import changements, dire_les_ecarts

from .actions import corriger_la_commande
from .lecture import (
    OU_L_ON_MANGE,
    commandes_du,
    compter_les_plats,
    dire_les_plats,
    lire_les_convives,
)


@require_safe
@entree_de_la_cuisine
def cuisine(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3&jour=2026-12-09`."""
    activites = _activites(request)
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites, choix.activite)
    if activite is None:
        return render(request, "reservations/presences/commandes/aucune.html")
    maintenant, aujourd_hui = timezone.now(), timezone.localdate()
    jours = lire_les_jours(activite, choix.jour, aujourd_hui)
    convives = lire_les_convives(activite, [jours.jour])[jours.jour]
    commandes = commandes_du(activite, jours.jour)
    plats = compter_les_plats(convives)
    lisible = bool(commandes) and not commandes[-1].illisible
    change = changements(commandes[-1].plats, plats) if lisible else []
    ville = lire_la_ville(jours.jour, jours.jour)
    limite = activite.pour_reserver.limite(jours.jour, ville.calendrier)
    du_jour = ChoixListe(activite=str(activite.pk), jour=jours.jour)
    contexte = {
        "activite": activite,
        "jours": jours,
        "jour": jours.jour,
        "aujourd_hui": aujourd_hui,
        "maintenant": maintenant,
        "plats": dire_les_plats(plats),
        "commandes": [
            (une, None if une.illisible else dire_les_plats(une.plats)) for une in commandes
        ],
        "non_lue": bool(commandes) and not lisible,
        "change": change,
        "ecarts": dire_les_ecarts(change),
        "limite": limite,
        "limite_passee": limite < maintenant,
        "listes": _lit_les_listes(request.user),
        "corrigeable": (
            (change and jours.jour >= aujourd_hui and activite.cuisine_courriel)
            and activites_dirigees(request.user).filter(pk=activite.pk).exists()
        ),
        "sans_fiche": sum(un.fiche is None for un in convives),
        "noms": _lit_les_noms(request, activite, jours) and any(un.a_part for un in convives),
        "adresse": du_jour.adresse,
        "autres_jours": autres_jours(du_jour, jours, aujourd_hui),
        "activites": [(une, du_jour.avec(activite=str(une.pk)).adresse) for une in activites],
    }
    return render(request, "reservations/presences/commandes/cuisine.html", contexte)


@require_POST
@entree
def corriger(request: RequeteConnectee) -> HttpResponse:
    """Send what has changed; the address says of which day."""
    activite, choix = liste_demandee(request, activites_dirigees)
    if choix.jour is None:
        raise Http404
    with agir(request):
        commande = corriger_la_commande(activite, choix.jour, par=request.user)
        messages.success(request, f"Ce qui a changé part à {commande.envoyee_a}.")
    return redirect(f"{reverse('presences:cuisine')}?{choix.adresse}")


@require_safe
@entree
def a_part_par_nom(request: RequeteConnectee) -> HttpResponse:
    """The plates that are made by name, for whoever reads what keeps these children safe; each
    reading is noted (D10)."""
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(_activites(request), choix.activite)
    if activite is None:
        raise Http404
    jours = lire_les_jours(activite, choix.jour, timezone.localdate())
    if not _lit_les_noms(request, activite, jours):
        raise PermissionDenied
    convives = lire_les_convives(activite, [jours.jour])[jours.jour]
    a_montrer = [convive for convive in convives if convive.a_part]
    noter_les_lectures([convive.reservation for convive in a_montrer], par=request.user)
    contexte = {
        "activite": activite,
        "jour": jours.jour,
        "convives": a_montrer,
        "illisibles": any(convive.illisible for convive in a_montrer),
        "maintenant": timezone.now(),
        "adresse": ChoixListe(activite=str(activite.pk), jour=jours.jour).adresse,
    }
    return render(request, "reservations/presences/commandes/a_part.html", contexte)


def _activites(request: RequeteConnectee) -> list[Activite]:
    """The activities with meals of the account's lists; of the whole town if it reads no list."""
    siennes = (
        activites_de(request.user) if _lit_les_listes(request.user) else Activite.objects.actives()
    )
    return list(
        siennes.filter(OU_L_ON_MANGE)
        .distinct()
        .select_related("structure")
        .prefetch_related("groupes")
        .order_by("structure__nom", "nom")
    )


def _lit_les_listes(utilisateur: Utilisateur) -> bool:
    return utilisateur.has_perm(POINTER) or utilisateur.has_perm(PLANIFIER)


def _lit_les_noms(request: RequeteConnectee, activite: Activite, jours: Jours) -> bool:
    return lit_la_securite(request.user, activite) and jour_de_securite(
        jours.jour, timezone.localdate()
    )
