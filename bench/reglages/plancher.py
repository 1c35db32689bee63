"""The floor of bench.ouverture.matin: the same, and passwords not hashed."""

from .ville import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
