"""The agents' lists of invoices and of the billed lines that are to look at again: the latest
first, found by their number or by their household."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from famille.argent.factures.lecture import FactureDite
from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import Facture, LigneARevoir, LigneFacture, TiersPayeur, Utilisateur
from famille.socle.offres import lien_offert

from .lecture import dire

CORRIGER = "famille.corriger_facture"
FAMILLES = "familles"


def champ_de_recherche(libelle: str, en_bref: str) -> forms.CharField:
    """The search of a list; `en_bref`: what its empty field shows."""
    return forms.CharField(label=libelle, help_text=en_bref, required=False, max_length=100)


class RechercheDeFactures(Filtres):
    """The search of the lists of invoices, the régie's too."""

    q = champ_de_recherche(
        "Numéro de facture, nom, enfant, dossier, e-mail ou téléphone",
        "Numéro, nom, enfant, e-mail, téléphone",
    )


class DansUnOrdre:
    """A list whose rows have one order, on the screen and in its file."""

    un_ordre: tuple[str, ...]

    def ordre(self, cle: str, valeurs: dict) -> tuple[str, ...]:
        return self.un_ordre

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        return lignes.order_by(*self.un_ordre)


class DesFactures(DansUnOrdre):
    """A list of invoices to tick, each shown as a dict that holds its `facture`."""

    filtres: type[Filtres] = RechercheDeFactures
    par_page = 50
    coche = "facture"

    def filtrer(self, lignes: Any, valeurs: dict) -> QuerySet:
        return lignes.cherchees(valeurs["q"]) if "q" in valeurs else lignes

    def cle_de(self, ligne: Any) -> int:
        return ligne["facture"].pk


