"""What a new season would be: read from the one before, nothing written. Each line says what is
there already, so that a second press changes nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from famille.regles.scolarite import dire_annee
from famille.socle.dire import PARIS
from famille.socle.erreurs import Refus
from reservations.lecture.ville import Ville, lire_la_ville
from reservations.models import Activite, Creneau, GrilleTarifaire, Ouverture, ReglementInterieur
from reservations.planning.creneaux import a_ouvrir
from reservations.regles.blocs import Moment
from reservations.regles.planning import jours_prevus
from reservations.regles.saison import annee_scolaire, bornes_de_saison

from .regles import Report, nom_de_l_annee_suivante, plages_a_ouvrir, troncs_de, un_an_apres

INCONNU = (
    "Le calendrier scolaire de {annee} n’est pas complet : donnez d’abord ses vacances, d’été"
    " comprises, puis recommencez."
)


@dataclass(frozen=True)
class Demande:
    """What is carried over of these activities (keys); `deliberation`: of the new tariffs, empty
    for that of the old ones."""

    annee: int
    activites: tuple[int, ...]
    creneaux: bool = True
    ouvertures: bool = True
    tarifs: bool = True
    reglements: bool = True
    deliberation: str = ""


@dataclass(frozen=True)
class OuverturePrevue:
    """`activites`: keys, of those that are carried over. `deja`: it is there."""

    ancienne: Ouverture
    nom: str
    debut: date
    fin: date
    ouvre_le: datetime
    activites: tuple[int, ...]
    deja: bool


@dataclass(frozen=True)
class Copie:
    """A grid or a règlement that begins on the first day of the season. `deja`: there is one."""

    ancienne: GrilleTarifaire | ReglementInterieur
    debut: date
    deja: bool


@dataclass
class PlanDActivite:
    """`jours`: (day, moment) of the créneaux to open; `deja`: how many are there; `avant`: how many
    the season before had; `ecartes`: (day, reason) of those that it will not have."""

    activite: Activite
    jours: list[tuple[date, Moment]] = field(default_factory=list)
    deja: int = 0
    avant: int = 0
    ecartes: list[tuple[date, str]] = field(default_factory=list)
    plages: list[tuple[date, date]] = field(default_factory=list)
    tarifs: list[Copie] = field(default_factory=list)
    reglement: Copie | None = None


@dataclass
class PlanDeSaison:
    annee: int
    activites: list[PlanDActivite] = field(default_factory=list)
    ouvertures: list[OuverturePrevue] = field(default_factory=list)
    # openings of the season before that no day of the new one answers to
    sans_reponse: list[Ouverture] = field(default_factory=list)

    @property
    def creneaux(self) -> int:
        return sum(len(une.jours) for une in self.activites)

    @property
    def a_faire(self) -> bool:
        """Whether a press would change anything."""
        return bool(
            self.creneaux
            or any(not une.deja for une in self.ouvertures)
            or any(not copie.deja for une in self.activites for copie in une.tarifs)
            or any(une.reglement and not une.reglement.deja for une in self.activites)
        )


def saison_a_preparer(jour: date) -> int:
    """The one that follows today's."""
    return annee_scolaire(jour) + 1


def prevoir(demande: Demande) -> PlanDeSaison:
    """Eight queries, whatever the number of activities and of days. Refus: the school calendar of
    one of the two years is not known."""
    debut_avant, _fin = bornes_de_saison(demande.annee - 1)
    debut, fin = bornes_de_saison(demande.annee)
    ville = lire_la_ville(debut_avant, fin)
    report = _report(demande.annee, ville)
    plan = PlanDeSaison(demande.annee)
    activites = Activite.objects.filter(pk__in=demande.activites).select_related("structure")
    plan.activites = [PlanDActivite(une) for une in activites.order_by("structure__nom", "nom")]
    if demande.creneaux:
        _creneaux(plan, ville, report, debut_avant, fin)
    if demande.ouvertures:
        _ouvertures(plan, report, debut_avant, debut)
    if demande.tarifs:
        _tarifs(plan, debut)
    if demande.reglements:
        _reglements(plan, debut, fin)
    return plan


