"""The canteen's menus: of the two weeks of school to come, told from today, by their season; what
was bought last year; a child whom some of it harms."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from cms_pages.menus.actions import enregistrer_le_menu, publier_le_menu, tenir_le_bilan
from cms_pages.menus.collage import lire_la_semaine
from cms_pages.menus.egalim import MONTANTS
from cms_pages.menus.lecture import semaine_courante
from demo.ville.jours import au_moment, il_y_a
from famille.models import Enfant, FicheSanitaire, Foyer, Utilisateur
from reservations.lecture.ville import lire_la_ville
from reservations.regles.juge import Nature

# Two weeks of each: the cold months, the fine days, the end of summer. Each has its vegetarian day,
# its fish, and a dish with nuts.
FROID = (
    """ ; Lundi ; Mardi ; Jeudi ; Vendredi
Entrée ; Carottes râpées (bio, moutarde) ; Taboulé (gluten) ; Salade verte (local, moutarde) ; Œuf dur mayonnaise (œufs, moutarde)
Plat ; Colin pané (gluten, poisson, pêche durable) ; Lasagnes de légumes (gluten, lait, œufs, végétarien) ; Poulet rôti (label rouge) ; Bœuf bourguignon (sulfites, céleri)
Accompagnement ; Riz (bio) ; - ; Haricots verts (bio) ; Pommes de terre vapeur (local)
Laitage ; Yaourt nature (lait, bio) ; Comté (lait, AOP) ; Fromage blanc (lait) ; Camembert (lait)
Dessert ; Pomme (local, HVE) ; Compote de poires ; Gâteau aux noix (gluten, œufs, fruits à coque) ; Clémentine (bio)
""",
    """ ; Lundi ; Mardi ; Jeudi ; Vendredi
Entrée ; Soupe de potiron (lait, local) ; Betteraves aux noix (bio, moutarde, fruits à coque) ; Céleri rémoulade (céleri, œufs, moutarde) ; Salade de lentilles (bio, moutarde)
Plat ; Chili de haricots rouges (végétarien) ; Sauté de dinde (label rouge) ; Hachis parmentier (lait) ; Brandade de cabillaud (poisson, lait, pêche durable)
Accompagnement ; Riz (bio) ; Pâtes (gluten, bio) ; Salade verte (local, moutarde) ; -
Laitage ; Emmental (lait) ; Petit suisse (lait, bio) ; Yaourt aux fruits (lait) ; Chèvre (lait, fermier)
Dessert ; Poire (local) ; Riz au lait (lait) ; Kiwi (bio) ; Tarte aux pommes (gluten, œufs, lait)
""",
)
BEAUX_JOURS = (
    """ ; Lundi ; Mardi ; Jeudi ; Vendredi
Entrée ; Radis et beurre (lait, local) ; Concombre au yaourt (lait, bio) ; Salade de pois chiches (bio, moutarde) ; Carottes râpées (bio, moutarde)
Plat ; Rôti de porc (label rouge) ; Quiche aux épinards (gluten, lait, œufs, végétarien) ; Émincé de poulet (label rouge) ; Merlu au citron (poisson, pêche durable)
Accompagnement ; Petits pois (bio) ; Salade verte (local, moutarde) ; Semoule (gluten, bio) ; Courgettes et riz (bio)
Laitage ; Petit suisse (lait, bio) ; - ; Saint-nectaire (lait, AOP) ; Faisselle (lait, fermier)
Dessert ; Fraises (local) ; Gâteau aux amandes (gluten, œufs, fruits à coque) ; Cerises (local) ; Flan vanille (lait, œufs)
""",
    """ ; Lundi ; Mardi ; Jeudi ; Vendredi
Entrée ; Taboulé à la menthe (gluten) ; Asperges (local, moutarde) ; Melon (bio) ; Salade de tomates (local, moutarde)
Plat ; Omelette aux herbes (œufs, végétarien) ; Sauté d’agneau (label rouge) ; Filet de colin (poisson, pêche durable) ; Jambon blanc (label rouge)
Accompagnement ; Ratatouille (bio) ; Boulgour (gluten, bio) ; Pommes de terre nouvelles (local) ; Haricots verts (bio)
Laitage ; Chèvre (lait, fermier) ; Yaourt nature (lait, bio) ; Comté (lait, AOP) ; Fromage blanc (lait)
Dessert ; Abricots (local) ; Compote de rhubarbe (bio) ; Sablé (gluten, lait, œufs) ; Financier (gluten, œufs, lait, fruits à coque)
""",
)
FIN_D_ETE = (
    """ ; Lundi ; Mardi ; Jeudi ; Vendredi
