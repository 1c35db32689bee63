"""What Django's `check` says about this installation, in sentences: `manage.py check --deploy`."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import Error, Tags, register
from django.utils.module_loading import import_string

from famille.alertes.push.vapid import cle_privee
from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.papiers.moteur import disponible, paquets_manquants

from .sauvegarde.manifeste import EN_CLAIR
from .settings import annuaire, api_particulier
from .settings.alertes import CLE_DE_DEMONSTRATION
from .settings.lecture import est_cette_machine


@register(Tags.files)
def dossiers_inscriptibles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.E001: a folder under PORTAIL_VAR that exists but cannot be written, an upload would
    fail."""
    dossiers = (
        settings.VAR,
        settings.VAR / "prive",
        settings.MEDIA_ROOT,
        settings.DOSSIER_COURRIELS,
    )
    return [
        Error(
            f"Le dossier {dossier} n’est pas accessible en écriture.",
            hint=(
                "Donnez-le au compte qui fait tourner le portail, ou choisissez un autre"
                " PORTAIL_VAR."
            ),
            id="portail.E001",
        )
        for dossier in dossiers
        if dossier.exists() and not os.access(dossier, os.W_OK | os.X_OK)
    ]


@register(Tags.security, deploy=True)
def pas_de_demonstration(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.E002: the demo town's pages show everyone's codes and mails."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "DEMO est vrai : les pages de démonstration montrent les codes et les courriels à tout"
            " le monde.",
            hint="Lancez le portail avec DJANGO_SETTINGS_MODULE=portail.settings.production.",
            id="portail.E002",
        )
    ]


