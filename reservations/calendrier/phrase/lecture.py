"""What a sentence gives to a household: its children and activities told to the grammar, then each
bloc that is asked for, judged by the rules that the engine will enforce."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from famille.models import Service
from famille.socle.dire import en_jour
from reservations.calendrier.grille import noms_des_activites
from reservations.calendrier.repetition.offre import Offre
from reservations.calendrier.repetition.regles import Volet
from reservations.lecture.lignes import LigneInscription
from reservations.models import Activite
from reservations.regles.juge import Bloc, Calendrier
from reservations.regles.phrase.grammaire import lire_une_phrase
from reservations.regles.phrase.jetons import ActiviteConnue, GenreActivite, Maisonnee
from reservations.regles.phrase.voeux import Phrase, Voeu

GENRES = {
    Service.RESTAURATION: GenreActivite.CANTINE,
    Service.GARDERIE: GenreActivite.GARDERIE,
    Service.ACCUEILS_DE_LOISIRS: GenreActivite.LOISIRS,
}


NOMMES = 5  # days without anything that are said one by one


@dataclass(frozen=True)
class DeLaPhrase:
    """What the clauses about one child in one activity ask together."""

    voeux: tuple[Voeu, ...]

    def couvre(self, bloc: Bloc) -> bool:
        return any(voeu.couvre(bloc) for voeu in self.voeux)

    def sans(self, servis: Iterable[date], calendrier: Calendrier) -> list[str]:
        """Of the days named, in words; of a long stretch, which has its Sundays, nothing is
        said."""
        servis = set(servis)
        nommes = sorted({jour for voeu in self.voeux for jour in voeu.dates} - servis)
        return [en_jour(jour) for jour in nommes] if len(nommes) <= NOMMES else []


def lire_la_phrase(texte: str, offre: Offre) -> tuple[Phrase, list[Volet]]:
    """The sentence as it is understood, and what it gives to each child in each activity."""
    phrase = lire_une_phrase(texte, contexte_de(offre))
    volets: list[Volet] = []
    for annuler in (False, True):
        for ligne in offre.lignes:
            siens = tuple(
                voeu
                for voeu in phrase.voeux
                if voeu.annuler == annuler
                and ligne.enfant.pk in voeu.enfants
                and ligne.activite.pk in voeu.activites
            )
            if siens:
                volets += offre.proposer([ligne], DeLaPhrase(siens), annuler=annuler)
    return phrase, volets


def contexte_de(offre: Offre) -> Maisonnee:
    """The household's own: no sentence can name anybody else."""
    noms = noms_des_activites(offre.lignes)
    activites = {ligne.activite.pk: ligne.activite for ligne in offre.lignes}
    return Maisonnee(
        aujourdhui=offre.maintenant.date(),
        fin=offre.horizon,
        enfants={ligne.enfant.pk: ligne.enfant.prenom for ligne in offre.lignes},
        activites=tuple(_connue(une, noms[pk]) for pk, une in activites.items()),
    )


def _connue(activite: Activite, nom: str) -> ActiviteConnue:
    genre = GENRES.get(Service(activite.service))
    return ActiviteConnue(activite.pk, genre, (nom, activite.nom, activite.structure.nom))


def nommees(lignes: Iterable[LigneInscription]) -> list[str]:
    """The first names, each once."""
    return list(dict.fromkeys(ligne.enfant.prenom for ligne in lignes))
