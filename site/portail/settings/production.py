"""A real town. A missing or dangerous setting stops the start with a sentence."""

from django.core.exceptions import ImproperlyConfigured

from famille.dossier.documents.cloison import se_rendre_illisible

from .api_particulier import faute_en_production as faute_de_l_api
from .base import *
from .paiement import faute_en_production
from .refus import exiger_une_vraie_ville, faute_des_autres_cles

se_rendre_illisible()  # the keys are in this process's environment, and now in its memory
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PORTAIL_MANDATAIRES", default=1)
exiger_une_vraie_ville(
    env.ENVIRON, hotes=ALLOWED_HOSTS, adresse=ADRESSE, mandataires=ALLAUTH_TRUSTED_PROXY_COUNT
)
if _faute := (
    faute_des_autres_cles(SECRET_KEY_FALLBACKS, CLES_DE_CHIFFREMENT)
    or faute_en_production(PAIEMENT)
    or faute_de_l_api(API_PARTICULIER)
):
    raise ImproperlyConfigured(_faute)

# One line of JSON a record, without a word of a person (portail.surveillance.journaux).
LOGGING["formatters"]["ligne"] = {"()": "portail.surveillance.journaux.LigneEnJson"}
# Refusals too (403): whoever tries doors is seen, by the name of the door.
LOGGING["filters"] = {"refus": {"()": "portail.surveillance.journaux.RefusOuPanne"}}
LOGGING["loggers"]["django.request"] = {"level": "WARNING", "filters": ["refus"]}
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("PORTAIL_HSTS_SOUS_DOMAINES", default=False)
SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# The prefix makes a browser refuse the cookie of a neighbour under the same domain, or of a page
# without encryption.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
COOKIE_DE_PLACE = "__Host-place"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie
CSRF_TRUSTED_ORIGINS = [ADRESSE]
# sub-domains and preload bind a whole domain: the town's choice
SILENCED_SYSTEM_CHECKS += ["security.W005", "security.W021"]
