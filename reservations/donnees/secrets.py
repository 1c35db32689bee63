"""What bookings keep encrypted, brought to the present key with the rest
(famille.mouvements.donnees.rotation)."""

from famille.mouvements.donnees.rotation import coffre_de_champs
from famille.socle.chiffrement import SANTE
from reservations.models import CommandeCuisine, Soin, Tirage

COFFRES = [
    coffre_de_champs("registre des soins", Soin, ["constat", "soin"], SANTE),
    coffre_de_champs("commandes de cuisine", CommandeCuisine, ["comptes"], SANTE),
    coffre_de_champs("graines des tirages", Tirage, ["graine"], "graine"),
]
