"""The settings of production, with workers whose patience is short: a test does not wait for
minutes."""

from portail.settings.production import *  # noqa: F403

Q_CLUSTER = Q_CLUSTER | {"timeout": 10, "retry": 25}  # noqa: F405 - silent after 50 s
