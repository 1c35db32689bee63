"""The ways that this town has open."""

from .canal import Canal
from .push.canal import Push
from .sms.canal import ParSMS

CANAUX: dict[str, Canal] = {canal.code: canal for canal in (Push(), ParSMS())}


def ouverts() -> list[Canal]:
    return [canal for canal in CANAUX.values() if canal.est_ouvert()]
