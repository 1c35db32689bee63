"""The next step of a refusal: its address, looked for when it is asked and not in each cell
(regles_faits.Suite)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from famille.dossier.foyers import mises_a_jour
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import demarches_ouvertes
from famille.socle.ville.phrases import dit
from reservations.regles.juge import Suite

QUOTIENT = Suite.QUOTIENT  # not after a refusal: beside a price
# Codes of the démarches that serve a next step, and what to say while they are not open.
DEMARCHES: dict[str, str] = {
    Suite.INSCRIPTION: "place-en-accueil-de-loisirs",
    Suite.SANTE: "informations-du-foyer",
    QUOTIENT: "quotient-familial",
}
PAGES: dict[str, tuple[str, str]] = {
    QUOTIENT: (
        "Déclarer mon quotient familial",
        dit(
            "Envoyez {au_service} votre attestation de quotient familial, de la CAF ou de la"
            " MSA. Le nouveau tarif s’applique à partir de la date qu’elle porte."
        ),
    ),
    Suite.INSCRIPTION: (
        "Demander une place",
        dit(
            "C’est {le_service} qui inscrit votre enfant. Dites-lui l’activité et les jours que"
            " vous souhaitez."
        ),
    ),
    Suite.SANTE: (
        "Mettre à jour les informations de santé",
        dit(
            "{Le_service} met à jour la fiche sanitaire et l’assurance de votre enfant. "
            "Préparez l’attestation d’assurance et la date de fin du contrat."
        ),
    ),
    Suite.CONTACT: (
        dit("Contacter {le_service}"),
        dit(
            "Le délai est passé, ou ce jour demande un avis : {le_service} regarde avec vous ce"
            " qui est possible."
        ),
    ),
}


def demarche(suite: str) -> dict | None:
    """dict(titre, lien) of the open démarche that serves this next step. One query."""
    return demarches_ouvertes().get(DEMARCHES[suite]) if suite in DEMARCHES else None


@require_safe
def suite(request: RequeteConnectee, quoi: str) -> HttpResponse:
    """To the page or the démarche that serves this next step, or to a page that says whom to
    call."""
    if quoi == Suite.ABSENCE:
        return redirect("reservations:absences")
    if quoi not in PAGES:
        raise Http404("not a next step")
    ouverte = demarche(quoi)
    if ouverte:
        return redirect(_page(request, quoi) or ouverte["lien"])
    titre, texte = PAGES[quoi]
    return render(
        request, "reservations/calendrier/suite.html", {"titre_suite": titre, "texte": texte}
    )


def _page(request: RequeteConnectee, quoi: str) -> str:
    """The page of the démarche that gives what is missing, for the children who miss it; "" where
    none is known."""
    if quoi == QUOTIENT:
        return mises_a_jour.le_quotient()
    return mises_a_jour.la_sante(request.user) if quoi == Suite.SANTE else ""
