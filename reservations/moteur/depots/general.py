"""The store of any database: hold everything first, then read and write by Django."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from reservations.models import DemandeReservation
from reservations.models.demandes import Action
from reservations.moteur import verrou
from reservations.moteur.connu import QUESTIONS, Connu
from reservations.moteur.demande import Envoi
from reservations.moteur.file import lien_file
from reservations.moteur.jugement import Jugement, voulues
from reservations.moteur.verrou import ARefaire, prendre, reservation
from reservations.regles.juge import CreneauLu


class General:
    """The counters and the registrations are held before they are read: whatever is read is true
    until the end of the block. One submission's, for one try. ARefaire, from any of its verbs: what
    was read no longer holds, and nothing is written."""

    def __init__(self, envoi: Envoi) -> None:
        self._envoi = envoi
        self._tenus: set[int] = set()

    @contextmanager
    def verrouiller(self) -> Iterator[None]:
        """The block at whose end all is written or nothing is. What `lire` says is true until then,
        or else `ecrire` finds out."""
        envoi = self._envoi
        vises = self._vises()
        with verrou.ecriture():
            if not verrou.verrouiller_les_fiches(envoi.foyer.pk, envoi.enfants):
                raise ARefaire("a file was merged into another")
            self._tenus = set(verrou.verrouiller(vises))
            verrou.verrouiller_inscriptions(envoi.enfants, envoi.activites)
            yield

    def _vises(self) -> set[int]:
        """pks of all that the keys may cover, and of what serving the queue may touch once places
        are given back; all is read again under the lock."""
        envoi = self._envoi
        vises = _vus(envoi, self._repondre("creneaux")[0])
        rend = any(ligne.action == Action.ANNULER for ligne in envoi.lignes)
        return lien_file.a_verrouiller(vises) if rend else vises

    def _repondre(self, nom: str) -> Any:
        question = QUESTIONS[nom]
        return question.comprendre(question.requete.lire(**question.valeurs(self._envoi)))

    def lire(self) -> Connu:
        """What must be known to answer."""
        connu = Connu.de(self._envoi, {nom: self._repondre(nom) for nom in QUESTIONS})
        if not _vus(self._envoi, connu.creneaux) <= self._tenus:
            raise ARefaire("a créneau was added")
        return connu

    def refuser(self, demande: DemandeReservation) -> None:
        """Keep the receipt of a refusal."""
        demande.save(force_insert=True)

    def ecrire(self, demande: DemandeReservation, voulus: list[Jugement]) -> None:
        """Keep the receipt, and book what these lines want: who waited for it waits no more."""
        demande.save(force_insert=True)
        prendre([reservation(demande, *couple) for couple in voulues(voulus)])
        lien_file.sortir_les_servis(self._envoi, voulus)


def _vus(envoi: Envoi, creneaux: Mapping[int, list[CreneauLu]]) -> set[int]:
    """pks of those that the keys may cover."""
    return {
        creneau.pk
        for activite, lus in creneaux.items()
        for creneau in lus
        if (activite, creneau.jour) in envoi.jours
    }
