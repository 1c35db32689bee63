"""The register of care, of a child and of a day at a centre: each reading is noted (D10)."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de
from famille.socle.ecran import page
from famille.socle.erreurs import Refus
from famille.socle.requetes.jours import minuit
from reservations.models import Activite, Reservation, Soin
from reservations.planning.directions import (
    activites_de,
    jour_de_securite,
    lit_la_securite,
    noter_les_lectures,
)
from reservations.presences.choix import ChoixListe
from reservations.presences.entree import entree, liste_demandee
from reservations.presences.issues import REFUSE
from reservations.presences.passages.formulaires import HeureInput
from reservations.presences.passages.vues import a_corriger, adresse_de_la_ligne

from .actions import (
    MOTIF_MAX,
    SANS_MOTIF,
    TEXTE_MAX,
    TROP_LONG,
    LigneDeSoin,
    noter_les_soins,
    retirer_un_soin,
)

if TYPE_CHECKING:
    from reservations.models.soins import SoinQuerySet


def soins_du_jour(activite: Activite, jour: date) -> "SoinQuerySet":
    """Those taken off too."""
    debut, fin = minuit(jour), minuit(jour + timedelta(days=1))
    lignes = Soin.objects.filter(activite=activite, le__gte=debut, le__lt=fin)
    return lignes.select_related("enfant", "par", "retire_par").order_by("le", "pk")


QUOI = "Écrivez ce qui s’est passé."
FAIT = "Écrivez ce que vous avez fait."


def _texte(libelle: str, exemple: str, erreur: str) -> forms.CharField:
    return forms.CharField(
        label=libelle,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=exemple,
        error_messages={"required": erreur, "max_length": TROP_LONG},
    )


class SoinForm(forms.Form):
    cle = forms.CharField(max_length=24, widget=forms.HiddenInput)
    constat = _texte(
        "Ce qui s’est passé", "Par exemple : « tombée dans la cour, genou écorché ».", QUOI
    )
    soin = _texte("Ce qui a été fait", "Par exemple : « lavé à l’eau, pansement ».", FAIT)
    heure = forms.TimeField(label="À quelle heure", widget=HeureInput())


class RetraitForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi retirer cette ligne",
        max_length=MOTIF_MAX,
        error_messages={"required": SANS_MOTIF},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@entree
def soins(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the booking. GET: what was done for this child that day; POST: one line more."""
    reservation = a_corriger(request, pk)
    jour = _ouvrir(request, reservation.creneau.activite, reservation.creneau.jour)
    depart = {"cle": uuid4().hex[:24], "heure": timezone.localtime().time()}
    form = SoinForm(request.POST or None, initial=depart)
    if form.is_valid() and _noter(request, reservation, form):
        famille = f"La famille {de(reservation.enfant.prenom)}"
        messages.success(request, f"C’est au registre. {famille} peut le lire.")
        return redirect(adresse_de_la_ligne(reservation))
    noter_les_lectures([reservation], par=request.user)
    contexte = {
        "form": form,
        "reservation": reservation,
        "jour": jour,
        "soins": soins_du_jour(reservation.creneau.activite, jour).filter(
            enfant=reservation.enfant, foyer=reservation.foyer
        ),
        "adresse": adresse_de_la_ligne(reservation),
    }
    return page(request, "reservations/presences/soins.html", contexte, refusee=form.errors)


def _noter(request: RequeteConnectee, reservation: Reservation, form: SoinForm) -> bool:
    lues = form.cleaned_data
    le = timezone.make_aware(datetime.combine(reservation.creneau.jour, lues["heure"]))
    ligne = LigneDeSoin(reservation.pk, lues["cle"], lues["constat"], lues["soin"], le)
    [resultat] = noter_les_soins([ligne], par=request.user)
    if resultat.issue == REFUSE:
        form.add_error(None, resultat.phrase)
    return resultat.issue != REFUSE


@require_safe
@entree
def registre(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3&jour=2026-12-09`: every line of that day, those taken off too."""
    activite, choix = liste_demandee(request)
    jour = _ouvrir(request, activite, choix.jour or timezone.localdate())
    lignes = list(soins_du_jour(activite, jour))
    noter_les_lectures(lignes, par=request.user)
    contexte = {
        "activite": activite,
        "jour": jour,
        "soins": lignes,
        "adresse": ChoixListe(activite=str(activite.pk), jour=jour).adresse,
    }
    return render(request, "reservations/presences/registre.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@entree
def retirer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the line. It was written for the wrong child."""
    miennes = Soin.objects.filter(activite__in=activites_de(request.user))
    soin = get_object_or_404(miennes.select_related("enfant", "activite__structure"), pk=pk)
    jour = _ouvrir(request, soin.activite, timezone.localdate(soin.le))
    choix = ChoixListe(activite=str(soin.activite_id), jour=jour)
    adresse = f"{reverse('presences:registre')}?{choix.adresse}"
    form = RetraitForm(request.POST or None)
    if form.is_valid():
        try:
            retirer_un_soin(soin, motif=form.cleaned_data["motif"], par=request.user)
        except Refus as refus:
            form.add_error("motif", str(refus))
        else:
            messages.success(request, "Cette ligne est retirée : la famille ne la lit plus.")
            return redirect(adresse)
    contexte = {"form": form, "soin": soin, "adresse": adresse}
    return page(request, "reservations/presences/soin_retire.html", contexte, refusee=form.errors)


def _ouvrir(request: RequeteConnectee, activite: Activite, jour: date) -> date:
    """`jour`, when this account reads the health of this activity's children on it."""
    if not lit_la_securite(request.user, activite):
        raise PermissionDenied
    if not jour_de_securite(jour, timezone.localdate()):
        raise Http404
    return jour
