"""From the database to the file that is played: which child meets which criterion, how many places
each bloc has. Read in a fixed number of queries, whatever the number of families."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone

from famille.models import Foyer, Rattachement
from reservations.lecture.lignes import grouper, semaines_entieres
from reservations.lecture.questions import DU_CRENEAU
from reservations.lecture.ville import lire_la_ville
from reservations.models import (
    Activite,
    Creneau,
    CritereDePriorite,
    DeclarationDePriorite,
    EnfantDeListe,
    Inscription,
    ListeDeVoeux,
    Reservation,
    Tirage,
    VoeuDeListe,
)
from reservations.regles.juge import Bloc, CreneauLu, Moment
from reservations.regles.voeux.affectation import Demandeur, Lieu, PartDeVoeu
from reservations.regles.voeux.dossier import Dossier
from reservations.tarifs.faits import lire_faits

from .possibles import parts_du_jour

Genre = CritereDePriorite.Genre
UN_AN = timedelta(days=365)


def criteres_en_vigueur(jour: date) -> list[CritereDePriorite]:
    """Those of the council on that day, the first one first; of one kind twice, the latest."""
    lus = CritereDePriorite.objects.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)
    par_genre = {un.genre: un for un in lus.order_by("debut", "pk")}
    return sorted(par_genre.values(), key=lambda un: (un.rang, un.genre))


def jour_des_criteres(tirage: Tirage) -> date:
    """The last day of the wishes: what is true that day counts."""
    return timezone.localdate(tirage.ouverture.voeux_au or tirage.ouverture.ouvre_le)


def lire_listes(tirage: Tirage, foyer: Foyer | None = None) -> list[ListeDeVoeux]:
    """With their wishes and children; of one household, or all. Three queries."""
    lignes = ListeDeVoeux.objects.filter(tirage=tirage)
    return list(
        (lignes.filter(foyer=foyer) if foyer else lignes)
        .select_related("foyer", "par")
        .prefetch_related(
            Prefetch("voeux", VoeuDeListe.objects.select_related("enfant", "activite__structure")),
            Prefetch("enfants", EnfantDeListe.objects.select_related("enfant")),
        )
        .order_by("pk")
    )


def place_de(voeu: VoeuDeListe) -> str:
    return f"{voeu.activite_id}:{voeu.bloc}"


def lire_dossier_de(tirage: Tirage, listes: list[ListeDeVoeux]) -> Dossier:
    """What is played: the wishes as they are, the places as they are free now."""
    voeux = [voeu for liste in listes for voeu in liste.voeux.all()]
    blocs = lire_les_blocs(voeux)
    criteres = criteres_en_vigueur(jour_des_criteres(tirage))
    remplis = Remplis(tirage, listes)
    activites_de: dict[str, set[int]] = defaultdict(set)
    pseudonymes = {
        (liste.pk, lien.enfant_id): str(lien.pseudonyme)
        for liste in listes
        for lien in liste.enfants.all()
    }
    for voeu in voeux:
        activites_de[pseudonymes[voeu.liste_id, voeu.enfant_id]].add(voeu.activite_id)
    enfants = {
        str(lien.pseudonyme): {
            str(activite): "".join(
                "01"[remplis.a(un.genre, liste.foyer_id, lien.enfant_id, activite)]
                for un in criteres
            )
            for activite in activites_de[str(lien.pseudonyme)]
        }
        for liste in listes
        for lien in liste.enfants.all()
    }
    return Dossier(
        tirage.graine,
        tuple(un.genre for un in criteres),
        enfants,
        {place_de(voeu): str(voeu.activite_id) for voeu in voeux},
        {place_de(voeu): _lieu(voeu, blocs.get(place_de(voeu))) for voeu in voeux},
        tuple(_liste(liste, pseudonymes) for liste in listes),
    )


def _liste(liste: ListeDeVoeux, pseudonymes: dict[tuple[int, int], str]) -> Demandeur:
    choix = [
        tuple(PartDeVoeu(pseudonymes[liste.pk, voeu.enfant_id], place_de(voeu)) for voeu in voeux)
        for _rang, voeux in par_rang(liste.voeux.all())
    ]
    if liste.tout_ou_rien and choix:
        choix = [tuple(part for parts in choix for part in parts)]
    return Demandeur(str(liste.pseudonyme), tuple(choix), liste.maximum)


def par_rang(voeux: Iterable[VoeuDeListe]) -> list[tuple[int, list[VoeuDeListe]]]:
    """The wishes of a list, the best liked first, those of brothers and sisters together."""
    rangs: dict[int, list[VoeuDeListe]] = defaultdict(list)
    for voeu in voeux:
        rangs[voeu.rang].append(voeu)
    return sorted(rangs.items())


def _lieu(voeu: VoeuDeListe, bloc: Bloc | None) -> Lieu:
    """A bloc that is no longer there, or closed, has no place to give."""
    if bloc is None:
        return Lieu(0, frozenset({voeu.bloc}))
    occupe = frozenset(
        f"{creneau.jour.isoformat()}-{part}"
        for creneau in bloc.creneaux
        for part in parts_du_jour(creneau.moment)
    )
    return Lieu(max(0, bloc.places) if bloc.ouvert else 0, occupe)


def lire_les_blocs(voeux: list[VoeuDeListe]) -> dict[str, Bloc]:
    """{place: its bloc, as it is now}. Three queries."""
    if not voeux:
        return {}
    jours = [voeu.debut for voeu in voeux]
    debut, fin = semaines_entieres(min(jours), max(jours))
    activites = {voeu.activite_id: voeu.activite for voeu in voeux}
    creneaux = Creneau.objects.filter(activite__in=activites, jour__range=(debut, fin)).order_by()
    lus = defaultdict(list)
    for activite, pk, jour, moment, *places in creneaux.values_list(*DU_CRENEAU):
        lus[activite].append(CreneauLu(pk, jour, Moment(moment), *places))
    calendrier = lire_la_ville(debut, fin).calendrier
    return {
        f"{pk}:{bloc.cle}": bloc
        for pk, une in activites.items()
        for bloc in grouper(une, lus.get(pk, ()), calendrier)
        if bloc.propose
    }


class Remplis:
    """Which criteria are met, read once for all the families of an opening."""

    def __init__(self, tirage: Tirage, listes: list[ListeDeVoeux]) -> None:
        self.jour = jour_des_criteres(tirage)
        foyers = {liste.foyer_id for liste in listes}
        activites = Activite.objects.filter(ouvertures=tirage.ouverture_id)
        self.structures: dict[int, int] = dict(activites.values_list("pk", "structure"))
        self.faits = lire_faits(foyers, set())
        self.travail = set(
            DeclarationDePriorite.objects.filter(foyer__in=foyers, genre=Genre.TRAVAIL)
            .valables(self.jour)
            .values_list("foyer", flat=True)
        )
        self.freres = _freres(foyers, tirage)
        enfants = {lien.enfant_id for liste in listes for lien in liste.enfants.all()}
        self.venus = set(
            Reservation.objects.filter(
                enfant__in=enfants,
                creneau__jour__gte=tirage.ouverture.debut - UN_AN,
                creneau__jour__lte=self.jour,
            )
            .attendues()
            .order_by()
            .values_list("enfant", "creneau__activite__structure")
            .distinct()
        )

    def a(self, genre: str, foyer: int, enfant: int, activite: int) -> bool:
        structure = self.structures.get(activite)
        match genre:
            case Genre.COMMUNE:
                return self.faits.membre(foyer, self.jour)
            case Genre.TRAVAIL:
                return foyer in self.travail
            case Genre.FRATRIE:
                return any(autre != enfant for autre in self.freres.get((foyer, structure), ()))
            case Genre.DEJA_VENU:
                return (enfant, structure) in self.venus
        raise ValueError(f"unknown criterion: {genre!r}")


def _freres(foyers: set[int], tirage: Tirage) -> dict[tuple[int, int | None], set[int]]:
    """{(household, centre): its children registered there for the days of the opening}."""
    ouverture = tirage.ouverture
    la = Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gte=ouverture.debut), foyer__in=foyers, debut__lte=ouverture.fin
    )
    foyers_de: dict[int, set[int]] = defaultdict(set)
    for foyer, enfant in la.values_list("foyer", "enfant"):
        foyers_de[enfant].add(foyer)
    inscrits = Inscription.objects.filter(
        Q(fin=None) | Q(fin__gte=ouverture.debut),
        enfant__in=la.values("enfant"),
        debut__lte=ouverture.fin,
    )
    trouves: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    for enfant, structure in inscrits.order_by().values_list("enfant", "activite__structure"):
        for foyer in foyers_de[enfant]:
            trouves[foyer, structure].add(enfant)
    return trouves
