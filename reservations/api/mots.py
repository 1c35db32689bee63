"""The words and the shapes that several resources share."""

from typing import Annotated

from ninja import Field

from famille.models import Enfant
from reservations.regles.blocs import Moment

# of a row, as the database counts them
Cle = Annotated[int, Field(ge=1, le=2**63 - 1)]
MOMENTS = {Moment.MATIN: "matin", Moment.APRES_MIDI: "apres-midi", Moment.JOURNEE: "journee"}


def moment(code: str) -> str:
    """As programs are told it: the database puts a figure before, to sort by.

    >>> moment("2-apres-midi")
    'apres-midi'
    """
    return MOMENTS[Moment(code)]


def identite(enfant: Enfant, *, nommer: bool) -> dict[str, object]:
    """The child, by a number that is his for good; by his name where the key may read it."""
    dit: dict[str, object] = {"id": enfant.pk, "nom": None, "prenom": None}
    return dit | {"nom": enfant.nom, "prenom": enfant.prenom} if nommer else dit
