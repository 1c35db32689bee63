"""What the forms of the agents' screens share."""

from typing import TYPE_CHECKING, Any

from django import forms

from reservations.models import Activite

if TYPE_CHECKING:
    from famille.socle.erreurs import Refus


ACTIVITES = Activite.objects.select_related("structure")


class FormGestion(forms.Form):
    """A refusal of the action comes back beside its field, nothing typed is lost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.error_messages["required"] = "Remplissez ce champ, puis recommencez."

    def refuser(self, refus: "Refus") -> None:
        self.add_error(refus.champ if refus.champ in self.fields else None, str(refus))
