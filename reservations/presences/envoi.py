"""What a tablet sends of what it kept: ticks, departures, lines of the register of care. Read, done
in that order, answered one by one, so that the page forgets each."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.http import RawPostDataException
from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.chiffrement import Illisible
from reservations.models import Reservation
from reservations.presences.enveloppe import ouvrir
from reservations.regles.accueil.passages import Porte

from .actions import Pointage, pointer
from .issues import REFUSE, Resultat
from .passages.actions import Depart, noter_les_departs
from .passages.lecture import AUTRE, dire_l_arrivee, dire_le_depart, dire_le_retard, lire_les_portes
from .soins.actions import LigneDeSoin, noter_les_soins

LOT_MAX = 200
PAS_OUVERT = "Ce texte n’a pas pu être lu : écrivez-le de nouveau."
# The last two: lists in lists without end, and a form with files, which is read as one before any
# view.
ILLISIBLES = (ValueError, KeyError, TypeError, OverflowError, RecursionError, RawPostDataException)
Geste = Pointage | Depart | LigneDeSoin
ACTIONS: dict[type, Callable[..., list[Resultat]]] = {
    Pointage: pointer,
    Depart: noter_les_departs,
    LigneDeSoin: noter_les_soins,
}


def lire_l_envoi(corps: bytes) -> list[tuple[str, Geste | None]]:
    """Of `{"pointages": [{"cle", "reservation", "le", and one of "etat", "depart", "soin"}]}`: the
    key and the gesture; None where its envelope does not open. One of ILLISIBLES: no such batch."""
    recus = json.loads(corps)["pointages"][:LOT_MAX]
    return [(_texte(recu["cle"]), _lire(recu)) for recu in recus]


def executer(gestes: Iterable[Geste | None], *, par: Utilisateur) -> list[Resultat]:
    """What became of each, in the order given."""
    recus = list(gestes)
    pas_ouvert = Resultat(None, REFUSE, None, PAS_OUVERT)
    resultats = {rang: pas_ouvert for rang, geste in enumerate(recus) if geste is None}
    for genre, action in ACTIONS.items():
        rangs = [rang for rang, geste in enumerate(recus) if isinstance(geste, genre)]
        if rangs:
            faits = action([recus[rang] for rang in rangs], par=par)
            resultats |= dict(zip(rangs, faits, strict=True))
    return [resultats[rang] for rang in range(len(recus))]


def dire_les_etats(reservations: Iterable[Reservation]) -> dict[int, dict[str, Any]]:
    """{booking: its line as the page shows it}, in one query."""
    lues = {une.pk: une for une in reservations}
    portes = lire_les_portes(lues.values())
    return {pk: _etat(une, portes[pk]) for pk, une in lues.items()}


def _etat(reservation: Reservation, porte: Porte) -> dict[str, Any]:
    return {
        "reservation": reservation.pk,
        "etat": reservation.presence,
        "le": _dit(reservation.pointee_le),
        "par": str(reservation.pointee_par or ""),
        "annoncee": reservation.absence_annoncee_le is not None,
        "arrivee": _dit(porte.arrivee),
        "depart": _dit(porte.depart),
        "arrivee_dite": dire_l_arrivee(porte),
        "depart_dit": dire_le_depart(porte),
        "retard": dire_le_retard(porte),
    }


def _dit(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _lire(recu: dict[str, Any]) -> Geste | None:
    pk, le = _cle(recu["reservation"]), _moment(recu["le"])
    if "etat" in recu:
        return Pointage(pk, str(recu["etat"]), le)
    contenu = _ouvrir(recu)
    if contenu is None:
        return None
    textes = {nom: str(contenu.get(nom, "")) for nom in ("nom", "motif", "constat", "soin")}
    if "depart" in recu:
        qui = str(recu["depart"])
        if qui == AUTRE:
            return Depart(pk, qui, le, nom=textes["nom"], motif=textes["motif"])
        return Depart(pk, qui, le)
    if recu["soin"]:
        return LigneDeSoin(pk, _texte(recu["cle"]), textes["constat"], textes["soin"], le)
    raise ValueError(recu)


def _ouvrir(recu: dict[str, Any]) -> dict[str, Any] | None:
    """What its envelope holds; {} without one, None where it cannot be read: an answer all the
    same, or the page would send it for ever."""
    if "scelle" not in recu:
        return {}
    try:
        contenu = json.loads(ouvrir(str(recu["scelle"])))
        json.dumps(contenu, ensure_ascii=False).encode()  # half a character: no text
    except (Illisible, ValueError, RecursionError):
        return None
    return contenu if isinstance(contenu, dict) else None


def _texte(valeur: Any) -> str:
    """ValueError: letters that no database holds."""
    texte = str(valeur)
    if "\0" in texte:
        raise ValueError("no text")
    texte.encode()
    return texte


def _cle(valeur: Any) -> int:
    pk = int(valeur)
    if not 0 < pk < 2**63:
        raise ValueError(pk)
    return pk


def _moment(valeur: Any) -> datetime:
    """ValueError: a moment without its offset."""
    le = datetime.fromisoformat(valeur)
    if le.tzinfo is None:
        raise ValueError(valeur)
    return le.astimezone(timezone.get_current_timezone())
