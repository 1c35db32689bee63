"""The list of the bordereaux of titres."""

from operator import attrgetter, methodcaller
from typing import Any

from django.db.models import QuerySet

from famille.listes.declaration import Colonne, Liste
from famille.models import BordereauTresor


class ListeDesTitres(Liste):
    titre = "Titres"
    adresse = "regie:titres"
    gabarit = "famille/regie/bureau/tresorerie/titres.html"
    cellules = "famille/regie/bureau/tresorerie/colonnes.html"
    colonnes = (
        Colonne("bordereau", "Bordereau", str),
        Colonne("emis", "Émis le", attrgetter("emis_le"), classe="pfg-chiffres"),
        Colonne("nombre", "Titres", attrgetter("nombre"), classe="pfg-nombre"),
        Colonne("montant", "Montant", attrgetter("montant"), classe="pfg-nombre"),
        Colonne("etat", "État", methodcaller("get_etat_display")),
        Colonne("pourquoi", "Raison", attrgetter("pourquoi")),
        Colonne("par", "Préparé par", lambda un: str(un.par or "")),
    )
    ecran = ("bordereau", "emis", "nombre", "montant", "etat")
    fichier = ("bordereau", "emis", "nombre", "montant", "etat", "pourquoi", "par")
    genre, adresse_du_fichier = "titres", "regie:titres_exporter"
    par_page = 20
    une_ligne, des_lignes = "bordereau", "bordereaux"

    def base(self) -> QuerySet[BordereauTresor]:
        return BordereauTresor.objects.select_related("par")

    def ranger(
        self, lignes: QuerySet[BordereauTresor], cle: str, valeurs: dict[str, Any]
    ) -> QuerySet[BordereauTresor]:
        return lignes.order_by("-cree_le", "-pk")

    def foyers_de(self, objet: BordereauTresor) -> tuple[int, ...]:
        """None: the list names nobody."""
        return ()
