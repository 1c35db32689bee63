"""The pace of a batch: so many questions a second at most, and a wait where the service asks for
one."""

import time

PAR_SECONDE = 20  # that the service takes of one token
PAS = 5.0  # seconds of one slice of a wait: the job shows that it lives


class Cadence:
    """`souffler()` before each question."""

    def __init__(self, par_seconde: int = PAR_SECONDE) -> None:
        self.ecart = 1 / par_seconde
        self.suivante = 0.0

    def souffler(self) -> None:
        maintenant = time.monotonic()
        if maintenant < self.suivante:
            time.sleep(self.suivante - maintenant)
        self.suivante = max(maintenant, self.suivante) + self.ecart
