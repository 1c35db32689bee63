"""What an administrator does with a webhook: add, change, close, open again, send again."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from famille.comptes.journal import noter
from famille.models import Livraison, Utilisateur, Webhook
from famille.socle.erreurs import Refus

from .adresses import choisir
from .envois import Etat
from .faits import faits
from .signature import nouveau_secret

ACTION = "famille.webhook"


@transaction.atomic
def ajouter(
    nom: str, adresse: str, voulus: Collection[str], *, par: Utilisateur
) -> tuple[Webhook, str]:
    """(webhook, its secret, shown once). Refus: an address not to be called, or nothing to tell."""
    choisir(adresse)
    secret = nouveau_secret()
    webhook = Webhook.objects.create(
        nom=nom.strip(), adresse=adresse, faits=_connus(voulus), secret=secret, par=par
    )
    _noter(webhook, "ajouté", par)
    return webhook, secret


@transaction.atomic
def modifier(
    webhook: Webhook, nom: str, adresse: str, voulus: Collection[str], *, par: Utilisateur
) -> None:
    """Refus: as `ajouter`."""
    choisir(adresse)
    webhook.nom, webhook.adresse, webhook.faits = nom.strip(), adresse, _connus(voulus)
    webhook.save(update_fields=["nom", "adresse", "faits"])
    _noter(webhook, "modifié", par)


@transaction.atomic
def changer_le_secret(webhook: Webhook, *, par: Utilisateur) -> str:
    """A new one, shown once; the former one signs nothing any more."""
    webhook.secret = secret = nouveau_secret()
    webhook.save(update_fields=["secret"])
    _noter(webhook, "secret changé", par)
    return secret


@transaction.atomic
def arreter(webhook: Webhook, *, par: Utilisateur) -> None:
    """It is told nothing any more; what waits is kept until it is opened again."""
    if Webhook.objects.filter(pk=webhook.pk, ferme_le=None).update(ferme_le=timezone.now()):
        _noter(webhook, "arrêté", par)


@transaction.atomic
def rouvrir(webhook: Webhook, *, par: Utilisateur) -> int:
    """What waited for it is sent from now on. int: how many."""
    ferme = Webhook.objects.filter(pk=webhook.pk).exclude(ferme_le=None)
    if not ferme.update(ferme_le=None, echoue_depuis=None):
        return 0
    _noter(webhook, "repris", par)
    attendent = webhook.livraisons.filter(etat=Etat.PREPAREE)
    return attendent.update(prochain_essai_le=timezone.now())


@transaction.atomic
def renvoyer(livraison: Livraison, *, par: Utilisateur) -> None:
    """Send again, under the same number. Refus: it is on its way, or its webhook is closed."""
    if livraison.webhook.ferme_le:
        raise Refus("Ce webhook est arrêté : reprenez-le d’abord.")
    rejouables = Livraison.objects.filter(pk=livraison.pk).exclude(etat=Etat.EN_COURS)
    if not rejouables.update(etat=Etat.PREPAREE, essais=0, prochain_essai_le=timezone.now()):
        raise Refus("Cet envoi est en cours : attendez une minute, puis rechargez la page.")
    _noter(livraison.webhook, "renvoi demandé", par)


def _connus(voulus: Collection[str]) -> list[str]:
    gardes = [code for code in faits() if code in set(voulus)]
    if not gardes or len(gardes) != len(set(voulus)):
        raise Refus("Choisissez au moins une chose à annoncer.", champ="faits")
    return gardes


def _noter(webhook: Webhook, quoi: str, par: Utilisateur) -> None:
    log(instance=webhook, action=ACTION, user=par, data={"quoi": quoi})
    noter("webhook change", par, webhook=webhook.pk)
