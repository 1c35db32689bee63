"""The judgement of each line of a submission, in the order asked; a line counts the places taken by
those before it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from famille.models import Enfant
from famille.socle.dire import du_au, en_jour, en_lettres
from famille.socle.ville import service
from reservations.lecture.lignes import Lecture
from reservations.lecture.presences_dites import mot_de
from reservations.models import Activite, DemandeReservation
from reservations.models.demandes import Action
from reservations.regles.juge import (
    Bloc,
    Delai,
    Faits,
    Motif,
    Suite,
    Unite,
    Verdict,
    est_passe,
    etendue,
    non_inscrit,
    verdict,
    verdict_annulation,
    voeux_d_abord,
)
from reservations.tarifs.prix import APayer

from .demande import INCONNUE, Envoi, LigneDemandee, Refus

HORS_CALENDRIER = (
    "Ce jour n’est pas proposé à la réservation : choisissez parmi les jours du calendrier."
)
PLUS_PROPOSEE = "{activite} n’est pas proposé aux familles en ce moment : demandez {au_service}."
JOUR_PASSE = "Ce jour est passé : il ne peut plus être réservé ni annulé."
RIEN_DE_FAIT = (
    "Possible, mais rien n’a été fait : une autre ligne de votre demande ne peut pas l’être."
)
FAIT = {Action.RESERVER: "Réservé.", Action.ANNULER: "Annulé."}
RESULTATS = {Action.RESERVER: "reserve", Action.ANNULER: "annule", Action.ATTENDRE: "en-attente"}
TOUJOURS = ((date.min, date.max, datetime.min.replace(tzinfo=UTC)),)
SANS_DELAI = Delai(-3660)


@dataclass
class Jugement:
    """One line, its bloc when it exists, and the rules' answer. `centimes`: the price of the bloc,
    None without one."""

    ligne: LigneDemandee
    prenom: str
    lieu: Activite
    bloc: Bloc | None
    verdict: Verdict
    centimes: int | None = None

    @property
    def activite(self) -> str:
        return str(self.lieu)

    @property
    def pks(self) -> list[int]:
        """The keys of its créneaux."""
        return self.bloc.pks if self.bloc else []

    @property
    def libelle(self) -> str:
        """The name of its bloc; "" without one."""
        return libelle_du_bloc(self.bloc, self.lieu.service) if self.bloc else ""

    def en_json(self, *, acceptee: bool, phrase: str | None = None) -> dict[str, Any]:
        """The line as the receipt keeps it: today's text, whatever becomes of the rows. `phrase`:
        the sentence for a line that is done, instead of "Réservé."."""
        ligne, action = self.ligne, Action(self.ligne.action)
        if acceptee:
            dite = FAIT.get(action, "") if phrase is None else phrase
            resultat = RESULTATS[action]
        elif self.verdict.possible:
            resultat, dite = "possible", RIEN_DE_FAIT
        else:
            resultat, dite = "refuse", self.verdict.phrase
        debut = self.bloc.debut if self.bloc else etendue(ligne.bloc)[0]
        return {
            "enfant": ligne.enfant_id,
            "prenom": self.prenom,
            "activite": ligne.activite_id,
            "activite_nom": self.activite,
            "bloc": ligne.bloc,
            "libelle": self.libelle or en_jour(debut, annee=True),
            "action": str(action),
            "resultat": resultat,
            "phrase": dite,
            "motif": str(self.verdict.motif or ""),
            "suite": str(self.verdict.suite or ""),
            "centimes": self.centimes,
            "debut": debut.isoformat(),
        }


def libelle_du_bloc(bloc: Bloc, service: str) -> str:
    """ "mercredi 9 décembre 2026, matin", "lundi 30 novembre 2026, garderie du soir", "lundi 21
    décembre 2026", "semaine du 21 au 24 décembre 2026"."""
    if bloc.unite == Unite.DEMI_JOURNEE:
        return f"{en_jour(bloc.debut, annee=True)}, {mot_de(service, bloc)}"
    if bloc.unite == Unite.JOURNEE:
        return en_jour(bloc.debut, annee=True)
    if bloc.debut == bloc.fin:
        return f"semaine du {en_lettres(bloc.debut)}"
    return f"semaine {du_au(bloc.debut, bloc.fin)}"


def juger(envoi: Envoi, lecture: Lecture) -> list[Jugement]:
    """Judge each line by what was read. Refus: a child who is not of this household."""
    lues = {(lue.enfant.pk, lue.activite.pk): lue for lue in lecture.lignes}
    blocs = {cle: {bloc.cle: bloc for bloc in lue.blocs} for cle, lue in lues.items()}
    prises: Counter[int] = Counter()
    jugements = []
    for ligne in envoi.lignes:
        couple = ligne.enfant_id, ligne.activite_id
        lue = lues.get(couple)
        if lue is None:
            jugements.append(_sans_inscription(envoi, ligne))
            continue
        bloc = blocs[couple].get(ligne.bloc)
        reponse = _verdict(envoi, ligne, lue.faits, bloc and sans_les_prises(bloc, prises))
        jugements.append(Jugement(ligne, lue.enfant.prenom, lue.activite, bloc, reponse))
        if bloc and reponse.possible and ligne.action == Action.RESERVER:
            prises.update(bloc.pks)
    return jugements


