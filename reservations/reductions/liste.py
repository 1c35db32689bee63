"""The agents' list of the reductions that were granted: the latest first."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import Foyer
from reservations.models import ReductionAccordee, Structure


def _en_cours(lignes: QuerySet) -> QuerySet:
    jour = timezone.localdate()
    return lignes.filter(Q(fin=None) | Q(fin__gte=jour))


def _finies(lignes: QuerySet) -> QuerySet:
    return lignes.filter(fin__lt=timezone.localdate())


class FiltreReductions(Filtres):
    q = forms.CharField(
        label="Motif, nom, enfant, dossier, e-mail ou téléphone",
        help_text="Motif, nom, enfant, dossier",
        required=False,
        max_length=100,
    )
    structure = forms.ModelChoiceField(
        label="Structure", queryset=Structure.objects.all(), required=False, empty_label="Toutes"
    )


class ListeDesReductions(Liste):
    titre = "Réductions"
    adresse = "reservations_bureau:reductions"
    gabarit = "reservations/reductions/bureau/liste.html"
    cellules = "reservations/reductions/bureau/colonnes.html"
    colonnes = (
        Colonne("motif", "Motif", attrgetter("motif"), tri=("motif",)),
        Colonne("reduction", "Réduction", attrgetter("dite")),
        Colonne("dossier", "Dossier", lambda une: une.foyer.numero if une.foyer else ""),
        Colonne(
            "foyer",
            "À qui",
            lambda une: une.foyer.nom if une.foyer else "",
            "Foyer",
            tri=("foyer__nom", "foyer__numero"),
        ),
        Colonne("ou", "Où", attrgetter("ou")),
        Colonne("debut", "À partir du", attrgetter("debut"), tri=("debut",)),
        Colonne("fin", "Jusqu’au", attrgetter("fin"), tri=("fin",)),
        Colonne("par", "Accordée par", lambda une: str(une.par or "")),
    )
    ecran = ("motif", "reduction", "foyer", "ou", "debut", "fin")
    fichier = ("motif", "reduction", "dossier", "foyer", "ou", "debut", "fin", "par")
    genre, adresse_du_fichier = "reductions", "reservations_bureau:reductions_exporter"
    onglets = (
        Onglet("", "En cours", _en_cours),
        Onglet("finies", "Finies", _finies),
        Onglet("toutes", "Toutes"),
    )
    filtres = FiltreReductions
    une_ligne, des_lignes = "réduction", "réductions"

    def base(self) -> QuerySet[ReductionAccordee]:
        return ReductionAccordee.objects.select_related(
            "foyer", "structure", "activite__structure", "par"
        )

    def filtrer(self, lignes: QuerySet, valeurs: dict[str, Any]) -> QuerySet:
        if structure := valeurs.get("structure"):
            lignes = lignes.filter(Q(structure=structure) | Q(activite__structure=structure))
        if cherche := valeurs.get("q"):
            siens = Foyer.objects.cherches(cherche).order_by().values("pk")
            lignes = lignes.filter(Q(motif__icontains=cherche) | Q(foyer__in=siens))
        return lignes

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> Sequence[str]:
        return ("-debut", "-pk")

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        return lignes.order_by("-debut", "-pk")

    def foyers_de(self, objet: ReductionAccordee) -> tuple[int, ...]:
        return (objet.foyer_id,) if objet.foyer_id else ()
