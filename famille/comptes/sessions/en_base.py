"""Django's sessions in the database. The query that reads one is written once
(famille.socle.requetes): each page of everybody signed in begins by it. One that begins is written
without asking whether its key is free, as Django does: when its page leaves, or before the device
of who signs in (`noter_l_appareil`); and what this very page has written is not written again when
it leaves."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as EnBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, router, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from famille.socle.requetes import Ecriture, RequeteEcrite

_SESSIONS = Ecriture(Session)
_SESSION = RequeteEcrite(
    lambda cle, maintenant: Session.objects.filter(session_key=cle, expire_date__gt=maintenant)
)


class SessionStore(EnBase):
    a_ecrire = False  # its key is new: no row has it yet
    ecrites: tuple[str, bytes] | None = None  # the key and the words of the row written here last
    _get_session: Callable[..., dict[str, Any]]  # Django's own

    def load(self) -> dict[str, Any]:
        lues = _SESSION.lire(cle=self.session_key, maintenant=timezone.now())
        if lues:
            return self.decode(lues[0].session_data)
        self._session_key = None  # as Django's: that key belongs to nobody any more
        return {}

    def create(self) -> None:
        """A new key, whose row `save` writes. Of 36³² there is no need to ask whether another has
        it: the row would be refused."""
        self._get_session(no_load=True)
        self._session_key = get_random_string(32, VALID_KEY_CHARS)
        self.a_ecrire = self.modified = True

    def save(self, must_create: bool = False) -> None:
        """As Django's. CreateError: the key is taken. UpdateError: the row is gone. A base that is
        full or locked says so itself: the session is not interrupted, the portal is stopped."""
        if self.session_key is None:
            self.create()
        nouvelle = must_create or self.a_ecrire
        donnees = self._get_session(no_load=nouvelle)
        dites = (self.session_key or "", self.serializer().dumps(donnees))
        if settings.RACCOURCIS and not nouvelle and dites == self.ecrites:
            return
        session = self.create_model_instance(donnees)
        base = router.db_for_write(self.model, instance=session)
        # Outside of a transaction the statement is one by itself, as in portail.cache.en_base.
        dedans = transaction.get_connection(base).in_atomic_block
        try:
            with transaction.atomic(using=base) if dedans else nullcontext():
                _ecrire(session, nouvelle=nouvelle)
        except IntegrityError as erreur:
            if nouvelle:
                raise CreateError from erreur
            raise
        self.a_ecrire = False
        self.ecrites = None if dedans else dites  # a transaction may still be undone


def _ecrire(session: AbstractBaseSession, *, nouvelle: bool) -> None:
    if nouvelle:
        _SESSIONS.inserer(session)
    elif not _SESSIONS.changer(
        session.session_key, session_data=session.session_data, expire_date=session.expire_date
    ):
        raise UpdateError
