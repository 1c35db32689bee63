"""The help page found for each screen of the portal (G32)."""

import re
from typing import TYPE_CHECKING

from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from cms_pages.models import AidePage, EcranAide, GuidePage
from cms_pages.socle.ecrans import cle

if TYPE_CHECKING:
    from cms_pages.models.base import PagePortail


def page_pour(ecran: str, code: str = "", etape: str = "") -> AidePage | GuidePage | None:
    """The help for a screen, from the most precise to the guide itself.

    The exact step, the démarche's screen, the screen, then the guide: a page on something else is
    no help.
    """
    return page_de(ecran, code, etape) or GuidePage.objects.live().first()


def page_de(ecran: str, code: str = "", etape: str = "") -> AidePage | None:
    """The page tied to this screen; None: it has none."""
    lignes = EcranAide.objects.filter(page__live=True).order_by("page__path", "sort_order")
    liens = list(lignes.values_list("cle", "page_id"))
    # A page made for each child, "sante-12", has one help.
    trouve = _la_plus_proche(liens, ecran, code, re.sub(r"-\d+$", "", etape))
    return AidePage.objects.get(pk=trouve) if trouve else None


def lisible(page: "PagePortail", request: HttpRequest) -> bool:
    """Whether this account may read this page. A password, which any account may be given, is
    Wagtail's to ask."""
    reserves = page.get_view_restrictions().exclude(restriction_type=PageViewRestriction.PASSWORD)
    return all(reserve.accept_request(request) for reserve in reserves)


def _la_plus_proche(liens: list[tuple[str, int]], ecran: str, code: str, etape: str) -> int | None:
    """int | None. `liens`: list[(key, page pk)] in the order of the guide."""
    essais = (
        lambda c: c == cle(ecran, code, etape),
        # A step page whose address does not say its démarche: the step's own name is enough when it
        # is there.
        lambda c: etape and not code and c.startswith(f"{ecran}/") and c.endswith(f"/{etape}"),
        lambda c: c == cle(ecran, code),
        lambda c: code and c == cle("demarches:presentation", code),
        lambda c: c == ecran,
    )
    trouvees = (page for essai in essais for une_cle, page in liens if essai(une_cle))
    return next(trouvees, None) if ecran else None
