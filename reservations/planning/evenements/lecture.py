"""An event as its page tells it: its state, whom it touched, who has his place again and who has
not; and the agents' list of them, the latest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from famille.dossier.listes.declaration import Colonne, Liste, Onglet
from famille.models import Enfant, Foyer, Travail
from famille.socle.dire import en_jour
from reservations.models import Attente, Creneau, Evenement
from reservations.planning.portee import joignables

EN_COURS, APPLIQUE, EN_RETRAIT, RETIRE = "en-cours", "applique", "en-retrait", "retire"
ETATS = {
    EN_COURS: "Annulation en cours",
    APPLIQUE: "En vigueur",
    EN_RETRAIT: "Retrait en cours",
    RETIRE: "Retiré",
}
_A_FAIRE = (Travail.Etat.PRET, Travail.Etat.EN_COURS)


@dataclass
class FoyerLu:
    """`jours`: child → the days cancelled; `perdus`: [(child, day, why)] of what could not be given
    back."""

    foyer: Foyer
    joignable: bool
    jours: dict[Enfant, list[str]] = field(default_factory=dict)
    attentes: int = 0
    perdus: list[tuple[Enfant, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class EvenementLu:
    evenement: Evenement
    etat: str
    foyers: list[FoyerLu]
    travaux: list[Travail]

    @property
    def en_toutes_lettres(self) -> str:
        return ETATS[self.etat]

    @property
    def places(self) -> int:
        return sum("creneau" in effet for effet in self.evenement.effets)

    @property
    def attentes(self) -> int:
        return sum("attente" in effet for effet in self.evenement.effets)

    @property
    def enfants(self) -> int:
        return len({effet["enfant"] for effet in self.evenement.effets if "creneau" in effet})

    @property
    def rendues(self) -> int:
        return sum(
            "creneau" in effet and effet.get("suite") == "" for effet in self.evenement.effets
        )

    @property
    def injoignables(self) -> list[FoyerLu]:
        return [lu for lu in self.foyers if not lu.joignable]

    @property
    def perdants(self) -> list[FoyerLu]:
        return [lu for lu in self.foyers if lu.perdus]


def etat_de(evenement: Evenement, travaux: list[Travail]) -> str:
    """`travaux`: those of this event."""
    if evenement.retire_le:
        return RETIRE
    if any(
        travail.genre == "evenement-retrait" and travail.etat in _A_FAIRE for travail in travaux
    ):
        return EN_RETRAIT
    return APPLIQUE if evenement.applique_le else EN_COURS


def travaux_de(evenements: Iterable[Evenement]) -> dict[int, list[Travail]]:
    """{pk: its jobs, the latest first}. One query."""
    pks = [evenement.pk for evenement in evenements]
    par_evenement: dict[int, list[Travail]] = {pk: [] for pk in pks}
    for travail in Travail.objects.filter(
        genre__startswith="evenement", parametres__evenement__in=pks
    ):
        par_evenement[travail.parametres["evenement"]].append(travail)
    return par_evenement


def lire_l_evenement(evenement: Evenement) -> EvenementLu:
    """Six queries at most, whatever it has touched."""
    effets = evenement.effets
    foyers = Foyer.objects.in_bulk({effet["foyer"] for effet in effets})
    enfants = Enfant.objects.in_bulk({effet["enfant"] for effet in effets})
    touches = {effet["creneau"] for effet in effets if "creneau" in effet}
    creneaux = Creneau.objects.select_related("activite").in_bulk(touches)
    attentes = Attente.objects.in_bulk({effet["attente"] for effet in effets if "attente" in effet})
    atteints = joignables(foyers) if foyers else set()
    lus = {pk: FoyerLu(foyer, pk in atteints) for pk, foyer in foyers.items()}
    for effet in effets:
        if effet["foyer"] not in lus or effet["enfant"] not in enfants:
            continue  # gone since
        _ajouter(lus[effet["foyer"]], effet, enfants[effet["enfant"]], creneaux, attentes)
    travaux = travaux_de([evenement])[evenement.pk]
    ranges = sorted(lus.values(), key=lambda lu: (lu.foyer.nom, lu.foyer.pk))
    return EvenementLu(evenement, etat_de(evenement, travaux), ranges, travaux)


def _ajouter(
    lu: FoyerLu,
    effet: dict[str, Any],
    enfant: Enfant,
    creneaux: dict[Any, Creneau],
    attentes: dict[Any, Attente],
) -> None:
    if "attente" in effet:
        lu.attentes += 1
        attente = attentes.get(effet["attente"])
        quand = f"{en_jour(attente.debut)}, liste d’attente" if attente else "liste d’attente"
    else:
        creneau = creneaux.get(effet["creneau"])
        quand = (
            f"{en_jour(creneau.jour)}, {creneau.moment_dit.lower()}"
            if creneau
            else "un jour effacé"
        )
        lu.jours.setdefault(enfant, []).append(quand)
    if effet.get("suite"):
        lu.perdus.append((enfant, quand, effet["suite"]))


class ListeDesEvenements(Liste):
    titre = "Événements"
    adresse = "planning:evenements"
    gabarit = "reservations/planning/bureau/evenements/evenements.html"
    cellules = "reservations/planning/bureau/evenements/colonnes.html"
    colonnes = (
        Colonne("evenement", "Événement", lambda dit: dit["evenement"].motif, tri=("motif",)),
        Colonne("nature", "Nature", lambda dit: dit["evenement"].get_nature_display()),
        Colonne("jours", "Jours", tri=("debut", "fin")),
        Colonne("du", "Du", lambda dit: dit["evenement"].debut),
        Colonne("au", "Au", lambda dit: dit["evenement"].fin),
        Colonne("activites", "Activités", lambda dit: _activites(dit["evenement"])),
        Colonne("groupe", "Groupe", lambda dit: str(dit["evenement"].groupe or "")),
        Colonne("etat", "État", itemgetter("etat")),
        Colonne("cree", "Créé", lambda dit: dit["evenement"].cree_le, "Créé le", tri=("cree_le",)),
        Colonne("par", "Créé par", lambda dit: str(dit["evenement"].par or "")),
    )
    ecran = ("evenement", "jours", "activites", "etat", "cree")
    fichier = ("evenement", "nature", "du", "au", "activites", "groupe", "etat", "cree", "par")
    genre, adresse_du_fichier = "liste-des-evenements", "planning:evenements_exporter"
    onglets = (
        Onglet("", "Tous"),
        Onglet("non-retires", "Non retirés", Q(retire_le=None)),
        Onglet("retires", "Retirés", Q(retire_le__isnull=False)),
    )
    une_ligne, des_lignes = "événement", "événements"

    def base(self) -> Any:
        return (
            Evenement.objects.select_related("par", "groupe")
            .prefetch_related("activites__structure")
            .defer("effets")
        )

    def ordre(self, cle: Any, valeurs: dict[str, Any]) -> Sequence[str]:
        return ("-cree_le", "-pk")

    def preparer(self, objets: list[Any]) -> Any:
        travaux = travaux_de(objets)
        etats = {un.pk: etat_de(un, travaux[un.pk]) for un in objets}
        return [
            {"evenement": un, "code_etat": etats[un.pk], "etat": ETATS[etats[un.pk]]}
            for un in objets
        ]

    def cle_de(self, ligne: Any) -> Any:
        return ligne["evenement"].pk

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        return lignes.order_by(*self.ordre("", {}))

    preparer_le_fichier = preparer

    def foyers_de(self, objet: Evenement) -> tuple[int, ...]:
        """None: a line says the days, and not whom they touch."""
        return ()


def _activites(evenement: Evenement) -> str:
    return ", ".join(str(activite) for activite in evenement.activites.all())
