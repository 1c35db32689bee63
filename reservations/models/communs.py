"""What several models share: a household's own rows, and days in order."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from famille.models import Foyer, Utilisateur


class DuFoyerQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur | int, jour: date | None = None) -> Self:
        """Of this account's households; the other home's of a child are not theirs (D11)."""
        return self.filter(foyer__in=Foyer.objects.de(utilisateur, jour))


def dates_en_ordre(de: str, *, sans_fin: bool = False) -> models.CheckConstraint:
    """`fin` is not before `debut`, where it may be empty or not."""
    condition = Q(fin__gte=F("debut"))
    return models.CheckConstraint(
        condition=Q(fin=None) | condition if sans_fin else condition, name=f"{de}_dates_en_ordre"
    )
