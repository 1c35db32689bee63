"""What every screen of the agents shares: the way back above it, and its status."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


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
