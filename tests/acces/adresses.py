"""Every address of the resolver, with an example of each: what tests/acces/test_acces.py walks."""

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


def toutes(exemple=lambda nom, parametre: None):
    """list[Adresse] of the whole site. `exemple(name, parameter)` -> the value wanted there, or
    None for any."""
    return list(_parcourir(get_resolver().url_patterns, "", "", (), exemple))


def _parcourir(motifs, motif, debut, espaces, exemple):
    for entree in motifs:
        texte = str(entree.pattern)
        if isinstance(entree, URLResolver):
            suite = (*espaces, entree.namespace) if entree.namespace else espaces
            yield from _parcourir(
                entree.url_patterns,
                motif + texte,
                debut + _remplir(entree.pattern, "", exemple),
                suite,
                exemple,
            )
        elif isinstance(entree, URLPattern):
            nom = ":".join([*espaces, entree.name]) if entree.name else ""
            yield Adresse(nom, motif + texte, "/" + debut + _remplir(entree.pattern, nom, exemple))


def _remplir(motif, nom, exemple):
    if isinstance(motif, RoutePattern):
        return re.sub(
            r"<(?:(\w+):)?(\w+)>",
            lambda trouve: str(exemple(nom, trouve[2]) or EXEMPLES.get(trouve[1] or "str", "1")),
            str(motif),
        )
    [(gabarit, parametres), *_autres] = normalize(str(motif))
    return gabarit % {parametre: exemple(nom, parametre) or "1" for parametre in parametres}
