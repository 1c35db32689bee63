"""The queue of a bloc that is full: entering it, leaving it, being served together. What becomes of
an offer is in offres.py; what the engine does with the queue by itself, in moteur/file/."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from reservations.lecture.file_attente import a_verrouiller, creneaux_de
from reservations.models import Attente
from reservations.moteur.file.lien_file import servir, sortir
from reservations.moteur.verrou import ecriture, rejouer, verrouiller

from .don_de_place import donner_place, sortir_de_la_liste
from .offres import accepter, expirer_offres, refuser, saisir

__all__ = [
    "accepter",
    "donner_place",
    "expirer_offres",
    "refuser",
    "retirer",
    "separer",
    "servir_ensemble",
    "sortir_de_la_liste",
]

Etat = Attente.Etat


def retirer(attente: Attente, *, par: Utilisateur, maintenant: datetime | None = None) -> None:
    """Take one child out of the queue, or give back what was offered to him. Out already: nothing.
    Refus: booked."""
    maintenant = maintenant or timezone.now()

    def essai() -> None:
        with ecriture():
            saisie = saisir(attente, ensemble=False)
            trouvee = saisie.attentes[0]
            if trouvee.etat == Etat.ACCEPTEE:
                raise Refus(
                    "Cette place est déjà réservée : annulez la réservation dans le calendrier."
                )
            if trouvee.etat in (Etat.EN_ATTENTE, Etat.PROPOSEE):
                sortir([trouvee], maintenant=maintenant)
                # Whoever waited with him needs fewer places now.
                servir(saisie.creneaux, maintenant=maintenant)

    rejouer(essai, quoi="retirer")


def servir_ensemble(attentes: Iterable[Attente], *, par: Utilisateur) -> None:
    """Brothers and sisters who wait for the same days are served at once or not yet. Their rank
    becomes the last of theirs. Refus: they are no longer two to wait for the same days."""
    pks = [attente.pk for attente in attentes]

    def essai() -> None:
        with ecriture():
            lues = _lues_sous_verrou(pks)
            if len(lues) < 2 or len({(a.foyer_id, a.bloc) for a in lues}) > 1:
                raise Refus(
                    "Il faut deux enfants en attente pour les mêmes jours : la liste a changé"
                    " entre-temps."
                )
            Attente.objects.filter(pk__in=pks, etat=Etat.EN_ATTENTE).update(ensemble=uuid4())

    rejouer(essai, quoi="servir_ensemble")


def separer(attente: Attente, *, par: Utilisateur, maintenant: datetime | None = None) -> None:
    """Let those who waited together be served one by one, each at his own rank; at once if there is
    a place."""
    maintenant = maintenant or timezone.now()

    def essai() -> None:
        with ecriture():
            groupe = Attente.objects.filter(ensemble=attente.ensemble, foyer=attente.foyer_id)
            lues = _lues_sous_verrou([a.pk for a in groupe if attente.ensemble])
            Attente.objects.filter(pk__in=[a.pk for a in lues]).update(ensemble=None)
            servir(creneaux_de(lues), maintenant=maintenant)

    rejouer(essai, quoi="separer")


def _lues_sous_verrou(pks: list[int]) -> list[Any]:
    """The waits still in the queue, read once the counters that serving them needs are locked."""
    lignes = Attente.objects.filter(pk__in=pks, etat=Etat.EN_ATTENTE).order_by("pk")
    verrouiller(a_verrouiller(creneaux_de(lignes)))
    return list(lignes.all())
