"""The form of a new key."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from famille.api.portees import portees
from famille.journal.une_fois import CleField
from famille.models import CleAPI
from famille.socle.ecran import Formulaire
from famille.socle.saisie.champ_jour import JourDAgentField

UN_AN = timedelta(days=365)


class ChoixExpliquesInput(forms.CheckboxSelectMultiple):
    """Boxes, each with a sentence of its own."""

    option_template_name = "famille/api/choix_explique.html"

    def __init__(self, explications: dict[str, str]) -> None:
        super().__init__()
        self.explications = explications

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_explication"
        return option | {"explication": self.explications.get(str(value), "")}


class CleDApiForm(Formulaire):
    nom = forms.CharField(
        label="Logiciel",
        max_length=80,
        help_text=CleAPI._meta.get_field("nom").help_text,
    )
    expire_le = JourDAgentField(
        label="Dernier jour de validité",
        help_text="Deux ans au plus. Ensuite, faites-en une nouvelle.",
    )
    cle = CleField()

    field_order = ("nom", "portees", "expire_le")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        connues = portees()
        self.fields["portees"] = forms.MultipleChoiceField(
            label="Ce qu’elle peut lire",
            help_text="Le moins possible : une clé par logiciel, avec ce dont il a besoin.",
            choices=[(code, une.titre) for code, une in connues.items()],
            widget=ChoixExpliquesInput({code: une.explication for code, une in connues.items()}),
            error_messages={"required": "Choisissez au moins une chose que cette clé pourra lire."},
        )
        self.fields["expire_le"].initial = timezone.localdate() + UN_AN
        self.order_fields(self.field_order)
