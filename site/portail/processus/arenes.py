"""The memory that the C library gives, as a web process wants it."""

import ctypes
import os

_ARENES = -8  # M_ARENA_MAX of glibc's mallopt(3)


def une_seule_arene() -> None:
    """Of a process that has no thread yet. glibc gives each thread an arena of its own, and keeps
    in each what a large page took; Python's threads take memory one after the other anyway. Nothing
    where the town has said otherwise (MALLOC_ARENA_MAX), or where there is no such setting."""
    regler = getattr(ctypes.CDLL(None), "mallopt", None)
    if regler and "MALLOC_ARENA_MAX" not in os.environ:
        regler(_ARENES, 1)
