"""The lines of the register of care: added, or taken off with a reason; never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from reservations.models import Reservation, Soin
from reservations.moteur.verrou import rejouer
from reservations.planning.directions import lit_la_securite, recul_de
from reservations.presences.issues import (
    DEJA,
    DISPARUE,
    FAIT,
    REFUSE,
    Resultat,
    motif_du_jour,
    verrouiller,
)

TEXTE_MAX = 1000
MOTIF_MAX: int = Soin._meta.get_field("motif_du_retrait").max_length or 0
LES_DEUX = "Écrivez ce qui s’est passé, et ce que vous avez fait."
TROP_LONG = f"Écrivez chaque partie en {TEXTE_MAX} caractères au plus."
PAS_A_VOUS = "Seule la direction du centre tient le registre des soins."
SANS_MOTIF = "Dites pourquoi cette ligne est retirée : la raison reste au registre."


@dataclass(frozen=True)
class LigneDeSoin:
    """`cle`: drawn by the page; the same one again is the same line. `le`, aware: when it was
    done."""

    reservation: int
    cle: str
    constat: str
    soin: str
    le: datetime


def noter_les_soins(lignes: Iterable[LigneDeSoin], *, par: Utilisateur) -> list[Resultat]:
    """One result each, in the order given. A refusal stops no other."""
    demandes = list(lignes)
    return rejouer(lambda: _noter(demandes, par=par), quoi="noter les soins")


@transaction.atomic
def _noter(demandes: list[LigneDeSoin], *, par: Utilisateur) -> list[Resultat]:
    lues = verrouiller({une.reservation for une in demandes}, par)
    return [_noter_un(une, lues.get(une.reservation), par=par) for une in demandes]


def _noter_un(ligne: LigneDeSoin, reservation: Reservation | None, *, par: Utilisateur) -> Resultat:
    if reservation is None:
        return Resultat(ligne, REFUSE, None, DISPARUE)
    if motif := _motif_de_refus(ligne, reservation, par):
        return Resultat(ligne, REFUSE, reservation, motif)
    _lue, neuve = Soin.objects.get_or_create(
        cle=f"{par.pk}:{ligne.cle}"[:64],
        defaults={
            "enfant": reservation.enfant,
            "foyer": reservation.foyer,
            "activite": reservation.creneau.activite,
            "le": min(ligne.le, timezone.now()),
            "constat": ligne.constat.strip(),
            "soin": ligne.soin.strip(),
            "par": par,
        },
    )
    return Resultat(ligne, FAIT if neuve else DEJA, reservation)


def _motif_de_refus(ligne: LigneDeSoin, reservation: Reservation, par: Utilisateur) -> str:
    creneau = reservation.creneau
    if motif := motif_du_jour(creneau.jour, recul_de(par)):
        return motif
    if not lit_la_securite(par, creneau.activite):
        return PAS_A_VOUS
    textes = [ligne.constat.strip(), ligne.soin.strip()]
    if not all(textes) or any("\0" in texte for texte in textes):
        return LES_DEUX
    return TROP_LONG if max(map(len, textes)) > TEXTE_MAX else ""


@transaction.atomic
def retirer_un_soin(soin: Soin, *, motif: str, par: Utilisateur) -> Soin:
    """It was written for the wrong child, or says what is not so: his family reads it no more, the
    register keeps it with the reason. Refus: no reason. Twice is once."""
    motif = motif.replace("\0", "").strip()[:MOTIF_MAX]
    if not motif:
        raise Refus(SANS_MOTIF, champ="motif")
    tenu = Soin.objects.tenus().filter(pk=soin.pk)
    tenu.update(retire_le=timezone.now(), retire_par=par, motif_du_retrait=motif)
    soin.refresh_from_db()
    return soin
