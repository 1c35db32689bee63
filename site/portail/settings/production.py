"""A real town. A missing or dangerous setting stops the start with a sentence."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .paiement import faute_en_production

for _nom in ("PORTAIL_CLE_SECRETE", "PORTAIL_HOTES", "PORTAIL_ADRESSE"):
    if not env.str(_nom, default=""):
        raise ImproperlyConfigured(f"{_nom} n’est pas défini : voir le tableau des réglages dans README.md.")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("PORTAIL_CLE_SECRETE est trop courte : 50 caractères au moins, tirés au hasard.")
if not ADRESSE.startswith("https://"):
    raise ImproperlyConfigured(
        "PORTAIL_ADRESSE doit commencer par https:// : le portail ne se sert qu’en connexion chiffrée."
    )
if _faute := faute_en_production(PAIEMENT):
    raise ImproperlyConfigured(_faute)

ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PORTAIL_MANDATAIRES", default=1)
# One line of JSON a record, without a word of a person (portail.journaux).
LOGGING["formatters"]["ligne"] = {"()": "portail.journaux.EnJson"}
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("PORTAIL_HSTS_SOUS_DOMAINES", default=False)
SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [ADRESSE]
SILENCED_SYSTEM_CHECKS = [
    "security.W005",
    "security.W021",
]  # sub-domains and preload bind a whole domain: the town's choice
