"""What Django's `check` says about this installation, in sentences: `manage.py check --deploy`.
docs/reglages.md tells each code."""

import os
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

from famille.alertes.push.vapid import cle_privee
from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.dossier.papiers.moteur import disponible, paquets_manquants

from .sauvegarde.manifeste import EN_CLAIR
from .settings import annuaire, api_particulier
from .settings.alertes import CLE_DE_DEMONSTRATION
from .settings.lecture import est_cette_machine

CHIFFREES = ("require", "verify-ca", "verify-full")
CONTACTS = ("mailto:", "https://")
RETOUR_MIN = 32  # characters of the secret address where deliveries are reported
# What a town may do in production, and should not.
AVIS = (
    Error(
        "DEMO est vrai : les pages de démonstration montrent les codes et les courriels à tout le"
        " monde.",
        hint="Lancez le portail avec DJANGO_SETTINGS_MODULE=portail.settings.production.",
        id="portail.E002",
    ),
    checks.Warning(
        "Aucun antivirus : les pièces des familles restent « non analysées », et les agents en"
        " sont avertis.",
        hint="Installez clamav-daemon et indiquez son adresse dans PORTAIL_CLAMD.",
        id="portail.W001",
    ),
    checks.Warning(
        "La base est SQLite : elle suffit à une petite commune sur une seule machine.",
        hint="Pour plusieurs machines ou plusieurs milliers de familles, indiquez un PostgreSQL"
        " dans PORTAIL_BASE.",
        id="portail.W002",
    ),
    checks.Warning(
        "Aucun paiement en ligne : une collectivité doit le proposer à ses usagers, gratuitement.",
        hint="Adhérez à PayFiP auprès de la DGFiP, puis indiquez PORTAIL_PAIEMENT=payfip et ses"
        " options.",
        id="portail.W003",
    ),
    checks.Warning(
        "PayFiP est en mode de test ou d’activation : les paiements des familles ne sont pas"
        " encaissés.",
        hint="Une fois l’activation prononcée, indiquez mode=W dans PORTAIL_PAIEMENT_OPTIONS.",
        id="portail.W004",
    ),
    checks.Warning(
        "La base est sur une autre machine, et la connexion peut se faire en clair.",
        hint="Ajoutez ?sslmode=verify-full à PORTAIL_BASE (ou require, sans autorité de"
        " certification).",
        id="portail.W006",
    ),
    checks.Warning(
        "La base est sur une autre machine, mais les fichiers sont dans un dossier de celle-ci :"
        " une seconde machine ne les verrait pas.",
        hint="Avant d’en ajouter une, indiquez PORTAIL_S3_ADRESSE, ou un dossier que toutes"
        " partagent.",
        id="portail.W007",
    ),
    checks.Warning(
        "Aucun serveur de courriel (PORTAIL_COURRIEL) : les messages restent dans un dossier de la"
        " machine.",
        hint="Voir le tableau des réglages dans docs/reglages.md.",
        id="portail.W008",
    ),
    checks.Warning(
        "L’expéditeur (PORTAIL_EXPEDITEUR) est à @localhost : les messages seraient jetés en"
        " chemin.",
        hint="Voir le tableau des réglages dans docs/reglages.md.",
        id="portail.W009",
    ),
    checks.Warning(
        EN_CLAIR,
        hint="Tirez une clé avec « age-keygen », et donnez sa partie publique (age1…) dans"
        " PORTAIL_SAUVEGARDE_CLE.",
        id="portail.W010",
    ),
    checks.Warning(
        "PORTAIL_FRANCECONNECT n’est pas l’adresse de production de FranceConnect : ses identités"
        " de test sont publiques, et n’importe qui peut en prendre une.",
        hint="Une fois la mise en production accordée, retirez PORTAIL_FRANCECONNECT et donnez"
        " l’identifiant et le secret de production : voir docs/exploiter/franceconnect.md.",
        id="portail.W011",
    ),
    checks.Warning(
        "PORTAIL_API_PARTICULIER n’est pas l’adresse de production : les quotients donnés sont"
        " inventés, et changeraient les tarifs des familles.",
        hint="Retirez PORTAIL_API_PARTICULIER : voir docs/exploiter/api_particulier.md.",
        id="portail.W012",
    ),
)