@register(Tags.security, deploy=True)
def antivirus_branche(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W001: without clamd each file stays "non analysé"."""
    if settings.CLAMD:
        return []
    return [
        checks.Warning(
            "Aucun antivirus : les pièces des familles restent « non analysées », et les agents en"
            " sont avertis.",
            hint="Installez clamav-daemon et indiquez son adresse dans PORTAIL_CLAMD.",
            id="portail.W001",
        )
    ]


@register(Tags.security, deploy=True)
def base_de_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W002: SQLite serves a small town on one machine, no more."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    return [
        checks.Warning(
            "La base est SQLite : elle suffit à une petite commune sur une seule machine.",
            hint=(
                "Pour plusieurs machines ou plusieurs milliers de familles, indiquez un PostgreSQL"
                " dans PORTAIL_BASE."
            ),
            id="portail.W002",
        )
    ]


def _hote_de_la_base() -> Any:
    """The name or address of a PostgreSQL that is on another machine; "" when the base is on this
    one."""
    base = settings.DATABASES["default"]
    hote = base.get("HOST") or ""
    ailleurs = base["ENGINE"].endswith("postgresql") and hote and not hote.startswith("/")
    return hote if ailleurs and not est_cette_machine(hote) else ""


@register(Tags.security, deploy=True)
def base_chiffree(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W006: what families write would cross the network in clear."""
    chiffree = settings.DATABASES["default"].get("OPTIONS", {}).get("sslmode") in (
        "require",
        "verify-ca",
        "verify-full",
    )
    if not _hote_de_la_base() or chiffree:
        return []
    return [
        checks.Warning(
            "La base est sur une autre machine, et la connexion peut se faire en clair.",
            hint=(
                "Ajoutez ?sslmode=verify-full à PORTAIL_BASE (ou require, sans autorité de"
                " certification)."
            ),
            id="portail.W006",
        )
    ]


@register(Tags.security, deploy=True)
def fichiers_partages(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W007: each machine would have files that the others have not."""
    if not _hote_de_la_base() or settings.S3:
        return []
    return [
        checks.Warning(
            "La base est sur une autre machine, mais les fichiers sont dans un dossier de celle-ci"
            " : une seconde machine ne les verrait pas.",
            hint=(
                "Avant d’en ajouter une, indiquez PORTAIL_S3_ADRESSE, ou un dossier que toutes"
                " partagent."
            ),
            id="portail.W007",
        )
    ]


@register(Tags.security, deploy=True)
def courriels_envoyes(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W008, portail.W009: nobody could activate an account; a mail from localhost is thrown
    away on its way."""
    aide = "Voir le tableau des réglages dans docs/reglages.md."
    if not settings.COURRIEL:
        phrase = (
            "Aucun serveur de courriel (PORTAIL_COURRIEL) : les messages restent dans un dossier de"
            " la machine."
        )
        return [checks.Warning(phrase, hint=aide, id="portail.W008")]
    if settings.DEFAULT_FROM_EMAIL.rstrip("> ").endswith("@localhost"):
        phrase = (
            "L’expéditeur (PORTAIL_EXPEDITEUR) est à @localhost : les messages seraient jetés en"
            " chemin."
        )
        return [checks.Warning(phrase, hint=aide, id="portail.W009")]
    return []


@register(Tags.compatibility)
def paiement_bien_regle(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.E003: a provider that cannot be made, or one that would take real money in the
    demo."""
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


@register(Tags.security, deploy=True)
def paiement_ouvert(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W003, portail.W004: online payment is compulsory for a town (D15), and real only in
    mode W."""
    if not settings.PAIEMENT:
        return [
            checks.Warning(
                "Aucun paiement en ligne : une collectivité doit le proposer à ses usagers,"
                " gratuitement.",
                hint=(
                    "Adhérez à PayFiP auprès de la DGFiP, puis indiquez PORTAIL_PAIEMENT=payfip et"
                    " ses options."
                ),
                id="portail.W003",
            )
        ]
    if settings.PAIEMENT.get("mode") in ("T", "X"):
        return [
            checks.Warning(
                "PayFiP est en mode de test ou d’activation : les paiements des familles ne sont"
                " pas encaissés.",
                hint=(
                    "Une fois l’activation prononcée, indiquez mode=W dans"
                    " PORTAIL_PAIEMENT_OPTIONS."
                ),
                id="portail.W004",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def services_de_l_etat_reels(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W011, portail.W012: anybody may be one of the sandbox's persons, and sign in; what
    the staging server says of a family is invented."""
    dits = []
    if annuaire.est_un_essai(settings.OPENID.get(FRANCECONNECT)):
        dits.append(
            checks.Warning(
                "PORTAIL_FRANCECONNECT n’est pas l’adresse de production de FranceConnect : ses"
                " identités de test sont publiques, et n’importe qui peut en prendre une.",
                hint=(
                    "Une fois la mise en production accordée, retirez PORTAIL_FRANCECONNECT et"
                    " donnez l’identifiant et le secret de production : voir"
                    " docs/exploiter/franceconnect.md."
                ),
                id="portail.W011",
            )
        )
    if api_particulier.est_un_essai(settings.API_PARTICULIER):
        dits.append(
            checks.Warning(
                "PORTAIL_API_PARTICULIER n’est pas l’adresse de production : les quotients donnés"
                " sont inventés, et changeraient les tarifs des familles.",
                hint="Retirez PORTAIL_API_PARTICULIER : voir docs/exploiter/api_particulier.md.",
                id="portail.W012",
            )
        )
    return dits


CONTACTS = ("mailto:", "https://")


@register(Tags.compatibility)
def push_bien_regle(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
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
    aide = "Voir docs/exploiter/alertes.md."
    return [Error(faute, hint=aide, id="portail.E004") for faute in fautes]


RETOUR_MIN = 32  # characters of the secret address where deliveries are reported


@register(Tags.compatibility)
def sms_bien_regles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.E005: a file that does not say what the provider of SMS wants, or a secret that is
    none."""
    if settings.SMS is None:
        return []
    fautes = [f"PORTAIL_SMS : {faute}" for faute in settings.SMS.fautes(locale=settings.DEMO)]
    if settings.SMS_RETOUR and len(settings.SMS_RETOUR) < RETOUR_MIN:
        fautes.append(
            f"PORTAIL_SMS_RETOUR est trop court : {RETOUR_MIN} caractères au moins, au hasard."
        )
    aide = "Voir docs/exploiter/alertes.md."
    return [Error(faute, hint=aide, id="portail.E005") for faute in fautes]


@register(Tags.security, deploy=True)
def sauvegardes_chiffrees(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W010: who gets an archive gets the town."""
    if settings.CLES_DE_SAUVEGARDE:
        return []
    aide = (
        "Tirez une clé avec « age-keygen », et donnez sa partie publique (age1…) dans"
        " PORTAIL_SAUVEGARDE_CLE."
    )
    return [checks.Warning(EN_CLAIR, hint=aide, id="portail.W010")]


@register(Tags.compatibility)
def pdf_possibles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Any]:
    """portail.W005: papers print from their page, but none can be downloaded."""
    if disponible():
        return []
    return [
        checks.Warning(
            "Les PDF ne peuvent pas être préparés : il manque des bibliothèques. Les pages"
            " s’impriment.",
            hint=f"Installez {', '.join(paquets_manquants())}, puis relancez le portail.",
            id="portail.W005",
        )
    ]
