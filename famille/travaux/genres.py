"""The kinds of long jobs, as the rooms offer them (famille.socle.offres)."""

from functools import cache

from famille.socle.offres import GenreDeTravail, offres


@cache
def genres() -> dict[str, GenreDeTravail]:
    """By code; two rooms may not give the same one."""
    tous = [genre for offre in offres() for genre in offre.travaux]
    par_code = {genre.code: genre for genre in tous}
    if len(par_code) < len(tous):
        raise ValueError("two kinds of long jobs have the same code")
    return par_code
