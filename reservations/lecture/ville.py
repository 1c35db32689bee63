"""What the town has decided about days, in one query: periods, holidays, openings, closures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import CharField, DateField, DateTimeField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from famille.regles.foyer import age_le
from famille.socle.dire import enumerer
from famille.socle.requetes import RequeteEcrite
from reservations.models import (
    Activite,
    Evenement,
    Fermeture,
    JourFerie,
    Ouverture,
    PeriodeScolaire,
    ReglageReservations,
)
from reservations.regles.calendrier import CLASSE_MAX, QUATRE_JOURS, dire_les_delais, jours_connus
from reservations.regles.faits import ParVoeux
from reservations.regles.juge import Calendrier, Periode, Unite
from reservations.regles.planning import Accueil

MERCREDI = 2
CALENDRIER_GARDE = 600  # seconds
_COLONNES = (
    *("sorte", "cle", "du", "au", "texte", "a_partir_de", "id_activite", "id_structure"),
    *("de", "a"),
)


@dataclass(frozen=True)
class Ville:
    """`ouvertures`, and `voeux`, those of them by wishes: by activity (pk); `fermetures`: by
    (structure pk or None, activity pk or None); `sorties`: events of one group, by activity, with
    its ages: (first day, last day, reason, youngest, oldest); `evenements`: their pks."""

    calendrier: Calendrier
    ouvertures: dict[int, list[tuple[date, date, datetime]]] = field(default_factory=dict)
    voeux: dict[int, list[ParVoeux]] = field(default_factory=dict)
    fermetures: dict[tuple, list[tuple[date, date, str]]] = field(default_factory=dict)
    sorties: dict[int, list[tuple[date, date, str, int, int]]] = field(default_factory=dict)
    evenements: frozenset[int] = frozenset()

    def ouvertures_de(self, activite: Activite) -> tuple[tuple[date, date, datetime], ...]:
        return tuple(self.ouvertures.get(activite.pk, ()))

    def voeux_de(self, activite: Activite) -> tuple[ParVoeux, ...]:
        return tuple(self.voeux.get(activite.pk, ()))

    def fermetures_de(self, activite: Activite) -> tuple[Any, ...]:
        """The closures of every centre, of this activity's centre, and of this activity."""
        cles = (
            (None, None),
            (activite.structure_id, None),
            (activite.structure_id, activite.pk),
            (None, activite.pk),
        )
        return tuple(fermeture for cle in cles for fermeture in self.fermetures.get(cle, ()))

    def fermetures_pour(self, activite: Activite, naissance: date) -> Any:
        """`fermetures_de`, and the days on which an event takes away the children of this age."""
        siennes = (_pour_cet_age(sortie, naissance) for sortie in self.sorties.get(activite.pk, ()))
        return self.fermetures_de(activite) + tuple(sortie for sortie in siennes if sortie)

    def accueil_de(self, activite: Activite) -> Accueil:
        """When this activity welcomes children."""
        return Accueil(
            scolaire=Unite(activite.unite_scolaire) if activite.unite_scolaire else None,
            vacances=Unite(activite.unite_vacances) if activite.unite_vacances else None,
            jours_scolaires=frozenset(activite.jours_scolaires),
            fermetures=self.fermetures_de(activite),
        )


def lire_la_ville(debut: date, fin: date) -> Ville:
    """All that applies to the days from `debut` to `fin`, and to their deadlines before."""
    return comprendre_la_ville(VILLE.lire(**bornes(debut, fin)))


def la_ville_montree(debut: date, fin: date) -> Ville:
    """`lire_la_ville`, kept some seconds (the cache `proche`), for a page that only shows: it is
    the same for all families, who open the same month at once. What decides reads it anew."""
    cle = f"ville-{debut}-{fin}"
    ville = caches["proche"].get_or_set(cle, lambda: lire_la_ville(debut, fin))
    assert ville is not None
    return ville


def le_calendrier_montre(jour: date) -> Calendrier:
    """The calendar on which deadlines before this day are counted, kept some minutes, for a button
    that only says beforehand what the press will judge. The town writes it once a year."""
    cle = f"calendrier-{jour}"
    calendrier = caches["proche"].get(cle)
    if calendrier is None:
        calendrier = lire_la_ville(jour, jour).calendrier
        caches["proche"].set(cle, calendrier, CALENDRIER_GARDE)
    return calendrier


def phrases_des_delais() -> list[str]:
    """The deadlines to book and cancel, in French: one sentence if all activities have the same
    rule; else one for each rule, which names its activities. One query."""
    regles: dict[str, list[str]] = {}
    for activite in Activite.objects.actives().select_related("structure"):
        phrase = dire_les_delais(activite.pour_reserver, activite.pour_annuler)
        regles.setdefault(phrase, []).append(f"{activite.nom} ({activite.structure.nom})")
    if len(regles) == 1:
        return list(regles)
    return [f"{enumerer(qui)} : {dite[0].lower()}{dite[1:]}" for dite, qui in regles.items()]


def bornes(debut: date, fin: date) -> dict[str, date]:
    """The values of VILLE. Deadlines in working days look back over the public holidays of the
    weeks before; a day is school term between two holidays, which are read on both sides."""
    return {
        "debut": debut,
        "fin": fin,
        "depuis": date(debut.year - 1, 1, 1),
        "avant": debut - CLASSE_MAX,
        "apres": fin + CLASSE_MAX,
    }


