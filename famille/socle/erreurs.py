"""The refusals of the household's rooms."""


class Refus(Exception):
    """A wish that cannot be granted. Its message is the French sentence shown: why, and what to do
    next.

    `champ`: the name of the field it is about, for the form that shows it, or None.
    """

    def __init__(self, message: str = "", *, champ: str | None = None) -> None:
        super().__init__(message)
        self.champ = champ


def exiger_ecrit(texte: str, refus: str, *, champ: str = "motif") -> str:
    """`texte` without the spaces around it. Refus (`refus`, of this field): nothing is written."""
    if not (ecrit := texte.strip()):
        raise Refus(refus, champ=champ)
    return ecrit
