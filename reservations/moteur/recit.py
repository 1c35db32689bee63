"""What one press of "Soumettre" asked and got, in words: for the summary's mail, the receipt and
the history (G29)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite, DemandeReservation
from reservations.regles.dire import rang_du_moment
from reservations.regles.juge import Calendrier, dire_la_limite

from .resultat import LigneDite, dire_la_ligne, en_bref, rangs_des_enfants, total_de


@dataclass(frozen=True)
class Recit:
    """`groupes`: (first name, activity) and their lines; `estimation`: "" when a price is unknown;
    `annulable_jusqu_au`: the last deadline of what it books, None where it books nothing."""

    groupes: list[tuple[tuple[str, str], list[LigneDite]]]
    estimation: str
    en_bref: str
    annulable_jusqu_au: datetime | None = None


def activites_de(demande: DemandeReservation) -> dict[int, Activite]:
    """The activities of its lines, by pk, with their structures; one that is gone is left out."""
    cles = {ligne["activite"] for ligne in demande.lignes}
    return Activite.objects.select_related("structure").in_bulk(cles)


def raconter(demande: DemandeReservation, activites: Mapping[int, Activite]) -> Recit:
    """Two queries at most, whatever the number of lines. `activites`: its own (`activites_de`)."""
    reservees = [ligne for ligne in demande.lignes if ligne["resultat"] == "reserve"]
    limites = limites_d_annulation(reservees, activites)
    enfants = rangs_des_enfants(demande)
    lignes = sorted(
        demande.lignes,
        key=lambda une: (
            enfants[une["enfant"]],
            une["activite_nom"],
            une["debut"],
            rang_du_moment(une["bloc"]),
        ),
    )
    groupes = [
        ((prenom, activite), [_decrire(ligne, limites) for ligne in groupe])
        for (_enfant, prenom, activite), groupe in groupby(
            lignes, key=itemgetter("enfant", "prenom", "activite_nom")
        )
    ]
    dernier = max(limites.values(), default=None)
    return Recit(groupes, total_de(demande), en_bref(demande), dernier)


def limites_d_annulation(
    lignes: Sequence[dict], activites: Mapping[int, Activite]
) -> dict[tuple[int, str], datetime]:
    """{(activity, key of the bloc): until when it can be cancelled}. One whose activity is gone is
    left out."""
    connues = [ligne for ligne in lignes if ligne["activite"] in activites]
    if not connues:
        return {}
    jours = [date.fromisoformat(ligne["debut"]) for ligne in connues]
    lu = any(activites[ligne["activite"]].pour_annuler.lit_le_calendrier for ligne in connues)
    calendrier = lire_la_ville(min(jours), max(jours)).calendrier if lu else Calendrier()
    limites = {}
    for ligne, jour in zip(connues, jours, strict=True):
        limite = activites[ligne["activite"]].pour_annuler.limite(jour, calendrier)
        limites[ligne["activite"], ligne["bloc"]] = limite
    return limites


def _decrire(ligne: dict, limites: dict[tuple[int, str], datetime]) -> LigneDite:
    limite = limites.get((ligne["activite"], ligne["bloc"]))
    return dire_la_ligne(
        ligne, f"Annulable jusqu’au {dire_la_limite(limite, annee=True)}." if limite else ""
    )
