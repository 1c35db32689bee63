"""Which accounts are paired with the directory, and what follows: one way in."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from famille.comptes.sessions.vie import fermer_les_sessions
from famille.models import Utilisateur

from .modele import CODE

_LU = "lien_lu"  # of an account read with others: whether it is paired


def est_lie(compte: Utilisateur) -> bool:
    lu: bool | None = getattr(compte, _LU, None)
    return SocialAccount.objects.filter(user=compte, provider=CODE).exists() if lu is None else lu


def avec_lien(comptes: QuerySet[Utilisateur]) -> QuerySet[Utilisateur]:
    """The same accounts, of whom `est_lie` is known without a query each."""
    siens = SocialAccount.objects.filter(user=OuterRef("pk"), provider=CODE)
    return comptes.annotate(**{_LU: Exists(siens)})


def entre_par_l_annuaire_seul(compte: Utilisateur) -> bool:
    """Whether a password or a key of this portal no longer lets this agent in: who leaves the
    directory would come back by them. Where the town has no directory any more, they do again."""
    return CODE in settings.OPENID and compte.est_du_personnel and est_lie(compte)


def delier(compte: Utilisateur) -> None:
    """Its next sign-in by the directory pairs it anew, by its e-mail address; its sessions end."""
    SocialAccount.objects.filter(user=compte, provider=CODE).delete()
    fermer_les_sessions(compte)
