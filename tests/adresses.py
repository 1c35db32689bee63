"""Every address of the resolver, with an example of each: what tests/test_acces.py walks."""

import re
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

EXEMPLES = {
    "int": "1",
    "str": "exemple",
    "slug": "exemple",
    "path": "exemple",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


class Adresse(NamedTuple):
    nom: str  # with its namespaces: "wagtailadmin_pages:edit"; "" when the pattern has none
    motif: str
    exemple: str


def toutes(exemples=None):
    """list[Adresse] of the whole site. `exemples`: {(name, parameter): value}, where a real row is wanted."""
    return list(_parcourir(get_resolver().url_patterns, "", "", (), exemples or {}))


def _parcourir(motifs, motif, exemple, espaces, exemples):
    for entree in motifs:
        texte = str(entree.pattern)
        if isinstance(entree, URLResolver):
            suite = (*espaces, entree.namespace) if entree.namespace else espaces
            debut = exemple + _remplir(entree.pattern, "", exemples)
            yield from _parcourir(entree.url_patterns, motif + texte, debut, suite, exemples)
        elif isinstance(entree, URLPattern):
            nom = ":".join([*espaces, entree.name]) if entree.name else ""
            yield Adresse(nom, motif + texte, "/" + exemple + _remplir(entree.pattern, nom, exemples))


def _remplir(motif, nom, exemples):
    if isinstance(motif, RoutePattern):
        return re.sub(
            r"<(?:(\w+):)?(\w+)>",
            lambda trouve: str(exemples.get((nom, trouve[2]), EXEMPLES.get(trouve[1] or "str", "1"))),
            str(motif),
        )
    [(gabarit, parametres), *_autres] = normalize(str(motif))
    return gabarit % {parametre: exemples.get((nom, parametre), "1") for parametre in parametres}
