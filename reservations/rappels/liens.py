"""The signed link of a reminder: one adult, one household, one week, until the last deadline. No
name in it.

It is worth a sign-in for that week's bookings and nothing else: whoever holds the mail sees first
names, days and centres, and may cancel what can still be cancelled.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core import signing

from reservations.regles.rappel import SemaineRappelee

SEL = "reservations.rappel"


@dataclass(frozen=True)
class Lien:
    """`foyer`, `adulte`: pks. `expire`: the last instant at which something of that week can be
    cancelled."""

    foyer: int
    adulte: int
    semaine: SemaineRappelee
    expire: datetime

    def signer(self) -> str:
        fin = int(self.expire.timestamp()) + 1  # whole seconds, none lost
        contenu = [self.foyer, self.adulte, self.semaine.lundi.toordinal(), fin]
        return signing.dumps(contenu, salt=SEL)


def lire_lien(jeton: str) -> Lien | None:
    """None: not signed by this portal, or changed on the way."""
    try:
        foyer, adulte, lundi, expire = signing.loads(jeton, salt=SEL)
    except signing.BadSignature:
        return None
    return Lien(
        foyer,
        adulte,
        SemaineRappelee(date.fromordinal(lundi)),
        datetime.fromtimestamp(expire, tz=UTC),
    )
