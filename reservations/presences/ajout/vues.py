"""`?activite=3&moment=1-matin&cherche=léa`: find the child, say why, and he is on the list."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import centimes_en_euros
from famille.socle.ecran import page
from famille.socle.erreurs import Refus
from reservations.models import Activite, Creneau, DemandeReservation
from reservations.planning.directions import activites_dirigees
from reservations.presences.choix import ChoixListe, lire_le_choix
from reservations.presences.entree import activite_demandee, activites_du_compte, entree

from .actions import ajouter
from .lecture import TROUVES_MAX, Trouve, chercher

INTROUVABLE = "Choisissez un enfant dans la liste trouvée, puis recommencez."


@require_http_methods(["GET", "HEAD", "POST"])
@entree
def ajout(request: RequeteConnectee) -> HttpResponse:
    """GET: the children found; POST: `choix` ("enfant:foyer"), `motif`."""
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites_du_compte(request, activites_dirigees), choix.activite)
    if activite is None:
        raise Http404
    jour = timezone.localdate()
    moments = _moments(activite)
    moment = choix.moment if choix.moment in dict(moments) else next(iter(dict(moments)), "")
    choix = ChoixListe(str(activite.pk), jour, moment, cherche=choix.cherche)
    trouves = chercher(activite, jour, moment, choix.cherche)
    erreurs = []
    if request.method == "POST":
        try:
            demande = _ajouter(request, activite, trouves, moment)
        except Refus as refus:
            erreurs.append(str(refus))
        else:
            messages.success(request, _dire(demande))
            liste = ChoixListe(str(activite.pk), jour, moment)
            return redirect(f"{reverse('presences:liste')}?{liste.adresse}")
    contexte = {
        "activite": activite,
        "jour": jour,
        "choix": choix,
        "moments": moments,
        "trouves": trouves[:TROUVES_MAX],
        "encore": len(trouves) > TROUVES_MAX,
        "choisi": request.POST.get("choix", ""),
        "motif": request.POST.get("motif", ""),
        "cle": uuid4().hex,
        "erreurs": erreurs,
        "adresse": ChoixListe(str(activite.pk), jour, moment).adresse,
    }
    return page(request, "reservations/presences/ajout.html", contexte, refusee=erreurs)


def _moments(activite: Activite) -> list[tuple[str, str]]:
    """The lists of today that one may add to: (value, words)."""
    ouverts = Creneau.objects.filter(
        activite=activite, jour=timezone.localdate(), places__ouvert=True
    )
    lus = ouverts.select_related("activite").order_by("moment")
    return [(un.moment, un.moment_dit) for un in lus]


def _ajouter(
    request: RequeteConnectee, activite: Activite, trouves: list[Trouve], moment: str
) -> DemandeReservation:
    enfant, _deux_points, foyer = request.POST.get("choix", "").partition(":")
    cles = (entier(enfant), entier(foyer))
    trouve = next((un for un in trouves if (un.enfant.pk, un.foyer.pk) == cles), None)
    if trouve is None:
        raise Refus(INTROUVABLE)
    return ajouter(
        trouve.enfant,
        trouve.foyer,
        activite,
        moment=moment,
        motif=request.POST.get("motif", "").replace("\0", "")[:300],
        cle=request.POST.get("cle", "").replace("\0", "")[:64] or uuid4().hex,
        jour=timezone.localdate(),
        par=request.user,
    )


def _dire(demande: DemandeReservation) -> str:
    [ligne] = demande.lignes
    centimes = ligne.get("centimes")
    prix = "sans tarif publié" if centimes is None else centimes_en_euros(centimes)
    return (
        f"{ligne['prenom']} est sur la liste, avec son arrivée ({prix}). La famille est prévenue."
    )
