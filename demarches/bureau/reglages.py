"""The settings of each démarche: one that lacks a legal choice is not opened (D2)."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.panels.group import ObjectList
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from demarches.instruction.acces import INSTRUIRE
from demarches.models import Demande, ReglageDemarche
from famille.models import Utilisateur
from famille.socle.historique import Historique
from famille.socle.ville.phrases import dit

Etat = ReglageDemarche.Etat


REGLER = "demarches.change_reglagedemarche"


class DroitsDesDemandes(PermissionHelper):
    """Who may decide sees what was sent; nobody makes, edits or deletes a demande by hand."""

    def user_can_list(self, user: Utilisateur) -> bool:
        return user.has_perm(INSTRUIRE)

    def user_can_inspect_obj(self, user: Utilisateur, obj: Model) -> bool:
        envoyee = isinstance(obj, Demande) and obj.statut != Demande.Statut.BROUILLON
        return user.has_perm(INSTRUIRE) and envoyee

    def user_can_create(self, user: Utilisateur) -> bool:
        return False

    def user_can_edit_obj(self, user: Utilisateur, obj: Model) -> bool:
        return False

    user_can_delete_obj = user_can_edit_obj


class DroitsDesReglages(PermissionHelper):
    """Administration changes settings and announces démarches; none is deleted by hand."""

    def user_can_list(self, user: Utilisateur) -> bool:
        return user.has_perm(REGLER)

    def user_can_create(self, user: Utilisateur) -> bool:
        return user.has_perm("demarches.add_reglagedemarche")

    def user_can_edit_obj(self, user: Utilisateur, obj: ReglageDemarche) -> bool:
        return user.has_perm(REGLER)

    def user_can_delete_obj(self, user: Utilisateur, obj: ReglageDemarche) -> bool:
        return False


class ReglageForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if not self.instance.pk:
            self._donner_un_code(donnees.get("titre", ""))
        if donnees.get("etat") == Etat.OUVERTE:
            self._exiger_l_ouverture_possible()
        return donnees

    def _donner_un_code(self, titre: str) -> None:
        """A démarche that a town announces has no class: its code comes from its title."""
        self.instance.code = slugify(titre)[:40].strip("-")
        if ReglageDemarche.objects.filter(code=self.instance.code).exists():
            self.add_error(
                "titre",
                "Une autre démarche a déjà ce titre : modifiez-la, ou choisissez un autre titre.",
            )

    def _exiger_l_ouverture_possible(self) -> None:
        projet = ReglageDemarche(code=self.instance.code)
        for nom, valeur in self.cleaned_data.items():
            setattr(projet, nom, valeur)
        if manques := projet.manques():
            self.add_error(
                "etat",
                forms.ValidationError(
                    f"Cette démarche ne peut pas être ouverte : il manque {' ; '.join(manques)}. "
                    "Complétez, ou choisissez un autre état."
                ),
            )


class BoutonsDesReglages(ButtonHelper):
    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, str]:
        return super().add_button(*args, **kwargs) | {"label": "Annoncer une démarche", "title": ""}


class ReglageDemarcheAdmin(ModelAdmin):
    model = ReglageDemarche
    base_url_path = "reglages-des-demarches"
    menu_label = "Démarches"
    menu_icon = "form"
    menu_order = 110
    add_to_settings_menu = True
    add_to_admin_menu = False
    history_view_enabled = True
    history_view_class = Historique
    list_display = ["titre", "etat", "silence", "ce_qui_manque"]
    permission_helper_class = DroitsDesReglages
    button_helper_class = BoutonsDesReglages
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("etat", widget=forms.RadioSelect),
                FieldPanel("titre"),
                FieldPanel("resume"),
                FieldRowPanel([FieldPanel("icone"), FieldPanel("ordre")]),
            ],
            heading="Ce que les familles voient",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "introduction",
                    widget=get_rich_text_editor_widget(features=["bold", "link", "ul", "ol"]),
                ),
                FieldPanel("pieces_a_preparer", help_text="Une pièce par ligne."),
                FieldPanel(
                    "choix",
                    help_text=(
                        dit(
                            "Un par ligne. Seule « J’écris {au_service} » s’en sert : ce sont ses"
                            " sujets. « Accessibilité du portail » et « Autre sujet » s’y ajoutent"
                            " toujours."
                        )
                    ),
                ),
                FieldPanel(
                    "notice_donnees", help_text="Montrée sous le formulaire (RGPD, article 13)."
                ),
            ],
            heading="Textes",
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=(
                        "<p>Ces choix appartiennent à la collectivité : le portail n’en fait aucun"
                        " à sa place. Sans eux, la démarche ne peut pas être ouverte.</p>"
                    )
                ),
                FieldPanel("effet_silence", widget=forms.RadioSelect),
                FieldRowPanel([FieldPanel("delai_silence_mois"), FieldPanel("delai_jours")]),
                FieldPanel("justificatif", widget=forms.RadioSelect),
                FieldPanel("delai_complement_jours"),
                FieldPanel(
                    "sans_agent",
                    help_text=(
                        "Informations du foyer : les téléphones, les contacts et une fiche"
                        " sanitaire confirmée sans changement sont appliqués dès l’envoi, et notés"
                        " dans l’historique du dossier."
                    ),
                ),
                FieldPanel(
                    "voies_de_recours",
                    help_text=(
                        "Jointes à l’accusé de réception et à chaque rejet. Vide : celles de"
                        " l’identité du portail, avec son tribunal."
                    ),
                ),
            ],
            heading="Choix juridiques",
        ),
        MultiFieldPanel(
            [
                FieldPanel("service"),
                FieldPanel("service_adresse"),
                FieldRowPanel([FieldPanel("service_courriel"), FieldPanel("service_telephone")]),
            ],
            heading="Service chargé de la démarche, s’il n’est pas celui du portail",
            help_text=(
                "Vide : le nom, l’adresse, l’e-mail et le téléphone de l’identité du portail."
            ),
        ),
    ]
    edit_handler = ObjectList(panels, base_form_class=ReglageForm)

    def silence(self, reglage: ReglageDemarche) -> str:
        return reglage.get_effet_silence_display() or "À choisir"

    silence.short_description = "Silence"  # type: ignore[attr-defined]

    def ce_qui_manque(self, reglage: ReglageDemarche) -> str:
        return " ; ".join(reglage.manques()) or "Rien"

    ce_qui_manque.short_description = "Il manque, pour ouvrir"  # type: ignore[attr-defined]
