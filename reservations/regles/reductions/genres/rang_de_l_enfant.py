"""From the second child of the household on, the third…, the eldest first, of those registered to
the same structure."""

from reservations.regles.reductions.genre import Genre

GENRE = Genre(
    libelle="Selon le rang de l’enfant dans le foyer",
    vaut=lambda situation, seuil: situation.rang >= seuil,
    dire=lambda situation, _seuil: f"{situation.rang}e enfant",
    regle=lambda seuil: f"dès le {seuil}e enfant",
    seuil="à partir de quel enfant (2 pour le deuxième)",
    bornes=(2, 12),
    retenu=max,
    rangs=lambda seuil: (seuil,),
)
