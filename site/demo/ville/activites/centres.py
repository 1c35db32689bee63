"""The demo town's centres: structures, activities, prices, openings of the current school year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from demo.ville.jours import annee_scolaire, mois_factures
from famille.models import Utilisateur
from famille.socle.dire import en_lettres
from reservations.models import (
    Activite,
    Fermeture,
    GrilleTarifaire,
    Groupe,
    Ouverture,
    PeriodeScolaire,
    ReductionVotee,
    Structure,
    TrancheTarif,
)
from reservations.planning.calendrier_initial import annees_publiees, creer_calendrier
from reservations.regles.juge import PARIS, Unite

TRANCHES = [400, 600, 800, 1000, 1300, None]
# Prices in euros, one a bracket; families from outside pay a third more.
DEMI_JOURNEE = ["2.10", "3.20", "4.40", "5.60", "6.90", "8.20"]
JOURNEE = ["4.60", "6.80", "9.00", "11.20", "13.80", "16.40"]
SEMAINE = ["18.00", "27.00", "36.00", "45.00", "56.00", "68.00"]
HEURES = {"ouvre_a": time(8), "midi_a": time(13), "ferme_a": time(18)}
PART_DU_REPAS = Decimal(30)  # of the price of a day, and of a week, meals included
DELIBERATION = "n° {annee}-112 du 25 juin {annee}"
HUIT_SEMAINES = timedelta(weeks=8)
PROCHAINE_OUVERTURE = timedelta(days=4)


@dataclass
class Centres:
    """The three activities and the days of the season: from the January before this school year to
    its summer."""

    pingaudiere: Activite
    valla: Activite
    ados: Activite
    debut: date
    fin: date

    @property
    def toutes(self) -> list[Activite]:
        return [self.pingaudiere, self.valla, self.ados]


def creer_centres(jour: date, *, directrice: Utilisateur) -> Centres:
    annee = annee_scolaire(jour)
    creer_calendrier()
    _calendrier_de_2026()
    _inventer_les_annees_suivantes(annee)
    centres = Centres(
        _accueil("La Pingaudière", "Rue de la Pingaudière, 36000 Châteauroux", 3, 7, 50),
        _accueil("La Valla", "Allée de la Valla, 36000 Châteauroux", 3, 11, 77),
        _ados(),
        *_saison(annee),
    )
    centres.valla.structure.directeurs.add(directrice)
    for activite in centres.toutes:
        _tarifer(activite, annee, mois_factures(jour)[0].debut)
    _ouvrir(centres, annee, jour)
    Fermeture.objects.create(
        structure=centres.valla.structure,
        debut=date(annee + 1, 7, 13),
        fin=date(annee + 1, 7, 13),
        motif="formation de l’équipe",
    )
    return centres


def retrouver_les_centres(jour: date) -> Centres:
    """The first three activities, as `creer_centres` has made them."""
    pingaudiere, valla, ados = Activite.objects.order_by("pk")[:3]
    return Centres(pingaudiere, valla, ados, *_saison(annee_scolaire(jour)))


def _saison(annee: int) -> tuple[date, date]:
    return date(annee, 1, 5), date(annee + 1, 8, 31)


def _calendrier_de_2026() -> None:
    """Zone B from January to the spring of 2026, for the history of bookings: the seeded calendar
    begins after it."""
    for nom, debut, fin in [
        ("Vacances d’hiver", date(2026, 2, 14), date(2026, 3, 1)),
        ("Vacances de printemps", date(2026, 4, 11), date(2026, 4, 26)),
    ]:
        PeriodeScolaire.objects.get_or_create(debut=debut, defaults={"nom": nom, "fin": fin})


def _inventer_les_annees_suivantes(annee: int) -> None:
    """The holidays of a school year that is not published yet, for the demonstration only: those of
    the last year known, so many whole weeks later."""
    publiees = annees_publiees("B")
    derniere = max(publiees)
    for suivante in range(derniere + 1, annee + 2):
        decalage = timedelta(weeks=round((date(suivante, 9, 1) - date(derniere, 9, 1)).days / 7))
        for nom, nature, debut, fin in publiees[derniere]:
            PeriodeScolaire.objects.get_or_create(
                debut=debut + decalage,
                defaults={"nom": nom, "nature": nature, "fin": fin + decalage},
            )


def _accueil(nom: str, adresse: str, age_min: int, age_max: int, capacite: int) -> Any:
    structure = Structure.objects.create(nom=nom, adresse=adresse, telephone="02 61 91 00 10")
    activite = Activite.objects.create(
        structure=structure,
        nom="Accueil de loisirs",
        unite_scolaire=Unite.DEMI_JOURNEE,
        unite_vacances=Unite.JOURNEE,
        jours_scolaires=[2],
        **HEURES,
        age_min=age_min,
        age_max=age_max,
        capacite=capacite,
    )
    for groupe, bas, haut in [("Les petits", 3, 5), ("Les moyens", 6, 8), ("Les grands", 9, 11)]:
        if bas <= age_max:
            Groupe.objects.create(
                activite=activite, nom=groupe, age_min=bas, age_max=min(haut, age_max)
            )
    return activite


def _ados() -> Any:
    structure = Structure.objects.create(
        nom="Pôle Ados", adresse="Place Saint-Cyran, 36000 Châteauroux", telephone="02 61 91 00 12"
    )
    return Activite.objects.create(
        structure=structure,
        nom="Semaine ados",
        unite_scolaire="",
        unite_vacances=Unite.SEMAINE,
        **HEURES,
        age_min=11,
        age_max=17,
        capacite=80,
    )


def _tarifer(activite: Activite, annee: int, depuis: date) -> None:
    """From the first month that is billed here: the bookings of before are history, without a
    price, and no month of theirs is one that the town forgot to bill."""
    grilles = (
        {Unite.SEMAINE: SEMAINE}
        if activite.unite_vacances == Unite.SEMAINE
        else {
            Unite.DEMI_JOURNEE: DEMI_JOURNEE,
            Unite.JOURNEE: JOURNEE,
        }
    )
    for unite, prix in grilles.items():
        grille = GrilleTarifaire.objects.create(
            activite=activite,
            unite=unite,
            debut=depuis,
            deliberation=DELIBERATION.format(annee=annee),
            hors_commune=Decimal(33),
            part_repas=Decimal(0) if unite == Unite.DEMI_JOURNEE else PART_DU_REPAS,
        )
        ReductionVotee.objects.create(grille=grille, genre="rang-de-l-enfant", seuil=2, valeur=10)
        TrancheTarif.objects.bulk_create(
            TrancheTarif(grille=grille, jusqua=jusqua, prix=Decimal(montant))
            for jusqua, montant in zip(TRANCHES, prix, strict=True)
        )


def _ouvrir(centres: Centres, annee: int, jour: date) -> None:
    """Wednesdays of the year since the end of August, one opening a stretch of term; each holidays
    eight weeks before, on a Saturday, but for the next: in a few days, so that there is something
    to wait for."""
    vacances = list(
        PeriodeScolaire.objects.filter(
            nature="vacances", debut__range=(centres.debut, centres.fin)
        ).order_by("debut")
    )
    for debut, fin in _mercredis(annee, vacances):
        nom = f"Mercredis du {en_lettres(debut)} au {en_lettres(fin)}"
        _ouverture(nom, debut, fin, date(annee, 8, 24), [centres.pingaudiere, centres.valla])
    prochaine = next(
        (periode for periode in vacances if periode.debut - HUIT_SEMAINES > jour), None
    )
    for periode in vacances:
        ouvre = periode.debut - HUIT_SEMAINES
        if periode == prochaine:
            ouvre = min(ouvre, jour + PROCHAINE_OUVERTURE)
        _ouverture(str(periode), periode.debut, periode.fin, ouvre, centres.toutes)


def _ouverture(nom: str, debut: date, fin: date, ouvre: date, activites: list[Activite]) -> None:
    ouvre_le = datetime.combine(ouvre, time(9), tzinfo=PARIS)
    Ouverture.objects.create(nom=nom, debut=debut, fin=fin, ouvre_le=ouvre_le).activites.set(
        activites
    )


def _mercredis(annee: int, vacances: list[PeriodeScolaire]) -> Iterator[tuple[date, date]]:
    """(first, last day) of each stretch of term: an opening of the whole year would open the
    holidays too."""
    debut = date(annee, 9, 1)
    for periode in vacances:
        if periode.debut > debut:
            yield debut, periode.debut - timedelta(days=1)
            debut = periode.fin + timedelta(days=1)
