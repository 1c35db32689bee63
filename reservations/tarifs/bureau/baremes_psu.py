"""The national scales of crèches: a new one is added when the CNAF publishes it
(docs/comprendre/tarifs.md)."""

from typing import Any

from django.contrib.admin import display
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.panels.group import ObjectList

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros, en_lettres, en_nombre
from reservations.bureau.base import Liste
from reservations.bureau.droits import SansSuppression
from reservations.models import BaremePSU
from reservations.regles.psu import Bareme, Taux, controler

from .grille_formulaire import remplies


class BaremeForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        accueil, debut = donnees.get("accueil"), donnees.get("debut")
        autres = BaremePSU.objects.filter(accueil=accueil, debut=debut).exclude(pk=self.instance.pk)
        if accueil and debut and autres.exists():
            self.add_error(
                "debut",
                "Un autre barème commence ce jour-là : modifiez-le, ou choisissez une autre date.",
            )
        if self.formsets["taux"].is_valid() and not self.errors:
            self._controler(donnees)
        return donnees

    def _controler(self, donnees: dict[str, Any]) -> None:
        lignes = remplies(self.formsets["taux"])
        if not lignes:
            self.add_error(
                None, "Ajoutez au moins un taux : sans lui, aucune famille n’aurait de tarif."
            )
            return
        taux = tuple(
            Taux(ligne.cleaned_data["jusqua"], ligne.cleaned_data["pourcent"]) for ligne in lignes
        )
        for faute in controler(
            Bareme(donnees["debut"], donnees["plancher"], donnees["plafond"], taux)
        ):
            formulaire = self if faute.rang is None else lignes[faute.rang]
            formulaire.add_error(faute.champ, faute.phrase)


class BaremesAdmin(Liste):
    model = BaremePSU
    base_url_path = "baremes-de-creche"
    menu_label = "Barèmes de crèche"
    menu_icon = "decimal"
    menu_order = 62
    ajouter = "Ajouter un barème"
    list_display = ["accueil", "des", "bornes", "taux_dits", "etat", "source"]
    list_filter = ["accueil"]
    permission_helper_class = SansSuppression
    panels = [
        MultiFieldPanel(
            [
                HelpPanel(
                    content=(
                        "<p>La CNAF publie le plancher chaque mois de janvier, et parfois le"
                        " plafond ou les taux. Ajoutez alors un barème à partir de sa date : il"
                        " prend la suite du précédent ce jour-là.</p>"
                    )
                ),
                FieldPanel("accueil"),
                FieldRowPanel([FieldPanel("debut"), FieldPanel("plancher"), FieldPanel("plafond")]),
                FieldPanel("source"),
            ],
            heading="Ce qui est publié",
        ),
        InlinePanel(
            "taux",
            [FieldRowPanel([FieldPanel("jusqua"), FieldPanel("pourcent")])],
            heading="Taux de participation",
            label="Taux",
            help_text=(
                "Une heure coûte ce pourcentage des ressources d’un mois. La dernière ligne n’a pas"
                " de nombre d’enfants : elle vaut pour toutes les familles plus grandes."
            ),
        ),
    ]
    edit_handler = ObjectList(panels, base_form_class=BaremeForm)

    def get_queryset(self, request: RequeteConnectee) -> QuerySet[BaremePSU]:
        suivants = BaremePSU.objects.filter(
            accueil=OuterRef("accueil"),
            debut__gt=OuterRef("debut"),
            debut__lte=timezone.localdate(),
        )
        return (
            super()
            .get_queryset(request)
            .annotate(remplace=Exists(suivants))
            .prefetch_related("taux")
        )

    @display(description="À partir du", ordering="debut")
    def des(self, bareme: BaremePSU) -> str:
        return en_lettres(bareme.debut)

    @display(description="Ressources prises en compte")
    def bornes(self, bareme: BaremePSU) -> str:
        return f"de {en_euros(bareme.plancher)} à {en_euros(bareme.plafond)}"

    @display(description="Taux horaires")
    def taux_dits(self, bareme: BaremePSU) -> str:
        return " ; ".join(f"{en_nombre(taux.pourcent)} %" for taux in bareme.taux.all())

    @display(description="État")
    def etat(self, bareme: BaremePSU) -> str:
        if bareme.debut > timezone.localdate():
            return "À venir"
        return "Remplacé" if bareme.remplace else "En vigueur"