Entrée ; Salade de tomates (local, moutarde) ; Concombre à la crème (lait, bio) ; Melon (bio) ; Salade de lentilles aux noix (bio, moutarde, fruits à coque)
Plat ; Boulettes de bœuf (gluten) ; Gratin de courgettes et pois chiches (lait, végétarien) ; Cabillaud à la tomate (poisson, pêche durable) ; Poulet rôti (label rouge)
Accompagnement ; Semoule (gluten, bio) ; - ; Riz (bio) ; Haricots verts (bio)
Laitage ; Yaourt nature (lait, bio) ; Emmental (lait) ; Camembert (lait) ; Fromage blanc (lait)
Dessert ; Raisin (local) ; Prunes (local, HVE) ; Compote de pommes (bio) ; Poire (local)
""",
    """ ; Lundi ; Mardi ; Jeudi ; Vendredi
Entrée ; Carottes râpées (bio, moutarde) ; Betteraves (bio, moutarde) ; Salade de riz (bio, œufs, moutarde) ; Tomates et mozzarella (lait, local)
Plat ; Saumon à l’aneth (poisson, lait, pêche durable) ; Sauté de dinde (label rouge) ; Tarte aux poireaux (gluten, lait, œufs, végétarien) ; Rôti de porc (label rouge)
Accompagnement ; Pommes de terre vapeur (local) ; Ratatouille (bio) ; Salade verte (local, moutarde) ; Pâtes (gluten, bio)
Laitage ; Petit suisse (lait, bio) ; Saint-nectaire (lait, AOP) ; - ; Yaourt aux fruits (lait)
Dessert ; Pomme (local, HVE) ; Clafoutis aux prunes (gluten, lait, œufs) ; Raisin (local) ; Gâteau aux noisettes (gluten, œufs, fruits à coque)
""",
)
ACHATS = {
    "totale": "412000",
    "bio": "91500",
    "bio_equitable": "6200",
    "siqo": "74300",
    "externalites": "0",
    "autres": "48900",
    "viandes": "83200",
    "viandes_egalim": "54100",
    "viandes_france": "71800",
    "poissons": "27400",
    "poissons_egalim": "14900",
}
ALLERGENES_DE_LEA = ["poissons", "fruits_a_coque"]
SIRET = "20000000000017"  # nobody's


JOURS = (0, 1, 3, 4)  # on which the canteen serves
A_L_AVANCE = 13  # weeks: the summer is shorter


def publier_les_menus(jour: date, martin: Foyer, *, par: Utilisateur) -> None:
    """Of the next two weeks of school, whichever day it is. Léa Martin does not bear some of it."""
    for rang, (lundi, jours) in enumerate(islice(_semaines_de_classe(jour), 2)):
        lue = lire_la_semaine(_semaines_de(lundi)[rang], lundi)
        plats = [plat for plat in lue.plats if plat.jour in jours]
        with au_moment(il_y_a(4, 15, 30)):
            publier_le_menu(enregistrer_le_menu(lundi, None, plats, par=par), par=par)
    valeurs = {nom: Decimal(ACHATS[nom]) if nom in ACHATS else None for nom in MONTANTS}
    tenir_le_bilan(jour.year - 1, {**valeurs, "siret": SIRET, "publie": True}, par=par)
    fiche = FicheSanitaire.objects.get(enfant=Enfant.objects.du([martin]).get(prenom="Léa"))
    fiche.allergenes = ALLERGENES_DE_LEA
    fiche.save(update_fields=["allergenes"])


def _semaines_de_classe(jour: date) -> Iterator[tuple[date, set[date]]]:
    """(Monday, days of school on which the canteen serves), from the week that families look at."""
    lundi = semaine_courante(jour)
    calendrier = lire_la_ville(lundi, lundi + timedelta(weeks=A_L_AVANCE)).calendrier
    for semaine in range(A_L_AVANCE):
        debut = lundi + timedelta(weeks=semaine)
        jours = {debut + timedelta(days=rang) for rang in JOURS}
        if ouverts := {le for le in jours if calendrier.nature(le) == Nature.SCOLAIRE}:
            yield debut, ouverts


def _semaines_de(lundi: date) -> tuple[str, str]:
    """The dishes of its season."""
    if lundi.month in (8, 9, 10):
        return FIN_D_ETE
    return BEAUX_JOURS if lundi.month in (4, 5, 6, 7) else FROID
