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
from reservations.models import (
    Activite,
    ConsommationImportee,
    DemandeReservation,
    Groupe,
    Reservation,
)

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
NATURES = {RESERVATIONS: "Réservations", PRESENCES: "Présences", COMPTAGES: "Comptages importés"}
_QUI = {
    "Nom": "enfant__nom",
    "Prénom": "enfant__prenom",
    "Âge": "age",
    "Dossier": "foyer__numero",
    "Foyer": "foyer__nom",
}
_RESERVEES = {
    "Date": "creneau__jour",
    "Jour": "nom_du_jour",
    "Structure": "creneau__activite__structure__nom",
    "Activité": "creneau__activite__nom",
    "Créneau": "venue",
    "Groupe": "groupe",
    **_QUI,
}
# heading → what its cell says: a field of the row, or what `_completer` adds to it
COLONNES = {
    RESERVATIONS: _RESERVEES | {"Réservée le": "creee_le", "Réservée par": "demande__canal"},
    PRESENCES: _RESERVEES
    | {
        "Présence": "presence",
        "Pointée le": "pointee_le",
        "Absence annoncée le": "absence_annoncee_le",
    },
    # what is counted by file (docs/comprendre/consommation.md): nobody books it here
    COMPTAGES: {
        "Date": "jour",
        "Jour": "nom_du_jour",
        "Structure": "activite__structure__nom",
        "Activité": "activite__nom",
        "Quantité": "quantite",
        "Unité": "activite__unite_comptee",
        "Présence": "presence",
        **_QUI,
        "Importée le": "importation__fait_le",
        "Fichier": "importation__nom_du_fichier",
    },
}
_FAITS = {"age", "nom_du_jour", "venue", "groupe"}
# what a code is called
_DITS = {
    "demande__canal": dict(DemandeReservation.Canal.choices),
    "presence": dict(Reservation.Presence.choices),
    "activite__unite_comptee": dict(Activite.UNITES_COMPTEES),
}


def choisies(
    nature: str, debut: date, fin: date, activites: Sequence[int] = ()
) -> "QuerySet[ConsommationImportee] | ReservationQuerySet":
    """QuerySet of what an export of this nature holds, of the days from `debut` to `fin` included,
    of these activities (pks) or of all: Reservation, or ConsommationImportee."""
    de = _creneau(nature)
    modele = Reservation if de else ConsommationImportee
    lignes = modele.objects.filter(**{f"{de}jour__range": (debut, fin)})
    return lignes.filter(**{f"{de}activite__in": activites}) if activites else lignes


def _creneau(nature: str) -> str:
    """From a row to its day and its activity."""
    return "" if nature == COMPTAGES else "creneau__"


def executer(travail: Travail, avancer: "Avancement") -> dict[str, Any]:
    """The job "export": parametres dict(nature, format, debut, fin: ISO days, activites: [pk])."""
    demande = travail.parametres
    debut, fin = date.fromisoformat(demande["debut"]), date.fromisoformat(demande["fin"])
    nature, groupes = demande["nature"], _groupes()
    lignes = choisies(nature, debut, fin, demande["activites"])
    total = verifier_le_nombre(lignes.count())
    de, colonnes = _creneau(nature), COLONNES[nature]
    qui = (*(() if nature == COMPTAGES else ("creneau__moment",)), "enfant__nom", "enfant__prenom")
    lus = {"pk", "foyer", f"{de}activite", "enfant__naissance", *colonnes.values()} - _FAITS
    lus |= {"creneau__moment", "creneau__activite__service"} if de else set()

    def valeurs(page: list[dict[str, Any]]) -> Iterator[tuple[list[int], list[Any]]]:
        for lue in page:
            ligne = _completer(lue, de, groupes)
            yield (
                [ligne["foyer"]],
                [
                    _DITS[nom].get(ligne[nom], "") if nom in _DITS else ligne[nom]
                    for nom in colonnes.values()
                ],
            )

    suite = deposer_un_tableau(
        travail,
        avancer,
        f"{nature}-{debut}-au-{fin}",
        list(colonnes),
        lignes.order_by(f"{de}jour", f"{de}activite", *qui, "pk").values(*lus),
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


def _completer(
    ligne: dict[str, Any], de: str, groupes: dict[int, list[tuple[str, int, int]]]
) -> dict[str, Any]:
    jour = ligne[f"{de}jour"]
    age = age_le(jour, ligne["enfant__naissance"])
    siens = groupes[ligne[f"{de}activite"]]
    return ligne | {
        "nom_du_jour": JOURS[jour.weekday()],
        "age": age,
        "groupe": next((nom for nom, jeune, vieux in siens if jeune <= age <= vieux), ""),
        "venue": de
        and nom_de_la_venue(ligne["creneau__activite__service"], ligne["creneau__moment"]),
    }


def _groupes() -> dict[int, list[tuple[str, int, int]]]:
    """defaultdict activity (pk) → list of (name, youngest, oldest)."""
    par_activite = defaultdict(list)
    for activite, nom, age_min, age_max in Groupe.objects.values_list(
        "activite", "nom", "age_min", "age_max"
    ):
        par_activite[activite].append((nom, age_min, age_max))
    return par_activite
