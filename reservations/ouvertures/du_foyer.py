"""The openings that concern a household, and what is missing for each child. A fixed number of
queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from django.db.models import Q, QuerySet

from famille.models import Enfant, Foyer, Rattachement
from famille.socle.dire import dans, du_au, en_moment, enumerer
from famille.socle.offres import ParLaCaisse, Recue, la_recue, quotients_par_la_caisse, recues
from reservations.lecture.lignes import Lecture, LigneInscription, lire
from reservations.lecture.recues import avec_les_recues
from reservations.models import Activite, Inscription, Ouverture
from reservations.regles.juge import PARIS, Suite
from reservations.regles.ouverture import (
    EtatPoint,
    Examen,
    Point,
    age_convient,
    examiner,
    quotient,
)
from reservations.tarifs.faits import FaitsTarifaires, lire_faits
from reservations.voeux.possibles import blocs_de_l_ouverture

LIEUX_DITS = 4  # centres of one opening that are named


@dataclass
class FicheEnfant:
    """One child for one opening. `attendu`: he is registered to one of its activities, or was until
    today."""

    foyer: Foyer
    enfant: Enfant
    points: list[Point]
    pret: bool
    attendu: bool

    @property
    def manque(self) -> bool:
        return any(point.etat == EtatPoint.MANQUE for point in self.points)

    @property
    def pastille(self) -> tuple[str, str]:
        """(statut, words) of its pill."""
        if self.manque:
            return "a-completer", "À compléter"
        if self.pret:
            return "validee", "Tout est prêt"
        return "non-analyse", "Pas concerné" if self.attendu else "Pas inscrit"

    @property
    def a_lire(self) -> list[Point]:
        """What is missing first, then what is good to know."""
        return [point for point in self.points if point.etat != EtatPoint.OK]

    @property
    def en_ordre(self) -> list[Point]:
        return [point for point in self.points if point.etat == EtatPoint.OK]


@dataclass
class VueOuverture:
    """`quotients`: (household, what is known of its quotient)."""

    ouverture: Ouverture
    maintenant: datetime
    activites: list[Activite]
    fiches: list[FicheEnfant] = field(default_factory=list)
    quotients: list[tuple[Foyer, Point]] = field(default_factory=list)

    @property
    def ouverte(self) -> bool:
        return self.maintenant >= self.ouverture.ouvre_le

    @property
    def jours(self) -> str:
        return du_au(self.ouverture.debut, self.ouverture.fin)

    @property
    def lieux(self) -> str:
        """The centres, each once; those past the first few are counted."""
        noms = list(dict.fromkeys(a.structure.nom for a in self.activites))
        autres = len(noms) - LIEUX_DITS
        if autres < 2:
            return enumerer(noms)
        return enumerer([*noms[:LIEUX_DITS], f"{autres} autres"])

    @property
    def quand(self) -> str:
        return en_moment(self.ouverture.ouvre_le, self.maintenant)

    @property
    def dans(self) -> str:
        return dans(self.ouverture.ouvre_le, self.maintenant)

    @property
    def mois(self) -> str:
        """ "2026-12": the month of the calendar that shows its first day to come."""
        premier = max(self.ouverture.debut, self.maintenant.astimezone(PARIS).date())
        return f"{premier:%Y-%m}"

    @property
    def secondes(self) -> int:
        """Before the opening, rounded up, for the page's own clock."""
        return max(0, -int(-(self.ouverture.ouvre_le - self.maintenant).total_seconds() // 1))

    @property
    def attendues(self) -> list[FicheEnfant]:
        return [fiche for fiche in self.fiches if fiche.attendu]

    @property
    def toutes_pretes(self) -> bool:
        return (
            bool(self.attendues)
            and not any(fiche.manque for fiche in self.attendues)
            and any(fiche.pret for fiche in self.attendues)
        )


RECENTES = timedelta(days=14)


def a_montrer(maintenant: datetime) -> QuerySet[Ouverture]:
    """The openings to come, and those of the last days; the next one first, those that have come
    after."""
    aujourdhui = maintenant.astimezone(PARIS).date()
    ouvertures = Ouverture.objects.filter(ouvre_le__gt=maintenant - RECENTES, fin__gte=aujourdhui)
    return ouvertures.order_by("ouvre_le", "debut")


def lire_ouvertures(
    foyers: Iterable[Foyer],
    voulues: QuerySet[Ouverture],
    *,
    maintenant: datetime,
    compte: int | None = None,
) -> list[VueOuverture]:
    """What each of these openings is to these households; those that concern no child
    are left out. `compte`: the account (key) that reads."""
    foyers = list(foyers)
    ouvertures = list(voulues.prefetch_related("activites__structure"))
    if not ouvertures or not foyers:
        return []
    aujourdhui = maintenant.astimezone(PARIS).date()
    debut = max(aujourdhui, min(ouverture.debut for ouverture in ouvertures))
    fin = max(ouverture.fin for ouverture in ouvertures)
    lecture = avec_les_recues(lire(foyers, debut=debut, fin=fin))
    lieux = Lieux(foyers, ouvertures, lecture, aujourdhui, compte)
    vues = [_vue(ouverture, lieux, maintenant) for ouverture in ouvertures]
    return [vue for vue in vues if vue.fiches]


class Lieux:
    """What is read once for all the openings of a page."""

    def __init__(
        self,
        foyers: list[Foyer],
        ouvertures: list[Ouverture],
        lecture: Lecture,
        aujourdhui: date,
        compte: int | None,
    ) -> None:
        self.lecture, self.compte = lecture, compte
        self.lignes: dict[tuple[int, int], list[LigneInscription]] = defaultdict(list)
        for ligne in lecture.lignes:
            self.lignes[ligne.foyer.pk, ligne.enfant.pk].append(ligne)
        self.rattachements = _rattachements(foyers, aujourdhui)
        activites = {
            a.pk: a for ouverture in ouvertures for a in ouverture.activites.all() if a.active
        }
        self.inscrits = set(
            Inscription.objects.filter(
                Q(fin=None) | Q(fin__gte=aujourdhui),
                enfant__in={r.enfant_id for r in self.rattachements},
                activite__in=activites,
            ).values_list("enfant", "activite")
        )
        structures = {a.structure_id for a in activites.values()}
        self.cles = {foyer.pk for foyer in foyers}
        self.faits: FaitsTarifaires = lire_faits(self.cles, structures)

    @cached_property
    def recues(self) -> list[Recue]:
        return recues(self.cles)

    @cached_property
    def par_la_caisse(self) -> ParLaCaisse:
        return quotients_par_la_caisse(self.cles, self.compte)

    def quotient(self, foyer: Foyer, jours: set[date]) -> Point:
        connu = lambda jour: self.faits.quotient(foyer.pk, jour) is not None  # noqa: E731
        fini = partial(self.faits.quotient_fini_le, foyer.pk)
        return quotient(jours, connu, fini, voie=self.par_la_caisse.voie(foyer.pk))


def _rattachements(foyers: list[Foyer], aujourdhui: date) -> list[Any]:
    """(household, child) of today, the eldest first; a child who comes twice in a household counts
    once."""
    lignes = Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gte=aujourdhui), foyer__in=foyers, debut__lte=aujourdhui
    )
    lignes = lignes.select_related("foyer", "enfant").order_by(
        "enfant__naissance", "enfant", "debut"
    )
    return list({(r.foyer_id, r.enfant_id): r for r in lignes}.values())


