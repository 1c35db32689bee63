"""The figures of the agents' home: what waits, by démarche, and the last weeks. Three
queries, and those of `liste_des_places`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncDate

from demarches.instruction.liste_des_places import en_retard
from demarches.models import DECIDEES, Demande, Passage
from famille.models import Utilisateur
from famille.socle.dire import compte, en_chiffres, en_lettres
from famille.socle.graphique import GAUCHE, Figure, Texte, Trait, graduations
from famille.socle.requetes.jours import minuit

SEMAINES = 12
GARDE = 3600  # seconds that a process keeps the weeks that are over


def a_traiter(agent: Utilisateur, jour: date) -> list[Any]:
    """What waits, by démarche, the most numerous first."""
    attendent = Demande.objects.a_traiter().order_by().values("code")
    comptees = attendent.annotate(
        total=Count("pk"),
        retard=Count("pk", filter=en_retard(jour)),
        sans_agent=Count("pk", filter=Q(agent=None)),
        miennes=Count("pk", filter=Q(agent=agent)),
    )
    comptees = comptees.order_by("-total", "code")
    return [ligne | {"titre": Demande(code=ligne["code"]).titre_court} for ligne in comptees]


def sommes(lignes: list[dict[str, Any]]) -> dict[str, Any]:
    """dict(total, retard, sans_agent, miennes) of `a_traiter`."""
    return {
        nom: sum(ligne[nom] for ligne in lignes)
        for nom in ("total", "retard", "sans_agent", "miennes")
    }


def semaines(jour: date, combien: int = SEMAINES) -> list[dict[str, Any]]:
    """list[dict(lundi, recues, traitees, mediane, neuf_sur_dix)], this week the last; the two waits
    are days, None where nothing was answered. What the portal applied by itself waited for nobody
    and is not counted as answered.

    Each home reads this week. Those that are over change only when a row goes (a household that is
    erased): each process reads them again every hour."""
    lundi = _lundi(jour)
    passees = [lundi - timedelta(days=7 * rang) for rang in range(combien - 1, 0, -1)]
    cle = f"semaines-{lundi}-{combien}"
    finies = caches["proche"].get_or_set(cle, lambda: _lire_les_semaines(passees), GARDE)
    return [*(finies or []), *_lire_les_semaines([lundi])]


def _lire_les_semaines(lundis: list[date]) -> list[dict[str, Any]]:
    if not lundis:
        return []
    debut, fin = minuit(lundis[0]), minuit(lundis[-1] + timedelta(days=7))
    recues = _recues(_dire_les_recues(debut, fin))
    attentes = _attentes(_dire_les_attentes(debut, fin))
    return [
        {
            "lundi": lundi,
            "recues": recues[lundi],
            "traitees": attentes[lundi].total() if lundi in attentes else 0,
            "mediane": centile(attentes.get(lundi), 0.5),
            "neuf_sur_dix": centile(attentes.get(lundi), 0.9),
        }
        for lundi in lundis
    ]


def centile(attentes: Counter[int] | None, part: float) -> int | None:
    """The smallest wait, in days, that `part` of the demandes did not pass.

    >>> centile(Counter({2: 5, 9: 4, 30: 1}), 0.5), centile(Counter({2: 5, 9: 4, 30: 1}), 0.9)
    (2, 9)
    """
    if not attentes:
        return None
    voulues, vues = part * attentes.total(), 0
    for jours in sorted(attentes):
        vues += attentes[jours]
        if vues >= voulues - 1e-9:
            return jours
    return max(attentes)


def _recues(lues: Iterable[tuple[date, int]]) -> Counter[date]:
    """Monday → how many demandes came that week."""
    par_lundi: Counter[date] = Counter()
    for jour, nombre in lues:
        par_lundi[_lundi(jour)] += nombre
    return par_lundi


def _attentes(lues: Iterable[tuple[date, date, int]]) -> dict[date, Counter[int]]:
    """dict monday → Counter of the days that those answered that week had waited."""
    par_lundi: dict = {}
    for le_jour, debut, nombre in lues:
        par_lundi.setdefault(_lundi(le_jour), Counter())[(le_jour - debut).days] += nombre
    return par_lundi


def _dire_les_recues(debut: datetime, fin: datetime) -> QuerySet[Demande, Any]:
    """(day, how many came)."""
    lues = Demande.objects.deposees().filter(deposee_le__gte=debut, deposee_le__lt=fin).order_by()
    return lues.annotate(jour=TruncDate("deposee_le")).values_list("jour").annotate(n=Count("pk"))


def _dire_les_attentes(debut: datetime, fin: datetime) -> QuerySet[Passage, Any]:
    """(day of the answer, day from which it was waited for, how many). In a conversation, each
    message of the family waits for its own answer; closing it, or writing once more, is none."""
    decisions = Passage.objects.filter(vers__in=DECIDEES, annule_le=None, le__gte=debut, le__lt=fin)
    decisions = decisions.exclude(signature={}).exclude(de__in=Demande.REPONSES).order_by()
    envoyes = Passage.objects.filter(vers=Demande.Statut.EN_ATTENTE, demande=OuterRef("demande"))
    message = Subquery(envoyes.filter(le__lte=OuterRef("le")).order_by("-le").values("le")[:1])
    depuis = Case(When(vers__in=Demande.REPONSES, then=message), default=F("demande__deposee_le"))
    jours = decisions.annotate(le_jour=TruncDate("le"), debut=TruncDate(depuis))
    return jours.values_list("le_jour", "debut").annotate(n=Count("pk"))


def _lundi(jour: date) -> date:
    return jour - timedelta(days=jour.weekday())


HAUTEUR = 120  # of the bars alone, for the highest
BARRE, ENTRE_BARRES, ENTRE_SEMAINES = 13, 2, 10
HAUT, BAS = 20, 26
BASE = HAUT + HAUTEUR


@dataclass(frozen=True)
class Barre:
    x: int
    y: int
    serie: int
    valeur: int

    @property
    def traits(self) -> list[Trait]:
        return [Trait(f"pfg-barre-{self.serie}", self.x, self.y, BARRE, BASE - self.y)]

    @property
    def textes(self) -> list[Texte]:
        """The number, where it fits above the bar; the table has them all."""
        milieu, haut = self.x + BARRE // 2, self.y - 4
        dite = 0 < self.valeur < 100
        return [Texte(milieu, haut, str(self.valeur), "pfg-valeur")] if dite else []


def figures(semaines: list[dict[str, Any]]) -> list[Figure]:
    """What came and what was answered; how long it waited, of these weeks."""
    return [
        _figure(
            "Demandes reçues et traitées, par semaine",
            ("Reçues", "Traitées"),
            [(s["lundi"], s["recues"], s["traitees"]) for s in semaines],
            _resume_des_flux(semaines),
        ),
        _figure(
            "Attente avant la réponse, en jours",
            ("La moitié, au plus", "Neuf sur dix, au plus"),
            [(s["lundi"], s["mediane"], s["neuf_sur_dix"]) for s in semaines],
            _resume_des_attentes(semaines),
        ),
    ]


def _figure(titre: str, series: tuple[str, str], lignes: list[Any], resume: str) -> Figure:
    """`lignes`: (monday, value of each series or None)."""
    plafond = max(
        (valeur for _lundi, *valeurs in lignes for valeur in valeurs if valeur), default=1
    )
    barres, etiquettes, x = [], [], GAUCHE + ENTRE_SEMAINES // 2
    for rang, (lundi, *valeurs) in enumerate(lignes):
        for serie, valeur in enumerate(valeurs):
            gauche = x + serie * (BARRE + ENTRE_BARRES)
            if valeur is not None:
                haut = BASE - round(HAUTEUR * valeur / plafond)
                barres.append(Barre(gauche, haut, serie, valeur))
        if (len(lignes) - 1 - rang) % 2 == 0:
            etiquettes.append(
                Texte(x + BARRE + ENTRE_BARRES // 2, BASE + 18, en_chiffres(lundi, annee=False))
            )
        x += 2 * BARRE + ENTRE_BARRES + ENTRE_SEMAINES
    return Figure(
        titre=titre,
        resume=resume,
        series=series,
        barres=barres,
        etiquettes=etiquettes,
        graduations=graduations(plafond, base=BASE, hauteur=HAUTEUR),
        colonnes=("Semaine du", *series),
        lignes=tuple((en_lettres(lundi), *valeurs) for lundi, *valeurs in lignes),
        largeur=x,
        hauteur=BASE + BAS,
        base=BASE,
        largeur_barre=BARRE,
    )


def _resume_des_flux(semaines: list[dict[str, Any]]) -> str:
    recues, traitees = (sum(semaine[nom] for semaine in semaines) for nom in ("recues", "traitees"))
    dites = (compte(recues, "reçue"), compte(traitees, "traitée"))
    return f"En {len(semaines)} semaines : {', '.join(dites)}."


def _resume_des_attentes(semaines: list[dict[str, Any]]) -> str:
    derniere = next((s for s in reversed(semaines) if s["mediane"] is not None), None)
    if derniere is None:
        return "Aucune demande n’a été traitée pendant ces semaines."
    return (
        f"Semaine du {en_lettres(derniere['lundi'])} : la moitié des réponses en"
        f" {compte(derniere['mediane'], 'jour')} au plus, neuf sur dix en"
        f" {compte(derniere['neuf_sur_dix'], 'jour')} au plus."
    )
