"""What every screen shares: an action and its refusal, a breadcrumb, a status code."""

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
    """A form that shows a refusal beside the field it is about; nothing typed is lost."""

    def refuser(self, refus: Refus) -> None:
        self.add_error(refus.champ if refus.champ in self.fields else None, str(refus))


class Formulaire(QuiRefuse, forms.Form):
    """A form whose empty required fields say what to do, even those without a message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            if champ.error_messages["required"] == forms.Field.default_error_messages["required"]:
                champ.error_messages["required"] = "Remplissez ce champ, puis recommencez."


@contextmanager
def agir(ou: HttpRequest | QuiRefuse, fait: str = "") -> Iterator[None]:
    """The body runs one action and may return the response. If the action is refused, `ou` shows
    why (a form beside its field, a request as a message) and the view goes on after the body. If it
    succeeds, a request shows `fait` on the next page. A message that depends on the result is
    written by the body."""
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
    """The breadcrumb above a screen, in Wagtail's header. A step is (label, URL name, *args)."""
    return [
        {"label": libelle, "url": reverse(nom, args=arguments)}
        for libelle, nom, *arguments in etapes
    ]


def page(
    request: HttpRequest, gabarit: str, contexte: dict, *, refusee: object = False
) -> HttpResponse:
    """The rendered page; its status is 422 when what was sent is refused (`refusee`: the errors, or
    any value that is true when there are some)."""
    return render(request, gabarit, contexte, status=422 if refusee else 200)