def _vue(ouverture: Ouverture, lieux: Lieux, maintenant: datetime) -> VueOuverture:
    """Only the activities of which the opening opens a day: one that an earlier opening covers is
    open already."""
    activites = [
        a for a in ouverture.activites.all() if a.active and _ouvre_un_jour(ouverture, lieux, a)
    ]
    vue = VueOuverture(ouverture, maintenant, activites)
    jours: dict[Foyer, set[date]] = defaultdict(set)
    for rattachement in lieux.rattachements if activites else ():
        foyer, enfant = rattachement.foyer, rattachement.enfant
        attendu = any((enfant.pk, activite.pk) in lieux.inscrits for activite in activites)
        lignes = _lignes(ouverture, lieux.lignes[foyer.pk, enfant.pk], activites)
        if lignes:
            ville = lieux.lecture.ville
            ouverts = [(ligne, blocs_de_l_ouverture(ligne, ville, ouverture)) for ligne in lignes]
            examens = [
                examiner(blocs, ligne.faits, maintenant=ouverture.ouvre_le)
                for ligne, blocs in ouverts
                if blocs
            ]
            vue.fiches += [_fiche(foyer, enfant, examens, attendu)] if examens else []
            jours[foyer] |= {jour for examen in examens for jour in examen.jours}
        elif possibles := _possibles(ouverture, activites, enfant):
            siennes = [une for une in lieux.recues if une.foyer == foyer.pk]
            point = _sans_inscription(possibles, attendu, la_recue(siennes, "place", enfant.pk))
            vue.fiches.append(FicheEnfant(foyer, enfant, [point], False, attendu))
    vue.quotients = [
        (foyer, lieux.quotient(foyer, siens)) for foyer, siens in jours.items() if siens
    ]
    return vue


