"""Online payment: which provider, with which options (docs/comprendre/paiement.md)."""

from urllib.parse import urlsplit

from .lecture import est_cette_machine

FOURNISSEURS = {"payfip": "famille.argent.paiement.payfip.PayFiP"}
ADRESSES = {"payfip": "https://www.payfip.gouv.fr/tpa"}
ETAT = ".gouv.fr"
DEMONSTRATION = "demo.paiement.PaiementDeDemonstration"


def paiement(nom: str, options: dict[str, str]) -> dict[str, str]:
    """The PAIEMENT setting. `nom`: one of FOURNISSEURS, the path of a class, or "" where there is
    no online payment."""
    if not nom:
        return {}
    adresse = {"adresse": ADRESSES[nom]} if nom in ADRESSES else {}
    return {"FOURNISSEUR": FOURNISSEURS.get(nom, nom)} | adresse | options


def origines(paiement: dict[str, str]) -> list[str]:
    """The origins that a form of ours may lead to: browsers hold a redirection to the same rule as
    the form."""
    morceaux = urlsplit(paiement.get("adresse", ""))
    return [f"{morceaux.scheme}://{morceaux.netloc}"] if morceaux.netloc else []


def faute_en_production(paiement: dict[str, str]) -> str:
    """Why a real town may not be served with this provider, in a sentence; "" if it may."""
    if not paiement:
        return ""
    if paiement["FOURNISSEUR"] == DEMONSTRATION:
        return (
            "PORTAIL_PAIEMENT : le paiement de démonstration, qui n’encaisse rien, ne sert jamais"
            " en production."
        )
    adresse = urlsplit(paiement.get("adresse", ""))
    hote = (adresse.hostname or "").rstrip(".")
    if paiement["FOURNISSEUR"] == FOURNISSEURS["payfip"] and (
        adresse.scheme != "https" or not hote.endswith(ETAT)
    ):
        return (
            "PORTAIL_PAIEMENT_OPTIONS : l’adresse de PayFiP commence par https:// et finit par"
            " .gouv.fr ; un faux PayFiP ne sert jamais en production."
        )
    if hote and (adresse.scheme != "https" or est_cette_machine(hote)):
        return (
            "PORTAIL_PAIEMENT_OPTIONS : l’adresse du service de paiement doit être distante et"
            " commencer par https://."
        )
    return ""


def de_demonstration() -> dict[str, str]:
    """The demo's PAIEMENT: a page of the portal itself (demo.paiement)."""
    return paiement(DEMONSTRATION, {})
