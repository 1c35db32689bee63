"""Django's sessions in the database, whose query is written once (famille.socle.requetes): each
page of everybody signed in begins by it."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as EnBase
from django.contrib.sessions.models import Session
from django.utils import timezone

from famille.socle.requetes import RequeteEcrite

_SESSION = RequeteEcrite(
    lambda cle, maintenant: Session.objects.filter(session_key=cle, expire_date__gt=maintenant)
)


class SessionStore(EnBase):
    def load(self) -> dict[str, Any]:
        lues = _SESSION.lire(cle=self.session_key, maintenant=timezone.now())
        if lues:
            return self.decode(lues[0].session_data)
        self._session_key = None  # as Django's: that key belongs to nobody any more
        return {}
