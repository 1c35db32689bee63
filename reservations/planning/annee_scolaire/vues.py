"""One screen: where the town is, and the file of what the portal does not know."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import exige
from reservations.models import PeriodeScolaire, ReglageReservations, Territoire, Zone
from reservations.planning.calendrier_initial import PeriodeDite, choisir_la_zone

from .actions import importer, prevoir
from .fichier import lire

PERIODES = ("Vacances et ponts", "periodes-scolaires_modeladmin_index")
SEL = "annee-scolaire"


class LieuForm(Formulaire):
    zone = forms.ChoiceField(
        label="Zone des vacances scolaires", choices=Zone, widget=forms.RadioSelect
    )
    territoire = forms.ChoiceField(label="Jours fériés", choices=Territoire)


class FichierForm(Formulaire):
    fichier = forms.FileField(
        label="Calendrier officiel",
        help_text="Le fichier .ics ou .csv du ministère ou de l’académie, 2 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,.csv"}),
    )


@require_http_methods(["GET", "POST"])
@exige("reservations.change_periodescolaire")
def calendrier(request: RequeteConnectee) -> HttpResponse:
    """The two forms; a file shows what it would add, and adds it once confirmed."""
    reglage, quoi = ReglageReservations.load(), request.POST.get("quoi", "")
    lieu = LieuForm(
        request.POST if quoi == "lieu" else None,
        initial={"zone": reglage.zone, "territoire": reglage.territoire},
    )
    fichier = FichierForm(*((request.POST, request.FILES) if quoi == "fichier" else ()))
    if quoi == "confirmer":
        return _importer(request)
    if lieu.is_bound and lieu.is_valid():
        choisir_la_zone(**lieu.cleaned_data, par=request.user)
        messages.success(request, "C’est enregistré : le calendrier est complété.")
        return redirect(PERIODES[1])
    contexte = {"lieu": lieu, "fichier": fichier, "zone": reglage.get_zone_display()}
    contexte["titre"] = "Calendrier scolaire"
    if fichier.is_bound and fichier.is_valid():
        contexte |= _apercu(fichier, reglage.zone)
    return page(
        request,
        "reservations/planning/bureau/annee_scolaire.html",
        contexte | {"breadcrumbs_items": fil(PERIODES)},
        refusee=lieu.errors or fichier.errors,
    )


def _apercu(fichier: FichierForm, zone: str) -> dict[str, Any]:
    """What the file would add, and the same, signed, for the button that adds it."""
    donne = fichier.cleaned_data["fichier"]
    try:
        lues = lire(donne.name, donne.read(), zone)
    except Refus as refus:
        fichier.add_error("fichier", str(refus))
        return {}
    en_texte = [(nom, nature, f"{debut}", f"{fin}") for nom, nature, debut, fin in lues]
    return {"apercu": prevoir(lues), "lues": signing.dumps(en_texte, salt=SEL, compress=True)}


def _importer(request: RequeteConnectee) -> HttpResponse:
    try:
        lues = signing.loads(request.POST.get("lues", ""), salt=SEL, max_age=3600)
    except signing.BadSignature:
        messages.error(request, "Cet aperçu est trop ancien : redonnez le fichier.")
        return redirect("planning:annee_scolaire")
    ajoutees = importer([_periode(*une) for une in lues], par=request.user)
    messages.success(
        request,
        f"{ajoutees} périodes sont ajoutées."
        if ajoutees > 1
        else f"{ajoutees} période est ajoutée.",
    )
    return redirect(PERIODES[1])


def _periode(nom: str, nature: str, debut: str, fin: str) -> PeriodeDite:
    return (
        nom,
        PeriodeScolaire.Nature(nature),
        date.fromisoformat(debut),
        date.fromisoformat(fin),
    )
