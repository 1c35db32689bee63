"""Settings of the benches: those of the tests (a folder of their own, thrown away), with tasks left
to a worker."""

from portail.settings.test import *  # noqa: F403

Q_CLUSTER = {**Q_CLUSTER, "sync": False}  # noqa: F405
