"""What `cms_pages` offers to the rooms on its right (famille.socle.offres)."""

from famille.socle.offres import Offre

from .identite.en_tete import en_tete, noms_de_la_ville
from .menus.lecture import menus_des_jours
from .pages.panneaux import Informations

OFFRE = Offre(
    panneaux=(Informations,),
    liens={"menus": "cms_pages:menus_du"},
    menus_des_jours=menus_des_jours,
    en_tete=en_tete,
    noms_de_la_ville=noms_de_la_ville,
)