def a_payer(foyer: int, jugements: Iterable[Jugement], *, sur_place: bool = False) -> list[APayer]:
    """The blocs to price: those of the lines that have one. `sur_place`: the centre has just added
    this child, who came without a booking."""
    return [
        APayer(foyer, *j.ligne.cle[:2], j.lieu.structure_id, j.bloc, sur_place)
        for j in jugements
        if j.bloc
    ]


def voulues(jugements: Iterable[Jugement]) -> list[tuple[int, int]]:
    """[(child, créneau) pks] that these lines would book."""
    return [(j.ligne.enfant_id, pk) for j in jugements for pk in j.pks]


def sans_les_prises(bloc: Bloc, prises: Mapping[int, int]) -> Bloc:
    """The bloc once the lines before have taken their places: créneau (pk) → how many."""
    if prises.keys().isdisjoint(bloc.pks):
        return bloc
    creneaux = tuple(c._replace(prises=c.prises + prises.get(c.pk, 0)) for c in bloc.creneaux)
    return replace(bloc, creneaux=creneaux)


def _verdict(envoi: Envoi, ligne: LigneDemandee, faits: Faits, bloc: Bloc | None) -> Verdict:
    if bloc is None:
        return Verdict(HORS_CALENDRIER, Motif.FERME, Suite.AUTRE_JOUR)
    if envoi.hors_regles:
        if est_passe(bloc, envoi.maintenant):
            return Verdict(JOUR_PASSE, Motif.TROP_TARD, Suite.CONTACT)
        contre = voeux_d_abord(bloc, faits, envoi.maintenant)
        if contre and ligne.action != Action.ANNULER:
            return contre
        faits = sans_delais(faits)
    if ligne.action == Action.ANNULER:
        return verdict_annulation(bloc, faits, maintenant=envoi.maintenant)
    reponse = verdict(bloc, faits, maintenant=envoi.maintenant)
    if ligne.action == Action.RESERVER:
        return reponse
    if reponse.motif == Motif.COMPLET:
        return _attente_possible(envoi, faits, bloc, reponse)
    if reponse.possible:
        return Verdict("Il reste de la place : réservez plutôt ce jour.", Motif.COMPLET, None)
    return reponse


def sans_delais(faits: Faits) -> Faits:
    """The facts without the rules that an agent may override at the counter, with a reason: only
    deadlines and openings (but not before wishes close: `voeux_d_abord`)."""
    return replace(
        faits, delai_reservation=SANS_DELAI, delai_annulation=SANS_DELAI, ouvertures=TOUJOURS
    )


def deja_ouvert(faits: Faits) -> Faits:
    """The facts without openings, for a child in the queue: he entered it by right, maybe before
    the opening, by a wish or an agent."""
    return replace(faits, ouvertures=TOUJOURS)


def _attente_possible(envoi: Envoi, faits: Faits, bloc: Bloc, complet: Verdict) -> Verdict:
    """May the child queue? Yes if only the place is missing: the rules are asked again as if there
    were one."""
    creneaux = tuple(creneau._replace(capacite=creneau.prises + 1) for creneau in bloc.creneaux)
    suite = verdict(replace(bloc, creneaux=creneaux), faits, maintenant=envoi.maintenant)
    return Verdict(complet.phrase, limite=suite.limite) if suite.possible else suite


def _sans_inscription(envoi: Envoi, ligne: LigneDemandee) -> Jugement:
    """A line for a child who is not registered there. Refus: the child is not of this household."""
    enfant = Enfant.objects.du([envoi.foyer]).filter(pk=ligne.enfant_id).first()
    activite = Activite.objects.filter(pk=ligne.activite_id).select_related("structure").first()
    if enfant is None or activite is None:
        raise Refus(INCONNUE)
    if activite.active:
        semaine = ligne.etendue[0] < ligne.etendue[1]
        contre = non_inscrit(activite.structure.nom, Unite.SEMAINE if semaine else Unite.JOURNEE)
    else:
        contre = Verdict(
            PLUS_PROPOSEE.format(activite=activite, au_service=service().au),
            Motif.PAS_OUVERT,
            Suite.CONTACT,
        )
    return Jugement(ligne, enfant.prenom, activite, None, contre)


def accuse(
    envoi: Envoi,
    jugements: Iterable[Jugement],
    *,
    acceptee: bool,
    phrases: Mapping[tuple[int, int, str], str] = MappingProxyType({}),
) -> DemandeReservation:
    """The receipt, not yet written. `phrases`: {line key: sentence}, instead of "Réservé."."""
    return DemandeReservation(
        cle=envoi.cle,
        foyer=envoi.foyer,
        par=envoi.par,
        canal=envoi.canal,
        motif=envoi.motif,
        soumise_le=envoi.maintenant,
        acceptee=acceptee,
        lignes=[j.en_json(acceptee=acceptee, phrase=phrases.get(j.ligne.cle)) for j in jugements],
    )
