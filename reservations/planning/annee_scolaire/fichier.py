"""The files in which school holidays are published: the ministry's calendar (.ics), its open data
(.csv, "fr-en-calendrier-scolaire"), or a plain list (zone;nom;premier_jour;dernier_jour).

In the first two the end is the day when school begins again; in the third it is the last day
without class.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from famille.socle.dire import PARIS
from famille.socle.erreurs import Refus
from reservations.models import PeriodeScolaire, Zone
from reservations.planning.calendrier_initial import PONT, VACANCES, PeriodeDite

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
