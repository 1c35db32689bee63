"""Undoing a submission: the opposite lines, put through the engine like any others (G29)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from famille.models import Utilisateur
from famille.socle.dire import en_jour
from famille.socle.ville.phrases import dit
from reservations.lecture.lignes import Lecture, enfants_du
from reservations.models import Attente, DemandeReservation
from reservations.models.demandes import Action
from reservations.regles.juge import dire_la_limite

from .demande import LigneDemandee
from .jugement import Jugement
from .soumettre import essayer

INVERSES = {"reserve": Action.ANNULER, "annule": Action.RESERVER}
RIEN = (
    "Il n’y a plus rien à défaire : tout ce que cette demande a changé a déjà été changé de"
    " nouveau."
)
PARTI = dit("Un enfant de cette demande n’est plus rattaché à votre foyer : appelez {le_service}.")
PAR_LA_VILLE = dit(
    "C’est le service qui a annulé ces jours : appelez {le_service} s’il y a une erreur."
)
RENDUS = dit(
    "{Le_service} a rétabli les jours réservés ci-dessus. S’ils ne vous conviennent plus,"
    " annulez ceux qui peuvent encore l’être dans le calendrier, ou appelez {le_service}."
)
NON_RENDUS = dit("Ces jours n’ont pas pu être rétablis. Une question ? Appelez {le_service}.")


@dataclass
class Annulation:
    """Whether a submission can be undone. `refus`: why not, in a sentence, `en_partie` when some of
    it still could be, line by line; `jusqu_au`: the first deadline, in words."""

    lignes: list[LigneDemandee] = field(default_factory=list)
    attentes: list[Attente] = field(default_factory=list)
    refus: str = ""
    en_partie: bool = False
    jusqu_au: str = ""
    cle: str = field(default_factory=lambda: str(uuid4()))

    @property
    def annulable(self) -> bool:
        return bool(self.lignes or self.attentes) and not self.refus


def lire_annulation(demande: DemandeReservation, *, par: Utilisateur) -> Annulation:
    """What undoing `demande` would ask, and whether the engine would take it now. What has been
    changed again since is left as it is."""
    if demande.canal == DemandeReservation.Canal.EVENEMENT:
        return Annulation(refus=_par_la_ville(demande))
    lignes = [
        LigneDemandee(
            ligne["enfant"], ligne["activite"], ligne["bloc"], INVERSES[ligne["resultat"]]
        )
        for ligne in demande.lignes
        if ligne["resultat"] in INVERSES
    ]
    if not enfants_du(demande.foyer_id).issuperset(ligne.enfant_id for ligne in lignes):
        return Annulation(refus=PARTI)
    lecture, jugements = essayer(demande.foyer, lignes, par=par)
    restants = [j for j in jugements if not _deja_fait(lecture, demande.foyer_id, j)]
    annulation = Annulation([jugement.ligne for jugement in restants], _attentes(demande))
    if not demande.acceptee or not (annulation.lignes or annulation.attentes):
        annulation.refus = RIEN
        return annulation
    contre = next((j for j in restants if not j.verdict.possible), None)
    annulation.en_partie = any(j.verdict.possible for j in restants)
    if contre:
        quand = en_jour(contre.bloc.debut) if contre.bloc else "un jour"
        annulation.refus = f"{contre.prenom}, {quand} : {contre.verdict.phrase}"
    limites = [j.verdict.limite for j in restants if j.verdict.limite]
    if limites:
        annulation.jusqu_au = dire_la_limite(min(limites))
    return annulation


def _par_la_ville(demande: DemandeReservation) -> str:
    """An event takes days away; withdrawn, it gives back those that it can."""
    faits = {ligne["resultat"] for ligne in demande.lignes}
    if "annule" in faits:
        return PAR_LA_VILLE
    return RENDUS if "reserve" in faits else NON_RENDUS


def _deja_fait(lecture: Lecture | None, foyer_id: int, jugement: Jugement) -> bool:
    """Whether this line already is as undoing would make it."""
    ligne = lecture and lecture.ligne(
        foyer_id, jugement.ligne.enfant_id, jugement.ligne.activite_id
    )
    if not ligne or not jugement.bloc:
        return False
    return ligne.faits.reserve(jugement.bloc) == (jugement.ligne.action == Action.RESERVER)


def _attentes(demande: DemandeReservation) -> list[Any]:
    """The places in the queue that this submission asked for, and that still stand."""
    voulues = {
        (li["enfant"], li["activite"], li["bloc"])
        for li in demande.lignes
        if li["resultat"] == "en-attente"
    }
    if not voulues:
        return []
    en_cours = Attente.objects.en_cours().filter(
        foyer=demande.foyer, bloc__in={bloc for _e, _a, bloc in voulues}
    )
    return [une for une in en_cours if (une.enfant_id, une.activite_id, une.bloc) in voulues]
