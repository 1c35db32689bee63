"""One paper, on a sheet headed by the town: a page of the portal and a PDF, of one body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from famille.comptes.sessions.vie import est_du_personnel
from famille.socle.connectee import RequeteConnectee
from famille.socle.erreurs import Refus
from famille.socle.mesure import compter
from famille.socle.offres import la_seule, offres
from famille.socle.ville import service as nom_du_service

from . import moteur

PAR_HEURE, PAR_HEURE_AU_PERSONNEL = 100, 500  # PDFs that an account downloads in an hour
TROP_DE_PDF = (
    "Vous avez téléchargé beaucoup de PDF en peu de temps : attendez une heure. D’ici là, «"
    " Imprimer » fait aussi un PDF de cette page."
)


@dataclass(frozen=True)
class EnTete:
    """What the town's paper bears. `image`, the logo: an address for a page, itself for a PDF."""

    ville: str
    portail: str
    adresse: str = ""
    telephone: str = ""
    courriel: str = ""
    image: str = ""
    styles: str = ""  # the town's colours as rules, for the PDF; a page has them from /theme.css


@dataclass(frozen=True)
class Feuille:
    """`corps`: the template of what the paper says, after its title: tables, `<p>`, `<h2>`; no
    portal link, no script. `page`: the page that shows it, which extends famille/papiers/page.html.
    `fichier`: name of the PDF without its ending, the same for every family."""

    titre: str
    corps: str
    fichier: str
    lien_pdf: str
    lien_html: str
    contexte: Mapping[str, Any] = field(default_factory=dict)
    page: str = "famille/papiers/page.html"
    reference: str = ""  # "Demande n° 2026-00417": under the title, and at the foot of each sheet
    date: str = ""  # "Fait le 25 novembre 2026", top right of the body
    service: str = field(default_factory=lambda: nom_du_service().en_titre)
    destinataire: tuple[str, ...] = ()  # lines of the addressee's block, for a letter

    def avec(self, **contexte: Any) -> "Feuille":
        """The same with what its page needs around the sheet: a form, links."""
        return replace(self, contexte={**self.contexte, **contexte})


@cache
def lire_en_tete() -> Callable[..., Any]:
    """The function of the room that knows the town: (request, pour_pdf=) → EnTete."""
    return la_seule(offre.en_tete for offre in offres())


def repondre(request: RequeteConnectee, feuille: Feuille, *, pdf: bool = False) -> HttpResponse:
    """The paper's page, or its PDF to download. Where no PDF is made (a machine that cannot or is
    too busy, an account that asked for too many) one is led back to the page, which says why."""
    if not pdf:
        return render(
            request,
            feuille.page,
            _contexte(request, feuille) | {"pdf_possible": moteur.disponible()},
        )
    try:
        par_heure = PAR_HEURE_AU_PERSONNEL if est_du_personnel(request) else PAR_HEURE
        compter("pdf", request.user, par_heure=par_heure, refus=TROP_DE_PDF)
        contenu = en_pdf(request, feuille)
    except Refus as refus:
        messages.warning(request, str(refus))
        return redirect(feuille.lien_html)
    entetes = {
        "Content-Disposition": f'attachment; filename="{feuille.fichier}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(contenu, content_type="application/pdf", headers=entetes)


def en_pdf(request: HttpRequest | None, feuille: Feuille) -> bytes:
    """The PDF alone; no request: for a job. PdfIndisponible: none here; mesure.Occupe: not now."""
    contexte = _contexte(request, feuille, pour_pdf=True)
    return moteur.produire(
        render_to_string("famille/papiers/pdf.html", contexte, request),
        styles=contexte["en_tete"].styles,
    )


def _contexte(
    request: HttpRequest | None, feuille: Feuille, *, pour_pdf: bool = False
) -> dict[str, Any]:
    return {
        **feuille.contexte,
        "feuille": feuille,
        "en_tete": lire_en_tete()(request, pour_pdf=pour_pdf),
    }
