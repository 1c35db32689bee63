"""The lists of debts: those of the Trésor public; who owes what, since when."""

from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from famille.argent.factures.liste import DansUnOrdre, DesFactures
from famille.argent.regie.recouvrement.balance import NOMS, TRANCHES, balance
from famille.argent.regie.recouvrement.tresor import a_transmettre
from famille.dossier.listes.declaration import Colonne, Liste, Onglet
from famille.models import Facture, Foyer, RecouvrementTresor
from famille.regles.montants import ZERO
from famille.socle.dire import en_euros

A_TRANSMETTRE, AU_TRESOR, ENCAISSEES = "a-transmettre", "au-tresor", "encaissees"
SOMMES = (
    *((nom, libelle) for nom, libelle, *_bornes in TRANCHES),
    ("au_tresor", "Au Trésor public"),
    ("du", "Total dû"),
)


def _dite(somme: Decimal) -> str:
    """A dash where there is nothing: what is owed is what is seen."""
    return en_euros(somme) if somme else "–"


def _a_transmettre(lignes: QuerySet) -> QuerySet:
    return lignes.filter(pk__in=a_transmettre(timezone.localdate()).order_by().values("pk"))


def _encaissees(lignes: QuerySet) -> QuerySet:
    """Those wholly paid of which the Trésor public has collected something. An amount is never
    nothing: what each invoice of the town has is not summed."""
    notes = RecouvrementTresor.objects.filter(annule_le=None)
    return lignes.filter(total__lte=F("regle"), pk__in=notes.order_by().values("facture"))


class ListeDuTresor(DesFactures, Liste):
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
    fichier = tuple(colonne.nom for colonne in colonnes)
    genre, adresse_du_fichier = "tresor", "regie:tresor_exporter"
    onglets = (
        Onglet(A_TRANSMETTRE, "Prêtes à transmettre", _a_transmettre),
        Onglet(AU_TRESOR, "Au Trésor public", lambda factures: factures.au_tresor()),
        Onglet(ENCAISSEES, "Encaissées", _encaissees),
    )
    une_ligne, des_lignes = "facture", "factures"
    un_ordre = ("echeance", "pk")

    def base(self) -> QuerySet:
        notes = RecouvrementTresor.objects.filter(facture=OuterRef("pk"), annule_le=None)
        somme = notes.order_by().values("facture").annotate(somme=Sum("montant")).values("somme")
        sorte = DecimalField(max_digits=10, decimal_places=2)
        factures = Facture.objects.publiees().filter(genre=Facture.Genre.FACTURE)
        return factures.select_related("foyer").annotate(
            encaisse=Coalesce(Subquery(somme, output_field=sorte), ZERO, output_field=sorte),
            reste=F("total") - F("regle"),
        )

    def preparer(self, objets: list[Any]) -> Any:
        return [
            {
                "facture": une,
                "encaisse": _dite(une.encaisse),
                "notee": bool(une.encaisse),
                "reste": en_euros(max(une.solde, ZERO)),
            }
            for une in objets
        ]


class ListeDeLaBalance(DansUnOrdre, Liste):
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
    un_ordre = ("-du", "nom", "pk")

    def base(self) -> QuerySet[Foyer]:
        return balance(self.jour)

    def preparer(self, objets: list[Any]) -> Any:
        return [
            {"foyer": un, **{nom: _dite(getattr(un, nom)) for nom, _libelle in SOMMES}}
            for un in objets
        ]

    def cle_de(self, ligne: Any) -> Any:
        return ligne["foyer"].pk

    def foyers_de(self, objet: Foyer) -> tuple[int, ...]:
        return (objet.pk,)
