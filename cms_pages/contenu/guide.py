"""The user guide: one chapter for each room of the portal, one page for each thing to do there."""

from cms_pages.models import AidePage, GuidePage

from .fiches import Dessin, Fiche, contact, encadre, etapes, questions, texte, titre
from .guide_compte import mon_compte
from .guide_demarches import mes_demarches
from .guide_espace import mon_espace
from .guide_regie import guide_de_la_regie
from .guide_reservations import reserver


def guide():
    return Fiche(
        GuidePage,
        "aide",
        "Guide d’utilisation",
        "Chaque écran du portail, expliqué simplement. Le bouton « Aide », en haut de l’écran, ouvre la page qui "
        "correspond à ce que vous êtes en train de faire.",
        enfants=[
            mon_compte(),
            mon_espace(),
            reserver(),
            mes_demarches(),
            _besoin_d_aide(),
            guide_de_la_regie(),
        ],
    )


def _besoin_d_aide():
    return Fiche(
        AidePage,
        "besoin-d-aide",
        "Besoin d’aide",
        "Une question sans réponse, un écran qui résiste : voici comment trouver de l’aide, ou quelqu’un.",
        corps=[
            titre("Dans le portail"),
            etapes(
                (
                    "Touchez « Aide »",
                    "<p>Le bouton est en haut de chaque écran. Il ouvre la page du guide qui correspond à cet "
                    "écran.</p>",
                    Dessin(
                        "aide",
                        "Le bouton « Aide » est en haut de l’écran, à droite du nom du portail.",
                    ),
                ),
                (
                    "Cherchez avec vos mots",
                    '<p><a href="ecran:cms_pages:recherche">La recherche</a> fouille toutes les pages et tout le '
                    "guide. "
                    "Les accents ne comptent pas.</p>",
                ),
                (
                    "Dites-nous si l’aide vous a servi",
                    "<p>En bas de chaque page du guide, répondez par oui ou par non : c’est anonyme, et cela nous "
                    "montre "
                    "quelles pages améliorer.</p>",
                ),
            ),
            titre("Avec une personne"),
            texte(
                "<p>Toutes les démarches peuvent aussi se faire au guichet, par téléphone ou par courrier. L’agent les "
                "saisit pour vous, et vous recevez le même accusé de réception.</p>"
            ),
            contact(),
            titre("Questions fréquentes"),
            questions(
                (
                    "Le portail marche-t-il sur mon téléphone ?",
                    "<p>Oui, sur tous les téléphones récents, sans rien installer. Il marche aussi sur tablette et sur "
                    "ordinateur.</p>",
                ),
                (
                    "L’écran me dit que j’ai fait une erreur.",
                    "<p>Un encadré rouge, en haut de la page, dit ce qu’il faut corriger. Touchez une ligne pour "
                    "aller au "
                    "champ concerné. Ce que vous avez écrit n’est pas perdu.</p>",
                ),
                (
                    "J’ai été déconnecté.",
                    "<p>Après deux heures sans rien toucher, le portail vous déconnecte pour protéger vos "
                    "informations. "
                    "Reconnectez-vous : vos démarches commencées sont intactes.</p>",
                ),
            ),
            encadre(
                "<p>Le Pôle Familles ne vous demandera jamais votre mot de passe, ni par téléphone ni par "
                "courriel.</p>",
                "méfiez-vous des faux messages",
                "urgence",
            ),
        ],
        ecrans=("cms_pages:recherche", "cms_pages:plan_du_site"),
    )
