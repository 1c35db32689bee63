"""How many animators a day asks for by law, beside how many the centre has planned, which it says
on the list itself (docs/comprendre/presences.md)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from famille.models import Utilisateur
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_lettres
from famille.socle.ecran import agir
from famille.socle.erreurs import Refus
from reservations.models import Activite, EncadrementDuJour, PeriodeScolaire, Reservation
from reservations.planning.directions import activites_dirigees, recul_de
from reservations.regles.accueil.encadrement import (
    AGE,
    DIRECTION_COMPTEE,
    Besoin,
    Cadre,
    cadre_du_jour,
)

from .entree import entree, liste_demandee
from .issues import jours_depuis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .liste import Appel

ANIMATEURS_MAX = 200
COMBIEN = f"Écrivez combien d’animateurs sont prévus : un nombre, de 0 à {ANIMATEURS_MAX}."
AVANCE = timedelta(days=366)  # a school year is planned before it begins
TROP_TOT = (
    "Ce jour est dans plus d’un an : l’équipe se prévoit jusqu’au {dernier}. Vérifiez l’année."
)
TROP_TARD = "Ce jour est passé : ce qui était prévu ne change plus."
VENDREDI = 4


@transaction.atomic
def prevoir(
    activite: Activite, jour: date, *, animateurs: int, deplacement: bool, par: Utilisateur
) -> EncadrementDuJour:
    """The last word holds. Refus: no such number, a day that `par` no longer corrects, or
    one that is more than a year away."""
    if not 0 <= animateurs <= ANIMATEURS_MAX:
        raise Refus(COMBIEN, champ="animateurs")
    if jours_depuis(jour) > recul_de(par):
        raise Refus(TROP_TARD)
    dernier = timezone.localdate() + AVANCE
    if jour > dernier:
        raise Refus(TROP_TOT.format(dernier=en_lettres(dernier)))
    champs = {
        "animateurs": animateurs,
        "deplacement": deplacement,
        "par": par,
        "note_le": timezone.now(),
    }
    return EncadrementDuJour.objects.update_or_create(
        activite=activite, jour=jour, defaults=champs
    )[0]


@dataclass(frozen=True)
class Encadrement:
    """`besoin`: of the fullest part of the day; `prevu`: what was declared, or None; `sans_heures`:
    the town has not said how long the accueil lasts, and the stricter ratio is taken."""

    besoin: Besoin
    prevu: EncadrementDuJour | None
    sans_heures: bool

    @property
    def manque(self) -> int:
        """How many animators more are needed; 0 for none, or when nobody has said how many."""
        return max(self.besoin.animateurs - self.prevu.animateurs, 0) if self.prevu else 0

    @property
    def direction_comptee(self) -> bool:
        return self.besoin.enfants <= DIRECTION_COMPTEE


def lire_l_encadrement(
    activite: Activite, jour: date, appels: "Iterable[Appel]"
) -> Encadrement | None:
    """Two queries. None: no accueil of children that the State oversees, or nobody is expected."""
    appels = list(appels)
    if not activite.encadree or not appels:
        return None
    prevu = EncadrementDuJour.objects.filter(activite=activite, jour=jour).first()
    moments = {appel.creneau.moment for appel in appels}
    durees = [
        datetime.combine(jour, fin) - datetime.combine(jour, debut)
        for debut, fin in activite.plages(moments)
    ]
    heures = max(durees).total_seconds() / 3600 if durees else None
    vacances = PeriodeScolaire.objects.filter(debut__lte=jour, fin__gte=jour).exists()
    cadre = cadre_du_jour(
        jour_de_classe=not vacances and jour.weekday() <= VENDREDI,
        pedt=activite.structure.pedt,
        heures=heures,
        deplacement=bool(prevu and prevu.deplacement),
    )
    # who is not said absent: an absence that a family has announced is not sure
    ages = [
        [une.age for une in appel.lignes if une.etat not in Reservation.ABSENTS] for appel in appels
    ]
    besoins = [
        Besoin(cadre, sum(age < AGE for age in siens), sum(age >= AGE for age in siens))
        for siens in ages
    ]
    le_plus = max(besoins, key=lambda un: (un.animateurs, un.enfants))
    if not le_plus.enfants:
        return None
    return Encadrement(le_plus, prevu, heures is None and cadre != Cadre.EXTRASCOLAIRE)


@require_POST
@entree
def encadrement(request: RequeteConnectee) -> HttpResponse:
    """`animateurs`, `deplacement`; the address says the list, and its day."""
    activite, choix = liste_demandee(request, activites_dirigees)
    if choix.jour is None:
        raise Http404
    animateurs = entier(request.POST.get("animateurs", "").strip())
    with agir(request):
        if animateurs is None:
            raise Refus(COMBIEN)
        prevoir(
            activite,
            choix.jour,
            animateurs=animateurs,
            deplacement="deplacement" in request.POST,
            par=request.user,
        )
    return redirect(f"{reverse('presences:liste')}?{choix.adresse}")
