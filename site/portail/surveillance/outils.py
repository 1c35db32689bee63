"""Who may read what the portal tells monitoring tools: its figures, and the state of each part."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from famille.socle.allauth_interne import get_client_ip


def est_un_outil_de_la_ville(request: HttpRequest) -> bool:
    """Every condition that the town has set (PORTAIL_METRIQUES_JETON, PORTAIL_METRIQUES_ADRESSES),
    and at least one."""
    conditions = []
    if settings.METRIQUES_JETON:
        attendu = f"Bearer {settings.METRIQUES_JETON}"
        conditions.append(constant_time_compare(request.headers.get("Authorization", ""), attendu))
    if settings.METRIQUES_ADRESSES:
        adresse = ipaddress.ip_address(get_client_ip(request) or "0.0.0.0")  # noqa: S104 - in no network of a town
        conditions.append(any(adresse in reseau for reseau in settings.METRIQUES_ADRESSES))
    return bool(conditions) and all(conditions)
