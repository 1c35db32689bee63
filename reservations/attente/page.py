"""What a family sees of the queue: places offered to it, ranks, what became of the rest. Nothing of
other families."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from famille.models import Foyer
from reservations.lecture.aides_dites import PrixMontre, avant_les_aides
from reservations.lecture.attentes_dites import Attendu, Finie, GroupeAttente, conclusion
from reservations.lecture.file_attente import lire_blocs, rangs_de
from reservations.lecture.lignes import BlocLu
from reservations.lecture.presences_dites import libelle_nomme
from reservations.lecture.recues import lignes_avec_les_recues
from reservations.models import Attente, ReglageReservations
from reservations.moteur.file.lien_file import avec_une_place
from reservations.moteur.jugement import deja_ouvert, libelle_du_bloc
from reservations.regles.dire import rang_du_moment
from reservations.regles.juge import empechements, etendue, verdict
from reservations.regles.tarifs import Prix

from .offres import prix_des

Etat = Attente.Etat
RECENTES = timedelta(days=30)
FINIES_MONTREES = 10


@dataclass
class PageAttentes:
    """`heures`: how long an offer stands; `plusieurs`: the account has two households, to be told
    apart."""

    offres: list[GroupeAttente] = field(default_factory=list)
    en_file: list[GroupeAttente] = field(default_factory=list)
    finies: list[Finie] = field(default_factory=list)
    heures: int = 24
    plusieurs: bool = False

    @property
    def vide(self) -> bool:
        return not (self.offres or self.en_file or self.finies)


def _ordre(attente: Attente) -> tuple[date, int, int]:
    """By day, mornings before afternoons."""
    return attente.debut, rang_du_moment(attente.bloc), attente.pk


def lire_page(foyers: list[Foyer], *, maintenant: datetime) -> PageAttentes:
    """Everything of these households. A fixed number of queries, whatever they wait for."""
    aujourdhui = timezone.localdate(maintenant)
    siennes = Attente.objects.filter(foyer__in=foyers)
    en_cours = list(_avec_leurs_lignes(siennes.en_cours().filter(debut__gte=aujourdhui - RECENTES)))
    finies = list(
        _avec_leurs_lignes(siennes)
        .filter(conclue_le__gte=maintenant - RECENTES)
        .order_by("-conclue_le")[:FINIES_MONTREES]
    )
    groupes = grouper(
        decrire([a for a in en_cours if not _passee(a, aujourdhui)], maintenant=maintenant)
    )
    passees = [attente for attente in en_cours if _passee(attente, aujourdhui)]
    return PageAttentes(
        offres=sorted(
            (g for g in groupes if g.proposee),
            key=lambda groupe: (groupe.expire_le, *_ordre(groupe.attente)),
        ),
        en_file=sorted(
            (g for g in groupes if not g.proposee),
            key=lambda groupe: _ordre(groupe.attente),
        ),
        finies=[finie(attente) for attente in [*finies, *passees]][:FINIES_MONTREES],
        heures=ReglageReservations.load().delai_offre_heures,
        plusieurs=len(foyers) > 1,
    )


def lire_groupe(attente: Attente, *, maintenant: datetime) -> GroupeAttente | None:
    """The page of one that is not over: with the brothers and sisters who are answered for at once,
    and those who could be. None once it is over."""
    if attente.conclue_le or _passee(attente, timezone.localdate(maintenant)):
        return None
    voisines = Attente.objects.filter(foyer=attente.foyer_id, bloc=attente.bloc).en_cours()
    attendus = decrire(list(_avec_leurs_lignes(voisines)), maintenant=maintenant)
    return next(
        (g for g in grouper(attendus) if any(m.attente.pk == attente.pk for m in g.membres)), None
    )


def finie(attente: Attente) -> Finie:
    """A wait that is over, or whose day has come without a place."""
    return Finie(attente, _libelle(attente), *conclusion(attente))


def _libelle(attente: Attente) -> str:
    return libelle_nomme(attente.activite.service, attente.bloc)


def _avec_leurs_lignes(attentes: QuerySet) -> QuerySet:
    return attentes.select_related("foyer", "enfant", "activite__structure")


def _passee(attente: Attente, aujourdhui: date) -> bool:
    return etendue(attente.bloc)[1] < aujourdhui


def decrire(attentes: list[Attente], *, maintenant: datetime) -> list[Attendu]:
    """Each with its days, its rank, its price, and what would be against a place."""
    lus = _avec_les_recues(lire_blocs(attentes))
    rangs = rangs_de([a for a in attentes if a.etat == Etat.EN_ATTENTE])
    prix = prix_des((a for a in attentes if a.etat == Etat.PROPOSEE), lus)
    attendus = [
        _decrire(a, lus.get(a.pk), rangs.get(a.pk), prix.get(a.pk), maintenant) for a in attentes
    ]
    aides = avant_les_aides(
        PrixMontre(a.foyer_id, a.enfant_id, a.activite_id, *etendue(a.bloc))
        for a in attentes
        if a.etat == Etat.PROPOSEE
    )
    for attendu in attendus:
        attendu.avant_aides = aides.get(attendu.attente.foyer_id, "")
    for attendu in attendus:
        attendu.freres = [
            autre for autre in attendus if _attendent_a_part(attendu.attente, autre.attente)
        ]
    return attendus


def _avec_les_recues(lus: dict[int, BlocLu]) -> dict[int, BlocLu]:
    fin = max((bloc.fin for _ligne, bloc in lus.values()), default=date.min)
    lignes = lignes_avec_les_recues([ligne for ligne, _bloc in lus.values()], fin)
    blocs = (bloc for _ligne, bloc in lus.values())
    return dict(zip(lus, zip(lignes, blocs, strict=True), strict=True))


def _decrire(
    attente: Attente,
    lu: BlocLu | None,
    rang: int | None,
    prix: Prix | None,
    maintenant: datetime,
) -> Attendu:
    attendu = Attendu(attente, _libelle(attente), maintenant, rang=rang, prix=prix)
    if lu is None:
        return attendu
    ligne, bloc = lu
    attendu.inscrit = True
    attendu.libelle = libelle_du_bloc(bloc, attente.activite.service)
    vu = avec_une_place(bloc, attente.creneaux or None)
    faits = deja_ouvert(ligne.faits)
    reponse = verdict(vu, faits, maintenant=maintenant)
    if not reponse.possible:
        attendu.empeche = reponse
        attendu.empechements = empechements(vu, faits, maintenant=maintenant)
    limite = ligne.faits.delai_annulation.limite(bloc.debut, ligne.faits.calendrier)
    attendu.annulable_jusqu_au = limite if limite > maintenant else None
    return attendu


def _attendent_a_part(une: Attente, autre: Attente) -> bool:
    """Two children of one household who wait for the same days, and could be served together."""
    return (
        une.etat == autre.etat == Etat.EN_ATTENTE
        and not une.ensemble
        and not autre.ensemble
        and (une.foyer_id, une.bloc) == (autre.foyer_id, autre.bloc)
        and une.enfant_id != autre.enfant_id
    )


def grouper(attendus: list[Attendu]) -> list[GroupeAttente]:
    """Group the waits that share the household, `ensemble` and the state."""
    groupes: dict[tuple, GroupeAttente] = {}
    for attendu in attendus:
        attente = attendu.attente
        cle = (attente.foyer_id, attente.etat, attente.ensemble or attente.pk)
        groupes.setdefault(cle, GroupeAttente([])).membres.append(attendu)
    return list(groupes.values())
