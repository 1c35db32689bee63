"""What runs out of the request: each may run twice, at once even, and does the thing once."""

from .catalogue.place_en_accueil_de_loisirs import mise_sur_liste
from .catalogue.quotient_familial import rappel as rappel_quotient
from .catalogue.reinscription import rappels as rappels_reinscription
from .depot import peremption
from .instruction import annulation

PLANIFICATIONS = [
    {
        "name": "brouillons à supprimer",
        "func": "demarches.taches.tenir_les_brouillons",
        "minutes": 60,
    },
    {
        "name": "compléments bientôt échus",
        "func": "demarches.taches.rappeler_complements",
        "minutes": 60,
    },
    {
        "name": "validations devenues définitives",
        "func": "demarches.taches.oublier_les_effets",
        "minutes": 60,
    },
    {
        "name": "liste d’attente des places",
        "func": "demarches.taches.tenir_la_liste",
        "minutes": 10,
    },
    {
        "name": "quotients qui finissent",
        "func": "demarches.taches.rappeler_les_quotients",
        "minutes": 24 * 60,
    },
    {
        "name": "réinscriptions attendues",
        "func": "demarches.taches.prevenir_des_reinscriptions",
        "minutes": 60,
    },
]


def tenir_les_brouillons() -> int:
    """How many drafts were deleted; those that will be are announced."""
    peremption.prevenir_avant_suppression()
    return peremption.purger_brouillons()


def rappeler_complements() -> int:
    """How many mails were written."""
    return peremption.rappeler_complements()


def oublier_les_effets() -> int:
    """How many validations are final: what they wrote is no longer kept apart."""
    return annulation.oublier_les_effets()


def tenir_la_liste() -> int:
    """How many demandes have joined the list of those for whom there is no place, or left it."""
    return mise_sur_liste.tenir_la_liste()


def rappeler_les_quotients() -> int:
    """How many mails were written to families whose quotient ends soon."""
    return rappel_quotient.rappeler_les_quotients()


def prevenir_des_reinscriptions() -> int:
    """How many mails were written to families whose answer a campaign waits for."""
    return rappels_reinscription.prevenir_les_familles()
