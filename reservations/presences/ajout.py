"""A child who came without a booking, added to the list of the day with the reason: the engine
books him past the deadline, and he is ticked (docs/comprendre/presences.md)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.models import Enfant, Foyer, Rattachement, Responsable, Utilisateur
from famille.regles.foyer import age_le, entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import centimes_en_euros, enumerer
from famille.socle.ecran import page
from famille.socle.erreurs import Refus
from famille.socle.texte import normaliser
from famille.socle.ville.phrases import dit
from reservations.lecture.lignes import lire
from reservations.models import Activite, Creneau, DemandeReservation, Inscription, Reservation
from reservations.moteur.soumettre import LigneDemandee, soumettre
from reservations.planning.directions import activites_dirigees
from reservations.regles.juge import Bloc, Unite

from .actions import Pointage, pointer
from .choix import ChoixListe
from .entree import entree, liste_demandee

LETTRES = 2
TROUVES_MAX = 12
INTROUVABLE = "Choisissez un enfant dans la liste trouvée, puis recommencez."
PAS_AUJOURDHUI = dit(
    "On ajoute un enfant le jour même. Pour un autre jour, appelez {le_service}, qui réserve au"
    " guichet."
)
PAS_INSCRIT = dit(
    "Cet enfant n’est pas inscrit à cette activité : gardez-le avec vous, prévenez ses parents et"
    " appelez {le_service}."
)
SEMAINE = dit(
    "Cet accueil se réserve à la semaine : appelez {le_service}, qui décide avec la famille."
)
RAISON = "Écrivez pourquoi il est là sans réservation : la raison est gardée."


@dataclass(frozen=True)
class Trouve:
    """A child in one of his homes. `chez`: its adults, where there are two homes to tell apart."""

    enfant: Enfant
    foyer: Foyer
    age: int
    chez: str


def chercher(activite: Activite, jour: date, moment: str, cherche: str) -> list[Trouve]:
    """Those registered to this activity on `jour`, not booked for `moment`, whose name holds every
    word; TROUVES_MAX + 1 at most, none for fewer than LETTRES letters. Four queries."""
    mots = normaliser(cherche).split()
    if len("".join(mots)) < LETTRES:
        return []
    deja = Reservation.objects.filter(
        creneau__activite=activite, creneau__jour=jour, creneau__moment=moment
    )
    inscrits = Inscription.objects.au(jour).filter(activite=activite)
    inscrits = inscrits.exclude(enfant__in=deja.values("enfant")).select_related("enfant")
    enfants = {
        une.enfant_id: une.enfant
        for une in inscrits.order_by("enfant__nom", "enfant__prenom", "enfant_id")
        if all(mot in normaliser(str(une.enfant)) for mot in mots)
    }
    choisis = dict(list(enfants.items())[: TROUVES_MAX + 1])
    encore = Q(fin=None) | Q(fin__gte=jour)
    liens = Rattachement.objects.filter(encore, debut__lte=jour, enfant__in=choisis)
    return _trouves(choisis, list(liens.select_related("foyer").order_by("foyer_id")), jour)


def _trouves(enfants: dict[int, Enfant], liens: list[Rattachement], jour: date) -> list[Trouve]:
    adultes: dict[int, list[str]] = defaultdict(list)
    encore = Q(fin=None) | Q(fin__gte=jour)
    for adulte in Responsable.objects.filter(encore, foyer__in={lien.foyer_id for lien in liens}):
        adultes[adulte.foyer_id].append(str(adulte))
    siens: dict[int, list[Foyer]] = defaultdict(list)
    for lien in liens:
        siens[lien.enfant_id].append(lien.foyer)
    return [
        Trouve(
            enfant,
            foyer,
            age_le(jour, enfant.naissance),
            enumerer(adultes[foyer.pk]) if len(siens[pk]) > 1 else "",
        )
        for pk, enfant in enfants.items()
        for foyer in siens[pk]
    ]


def bloc_du_moment(
    foyer: Foyer, enfant: Enfant, activite: Activite, jour: date, moment: str
) -> Bloc | None:
    """What is booked to have this child on that list; None: he is not registered there."""
    lecture = lire([foyer], debut=jour, fin=jour, enfants=[enfant.pk], activites=[activite.pk])
    ligne = lecture.ligne(foyer.pk, enfant.pk, activite.pk)
    if ligne is None:
        return None
    return next(
        (
            bloc
            for bloc in ligne.blocs
            if any(une.jour == jour and une.moment == moment for une in bloc.creneaux)
        ),
        None,
    )


def ajouter(
    enfant: Enfant,
    foyer: Foyer,
    activite: Activite,
    *,
    moment: str,
    motif: str,
    cle: str,
    jour: date,
    par: Utilisateur,
) -> DemandeReservation:
    """Book `enfant` for this part of today in this activity, at `foyer`'s expense, and tick him.
    The receipt, of which the family is told. Refus: another day, a centre that is not of `par`, a
    child not registered there, no reason; or the engine's own sentence (no place left, a record
    that is missing), which the deadline alone does not stop. `cle`: the same one again adds
    nothing."""
    if jour != timezone.localdate():
        raise Refus(PAS_AUJOURDHUI)
    if not motif.strip():
        raise Refus(RAISON, champ="motif")
    if not activites_dirigees(par).filter(pk=activite.pk).exists():
        raise Refus(PAS_INSCRIT)
    bloc = bloc_du_moment(foyer, enfant, activite, jour, moment)
    if bloc is None:
        raise Refus(PAS_INSCRIT)
    if bloc.unite == Unite.SEMAINE:
        raise Refus(SEMAINE)
    demande = soumettre(
        foyer,
        [LigneDemandee(enfant.pk, activite.pk, bloc.cle)],
        par=par,
        cle=cle,
        canal=DemandeReservation.Canal.SUR_PLACE,
        motif=motif,
        hors_regles=True,
    )
    if not demande.acceptee:
        raise Refus(" ".join(ligne["phrase"] for ligne in demande.lignes if ligne["phrase"]))
    sienne = Reservation.objects.get(
        enfant=enfant, creneau__activite=activite, creneau__jour=jour, creneau__moment=moment
    )
    if sienne.presence == Reservation.Presence.PREVU:
        pointer([Pointage(sienne.pk, Reservation.Presence.PRESENT, timezone.now())], par=par)
    return demande


@require_http_methods(["GET", "HEAD", "POST"])
@entree
def ajout(request: RequeteConnectee) -> HttpResponse:
    """GET: the children found; POST: `choix` ("enfant:foyer"), `motif`."""
    activite, choix = liste_demandee(request, activites_dirigees)
    jour = timezone.localdate()
    moments = _moments(activite)
    moment = choix.moment if choix.moment in moments else next(iter(moments), "")
    choix = ChoixListe(str(activite.pk), jour, moment, cherche=choix.cherche)
    trouves = chercher(activite, jour, moment, choix.cherche)
    erreurs = []
    if request.method == "POST":
        try:
            demande = _ajouter(request, activite, trouves, moment)
        except Refus as refus:
            erreurs.append(str(refus))
        else:
            messages.success(request, _rediger(demande))
            liste = ChoixListe(str(activite.pk), jour, moment)
            return redirect(f"{reverse('presences:liste')}?{liste.adresse}")
    contexte = {
        "activite": activite,
        "jour": jour,
        "choix": choix,
        "moments": list(moments.items()),
        "trouves": trouves[:TROUVES_MAX],
        "encore": len(trouves) > TROUVES_MAX,
        "choisi": request.POST.get("choix", ""),
        "motif": request.POST.get("motif", ""),
        "cle": uuid4().hex,
        "erreurs": erreurs,
        "adresse": ChoixListe(str(activite.pk), jour, moment).adresse,
    }
    return page(request, "reservations/presences/ajout.html", contexte, refusee=erreurs)


def _moments(activite: Activite) -> dict[str, str]:
    """The lists of today that one may add to: value → words."""
    ouverts = Creneau.objects.filter(
        activite=activite, jour=timezone.localdate(), places__ouvert=True
    )
    lus = ouverts.select_related("activite").order_by("moment")
    return {un.moment: un.moment_dit for un in lus}


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


def _rediger(demande: DemandeReservation) -> str:
    [ligne] = demande.lignes
    centimes = ligne.get("centimes")
    prix = "sans tarif publié" if centimes is None else centimes_en_euros(centimes)
    return (
        f"{ligne['prenom']} est sur la liste, avec son arrivée ({prix}). La famille est prévenue."
    )
