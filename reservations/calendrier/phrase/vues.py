"""One sentence typed, read back before anything is asked for it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from famille.foyers.les_siens import foyers_de
from famille.socle.connectee import RequeteConnectee
from reservations.calendrier.repetition.offre import lire_offre
from reservations.calendrier.repetition.vues import ajouter_ce_qui_est_coche, compter
from reservations.calendrier.suites import PAGES
from reservations.regles.phrase.mots import LONGUEUR_MAX

from .lecture import lire_la_phrase


@sensitive_post_parameters("phrase")
@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request: RequeteConnectee) -> HttpResponse:
    """The box, then what is understood and what it gives. A sentence is sent by POST, with its
    names and its "malade", so that no log of addresses keeps it; "ajouter" puts what is ticked in
    the basket, once each word is read."""
    offre = lire_offre(foyers_de(request.user))
    if offre is None:
        return render(request, "reservations/calendrier/repetition/rien.html")
    texte = request.POST.get("phrase", "").replace("\0", "").strip()[:LONGUEUR_MAX]
    contexte = {"texte": texte, "longueur": LONGUEUR_MAX, "offre": offre}
    if texte:
        de_la_phrase = lire_la_phrase(texte, offre)
        volets, ajoute = de_la_phrase.volets, "ajouter" in request.POST
        if ajoute and de_la_phrase.phrase.entiere:
            reponse = ajouter_ce_qui_est_coche(request, volets)
            if reponse:
                return reponse
        contexte |= {
            "lue": de_la_phrase.phrase,
            "a_corriger": not de_la_phrase.phrase.entiere,
            "vides": de_la_phrase.vides,
            "volets": volets,
            "bilan": compter(volets),
            "gardees": request.POST.getlist("garder") if ajoute else None,
            "titres_des_suites": {suite: titre for suite, (titre, _texte) in PAGES.items()},
        }
    return render(request, "reservations/calendrier/phrase/phrase.html", contexte)
