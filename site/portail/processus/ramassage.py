"""Python's cyclic garbage collector, as every process of the portal wants it."""

import gc

# What may be made and not yet freed before the youngest are walked; Python's own 2,000 are made and
# walked several times by one page, most of them for nothing.
SEUILS = (20_000, 10, 10)


def tout_est_charge() -> None:
    """Of a process whose apps are loaded: what they made stays, and need not be walked again; what
    comes is walked less often."""
    gc.freeze()
    gc.set_threshold(*SEUILS)
    gc.enable()
