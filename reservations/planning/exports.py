"""Exports of bookings and of presence: lines of a period, in a file made by a long job."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from famille.actions import noter_export
from famille.models import Travail, Utilisateur
from famille.regles.foyer import age_le
from famille.socle.dire import JOURS, compte, du_au
from famille.socle.erreurs import Refus
from famille.travaux.fichiers import exiger_la_place
from famille.travaux.tables import deposer_un_tableau
from reservations.lecture.presences_dites import nom_de_la_venue
from reservations.models import ConsommationImportee, DemandeReservation, Groupe, Reservation

from . import exports_comptages

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from famille.travaux.actions import Avancement
    from reservations.models.reservations import ReservationQuerySet


RIEN = (
    "Rien n’est enregistré entre ces dates pour ces activités : il n’y a rien à exporter. Vérifiez"
    " la période, les activités, et ce que vous voulez : ce qui est compté par fichier n’est pas"
    " dans les réservations."
)
RESERVATIONS, PRESENCES, COMPTAGES = "reservations", "presences", "comptages"
NATURES = {
    RESERVATIONS: "Réservations",
    PRESENCES: "Présences",
    COMPTAGES: "Comptages importés",
}
_COMMUNES = [
    "Date",
    "Jour",
    "Structure",
    "Activité",
    "Créneau",
    "Groupe",
    "Nom",
    "Prénom",
    "Âge",
    "Dossier",
    "Foyer",
]
ENTETES = {
    RESERVATIONS: [*_COMMUNES, "Réservée le", "Réservée par"],
    PRESENCES: [*_COMMUNES, "Présence", "Pointée le", "Absence annoncée le"],
    COMPTAGES: exports_comptages.ENTETES,
}
_ORDRE = (
    "creneau__jour",
    "creneau__activite",
    "creneau__moment",
    "enfant__nom",
    "enfant__prenom",
    "pk",
)
_CHAMPS = (
    "pk",
    "creneau__jour",
    "creneau__moment",
    "creneau__activite",
    "creneau__activite__structure__nom",
    "creneau__activite__nom",
    "creneau__activite__service",
    "enfant__nom",
    "enfant__prenom",
    "enfant__naissance",
    "foyer",
    "foyer__numero",
    "foyer__nom",
    "creee_le",
    "demande__canal",
    "presence",
    "pointee_le",
    "absence_annoncee_le",
)
_CANAUX = dict(DemandeReservation.Canal.choices)
_PRESENCES = dict(Reservation.Presence.choices)


def choisies(
    nature: str, debut: date, fin: date, activites: Sequence[int] = ()
) -> "QuerySet[ConsommationImportee] | ReservationQuerySet":
    """QuerySet of what an export of this nature holds, of the days from `debut` to `fin` included,
    of these activities (pks) or of all: Reservation, or ConsommationImportee."""
    if nature == COMPTAGES:
        return exports_comptages.choisis(debut, fin, activites)
    lignes = Reservation.objects.filter(creneau__jour__range=(debut, fin))
    return lignes.filter(creneau__activite__in=activites) if activites else lignes


def executer(travail: Travail, avancer: "Avancement") -> dict[str, Any]:
    """The job "export": parametres dict(nature, format, debut, fin: ISO days, activites: [pk])."""
    demande = travail.parametres
    debut, fin = date.fromisoformat(demande["debut"]), date.fromisoformat(demande["fin"])
    nature, groupes = demande["nature"], _groupes()
    lignes = choisies(nature, debut, fin, demande["activites"])
    total = verifier_le_nombre(lignes.count())
    ordre, champs = (
        (exports_comptages.ORDRE, exports_comptages.CHAMPS)
        if nature == COMPTAGES
        else (_ORDRE, _CHAMPS)
    )

    def valeurs(page: list[dict[str, Any]]) -> Iterator[tuple[list[int], list[Any]]]:
        for ligne in page:
            yield [ligne["foyer"]], _valeurs(nature, ligne, groupes)

    suite = deposer_un_tableau(
        travail,
        avancer,
        f"{nature}-{debut}-au-{fin}",
        ENTETES[nature],
        lignes.order_by(*ordre).values(*champs),
        valeurs,
        trace=_trace(demande),
    )
    return {"phrase": f"{compte(total, 'ligne')}.{suite}", "lignes": total}


def noter_le_telechargement(travail: Travail, *, par: Utilisateur) -> None:
    """Tell the households of a file that a colleague takes too: its author is told when it is
    written."""
    if par.pk == travail.par_id:
        return
    demande = travail.parametres
    debut, fin = date.fromisoformat(demande["debut"]), date.fromisoformat(demande["fin"])
    lignes = choisies(demande["nature"], debut, fin, demande["activites"]).order_by()
    noter_export(set(lignes.values_list("foyer", flat=True)), _trace(demande), par=par)


def _trace(demande: dict[str, Any]) -> str:
    jours = du_au(date.fromisoformat(demande["debut"]), date.fromisoformat(demande["fin"]))
    return f"export des {NATURES[demande['nature']].lower()} {jours}"


def verifier_le_nombre(total: int) -> int:
    """`total`. Refus when it is none, or too many for one file."""
    if not total:
        raise Refus(RIEN)
    exiger_la_place(
        total,
        des_lignes="lignes",
        que_faire="choisissez une période plus courte, ou moins d’activités",
    )
    return total


def _valeurs(
    nature: str, ligne: dict[str, Any], groupes: dict[Any, list[tuple[str, int, int]]]
) -> list[date | str | int]:
    if nature == COMPTAGES:
        return exports_comptages.valeurs(ligne, JOURS[ligne["jour"].weekday()])
    jour = ligne["creneau__jour"]
    age = age_le(jour, ligne["enfant__naissance"])
    communes = [
        jour,
        JOURS[jour.weekday()],
        ligne["creneau__activite__structure__nom"],
        ligne["creneau__activite__nom"],
        nom_de_la_venue(ligne["creneau__activite__service"], ligne["creneau__moment"]),
        next((nom for nom, de, a in groupes[ligne["creneau__activite"]] if de <= age <= a), ""),
        ligne["enfant__nom"],
        ligne["enfant__prenom"],
        age,
        ligne["foyer__numero"],
        ligne["foyer__nom"],
    ]
    if nature == RESERVATIONS:
        return [*communes, ligne["creee_le"], _CANAUX.get(ligne["demande__canal"], "")]
    return [
        *communes,
        _PRESENCES[ligne["presence"]],
        ligne["pointee_le"],
        ligne["absence_annoncee_le"],
    ]


def _groupes() -> dict[Any, list[tuple[str, int, int]]]:
    """defaultdict activity (pk) → list of (name, youngest, oldest)."""
    par_activite = defaultdict(list)
    for activite, nom, age_min, age_max in Groupe.objects.values_list(
        "activite", "nom", "age_min", "age_max"
    ):
        par_activite[activite].append((nom, age_min, age_max))
    return par_activite
