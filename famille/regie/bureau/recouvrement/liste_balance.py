"""The list of who owes what, since when."""

from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from famille.listes.declaration import Colonne, Liste
from famille.models import Foyer
from famille.regie.recouvrement.balance import NOMS, TRANCHES, balance
from famille.socle.dire import en_euros

SOMMES = (
    *((nom, libelle) for nom, libelle, *_bornes in TRANCHES),
    ("au_tresor", "Au Trésor public"),
    ("du", "Total dû"),
)


def _dite(somme: Decimal) -> str:
    """A dash where there is nothing: what is owed is what is seen."""
    return en_euros(somme) if somme else "–"


class ListeDeLaBalance(Liste):
    titre = "Balance âgée"
    adresse = "regie:balance"
    gabarit = "famille/regie/bureau/recouvrement/balance.html"
    cellules = "famille/regie/bureau/recouvrement/colonnes_de_la_balance.html"
    colonnes = (
        Colonne("dossier", "Dossier", attrgetter("numero")),
        Colonne("foyer", "Foyer", attrgetter("nom"), tri=("nom", "numero")),
        *(
            Colonne(nom, libelle, attrgetter(nom), tri=(nom,), classe="pfg-nombre")
            for nom, libelle in SOMMES
        ),
    )
    ecran = ("foyer", *NOMS, "au_tresor", "du")
    fichier = ("dossier", "foyer", *NOMS, "au_tresor", "du")
    genre, adresse_du_fichier = "balance-agee", "regie:balance_exporter"
    par_page = 50
    une_ligne, des_lignes = "foyer", "foyers"

    def base(self) -> QuerySet[Foyer]:
        return balance(self.jour)

    def ordre(self, cle: Any, valeurs: dict[str, Any]) -> Sequence[str]:
        return ("-du", "nom", "pk")

    def preparer(self, objets: list[Any]) -> Any:
        return [
            {"foyer": un, **{nom: _dite(getattr(un, nom)) for nom, _libelle in SOMMES}}
            for un in objets
        ]

    def cle_de(self, ligne: Any) -> Any:
        return ligne["foyer"].pk

    def pour_le_fichier(self, lignes: Any) -> QuerySet[Foyer]:
        return lignes.order_by("-du", "nom", "pk")

    def foyers_de(self, objet: Foyer) -> tuple[int, ...]:
        return (objet.pk,)
