"""Accounts, passwords, second factor, sessions seen (docs/comprendre/acces.md). `base` takes them
all.

The identifier is the e-mail address; nobody signs up: an agent creates the account (G1).
"""

from .lecture import Env

_env = Env()

AUTH_USER_MODEL = "famille.Utilisateur"
# Kept in every session: under another path, everybody would be signed out.
AUTHENTICATION_BACKENDS = ["famille.comptes.authentification.Authentification"]
PASSWORD_HASHERS = [
    "famille.comptes.mots_de_passe.hacheurs.Argon2OWASP",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},  # CNIL 2022, D12
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "famille.comptes.mots_de_passe.previsibles.MotDePassePrevisible"},
]
# A list of leaked passwords may be somebody else's: the town chooses it, or none.
if _voles := _env.str("PORTAIL_MOTS_DE_PASSE_VOLES", default=""):
    AUTH_PASSWORD_VALIDATORS += [
        {
            "NAME": "famille.comptes.mots_de_passe.voles.MotDePasseVole",
            "OPTIONS": {"adresse": f"{_voles.rstrip('/')}/"},
        }
    ]
PASSWORD_RESET_TIMEOUT = 3600  # seconds, D13
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil_connecte"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "famille.comptes.connexion.allauth.Adaptateur"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
# the old address is told of a new one; each change of password or factor, too
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# the link of the mail has proved as much as the password that it sets; a second step is still asked
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# the cookie lives as long as the session, also when a phone closes its browser
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "famille.comptes.connexion.formulaires.ConnexionForm",
    "reset_password": "famille.comptes.connexion.formulaires.MotDePasseOublieForm",
    "reset_password_from_key": "famille.comptes.connexion.formulaires.NouveauMotDePasseForm",
    "change_password": "famille.comptes.connexion.formulaires.ChangerMotDePasseForm",
    "set_password": "famille.comptes.connexion.formulaires.ChoisirMotDePasseForm",
    "add_email": "famille.comptes.connexion.formulaires.ChangerAdresseForm",
    "reauthenticate": "famille.comptes.connexion.formulaires.ReauthentificationForm",
}
# D13: the lock grows, 5 failures for 5 minutes, 10 for an hour, 20 for a day, on one account; the
# limits by address of origin are wide, since a whole town hall shares one.
ACCOUNT_RATE_LIMITS = {
    "login": None,  # allauth's own counting, where "essais" does with "login_failed"
    "essais": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key,10/1h/key,20/1d/key",
    "reset_password": "20/m/ip,3/10m/key,10/1d/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "openid": "60/m/ip",  # what a sign-in by another service keeps until it is back
    "franceconnect_lien": "3/10m/key,10/1d/key",  # mailed to an address that somebody writes
    "cle_demandee": "60/m/ip",  # what a key is to sign, asked for at each press
    "confirm_email": "1/3m/key",
    "api": "120/m/key",  # a piece of software, by its key (famille.echanges.api.porte)
    "api_refus": "30/m/ip",  # keys that are none
    "affluence": "120/m/ip",  # places of the waiting room; a mobile network is one address
    "rapport_csp": "20/m/ip",  # portail.surveillance.rapports_csp
    # "ce n'est pas moi", without signing in (famille.dossier.foyers.acces.vues)
    "contestation": "20/m/ip",
    # the code of a letter of invitation (famille.mouvements.invitations.vues); what it has mailed,
    # by code, for as long as it serves
    "invitation": "60/m/ip",
    "invitation_repondue": "3/1h/key,10/60d/key",
    "activation": "60/m/ip",  # the link of an invitation
    # answers to a reminder's link, without signing in (reservations.rappels.vues)
    "rappel": "60/m/ip",
}
# How many proxies of ours stand in front and add to X-Forwarded-For (production: 1, the town's
# nginx).
ALLAUTH_TRUSTED_PROXY_COUNT = _env.int("PORTAIL_MANDATAIRES", default=0)
# Signing in by another service (famille.comptes.openid): it proves the person, not an address; no
# token of its own is kept.
SOCIALACCOUNT_ADAPTER = "famille.comptes.openid.adaptateur.AdaptateurOpenID"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 7  # seconds
MFA_ADAPTER = "famille.comptes.second_facteur.facteurs.AdaptateurMFA"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# nobody's secret can be guessed so; as wide as "login", since a whole town hall shares an address
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_TOTP_ISSUER = "Portail Famille"
# one period before and after; a code serves once (famille.comptes.second_facteur.codes)
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "famille.comptes.second_facteur.codes.CodeForm",
    "reauthenticate": "famille.comptes.second_facteur.codes.CodeDeNouveauForm",
    "activate_totp": "famille.comptes.second_facteur.codes.ActiverTOTPForm",
    "add_webauthn": "famille.comptes.second_facteur.cles.AjouterCleForm",
    "edit_webauthn": "famille.comptes.second_facteur.cles.NommerCleForm",
    "authenticate_webauthn": "famille.comptes.second_facteur.cles.CleForm",
    "login_webauthn": "famille.comptes.second_facteur.cles.EntrerParCleForm",
    "reauthenticate_webauthn": "famille.comptes.second_facteur.cles.CleDeNouveauForm",
}
USERSESSIONS_TRACK_ACTIVITY = True
