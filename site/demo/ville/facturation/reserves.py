"""The canteen and the garderie of the demo town are booked too: last month, this one, and for the
families that have a story the whole school year."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from demo.ville.activites.saison import (
    LOT,
    creer_les_creneaux,
    depuis_l_ouverture,
    foyers_des_enfants,
    mettre_a_jour_les_places,
)
from demo.ville.jours import annee_scolaire
from famille.models import Enfant, Utilisateur
from reservations.models import Activite, Creneau, Inscription, Ouverture, Reservation
from reservations.regles.juge import PARIS, Moment

from .tirages import OUBLI, SURPRISE, mange, sessions, tirage

A_L_AVANCE = timedelta(days=14)  # of those who book week after week


def reserver_les_repas(
    cantine: Activite,
    garderie: Activite,
    enfants: Sequence[Enfant],
    *,
    nommes: int,
    depuis: date,
    jour: date,
    par: Utilisateur,
) -> None:
    """`enfants`: those of the families that have a story first, `nommes` of them."""
    annee = annee_scolaire(jour)
    debut, fin = date(annee, 9, 1), date(annee + 1, 7, 31)
    activites = [cantine, garderie]
    ouverture = Ouverture.objects.create(
        nom="Restaurant scolaire et garderie de l’année",
        debut=debut,
        fin=fin,
        ouvre_le=datetime.combine(date(annee, 8, 24), time(9), tzinfo=PARIS),
    )
    ouverture.activites.set(activites)
    Inscription.objects.bulk_create(
        Inscription(enfant=enfant, activite=activite, debut=debut, fin=fin, par=par)
        for enfant in enfants
        for activite in activites
    )
    par_jour: dict[date, dict[Moment, Creneau]] = {}
    for activite in activites:
        for creneau in creer_les_creneaux(activite, debut, fin):
            par_jour.setdefault(creneau.jour, {})[Moment(creneau.moment)] = creneau
    foyers = foyers_des_enfants()
    reservations = [
        reservation
        for rang, enfant in enumerate(enfants)
        for le, creneaux in par_jour.items()
        if depuis <= le <= (fin if rang < nommes else jour + A_L_AVANCE)
        for reservation in _du_jour(enfant, rang, le, creneaux, foyers[enfant.pk], jour)
    ]
    Reservation.objects.bulk_create(depuis_l_ouverture(reservations), batch_size=LOT)
    mettre_a_jour_les_places(activites)


def _du_jour(
    enfant: Enfant,
    rang: int,
    le: date,
    creneaux: dict[Moment, Creneau],
    foyers: list[int],
    jour: date,
) -> Iterator[Reservation]:
    """What is counted had been booked, but for a surprise now and then; and somebody forgets to
    cancel. A shared child is booked by the home whose week it is."""
    lu = tirage(le, rang)
    voulus = [Moment.JOURNEE] if (mange(lu) and lu != SURPRISE) or lu == OUBLI else []
    voulus += [(), (Moment.APRES_MIDI,), (Moment.MATIN, Moment.APRES_MIDI)][sessions(lu)]
    foyer = foyers[0] if len(foyers) == 1 or le.isocalendar().week % 2 == 0 else foyers[1]
    prise = min(date(annee_scolaire(jour), 8, 28), jour - timedelta(days=1))
    for moment in voulus:
        yield Reservation(
            enfant_id=enfant.pk,
            creneau=creneaux[moment],
            foyer_id=foyer,
            creee_le=datetime.combine(prise, time(20), tzinfo=PARIS),
        )
