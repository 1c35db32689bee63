"""Settings of the town that somebody tries on his machine: the demonstration's, on SQLite."""

from portail.settings.dev import *  # noqa: F403
