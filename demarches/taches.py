"""What runs out of the request: each may run twice, at once even, and does the thing once."""

from .catalogue.place_en_accueil_de_loisirs import mise_sur_liste
from .catalogue.quotient_familial import fins
from .catalogue.reinscription import rappels as rappels_reinscription
from .depot import peremption
from .instruction import annulation

PLANIFICATIONS = (  # (name, function, minutes)
    ("brouillons à supprimer", "demarches.taches.tenir_les_brouillons", 60),
    ("compléments bientôt échus", "demarches.taches.rappeler_complements", 60),
    ("validations devenues définitives", "demarches.taches.oublier_les_effets", 60),
    ("liste d’attente des places", "demarches.taches.tenir_la_liste", 10),
    ("quotients qui finissent", "demarches.taches.rappeler_les_quotients", 24 * 60),
    ("réinscriptions attendues", "demarches.taches.prevenir_des_reinscriptions", 60),
)


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
    return fins.rappeler_les_quotients()


def prevenir_des_reinscriptions() -> int:
    """How many mails were written to families whose answer a campaign waits for."""
    return rappels_reinscription.prevenir_les_familles()
