"""What every installation shares. A town changes it through the environment: the table of variables
is in docs/reglages.md."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from .alertes import push, sms
from .annuaire import annuaire, franceconnect_des_familles, services
from .api_particulier import api_particulier
from .comptes import *
from .lecture import (
    JOURS_CONNECTES_MAX,
    PORT_MAX,
    Env,
    cles_de_sauvegarde,
    dossier_inscriptible,
    fuseau,
    reseaux,
)
from .machine import base_de_donnees, caches, facteur, magasins, origine
from .pages import *
from .paiement import origines, paiement
from .refus import exiger_des_formes, exiger_un_stockage_entier

RACINE = Path(__file__).resolve().parents[3]
env = Env()
exiger_des_formes(env.ENVIRON)
exiger_un_stockage_entier(env.ENVIRON)

# Everything that is written at run time lives under one folder: database, private files, pictures,
# mails.
VAR = dossier_inscriptible(env.str("PORTAIL_VAR", default=str(RACINE / "var")))

DEBUG = False
DEMO = False  # the demo town's accounts page and mailbox; never true in production
SECRET_KEY = env.str("PORTAIL_CLE_SECRETE", default="")
SECRET_KEY_FALLBACKS = [
    cle.strip() for cle in env.list("PORTAIL_CLES_SECRETES_ANCIENNES", default=[])
]
# What is encrypted in the database (famille.socle.chiffrement): the first key writes, all read.
# Empty: the signing key's.
CLES_DE_CHIFFREMENT = [cle.strip() for cle in env.list("PORTAIL_CLES_DE_CHIFFREMENT", default=[])]
# of the web server that `manage.py lancer` starts
PORT = env.entier("PORTAIL_PORT", defaut=8000, de=1, a=PORT_MAX)
# Public keys (age) that backups are encrypted for; none: they are in clear, and it is said.
CLES_DE_SAUVEGARDE = cles_de_sauvegarde(env.list("PORTAIL_SAUVEGARDE_CLE", default=[]))
ADRESSE = env.str("PORTAIL_ADRESSE", default=f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("PORTAIL_HOTES", default=["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    # each address of a static file asks whether it is installed, app by app
    "django.contrib.staticfiles",
    "portail",
    "cms_pages",
    "demarches",
    "reservations",
    "famille",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "portail.apps.ComptesDeGestionConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "portail.apps.AppareilsConfig",
    "django_htmx",
    "django_q",
    "formtools",
    "phonenumber_field",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.forms",
]

# What each room offers to those on its right (famille.socle.offres): none imports what is on its
# left (docs/comprendre/architecture.md).
OFFRES = [
    "portail.offre.OFFRE",
    "cms_pages.offre.OFFRE",
    "demarches.offre.OFFRE",
    "reservations.offre.OFFRE",
    "famille.offre.OFFRE",
]

MIDDLEWARE = [
    "portail.middleware.mesure.ReferenceDeRequete",
    "portail.middleware.mesure.Mesure",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms_pages.pages.publiques.PagesPubliques",
    "portail.middleware.entetes.EntetesSurs",
    "portail.middleware.entetes.CspGestion",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # outside the next one, which gives an address of the portal its last slash: no editor sends it
    # elsewhere
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portail.middleware.saisie_illisible.SaisieIllisible",
    "portail.affluence.porte.SalleDAttente",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portail.middleware.acces.SessionVivante",
    "portail.middleware.acces.ConnexionExigee",
    "portail.middleware.acces.SecondFacteurExige",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portail.middleware.page_apres_envoi.PageApresEnvoi",
    "portail.middleware.typographie.EspacesInsecables",
]
ESPACES_INSECABLES = True
# How many families may enter in a minute before the others wait for their turn (portail.affluence).
# 0: as many as come.
ENTREES_PAR_MINUTE = env.entier("PORTAIL_ENTREES_PAR_MINUTE", defaut=0, de=0)
COOKIE_DE_PLACE = "place"
# What is quicker by leaning on private names of Django (famille.socle.requetes). Off, every page is
# the same, and slower: what to try first when an upgrade of Django breaks one.
RACCOURCIS = True

ROOT_URLCONF = "portail.urls"
WSGI_APPLICATION = "portail.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "portail.gabarits.SansRetrait",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portail.contexte.ecran",
            ],
            "libraries": {"wagtailadmin_tags": "portail.bureau.etiquettes"},
            # what any page may name: a drawing, the town’s service
            "builtins": ["portail.templatetags.dessins", "portail.templatetags.ville"],
        },
    },
    {  # the month's table alone, asked of it by name
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [RACINE / "templates"],
        "OPTIONS": {"environment": "portail.gabarits.jinja2"},
    },
]
# "wagtailadmin_tags" is named twice, on purpose: ours stands in the place of Wagtail's.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": base_de_donnees(
        env.db_url("PORTAIL_BASE", default=f"sqlite:///{VAR / 'portail.sqlite3'}")
    )
}
# On PostgreSQL what is only booked is written by its own statements; False: by the ORM, as
# everything else and as everywhere else (docs/comprendre/moteur.md).
DEPOT_POSTGRESQL = env.bool("PORTAIL_DEPOT_POSTGRESQL", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache, sessions and limits: the database by default, Redis where one is given.
REDIS = env.str("PORTAIL_REDIS", default="")
CACHES = caches(REDIS)
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db" if REDIS else "famille.comptes.sessions.en_base"
)
SESSION_CACHE_ALIAS = "sessions" if REDIS else "default"
# Seconds without use after which a session ends: a family's, an agent's; a draft survives it.
# SessionVivante pushes the end back once a minute, so that reading a page writes nothing. Nothing
# pushes back the longest life: a day, as NIST SP 800-63B-4 asks at AAL2, and more than the 20 hours
# under which WCAG 2.2.1 wants a limit to be extensible.
SESSION_COOKIE_AGE = 2 * 3600
SESSION_DU_PERSONNEL = 30 * 60
SESSION_MAXIMALE = 24 * 3600
# The device that its owner, a parent, asked to keep signed in: used or not (NIST SP 800-63B-4 asks
# for a sign-in every 30 days at AAL1). Staff never may; 0: nobody may.
SESSION_GARDEE = timedelta(
    days=env.entier("PORTAIL_JOURS_CONNECTES", defaut=30, de=0, a=JOURS_CONNECTES_MAX)
).total_seconds()
SESSION_PREAVIS = 5 * 60  # how long before its end the page asks whether somebody is still there
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # scripts take the key from the page, never from the cookie

# Files: `default` holds the public pictures of the pages, `prive` what families upload. They never
# share a root.
MEDIA_ROOT = VAR / "public"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portail.statiques.ensembles.Ensembles",
]
STATIC_ROOT = Path(env.str("PORTAIL_STATIQUES", default=str(RACINE / "staticfiles")))
S3 = env.str("PORTAIL_S3_ADRESSE", default="")
# where browsers read the public pictures, beside the portal
ORIGINE_DES_IMAGES = [origine(S3)] if S3 else []
STORAGES = {
    **magasins(env, S3, VAR),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Where nginx takes the families' files that a view lets it give (deploy/nginx.conf); empty, or with
# S3: the view gives.
ENVOI_INTERNE = "" if S3 else env.str("PORTAIL_ENVOI_INTERNE", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
TAILLE_MAX_PIECE = 10 * 1024 * 1024  # bytes, G15

# Antivirus: "tcp://127.0.0.1:3310" or "unix:/run/clamav/clamd.ctl"; empty: files stay "non
# analysé", agents are told.
CLAMD = env.str("PORTAIL_CLAMD", default="")

# Folder of the certificates whose 2D-Doc are believed (docs/exploiter/papiers_signes.md); empty: no
# paper is looked at.
CERTIFICATS_2DDOC = env.str("PORTAIL_2DDOC", default="")

# Online payment (docs/comprendre/paiement.md): {} where the town has none, else FOURNISSEUR (a
# class) and its own options.
PAIEMENT = paiement(
    env.str("PORTAIL_PAIEMENT", default=""), env.dict("PORTAIL_PAIEMENT_OPTIONS", default={})
)

# The quotients of the CAF and the MSA (docs/comprendre/quotient_transmis.md): {} without a token.
API_PARTICULIER = api_particulier(
    env.str("PORTAIL_API_PARTICULIER", default=""),
    env.str("PORTAIL_API_PARTICULIER_JETON", default=""),
)

# What `preparer` writes of the town in an empty base, and never again: containers have no prompt.
VILLE_AU_DEPART = {
    "ville": env.str("PORTAIL_VILLE", default=""),
    "portail": env.str("PORTAIL_NOM", default=""),
    "service": env.str("PORTAIL_SERVICE", default=""),
    "telephone": env.str("PORTAIL_SERVICE_TELEPHONE", default=""),
    "courriel": env.str("PORTAIL_SERVICE_COURRIEL", default=""),
    "tribunal": env.str("PORTAIL_TRIBUNAL", default=""),
    "zone": env.str("PORTAIL_ZONE", default=""),
    "territoire": env.str("PORTAIL_TERRITOIRE", default=""),
}

# Who signs in by another's word (docs/comprendre/openid.md): code → service; {} where nobody does.
OPENID = services(annuaire(env), franceconnect_des_familles(env))

# What telephones are told beside the mail (docs/comprendre/alertes.md): {} where the town has none.
PUSH = push(env.str("PORTAIL_PUSH_CLE", default=""), env.str("PORTAIL_PUSH_CONTACT", default=""))
# None without a provider of SMS; its secret, and that of the address where it reports a delivery.
SMS = sms(env.str("PORTAIL_SMS", default=""))
# The DGFiP's schemas, where the town has laid them: each file of titres is checked by them too.
PES_XSD = env.str("PORTAIL_PES_XSD", default="")
SMS_CLE = env.str("PORTAIL_SMS_CLE", default="")
SMS_RETOUR = env.str("PORTAIL_SMS_RETOUR", default="")

# Mail: "smtp+tls://user:password@host:587", else files in a folder, readable at the development
# page.
COURRIEL = env.str("PORTAIL_COURRIEL", default="")
DEFAULT_FROM_EMAIL = env.str(
    "PORTAIL_EXPEDITEUR", default="Portail Famille <ne-pas-repondre@localhost>"
)
# How long an agent may take back a decision, its mail being held (docs/comprendre/bureau.md); 0:
# never.
DELAI_D_ANNULATION = timedelta(minutes=env.entier("PORTAIL_MINUTES_ANNULATION", defaut=10, de=0))
SERVER_EMAIL = DEFAULT_FROM_EMAIL
DOSSIER_COURRIELS = VAR / "courriels"
MAILERS = {"default": facteur(COURRIEL, DOSSIER_COURRIELS)}

LANGUAGE_CODE = "fr"
# Those of the public pages (cms_pages.socle.langues), each named in itself; the portal's screens
# are in the first. "fr-simple": French made easy to read (FALC), by IANA's subtag.
LANGUAGES = [
    ("fr", "Français"),
    ("fr-simple", "Français facile"),
    ("en", "English"),
    ("ar", "العربية"),
    ("pt", "Português"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
TIME_ZONE = fuseau(env.str("PORTAIL_FUSEAU", default="") or "Europe/Paris")
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # with one, no page offers any (portail.bureau.fuseau)
USE_TZ = True
USE_I18N = True
# Better French for Wagtail's screens: said before what their own catalogues say.
LOCALE_PATHS = [RACINE / "site/portail/locale"]
PHONENUMBER_DEFAULT_REGION = "FR"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# The strict one; the admin has a looser one (portail.middleware.entetes.CspGestion).
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *ORIGINE_DES_IMAGES],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF, *origines(PAIEMENT)],
    "frame-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "report-to": ["csp"],  # where it leads: portail.middleware.entetes.EntetesSurs
    "report-uri": ["/rapport-csp/"],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

WAGTAILADMIN_BASE_URL = ADRESSE

# Tasks. The database is the broker in production too: a task of a rolled-back transaction is gone,
# and one whose worker was killed runs again. So every task takes a primary key and may run twice.
Q_CLUSTER: dict[str, Any] = {
    "name": "portail",
    "orm": "default",
    "broker_class": "portail.processus.travailleur.Courtier",
    "workers": env.entier("PORTAIL_TRAVAILLEURS", defaut=2, de=1),
    "timeout": 60,
    "retry": 90,
    "max_attempts": 5,
    "ack_failures": False,
    "poll": 1,
    "catch_up": False,
    "label": "Tâches",
}

# Metrics for Prometheus (docs/exploiter/surveiller.md): closed, unless a key or the addresses of
# who reads them are given.
METRIQUES_JETON = env.str("PORTAIL_METRIQUES_JETON", default="")
METRIQUES_ADRESSES = reseaux(env.list("PORTAIL_METRIQUES_ADRESSES", default=[]))

# A file of the town that holds the newest version it knows ("1.2.3"); "": none. Nobody is asked.
DERNIERE_VERSION = env.str("PORTAIL_DERNIERE_VERSION", default="")
# Networks of the town's own where what happens may be told to its other software
# (docs/comprendre/webhooks.md); the Internet is always allowed, and nothing else.
WEBHOOKS_RESEAUX = reseaux(
    env.list("PORTAIL_WEBHOOKS_RESEAUX", default=[]), "PORTAIL_WEBHOOKS_RESEAUX"
)
WEBHOOKS_PORTS = env.list("PORTAIL_WEBHOOKS_PORTS", cast=int, default=[80, 443])
# Places and openings as open data (docs/exploiter/donnees_ouvertes.md): the town's choice.
DONNEES_OUVERTES = env.bool("PORTAIL_DONNEES_OUVERTES", default=False)

# Errors go to the console (systemd keeps it). No request lines: their addresses hold activation
# keys.
LOGGING: dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "django-q": {"level": "WARNING"},
        # who signs in, is refused, changes a factor (docs/comprendre/securite.md)
        "portail.securite": {"level": "INFO"},
    },
}
