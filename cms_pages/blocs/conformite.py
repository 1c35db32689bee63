"""What the settings say, shown in a page where its editors put it."""

from typing import Any

from wagtail import blocks


class ConformiteBloc(blocks.StaticBlock):
    """The state declared in Paramètres → Accessibilité: state, audit, rate, what is not
    accessible."""

    class Meta:
        label = "État de conformité déclaré"
        icon = "universal-access"
        group = "Texte"
        template = "cms_pages/blocs/conformite.html"
        admin_text = (
            "Repris des réglages « Accessibilité » : état, taux, date et liste des défauts."
        )
        description = admin_text
        preview_value = None

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        contexte = super().get_context(value, parent_context=parent_context)
        declaration = contexte["settings"]["cms_pages"]["DeclarationAccessibilite"]
        listes = (
            ("Non-conformités", declaration.lignes("non_conformites")),
            ("Dérogations pour charge disproportionnée", declaration.lignes("derogations")),
            (
                "Contenus non soumis à l’obligation d’accessibilité",
                declaration.lignes("hors_obligation"),
            ),
        )
        return contexte | {"declaration": declaration, "listes": [une for une in listes if une[1]]}
