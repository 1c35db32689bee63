"""What telephones are told, and by whom (docs/exploiter/alertes.md): nothing, unless the town asks
for it. What is wrong in them is told by the system checks (portail.checks)."""

from django.core.exceptions import ImproperlyConfigured

from famille.alertes.sms.modele import Faute, Modele, lire

# Everybody reads it here: it protects nothing, and signs for the pretend service only.
CLE_DE_DEMONSTRATION = "ZGVtb25zdHJhdGlvbi1vbmx5LXByb3RlY3RzLW5hdWc"


def push(cle: str, contact: str, faux: str = "", abonnement: str = "") -> dict[str, str]:
    """The PUSH setting; {} where there is none. `cle`: the private key; `contact`: for the servers
    of the browsers' makers to write to. A town never has the two others: `faux`, the origin of the
    demo's pretend service; `abonnement`, the path where a pretend telephone is got."""
    if not cle:
        return {}
    return {"cle": cle, "contact": contact, "faux": faux, "abonnement": abonnement}


def sms(fichier: str) -> Modele | None:
    """The SMS setting: what the town's provider wants, None where it has none. Raises
    ImproperlyConfigured."""
    if not fichier:
        return None
    try:
        return lire(fichier)
    except Faute as faute:
        raise ImproperlyConfigured(
            f"PORTAIL_SMS : {faute} Voir docs/exploiter/alertes.md."
        ) from faute


def push_de_demonstration(port: int) -> dict[str, str]:
    """The demo's PUSH: its pretend telephones (demo.alertes) are at the portal's own address."""
    faux = f"http://127.0.0.1:{port}"
    return push(CLE_DE_DEMONSTRATION, "https://example.org", faux, "/demo/alertes/abonner/")


def sms_de_demonstration(port: int) -> Modele:
    """The demo's SMS: its pretend provider."""
    return Modele(
        adresse=f"http://127.0.0.1:{port}/demo/alertes/sms/",
        emetteur="Demo",
        corps={"a": "{numero}", "texte": "{texte}", "reference": "{reference}"},
        identifiant="id",
    )
