"""What the portal takes of allauth that allauth does not promise to keep: its modules named
`internal`.

Everything of that kind passes through here, so that a new version is judged in one place:
tests/famille/socle/test_allauth_interne.py says which names moved, and that nobody goes around.
"""

from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.internal.userkit import user_id_to_str
from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import Rate, consume, get_ip, parse_rates
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.internal.flows.sessions import end_other_sessions

__all__ = [
    "TOTP",
    "Rate",
    "RecoveryCodes",
    "consume",
    "end_other_sessions",
    "format_hotp_value",
    "get_client_ip",
    "get_ip",
    "hotp_value",
    "logout",
    "parse_rates",
    "perform_password_login",
    "post_authentication",
    "record_authentication",
    "request_password_reset",
    "user_id_to_str",
]
