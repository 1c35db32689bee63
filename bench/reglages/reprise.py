"""Those of the other benches, with the memory that each process of a town has: what addresses are
compared with is read once, not at each."""

from portail.settings.memoire import caches

from .taches_a_part import *  # noqa: F403

CACHES["proche"] = caches("")["proche"]  # noqa: F405