@register(Tags.security, deploy=True)
def en_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Those of `AVIS` that are so here."""
    base = settings.DATABASES["default"]
    loin = _est_loin(base)
    sans_courriel = not settings.COURRIEL
    d_ici = settings.DEFAULT_FROM_EMAIL.rstrip("> ").endswith("@localhost")
    vrais = {
        "portail.E002": settings.DEMO,
        "portail.W001": not settings.CLAMD,
        "portail.W002": base["ENGINE"].endswith("sqlite3"),
        "portail.W003": not settings.PAIEMENT,  # compulsory for a town (D15)
        "portail.W004": settings.PAIEMENT.get("mode") in ("T", "X"),
        "portail.W006": loin and base.get("OPTIONS", {}).get("sslmode") not in CHIFFREES,
        "portail.W007": loin and not settings.S3,
        "portail.W008": sans_courriel,  # nobody could activate an account
        "portail.W009": d_ici and not sans_courriel,  # a mail from there is thrown away on its way
        "portail.W010": not settings.CLES_DE_SAUVEGARDE,
        "portail.W011": annuaire.est_un_essai(settings.OPENID.get(FRANCECONNECT)),
        "portail.W012": api_particulier.est_un_essai(settings.API_PARTICULIER),
    }
    return [avis for avis in AVIS if vrais[str(avis.id)]]


def _est_loin(base: dict[str, Any]) -> bool:
    """Whether it is a PostgreSQL of another machine."""
    hote = base.get("HOST") or "/"  # a socket of this one
    postgresql = base["ENGINE"].endswith("postgresql")
    return postgresql and not hote.startswith("/") and not est_cette_machine(hote)


@register(Tags.files)
def dossiers_inscriptibles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """portail.E001: a folder under PORTAIL_VAR that exists but cannot be written, an upload would
    fail."""
    prive = settings.VAR / "prive"
    dossiers = (settings.VAR, prive, settings.MEDIA_ROOT, settings.DOSSIER_COURRIELS)
    fautes = [
        f"Le dossier {dossier} n’est pas accessible en écriture."
        for dossier in dossiers
        if dossier.exists() and not os.access(dossier, os.W_OK | os.X_OK)
    ]
    aide = "Donnez-le au compte qui fait tourner le portail, ou choisissez un autre PORTAIL_VAR."
    return [Error(faute, hint=aide, id="portail.E001") for faute in fautes]


@register(Tags.compatibility)
def paiement_bien_regle(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """portail.E003: a provider that cannot be made, or that would take real money in the demo."""
    if not settings.PAIEMENT:
        return []
    options = dict(settings.PAIEMENT)
    chemin = options.pop("FOURNISSEUR")
    try:
        fautes = import_string(chemin).fautes(**options)
    except ImportError:
        fautes = [f"Le service de paiement {chemin} n’existe pas."]
    if settings.DEMO and options.get("mode") == "W":
        fautes.append(
            "La ville de démonstration ne prend pas d’argent : le mode W de PayFiP lui est fermé."
        )
    aide = (
        "Corrigez PORTAIL_PAIEMENT et PORTAIL_PAIEMENT_OPTIONS : voir le tableau des réglages dans"
        " docs/reglages.md."
    )
    return [Error(faute, hint=aide, id="portail.E003") for faute in fautes]


@register(Tags.compatibility)
def push_bien_regle(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """portail.E004: a key that is none, or nobody for the browsers' makers to write to (RFC 8292,
    2.1): no message would ever be taken."""
    if not settings.PUSH:
        return []
    fautes = []
    if settings.PUSH["cle"] == CLE_DE_DEMONSTRATION and not settings.DEMO:
        fautes.append("PORTAIL_PUSH_CLE est celle de la démonstration, que tout le monde lit.")
    try:
        cle_privee(settings.PUSH["cle"])
    except ValueError:  # whose message would repeat it
        fautes.append("PORTAIL_PUSH_CLE n’est pas une clé que « manage.py cles_push » donne.")
    if not settings.PUSH["contact"].startswith(CONTACTS):
        fautes.append(
            "PORTAIL_PUSH_CONTACT manque : l’adresse où les serveurs des navigateurs peuvent vous"
            " écrire, mailto:informatique@exemple.fr ou https://…."
        )
    return [
        Error(faute, hint="Voir docs/exploiter/alertes.md.", id="portail.E004") for faute in fautes
    ]


@register(Tags.compatibility)
def sms_bien_regles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """portail.E005: a file that says not what the provider of SMS wants, a secret that is none."""
    if settings.SMS is None:
        return []
    fautes = [f"PORTAIL_SMS : {faute}" for faute in settings.SMS.fautes(locale=settings.DEMO)]
    if settings.SMS_RETOUR and len(settings.SMS_RETOUR) < RETOUR_MIN:
        fautes.append(
            f"PORTAIL_SMS_RETOUR est trop court : {RETOUR_MIN} caractères au moins, au hasard."
        )
    return [
        Error(faute, hint="Voir docs/exploiter/alertes.md.", id="portail.E005") for faute in fautes
    ]


@register(Tags.compatibility)
def pdf_possibles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """portail.W005: papers print from their page, but none can be downloaded."""
    if disponible():
        return []
    phrase = (
        "Les PDF ne peuvent pas être préparés : il manque des bibliothèques. Les pages s’impriment."
    )
    aide = f"Installez {', '.join(paquets_manquants())}, puis relancez le portail."
    return [checks.Warning(phrase, hint=aide, id="portail.W005")]
