"""What agents' screens show and other rooms make: a démarche, a late excuse, another software, the
town's directory."""

from tests.comptes.annuaire.conftest import faux
from tests.demarches.essai import demarche
from tests.demarches.facturee import facturee
from tests.famille.webhooks.conftest import recepteur, reseau_permis

__all__ = ["demarche", "facturee", "faux", "recepteur", "reseau_permis"]  # fixtures of the folder
