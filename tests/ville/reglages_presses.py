"""The demo's settings with a worker whose patience is short: a test does not wait for a minute and
a half."""

from portail.settings.dev import *  # noqa: F403

Q_CLUSTER = Q_CLUSTER | {"timeout": 5, "retry": 25}  # noqa: F405 - a mail taken is free again after timeout + 15 s
