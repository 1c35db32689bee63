"""What stops the start: a setting that is missing, not understood or dangerous. A sentence says
what to do.

Those of every installation come first; `exiger_une_vraie_ville` is for production.
"""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .lecture import PORT_MAX, TABLEAU, est_cette_machine

BASES = {"django.db.backends.postgresql", "django.db.backends.sqlite3"}
FORMES = {
    "PORTAIL_REDIS": ({"redis", "rediss", "unix"}, "redis://hote:6379/0"),
    "PORTAIL_CLAMD": ({"tcp", "unix"}, "tcp://127.0.0.1:3310 ou unix:/run/clamav/clamd.ctl"),
    "PORTAIL_COURRIEL": (
        {"smtp", "smtps", "smtp+tls", "smtp+ssl"},
        "smtp+tls://compte:secret@hote:587",
    ),
    "PORTAIL_S3_ADRESSE": ({"http", "https"}, "https://s3.exemple.fr"),
    "PORTAIL_MOTS_DE_PASSE_VOLES": ({"http", "https"}, "https://api.pwnedpasswords.com/range/"),
}
S3 = ("PORTAIL_S3_CLE", "PORTAIL_S3_SECRET", "PORTAIL_S3_PRIVE", "PORTAIL_S3_PUBLIC")
# What a town may only reach by https://, and why.
CHIFFREES = {
    "PORTAIL_S3_ADRESSE": "les navigateurs des familles y lisent leurs documents",
    "PORTAIL_MOTS_DE_PASSE_VOLES": "ce qui lui est demandé ne regarde qu’elle",
}
OBLIGATOIRES = ("PORTAIL_CLE_SECRETE", "PORTAIL_HOTES", "PORTAIL_ADRESSE")
CLE_MIN = 50  # characters, as Django's security.W009 asks
CARACTERES_MIN = 5  # different ones, the same
CLE_DE_CHIFFREMENT_MIN = 32  # characters
CONNUES = ("django-insecure-", "tests-only-")


def exiger_des_formes(variables: Mapping[str, str]) -> None:
    """`variables`: the environment. Raises ImproperlyConfigured on the first address that cannot be
    one."""
    for nom, (formes, exemple) in FORMES.items():
        valeur = variables.get(nom, "")
        morceaux = urlsplit(valeur)
        _exiger_un_port(nom, morceaux)
        if valeur and (morceaux.scheme not in formes or not (morceaux.netloc or morceaux.path)):
            raise ImproperlyConfigured(
                f"La valeur de {nom} n’est pas comprise : elle est de la forme {exemple}."
            )
    _exiger_un_port("PORTAIL_BASE", urlsplit(variables.get("PORTAIL_BASE", "")))
    ecoute = variables.get("PORTAIL_ECOUTE", "")
    if not ecoute.startswith("unix:"):
        _exiger_un_port("PORTAIL_ECOUTE", urlsplit(f"//{ecoute}"))
    interne = variables.get("PORTAIL_ENVOI_INTERNE", "")
    if interne and not (interne.startswith("/") and interne.endswith("/") and interne != "/"):
        raise ImproperlyConfigured(
            "La valeur de PORTAIL_ENVOI_INTERNE n’est pas comprise : elle est de la forme /_prive/."
        )


def _exiger_un_port(nom: str, morceaux: SplitResult) -> None:
    """That of an address, where it has one, may be one."""
    try:
        morceaux.port  # noqa: B018 - reading it is what proves it
    except ValueError as erreur:
        raise ImproperlyConfigured(
            f"La valeur de {nom} n’est pas comprise : le port est un nombre de 1 à {PORT_MAX}."
        ) from erreur


def exiger_une_base(base: Mapping[str, object]) -> None:
    """`base`: Django's settings of the database."""
    if base.get("ENGINE") not in BASES or not base.get("NAME"):
        raise ImproperlyConfigured(
            "PORTAIL_BASE n’est pas l’adresse d’une base PostgreSQL, de la forme"
            " postgres://compte:secret@hote:5432/nom."
        )


def exiger_un_stockage_entier(variables: Mapping[str, str]) -> None:
    """S3 is told whole or not at all, its two buckets apart."""
    donnees = [nom for nom in S3 if variables.get(nom)]
    if donnees and not variables.get("PORTAIL_S3_ADRESSE"):
        raise ImproperlyConfigured(
            f"{donnees[0]} est défini sans PORTAIL_S3_ADRESSE : les fichiers iraient dans un"
            " dossier. Donnez l’adresse, ou retirez toutes les variables PORTAIL_S3_…."
        )
    if donnees and variables.get("PORTAIL_S3_PRIVE") == variables.get("PORTAIL_S3_PUBLIC"):
        raise ImproperlyConfigured(
            "PORTAIL_S3_PRIVE et PORTAIL_S3_PUBLIC nomment le même seau : chacun lirait les pièces"
            " des familles. Créez-en deux."
        )


