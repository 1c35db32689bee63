"""The list of what the Trésor public may collect, collects, or has collected."""

from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from famille.factures.liste import RechercheDeFactures
from famille.listes.declaration import Colonne, Liste, Onglet
from famille.models import Facture, RecouvrementTresor
from famille.regie.recouvrement.tresor import a_transmettre
from famille.socle.dire import en_euros

A_TRANSMETTRE, AU_TRESOR, ENCAISSEES = "a-transmettre", "au-tresor", "encaissees"
ZERO = Decimal("0.00")


def _a_transmettre(lignes: QuerySet) -> QuerySet:
    return lignes.filter(pk__in=a_transmettre(timezone.localdate()).order_by().values("pk"))


def _encaissees(lignes: QuerySet) -> QuerySet:
    """Those wholly paid of which the Trésor public has collected something. An amount is never
    nothing: what each invoice of the town has is not summed."""
    notes = RecouvrementTresor.objects.filter(annule_le=None)
    return lignes.filter(total__lte=F("regle"), pk__in=notes.order_by().values("facture"))


class ListeDuTresor(Liste):
    titre = "Trésor public"
    adresse = "regie:tresor"
    gabarit = "famille/regie/bureau/recouvrement/tresor.html"
    cellules = "famille/regie/bureau/recouvrement/colonnes_du_tresor.html"
    colonnes = (
        Colonne("dossier", "Dossier", attrgetter("foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("foyer.nom"), tri=("foyer__nom", "foyer__numero")),
        Colonne("facture", "Facture", attrgetter("numero"), tri=("numero",)),
        Colonne("objet", "Objet", attrgetter("objet")),
        Colonne("echeance", "À payer avant le", attrgetter("echeance"), tri=("echeance",)),
        Colonne("depuis", "Transmise le", attrgetter("au_tresor_le"), tri=("au_tresor_le",)),
        Colonne("encaisse", "Encaissé", attrgetter("encaisse"), classe="pfg-nombre"),
        Colonne("reste", "Reste dû", attrgetter("solde"), tri=("reste",), classe="pfg-nombre"),
    )
    ecran = ("foyer", "facture", "echeance", "depuis", "encaisse", "reste")
    fichier = (
        *("dossier", "foyer", "facture", "objet", "echeance", "depuis", "encaisse", "reste"),
    )
    genre, adresse_du_fichier = "tresor", "regie:tresor_exporter"
    onglets = (
        Onglet(A_TRANSMETTRE, "Prêtes à transmettre", _a_transmettre),
        Onglet(AU_TRESOR, "Au Trésor public", lambda factures: factures.au_tresor()),
        Onglet(ENCAISSEES, "Encaissées", _encaissees),
    )
    filtres = RechercheDeFactures
    par_page = 50
    coche = "facture"
    une_ligne, des_lignes = "facture", "factures"

    def base(self) -> QuerySet:
        notes = RecouvrementTresor.objects.filter(facture=OuterRef("pk"), annule_le=None)
        somme = notes.order_by().values("facture").annotate(somme=Sum("montant")).values("somme")
        sorte = DecimalField(max_digits=10, decimal_places=2)
        factures = Facture.objects.publiees().filter(genre=Facture.Genre.FACTURE)
        return factures.select_related("foyer").annotate(
            encaisse=Coalesce(Subquery(somme, output_field=sorte), ZERO, output_field=sorte),
            reste=F("total") - F("regle"),
        )

    def filtrer(self, lignes: Any, valeurs: dict[str, Any]) -> QuerySet:
        return lignes.cherchees(valeurs["q"]) if "q" in valeurs else lignes

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> Sequence[str]:
        return ("echeance", "pk")

    def preparer(self, objets: list[Any]) -> Any:
        return [
            {
                "facture": une,
                "encaisse": en_euros(une.encaisse) if une.encaisse else "–",
                "notee": bool(une.encaisse),
                "reste": en_euros(max(une.solde, ZERO)),
            }
            for une in objets
        ]

    def cle_de(self, ligne: Any) -> Any:
        return ligne["facture"].pk

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        return lignes.order_by("echeance", "pk")
