"""A town's production settings, for the fault tests: a worker whose patience is short, and the fake
PayFiP, which the production refuses. Everything else is what a town runs."""

import os

from portail.settings.paiement import paiement
from portail.settings.production import *  # noqa: F403

# A task whose worker was killed runs again after `retry`; a mail that it had taken is free after
# timeout + 15 s.
Q_CLUSTER = Q_CLUSTER | {"timeout": 20, "retry": 25, "workers": 2}  # noqa: F405
PAIEMENT = paiement(
    "payfip",
    {"client": "123456", "mode": "T", "adresse": os.environ.get("PANNES_PAYFIP", ""), "delai": "3"},
)
