"""Canned answers at the desk: kept in the admin, inserted by one press, then edited."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.panels.group import ObjectList
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin

from demarches import catalogue
from demarches.instruction.reponses import VARIABLES, inconnues, remplir, valeurs
from demarches.models import Demande, ReponseType
from famille.models import Utilisateur
from famille.socle.historique import Historique

INSERER = "inserer"  # name of the buttons that insert an answer
Genre = ReponseType.Genre


def offertes(
    demande: Demande,
    genre: ReponseType.Genre,
    agent: Utilisateur,
    lues: Iterable[ReponseType] | None = None,
) -> list[Any]:
    """list[dict(cle, titre, texte)]: the canned answers of a kind for this demande, filled for
    it. `lues`: those of each kind for its démarche, where they are already read."""
    if lues is None:
        lues = ReponseType.objects.pour(genre, demande.code)
    reponses = [une for une in lues if une.genre == genre]
    connues = valeurs(demande, agent) if reponses else {}
    return [{"cle": r.pk, "titre": r.titre, "texte": remplir(r.texte, connues)} for r in reponses]


def inserer(donnees: QueryDict, champ: str, lire: Callable[..., Any]) -> dict[str, Any] | None:
    """The form's values as typed, with the asked answer after what `champ` held. None: none was
    asked.

    `lire`: gives those offered (`offertes`)."""
    if INSERER not in donnees:
        return None
    choisie = next((r["texte"] for r in lire() if str(r["cle"]) == donnees[INSERER]), "")
    saisi: dict[str, Any] = {
        nom: liste if nom == "etapes" else liste[-1] for nom, liste in donnees.lists()
    }
    saisi[champ] = "\n\n".join(texte for texte in (saisi.get(champ, "").strip(), choisie) if texte)
    return saisi


class ReponseTypeForm(WagtailAdminModelForm):
    fields: dict[str, Any]  # each of its own class

    code = forms.ChoiceField(label="Démarche", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "Toutes les démarches"), *catalogue.noms()]

    def clean_texte(self) -> str:
        texte = self.cleaned_data["texte"]
        if noms := inconnues(texte):
            dits = ", ".join(f"{{{nom}}}" for nom in noms)
            raise forms.ValidationError(
                f"Le portail ne connaît pas {dits} : une famille le lirait tel quel. Corrigez, ou"
                f" choisissez parmi {', '.join(f'{{{nom}}}' for nom in VARIABLES)}."
            )
        return texte


def aide_des_variables() -> SafeString:
    """HTML: each variable with what it becomes."""
    return format_html_join(" ; ", "{{{}}} : {}", VARIABLES.items())


class BoutonsDesReponses(ButtonHelper):
    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, str]:
        dits = {"label": "Écrire une réponse type", "title": ""}
        return super().add_button(*args, **kwargs) | dits


class ReponseTypeAdmin(ModelAdmin):
    model = ReponseType
    base_url_path = "reponses-types"
    menu_label = "Réponses types"
    menu_icon = "edit"
    menu_order = 120
    add_to_settings_menu = True
    add_to_admin_menu = False
    list_display = ["titre", "genre", "pour_quelle_demarche"]
    list_filter = ["genre"]
    search_fields = ["titre", "texte"]
    button_helper_class = BoutonsDesReponses
    history_view_class = Historique
    panels = [
        FieldPanel("titre", help_text="Pour la retrouver : la famille ne le lit pas."),
        FieldRowPanel([FieldPanel("genre"), FieldPanel("code")]),
        FieldPanel(
            "texte", help_text=aide_des_variables(), widget=forms.Textarea(attrs={"rows": 8})
        ),
    ]
    edit_handler = ObjectList(panels, base_form_class=ReponseTypeForm)

    def pour_quelle_demarche(self, reponse: ReponseType) -> str:
        return dict(catalogue.noms()).get(reponse.code, reponse.code or "Toutes")

    pour_quelle_demarche.short_description = "Démarche"  # type: ignore[attr-defined]
