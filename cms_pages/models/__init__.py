"""Pages, the guide, and the identity of the site."""

from cms_pages.models.accessibilite import DeclarationAccessibilite
from cms_pages.models.accueil import AccueilPage
from cms_pages.models.actualite import ActualitePage, ActualitesPage
from cms_pages.models.aide import AidePage, AvisAide, ChapitreFourni, EcranAide, GuidePage
from cms_pages.models.identite import IdentiteSite
from cms_pages.models.information import InformationPage, RubriquePage
from cms_pages.models.legale import PageLegale

__all__ = [
    "AccueilPage",
    "ActualitePage",
    "ActualitesPage",
    "AidePage",
    "AvisAide",
    "ChapitreFourni",
    "DeclarationAccessibilite",
    "EcranAide",
    "GuidePage",
    "IdentiteSite",
    "InformationPage",
    "PageLegale",
    "RubriquePage",
]
