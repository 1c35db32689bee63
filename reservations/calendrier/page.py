"""All that the calendar's page needs, gathered for its template (G10, G27, G28)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from famille.models import Foyer, Service, Utilisateur
from famille.socle.dire import en_jour
from reservations.lecture.filtres import MOIS_AUTOUR, Filtres, Mois
from reservations.lecture.lignes import Lecture, LigneInscription, lire
from reservations.lecture.recues import avec_les_recues
from reservations.lecture.ville import la_ville_montree, lire_la_ville
from reservations.regles.calendrier import dire_les_delais
from reservations.regles.juge import PARIS, Delai, Suite

from .choix import Contexte
from .grille import GrilleMois, grille, noms_des_activites, premiers_jours
from .panier import Panier, lire_paniers
from .periodes_ouvertes import AVenir, ouvertures_a_venir

SEMAINE = timedelta(days=7)
TOUTES = "Toutes les activités"
GENRES = {
    Service.GARDERIE.value: "Garderie",
    Service.RESTAURATION.value: "Cantine",
    Service.ACCUEILS_DE_LOISIRS.value: "Accueils de loisirs",
    Service.HALTE_GARDERIE.value: "Halte-garderie",
    Service.CRECHE.value: "Crèche",
}


@dataclass
class PageCalendrier:
    filtres: Filtres
    lecture: Lecture
    grille: GrilleMois
    paniers: list[Panier]
    maintenant: datetime
    lignes: list[LigneInscription]  # those of the lecture, before the filters

    @property
    def foyers(self) -> list[Foyer]:
        return [panier.foyer for panier in self.paniers]

    @property
    def mois(self) -> Mois:
        return self.grille.mois

    @cached_property
    def autour(self) -> list[dict]:
        """The months before and after, those that can be asked for."""
        sens = ((-1, "Mois précédent"), (1, "Mois suivant"))
        voisins = [(self.mois.decale(pas), dit, pas < 0) for pas, dit in sens]
        return [
            {"mois": mois, "dit": dit, "avant": avant, "lien": self.filtres.au_mois(mois).adresse}
            for mois, dit, avant in voisins
            if abs(mois.ecart(self.aujourdhui)) <= MOIS_AUTOUR
        ]

    @cached_property
    def aujourdhui(self) -> date:
        return self.maintenant.astimezone(PARIS).date()

    @cached_property
    def ouvertures(self) -> list[AVenir]:
        """What of this month is not open yet."""
        du_mois = {"debut": self.mois.debut, "fin": self.mois.fin}
        return ouvertures_a_venir(self.lecture.lignes, **du_mois, maintenant=self.maintenant)

    @property
    def passe(self) -> bool:
        return self.mois.fin < self.aujourdhui

    @cached_property
    def enfants(self) -> list[dict]:
        """The children, each with whether he is shown and the address that shows or hides him."""
        uniques = {ligne.enfant.pk: ligne.enfant for ligne in self.lignes}
        tous = list(uniques)
        return [
            {
                "enfant": enfant,
                "montre": not self.filtres.enfants or pk in self.filtres.enfants,
                "lien": self.filtres.basculer_enfant(pk, tous).adresse,
            }
            for pk, enfant in uniques.items()
        ]

    @cached_property
    def activites(self) -> list[dict]:
        """The activities to choose from, the whole first, then each kind; none when there is one
        only."""
        noms, filtres = self._noms, self.filtres
        if len(noms) <= 1 and not filtres.activites and not filtres.genre:
            return []
        return [
            _au_choix(TOUTES, filtres, filtres.pour_activite(None)),
            *(_au_choix(GENRES[un], filtres, filtres.pour_genre(un)) for un in self._genres),
            *(_au_choix(nom, filtres, filtres.pour_activite(pk)) for pk, nom in noms.items()),
        ]

    @cached_property
    def _noms(self) -> dict[int, str]:
        return noms_des_activites(self.lignes)

    @property
    def _genres(self) -> list[str]:
        """Those that tell several activities apart, in the order of a day."""
        siens = {ligne.activite.service for ligne in self.lignes}
        return [genre for genre in GENRES if genre in siens] if len(siens) > 1 else []

    @property
    def activite_choisie(self) -> str:
        return next((une["nom"] for une in self.activites if une["choisie"]), TOUTES)

    @cached_property
    def manques(self) -> list[dict]:
        """The papers without which days of this month cannot be booked: dict(enfant, phrase), each
        once."""
        manques = {
            (rang.enfant.pk, choix.case.phrase): rang.enfant
            for rang in self.grille.rangs
            for choix in rang.choix
            if choix.case.suite == Suite.SANTE
        }
        return [{"enfant": un, "phrase": phrase} for (_pk, phrase), un in manques.items()]

    @property
    def avis_lus(self) -> str:
        """What the notices say that is not of the day, in 16 letters: they are folded once read,
        and open when it changes."""
        delais = [(delai["delai"], delai["activites"]) for delai in self.delais]
        dits = [*delais, *((une.ouvre_le, une.voeux, une.centres) for une in self.ouvertures)]
        return hashlib.sha256(repr(dits).encode()).hexdigest()[:16]

    @cached_property
    def delais(self) -> list[dict]:
        """The first day that can still be booked, for each pair of delays: dict(delai, jour,
        activites)."""
        noms = self._noms
        jours = premiers_jours(self.lecture.lignes, self.maintenant)
        groupes: dict[tuple[Delai, Delai], list[LigneInscription]] = {}
        for ligne in self.lecture.lignes:
            paire = ligne.faits.delai_reservation, ligne.faits.delai_annulation
            groupes.setdefault(paire, []).append(ligne)
        return [
            {
                "delai": dire_les_delais(reserver, annuler),
                "jour": en_jour(self._premier_accueil(lignes, jours[reserver])),
                "activites": [*dict.fromkeys(noms[une.activite.pk] for une in lignes)]
                * (len(groupes) > 1),
            }
            for (reserver, annuler), lignes in groupes.items()
        ]

    def _premier_accueil(self, lignes: Iterable[LigneInscription], premier: date) -> date:
        """The first day from `premier` on which one of these opens, where the month shows it: a
        deadline leads to Sundays too."""
        if not self.mois.debut <= premier <= self.mois.fin:
            return premier
        blocs = (bloc for ligne in lignes for bloc in ligne.blocs)
        return min((un.debut for un in blocs if un.ouvert and un.debut >= premier), default=premier)


def lire_page(
    utilisateur: Utilisateur, filtres: Filtres, *, jours: tuple[date, date] | None = None
) -> PageCalendrier | None:
    """The page that these filters show; None for an account without a household. A fixed number of
    queries, whatever the volume (docs/comprendre/calendrier.md). `jours`: those of a press: of its
    month, the weeks of these days alone, with the town's days as they are now."""
    paniers = lire_paniers(utilisateur)
    if not paniers:
        return None
    foyers = [panier.foyer for panier in paniers]
    maintenant = timezone.now()
    aujourdhui = maintenant.astimezone(PARIS).date()
    mois = filtres.mois or Mois.du(aujourdhui + SEMAINE)
    debut, fin = jours or (mois.debut, mois.fin)
    lecture = avec_les_recues(
        lire(foyers, debut=debut, fin=fin, lire_ville=lire_la_ville if jours else la_ville_montree)
    )
    toutes = lecture.lignes
    lecture.lignes = [ligne for ligne in toutes if _montree(ligne, filtres)]
    contexte = Contexte.des(paniers, maintenant, debut=lecture.debut, fin=lecture.fin)
    montree = grille(lecture, mois, contexte)
    return PageCalendrier(filtres.au_mois(mois), lecture, montree, paniers, maintenant, toutes)


def _au_choix(nom: str, filtres: Filtres, vers: Filtres) -> dict:
    """A filter of the list: dict(nom, lien, choisie)."""
    choisie = (filtres.activites, filtres.genre) == (vers.activites, vers.genre)
    return {"nom": nom, "lien": vers.adresse, "choisie": choisie}


def _montree(ligne: LigneInscription, filtres: Filtres) -> bool:
    return (
        (not filtres.enfants or ligne.enfant.pk in filtres.enfants)
        and (not filtres.activites or ligne.activite.pk in filtres.activites)
        and filtres.genre in ("", ligne.activite.service)
    )
