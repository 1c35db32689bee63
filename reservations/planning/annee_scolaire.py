"""The town's zone, and the official calendars that agents bring: the holidays that the portal does
not know yet, or those of Corsica and overseas. What does not touch a period that is there is added;
the rest is left to the agents.

School holidays are published as the ministry's calendar (.ics), its open data (.csv,
"fr-en-calendrier-scolaire"), or a plain list (zone;nom;premier_jour;dernier_jour). In the first two
the end is the day when school begins again; in the third it is the last day without class.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from icalendar import Calendar
from wagtail.log_actions import log

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import PARIS
from famille.socle.ecran import Formulaire, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import exige
from reservations.models import PeriodeScolaire, ReglageReservations, Territoire, Zone
from reservations.planning.calendrier_initial import PONT, VACANCES, PeriodeDite, choisir_la_zone


@dataclass(frozen=True)
class Apercu:
    """`nouvelles`: to add; `deja`: (period read, the one of the portal that it touches)."""

    nouvelles: tuple[PeriodeDite, ...]
    deja: tuple[tuple[PeriodeDite, PeriodeScolaire], ...]


def prevoir(lues: Sequence[PeriodeDite]) -> Apercu:
    """What an import would do. One query."""
    connues = list(PeriodeScolaire.objects.all())
    nouvelles: list[PeriodeDite] = []
    deja = []
    for lue in lues:
        _nom, _nature, debut, fin = lue
        touchee = next((une for une in connues if une.debut <= fin and une.fin >= debut), None)
        if touchee:
            deja.append((lue, touchee))
        elif not any(autre[2] <= fin and autre[3] >= debut for autre in nouvelles):
            nouvelles.append(lue)
    return Apercu(tuple(nouvelles), tuple(deja))


@transaction.atomic
def importer(lues: Sequence[PeriodeDite], *, par: Utilisateur) -> int:
    """How many were added. The same file twice adds nothing."""
    apercu = prevoir(lues)
    for nom, nature, debut, fin in apercu.nouvelles:
        periode = PeriodeScolaire.objects.create(nom=nom, nature=nature, debut=debut, fin=fin)
        log(instance=periode, action="wagtail.create", user=par)
    return len(apercu.nouvelles)


TAILLE_MAX, PERIODES_MAX = 2_000_000, 400
UN_JOUR = timedelta(days=1)
ILLISIBLE = (
    "Ce fichier ne se lit pas comme un calendrier scolaire : donnez le fichier .ics ou .csv"
    " publié par le ministère ou l’académie."
)
AUCUNE = (
    "Aucune période de vacances pour cette zone dans ce fichier : vérifiez la zone, ou prenez le"
    " fichier de votre académie."
)
ENSEIGNANTS = "enseignants"  # they come back a day before pupils


def lire(nom: str, contenu: bytes, zone: str) -> list[PeriodeDite]:
    """The periods of this zone, each once, by date. Refus: nothing could be read, or nothing is
    there."""
    if len(contenu) > TAILLE_MAX:
        raise Refus("Ce fichier est trop lourd pour un calendrier : 2 Mo au plus.")
    lire_le = _du_calendrier if nom.lower().endswith(".ics") else _du_tableau
    try:
        lues = sorted({une for une in lire_le(contenu, zone) if une[3] >= une[2]}, key=_debut)
    except (ValueError, KeyError, csv.Error, AttributeError, TypeError) as erreur:
        raise Refus(ILLISIBLE) from erreur
    if not lues:
        raise Refus(AUCUNE)
    return lues[:PERIODES_MAX]


def _debut(periode: PeriodeDite) -> date:
    return periode[2]


def _du_calendrier(contenu: bytes, zone: str) -> Iterator[PeriodeDite]:
    """An academy's file names no zone; the ministry's says it in the title of each period."""
    evenement: Any
    for evenement in Calendar.from_ical(contenu).walk("VEVENT"):
        nom, ou = str(evenement["SUMMARY"]), str(evenement.get("LOCATION", ""))
        fin = evenement["DTEND"].dt if "DTEND" in evenement else None
        if ENSEIGNANTS in nom.lower() or not _de_la_zone(f"{nom} {ou}", zone):
            continue
        debut = _jour(evenement["DTSTART"].dt)
        yield _dite(nom, debut, _jour(fin) - UN_JOUR if fin else debut)


def _du_tableau(contenu: bytes, zone: str) -> Iterator[PeriodeDite]:
    texte = _texte(contenu)
    separateur = ";" if texte.partition("\n")[0].count(";") else ","
    for brute in csv.DictReader(io.StringIO(texte), delimiter=separateur):
        ligne = {str(nom).strip().lower(): (valeur or "").strip() for nom, valeur in brute.items()}
        if "premier_jour" in ligne:
            if ligne["zone"].casefold() in {zone.casefold(), f"zone {zone}".casefold()}:
                debut, fin = ligne["premier_jour"], ligne["dernier_jour"]
                yield _dite(ligne["nom"], date.fromisoformat(debut), date.fromisoformat(fin))
        elif ENSEIGNANTS not in ligne["population"].lower() and _de_la_zone(ligne["zones"], zone):
            debut, fin = ligne["date de début"], ligne["date de fin"]
            yield _dite(ligne["description"], _moment(debut), _moment(fin) - UN_JOUR)


def _texte(contenu: bytes) -> str:
    try:
        return contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenu.decode("cp1252")


def _moment(texte: str) -> date:
    """The open data say midnight in Paris as ten in the evening of the day before, UTC."""
    lu = datetime.fromisoformat(texte)
    return lu.astimezone(PARIS).date() if lu.tzinfo else lu.date()


def _jour(lu: date | datetime) -> date:
    if isinstance(lu, datetime):
        return lu.astimezone(PARIS).date() if lu.tzinfo else lu.date()
    return lu


def _de_la_zone(texte: str, zone: str) -> bool:
    """Whether it is about this zone, or about none: then it is a file of one academy."""
    dit = texte.casefold()
    if zone in {Zone.A, Zone.B, Zone.C}:
        return f"zone {zone}".casefold() in dit or not ("zone" in dit or "corse" in dit)
    if zone == Zone.CORSE:
        return "corse" in dit or "zone" not in dit
    return "zone" not in dit and "corse" not in dit


def _dite(nom: str, debut: date, fin: date) -> PeriodeDite:
    """Its name without the zone that follows it, and a bridge told from holidays."""
    court = nom.partition(" - ")[0].replace("'", "’").strip()[:80]
    nature: PeriodeScolaire.Nature = PONT if court.lower().startswith("pont") else VACANCES
    return court, nature, debut, fin


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
    return (nom, PeriodeScolaire.Nature(nature), date.fromisoformat(debut), date.fromisoformat(fin))
