"""What the children of a household eat on its days, and what of it their family has declared that
they do not bear. Menus are Communication's, a room further right: they are offered
(famille.socle.offres)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from famille.dossier.foyers.sante import allergies_declarees_de
from famille.models import Service, Utilisateur
from famille.regles.repas import PlatAEviter, alertes
from famille.socle.offres import lien_offert, menus_des_jours
from reservations.lecture.lignes import LigneInscription

from .grille import GrilleMois
from .semaine import Venue


@dataclass(frozen=True)
class RepasDuJour:
    """`lieu`: said where the children of one day eat at several places. `illisibles`: first names
    of those whose allergies no key of this site reads, for whom no dish is compared."""

    lieu: str
    plats: Sequence[str]
    alertes: Sequence[PlatAEviter]
    lien: str
    illisibles: Sequence[str] = ()


class AuRepas(NamedTuple):
    """A child who eats, or may eat, at a canteen on a day."""

    jour: date
    structure: int
    lieu: str
    enfant: int
    prenom: str


def lire_les_repas(
    utilisateur: Utilisateur, venues: Sequence[Venue]
) -> dict[date, list[RepasDuJour]]:
    """By day, of what is booked."""
    return _repas(
        utilisateur,
        [
            AuRepas(venue.jour, venue.structure, venue.lieu, venue.enfant, venue.prenom)
            for venue in venues
            if venue.service == Service.RESTAURATION
        ],
    )


def mettre_les_repas(
    utilisateur: Utilisateur,
    grille: GrilleMois,
    lignes: Iterable[LigneInscription],
    aujourdhui: date,
) -> None:
    """On each day of the month shown that is not over: what the children shown are given to eat
    there, booked or still to be."""
    montres = {
        jour.jour: jour
        for semaine in grille.semaines
        for jour in semaine.dedans
        if jour.jour >= aujourdhui
    }
    convives = [un for un in _convives(lignes) if un.jour in montres]
    for jour, repas in _repas(utilisateur, convives).items():
        montres[jour].repas = repas


def illisibles_de(repas: Iterable[RepasDuJour]) -> tuple[str, ...]:
    """Said once, however many days they eat there."""
    return tuple(dict.fromkeys(prenom for un in repas for prenom in un.illisibles))


def _convives(lignes: Iterable[LigneInscription]) -> Iterator[AuRepas]:
    for ligne in lignes:
        activite, enfant = ligne.activite, ligne.enfant
        if activite.service == Service.RESTAURATION:
            ou, lieu = activite.structure_id, activite.structure.nom
            for bloc in ligne.blocs:
                yield AuRepas(bloc.debut, ou, lieu, enfant.pk, enfant.prenom)


def _repas(utilisateur: Utilisateur, convives: Iterable[AuRepas]) -> dict[date, list[RepasDuJour]]:
    """No query where nobody eats at a canteen; else one, and two more where a menu is published."""
    attendus: dict[tuple[date, int], list[AuRepas]] = defaultdict(list)
    for convive in convives:
        attendus[convive.jour, convive.structure].append(convive)
    if not attendus:
        return {}
    servis = menus_des_jours({jour for jour, _ou in attendus}, {ou for _jour, ou in attendus})
    servis = {cle: plats for cle, plats in servis.items() if cle in attendus}
    if not servis:
        return {}
    lues = allergies_declarees_de(utilisateur)
    repas: dict[date, list[RepasDuJour]] = defaultdict(list)
    for (jour, ou), plats in sorted(servis.items()):
        siens = [(un.prenom, lues.dites.get(un.enfant, "")) for un in attendus[jour, ou]]
        lundi = jour - timedelta(days=jour.weekday())
        un = RepasDuJour(
            attendus[jour, ou][0].lieu,
            [plat.nom for plat in plats],
            alertes(plats, siens),
            f"{lien_offert('menus', lundi.isoformat())}?restaurant={ou}#j-{jour.isoformat()}",
            tuple(
                dict.fromkeys(
                    un.prenom for un in attendus[jour, ou] if un.enfant in lues.illisibles
                )
            ),
        )
        repas[jour].append(un)
    return repas
