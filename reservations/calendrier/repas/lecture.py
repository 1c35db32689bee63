"""What the children of a household eat on its days, and what of it their family has declared that
they do not bear. Menus are Communication's, a room further right: they are offered
(famille.socle.offres)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from famille.foyers.sante import allergies_declarees_de
from famille.models import Service, Utilisateur
from famille.regles.repas import PlatAEviter, alertes
from famille.socle.offres import lien_offert, menus_des_jours
from reservations.calendrier.semaine import Venue


@dataclass(frozen=True)
class RepasDuJour:
    """`lieu`: said where the children of one day eat at several places."""

    lieu: str
    plats: Sequence[str]
    alertes: Sequence[PlatAEviter]
    lien: str


def lire_les_repas(
    utilisateur: Utilisateur, venues: Sequence[Venue]
) -> dict[date, list[RepasDuJour]]:
    """By day. No query where nobody eats at a canteen; else one, and two more where a menu is
    published."""
    attendues: dict[tuple[date, int], list[Venue]] = defaultdict(list)
    for venue in venues:
        if venue.service == Service.RESTAURATION:
            attendues[venue.jour, venue.structure].append(venue)
    if not attendues:
        return {}
    servis = menus_des_jours({jour for jour, _ou in attendues}, {ou for _jour, ou in attendues})
    servis = {cle: plats for cle, plats in servis.items() if cle in attendues}
    if not servis:
        return {}
    declarees = allergies_declarees_de(utilisateur)
    repas: dict[date, list[RepasDuJour]] = defaultdict(list)
    for (jour, ou), plats in sorted(servis.items()):
        siens = [(venue.prenom, declarees.get(venue.enfant, "")) for venue in attendues[jour, ou]]
        lundi = jour - timedelta(days=jour.weekday())
        un = RepasDuJour(
            attendues[jour, ou][0].lieu,
            [plat.nom for plat in plats],
            alertes(plats, siens),
            f"{lien_offert('menus', lundi.isoformat())}?restaurant={ou}#j-{jour.isoformat()}",
        )
        repas[jour].append(un)
    return repas
