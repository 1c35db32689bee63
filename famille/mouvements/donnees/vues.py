"""Personal data, on the family's side: how long they are kept, and one's copy (D9)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from famille.comptes.preuves import preuve_exigee
from famille.models import ReglageConservation
from famille.regles.conservation import DUREES, dire
from famille.socle.connectee import RequeteConnectee
from famille.socle.envoi import telecharger

from .copies import VALIDITE, demander_copie, en_cours, lire, signer

PERIMEE = 410


@login_not_required
@require_safe
def conservation(request: HttpRequest) -> HttpResponse:
    """What the town has decided; what it has not, its agents read in « Mettre en service »."""
    reglage = ReglageConservation.lire()
    valeurs = reglage.en_vigueur(timezone.localdate())
    lignes = [
        {"titre": duree.famille, "depart": duree.depart, "duree": dire(code, valeurs[code])}
        for code, duree in DUREES.items()
        if code in valeurs
    ]
    contexte = {"lignes": lignes, "depuis": valeurs and reglage.decidees_le}
    return render(request, "famille/donnees/conservation.html", contexte)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@preuve_exigee
def mes_copies(request: RequeteConnectee) -> HttpResponse:
    """Télécharger mes données: asked here, made by a task, taken here within the day."""
    if request.method == "POST":
        demander_copie(request.user)
        messages.success(
            request, "Votre copie se prépare : un e-mail vous préviendra dès qu’elle sera prête."
        )
        return redirect("famille:mes_copies")
    copies = list(en_cours(request.user))
    contexte = {
        "attendue": next((copie for copie in copies if copie.pret_le is None), None),
        "pretes": [
            {"copie": copie, "jeton": signer(copie), "jusqu_a": copie.pret_le + VALIDITE}
            for copie in copies
            if copie.pret_le
        ],
    }
    return render(request, "famille/donnees/mes_copies.html", contexte)


@never_cache
@require_safe
@preuve_exigee
def copie(request: RequeteConnectee, jeton: str) -> HttpResponseBase:
    """The zip, by its signed address, to its account. 404: forged, or another's; 410: over."""
    try:
        trouvee = lire(jeton, request.user)
    except signing.BadSignature as erreur:
        raise Http404 from erreur
    if trouvee is None or not trouvee.fichier:
        return render(request, "famille/donnees/copie_expiree.html", status=PERIMEE)
    nom = f"mes-donnees-{timezone.localdate(trouvee.pret_le):%Y-%m-%d}.zip"
    return telecharger(storages["prive"], trouvee.fichier, sous=nom, type_mime="application/zip")
