"""What one press of "Soumettre" asked and got, in words: for the summary's mail, the receipt and
the history (G29)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from famille.socle.dire import centimes_en_euros
from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite, DemandeReservation
from reservations.regles.dire import rang_du_moment
from reservations.regles.juge import Calendrier, dire_la_limite

from .resultat import PASTILLES, en_bref, rangs_des_enfants, total_de


@dataclass(frozen=True)
class LigneDite:
    """`phrase`: the rule's sentence where there is more than the result's word; `limite`: until
    when to cancel."""

    prenom: str
    activite: str
    libelle: str
    resultat: str
    phrase: str = ""
    prix: str = ""
    limite: str = ""

    @property
    def mot(self) -> str:
        return PASTILLES[self.resultat][1]

    @property
    def statut(self) -> str:
        """The class of its pill."""
        return PASTILLES[self.resultat][0]


@dataclass(frozen=True)
class Recit:
    """`groupes`: (first name, activity) and their lines; `estimation`: "" when a price is
    unknown."""

    groupes: list[tuple[tuple[str, str], list[LigneDite]]]
    estimation: str
    en_bref: str


def raconter(demande: DemandeReservation) -> Recit:
    """Three queries at most, whatever the number of lines."""
    limites = limites_d_annulation(
        [ligne for ligne in demande.lignes if ligne["resultat"] == "reserve"]
    )
    lignes = [_dire(ligne, limites) for ligne in demande.lignes]
    enfants = rangs_des_enfants(demande)
    rangees = sorted(
        zip(demande.lignes, lignes, strict=True), key=lambda couple: _rang(couple[0], enfants)
    )
    groupes = [
        ((prenom, activite), [dite for _ligne, dite in groupe])
        for (_enfant, prenom, activite), groupe in groupby(
            rangees,
            key=lambda couple: (couple[0]["enfant"], couple[1].prenom, couple[1].activite),
        )
    ]
    return Recit(groupes, total_de(demande), en_bref(demande))


def limites_d_annulation(
    lignes: Iterable[dict], activites: Mapping[int, Activite] | None = None
) -> dict[tuple[int, str], datetime]:
    """{(activity, key of the bloc): until when it can be cancelled}. An activity that is gone is
    left out. `activites`: by pk, where they are read already."""
    lignes = list(lignes)
    if activites is None:
        activites = Activite.objects.in_bulk({ligne["activite"] for ligne in lignes})
    jours = [date.fromisoformat(ligne["debut"]) for ligne in lignes]
    lu = any(activite.pour_annuler.lit_le_calendrier for activite in activites.values())
    calendrier = lire_la_ville(min(jours), max(jours)).calendrier if lu else Calendrier()
    limites = {}
    for ligne, jour in zip(lignes, jours, strict=True):
        activite = activites.get(ligne["activite"])
        if activite:
            limite = activite.pour_annuler.limite(jour, calendrier)
            limites[ligne["activite"], ligne["bloc"]] = limite
    return limites


def _dire(ligne: dict, limites: dict[tuple[int, str], datetime]) -> LigneDite:
    resultat, centimes = ligne["resultat"], ligne.get("centimes")
    limite = limites.get((ligne["activite"], ligne["bloc"]))
    prix = ""
    if centimes is not None and resultat in ("reserve", "annule"):
        prix = centimes_en_euros(centimes if resultat == "reserve" else -centimes)
    return LigneDite(
        ligne["prenom"],
        ligne["activite_nom"],
        ligne["libelle"],
        resultat,
        phrase=""
        if ligne.get("phrase", "").rstrip(".") == PASTILLES[resultat][1]
        else ligne.get("phrase", ""),
        prix=prix,
        limite=f"Annulable jusqu’au {dire_la_limite(limite, annee=True)}." if limite else "",
    )


def _rang(ligne: dict, enfants: Mapping[int, int]) -> tuple[int, str, str, int]:
    return (
        enfants[ligne["enfant"]],
        ligne["activite_nom"],
        ligne["debut"],
        rang_du_moment(ligne["bloc"]),
    )
