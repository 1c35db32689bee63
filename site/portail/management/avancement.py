"""How far a long work is, for whoever waits for it: a line each tenth, in a terminal or a file."""

import time
from collections.abc import Callable


class Progression:
    """Counts what is done of `total`; `dire` gets « Tables : 40 %, encore 20 s »."""

    def __init__(self, quoi: str, total: int, dire: Callable[[str], None]) -> None:
        self.quoi, self.total, self.dire = quoi, total, dire
        self.faits = self.dixiemes = 0
        self.debut = time.monotonic()

    def avancer(self, combien: int = 1) -> None:
        """So many more are done. The end is not said here: what comes next says it."""
        self.faits += combien
        dixiemes = 10 * self.faits // max(self.total, 1)
        if self.dixiemes < dixiemes < 10:
            self.dixiemes = dixiemes
            passees = time.monotonic() - self.debut
            encore = round(passees * (self.total - self.faits) / self.faits)
            self.dire(f"{self.quoi} : {10 * dixiemes} %, encore {encore} s environ")
