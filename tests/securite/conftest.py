"""What a page reads in an address or in a form is seen while it reads it: a parameter that nobody
has thought of is tried too."""

import pytest
from django.http import QueryDict


@pytest.fixture
def lus(monkeypatch):
    """set[str]: the names that a view looks for in an address or a form."""
    noms: set[str] = set()

    def ecouter(methode):
        vraie = getattr(QueryDict, methode)

        def noter(self, nom, *reste, **options):
            noms.add(nom)
            return vraie(self, nom, *reste, **options)

        monkeypatch.setattr(QueryDict, methode, noter)

    for methode in ("__getitem__", "__contains__", "getlist"):
        ecouter(methode)
    return noms


@pytest.fixture
def ce_que_lit(lus):
    """ce_que_lit(ask, value="1", known=()) -> set[str]: the parameters that a page reads, those too
    that it reads when it is given others. `ask`: a function that takes them, {name: value}; it is
    called until each name that is read has been given that value."""

    def _ce_que_lit(demander, valeur="1", deja=()):
        connus = set(deja)
        lus.clear()
        while True:
            demander(dict.fromkeys(connus, valeur))
            if lus <= connus:
                return connus
            connus |= lus

    return _ce_que_lit
