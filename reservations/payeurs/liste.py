"""The agents' list of the payers, in the order in which they pay."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils.functional import cached_property

from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import DroitPayeur, RelevePayeur, TiersPayeur, Utilisateur
from famille.socle.dire import enumerer
from reservations.lecture.filtres import Mois

from .releves import a_demander

_PARENT = TiersPayeur.Genre.PARENT
_A_SUIVRE = RelevePayeur.objects.exclude(etat=RelevePayeur.Etat.PAYE).order_by("mois", "pk")


@dataclass(frozen=True)
class PayeurDit:
    """`attend`: what was never asked of it; `releves`: those that are not wholly paid."""

    payeur: Any  # of `base`
    attend: Decimal | None
    releves: list[RelevePayeur]


class FiltrePayeursForm(Filtres):
    q = forms.CharField(
        label="Nom, service ou commune",
        help_text="Nom, service, commune",
        required=False,
        max_length=100,
    )
    genre = forms.ChoiceField(
        label="Genre", choices=[("", "Tous"), *TiersPayeur.Genre.choices], required=False
    )


class ListeDesPayeurs(Liste):
    titre = "Payeurs"
    adresse = "reservations_bureau:payeurs"
    gabarit = "reservations/payeurs/bureau/payeurs.html"
    cellules = "reservations/payeurs/bureau/colonnes.html"
    colonnes = (
        Colonne("payeur", "Payeur", attrgetter("payeur.nom"), tri=("nom",)),
        Colonne("genre", "Genre", lambda une: une.payeur.get_genre_display()),
        Colonne("service", "Service", attrgetter("payeur.service")),
        Colonne("commune", "Commune", attrgetter("payeur.commune")),
        Colonne("ordre", "Ordre", attrgetter("payeur.ordre")),
        Colonne(
            "aides",
            "Aides en cours",
            attrgetter("payeur.nombre"),
            tri=("nombre",),
            classe="pfg-nombre",
        ),
        Colonne("attend", "À demander", attrgetter("attend"), classe="pfg-nombre"),
        Colonne(
            "releves", "Relevés à suivre", lambda une: enumerer(un.numero for un in une.releves)
        ),
    )
    ecran = ("payeur", "aides", "attend", "releves")
    fichier = ("payeur", "genre", "service", "commune", "ordre", "aides", "attend", "releves")
    genre, adresse_du_fichier = "payeurs", "reservations_bureau:payeurs_exporter"
    filtres = FiltrePayeursForm
    une_ligne, des_lignes = "payeur", "payeurs"

    def __init__(self, agent: Utilisateur) -> None:
        super().__init__(agent)
        suivis = _A_SUIVRE.order_by().filter(payeur=OuterRef("pk"))
        self.onglets = (
            Onglet("", "Tous"),
            Onglet("a-demander", "À demander", self._qui_doivent),
            Onglet("a-suivre", "Relevés à suivre", Q(Exists(suivis))),
        )

    @cached_property
    def _dus(self) -> dict[int, Decimal]:
        """What was never asked of each: one query, for the tab and for its rows."""
        return a_demander(TiersPayeur.objects.all(), Mois.du(self.jour))

    def _qui_doivent(self, lignes: QuerySet[TiersPayeur]) -> QuerySet[TiersPayeur]:
        """Not those whose credit notes come to more: no statement is prepared for them."""
        return lignes.filter(pk__in=[cle for cle, somme in self._dus.items() if somme > 0])

    def base(self) -> Any:
        """Each with how many of its rights hold today, and whether it pays after all others."""
        en_cours = Q(droits__debut__lte=self.jour) & (
            Q(droits__fin=None) | Q(droits__fin__gte=self.jour)
        )
        return TiersPayeur.objects.annotate(
            nombre=Count("droits", filter=en_cours, distinct=True),
            apres=Case(When(genre=_PARENT, then=Value(1)), default=Value(0)),
        )

    def filtrer(
        self, lignes: QuerySet[TiersPayeur], valeurs: dict[str, Any]
    ) -> QuerySet[TiersPayeur]:
        if "genre" in valeurs:
            lignes = lignes.filter(genre=valeurs["genre"])
        for mot in valeurs.get("q", "").split():
            lignes = lignes.filter(
                Q(nom__icontains=mot) | Q(service__icontains=mot) | Q(commune__icontains=mot)
            )
        return lignes

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
        """As `TiersPayeur.rang`."""
        return ("apres", "ordre", "nom")

    def preparer(self, objets: list[Any]) -> Iterable[PayeurDit]:
        """One query, and that of `_dus`."""
        cles = [un.pk for un in objets]
        releves: dict[int, list[RelevePayeur]] = {}
        for releve in _A_SUIVRE.filter(payeur__in=cles):
            releves.setdefault(releve.payeur_id, []).append(releve)
        return [
            PayeurDit(un, self._dus.get(un.pk) or None, releves.get(un.pk, [])) for un in objets
        ]

    def cle_de(self, ligne: PayeurDit) -> int:
        return ligne.payeur.pk

    def pour_le_fichier(self, lignes: QuerySet[TiersPayeur]) -> QuerySet[TiersPayeur]:
        du_parent = DroitPayeur.objects.filter(payeur__genre=_PARENT)
        siens = Prefetch("droits", du_parent, to_attr="droits_du_parent")
        return lignes.prefetch_related(siens).order_by(*self.ordre("", {}))

    def preparer_le_fichier(self, objets: list[Any]) -> Iterable[PayeurDit]:
        return self.preparer(objets)

    def foyers_de(self, objet: Any) -> Iterable[int]:
        """Of a row of `pour_le_fichier`. A payer that is a parent is somebody; another names
        nobody."""
        return {droit.foyer_id for droit in objet.droits_du_parent}
