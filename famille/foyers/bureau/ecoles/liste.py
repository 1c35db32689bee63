"""The list of schools, with how many children each has."""

from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import OuterRef, Q, QuerySet

from famille.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import Classe, Ecole, Enfant
from famille.regles.scolarite import annee_scolaire
from famille.socle.saisie.nombre import Nombre

from . import LISTE


class FiltreEcolesForm(Filtres):
    q = forms.CharField(
        label="Nom ou UAI", help_text="Nom, UAI, commune", required=False, max_length=100
    )


class ListeDesEcoles(Liste):
    titre = "Écoles"
    adresse = LISTE
    gabarit = "famille/foyers/bureau/ecoles/liste.html"
    cellules = "famille/foyers/bureau/ecoles/colonnes.html"
    colonnes = (
        Colonne("ecole", "École", attrgetter("nom"), tri=("nom",)),
        Colonne("commune", "Commune", attrgetter("commune"), tri=("commune", "nom")),
        Colonne("uai", "UAI", attrgetter("uai"), tri=("uai",), classe="pfg-chiffres"),
        Colonne("classes", "Classes", attrgetter("nombre_classes"), classe="pfg-nombre"),
        Colonne(
            "enfants",
            "Enfants",
            attrgetter("nombre_enfants"),
            tri=("nombre_enfants",),
            classe="pfg-nombre",
        ),
    )
    ecran = ("ecole", "commune", "uai", "classes", "enfants")
    onglets = (
        Onglet("", "Ouvertes", Q(fermee=False)),
        Onglet("fermees", "Fermées", Q(fermee=True)),
    )
    filtres = FiltreEcolesForm
    une_ligne, des_lignes = "école", "écoles"

    def base(self) -> QuerySet[Ecole]:
        """Counted apart: joined, the children of a school come once for each of its classes."""
        enfants = Enfant.objects.filter(ecole=OuterRef("pk"))
        classes = Classe.objects.filter(ecole=OuterRef("pk"), annee=annee_scolaire(self.jour))
        return Ecole.objects.annotate(
            nombre_enfants=Nombre(enfants.order_by().values("pk")),
            nombre_classes=Nombre(classes.order_by().values("pk")),
        )

    def filtrer(self, lignes: QuerySet[Ecole], valeurs: dict[str, Any]) -> QuerySet[Ecole]:
        q = valeurs.get("q", "")
        if not q:
            return lignes
        return lignes.filter(Q(nom__icontains=q) | Q(uai__iexact=q) | Q(commune__icontains=q))

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
        return ("nom",)
