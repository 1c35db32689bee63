"""Closed days (`Fermeture`): no day that has bookings is closed here; an event does that, and tells
the families."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from famille.models import Utilisateur
from famille.socle.dire import en_jour
from famille.socle.erreurs import Refus
from reservations.models import Activite, Creneau, Fermeture, Structure
from reservations.moteur.verrou import ecriture, rejouer, verrouiller

from .capacite import fermer_creneaux, rouvrir_creneaux
from .creneaux import verifier_les_dates

_NOMMES = 4
TROP_LONGUE = "Cette fermeture est trop longue : treize mois au plus."


class JoursReserves(Refus):
    """Children are booked on days to be closed. `jours`: list of (day, places taken), the nearest
    first."""

    def __init__(self, jours: list[Any]) -> None:
        self.jours = jours
        noms = ", ".join(f"{en_jour(jour)} ({prises})" for jour, prises in jours[:_NOMMES])
        reste = len(jours) - _NOMMES
        suite = f" et {reste} autre{'s' * (reste > 1)} jour{'s' * (reste > 1)}" if reste > 0 else ""
        super().__init__(
            f"Des enfants sont attendus : {noms}{suite}. Rien n’est fermé. Pour fermer quand même,"
            " créez un événement : il annule les réservations, prévient les familles, et rien"
            " n’est facturé."
        )


def fermer(
    *,
    structure: Structure | None = None,
    activite: Activite | None = None,
    debut: date,
    fin: date,
    motif: str,
    par: Utilisateur,
) -> Fermeture:
    """Fermeture. Its créneaux take no booking any more. JoursReserves: somebody is booked; Refus:
    impossible dates."""
    nouvelle = Fermeture(structure=structure, activite=activite, debut=debut, fin=fin, motif=motif)
    return rejouer(lambda: _ecrire(nouvelle, par), quoi="fermer")


def modifier_fermeture(
    fermeture: Fermeture,
    *,
    structure: Structure | None = None,
    activite: Activite | None = None,
    debut: date,
    fin: date,
    motif: str,
    par: Utilisateur,
) -> Fermeture:
    """Fermeture, moved: days that it leaves reopen, unless another closes them. Same refusals as
    `fermer`."""
    _exiger_sans_evenement(fermeture)
    nouvelle = Fermeture(
        pk=fermeture.pk, structure=structure, activite=activite, debut=debut, fin=fin, motif=motif
    )
    return rejouer(lambda: _ecrire(nouvelle, par, ancienne=fermeture), quoi="modifier_fermeture")


def lever_fermeture(fermeture: Fermeture, *, par: Utilisateur) -> int:
    """The days reopen, unless another closure covers them; whoever waits for them is served. int:
    créneaux reopened."""
    _exiger_sans_evenement(fermeture)
    return rejouer(lambda: _lever(fermeture, par), quoi="lever_fermeture")


def creneaux_de(fermeture: Fermeture) -> QuerySet[Creneau]:
    """QuerySet of the Creneau that this closure covers."""
    creneaux = Creneau.objects.filter(jour__range=(fermeture.debut, fermeture.fin))
    if fermeture.activite_id:
        return creneaux.filter(activite=fermeture.activite_id)
    return (
        creneaux.filter(activite__structure=fermeture.structure_id)
        if fermeture.structure_id
        else creneaux
    )


def _ecrire(nouvelle: Fermeture, par: Utilisateur, ancienne: Fermeture | None = None) -> Fermeture:
    verifier_les_dates(nouvelle.debut, nouvelle.fin, TROP_LONGUE)
    with ecriture():
        couverts = set(creneaux_de(nouvelle).values_list("pk", flat=True))
        quittes = (
            set(creneaux_de(ancienne).values_list("pk", flat=True)) - couverts
            if ancienne
            else set()
        )
        places = verrouiller(couverts | quittes)
        _exiger_personne(
            [pk for pk, p in places.items() if pk in couverts and p.prises and p.ouvert]
        )
        nouvelle.save()
        fermer_creneaux(couverts, par=par)
        rouvrir_creneaux(sans_fermeture(quittes), par=par)
    return nouvelle


def _lever(fermeture: Fermeture, par: Utilisateur) -> int:
    with ecriture():
        quittes = set(creneaux_de(fermeture).values_list("pk", flat=True))
        verrouiller(quittes)
        Fermeture.objects.filter(pk=fermeture.pk).delete()
        return rouvrir_creneaux(sans_fermeture(quittes), par=par)


def _exiger_sans_evenement(fermeture: Fermeture) -> None:
    if fermeture.evenement_id:
        raise Refus(
            "Cette fermeture vient d’un événement : retirez l’événement pour rouvrir ces jours."
        )


def _exiger_personne(occupes: list[Any]) -> None:
    jours: dict[date, int] = {}
    lignes = (
        Creneau.objects.filter(pk__in=occupes)
        .order_by("jour")
        .values_list("jour", "places__prises")
    )
    for jour, prises in lignes:
        jours[jour] = max(jours.get(jour, 0), prises)
    if jours:
        raise JoursReserves(list(jours.items()))


def sans_fermeture(pks: Iterable[int]) -> list[int]:
    """The créneaux, among these, that no closure covers any more."""
    couvre = Q(activite=OuterRef("activite")) | Q(
        activite=None, structure=OuterRef("activite__structure")
    )
    partout = Q(activite=None, structure=None)
    fermetures = Fermeture.objects.filter(
        couvre | partout, debut__lte=OuterRef("jour"), fin__gte=OuterRef("jour")
    )
    return list(
        Creneau.objects.filter(~Exists(fermetures), pk__in=pks).values_list("pk", flat=True)
    )
