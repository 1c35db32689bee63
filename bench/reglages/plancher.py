"""The floor of bench.ouverture.matin: a town's settings, with a bare page beside the portal's, and
passwords not hashed."""

from portail.settings.production import *  # noqa: F403

ROOT_URLCONF = "bench.pages.plancher"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
