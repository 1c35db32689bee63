"""The languages of the public pages: French, and those in which some are given besides.

A page says its language by its Wagtail locale; one told in several languages has the same
`translation_key` in each. The address tells them apart ("/ar/…"), never what a browser prefers: the
portal's own screens are in French (docs/decisions/08-langues.md).
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db.models import Q
from wagtail.models import Locale, Page

CLE = "langues"  # in the cache `proche`


@dataclass(frozen=True)
class Langue:
    """`code`: as an address and `lang` write it; `nom`: in this language."""

    code: str
    nom: str

    @property
    def etrangere(self) -> bool:
        """Whether the portal's screens are in another language."""
        return self.code != settings.LANGUAGE_CODE

    @property
    def sens(self) -> str:
        return "rtl" if self.code in settings.LANGUAGES_BIDI else "ltr"


@dataclass(frozen=True)
class Version:
    """A page in one of its languages. `adresse`: its path on the site."""

    langue: Langue
    adresse: str


@dataclass(frozen=True)
class Langues:
    """What every page asks. `locales`: key of a Locale → code; `versions`: translation key → code →
    address, of what is published in another language and of what it translates."""

    locales: dict[int, str]
    versions: dict[UUID, dict[str, str]] = field(default_factory=dict)

    def de(self, page: Page) -> Langue:
        """The language of this page; French for a locale that the settings no longer name."""
        connues = dict(settings.LANGUAGES)
        code = self.locales.get(page.locale_id, settings.LANGUAGE_CODE)
        code = code if code in connues else settings.LANGUAGE_CODE
        return Langue(code, connues[code])

    def versions_de(self, page: Page) -> list[Version]:
        """The page in each of its languages, in the order of the settings; none for a page that has
        one only."""
        adresses = self.versions.get(page.translation_key, {})
        return [
            Version(Langue(code, nom), adresses[code])
            for code, nom in settings.LANGUAGES
            if code in adresses
        ]


def langues() -> Langues:
    """Three queries at most, and none for the next seconds of a process."""
    return caches["proche"].get_or_set(CLE, _lire) or _lire()


def adresse_de(chemin: str, code: str) -> str:
    """The path on the site of a page: `chemin` is its Wagtail `url_path`, which begins with its
    home."""
    sans_accueil = chemin.strip("/").partition("/")[2]
    debut = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    return f"{debut}{sans_accueil}/" if sans_accueil else debut


def _lire() -> Langues:
    locales = dict(Locale.all_objects.values_list("pk", "language_code"))
    autres = [pk for pk, code in locales.items() if code != settings.LANGUAGE_CODE]
    if not autres:
        return Langues(locales)
    traduites = Page.objects.filter(locale__in=autres).values("translation_key")
    lignes = (
        Page.objects.live()
        .public()
        .filter(Q(locale__in=autres) | Q(translation_key__in=traduites), depth__gt=1)
        .values_list("translation_key", "locale", "url_path")
    )
    versions: dict[UUID, dict[str, str]] = {}
    for cle, locale, chemin in lignes:
        code = locales[locale]
        versions.setdefault(cle, {})[code] = adresse_de(chemin, code)
    return Langues(locales, {cle: dites for cle, dites in versions.items() if len(dites) > 1})
