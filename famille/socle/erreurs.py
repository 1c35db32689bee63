"""The refusals of the household's rooms."""


class Refus(Exception):
    """A request that is refused. Its message is the French sentence shown: why, and what to do
    next.

    `champ`: the name of the form field that the refusal is about, or None.
    """

    def __init__(self, message: str = "", *, champ: str | None = None) -> None:
        super().__init__(message)
        self.champ = champ


def exiger_ecrit(texte: str, refus: str, *, champ: str = "motif") -> str:
    """`texte`, stripped. Refus (the sentence `refus`, for the field `champ`): it is blank."""
    if not (ecrit := texte.strip()):
        raise Refus(refus, champ=champ)
    return ecrit
