"""What an agent may do, read in one query at each request, where Django asks two and Wagtail three
more to know what its menu shows (docs/comprendre/acces.md).

Read anew each time: a right that is taken back is gone at the next page, however it was taken.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import permission_required, user_passes_test
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from famille.models import Utilisateur
from famille.socle.requetes import RequeteEcrite

type LigneDeDroit = tuple[str, str, str, str, str]
# On the account, as long as the object lives: the first is Django's, and who deletes it has them
# read again.
_PERMISSIONS, _LIGNES = "_perm_cache", "_lignes_de_droits"
_ENTRER = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}


def avec_du_personnel(comptes: QuerySet[Utilisateur]) -> QuerySet[Utilisateur]:
    """These accounts, each with `du_personnel`: by itself or by a group, it may enter."""
    le_sien = Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk"))
    entre = Exists(Permission.objects.filter(le_sien, **_ENTRER))
    return comptes.annotate(du_personnel=Q(is_superuser=True) | entre)


def permissions_de(compte: Utilisateur) -> set[str]:
    """Django's permissions, "application.code_name", of the account or of its groups."""
    if not hasattr(compte, _PERMISSIONS):
        lignes = frozenset(_LIGNES_DE.lire(cle=compte.pk))
        siennes = {f"{application}.{nom}" for genre, application, nom, *_sur in lignes if not genre}
        setattr(compte, _LIGNES, lignes)
        setattr(compte, _PERMISSIONS, siennes)
    return getattr(compte, _PERMISSIONS)


def lignes_de(compte: Utilisateur) -> frozenset[LigneDeDroit]:
    """All that gives this account a right: (kind, application, code name, path or host of what it
    is on, group). The same lines, the same rights."""
    permissions_de(compte)
    return getattr(compte, _LIGNES)


def _lignes(cle: Any) -> QuerySet:
    a_soi = _dites(Permission.objects.filter(user=cle), "", "", Value(""), Value(""))
    du_groupe = _dites(Permission.objects.filter(group__user=cle), "", "", Value(""), Value(""))
    de_wagtail = (
        _dites(modele.objects.filter(group__user=cle), genre, "permission__", sur, F("group__name"))
        for modele, genre, sur in (
            (GroupPagePermission, "page", F("page__path")),
            (GroupCollectionPermission, "collection", F("collection__path")),
            (GroupSitePermission, "site", F("site__hostname")),
        )
    )
    return a_soi.union(du_groupe, *de_wagtail).order_by()


def _dites(lignes: QuerySet, genre: str, permission: str, sur: Any, groupe: Any) -> QuerySet:
    return lignes.order_by().values_list(
        Value(genre),
        F(f"{permission}content_type__app_label"),
        F(f"{permission}codename"),
        sur,
        groupe,
    )


# Written and planned anew at each request, it took a sixth of an agents' list.
_LIGNES_DE = RequeteEcrite(_lignes)


def exige(*permissions: str) -> Callable[[Any], Any]:
    """Refuse a view to whoever lacks one of these permissions (PermissionDenied)."""
    return permission_required(permissions, raise_exception=True)


def exige_l_un_de(*permissions: str) -> Callable[[Any], Any]:
    """Refuse a view to whoever has none of these permissions (PermissionDenied)."""

    def a_l_un(compte: Any) -> bool:
        if any(compte.has_perm(une) for une in permissions):
            return True
        raise PermissionDenied

    return user_passes_test(a_l_un)
