"""Telling the centre that a child will not come: once it is too late to cancel, on a page; by the
dashboard's tap, "Léa ne mange pas ce midi", which cancels what still can be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from famille.models import Enfant, Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_jour, enumerer
from famille.socle.ecran import agir
from famille.socle.offres import demarches_ouvertes
from reservations.calendrier.absence_du_jour import ANNONCER, ANNULEE, RETIRER, dire_les_venues
from reservations.calendrier.actions import ajouter
from reservations.lecture.blocs_reserves import BlocReserve
from reservations.models import DemandeReservation, Reservation
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.regles.juge import dire_la_limite

from .actions import annoncer_absence, retirer_absence
from .annonce import (
    Annonce,
    PlageDAbsence,
    dire_le_certificat,
    enfants_attendus,
    lire_annonce,
    plages_a_justifier,
)
from .justificatifs import reglement_des_justificatifs
from .lecture import JUSTIFICATIF, jours_a_tenir, lire_les_blocs
from .prevenir import Prevenu, cle_de, prevenir

JOURS = 31  # days that can be chosen in a list, today being the first
_PROCHES = {0: "Aujourd’hui, ", 1: "Demain, "}


class MaladieForm(forms.Form):
    """Days are chosen in a list: nothing to type."""

    fields: dict[str, Any]  # each of its own class

    use_required_attribute = False

    enfant = forms.TypedMultipleChoiceField(
        label="Qui ne vient pas ?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un enfant.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )
    du = forms.TypedChoiceField(label="À partir de", coerce=date.fromisoformat)
    au = forms.TypedChoiceField(label="Jusqu’à", coerce=date.fromisoformat)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, enfants: Sequence[Enfant], aujourdhui: date
    ) -> None:
        super().__init__(data)
        self.fields["enfant"].choices = [(un.pk, un.prenom) for un in enfants]
        jours = [aujourdhui + timedelta(days=n) for n in range(JOURS)]
        choix = [
            (jour.isoformat(), (_PROCHES.get(n, "") + en_jour(jour)).capitalize())
            for n, jour in enumerate(jours)
        ]
        self.fields["du"].choices = self.fields["au"].choices = choix
        self.initial = {"enfant": [un.pk for un in enfants] if len(enfants) == 1 else []}

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        du, au = donnees.get("du"), donnees.get("au")
        if du and au and au < du:
            self.add_error("au", f"Choisissez un jour à partir du {en_jour(du)}.")
        return donnees

    def plage(self) -> PlageDAbsence:
        donnees = self.cleaned_data
        return PlageDAbsence(frozenset(donnees["enfant"]), donnees["du"], donnees["au"])


_LIGNES_MAX = 200  # a month of two half-days for three children
_RIEN = "Rien n’est réservé pour {qui} {quand} : il n’y a pas d’absence à annoncer."


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: RequeteConnectee) -> HttpResponse:
    """The coming days that can no longer be cancelled: announce an absence, or take it back."""
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    action = request.POST.get("action")
    if request.method == "POST" and action not in ("plage", "annuler"):
        return _noter(request)
    maintenant = timezone.now()
    blocs = lire_les_blocs(foyers, maintenant)
    if action == "annuler":
        return _annuler(request, foyers, blocs, maintenant)
    enfants = enfants_attendus(blocs)
    form = MaladieForm(
        request.POST or None, enfants=enfants, aujourdhui=timezone.localdate(maintenant)
    )
    if form.is_bound and form.is_valid():
        return _annoncer_la_plage(request, form.plage(), blocs, maintenant)
    contexte = {
        "form": form,
        "jours": jours_a_tenir(blocs, maintenant),
        "plusieurs": len(enfants) > 1,
        "justificatif": demarches_ouvertes().get(JUSTIFICATIF),
        "regle": reglement_des_justificatifs().jour_manque,
        "fait": _fait(request, blocs, maintenant),
    }
    return render(request, "reservations/absences/absences.html", contexte)


def _fait(
    request: RequeteConnectee, blocs: list[BlocReserve], maintenant: datetime
) -> Annonce | None:
    """What the gesture that led here has said, with what follows from it."""
    plage = PlageDAbsence.lire(request.GET)
    if plage is None:
        return None
    annonce = lire_annonce(plage, blocs, maintenant)
    if not annonce.annoncees and not annonce.annulables:
        return None
    reglement = reglement_des_justificatifs()
    annonce.certificat = dire_le_certificat(annonce, blocs, reglement)
    annonce.a_justifier = plages_a_justifier(annonce, reglement) if annonce.certificat else []
    return annonce


def _noter(request: RequeteConnectee) -> HttpResponse:
    """Announce, or withdraw, for bookings of mine only."""
    cles = {cle for cle in map(entier, request.POST.getlist("reservation")) if cle is not None}
    siennes = (
        Reservation.objects.de(request.user).filter(pk__in=cles).select_related("enfant", "creneau")
    )
    lues = list(siennes) if len(cles) <= _LIGNES_MAX else []
    if not lues or len(lues) != len(cles):
        raise Http404("not my bookings")
    retirer = request.POST.get("action") == "retirer"
    with agir(request):
        (retirer_absence if retirer else annoncer_absence)(lues)
        return _dire_retiree(request, lues) if retirer else _vers(PlageDAbsence.des(lues))
    return redirect("reservations:absences")


def _vers(plage: PlageDAbsence) -> HttpResponse:
    return redirect(f"{reverse('reservations:absences')}{plage.questions}")


def _dire_retiree(request: RequeteConnectee, lues: list[Reservation]) -> HttpResponse:
    prenoms = list({une.enfant_id: une.enfant.prenom for une in lues}.values())
    quand = PlageDAbsence.des(lues).quand
    qui = enumerer(prenoms)
    messages.success(request, f"C’est noté : le centre attend de nouveau {qui} {quand}.")
    return redirect("reservations:absences")


def _annoncer_la_plage(
    request: RequeteConnectee, plage: PlageDAbsence, blocs: list[BlocReserve], maintenant: datetime
) -> HttpResponse:
    """All that is booked there and can no longer be cancelled; the rest is offered for cancelling,
    which is not charged."""
    annonce = lire_annonce(plage, blocs, maintenant)
    with agir(request):
        annoncer_absence(annonce.a_annoncer)
        if not (annonce.a_annoncer or annonce.annoncees or annonce.annulables):
            qui = enumerer(un.prenom for un in enfants_attendus(blocs) if un.pk in plage.enfants)
            messages.warning(request, _RIEN.format(qui=qui, quand=plage.quand))
        return _vers(plage)
    return redirect("reservations:absences")


def _annuler(
    request: RequeteConnectee, foyers: list[Foyer], blocs: list[BlocReserve], maintenant: datetime
) -> HttpResponse:
    """Put in the basket the cancelling of what can still be: the summary is read before it is
    sent."""
    plage = PlageDAbsence.lire(request.POST)
    if plage is None:
        raise Http404("no days")
    annulables = lire_annonce(plage, blocs, maintenant).annulables
    for foyer in foyers:
        siennes: list[Any] = [un for un in annulables if un.foyer.pk == foyer.pk]
        lignes = [
            LigneDemandee(un.enfant.pk, un.activite.pk, un.bloc.cle, Action.ANNULER)
            for un in siennes
        ]
        if lignes:
            ajouter(foyer, lignes, par=request.user)
    return redirect("reservations:recapitulatif")


_MAX = 80  # bookings of the children of one parent on one day
_TABLEAU = "famille:tableau_de_bord"
# A dashboard left open: a button of an older form, or a booking that is no more.
PAS_A_JOUR = (
    "Rien n’a été enregistré : la page sur laquelle vous avez appuyé n’était plus à jour. Celle-ci"
    " l’est : s’il reste une absence à signaler, appuyez de nouveau ici, ou passez par"
    " «\u00a0Absence\u00a0»."
)


@require_POST
def prevenir_d_une_absence(request: RequeteConnectee) -> HttpResponse:
    """Cancel or announce, whichever the hour lets; undone from the page that follows. One field,
    `annoncer` or `retirer`: the keys of the button that was pressed (GesteDAbsence.valeur). Keys
    that are not all bookings of mine have one answer, whether they are no more or a neighbour's."""
    retirer = RETIRER in request.POST
    pressees = request.POST.get(RETIRER if retirer else ANNONCER, "").split(",")
    cles = {cle for cle in map(entier, pressees[: _MAX + 1]) if cle}
    if deja := _deja(request, cles):
        return redirect(_tableau(deja))
    lues = list(
        Reservation.objects.de(request.user)
        .filter(pk__in=cles)
        .select_related("foyer", "enfant", "creneau__activite")
    )
    if not lues or len(lues) != len(cles) or len(lues) > _MAX:
        messages.error(request, PAS_A_JOUR)
        return redirect(_TABLEAU)
    with agir(request):
        if retirer:
            retirer_absence(lues)
            messages.success(request, f"C’est noté : le centre attend de nouveau {_rediger(lues)}.")
            return redirect(_TABLEAU)
        fait = prevenir(lues, par=request.user)
        messages.success(request, _raconter(fait))
        if fait.refusees:
            messages.error(request, f"Rien n’a changé pour {_rediger(fait.refusees)}. {fait.refus}")
        return redirect(_tableau(fait.demandes))
    return redirect(_TABLEAU)


