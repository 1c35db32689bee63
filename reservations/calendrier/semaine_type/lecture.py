"""The weeks that a household keeps, and their year: what is booked, left out, still to be booked.
A fixed number of queries, whatever the number of children and activities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from famille.models import Foyer
from reservations.lecture.lignes import Lecture, LigneInscription, lire
from reservations.lecture.recues import avec_les_recues
from reservations.models import Attente, DemandeReservation, LignePanier, SemaineType
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.regles.juge import Calendrier
from reservations.regles.saison import annee_scolaire, bornes_de_saison

from .regles import EtatAnnee, JourAnnee, Semaine, annee, suivre

# What other people than the family have decided is no exception of its own.
_DE_LA_VILLE = (DemandeReservation.Canal.EVENEMENT, DemandeReservation.Canal.SUR_PLACE)
_ACTIONS = {EtatAnnee.A_RESERVER: Action.RESERVER, EtatAnnee.A_RETIRER: Action.ANNULER}

type CleDeLigne = tuple[int, int, int]


@dataclass
class AnneeDUnEnfant:
    """One week and its year. `ligne`: None where the child is not registered there any more."""

    modele: SemaineType
    semaine: Semaine
    ligne: LigneInscription | None
    jours: list[JourAnnee] = field(default_factory=list)

    @cached_property
    def comptes(self) -> Counter[EtatAnnee]:
        return Counter(jour.etat for jour in self.jours)

    @property
    def a_demander(self) -> list[LigneDemandee]:
        """What the basket needs for the bookings to be as the week says, the nearest first."""
        return [
            LigneDemandee(
                self.modele.enfant_id, self.modele.activite_id, jour.bloc.cle, _ACTIONS[jour.etat]
            )
            for jour in self.jours
            if jour.etat in _ACTIONS
        ]


@dataclass
class Annees:
    """`lecture`: what the town offers to these households over the year."""

    foyers: list[Foyer]
    lecture: Lecture
    maintenant: datetime
    annees: list[AnneeDUnEnfant] = field(default_factory=list)

    @property
    def lignes(self) -> list[LigneInscription]:
        """The children and activities of which a week can be kept."""
        return [ligne for ligne in self.lecture.lignes if ligne.activite.unite_scolaire]

    @property
    def a_reserver(self) -> int:
        return sum(une.comptes[EtatAnnee.A_RESERVER] for une in self.annees)


def fin_des_cours(jour: date) -> date:
    """The last day that a week is proposed for: that of the school year, of the next one from May
    on."""
    saison = annee_scolaire(jour) + (1 if 5 <= jour.month < 9 else 0)
    return bornes_de_saison(saison)[1]


def lire_les_annees(foyers: Sequence[Foyer]) -> Annees:
    """Eight queries at most."""
    maintenant = timezone.localtime()
    debut = maintenant.date()
    lecture = avec_les_recues(lire(foyers, debut=debut, fin=fin_des_cours(debut)))
    annees = Annees(list(foyers), lecture, maintenant)
    modeles = list(
        SemaineType.objects.filter(foyer__in=foyers, fin__gte=debut)
        .select_related("foyer", "enfant", "activite__structure")
        .prefetch_related("exceptions")
    )
    if not modeles:
        return annees
    faites = lire_ce_qui_est_fait(modeles)
    panier, attentes = _lire_le_panier(foyers), _lire_les_attentes(foyers)
    for modele in modeles:
        cle = modele.foyer_id, modele.enfant_id, modele.activite_id
        ligne = lecture.ligne(*cle)
        semaine = suivie(modele, faites.get(modele.pk, ()), lecture.calendrier)
        une = AnneeDUnEnfant(modele, semaine, ligne)
        if ligne:
            une.jours = annee(
                semaine,
                [bloc for bloc in ligne.blocs if bloc.debut >= debut],
                ligne.faits,
                maintenant=maintenant,
                panier=panier.get(cle),
                attentes=attentes.get(cle, ()),
            )
        annees.annees.append(une)
    return annees


def suivie(
    modele: SemaineType, faites: Iterable[tuple[str, bool]], calendrier: Calendrier
) -> Semaine:
    """The week as it is written, with what was booked and cancelled by hand since."""
    exceptions = {une.bloc: une.reserve for une in modele.exceptions.all()}
    semaine = Semaine(frozenset(modele.jours), modele.debut, modele.fin, exceptions)
    return replace(semaine, exceptions=suivre(semaine, faites, calendrier))


def lire_ce_qui_est_fait(modeles: Sequence[SemaineType]) -> Mapping[int, list[tuple[str, bool]]]:
    """Key of the week → (key of a bloc, whether it is booked) of what its household has asked
    since, by whatever way: its receipts say it, so that nothing is noted while a rush goes on. One
    query."""
    par_ligne = {(m.foyer_id, m.enfant_id, m.activite_id): m for m in modeles}
    depuis = min(modele.suivie_depuis for modele in modeles)
    recus = DemandeReservation.objects.filter(
        foyer__in={modele.foyer_id for modele in modeles}, soumise_le__gt=depuis, acceptee=True
    ).exclude(canal__in=_DE_LA_VILLE)
    faites: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for recu in recus.order_by("soumise_le", "pk").only("foyer_id", "soumise_le", "lignes"):
        for cle, reserve, ligne in _changements(recu):
            modele = par_ligne.get(cle)
            if modele and recu.soumise_le > modele.suivie_depuis:
                faites[modele.pk].append((ligne, reserve))
    return faites


def _changements(recu: DemandeReservation) -> Iterator[tuple[CleDeLigne, bool, str]]:
    for ligne in recu.lignes:
        if ligne["resultat"] in ("reserve", "annule"):
            cle = recu.foyer_id, ligne["enfant"], ligne["activite"]
            yield cle, ligne["resultat"] == "reserve", ligne["bloc"]


def _lire_le_panier(foyers: Sequence[Foyer]) -> dict[CleDeLigne, dict[str, str]]:
    panier: dict[CleDeLigne, dict[str, str]] = defaultdict(dict)
    for une in LignePanier.objects.filter(foyer__in=foyers).order_by():
        panier[une.cle[:3]][une.bloc] = une.action
    return panier


def _lire_les_attentes(foyers: Sequence[Foyer]) -> dict[CleDeLigne, set[str]]:
    attentes: dict[CleDeLigne, set[str]] = defaultdict(set)
    siennes = Attente.objects.filter(foyer__in=foyers).en_cours().order_by()
    for *cle, bloc in siennes.values_list("foyer_id", "enfant_id", "activite_id", "bloc"):
        attentes[cle[0], cle[1], cle[2]].add(bloc)
    return attentes
