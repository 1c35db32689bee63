"""What the demo town's trésorerie answers, as the bytes of its files."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string

from famille.models import BordereauTresor, LigneTitre, TitreTresor

REFUS = "Adresse du débiteur inconnue du comptable"

type Encaisse = tuple[TitreTresor, list[tuple[LigneTitre, Decimal]]]


def acquit_de(
    bordereau: BordereauTresor, jour: date, *, refuse: TitreTresor | None = None
) -> bytes:
    """Its PES ACQUIT: the whole is taken, but for `refuse`."""
    contexte = {"bordereau": bordereau, "refuse": refuse, "dit": REFUS, "jour": jour}
    return _en_octets("demo/tresorerie/acquit.xml", contexte)


def retour_de(bordereau: BordereauTresor, jour: date, encaisses: Sequence[Encaisse]) -> bytes:
    """Its PES Retour: what it has received that day of each line of these titres."""
    contexte = {"bordereau": bordereau, "encaisses": encaisses, "jour": jour}
    return _en_octets("demo/tresorerie/retour.xml", contexte)


def recu_de(titre: TitreTresor, part: Decimal = Decimal(1)) -> Encaisse:
    """This part of each of its lines, in whole cents."""
    centime = Decimal("0.01")
    lignes = titre.lignes.order_by("rang")
    return titre, [(ligne, (ligne.montant * part).quantize(centime)) for ligne in lignes]


def _en_octets(gabarit: str, contexte: dict) -> bytes:
    return render_to_string(gabarit, contexte).encode("latin-1", "replace")
