"""The tree of the seeded site."""

from cms_pages.models import AccueilPage

from .actualites import actualites
from .fiches import Fiche, cartes, contact, encadre, titre
from .guide import guide
from .informations import informations
from .legales import pages_legales


def site_complet(ville, aujourdhui):
    """Fiche of the home, with every other under it."""
    return Fiche(
        AccueilPage,
        "accueil",
        "Accueil",
        "Faites vos démarches sans vous déplacer : arrêtez-vous quand vous voulez, reprenez sur un autre appareil. "
        "Le Pôle Familles vous répond ici.",
        corps=[
            cartes(
                "Ce que vous pouvez faire",
                (
                    "aide/mes-demarches",
                    "Déclarer, demander, joindre une pièce : sans vous déplacer.",
                ),
                (
                    "aide/mes-demarches/suivre-une-demande",
                    "Savoir où en est votre demande et ce qui se passe ensuite.",
                ),
                (
                    "aide/mon-espace/ma-famille",
                    "Relire ce que le Pôle Familles sait de votre foyer et de vos enfants.",
                ),
            ),
            cartes(
                "S’informer",
                (
                    "informations/accueils-de-loisirs",
                    "Mercredis et vacances, de 3 à 17 ans.",
                    "cerf-volant",
                ),
                ("informations/creches", "Les places pour les tout-petits.", "creche"),
                (
                    "informations/restauration-et-garderie",
                    "Les repas et le temps avant et après la classe.",
                    "garderie",
                ),
                ("informations/tarifs", "Des prix adaptés à vos revenus.", "tarifs"),
            ),
            encadre(
                "<p>Si vous êtes séparés avec une garde alternée, ou si vous êtes une famille d’accueil de l’Aide "
                "sociale à l’enfance, contactez le Pôle Familles avant votre première connexion : nous préparons votre "
                "dossier avec vous.</p>",
                "parents séparés et familles d’accueil",
            ),
            ("actualites", {"titre": "Actualités"}),
            titre("Nous joindre"),
            contact(),
        ],
        enfants=[
            informations(ville),
            actualites(ville, aujourdhui),
            guide(),
            *pages_legales(ville),
        ],
        options={
            "accroche": "Les démarches de votre famille, à votre rythme",
            "search_description": "Le portail des familles : démarches en ligne, informations et aide.",
        },
    )
