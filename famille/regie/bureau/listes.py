"""The lists of the régie: its journal, who is late, the files that it sends, what it owes."""

from collections.abc import Callable
from operator import attrgetter, methodcaller
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from famille.factures.liste import DansUnOrdre, DesFactures
from famille.listes.declaration import Colonne, Liste, Onglet
from famille.models import (
    BordereauTresor,
    CreancierSEPA,
    EtapeRelance,
    Facture,
    MandatSEPA,
    PassagePaiement,
    RemiseSEPA,
)
from famille.prelevement.lots import comptes_de
from famille.regie.journal import Mouvement, avec_details, lire, mouvements
from famille.regie.relances import (
    a_relancer,
    en_retard_depuis,
    lettres_a_imprimer,
    lire_les_retards,
)
from famille.socle.dire import en_euros

from .formulaires import JournalForm


class ListeDuJournal(Liste):
    titre = "Journal de la régie"
    adresse = "regie:journal"
    gabarit = "famille/regie/bureau/journal.html"
    cellules = "famille/regie/bureau/colonnes_du_journal.html"
    colonnes = (
        Colonne("le", "Le", attrgetter("passage.le"), "Date", classe="pfg-chiffres"),
        Colonne("mouvement", "Mouvement", attrgetter("sens")),
        Colonne("moyen", "Moyen", lambda un: un.passage.paiement.get_moyen_display()),
        Colonne("montant", "Montant", attrgetter("montant"), classe="pfg-nombre"),
        Colonne("piece", "Numéro du titre", attrgetter("passage.paiement.piece")),
        Colonne("banque", "Banque", attrgetter("passage.paiement.banque")),
        Colonne("tireur", "Nom sur le chèque", attrgetter("passage.paiement.tireur")),
        Colonne("recu", "Reçu", lambda un: un.passage.paiement.numero_recu or ""),
        Colonne("factures", "Factures et reçu", lambda un: ", ".join(un.factures), "Factures"),
        Colonne("dossier", "Dossier", attrgetter("passage.paiement.foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("passage.paiement.foyer.nom")),
        Colonne("reference", "Référence", attrgetter("passage.paiement.reference")),
        Colonne("qui", "Écrit par", attrgetter("qui"), "Saisi par"),
        Colonne("raison", "Raison", attrgetter("passage.motif")),
        Colonne("retire", "Devenu depuis", attrgetter("retire")),
    )
    ecran = ("le", "mouvement", "montant", "foyer", "factures", "qui")
    fichier = (
        *("le", "mouvement", "moyen", "montant", "piece", "recu", "factures", "dossier", "foyer"),
        *("reference", "qui", "raison", "retire", "banque", "tireur"),
    )
    genre = "regie-journal"
    par_page = 50
    une_ligne, des_lignes = "mouvement", "mouvements"

    def formulaire(self, donnees: QueryDict) -> JournalForm:
        return JournalForm.avec_les_jours(donnees)

    def base(self) -> QuerySet[PassagePaiement]:
        return PassagePaiement.objects.all()

    def filtrer(self, lignes: QuerySet, valeurs: dict) -> QuerySet[PassagePaiement]:
        return mouvements(**valeurs)

    def ranger(self, lignes: QuerySet, cle: str, valeurs: dict) -> QuerySet[PassagePaiement]:
        return avec_details(lignes)

    def preparer(self, objets: list[PassagePaiement]) -> list[Mouvement]:
        return lire(objets)

    def classe_de(self, ligne: Mouvement) -> str:
        return "pfg-regie-retire" if ligne.retire or not ligne.entree else ""

    def cle_de(self, ligne: Mouvement) -> int:
        return ligne.passage.pk


def _derniere(nom: str) -> Callable[[Facture], Any]:
    """This field of the last reminder; None where there was none."""
    return lambda facture: next((getattr(une, nom) for une in facture.relances.all()), None)


class ListeDesRelances(Liste):
    titre = "Relances"
    adresse = "regie:relances"
    gabarit = "famille/regie/bureau/relances/relances.html"
    cellules = "famille/regie/bureau/relances/colonnes.html"
    colonnes = (
        Colonne("dossier", "Dossier", attrgetter("foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("foyer.nom")),
        Colonne("facture", "Facture", attrgetter("numero"), classe="pfg-chiffres"),
        Colonne("objet", "Objet", attrgetter("objet")),
        Colonne("depuis", "En retard depuis", en_retard_depuis, "En retard depuis le"),
        Colonne("derniere", "Dernière relance", _derniere("sujet")),
        Colonne("relancee", "Relancée le", _derniere("le")),
        Colonne("reste", "Reste à payer", attrgetter("solde"), classe="pfg-nombre"),
    )
    ecran = ("foyer", "facture", "depuis", "derniere", "reste")
    fichier = tuple(colonne.nom for colonne in colonnes)
    genre, adresse_du_fichier = "relances", "regie:relances_exporter"
    par_page = 50
    une_ligne, des_lignes = "facture en retard", "factures en retard"

    def base(self) -> QuerySet[Facture]:
        return a_relancer(self.jour)

    def ranger(self, lignes: QuerySet, cle: str, valeurs: dict) -> QuerySet[Facture]:
        return lignes

    def preparer(self, objets: list[Any]) -> list[Any]:
        return [
            {
                "retard": retard,
                "reste": en_euros(retard.facture.solde),
                "jours": (self.jour - retard.depuis).days,
            }
            for retard in lire_les_retards(objets, self.jour)
        ]

    def cle_de(self, ligne: Any) -> Any:
        return ligne["retard"].facture.pk

    def pour_le_fichier(self, lignes: QuerySet[Facture]) -> QuerySet[Facture]:
        return lignes.prefetch_related("relances")

    @cached_property
    def foyers(self) -> int:
        return self.base().order_by().values("foyer").distinct().count()

    @cached_property
    def du(self) -> str:
        return en_euros(a_relancer(self.jour).order_by().reste_du())

    @cached_property
    def a_imprimer(self) -> int:
        return lettres_a_imprimer(self.jour).count()

    @cached_property
    def etapes(self) -> list[EtapeRelance]:
        return list(EtapeRelance.objects.all())


class DesFichiers(DansUnOrdre):
    """Of a list of files sent or received: the latest first, and it names nobody."""

    par_page = 20
    un_ordre: tuple[str, ...] = ("-cree_le", "-pk")

    def foyers_de(self, objet: Any) -> tuple[int, ...]:
        return ()


class ListeDesRemises(DesFichiers, Liste):
    titre = "Prélèvements"
    adresse = "regie:remises"
    gabarit = "famille/regie/bureau/remises/remises.html"
    cellules = "famille/regie/bureau/remises/colonnes.html"
    colonnes = (
        Colonne("jour", "Prélèvement du", attrgetter("date"), tri=("date",)),
        Colonne("remise", "Remise", attrgetter("numero"), classe="pfg-chiffres"),
        Colonne("etat", "État", methodcaller("get_etat_display")),
        Colonne(
            "nombre", "Prélèvements", attrgetter("nombre"), tri=("nombre",), classe="pfg-nombre"
        ),
        Colonne("montant", "Montant", attrgetter("montant"), tri=("montant",), classe="pfg-nombre"),
        Colonne("preparee", "Préparée", attrgetter("cree_le"), "Préparée le"),
        Colonne("par", "Préparée par", lambda remise: str(remise.par or "")),
    )
    ecran = ("jour", "remise", "etat", "nombre", "montant", "preparee")
    fichier = ("jour", "remise", "etat", "nombre", "montant", "preparee", "par")
    genre, adresse_du_fichier = "remises", "regie:remises_exporter"
    une_ligne, des_lignes = "remise", "remises"
    un_ordre = ("-date", "-pk")

    def base(self) -> QuerySet[RemiseSEPA]:
        return RemiseSEPA.objects.select_related("par")

    @cached_property
    def manques(self) -> list[str]:
        return CreancierSEPA.lire().manques_pour_prelever()


class ListeDesTitres(DesFichiers, Liste):
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
    une_ligne, des_lignes = "bordereau", "bordereaux"

    def base(self) -> QuerySet[BordereauTresor]:
        return BordereauTresor.objects.select_related("par")


def _a_un_compte() -> Q:
    """Nobody's account is known of those who pay in a household's place."""
    payables = MandatSEPA.objects.en_vigueur().order_by().values("foyer")
    return Q(payeur=None, foyer__in=payables)


class ListeDesCredits(DesFactures, Liste):
    titre = "Remboursements"
    adresse = "regie:remboursements"
    gabarit = "famille/regie/bureau/remboursements/liste.html"
    cellules = "famille/regie/bureau/remboursements/colonnes.html"
    colonnes = (
        Colonne("dossier", "Dossier", attrgetter("foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("foyer.nom"), tri=("foyer__nom", "foyer__numero")),
        Colonne("a_qui", "À rendre à", lambda une: (une.payeur or une.foyer).nom),
        Colonne("facture", "Facture", attrgetter("numero"), tri=("numero",)),
        Colonne("objet", "Objet", attrgetter("objet")),
        Colonne("compte", "Compte connu"),
        Colonne("credit", "À rendre", lambda une: -une.solde, tri=("credit",), classe="pfg-nombre"),
    )
    ecran = ("foyer", "facture", "compte", "credit")
    fichier = ("dossier", "foyer", "a_qui", "facture", "objet", "credit")
    genre, adresse_du_fichier = "credits", "regie:remboursements_exporter"
    onglets = (
        Onglet("", "À rendre"),
        Onglet("virement", "Compte connu", _a_un_compte()),
        Onglet("comptable", "Sans compte", ~_a_un_compte()),
    )
    une_ligne, des_lignes = "somme à rendre", "sommes à rendre"
    un_ordre = ("foyer__nom", "pk")

    def base(self) -> QuerySet:
        trop = Facture.objects.trop_percues().select_related("foyer", "payeur")
        return trop.annotate(credit=F("regle") - F("total"))

    def preparer(self, objets: list[Any]) -> Any:
        comptes = comptes_de(objets)
        return [
            {"facture": une, "credit": en_euros(-une.solde), "mandat": comptes.get(une.pk)}
            for une in objets
        ]
