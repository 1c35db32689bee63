"""What the calendar of a household holds, and who may still read it by its secret address."""

from collections import defaultdict
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue
from famille.models import Foyer
from reservations.lecture.blocs_reserves import BlocReserve, lire_blocs_reserves
from reservations.lecture.siens import enfants_du
from reservations.models import FluxAgenda, Reservation
from reservations.moteur.agenda import RendezVous, calendrier, rendez_vous

AVANT, APRES = timedelta(days=31), timedelta(days=183)
NOM = "Réservations des enfants"


def flux_ouvert(jeton: str) -> FluxAgenda | None:
    """None: never existed, closed, or known by an adult who has left the household since it was
    made."""
    flux = FluxAgenda.objects.filter(jeton=jeton).select_related("foyer").first()
    return None if flux is None or parti_depuis(flux) else flux


def parti_depuis(flux: FluxAgenda) -> bool:
    """Whether an adult who could know the address has left: where the children are is no longer his
    to read (D11). With no adult left at all there is nobody to read it either."""
    jour = timezone.localdate()
    depuis = Q(fin__gte=timezone.localdate(flux.cree_le), fin__lt=jour)
    adultes = flux.foyer.responsables
    return adultes.filter(depuis).exists() or not adultes.actuels().exists()


def ecrire(foyer: Foyer) -> str:
    """The .ics of this household, from a month ago to six months ahead."""
    jour = timezone.localdate()
    return calendrier(reservations_du_foyer(foyer, jour - AVANT, jour + APRES), nom=NOM)


def reservations_du_foyer(foyer: Foyer, debut: date, fin: date) -> list[RendezVous]:
    """What this household has booked for the children it still has, nothing of their other home
    (D11): one entry a day, a child and an activity, or each part of a day that stands alone. Three
    queries."""
    siens = enfants_du(foyer.pk)
    par_jour: dict[tuple, list[tuple[Reservation, BlocReserve]]] = defaultdict(list)
    for un in lire_blocs_reserves([foyer], debut, fin):
        for ligne in un.reservations if un.enfant.pk in siens else ():
            if debut <= ligne.creneau.jour <= fin:
                part = un.activite.part(ligne.creneau.moment)
                cle = (un.enfant.pk, un.activite.pk, part, ligne.creneau.jour)
                par_jour[cle].append((ligne, un))
    return [
        _un_jour(foyer, jour, [ligne for ligne, _un in couples], couples[0][1])
        for (*_qui, jour), couples in par_jour.items()
    ]


def _un_jour(foyer: Foyer, jour: date, lignes: list[Reservation], bloc: BlocReserve) -> RendezVous:
    dates = [une for ligne in lignes for une in (ligne.creee_le, ligne.absence_annoncee_le) if une]
    return rendez_vous(
        foyer.pk,
        bloc.enfant,
        bloc.activite,
        jour,
        [ligne.creneau.moment for ligne in lignes],
        le=max(dates),
        absence=all(ligne.absence_annoncee_le for ligne in lignes),
        limite=bloc.limite,
    )


def adresses(flux: FluxAgenda) -> dict:
    """dict(https, webcal, google): the address to copy, the one that opens the calendar of an
    Apple or a Windows device, and the one that asks Google's to subscribe. Google documents none:
    this form, its `cid` in webcal:// (https:// is refused), is the one that works in a browser; its
    Android application says that the calendar no longer exists, and the page says what to do."""
    adresse = adresse_absolue(reverse("flux_agenda", args=[flux.jeton]))
    webcal = f"webcal://{adresse.partition('://')[2]}"
    google = f"https://calendar.google.com/calendar/r?{urlencode({'cid': webcal})}"
    return {"https": adresse, "webcal": webcal, "google": google}
