"""Pages, the guide, and the identity of the site."""

from .accessibilite import DeclarationAccessibilite
from .accueil import AccueilPage
from .actualite import ActualitePage, ActualitesPage
from .aide import AidePage, AvisAide, ChapitreFourni, EcranAide, GuidePage
from .identite import IdentiteSite
from .information import InformationPage, RubriquePage
from .legale import PageLegale
from .medias import DocumentPublic, Illustration, Rendu
from .menus import BilanEgalim, Menu, PlatDuMenu
