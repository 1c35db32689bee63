"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2OWASP(Argon2PasswordHasher):
    """argon2id at OWASP's minimum (19 MiB, two passes, one lane): seven times the sign-ins of
    Django's defaults."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
