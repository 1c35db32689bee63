"""Makes the town, all of it or nothing, and says how far it is."""

from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from cms_pages.contenu import creer_pages
from demarches.reglages_initiaux import creer_reglages
from famille.models import CommuneMembre
from portail.groupes import creer_groupes

from .comptes import MOT_DE_PASSE
from .demandes import creer_demandes, nombre_de_demandes
from .ecriture import ecrire
from .foule import Foule
from .marque import marquer
from .noms import COMMUNES
from .personnages import NUMERO_MARTIN, creer_personnages
from .personnel import creer_personnel

FOYERS, ENFANTS = 300, 500
# What creer_personnages makes by itself.
FOYERS_NOMMES, ENFANTS_NOMMES = 7, 11


def preparer_le_decor() -> None:
    """Groups, settings of démarches, pages: what `manage.py preparer` has usually made already."""
    creer_groupes()
    creer_reglages(demo=True)
    creer_pages()


def etapes(foyers: int = FOYERS) -> int:
    """How many times `avancer` will count one."""
    return foyers - FOYERS_NOMMES + nombre_de_demandes(foyers)


@transaction.atomic
def creer_la_ville(*, avancer: Callable[[int], object], foyers: int = FOYERS, enfants: int = ENFANTS) -> None:
    """Write the whole town. `avancer(n)` is called as n more of `etapes` are done; the tests ask for a smaller one."""
    mot_de_passe = make_password(MOT_DE_PASSE)  # one hash for everybody: a slow one is slow on purpose
    ville = marquer()
    CommuneMembre.objects.bulk_create(
        [CommuneMembre(nom=nom, code_postal=code) for nom, code in COMMUNES], ignore_conflicts=True
    )
    personnel = creer_personnel(mot_de_passe=mot_de_passe)
    agente = personnel["agent@exemple.fr"]
    personnages = creer_personnages(par=agente, mot_de_passe=mot_de_passe)
    foule = Foule(foyers - FOYERS_NOMMES, enfants - ENFANTS_NOMMES, timezone.localdate())
    autres = ecrire(foule, par=ville, mot_de_passe=mot_de_passe, dernier_numero=NUMERO_MARTIN, avancer=avancer)
    creer_demandes(personnages, autres, personnel, foyers=foyers, avancer=avancer)
