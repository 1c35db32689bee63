"""The quotients that the CAF and the MSA give (docs/exploiter/api_particulier.md): nothing is
asked, unless the town has its token."""

from urllib.parse import urlsplit

OFFICIELLE = "https://particulier.api.gouv.fr"
ETAT = ".gouv.fr"
JETON_DE_DEMONSTRATION = "jeton-de-demonstration"  # of the pretend service only


def api_particulier(adresse: str, jeton: str) -> dict[str, str]:
    """The API_PARTICULIER setting; {} without a token."""
    return {"adresse": (adresse or OFFICIELLE).rstrip("/"), "jeton": jeton} if jeton else {}


def faute_en_production(reglage: dict[str, str]) -> str:
    """Why a real town may not ask there, in a sentence; "" if it may."""
    if not reglage:
        return ""
    adresse = urlsplit(reglage["adresse"])
    if adresse.scheme != "https" or not (adresse.hostname or "").rstrip(".").endswith(ETAT):
        return (
            "PORTAIL_API_PARTICULIER : l’adresse commence par https:// et finit par .gouv.fr ; un"
            " faux service ne sert jamais en production."
        )
    return ""


def est_un_essai(reglage: dict[str, str]) -> bool:
    """Whether the quotients are those of the State's staging server: of nobody."""
    return bool(reglage) and reglage["adresse"] != OFFICIELLE


def de_demonstration(port: int) -> dict[str, str]:
    """The demo's: its pretend service (demo.caf) is at the portal's own address."""
    return api_particulier(f"http://127.0.0.1:{port}/demo/caf", JETON_DE_DEMONSTRATION)
