"""The facts that a submission needs: the questions, which each store asks in its own way, and the
meaning of their answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from famille.socle.requetes import RequeteEcrite
from reservations.lecture import questions, ville
from reservations.lecture.lignes import Lecture, ranger, semaines_entieres
from reservations.lecture.questions import SejourInscrit
from reservations.models import DemandeReservation
from reservations.regles.juge import CreneauLu
from reservations.tarifs import faits as tarifaires
from reservations.tarifs.prix import chiffrer

from .demande import Envoi
from .jugement import Jugement, a_payer


@dataclass(frozen=True)
class Question:
    """A question. `valeurs`: the values of its query; `comprendre`: its rows → the answer.
    `commune`: it depends on no household, so that the same rows come again and again."""

    requete: RequeteEcrite
    valeurs: Callable[[Envoi], dict[str, Any]]
    comprendre: Callable[[list], Any] = list
    commune: bool = False


def _de_la_ville(envoi: Envoi) -> dict[str, Any]:
    """The values of the town's question: whole years, the same for everybody."""
    debut, fin = envoi.etendue
    return ville.bornes(date(debut.year, 1, 1), date(fin.year, 12, 31))


def _des_activites(envoi: Envoi) -> dict[str, Any]:
    return {"activites": tuple(envoi.activites)}


def _des_inscriptions(envoi: Envoi) -> dict[str, Any]:
    return _des_gardes(envoi) | _des_activites(envoi)


def _des_gardes(envoi: Envoi) -> dict[str, Any]:
    debut, fin = semaines_entieres(*envoi.etendue)
    enfants = tuple(envoi.enfants)
    return {"foyers": (envoi.foyer.pk,), "enfants": enfants, "debut": debut, "fin": fin}


def _des_creneaux(envoi: Envoi) -> dict[str, Any]:
    jours = tuple({jour for _activite, jour in envoi.jours})
    return _des_activites(envoi) | {"enfants": tuple(envoi.enfants), "jours": jours}


QUESTIONS = {
    "deja": Question(
        RequeteEcrite(
            lambda cle: DemandeReservation.objects.filter(cle=cle).order_by().values_list("pk")
        ),
        lambda envoi: {"cle": envoi.cle},
    ),
    "ville": Question(ville.VILLE, _de_la_ville, ville.comprendre_la_ville, commune=True),
    "inscriptions": Question(
        questions.INSCRIPTIONS, _des_inscriptions, questions.avec_leurs_objets
    ),
    "gardes": Question(questions.GARDES, _des_gardes, questions.ranger_les_gardes),
    "creneaux": Question(questions.CRENEAUX, _des_creneaux, questions.ranger_les_creneaux),
    "grilles": Question(
        tarifaires.GRILLES, _des_activites, tarifaires.comprendre_grilles, commune=True
    ),
    "faits": Question(
        tarifaires.FAITS_DU_FOYER,
        lambda envoi: {"foyers": (envoi.foyer.pk,)},
        tarifaires.comprendre_faits,
    ),
}


@dataclass
class Connu:
    """The facts, for the rules and the prices. `deja`: a receipt of this key exists; `creneaux`:
    activity (pk) → CreneauLu."""

    envoi: Envoi
    deja: bool
    inscriptions: list[SejourInscrit]
    creneaux: Mapping[int, list[CreneauLu]]
    lecture: Lecture
    grilles: tarifaires.Grilles
    faits: tarifaires.FaitsTarifaires

    @classmethod
    def de(cls, envoi: Envoi, reponses: Mapping[str, Any]) -> "Connu":
        """`reponses`: {name of a question: its answer, understood}."""
        inscriptions, creneaux, la_ville = (
            reponses[nom] for nom in ("inscriptions", "creneaux", "ville")
        )
        lignes = ranger([envoi.foyer], la_ville, inscriptions, reponses["gardes"], creneaux)
        return cls(
            envoi,
            bool(reponses["deja"]),
            inscriptions,
            creneaux[0],
            Lecture(*envoi.etendue, la_ville, lignes),
            reponses["grilles"],
            reponses["faits"],
        )

    def chiffrer(self, jugements: list[Jugement]) -> None:
        """Set the price of each line that has one."""
        sur_place = self.envoi.canal == DemandeReservation.Canal.SUR_PLACE
        a_chiffrer = a_payer(self.envoi.foyer.pk, jugements, sur_place=sur_place)
        prix = chiffrer(a_chiffrer, self.grilles, self.faits)
        for jugement in jugements:
            trouve = prix.get(jugement.ligne.cle)
            jugement.centimes = trouve.centimes if trouve else None
