"""What is asked of a child's allergies, the same of a family and of an agent."""

from django import forms

from famille.regles.repas import ALLERGENES


class AllergiesForm(forms.Form):
    """The fields of famille.models.sante.Allergies."""

    allergenes = forms.MultipleChoiceField(
        label="Allergies alimentaires",
        choices=[(un.code, un.libelle) for un in ALLERGENES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Cochez ce qu’il ne peut pas manger : son assiette sera à part.",
    )
    allergies = forms.CharField(
        label="Autre allergie alimentaire",
        max_length=300,
        required=False,
        help_text="Exemple : fraise. Ce qui est écrit ici donne une assiette à part.",
    )
    allergies_medicaments = forms.CharField(
        label="Allergie à un médicament",
        max_length=300,
        required=False,
        help_text="Exemple : pénicilline",
    )
    allergies_autres = forms.CharField(
        label="Autre allergie", max_length=300, required=False, help_text="Exemple : guêpes"
    )
