"""What the forms of the agents' screens share."""

from django import forms

from reservations.models import Activite

ACTIVITES = Activite.objects.select_related("structure")


class FormGestion(forms.Form):
    """A refusal of the action comes back beside its field, nothing typed is lost."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.error_messages["required"] = "Remplissez ce champ, puis recommencez."

    def refuser(self, refus):
        self.add_error(refus.champ if refus.champ in self.fields else None, str(refus))
