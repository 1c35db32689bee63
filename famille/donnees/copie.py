"""The copy of one's data: until when it is there, and the signed end of its address."""

from datetime import timedelta

from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone

from famille.models import ExportDonnees, Utilisateur

DOSSIER = "donnees"  # in the private storage
VALIDITE = timedelta(days=1)
_SEL = "famille.copie-de-donnees"


def perimees() -> QuerySet[ExportDonnees]:
    """Past their day."""
    return ExportDonnees.objects.filter(pret_le__lte=timezone.now() - VALIDITE)


def en_cours(utilisateur: Utilisateur) -> QuerySet[ExportDonnees]:
    """QuerySet of ExportDonnees of this account: being made, or still there."""
    return ExportDonnees.objects.filter(utilisateur=utilisateur).exclude(
        pk__in=perimees().values("pk")
    )


def signer(copie: ExportDonnees) -> str:
    """The end of the address of its file, good for its own day."""
    assert copie.pret_le is not None, "one signs the address of a file that is there"
    return signing.dumps([str(copie.pk), int(copie.pret_le.timestamp())], salt=_SEL)


def lire(jeton: str, utilisateur: Utilisateur) -> ExportDonnees | None:
    """ExportDonnees of this account that `jeton` names, None when its day is over. BadSignature:
    forged, or another account's."""
    pk, pret_le = signing.loads(jeton, salt=_SEL)
    if timezone.now().timestamp() >= pret_le + VALIDITE.total_seconds():
        return None
    copie = ExportDonnees.objects.filter(pk=pk, utilisateur=utilisateur).first()
    if copie is None:
        raise signing.BadSignature("This copy is not this account's.")
    return copie
