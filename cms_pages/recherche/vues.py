"""Searching the public pages and the help."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms_pages.pages.plan import accueil_visite

from .lecture import LONGUEUR_MAX, chercher, extrait, mises_en_avant

RESULTATS_PAR_PAGE = 10


@login_not_required
@require_safe
def recherche(request: HttpRequest) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:LONGUEUR_MAX]
    accueil = accueil_visite(request)
    choisies = mises_en_avant(question, accueil)
    deja = {une.page_id for une in choisies}
    trouvees = [page for page in chercher(question, accueil) if page.pk not in deja]
    resultats = Paginator(trouvees, RESULTATS_PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [
        {"page": page, "extrait": extrait(page, question)}
        for page in resultats
        if hasattr(page, "texte_complet")
    ]
    return render(
        request,
        "cms_pages/recherche.html",
        {
            "question": question,
            "resultats": resultats,
            "lignes": lignes,
            "choisies": choisies if resultats.number == 1 else [],
            "nombre": len(choisies) + len(trouvees),
        },
    )
