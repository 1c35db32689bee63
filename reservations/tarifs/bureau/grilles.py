"""Tariffs: each grid with its brackets and the council's decision (docs/comprendre/tarifs.md)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin import display
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.panels.group import ObjectList
from wagtail_modeladmin.views import InspectView

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import centimes_en_euros, en_lettres, en_nombre
from famille.socle.ville import perimetre
from reservations.bureau.base import Liste
from reservations.bureau.droits import SansSuppression
from reservations.bureau.filtres import ParStructure
from reservations.models import GrilleTarifaire
from reservations.regles.reductions.calcul import ORDRE
from reservations.regles.tarifs import TAUX, Grille, Tranche, prix, prix_extremes
from reservations.tarifs.faits import en_grille, entiers_de
from reservations.tarifs.grille_dite import (
    QUOTIENTS_D_EXEMPLE,
    apres_virgule,
    dire_la_grille,
    quotients_des_reductions,
    rangs_a_montrer,
)

from .grille_formulaire import GrilleForm


@dataclass(frozen=True)
class Difference:
    """One price that is not the same. `qui`: the family, in words; prices in cents."""

    qui: str
    avant: int
    apres: int

    @property
    def phrase(self) -> str:
        """ "2,10 € → 2,31 € (+10 %)"."""
        bas, haut = centimes_en_euros(self.avant), centimes_en_euros(self.apres)
        if not self.avant:
            return f"{bas} → {haut}"
        part = Decimal(self.apres - self.avant) * 100 / self.avant
        signe = "+" if part > 0 else "−"
        return f"{bas} → {haut} ({signe}{en_nombre(abs(part).quantize(Decimal('0.1')))} %)"


def comparer(avant: Grille, apres: Grille) -> list[Difference]:
    """The prices that differ, by quotient, then town and rank of the child; [] when none does, or
    when one of the grids gives no price yet."""
    try:
        for grille in (avant, apres):
            prix_extremes(grille)
    except ValueError:
        return []
    trouvees = []
    for qui, quotient, membre, rang in _familles(avant, apres):
        bas, haut = (
            prix(grille, quotient=quotient, membre=membre, rang_enfant=rang).centimes
            for grille in (avant, apres)
        )
        if bas != haut:
            trouvees.append(Difference(qui, bas, haut))
    return trouvees


def _familles(avant: Grille, apres: Grille) -> Iterator[tuple[str, Decimal | None, bool, int]]:
    """(words, quotient, in the agglomeration, rank) of each family that the grids may tell
    apart."""
    rangs = rangs_a_montrer([avant, apres])
    for libelle, quotient in _quotients(avant, apres):
        for membre, ou in ((True, ""), (False, f", hors {perimetre().nom}")):
            for rang, dit in rangs:
                yield f"{libelle}{ou}{apres_virgule(dit)}", quotient, membre, rang


def _quotients(avant: Grille, apres: Grille) -> Iterator[tuple[str, Decimal | None]]:
    """The ends of the brackets of both, and what is above; examples where one is a rate."""
    bornes = {
        tranche.jusqua
        for grille in (avant, apres)
        for tranche in grille.tranches
        if tranche.jusqua is not None
    }
    bornes |= quotients_des_reductions([avant, apres])
    if TAUX in (avant.mode, apres.mode):
        bornes |= set(QUOTIENTS_D_EXEMPLE)
    for borne in sorted(bornes):
        yield f"Quotient {en_nombre(borne)}", borne
    plus = max(bornes, default=Decimal(0)) + 1
    yield (f"Quotient au-dessus de {en_nombre(plus - 1)}" if bornes else "Tous les quotients"), plus
    yield "Quotient inconnu", None


def de_la_ligne(grille: GrilleTarifaire) -> Grille:
    """The pure Grille of a GrilleTarifaire, whose brackets are read."""
    tranches = [Tranche(un.jusqua, un.prix, un.prix_hors_commune) for un in grille.tranches.all()]
    reductions = [une.pure for une in grille.reductions.all()]
    pure = en_grille(vars(grille), tranches, reductions, pk=grille.pk)
    return replace(pure, entiers=entiers_de(pure.unite, vars(grille.activite)))


class VueDeGrille(InspectView):
    """What families pay by this grid, in a table: what the council voted can be checked at a
    glance."""

    page_title = "Tarif"

    def get_meta_title(self) -> str:
        return f"Tarif : {self.instance}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        precedente, grille = _precedente(self.instance), de_la_ligne(self.instance)
        contexte = {"precedente": precedente, **dire_la_grille(grille)}
        if precedente:
            contexte["differences"] = comparer(de_la_ligne(precedente), grille)
        return super().get_context_data(**contexte, **kwargs)

    def get_template_names(self) -> list[str]:
        return ["reservations/tarifs/bureau/grille.html"]


class GrillesAdmin(Liste):
    model = GrilleTarifaire
    base_url_path = "tarifs"
    menu_label = "Tarifs"
    menu_icon = "tag"
    menu_order = 60
    ajouter = "Ajouter une grille"
    list_display = ["activite", "unite", "prix", "des", "etat", "deliberation"]
    list_filter = [ParStructure]
    list_select_related = ["activite__structure"]
    inspect_view_enabled = True
    inspect_view_class = VueDeGrille
    permission_helper_class = SansSuppression
    panels = [
        MultiFieldPanel(
            [
                HelpPanel(
                    content=(
                        "<p>Un nouveau vote du conseil ? Ajoutez une grille à partir de sa date :"
                        " elle prend la suite de la précédente ce jour-là, sans changer les prix"
                        " d’avant.</p>"
                    )
                ),
                FieldRowPanel([FieldPanel("activite"), FieldPanel("unite")]),
                FieldPanel("deliberation"),
                FieldRowPanel(
                    [
                        FieldPanel("debut"),
                        FieldPanel("fin", help_text="Vide : jusqu’à la grille suivante."),
                    ]
                ),
            ],
            heading="Ce qui est voté",
        ),
        MultiFieldPanel(
            [
                FieldPanel("mode", widget=forms.RadioSelect),
                FieldRowPanel([FieldPanel("taux"), FieldPanel("plancher"), FieldPanel("plafond")]),
            ],
            heading="Calcul du prix",
            help_text=(
                "Taux, plancher et plafond ne servent qu’au mode « Quotient × taux ». Par exemple :"
                " quotient 842 × 0,008 = 6,74 €."
            ),
        ),
        InlinePanel(
            "tranches",
            [
                FieldRowPanel(
                    [FieldPanel("jusqua"), FieldPanel("prix"), FieldPanel("prix_hors_commune")]
                )
            ],
            heading="Tranches de quotient",
            label="Tranche",
            help_text=(
                "En euros. La dernière tranche n’a pas de limite : laissez vide sa case « quotient"
                " jusqu’à »."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("hors_commune")],
            heading="Selon la famille",
            help_text="La majoration vaut pour les tranches sans « prix à l’extérieur ».",
        ),
        InlinePanel(
            "reductions",
            [
                FieldPanel("genre"),
                FieldRowPanel([FieldPanel("seuil"), FieldPanel("valeur"), FieldPanel("mesure")]),
            ],
            heading="Réductions",
            label="Réduction",
            help_text=(
                "Selon le rang : à partir du 2e, du 3e… enfant du foyer inscrit dans la même"
                f" structure, du plus âgé au plus jeune. {ORDRE}"
            ),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("sans_reservation"), FieldPanel("non_consommee")])],
            heading="Pris sans réservation, réservé et non pris",
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("retard_au_quart"), FieldPanel("retard_forfait")])],
            heading="Départ après la fermeture",
            help_text=(
                "Une ligne de plus sur la facture, une par enfant et par jour au plus. Ni le"
                " quotient ni les réductions n’y changent rien."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("restauration"), FieldPanel("cout_de_revient")],
            heading="Restauration scolaire",
            help_text=(
                "Le prix d’un repas ne peut pas dépasser ce qu’il coûte (code de l’éducation,"
                " article R531-53)."
            ),
        ),
        MultiFieldPanel([FieldPanel("part_repas")], heading="Journée repas compris"),
    ]
    edit_handler = ObjectList(panels, base_form_class=GrilleForm)

    def get_queryset(self, request: RequeteConnectee) -> QuerySet[GrilleTarifaire]:
        return (
            super()
            .get_queryset(request)
            .annotate(remplacee=Exists(_suivantes()))
            .prefetch_related("tranches", "reductions")
        )

    @display(description="Prix")
    def prix(self, grille: GrilleTarifaire) -> str:
        try:
            bas, haut = prix_extremes(de_la_ligne(grille))
        except ValueError:
            return "À compléter"
        au_plus = centimes_en_euros(haut)
        return au_plus if bas == haut else f"de {centimes_en_euros(bas)} à {au_plus}"

    @display(description="À partir du", ordering="debut")
    def des(self, grille: GrilleTarifaire) -> str:
        return en_lettres(grille.debut)

    @display(description="État")
    def etat(self, grille: GrilleTarifaire) -> str:
        jour = timezone.localdate()
        if grille.debut > jour:
            return "À venir"
        if grille.fin and grille.fin < jour:
            return "Terminée"
        return "Remplacée" if grille.remplacee else "En vigueur"


def _precedente(grille: GrilleTarifaire) -> GrilleTarifaire | None:
    """The one whose place this grid takes."""
    siennes = GrilleTarifaire.objects.filter(activite=grille.activite, unite=grille.unite)
    siennes = siennes.filter(debut__lt=grille.debut).prefetch_related("tranches", "reductions")
    return siennes.order_by("-debut").first()


def _suivantes() -> QuerySet[GrilleTarifaire]:
    """The grids in force today that take the place of an older one."""
    jour = timezone.localdate()
    en_vigueur = GrilleTarifaire.objects.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)
    return en_vigueur.filter(
        activite=OuterRef("activite"), unite=OuterRef("unite"), debut__gt=OuterRef("debut")
    )
