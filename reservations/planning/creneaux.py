"""Open the créneaux of a period, by the unit of each day (G31). Safe to run again: nothing is
deleted, nothing that exists is changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from famille.models import Travail, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite, Creneau, Places
from reservations.moteur.verrou import ecriture
from reservations.regles.juge import Moment
from reservations.regles.planning import DUREE_MAX, JourPrevu, jours_prevus, melange

if TYPE_CHECKING:
    from famille.travaux.actions import Avancement


_TRANCHE = timedelta(days=31)
DEJA_AUTREMENT = "déjà des créneaux d’une autre durée"


@dataclass
class BilanCreneaux:
    """What a period holds for one activity: `crees` and `deja` count créneaux, `ecartes` lists the
    days left out."""

    crees: int = 0
    deja: int = 0
    ecartes: list[tuple[date, str]] = field(default_factory=list)
    jours: list[date] = field(default_factory=list)  # that get at least one créneau more

    def ajouter(self, autre: "BilanCreneaux") -> None:
        self.crees += autre.crees
        self.deja += autre.deja
        self.ecartes += autre.ecartes
        self.jours += autre.jours


def prevoir_creneaux(activite: Activite, debut: date, fin: date) -> BilanCreneaux:
    """What `planifier_creneaux` would do; nothing is written. Refus: dates that
    cannot be."""
    verifier_les_dates(debut, fin)
    return _trier(activite, debut, fin)[0]


def planifier_creneaux(
    activite: Activite,
    debut: date,
    fin: date,
    *,
    capacite: int | None = None,
    par: Utilisateur | None,
    avancer: Callable[..., Any] | None = None,
) -> BilanCreneaux:
    """BilanCreneaux. `capacite`: places of each new créneau, else the activity's.
    `avancer(fait, total)` in days, every month. Refus: dates that cannot be."""
    verifier_les_dates(debut, fin)
    bilan, total, jour = BilanCreneaux(), (fin - debut).days + 1, debut
    while jour <= fin:
        dernier = min(jour + _TRANCHE, fin)
        bilan.ajouter(
            _ouvrir(activite, jour, dernier, activite.capacite if capacite is None else capacite)
        )
        if avancer:
            avancer((dernier - debut).days + 1, total)
        jour = dernier + timedelta(days=1)
    return bilan


TROP_LONGUE = (
    "Cette période est trop longue : choisissez-en une de treize mois au plus, puis recommencez"
    " pour la suite."
)


def verifier_les_dates(debut: date, fin: date, trop_longue: str = TROP_LONGUE) -> None:
    """Refus when the last day comes before the first, or too late to be one period."""
    if fin < debut:
        raise Refus("Le dernier jour est avant le premier : vérifiez les deux dates.", champ="fin")
    if (fin - debut).days >= DUREE_MAX:
        raise Refus(trop_longue, champ="fin")


def _ouvrir(activite: Activite, debut: date, fin: date, capacite: int) -> BilanCreneaux:
    """One transaction for at most a month. The rows of the counters come with those of the
    créneaux, or not at all."""
    with ecriture():
        bilan, manquants = _trier(activite, debut, fin)
        creer_les_creneaux(activite, manquants, capacite, plage=(debut, fin))
    return bilan


def creer_les_creneaux(
    activite: Activite,
    manquants: Sequence[tuple[date, Moment]],
    capacite: int,
    *,
    plage: tuple[date, date],
) -> list[int]:
    """Create the missing créneaux of these days, with their counters. The keys of those of `plage`
    that had none. In the caller's `ecriture`."""
    Creneau.objects.bulk_create(
        [Creneau(activite=activite, jour=jour, moment=moment) for jour, moment in manquants],
        ignore_conflicts=True,
    )
    sans_places = Creneau.objects.filter(activite=activite, jour__range=plage, places=None)
    cles = list(sans_places.order_by("pk").values_list("pk", flat=True))
    Places.objects.bulk_create(
        [Places(creneau_id=pk, capacite=capacite) for pk in cles], ignore_conflicts=True
    )
    return cles


def _trier(
    activite: Activite, debut: date, fin: date
) -> tuple[BilanCreneaux, list[tuple[date, Moment]]]:
    """(BilanCreneaux, list of (day, moment) to create)."""
    existants: dict[date, set[Moment]] = defaultdict(set)
    lignes = Creneau.objects.filter(activite=activite, jour__range=(debut, fin)).order_by()
    for jour, moment in lignes.values_list("jour", "moment"):
        existants[jour].add(Moment(moment))
    ville = lire_la_ville(debut, fin)
    prevus = jours_prevus(debut, fin, ville.accueil_de(activite), ville.calendrier)
    manquants, deja, ecartes = a_ouvrir(prevus, existants, DEJA_AUTREMENT)
    jours = list(dict.fromkeys(jour for jour, _moment in manquants))
    return BilanCreneaux(len(manquants), deja, ecartes, jours), manquants


def a_ouvrir(
    prevus: Iterable[JourPrevu], existants: Mapping[date, set[Moment]], autrement: str
) -> tuple[list[tuple[date, Moment]], int, list[tuple[date, str]]]:
    """(those to open, how many of them are there, days left out and why): `autrement`, where a day
    has créneaux of another length."""
    manquants: list[tuple[date, Moment]] = []
    la, ecartes = 0, []
    for prevu in prevus:
        deja = existants.get(prevu.jour, set())
        if raison := prevu.raison or (autrement if melange(prevu.moments, deja) else ""):
            ecartes.append((prevu.jour, raison))
            continue
        nouveaux = [(prevu.jour, moment) for moment in prevu.moments if moment not in deja]
        la += len(prevu.moments) - len(nouveaux)
        manquants += nouveaux
    return manquants, la, ecartes


def executer(travail: Travail, avancer: "Avancement") -> dict[str, Any]:
    """The job "creneaux": parametres dict(activites: [pk], debut, fin: ISO days, capacite: int or
    None, avant: {pk: créneaux that stood there before}), so that a job begun twice says what it
    added in all."""
    demande = travail.parametres
    debut, fin = date.fromisoformat(demande["debut"]), date.fromisoformat(demande["fin"])
    activites = Activite.objects.filter(pk__in=demande["activites"]).select_related("structure")
    jours, lignes = (fin - debut).days + 1, []
    for rang, activite in enumerate(activites):
        bilan = planifier_creneaux(
            activite,
            debut,
            fin,
            capacite=demande["capacite"],
            par=travail.par,
            avancer=lambda fait, _total, rang=rang: avancer(
                rang * jours + fait, len(activites) * jours
            ),
        )
        en_place = bilan.crees + bilan.deja
        crees = max(en_place - demande["avant"].get(str(activite.pk), 0), 0)
        lignes.append({"activite": str(activite), "crees": crees, "en_place": en_place})
    crees = sum(ligne["crees"] for ligne in lignes)
    phrase = (
        f"{compte(crees, 'créneau est ouvert', 'créneaux sont ouverts')}."
        if crees
        else "Tout existait déjà : aucun créneau n’est ajouté."
    )
    return {"phrase": phrase, "creneaux": lignes}
