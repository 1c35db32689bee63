"""The queue of a bloc that is full: entering it, leaving it, being served together. What becomes of
an offer is in offres.py, serving in service.py."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.utils import timezone

from famille.socle.erreurs import Refus
from reservations.lecture.file_attente import a_verrouiller, creneaux_de, rangs_de
from reservations.models import Attente
from reservations.moteur.reprises import rejouer
from reservations.moteur.verrou import ecriture, verrouiller
from reservations.regles.juge import Bloc

from .don_de_place import donner_place, sortir_de_la_liste
from .offres import accepter, expirer_offres, refuser, saisir
from .service import conclure, rendre, servir_file

__all__ = [
    "accepter",
    "donner_place",
    "entrer",
    "expirer_offres",
    "refuser",
    "retirer",
    "separer",
    "servir_ensemble",
    "servir_file",
    "sortir",
    "sortir_de_la_liste",
]

Etat = Attente.Etat
DEJA_EN_FILE = "Déjà en liste d’attente pour ce jour."


def entrer(
    foyer, enfant_id: int, activite_id: int, bloc: Bloc, *, par, maintenant: datetime
) -> Attente:
    """Put a child in the queue, for a caller who holds the counters of the bloc and has judged it
    full (`soumettre`). Twice: the same row. Refus: the other home waits."""
    deja = (
        Attente.objects.en_cours()
        .filter(enfant=enfant_id, activite=activite_id, bloc=bloc.cle)
        .first()
    )
    if deja is None:
        return Attente.objects.create(
            enfant_id=enfant_id,
            activite_id=activite_id,
            bloc=bloc.cle,
            debut=bloc.debut,
            foyer=foyer,
            par=par,
            demandee_le=maintenant,
        )
    if deja.foyer_id != foyer.pk:
        raise Refus(DEJA_EN_FILE)
    return deja


def dire_le_rang(attente: Attente) -> str:
    """ "En liste d’attente, au 2e rang." """
    rang = rangs_de([attente]).get(attente.pk, 1)
    return f"En liste d’attente, au {rang}{'er' if rang == 1 else 'e'} rang."


def retirer(attente: Attente, *, par, maintenant: datetime | None = None) -> None:
    """Take one child out of the queue, or give back what was offered to him. Out already: nothing.
    Refus: booked."""
    maintenant = maintenant or timezone.now()

    def essai():
        with ecriture():
            saisie = saisir(attente, ensemble=False)
            trouvee = saisie.attentes[0]
            if trouvee.etat == Etat.ACCEPTEE:
                raise Refus(
                    "Cette place est déjà réservée : annulez la réservation dans le calendrier."
                )
            if trouvee.etat in (Etat.EN_ATTENTE, Etat.PROPOSEE):
                sortir([trouvee], etat=Etat.RETIREE, maintenant=maintenant)
                # Whoever waited with him needs fewer places now.
                servir_file(saisie.creneaux, maintenant=maintenant)

    rejouer(essai, quoi="retirer")


def sortir(attentes: Iterable[Attente], *, etat: str, maintenant: datetime) -> set[int]:
    """End these waits and offers for a caller who holds the counters of their blocs; the créneaux
    (pks) whose queue is then to be served: those that have a place more, and those that whoever
    waited together may now do with."""
    touches: set[int] = set()
    for attente in attentes:
        if conclure(attente, etat, maintenant=maintenant, creneaux=[]):
            rendre(attente.creneaux)
            touches |= creneaux_de([attente]) if attente.ensemble else set(attente.creneaux)
    return touches


def servir_ensemble(attentes: Iterable[Attente], *, par) -> None:
    """Brothers and sisters who wait for the same days are served at once or not yet. Their rank
    becomes the last of theirs. Refus: they are no longer two to wait for the same days."""
    pks = [attente.pk for attente in attentes]

    def essai():
        with ecriture():
            lues = _lues_sous_verrou(pks)
            if len(lues) < 2 or len({(a.foyer_id, a.bloc) for a in lues}) > 1:
                raise Refus(
                    "Il faut deux enfants en attente pour les mêmes jours : la liste a changé"
                    " entre-temps."
                )
            Attente.objects.filter(pk__in=pks, etat=Etat.EN_ATTENTE).update(ensemble=uuid4())

    rejouer(essai, quoi="servir_ensemble")


def separer(attente: Attente, *, par, maintenant: datetime | None = None) -> None:
    """Those who waited together are served one by one, each at his own rank; at once if there is a
    place."""
    maintenant = maintenant or timezone.now()

    def essai():
        with ecriture():
            groupe = Attente.objects.filter(ensemble=attente.ensemble, foyer=attente.foyer_id)
            lues = _lues_sous_verrou([a.pk for a in groupe if attente.ensemble])
            Attente.objects.filter(pk__in=[a.pk for a in lues]).update(ensemble=None)
            servir_file(creneaux_de(lues), maintenant=maintenant)

    rejouer(essai, quoi="separer")


def _lues_sous_verrou(pks):
    """Those that still wait, read again with the counters of all that serving them may touch."""
    lignes = Attente.objects.filter(pk__in=pks, etat=Etat.EN_ATTENTE).order_by("pk")
    verrouiller(a_verrouiller(creneaux_de(lignes)))
    return list(lignes.all())
