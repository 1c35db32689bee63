"""What a household may wish for at an opening: the blocs that the judge would grant on that day, as
if there were room for all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from famille.models import Enfant, Foyer
from reservations.calendrier.periodes_ouvertes import blocs_prevus
from reservations.lecture.lignes import LigneInscription, lire
from reservations.lecture.recues import avec_les_recues
from reservations.lecture.ville import Ville
from reservations.models import Activite, Ouverture
from reservations.moteur.jugement import libelle_du_bloc
from reservations.regles.juge import Bloc
from reservations.regles.ouverture import blocs_de, souhaitables


@dataclass(frozen=True)
class Possible:
    """One bloc that a child may wish for. `manque`: what must be given before he can be booked."""

    enfant: Enfant
    activite: Activite
    bloc: Bloc
    manque: tuple[str, ...] = ()

    @property
    def cle(self) -> str:
        """Of the choice, for one child: "12:2026-S52"."""
        return f"{self.activite.pk}:{self.bloc.cle}"

    @property
    def libelle(self) -> str:
        return libelle_du_bloc(self.bloc, self.activite.service)

    @property
    def demi_journees(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (creneau.jour.isoformat(), part)
            for creneau in self.bloc.creneaux
            for part in parts_du_jour(creneau.moment)
        )


def parts_du_jour(moment: str) -> tuple[str, ...]:
    """The half-days that a créneau of this moment takes."""
    return ("matin", "apres-midi") if moment.endswith("journee") else (moment[2:],)


type Possibles = dict[int, list[Possible]]  # by child (pk)


def lire_possibles(foyer: Foyer, ouverture: Ouverture) -> Possibles:
    """By child of this household, the nearest bloc first. A fixed number of queries."""
    activites = {activite.pk for activite in ouverture.activites.all() if activite.active}
    lecture = avec_les_recues(lire([foyer], debut=ouverture.debut, fin=ouverture.fin))
    trouves: Possibles = defaultdict(list)
    for ligne in lecture.lignes:
        if ligne.activite.pk not in activites:
            continue
        siens = blocs_de_l_ouverture(ligne, lecture.ville, ouverture)
        trouves[ligne.enfant.pk] += [
            Possible(ligne.enfant, ligne.activite, bloc, manques)
            for bloc, manques in souhaitables(siens, ligne.faits, maintenant=ouverture.ouvre_le)
        ]
    for possibles in trouves.values():
        possibles.sort(key=lambda un: (un.bloc.debut, un.bloc.cle, str(un.activite)))
    return dict(trouves)


def blocs_de_l_ouverture(ligne: LigneInscription, ville: Ville, ouverture: Ouverture) -> list[Bloc]:
    """Those of this line that it opens; those that will be made, while none is."""
    debut, fin = ouverture.debut, ouverture.fin
    faits = [bloc for bloc in ligne.blocs if bloc.fin >= debut and bloc.debut <= fin]
    blocs = faits or blocs_prevus(ligne.activite, ville, debut=debut, fin=fin)
    return blocs_de(blocs, ligne.faits, debut=debut, fin=fin, ouvre_le=ouverture.ouvre_le)


def ensemble(possibles: Possibles, enfants: Sequence[int], cle: str) -> list[Possible] | None:
    """What this choice of the first child is for all of them: the same days, in the same centre.
    None: one of them cannot have it."""
    premier, *autres = enfants
    le_sien = next((un for un in possibles.get(premier, ()) if un.cle == cle), None)
    if le_sien is None:
        return None
    trouves = [le_sien]
    for enfant in autres:
        pareils = [
            un
            for un in possibles.get(enfant, ())
            if un.bloc.cle == le_sien.bloc.cle
            and un.activite.structure_id == le_sien.activite.structure_id
        ]
        memes = [un for un in pareils if un.activite.pk == le_sien.activite.pk] or pareils
        if not memes:
            return None
        trouves.append(memes[0])
    return trouves


def se_genent_a_moitie(choisis: Iterable[Possible]) -> tuple[Possible, Possible] | None:
    """Two choices of one child of which only a part of the days is the same as a third's: a whole
    week here, a day of it there. What "the best liked first" would mean is then nobody's guess."""
    choisis = list(choisis)
    genes = {
        frozenset((rang, autre))
        for rang, autre in combinations(range(len(choisis)), 2)
        if not choisis[rang].demi_journees.isdisjoint(choisis[autre].demi_journees)
    }
    for gene in genes:
        rang, autre = sorted(gene)
        if choisis[rang].demi_journees != choisis[autre].demi_journees:
            return choisis[rang], choisis[autre]
    return None
