"""The canteen's menus: this week's and the next, told from today, and what was bought last year."""

from datetime import date, timedelta
from decimal import Decimal

from cms_pages.menus.actions import enregistrer_le_menu, publier_le_menu, tenir_le_bilan
from cms_pages.menus.collage import lire_la_semaine
from cms_pages.menus.egalim import MONTANTS
from cms_pages.menus.lecture import semaine_courante
from famille.models import Utilisateur

SEMAINES = (
    """ ; Lundi ; Mardi ; Jeudi ; Vendredi
Entrée ; Carottes râpées (bio, moutarde) ; Taboulé (gluten) ; Salade verte (local, moutarde) ; Œuf dur mayonnaise (œufs, moutarde)
Plat ; Colin pané (gluten, poisson, pêche durable) ; Lasagnes de légumes (gluten, lait, œufs, végétarien) ; Poulet rôti (label rouge) ; Bœuf bourguignon (sulfites, céleri)
Accompagnement ; Riz (bio) ; - ; Haricots verts (bio) ; Pommes de terre vapeur (local)
Laitage ; Yaourt nature (lait, bio) ; Comté (lait, AOP) ; Fromage blanc (lait) ; Camembert (lait)
Dessert ; Pomme (local, HVE) ; Compote de poires ; Gâteau aux noix (gluten, œufs, fruits à coque) ; Clémentine (bio)
""",
    """ ; Lundi ; Mardi ; Jeudi ; Vendredi
Entrée ; Soupe de potiron (lait, local) ; Betteraves (bio, moutarde) ; Céleri rémoulade (céleri, œufs, moutarde) ; Salade de lentilles (bio, moutarde)
Plat ; Chili de haricots rouges (végétarien) ; Sauté de dinde (label rouge) ; Hachis parmentier (lait) ; Brandade de cabillaud (poisson, lait, pêche durable)
Accompagnement ; Riz (bio) ; Pâtes (gluten, bio) ; Salade verte (local, moutarde) ; -
Laitage ; Emmental (lait) ; Petit suisse (lait, bio) ; Yaourt aux fruits (lait) ; Chèvre (lait, fermier)
Dessert ; Poire (local) ; Riz au lait (lait) ; Kiwi (bio) ; Tarte aux pommes (gluten, œufs, lait)
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
SIRET = "20000000000017"  # nobody's


def publier_les_menus(jour: date, *, par: Utilisateur) -> None:
    lundi = semaine_courante(jour)
    for rang, table in enumerate(SEMAINES):
        debut = lundi + timedelta(weeks=rang)
        lue = lire_la_semaine(table, debut)
        menu = enregistrer_le_menu(debut, None, lue.plats, par=par)
        publier_le_menu(menu, par=par)
    valeurs = {nom: Decimal(ACHATS[nom]) if nom in ACHATS else None for nom in MONTANTS}
    tenir_le_bilan(jour.year - 1, {**valeurs, "siret": SIRET, "publie": True}, par=par)
