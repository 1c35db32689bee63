"""The lists of the régie: its journal, who is late, the files that it sends, what it owes."""

from collections.abc import Callable, Iterable
from operator import attrgetter, methodcaller
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.http import QueryDict
from django.utils.functional import cached_property

from famille.argent.factures.liste import DansUnOrdre, DesFactures, champ_de_recherche
from famille.argent.prelevement.lots import comptes_de
from famille.argent.regie.journal import Mouvement, avec_details, lire, mouvements
from famille.argent.regie.relances import (
    a_relancer,
    en_retard_depuis,
    lettres_a_imprimer,
    lire_les_retards,
)
from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import (
    BordereauTresor,
    CreancierSEPA,
    EtapeRelance,
    Facture,
    Foyer,
    LigneBancaire,
    MandatSEPA,
    PassagePaiement,
    RemiseSEPA,
    RetourBancaire,
)
from famille.socle.dire import en_euros, enumerer

from .formulaires import JournalForm

Nature = LigneBancaire.Nature


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
    """A list of files sent or received, the latest first; it names nobody."""

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
    """The debtor has a mandate in force; a payer in the household's place has none."""
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


class ListeDesRetours(DesFichiers, Liste):
    titre = "Retours de la banque"
    adresse = "regie:retours"
    gabarit = "famille/regie/bureau/banque/retours.html"
    cellules = "famille/regie/bureau/banque/colonnes.html"
    colonnes = (
        Colonne("depose", "Déposé", attrgetter("cree_le"), "Déposé le"),
        Colonne("genre", "Genre", methodcaller("get_genre_display")),
        Colonne("numero", "Numéro", attrgetter("identifiant"), classe="pfg-chiffres"),
        Colonne("lignes", "Lignes", attrgetter("toutes"), classe="pfg-nombre"),
        Colonne("sures", "À appliquer", attrgetter("sures"), classe="pfg-nombre"),
        Colonne("rapprocher", "À rapprocher", attrgetter("a_rapprocher"), classe="pfg-nombre"),
        Colonne("par", "Déposé par", lambda retour: str(retour.par or "")),
    )
    ecran = ("depose", "genre", "lignes", "sures", "rapprocher")
    fichier = ("depose", "genre", "numero", "lignes", "sures", "rapprocher", "par")
    genre, adresse_du_fichier = "retours-de-la-banque", "regie:retours_exporter"
    une_ligne, des_lignes = "retour", "retours"

    def base(self) -> QuerySet[RetourBancaire]:
        """The files, each with its numbers of lines: all, sure, to match."""
        return RetourBancaire.objects.select_related("par").annotate(
            toutes=Count("lignes"),
            sures=Count("lignes", filter=Q(lignes__etat=LigneBancaire.Etat.SURE)),
            a_rapprocher=Count("lignes", filter=Q(lignes__etat=LigneBancaire.Etat.A_RAPPROCHER)),
        )


class FiltreLignesBancairesForm(Filtres):
    q = champ_de_recherche(
        "De la part de, référence, libellé, nom, enfant ou dossier",
        "De la part de, référence, nom",
    )


class ListeDesLignesBancaires(DansUnOrdre, Liste):
    titre = "Lignes à rapprocher"
    adresse = "regie:lignes_a_rapprocher"
    gabarit = "famille/regie/bureau/banque/a_rapprocher.html"
    cellules = "famille/regie/bureau/banque/colonnes_des_lignes.html"
    colonnes = (
        Colonne("operation", "Opération", methodcaller("get_nature_display"), tri=("nature",)),
        Colonne("jour", "Jour", attrgetter("jour"), tri=("jour",)),
        Colonne("banque", "Ce que dit la banque", tri=("donneur", "reference")),
        Colonne("donneur", "De la part de", attrgetter("donneur")),
        Colonne("reference", "Référence", attrgetter("reference")),
        Colonne("code", "Code de la banque", attrgetter("code")),
        Colonne("libelle", "Libellé", attrgetter("libelle")),
        Colonne("montant", "Montant", attrgetter("somme"), tri=("signe",), classe="pfg-nombre"),
        Colonne("ici", "Ici", attrgetter("pourquoi"), "Pourquoi elle attend"),
        Colonne("dossiers", "Dossiers", lambda une: enumerer(un.numero for un in une.foyers)),
        Colonne("fichier", "Fichier", attrgetter("retour.identifiant")),
        Colonne("etat", "État"),
    )
    ecran = ("operation", "jour", "banque", "montant", "ici", "etat")
    fichier = (
        *("operation", "jour", "donneur", "reference", "code", "libelle", "montant"),
        *("ici", "dossiers", "fichier"),
    )
    genre, adresse_du_fichier = "lignes-a-rapprocher", "regie:lignes_exporter"
    onglets = (
        Onglet("", "Toutes"),
        Onglet("virements", "Virements reçus", Q(nature=Nature.VIREMENT)),
        Onglet("rejets", "Prélèvements refusés", Q(nature=Nature.REJET)),
        Onglet("autres", "Autres", ~Q(nature__in=[Nature.VIREMENT, Nature.REJET])),
    )
    filtres = FiltreLignesBancairesForm
    par_page = 50
    une_ligne, des_lignes = "ligne à rapprocher", "lignes à rapprocher"
    un_ordre = ("pk",)

    def base(self) -> Any:
        """The lines, each with the signed sum by which the list is sorted."""
        lignes = LigneBancaire.objects.a_rapprocher().avec_foyers()
        return lignes.annotate(signe=Case(When(credit=True, then="montant"), default=-F("montant")))

    def filtrer(self, lignes: QuerySet, valeurs: dict) -> QuerySet[LigneBancaire]:
        if not (cherche := valeurs.get("q", "").strip()):
            return lignes
        siens = Foyer.objects.cherches(cherche).order_by().values("pk")
        de_leurs = LigneBancaire.factures.through.objects.filter(facture__foyer__in=siens)
        return lignes.filter(
            Q(donneur__icontains=cherche)
            | Q(reference__icontains=cherche)
            | Q(libelle__icontains=cherche)
            | Q(paiement__foyer__in=siens)
            | Q(pk__in=de_leurs.values("lignebancaire"))
        )

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet[LigneBancaire]:
        return super().pour_le_fichier(lignes.select_related("paiement__foyer", "retour"))

    def foyers_de(self, objet: LigneBancaire) -> Iterable[int]:
        return [foyer.pk for foyer in objet.foyers]
