"""For whoever it is given to, whatever his place and his means: its reason says why. A grid has
none: a price that all pay is the price."""

from reservations.regles.reductions.genre import Genre

GENRE = Genre(
    libelle="Sans condition",
    vaut=lambda _situation, _seuil: True,
    dire=lambda _situation, _seuil: "",
    regle=lambda _seuil: "",
    votable=False,
)
