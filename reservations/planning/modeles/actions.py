"""One press: the structure, the activity with its delays, the days of the period, and the moment
from which families book them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from famille.models import Service, Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus
from reservations.models import Activite, Ouverture, Structure
from reservations.planning.creneaux import planifier_creneaux, verifier_les_dates
from reservations.regles.blocs import Unite, UniteComptee

MERCREDI = 2  # 0: Monday
JOURS_D_ECOLE = [0, 1, 3, 4]
HEURES = {"ouvre_a": time(8), "midi_a": time(12), "ferme_a": time(18)}


@dataclass(frozen=True)
class Modele:
    """`champs`: of Activite; what a town changes later, in the activity's own screen."""

    cle: str
    libelle: str
    nom: str
    champs: dict[str, Any]


MODELES = {
    un.cle: un
    for un in (
        Modele(
            "mercredi",
            "Les mercredis, à la demi-journée",
            "Mercredis",
            {
                "unite_scolaire": Unite.DEMI_JOURNEE,
                "unite_vacances": "",
                "jours_scolaires": [MERCREDI],
            },
        ),
        Modele(
            "vacances",
            "Les vacances, à la journée",
            "Vacances",
            {"unite_scolaire": "", "unite_vacances": Unite.JOURNEE, "jours_scolaires": []},
        ),
        Modele(
            "ados",
            "Les vacances des jeunes, à la semaine",
            "Semaines des jeunes",
            {"unite_scolaire": "", "unite_vacances": Unite.SEMAINE, "jours_scolaires": []},
        ),
        Modele(
            "restaurant",
            "Le restaurant scolaire, les jours d’école",
            "Restaurant scolaire",
            {
                "unite_scolaire": Unite.JOURNEE,
                "unite_vacances": "",
                "unite_comptee": UniteComptee.REPAS,
                "service": Service.RESTAURATION,
                "jours_scolaires": JOURS_D_ECOLE,
                "encadree": False,
                "ouvre_a": time(11, 30),
                "midi_a": None,
                "ferme_a": time(13, 30),
            },
        ),
        Modele(
            "garderie",
            "La garderie du matin et du soir, les jours d’école",
            "Garderie du matin et du soir",
            {
                "unite_scolaire": Unite.DEMI_JOURNEE,
                "unite_vacances": "",
                "unite_comptee": UniteComptee.SEANCE,
                "service": Service.GARDERIE,
                "jours_scolaires": JOURS_D_ECOLE,
                "ouvre_a": time(7, 30),
                "midi_a": time(8, 30),
                "reprend_a": time(16, 30),
                "ferme_a": time(18, 30),
            },
        ),
    )
}


@transaction.atomic
def creer_l_activite(
    modele: Modele,
    *,
    structure: str,
    ages: tuple[int, int],
    places: int,
    dates: tuple[date, date],
    ouvre_le: datetime,
    par: Utilisateur,
) -> tuple[Activite, int]:
    """The activity, and how many créneaux it has. `structure`: its name, made when no structure has
    it. Refus: an activity of that name is there, dates that cannot be, or no day of the school
    calendar to open: nothing is made."""
    debut, fin = dates
    verifier_les_dates(debut, fin)
    lieu, nouveau = Structure.objects.get_or_create(nom=structure.strip())
    if Activite.objects.filter(structure=lieu, nom=modele.nom).exists():
        raise Refus(
            f"« {modele.nom} » existe déjà à {lieu} : modifiez cette activité, ou ouvrez d’autres"
            " créneaux.",
            champ="modele",
        )
    activite = Activite.objects.create(
        structure=lieu,
        nom=modele.nom,
        age_min=ages[0],
        age_max=ages[1],
        capacite=places,
        **HEURES | modele.champs,
    )
    bilan = planifier_creneaux(activite, debut, fin, par=par)
    if not bilan.crees:
        raise Refus(
            "Aucun jour ne peut être ouvert entre ces dates : choisissez d’abord la zone du"
            " calendrier scolaire, ou d’autres dates.",
            champ="debut",
        )
    ouverture = Ouverture.objects.create(
        nom=f"{modele.nom} jusqu’au {en_lettres(fin)}", debut=debut, fin=fin, ouvre_le=ouvre_le
    )
    ouverture.activites.add(activite)
    for ligne in (*([lieu] if nouveau else []), activite, ouverture):
        log(instance=ligne, action="wagtail.create", user=par)
    return activite, bilan.crees
