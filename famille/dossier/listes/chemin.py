"""From one row of a list to the next, and back to the list as it was. The session keeps the
addresses of the last lists seen, each under a short code that links carry (`de`): what was sought,
a name perhaps, is in no other address than the list's own."""

from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from famille.socle.connectee import RequeteConnectee

from .declaration import Liste
from .lecture import COCHER, choisir

RETENUES = 8  # lists of one session
SUIVIES_MAX = 1000  # rows that are counted, where the list itself counts all
_ADRESSES, _CHEMINS = "listes_vues", "listes_suivies"  # keys of the session


@dataclass(frozen=True)
class Place:
    """Where a row is in the list that one came from. `rang`: None once it is there no more, when it
    has just been decided for instance; `suivante` is then the one that has taken its place."""

    rang: int | None
    total: int
    borne: bool  # `total` is where counting stops
    suivante: Any
    retour: str  # the list, at its page
    suite: str  # what the link of the next row carries

    @property
    def dite(self) -> str:
        """ "3 sur 12"."""
        if self.rang is None:
            return ""
        return f"{self.rang} sur {f'plus de {self.total}' if self.borne else self.total}"


def retenir(request: HttpRequest, sorte: type[Liste]) -> str:
    """What the links of this list carry. Its address is kept for them, once."""
    lue = request.GET.copy()
    lue.pop(COCHER, None)  # of this page as it was opened
    adresse = lue.urlencode()[:1000]
    code = sha256(f"{sorte.adresse}?{adresse}".encode()).hexdigest()[:10]
    vues = request.session.get(_ADRESSES, {})
    if code not in vues:
        autres = dict(islice(reversed(vues.items()), RETENUES - 1))
        request.session[_ADRESSES] = dict(reversed(autres.items())) | {code: adresse}
    return f"de={code}"


def filtres_postes(request: HttpRequest) -> str:
    """`retour`: what the list that posted said in its address, for going back to it."""
    return QueryDict(request.POST.get("retour", "")[:500]).urlencode()


def adresse_de_retour(request: HttpRequest, liste: str) -> str:
    """That list (the name of its address), as it was."""
    filtres = filtres_postes(request)
    return f"{reverse(liste)}?{filtres}" if filtres else reverse(liste)


def place(request: RequeteConnectee, liste: Liste, cle: int | UUID) -> Place | None:
    """The place of the row of this key; None when one came from no list, or when the list is known
    no more. A row opened from its list (`?de=`) is followed until another is."""
    chemins = request.session.get(_CHEMINS, {})
    code, suivie, rang_suivi = chemins.get(liste.adresse, ("", "", None))
    code = request.GET.get("de", code)
    adresse = request.session.get(_ADRESSES, {}).get(code)
    if adresse is None:
        return None
    parametres = QueryDict(adresse, mutable=True)
    choix = choisir(liste, parametres)
    maximum = liste.compte_max or SUIVIES_MAX
    rangees = choix.lignes(liste.filtrer(liste.base(), choix.valeurs))
    cles = list(rangees.values_list("pk", flat=True)[: maximum + 1])
    rang = cles.index(cle) + 1 if cle in cles else None
    if rang is None and str(cle) != suivie:
        return None
    if rang and [code, str(cle), rang] != [*chemins.get(liste.adresse, [])]:
        request.session[_CHEMINS] = chemins | {liste.adresse: [code, str(cle), rang]}
    apres = rang or (rang_suivi or 1) - 1
    parametres["p"] = str(((rang or rang_suivi or 1) - 1) // liste.par_page + 1)
    return Place(
        rang=rang,
        total=min(len(cles), maximum),
        borne=len(cles) > maximum,
        suivante=cles[apres] if apres < len(cles) else None,
        retour=f"{reverse(liste.adresse)}?{parametres.urlencode()}",
        suite=f"de={code}",
    )
