"""The agents' screens: the town's possible duplicates, a merge prepared and done, taken back."""

from django.urls import reverse

from famille.dossier.foyers.bureau import PREFIXE

LISTE = f"{PREFIXE}_modeladmin_doublons"


def url_de_la_fusion(genre: str, garde: int, autre: int) -> str:
    """The screen that prepares a merge: `genre` is a Fusion.Genre, `garde` the key that stays."""
    return reverse(f"{PREFIXE}_modeladmin_fusionner", args=[genre, garde, autre])
