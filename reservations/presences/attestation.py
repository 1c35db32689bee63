"""The attestation of presence: the days on which the lists say that a child came, between two dates
(G7). A parent makes it by himself, when he needs it: nothing to ask, nothing to wait for. An agent
makes it for who has no account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from famille.actions import noter_consultation
from famille.dossier.foyers.bureau.ecran import fil_du_foyer
from famille.dossier.papiers import Feuille, repondre
from famille.models import Enfant, Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de, en_jour, en_lettres
from famille.socle.saisie.champ_jour import JourField
from reservations.bureau import ESPACE
from reservations.bureau.droits import GUICHET, exige
from reservations.lecture.presences_dites import enumerer_les_venues, nom_de_la_venue
from reservations.models import Reservation
from reservations.regles.saison import annee_scolaire, bornes_de_saison

JOURS_MAX = 366
GABARIT_DU_GUICHET = "reservations/guichet/papiers/presence.html"


class PeriodeAttestationForm(forms.Form):
    """From a day to a day, both past. Nothing typed: the school year so far."""

    debut = JourField(label="Du")
    fin = JourField(label="Au")

    def __init__(self, donnees: QueryDict, *, jour: date) -> None:
        initial = {"debut": bornes_de_saison(annee_scolaire(jour))[0], "fin": jour}
        self.jour = jour
        super().__init__(
            donnees if "debut" in donnees or "fin" in donnees else initial, initial=initial
        )

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if fin and fin > self.jour:
            self.add_error(
                "fin",
                "Une attestation dit les jours passés : choisissez une date jusqu’à aujourd’hui.",
            )
        if debut and fin and debut > fin:
            self.add_error(
                "fin", f"Cette date vient avant le {en_lettres(debut)} : inversez les deux dates."
            )
        elif debut and fin and (fin - debut).days >= JOURS_MAX:
            self.add_error(
                "debut", "Une attestation couvre un an au plus : rapprochez les deux dates."
            )
        return donnees


@dataclass(frozen=True)
class Presences:
    """One activity: ("mercredi 9 septembre 2026", "matin et après-midi") a day."""

    activite: str
    jours: list[tuple[str, str]]


def lire_presences(
    foyers: Iterable[Foyer], enfant: Enfant, debut: date, fin: date
) -> list[Presences]:
    """What these households booked and the child came to; what his other home booked is its own
    (D11). One query."""
    venues = (
        Reservation.objects.filter(
            foyer__in=foyers,
            enfant=enfant,
            creneau__jour__range=(debut, fin),
            presence=Reservation.Presence.PRESENT,
        )
        .select_related("creneau__activite__structure")
        .order_by(
            "creneau__activite__structure__nom",
            "creneau__activite",
            "creneau__jour",
            "creneau__moment",
        )
    )
    return [
        Presences(
            str(activite),
            [
                _rediger(jour, list(siennes))
                for jour, siennes in groupby(toutes, key=attrgetter("creneau.jour"))
            ],
        )
        for activite, toutes in groupby(venues, key=attrgetter("creneau.activite"))
    ]


def feuille_de_presence(
    enfant: Enfant,
    presences: list[Presences],
    *,
    debut: date,
    fin: date,
    jour: date,
    demandeur: str,
    du_guichet: Foyer | None = None,
) -> Feuille:
    """`du_guichet`: the household for which an agent prints it, at his own address."""
    periode = f"Du {en_lettres(debut)} au {en_lettres(fin)}"
    total = len({venue for une in presences for venue, _moments in une.jours})
    nom, cles = (
        (f"{ESPACE}:presence", [du_guichet.pk, enfant.pk])
        if du_guichet
        else ("reservations:attestation", [enfant.pk])
    )
    dates = urlencode({"debut": debut.isoformat(), "fin": fin.isoformat()})
    return Feuille(
        titre="Attestation de présence",
        reference=periode,
        date=f"Fait le {en_lettres(jour)}",
        corps="reservations/presences/attestation/papier.html",
        page=GABARIT_DU_GUICHET
        if du_guichet
        else "reservations/presences/attestation/attestation.html",
        fichier="attestation-de-presence",
        lien_html=f"{reverse(nom, args=cles)}?{dates}",
        lien_pdf=f"{reverse(f'{nom}_pdf', args=cles)}?{dates}",
        contexte={
            "enfant": enfant,
            "presences": presences,
            "total": total,
            "debut": en_lettres(debut),
            "fin": en_lettres(fin),
            "demandeur": demandeur,
        },
    )


def _rediger(jour: date, siennes: list[Reservation]) -> tuple[str, str]:
    quoi = (nom_de_la_venue(une.creneau.activite.service, une.creneau.moment) for une in siennes)
    return en_jour(jour, annee=True), enumerer_les_venues(quoi)


_VIDE = (
    "Aucune présence n’est notée entre ces dates : choisissez-en d’autres, puis téléchargez"
    " l’attestation."
)


@require_safe
def attestation(request: RequeteConnectee, pk: int, *, pdf: bool = False) -> HttpResponse:
    """The sheet as soon as the dates make sense; the PDF of nothing leads back to the dates."""
    enfant = get_object_or_404(Enfant.objects.de(request.user), pk=pk)
    jour = timezone.localdate()
    form = PeriodeAttestationForm(request.GET, jour=jour)
    presences = []
    if form.is_valid():
        presences = lire_presences(
            list(Foyer.objects.de(request.user)), enfant, **form.cleaned_data
        )
    if presences:
        demandeur = request.user.get_full_name()
        feuille = feuille_de_presence(
            enfant, presences, jour=jour, demandeur=demandeur, **form.cleaned_data
        )
        return repondre(request, feuille.avec(form=form), pdf=pdf)
    if pdf:
        messages.warning(request, _VIDE)
        return redirect("reservations:attestation", pk=pk)
    return render(
        request,
        "reservations/presences/attestation/attestation_vide.html",
        {"enfant": enfant, "form": form},
    )


@require_safe
@exige(GUICHET)
def attestation_du_guichet(
    request: RequeteConnectee, pk: int, enfant: int, *, pdf: bool = False
) -> HttpResponse:
    """`pk`: of the Foyer; `enfant`: one of its children. What the household booked, and no other's
    (D11)."""
    foyer = get_object_or_404(Foyer, pk=pk)
    le_sien = get_object_or_404(Enfant.objects.du([foyer]), pk=enfant)
    jour = timezone.localdate()
    form = PeriodeAttestationForm(request.GET, jour=jour)
    presences = lire_presences([foyer], le_sien, **form.cleaned_data) if form.is_valid() else []
    contexte = {"foyer": foyer, "enfant": le_sien, "form": form, "etapes": fil_du_foyer(foyer)}
    if presences:
        noter_consultation(foyer, f"attestation de présence {de(le_sien)}", par=request.user)
        feuille = feuille_de_presence(
            le_sien,
            presences,
            jour=jour,
            demandeur=str(foyer),
            du_guichet=foyer,
            **form.cleaned_data,
        )
        return repondre(request, feuille.avec(**contexte), pdf=pdf)
    if pdf:
        messages.warning(request, _VIDE)
        return redirect(f"{ESPACE}:presence", pk, enfant)
    titre = f"Attestation de présence {de(le_sien.prenom)}"
    return render(request, GABARIT_DU_GUICHET, contexte | {"titre": titre, "vide": _VIDE})