def _report(annee: int, ville: Ville) -> Report:
    periodes = ville.calendrier.periodes
    troncs = {une: tuple(troncs_de(une, periodes)) for une in (annee - 1, annee)}
    for une, siens in troncs.items():
        if not siens:
            raise Refus(INCONNU.format(annee=dire_annee(une)))
    return Report(troncs[annee - 1], troncs[annee])


def _creneaux(plan: PlanDeSaison, ville: Ville, report: Report, depuis: date, jusque: date) -> None:
    par_activite: dict[int, dict[date, set[Moment]]] = defaultdict(lambda: defaultdict(set))
    lus = Creneau.objects.filter(
        activite__in=[une.activite.pk for une in plan.activites], jour__range=(depuis, jusque)
    )
    for activite, jour, moment in lus.order_by().values_list("activite", "jour", "moment"):
        par_activite[activite][jour].add(Moment(moment))
    premier = bornes_de_saison(plan.annee)[0]
    for une in plan.activites:
        siens = par_activite[une.activite.pk]
        avant = {jour: moments for jour, moments in siens.items() if jour < premier}
        une.avant = sum(map(len, avant.values()))
        une.plages = plages_a_ouvrir(avant, report)
        _trier(une, siens, ville)


def _trier(une: PlanDActivite, siens: dict[date, set[Moment]], ville: Ville) -> None:
    accueil = ville.accueil_de(une.activite)
    for debut, fin in une.plages:
        prevus = jours_prevus(debut, fin, accueil, ville.calendrier)
        manquants, deja, ecartes = a_ouvrir(prevus, siens, "déjà d’une autre durée")
        une.jours += manquants
        une.deja += deja
        une.ecartes += ecartes


def _ouvertures(plan: PlanDeSaison, report: Report, depuis: date, premier: date) -> None:
    cles = {une.activite.pk for une in plan.activites}
    lues = Ouverture.objects.filter(activites__in=cles, fin__gte=depuis).distinct()
    toutes = list(lues.prefetch_related("activites").order_by("debut", "nom"))
    la = {
        (une.debut, une.fin, activite.pk)
        for une in toutes
        if une.fin >= premier
        for activite in une.activites.all()
    }
    for ancienne in toutes:
        if not depuis <= ancienne.debut < premier:
            continue
        debut = report.premier_jour(ancienne.debut)
        fin = report.dernier_jour(min(ancienne.fin, premier - timedelta(days=1)))
        if debut is None or fin is None or fin < debut:
            plan.sans_reponse.append(ancienne)
            continue
        siennes = sorted(un.pk for un in ancienne.activites.all() if un.pk in cles)
        manquent = [cle for cle in siennes if (debut, fin, cle) not in la]
        plan.ouvertures.append(
            OuverturePrevue(
                ancienne,
                nom_de_l_annee_suivante(ancienne.nom),
                debut,
                fin,
                _meme_heure(ancienne.ouvre_le),
                tuple(manquent or siennes),
                deja=not manquent,
            )
        )


def _meme_heure(instant: datetime) -> datetime:
    """A year later by the clock of the town, whatever the time that it keeps."""
    la = timezone.localtime(instant, PARIS)
    return datetime.combine(un_an_apres(la.date()), la.time(), tzinfo=PARIS)


def _tarifs(plan: PlanDeSaison, debut: date) -> None:
    """Of each unit, the grid that would be in force on that day, when it is not of that day."""
    par_activite: dict[int, dict[str, GrilleTarifaire]] = defaultdict(dict)
    lues = GrilleTarifaire.objects.filter(
        activite__in=[une.activite.pk for une in plan.activites], debut__lte=debut
    )
    for grille in lues.select_related("activite__structure").order_by("debut"):
        par_activite[grille.activite_id][grille.unite] = grille
    for une in plan.activites:
        for grille in par_activite[une.activite.pk].values():
            grille.activite = une.activite
            une.tarifs.append(Copie(grille, debut, deja=grille.debut == debut))


def _reglements(plan: PlanDeSaison, debut: date, fin: date) -> None:
    lus = ReglementInterieur.objects.filter(
        activite__in=[une.activite.pk for une in plan.activites], depuis__lte=fin
    )
    derniers = {reglement.activite_id: reglement for reglement in lus.order_by("depuis")}
    for une in plan.activites:
        if dernier := derniers.get(une.activite.pk):
            une.reglement = Copie(dernier, debut, deja=dernier.depuis >= debut)
