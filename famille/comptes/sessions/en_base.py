"""Django's sessions in the database, but for one thing: a base that is full or locked says so
itself. Django says that the session was interrupted, and the browser would be refused for what the
portal cannot do."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as EnBase
from django.db import OperationalError


class SessionStore(EnBase):
    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as erreur:
            if isinstance(erreur.__context__, OperationalError):
                raise erreur.__context__ from None
            raise
