"""From the second child of the household on, the third…, the eldest first, of those registered to
the same structure."""

from reservations.regles.reductions.genre import Genre

# said alike by the page of tariffs, the rule of a grid and the line of an invoice: a brother who is
# registered elsewhere does not count
OU = "du foyer dans ce centre"

GENRE = Genre(
    libelle=f"Selon le rang de l’enfant, parmi ceux {OU}",
    vaut=lambda situation, seuil: situation.rang >= seuil,
    dire=lambda situation, _seuil: f"{situation.rang}e enfant {OU}",
    regle=lambda seuil: f"dès le {seuil}e enfant {OU}",
    seuil="à partir de quel enfant (2 pour le deuxième)",
    bornes=(2, 12),
    retenu=max,
    rangs=lambda seuil: (seuil,),
)
