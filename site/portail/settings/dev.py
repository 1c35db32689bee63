"""The demo town and a developer's machine: `make run`."""

from django.utils.csp import CSP

from .alertes import push_de_demonstration, sms_de_demonstration
from .annuaire import franceconnect_de_demonstration, services
from .api_particulier import de_demonstration as caf_de_demonstration
from .base import *
from .base import API_PARTICULIER as API_PARTICULIER_CHOISIE
from .base import CERTIFICATS_2DDOC as CERTIFICATS_CHOISIS
from .base import OPENID as OPENID_CHOISI
from .base import PAIEMENT as PAIEMENT_CHOISI
from .base import PUSH as PUSH_CHOISI
from .base import SMS as SMS_CHOISI
from .paiement import de_demonstration

DEBUG = env.bool("PORTAIL_DEBUG", default=False)
DEMO = True
INSTALLED_APPS += ["demo"]
OFFRES += ["demo.offre.OFFRE"]
SECRET_KEY = env.str(
    "PORTAIL_CLE_SECRETE", default="demonstration-only-this-key-protects-nothing-real-0123456789"
)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PAIEMENT = PAIEMENT_CHOISI or de_demonstration()
SECURE_CSP["form-action"] = [CSP.SELF, *origines(PAIEMENT)]
PUSH = PUSH_CHOISI or push_de_demonstration(PORT)
SMS = SMS_CHOISI or sms_de_demonstration(PORT)
# The demo town vouches for its own papers, in a folder of its own.
CERTIFICATS_2DDOC = CERTIFICATS_CHOISIS or str(VAR / "2ddoc")
API_PARTICULIER = API_PARTICULIER_CHOISIE or caf_de_demonstration(PORT)
# A town's own FranceConnect, tried on this machine, comes before the pretend one.
OPENID = services(franceconnect_de_demonstration(PORT)) | OPENID_CHOISI