def _deja(request: RequeteConnectee, cles: set[int]) -> list[DemandeReservation]:
    """The receipts of the same press, a moment ago."""
    if not cles:
        return []
    foyers = Foyer.objects.de(request.user).values_list("pk", flat=True)
    siennes = DemandeReservation.objects.de(request.user)
    return list(siennes.filter(cle__in=[cle_de(cles, foyer) for foyer in foyers], acceptee=True))


def _tableau(demandes: list[DemandeReservation]) -> str:
    adresse = reverse(_TABLEAU)
    question = urlencode([(ANNULEE, demande.pk) for demande in demandes])
    return f"{adresse}?{question}" if demandes else adresse


def _raconter(fait: Prevenu) -> str:
    """What it has done, and what is still due."""
    phrases = []
    if fait.annulees:
        phrases.append(f"C’est annulé : {_rediger(fait.annulees)}. Rien ne sera facturé.")
    if fait.annoncees:
        dite = dire_la_limite(fait.limite) if fait.limite else ""
        limite = f" : la limite pour annuler était {dite}" if dite else ""
        reste = "ce jour reste dû" if not fait.annulees else "cette partie du jour reste due"
        if fait.annulees and len({une.enfant_id for une in fait.annulees + fait.annoncees}) > 1:
            reste = "ce qui n’est pas annulé reste dû"
        prevenu = f"L’équipe est prévenue : {_rediger(fait.annoncees)}."
        phrases.append(f"{prevenu} {reste.capitalize()}{limite}.")
    return " ".join(phrases)


def _rediger(reservations: list[Reservation]) -> str:
    """ "Léa, cantine et garderie du soir, aujourd’hui"."""
    venues: dict[str, list[tuple[str, str]]] = {}
    for une in sorted(reservations, key=lambda une: (une.enfant.naissance, une.enfant_id)):
        partie = une.creneau.activite.service, une.creneau.moment
        venues.setdefault(une.enfant.prenom, []).append(partie)
    return dire_les_venues(venues, reservations[0].creneau.jour)
