"""What an agent may book or cancel for a household: its days, judged as the engine will judge them
(D8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse

from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.dire import centimes_en_euros, en_jour
from reservations.calendrier.choix import Presse
from reservations.calendrier.panier import GESTES
from reservations.lecture.lignes import LigneInscription, lire
from reservations.lecture.presences_dites import mot_de
from reservations.models import Activite
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.moteur.jugement import Jugement, libelle_du_bloc, sans_delais
from reservations.moteur.soumettre import essayer
from reservations.regles.juge import (
    PARIS,
    Bloc,
    Faits,
    Motif,
    Unite,
    Verdict,
    verdict,
    verdict_annulation,
    voeux_d_abord,
)
from reservations.tarifs.prix import prix_des_blocs

if TYPE_CHECKING:
    from reservations.regles.tarifs import Prix


@dataclass(frozen=True)
class Option:
    """One bloc. `action` is empty when nothing can be done; `hors_delai`: only an agent can, with a
    reason."""

    nom: str
    etat: str
    phrase: str = ""
    valeur: str = ""
    action: str = ""
    hors_delai: bool = False
    lien: str = ""  # where an agent writes what the child's file lacks for it

    @property
    def verbe(self) -> str:
        return GESTES[self.action].verbe if self.action else ""


@dataclass(frozen=True)
class LigneDuGuichet:
    """One child in one activity: (label of the day or week, its options), the nearest first."""

    enfant: Enfant
    activite: Activite
    jours: list[tuple[str, list[Option]]] = field(default_factory=list)

    @property
    def a_un_prix(self) -> bool:
        return any(
            option.phrase and option.action == Action.RESERVER
            for _jour, options in self.jours
            for option in options
        )

    @property
    def lien_de_la_sante(self) -> str:
        """Where what keeps some of these days closed is written, said once; "" for nothing."""
        liens = (option.lien for _jour, options in self.jours for option in options)
        return next(filter(None, liens), "")


def lire_le_guichet(
    foyer: Foyer, *, debut: date, fin: date, maintenant: datetime
) -> list[LigneDuGuichet]:
    """Each child of the household in each activity, from `debut` to `fin`. What is over and was not
    booked is left."""
    lecture = lire([foyer], debut=debut, fin=fin)
    prix = prix_des_blocs(lecture)
    return [
        LigneDuGuichet(
            ligne.enfant, ligne.activite, list(_jours(ligne, debut, fin, maintenant, prix))
        )
        for ligne in lecture.lignes
    ]


def _jours(
    ligne: LigneInscription,
    debut: date,
    fin: date,
    maintenant: datetime,
    prix: "dict[tuple[int, int, str], Prix]",
) -> Iterator[tuple[str, list[Option]]]:
    montres = (bloc for bloc in ligne.blocs if debut <= bloc.debut <= fin)
    for _jour, groupe in groupby(montres, key=lambda bloc: bloc.debut):
        blocs = list(groupe)
        options = [
            option(
                ligne, bloc, maintenant, prix.get((ligne.enfant.pk, ligne.activite.pk, bloc.cle))
            )
            for bloc in blocs
            if bloc.fin >= maintenant.astimezone(PARIS).date() or ligne.faits.reserve(bloc)
        ]
        if options:
            yield _titre(blocs[0]), options


def _titre(bloc: Bloc) -> str:
    semaine = bloc.unite == Unite.SEMAINE
    return (libelle_du_bloc(bloc, "") if semaine else en_jour(bloc.debut)).capitalize()


def option(
    ligne: LigneInscription, bloc: Bloc, maintenant: datetime, prix: "Prix | None" = None
) -> Option:
    """What can be done with this bloc today, and why not when nothing can."""
    nom = mot_de(ligne.activite.service, bloc)
    if bloc.fin < maintenant.astimezone(PARIS).date():
        return Option(nom, "réservé, jour passé")
    reserve = ligne.faits.reserve(bloc)
    reponse, hors_delai = _juger(bloc, ligne.faits, maintenant, annuler=reserve)
    etat = "réservé" if reserve else f"{max(bloc.places, 0)} place{'s' * (bloc.places > 1)}"
    action = Action.ANNULER if reserve else Action.RESERVER
    if not reponse.possible:
        # nobody can be offered a place past the deadline
        if reponse.motif != Motif.COMPLET or hors_delai:
            lien = "" if reserve else _ou_le_donner(ligne, reponse)
            return Option(nom, etat if reserve else "impossible", reponse.phrase, lien=lien)
        etat, action = "complet", Action.ATTENDRE
    phrase = centimes_en_euros(prix.centimes) if prix and action == Action.RESERVER else ""
    cle = (ligne.foyer.pk, ligne.enfant.pk, ligne.activite.pk, bloc.cle, action)
    return Option(nom, etat, phrase, ".".join(map(str, cle)), str(action), hors_delai)


def _ou_le_donner(ligne: LigneInscription, reponse: Verdict) -> str:
    """Where an agent writes what the file lacks; "" for any other reason."""
    if reponse.motif not in (Motif.FICHE, Motif.ASSURANCE):
        return ""
    return reverse("foyers_modeladmin_tenir_la_sante", args=[ligne.foyer.pk, ligne.enfant.pk])


def _juger(
    bloc: Bloc, faits: Faits, maintenant: datetime, *, annuler: bool
) -> tuple[Verdict, bool]:
    """(the answer for an agent, whether it passes over a deadline or an opening)."""
    regle = verdict_annulation if annuler else verdict
    reponse = regle(bloc, faits, maintenant=maintenant)
    if reponse.motif not in (Motif.TROP_TARD, Motif.PAS_OUVERT):
        return reponse, False
    if not annuler and (contre := voeux_d_abord(bloc, faits, maintenant)):
        return contre, False
    return regle(bloc, sans_delais(faits), maintenant=maintenant), True


@dataclass(frozen=True)
class Verification:
    """The lines chosen, before they are saved. `hors_delai`: a reason is then required."""

    lignes: list[LigneDemandee]
    jugements: list[Jugement]
    hors_delai: bool

    @property
    def possible(self) -> bool:
        return all(jugement.verdict.possible for jugement in self.jugements)

    @property
    def dites(self) -> list[dict]:
        """dict(prenom, activite, libelle, verbe, refus) of each line."""
        return [
            {
                "prenom": jugement.prenom,
                "activite": jugement.activite,
                "libelle": jugement.libelle or jugement.ligne.bloc,
                "verbe": GESTES[jugement.ligne.action].verbe,
                "refus": "" if jugement.verdict.possible else jugement.verdict.phrase,
            }
            for jugement in self.jugements
        ]


def lire_les_choix(foyer: Foyer, valeurs: Iterable[str]) -> list[LigneDemandee]:
    """The lines of what was ticked; what no page of ours sends is left aside."""
    presses = filter(None, map(Presse.lire, valeurs))
    return [presse.ligne for presse in presses if presse.foyer == foyer.pk]


def verifier(foyer: Foyer, lignes: list[LigneDemandee], *, par: Utilisateur) -> Verification:
    """What the engine would answer to an agent. Refus: a child who is not of this household."""
    _lecture, dans_les_delais = essayer(foyer, lignes, par=par)
    tardives = {Motif.TROP_TARD, Motif.PAS_OUVERT}
    if not any(jugement.verdict.motif in tardives for jugement in dans_les_delais):
        return Verification(lignes, dans_les_delais, hors_delai=False)
    _lecture, sans_les_delais = essayer(foyer, lignes, par=par, hors_regles=True)
    return Verification(lignes, sans_les_delais, hors_delai=True)
