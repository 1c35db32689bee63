"""What an agent changes of créneaux that exist: their places, and whether they take bookings."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.dire import en_jour
from famille.socle.erreurs import Refus
from reservations.models import Creneau, Places
from reservations.moteur import verrou
from reservations.moteur.file import lien_file
from reservations.moteur.verrou import rejouer

CAPACITE_MAX = 1000


class CapaciteTropBasse(Refus):
    """More places are taken than would be left. `creneaux`: list of (Creneau, places taken), the
    nearest first."""

    def __init__(self, creneaux: list[Any]) -> None:
        self.creneaux = creneaux
        jours = [
            f"{en_jour(c.jour)} ({c.moment_dit.lower()}, {prises} prises)" for c, prises in creneaux
        ]
        noms = ", ".join(jours[:5]) + (f" et {len(jours) - 5} autres" if len(jours) > 5 else "")
        super().__init__(
            f"Il y a déjà plus de places prises que ce nombre : {noms}. Choisissez un nombre plus"
            " grand, ou annulez d’abord des réservations. Rien n’a été changé."
        )


def changer_capacite(creneaux: Collection[int], capacite: int, *, par: Utilisateur | None) -> int:
    """Give `capacite` places to these créneaux (pks), all or none; the queue is served with what
    that frees.

    How many have changed. CapaciteTropBasse: more is taken on some. `par`: the agent, who has the
    right to.
    """
    if not 0 <= capacite <= CAPACITE_MAX:
        raise Refus(f"Un nombre de places va de 0 à {CAPACITE_MAX}.", champ="capacite")
    return rejouer(lambda: _changer(list(creneaux), capacite), quoi="changer_capacite")


def _changer(creneaux: list[int], capacite: int) -> int:
    with verrou.ecriture():
        places = verrou.verrouiller(creneaux)
        trop = {pk: p.prises for pk, p in places.items() if p.prises > capacite}
        if trop:
            concernes = Creneau.objects.filter(pk__in=trop).select_related("activite")
            ranges = concernes.order_by("jour", "moment")
            raise CapaciteTropBasse([(creneau, trop[creneau.pk]) for creneau in ranges])
        changes = [pk for pk, p in places.items() if p.capacite != capacite]
        Places.objects.filter(pk__in=changes).update(capacite=capacite)
        lien_file.servir(
            [pk for pk in changes if places[pk].capacite < capacite], maintenant=timezone.now()
        )
        return len(changes)


def fermer_creneaux(creneaux: Collection[int], *, par: Utilisateur | None) -> int:
    """No booking any more on these créneaux (pks); those made stay, until `annuler_reservations`.
    How many closed."""
    return rejouer(lambda: _ouvrir(list(creneaux), ouvert=False), quoi="fermer_creneaux")


def rouvrir_creneaux(creneaux: Collection[int], *, par: Utilisateur | None) -> int:
    """The other way; the queue is served with the places left. How many have reopened."""
    return rejouer(lambda: _ouvrir(list(creneaux), ouvert=True), quoi="rouvrir_creneaux")


def _ouvrir(creneaux: list[int], *, ouvert: bool) -> int:
    with verrou.ecriture():
        changes = [
            pk for pk, places in verrou.verrouiller(creneaux).items() if places.ouvert != ouvert
        ]
        Places.objects.filter(pk__in=changes).update(ouvert=ouvert)
        if ouvert:
            lien_file.servir(changes, maintenant=timezone.now())
        return len(changes)
