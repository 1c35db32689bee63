"""What every screen shares: a gesture and its refusal, the way back above it, and its status."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from .erreurs import Refus


class QuiRefuse(forms.BaseForm):
    """A form that says the refusal of what it asked for: beside its field, nothing typed is
    lost."""

    def refuser(self, refus: Refus) -> None:
        self.add_error(refus.champ if refus.champ in self.fields else None, str(refus))


class Formulaire(QuiRefuse, forms.Form):
    """A form that says what to do of an empty field, where the field itself does not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            if champ.error_messages["required"] == forms.Field.default_error_messages["required"]:
                champ.error_messages["required"] = "Remplissez ce champ, puis recommencez."


@contextmanager
def agir(ou: HttpRequest | QuiRefuse, fait: str = "") -> Iterator[None]:
    """The body does one gesture, and may return the answer. When the gesture is refused, `ou` says
    why: a form beside its field, a request as a message. Then the view goes on after the body.
    Once it is done, a request says `fait` on the next page; what depends on the gesture, or goes on
    a page that the body draws, the body says."""
    try:
        yield
    except Refus as refus:
        if isinstance(ou, HttpRequest):
            messages.error(ou, str(refus))
        else:
            ou.refuser(refus)
    else:
        if fait and isinstance(ou, HttpRequest):
            messages.success(ou, fait)


def fil(*etapes: Any) -> list[dict]:
    """What stands above a screen, in Wagtail's header; a step is (label, name of its address,
    *args)."""
    return [
        {"label": libelle, "url": reverse(nom, args=arguments)}
        for libelle, nom, *arguments in etapes
    ]


def page(
    request: HttpRequest, gabarit: str, contexte: dict, *, refusee: object = False
) -> HttpResponse:
    """The page, with status 422 when what was sent is refused (`refusee`: the errors, or anything
    else that is true when there are some)."""
    return render(request, gabarit, contexte, status=422 if refusee else 200)