def _ouvre_un_jour(ouverture: Ouverture, lieux: Lieux, activite: Activite) -> bool:
    autres = [o for o in lieux.lecture.ville.ouvertures_de(activite) if o[2] < ouverture.ouvre_le]
    longueur = (ouverture.fin - ouverture.debut).days + 1
    jours = (ouverture.debut + timedelta(days=rang) for rang in range(longueur))
    return any(not any(debut <= jour <= fin for debut, fin, _ouvre_le in autres) for jour in jours)


def _lignes(
    ouverture: Ouverture, lignes: list[LigneInscription], activites: list[Activite]
) -> list[LigneInscription]:
    """Those of the opening's activities to which the child is registered on some day of its
    period."""
    voulues = {activite.pk for activite in activites}
    return [
        ligne
        for ligne in lignes
        if ligne.activite.pk in voulues
        and any(
            du <= ouverture.fin and (au is None or au >= ouverture.debut)
            for du, au in ligne.faits.inscriptions
        )
    ]


def _fiche(foyer: Foyer, enfant: Enfant, examens: list[Examen], attendu: bool) -> FicheEnfant:
    """One list for the child: what two activities say alike is said once."""
    points = list(dict.fromkeys(point for examen in examens for point in examen.points))
    pret = any(examen.jours for examen in examens) and not any(
        p.etat == EtatPoint.MANQUE for p in points
    )
    return FicheEnfant(
        foyer,
        enfant,
        sorted(points, key=lambda point: point.etat != EtatPoint.MANQUE),
        pret,
        attendu,
    )


def _possibles(ouverture: Ouverture, activites: list[Activite], enfant: Enfant) -> list[Any]:
    """The activities of the opening where the child could be registered, by age."""
    return [
        activite
        for activite in activites
        if age_convient(
            enfant.naissance, activite.age_min, activite.age_max, ouverture.debut, ouverture.fin
        )
    ]


def _sans_inscription(possibles: list[Activite], attendu: bool, recue: Recue | None) -> Point:
    """`recue`: a place that was asked for, and is not asked again."""
    if recue:
        return Point(EtatPoint.A_SAVOIR, f"Pas encore d’inscription. {recue.phrase}")
    noms = " ou à ".join(dict.fromkeys(activite.structure.nom for activite in possibles))
    if attendu:
        phrase = (
            f"L’inscription s’arrête avant cette période : demandez de nouveau une place à {noms}."
        )
        return Point(EtatPoint.MANQUE, phrase, Suite.INSCRIPTION)
    return Point(
        EtatPoint.A_SAVOIR,
        f"Pas encore d’inscription. Pour venir à {noms}, demandez d’abord une place.",
        Suite.INSCRIPTION,
    )
