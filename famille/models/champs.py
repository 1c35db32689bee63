"""Our model fields: the account that did something, and values encrypted against theft.

An encrypted value is plain in Python and a token in the database, which cannot search it. It is
decrypted when the attribute is first read: a list that does not show it pays nothing, and a row
that no key reads any more can still be listed and deleted.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.db.models.lookups import Lookup
from django.db.models.query_utils import DeferredAttribute
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.contrib.settings.models import BaseGenericSetting

from famille.socle.chiffrement import Illisible, chiffrer, dechiffrer

if TYPE_CHECKING:
    from .utilisateur import Utilisateur


def un_compte(**kwargs: Any) -> "models.ForeignKey[Utilisateur | None, Utilisateur | None]":
    """A key to the account that did it. None: the portal itself, or a deleted account."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", **kwargs
    )


class ReglageDeLaVille(BaseGenericSetting):
    """A setting of the town: one row, or none yet."""

    class Meta:
        abstract = True

    @classmethod
    def lire(cls) -> Self:
        """The town's row, or one with the defaults, not saved: reading writes nothing."""
        return cls.objects.first() or cls()


class Jeton(str):
    """An encrypted value, as an instance keeps it until somebody reads the attribute."""

    __slots__ = ()


class LectureAuBesoin(DeferredAttribute):
    """Decrypts on first read. Illisible without a key: a lost allergy must not look like none."""

    field: "ChampChiffre"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        valeur = super().__get__(instance, cls)
        if instance is not None and isinstance(valeur, Jeton):
            valeur = instance.__dict__[self.field.attname] = self.field.ouvrir(valeur)
        return valeur

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


def est_illisible(ligne: models.Model, *noms: str) -> bool:
    """Whether no key of the site reads one of these fields of the row any more."""
    try:
        for nom in noms:
            getattr(ligne, nom)
    except Illisible:
        return True
    return False


class ChampChiffre(models.Field):
    """The base of encrypted fields; "" stays "". `usage`: one of famille.socle.chiffrement.

    A lookup other than `isnull` is a FieldError; `values()` and `values_list()` give the Jeton.
    """

    descriptor_class: type = LectureAuBesoin

    def __init__(self, *args: Any, usage: str, **kwargs: Any) -> None:
        self.usage = usage
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        nom, chemin, args, kwargs = super().deconstruct()
        return nom, chemin, args, kwargs | {"usage": self.usage}

    def get_internal_type(self) -> str:
        return "TextField"

    def get_lookup(self, lookup_name: str) -> type[Lookup] | None:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: the database cannot compare it")
        return super().get_lookup(lookup_name)

    def from_db_value(
        self, value: str | None, _expression: Col, _connection: BaseDatabaseWrapper
    ) -> Jeton | None:
        return value if value is None else Jeton(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The value as the instance holds it: a token that nobody has read is saved unchanged."""
        return model_instance.__dict__[self.attname]

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, Jeton):
            return value
        texte = self.en_texte(value)
        return texte and chiffrer(texte, usage=self.usage)

    def ouvrir(self, jeton: Jeton) -> Any:
        return self.du_texte(dechiffrer(jeton, usage=self.usage) if jeton else "")

    def en_texte(self, valeur: Any) -> str | None:
        """The text to encrypt for this value."""
        return super().get_prep_value(valeur)

    def du_texte(self, texte: str) -> Any:
        """The value of a decrypted text: the inverse of `en_texte`."""
        return texte


class TexteChiffre(ChampChiffre, models.TextField):
    """An encrypted text."""


class LectureDuTelephone(LectureAuBesoin):
    def __set__(self, instance: models.Model, value: Any) -> None:
        super().__set__(
            instance, value if isinstance(value, Jeton) else self.field.to_python(value)
        )


class TelephoneChiffre(ChampChiffre, PhoneNumberField):
    """An encrypted PhoneNumber, assigned as one or as a text."""

    descriptor_class = LectureDuTelephone

    def du_texte(self, texte: str) -> Any:
        return self.to_python(texte)


class JSONChiffre(ChampChiffre):
    """An encrypted JSON value. Its default is kept as "": most demandes have changed nothing."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def en_texte(self, valeur: Any) -> str | None:
        if valeur is None:
            return None
        return "" if valeur == self.get_default() else json.dumps(valeur)

    def du_texte(self, texte: str) -> Any:
        return json.loads(texte) if texte else self.get_default()

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj)
