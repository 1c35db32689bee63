"""The agents' list of the events: the latest first, each with its state."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from famille.listes.declaration import Colonne, Liste, Onglet
from reservations.models import Evenement

from .lecture import ETATS, etat_de, travaux_de


class ListeDesEvenements(Liste):
    titre = "Événements"
    adresse = "planning:evenements"
    gabarit = "reservations/planning/bureau/evenements/evenements.html"
    cellules = "reservations/planning/bureau/evenements/colonnes.html"
    colonnes = (
        Colonne("evenement", "Événement", tri=("motif",)),
        Colonne("jours", "Jours", tri=("debut", "fin")),
        Colonne("activites", "Activités"),
        Colonne("etat", "État"),
        Colonne("cree", "Créé", tri=("cree_le",)),
    )
    ecran = ("evenement", "jours", "activites", "etat", "cree")
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
