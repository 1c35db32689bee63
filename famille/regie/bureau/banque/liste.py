"""The lists of what the bank has given back, and of its lines that wait for somebody who knows."""

from collections.abc import Iterable
from operator import attrgetter, methodcaller
from typing import Any

from django import forms
from django.db.models import Case, Count, F, Q, QuerySet, When

from famille.factures.liste import DansUnOrdre
from famille.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import Foyer, LigneBancaire, RetourBancaire
from famille.regie.bureau.listes import DesFichiers
from famille.socle.dire import enumerer

Etat, Nature = LigneBancaire.Etat, LigneBancaire.Nature


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
        """Each with how many lines it has, of which how many wait."""
        return RetourBancaire.objects.select_related("par").annotate(
            toutes=Count("lignes"),
            sures=Count("lignes", filter=Q(lignes__etat=Etat.SURE)),
            a_rapprocher=Count("lignes", filter=Q(lignes__etat=Etat.A_RAPPROCHER)),
        )


class FiltreLignesBancairesForm(Filtres):
    q = forms.CharField(
        label="De la part de, référence, libellé, nom, enfant ou dossier",
        help_text="De la part de, référence, nom",
        required=False,
        max_length=100,
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
        """Each with what `LigneBancaire.somme` is sorted by."""
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