class FiltreFacturesForm(RechercheDeFactures):
    payeur = forms.ChoiceField(label="Au nom de", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["payeur"]
        champ.choices = [
            ("", "Tous"),
            (FAMILLES, "Les familles"),
            *((str(un.pk), str(un)) for un in TiersPayeur.objects.all()),
        ]


class ListeDesFactures(DansUnOrdre, Liste):
    titre = "Factures"
    adresse = "factures:liste"
    gabarit = "famille/factures/bureau/liste.html"
    cellules = "famille/factures/bureau/colonnes.html"
    colonnes = (
        Colonne("facture", "Facture", attrgetter("numero"), "Numéro", tri=("numero",)),
        Colonne("objet", "Objet", attrgetter("objet")),
        Colonne("emise", "Émise le", attrgetter("emise_le"), tri=("emise_le",)),
        Colonne("echeance", "À payer avant le", attrgetter("echeance")),
        Colonne("dossier", "Dossier", attrgetter("foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("foyer.nom"), tri=("foyer__nom", "foyer__numero")),
        Colonne("payeur", "Au nom de", lambda facture: str(facture.payeur or "la famille")),
        Colonne("etat", "État", lambda facture: dire([facture], timezone.localdate())[0].mot),
        Colonne("total", "Total", attrgetter("total"), tri=("total",), classe="pfg-nombre"),
        Colonne("reste", "Reste", lambda facture: max(facture.solde, 0), classe="pfg-nombre"),
    )
    ecran = ("facture", "foyer", "etat", "total", "reste")
    fichier = (
        *("facture", "objet", "emise", "echeance", "dossier", "foyer", "payeur"),
        *("etat", "total", "reste"),
    )
    genre, adresse_du_fichier = "factures", "factures:exporter"
    onglets = (
        Onglet("toutes", "Toutes"),
        Onglet("a-payer", "À payer", lambda factures: factures.a_payer()),
        Onglet("en-retard", "En retard", lambda factures: factures.en_retard(timezone.localdate())),
        Onglet("tresor", "Au Trésor public", lambda factures: factures.au_tresor()),
        Onglet("avoirs", "Avoirs", Q(genre=Facture.Genre.AVOIR)),
    )
    filtres = FiltreFacturesForm
    par_page = 50
    par_cles = True
    compte_max = 25_000  # five hundred pages; further, one searches
    compte_par = un_ordre = ("-emise_le", "-numero")
    une_ligne, des_lignes = "facture", "factures"

    def base(self) -> QuerySet[Facture]:
        return Facture.objects.publiees()

    def filtrer(self, lignes: Any, valeurs: dict[str, str]) -> QuerySet[Facture]:
        if payeur := valeurs.get("payeur"):
            a_elle = payeur == FAMILLES
            lignes = lignes.aux_familles() if a_elle else lignes.filter(payeur=payeur)
        return lignes.cherchees(valeurs["q"]) if "q" in valeurs else lignes

    def preparer(self, objets: list[Facture]) -> list[FactureDite]:
        """What holds each is asked of those of the page alone: of all, it would sort the town's."""
        cles = [facture.pk for facture in objets]
        lues = Facture.objects.avec_tenue().select_related("foyer", "payeur").in_bulk(cles)
        return dire([lues[cle] for cle in cles], self.jour)

    def cle_de(self, ligne: FactureDite) -> int:
        return ligne.facture.pk

    def pour_le_fichier(self, lignes: Any) -> QuerySet[Facture]:
        return super().pour_le_fichier(lignes.avec_tenue().select_related("foyer", "payeur"))


def lien_pour_regulariser(facture: Facture, agent: Utilisateur) -> str:
    """Where a credit note and a new invoice put it right at once; "" for who may not."""
    return lien_offert("regulariser", facture.numero) if agent.has_perm(CORRIGER) else ""


@dataclass(frozen=True)
class ARevoir:
    """`lien`: where its invoice is put right at once, "" for who may not."""

    notee: LigneARevoir
    lien: str


class FiltreARevoirForm(Filtres):
    q = champ_de_recherche(
        "Numéro de facture, nom, enfant, dossier, ou pourquoi", "Numéro, nom, enfant, pourquoi"
    )


class ListeDesLignesARevoir(DansUnOrdre, Liste):
    """What a decision has made wrong since, until a credit note takes it off."""

    titre = "Lignes à revoir"
    adresse = "factures:a_revoir"
    gabarit = "famille/factures/bureau/a_revoir/liste.html"
    cellules = "famille/factures/bureau/a_revoir/colonnes.html"
    colonnes = (
        Colonne(
            "facture",
            "Facture",
            attrgetter("ligne.facture.numero"),
            tri=("ligne__facture__numero",),
        ),
        Colonne("dossier", "Dossier", attrgetter("ligne.facture.foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("ligne.facture.foyer.nom")),
        Colonne("enfant", "Enfant", attrgetter("ligne.enfant_nom")),
        Colonne("jour", "Jour", attrgetter("ligne.jour")),
        Colonne(
            "ligne", "Ligne", attrgetter("ligne.libelle"), tri=("ligne__enfant_nom", "ligne__jour")
        ),
        Colonne("pourquoi", "Pourquoi", attrgetter("origine"), tri=("origine",)),
        Colonne("le", "Noté le", attrgetter("le"), tri=("le",)),
        Colonne("par", "Noté par", lambda une: str(une.par or "")),
        Colonne(
            "montant",
            "Facturé",
            attrgetter("ligne.montant"),
            tri=("ligne__montant",),
            classe="pfg-nombre",
        ),
        Colonne("du", "Dû", attrgetter("du"), tri=("du",), classe="pfg-nombre"),
        Colonne("trop", "De trop", attrgetter("trop"), tri=("ecart",), classe="pfg-nombre"),
    )
    ecran = ("facture", "ligne", "pourquoi", "le", "montant", "du", "trop")
    fichier = (
        *("facture", "dossier", "foyer", "enfant", "jour", "ligne"),
        *("pourquoi", "le", "par", "montant", "du", "trop"),
    )
    genre, adresse_du_fichier = "lignes-a-revoir", "factures:a_revoir_exporter"
    onglets = (
        Onglet("", "Toutes"),
        Onglet("de-trop", "Facturées de trop", Q(ecart__gt=0)),
        Onglet("pas-assez", "Pas assez facturées", Q(ecart__lt=0)),
        Onglet("meme-prix", "Au même prix", Q(ecart=0)),
    )
    filtres = FiltreARevoirForm
    par_page = 50
    coche = "ligne"
    une_ligne, des_lignes = "ligne à revoir", "lignes à revoir"
    un_ordre = ("-le", "-pk")

    def __init__(self, agent: Utilisateur) -> None:
        super().__init__(agent)
        if not agent.has_perm(CORRIGER):
            self.coche = ""

    def base(self) -> Any:
        facture = LigneFacture.objects.filter(pk=OuterRef("ligne")).values("montant")
        notees = LigneARevoir.objects.a_traiter().annotate(ecart=Subquery(facture) - F("du"))
        return notees.select_related("ligne__facture__foyer", "par")

    def filtrer(self, lignes: QuerySet, valeurs: dict) -> QuerySet:
        """Also by the decision, as it is said or by its number."""
        if "q" not in valeurs:
            return lignes
        factures = Facture.objects.cherchees(valeurs["q"]).order_by().values("pk")
        return lignes.filter(
            Q(ligne__facture__in=factures) | Q(origine__icontains=valeurs["q"].strip())
        )

    def preparer(self, objets: list[LigneARevoir]) -> Iterable[ARevoir]:
        return [
            ARevoir(une, lien_pour_regulariser(une.ligne.facture, self.agent)) for une in objets
        ]

    def cle_de(self, ligne: ARevoir) -> int:
        return ligne.notee.pk

    def foyers_de(self, objet: LigneARevoir) -> tuple[int, ...]:
        return (objet.ligne.facture.foyer_id,)