def comprendre_la_ville(lignes: Iterable[tuple]) -> Ville:
    """What the rows of VILLE say."""
    periodes, feries, evenements, classe = [], {}, set(), QUATRE_JOURS
    par_voeux: list[tuple[int, int, date, date, datetime]] = []
    ouvrent_le: dict[int, datetime] = {}
    ouvertures, fermetures, sorties = defaultdict(list), defaultdict(list), defaultdict(list)
    for sorte, cle, du, au, texte, a_partir_de, activite, structure, de, a in lignes:
        if sorte in ("vacances", "pont"):
            periodes.append(Periode(texte, du, au, pont=sorte == "pont"))
        elif sorte == "ferie":
            feries[du] = texte
        elif sorte == "mercredi":
            classe = QUATRE_JOURS | {MERCREDI}
        elif sorte == "ouverture":
            ouvertures[activite].append((du, au, a_partir_de))
            ouvrent_le[cle] = a_partir_de
        elif sorte == "voeux":
            par_voeux.append((activite, cle, du, au, a_partir_de))
        elif sorte == "sortie":
            sorties[activite].append((du, au, texte, de, a))
            evenements.add(cle)
        else:
            fermetures[structure, activite].append((du, au, texte))
    periodes.sort(key=lambda periode: periode.debut)
    calendrier = Calendrier(tuple(periodes), feries, jours_connus(periodes), classe)
    voeux = defaultdict(list)
    for activite, cle, du, au, jusqu_au in par_voeux:
        voeux[activite].append(ParVoeux(cle, du, au, jusqu_au, ouvrent_le[cle]))
    return Ville(calendrier, ouvertures, voeux, fermetures, sorties, frozenset(evenements))


def _pour_cet_age(
    sortie: tuple[date, date, str, int, int], naissance: date
) -> tuple[date, date, str] | None:
    """(first day, last day, reason) of this event for a child born then; None when it is not for
    his age."""
    du, au, texte, de, a = sortie
    jours = [
        jour
        for rang in range((au - du).days + 1)
        if de <= age_le(jour := du + timedelta(days=rang), naissance) <= a
    ]
    return (jours[0], jours[-1], texte) if jours else None


def _dire_tout(
    debut: Any,
    fin: Any,
    depuis: Any,
    avant: Any,
    apres: Any,
) -> QuerySet:
    entre = {"debut__lte": fin, "fin__gte": debut}
    feries = JourFerie.objects.filter(jour__lte=fin, jour__gte=depuis)
    periodes = _lignes(
        PeriodeScolaire.objects.filter(debut__lte=apres, fin__gte=avant),
        F("nature"),
        texte=F("nom"),
    )
    return periodes.union(
        _lignes(feries, "ferie", du=F("jour"), au=F("jour"), texte=F("nom")),
        _ouvertures("ouverture", "ouvre_le", entre),
        _ouvertures("voeux", "voeux_au", entre),
        _lignes(
            Fermeture.objects.filter(**entre),
            "fermeture",
            texte=F("motif"),
            id_activite=F("activite"),
            id_structure=F("structure"),
        ),
        _lignes(
            d_un_groupe(debut, fin),
            "sortie",
            cle=F("pk"),
            texte=F("motif"),
            id_activite=F("groupe__activite"),
            de=F("groupe__age_min"),
            a=F("groupe__age_max"),
        ),
        _ecole_le_mercredi(),
        all=True,
    ).order_by()


def _ouvertures(sorte: str, instant: str, entre: dict[str, Any]) -> Any:
    """The openings of these days for which this moment is set (`instant`: when they open, or when
    wishes close)."""
    return _lignes(
        Ouverture.objects.filter(**entre, **{f"{instant}__isnull": False}),
        sorte,
        cle=F("pk"),
        texte=F("nom"),
        a_partir_de=F(instant),
        id_activite=F("activites"),
    )


def _ecole_le_mercredi() -> Any:
    """One row where schools open on Wednesdays."""
    aucun = Cast(Value(None), DateField())
    reglages = ReglageReservations.objects.filter(classe_le_mercredi=True)
    return _lignes(reglages, "mercredi", du=aucun, au=aucun, texte=_texte(""))


def d_un_groupe(debut: Any, fin: Any) -> QuerySet[Evenement]:
    """The events that keep a group away on one of these days."""
    return Evenement.objects.filter(
        debut__lte=fin, fin__gte=debut, groupe__isnull=False, retire_le=None
    )


VILLE = RequeteEcrite(_dire_tout)


def _lignes(lignes: Any, sorte: F | str, **dites: Any) -> Any:
    """`lignes` with the ten columns of the union, in the same types on both databases."""
    rien = Cast(Value(None), IntegerField())  # PostgreSQL takes a bare NULL for text
    colonnes = {
        "sorte": _texte(sorte) if isinstance(sorte, str) else sorte,
        "cle": rien,
        "du": F("debut"),
        "au": F("fin"),
        "a_partir_de": Cast(Value(None), DateTimeField()),
        "id_activite": rien,
        "id_structure": rien,
        "de": rien,
        "a": rien,
    }
    return lignes.order_by().annotate(**colonnes | dites).values_list(*_COLONNES)


def _texte(texte: str) -> Value:
    return Value(texte, output_field=CharField())