def exiger_une_vraie_ville(
    variables: Mapping[str, str], *, hotes: list[str], adresse: str, mandataires: int
) -> None:
    """Raises ImproperlyConfigured on the first setting with which no family may be served."""
    for nom in OBLIGATOIRES:
        if not variables.get(nom):
            raise ImproperlyConfigured(f"{nom} n’est pas défini : {TABLEAU}.")
    for faute in (
        _faute_de_cle(variables["PORTAIL_CLE_SECRETE"]),
        _faute_d_adresse(adresse, hotes),
        *(_faute_en_clair(nom, variables.get(nom, "")) for nom in CHIFFREES),
        _faute_de_mandataire(mandataires),
    ):
        if faute:
            raise ImproperlyConfigured(faute)


def _faute_de_cle(cle: str) -> str:
    if len(cle) < CLE_MIN:
        return (
            f"PORTAIL_CLE_SECRETE est trop courte : {CLE_MIN} caractères au moins, tirés au hasard."
        )
    if _est_connue_de_tous(cle):
        return (
            "PORTAIL_CLE_SECRETE n’est pas secrète : tirez-en une au hasard, qui ne serve qu’à"
            " cette ville."
        )
    return ""


def faute_des_autres_cles(anciennes: list[str], de_chiffrement: list[str]) -> str:
    """Why a former key, or one that encrypts, may not serve a town: what it signed or encrypted,
    anybody can; or ""."""
    if any(_est_connue_de_tous(cle) for cle in anciennes):
        return (
            "PORTAIL_CLES_SECRETES_ANCIENNES contient une clé connue de tous, comme celle de la"
            " démonstration\u00a0: n’importe qui signerait avec elle un lien ou une session."
            " Retirez-la\u00a0; les données de la démonstration ne sont pas à reprendre dans une"
            " vraie ville."
        )
    if any(len(cle) < CLE_DE_CHIFFREMENT_MIN for cle in de_chiffrement):
        return (
            f"PORTAIL_CLES_DE_CHIFFREMENT contient une clé trop courte : {CLE_DE_CHIFFREMENT_MIN}"
            " caractères au moins."
        )
    if any(_est_connue_de_tous(cle) for cle in de_chiffrement):
        return (
            "PORTAIL_CLES_DE_CHIFFREMENT contient une clé connue de tous\u00a0: tirez-en une au"
            " hasard, avec «\u00a0openssl rand -base64 48\u00a0»."
        )
    return ""


def _est_connue_de_tous(cle: str) -> bool:
    """Whether it stands in the code of the portal, of its tests or of Django's examples, or is no
    drawing of chance."""
    return "demonstration" in cle or cle.startswith(CONNUES) or len(set(cle)) < CARACTERES_MIN


def _faute_d_adresse(adresse: str, hotes: list[str]) -> str:
    morceaux = urlsplit(adresse)
    if morceaux.scheme != "https":
        return (
            "PORTAIL_ADRESSE doit commencer par https:// : le portail ne se sert qu’en connexion"
            " chiffrée."
        )
    if not morceaux.hostname or morceaux.path or morceaux.query:
        return "PORTAIL_ADRESSE est de la forme https://famille.exemple.fr, sans rien derrière."
    if any("*" in hote for hote in hotes):
        return (
            "PORTAIL_HOTES ne peut pas contenir « * » : n’importe quel nom passerait pour celui de"
            " la ville. Écrivez chaque nom, séparé par une virgule."
        )
    if not any(_repond_a(hote, morceaux.hostname) for hote in hotes):
        return (
            f"PORTAIL_HOTES ne contient pas {morceaux.hostname}, le nom de PORTAIL_ADRESSE : les"
            " liens des courriels mèneraient à une erreur."
        )
    return ""


def _repond_a(hote: str, nom: str) -> bool:
    """As ALLOWED_HOSTS reads it: ".exemple.fr" is a domain and those under it."""
    hote = hote.lower()
    return nom == hote or (hote.startswith(".") and (nom == hote[1:] or nom.endswith(hote)))


def _faute_en_clair(nom: str, adresse: str) -> str:
    morceaux = urlsplit(adresse)
    if adresse and morceaux.scheme != "https" and not est_cette_machine(morceaux.hostname or ""):
        return f"{nom} doit commencer par https:// : {CHIFFREES[nom]}."
    return ""


def _faute_de_mandataire(mandataires: int) -> str:
    if mandataires < 1:
        return (
            "PORTAIL_MANDATAIRES vaut 1 au moins en production : sans l’adresse que donne nginx,"
            " les connexions manquées d’une personne fermeraient la porte à toute la ville."
        )
    return ""
