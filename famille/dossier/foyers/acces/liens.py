"""The signed link sent to the former address of an account: it stops one change, for a week."""

from datetime import timedelta

from django.core import signing

from famille.models import AccesAConfirmer

DUREE = timedelta(days=7)
SEL = "famille.acces.contestation"


def signer(acces: AccesAConfirmer) -> str:
    """What goes in the address."""
    return signing.dumps(acces.pk, salt=SEL)


def lire(jeton: str) -> AccesAConfirmer | None:
    """The change that this link is about; None once its adult is gone. SignatureExpired: older than
    DUREE. BadSignature: not made by this portal, or altered."""
    pk = signing.loads(jeton, salt=SEL, max_age=DUREE)
    lus = AccesAConfirmer.objects.filter(pk=pk, responsable__utilisateur__isnull=False)
    return lus.select_related("responsable__utilisateur").first()
