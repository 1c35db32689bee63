"""The agents' list of the events: the latest first, each with its state."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from famille.listes.declaration import Colonne, Liste, Onglet
from reservations.models import Evenement

from .lecture import ETATS, etat_de, travaux_de


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

    def preparer_le_fichier(self, objets: list[Any]) -> Any:
        return self.preparer(objets)

    def foyers_de(self, objet: Evenement) -> tuple[int, ...]:
        """None: a line says the days, and not whom they touch."""
        return ()


def _activites(evenement: Evenement) -> str:
    return ", ".join(str(activite) for activite in evenement.activites.all())
