"""What an hour of crèche would cost, for a parent or an agent. Nothing is kept, and nothing stands
in the address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import centimes_en_euros
from famille.socle.ville.phrases import dit
from reservations.regles.psu import tarif_horaire

from .baremes_psu import lire_bareme
from .formulaires_psu import EstimationForm

SANS_BAREME = dit(
    "Le barème des crèches n’est pas encore publié ici : {le_service} peut vous renseigner."
)


@require_http_methods(["GET", "POST"])
def estimation(request: RequeteConnectee) -> HttpResponse:
    contexte, statut = estimer(request)
    return render(request, "reservations/tarifs/creche.html", contexte, status=statut)


def estimer(request: RequeteConnectee) -> tuple[dict, int]:
    """(form, estimate or None, its month, what is missing), status."""
    formulaire = EstimationForm(request.POST or None)
    contexte = {"form": formulaire, "tarif": None, "mois": "", "manque": ""}
    if not formulaire.is_bound:
        return contexte, 200
    if not formulaire.is_valid():
        return contexte, 422
    dit = formulaire.cleaned_data
    jour = timezone.localdate()
    bareme = lire_bareme(dit["accueil"], jour)
    if bareme is None:
        return contexte | {"manque": SANS_BAREME}, 200
    tarif = tarif_horaire(
        bareme, dit["ressources"], enfants=dit["enfants"], aeeh=dit["aeeh"], annee=jour.year
    )
    mois = centimes_en_euros(int(tarif.pour(dit["heures"]) * 100)) if dit["heures"] else ""
    return contexte | {"tarif": tarif, "mois": mois}, 200
