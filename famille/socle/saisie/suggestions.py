"""A text typed freely, with what is known already proposed below it."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms


class TexteSuggere(forms.TextInput):
    """`suggerer()`: what is proposed, read when the field is shown. Without it, one types."""

    template_name = "famille/socle/texte_suggere.html"

    def __init__(self, suggerer: Callable[[], Iterable[str]], attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.suggerer = suggerer

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        contexte = super().get_context(name, value, attrs)
        siens = contexte["widget"]["attrs"]
        siens["list"] = f"{siens.get('id') or name}-suggestions"
        siens["autocomplete"] = "off"
        contexte["widget"]["suggestions"] = list(dict.fromkeys(self.suggerer()))
        return contexte
