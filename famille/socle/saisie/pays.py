"""The countries of the world, by their ISO code of two letters, as they are called in French."""

import gettext
from functools import cache

import pycountry

from famille.socle.texte import normaliser

FRANCE = "FR"


@cache
def choix() -> tuple[tuple[str, str], ...]:
    """((code, name), …), France first, then in the order of the names."""
    traduire = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["fr"]).gettext
    noms = {
        pays.alpha_2: traduire(getattr(pays, "common_name", pays.name))
        for pays in pycountry.countries
    }
    autres = sorted(
        ((code, nom) for code, nom in noms.items() if code != FRANCE),
        key=lambda pays: normaliser(pays[1]),
    )
    return ((FRANCE, noms[FRANCE]), *autres)


def nom_du_pays(code: str) -> str:
    """ "Belgique"; the code itself when it is none."""
    return dict(choix()).get(code, code)


def lignes_postales(
    voie: str, complement: str, code_postal: str, commune: str, pays: str
) -> list[str]:
    """The lines of a postal address, its country last where it is not France."""
    ville = f"{code_postal} {commune}".strip()
    nom = "" if pays == FRANCE else nom_du_pays(pays)
    return [ligne for ligne in (voie, complement, ville, nom) if ligne]
