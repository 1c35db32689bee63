"""How a price was made, as data for people: what an invoice keeps of its line, and a parent reads
(docs/comprendre/tarifs.md)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from famille.socle.dire import centimes_en_euros, en_lettres, en_nombre
from famille.socle.ville import perimetre

from .reductions.calcul import ARRONDI, ARRONDI_APRES_PLUSIEURS
from .tarifs import TAUX, TRANCHES, Prix

Quotient = tuple[date, date | None, Decimal]


def calcul_de(prix: Prix, quotient: Quotient | None, *, tarif: str) -> dict:
    """In JSON's own types: the price's own data, the quotient's days, and `phrases`, one a rule
    that was applied."""
    debut, fin, _valeur = quotient or (None, None, None)
    return prix.donnees() | {
        "tarif": tarif,
        "mode": TRANCHES if prix.taux is None else TAUX,
        "quotient_du": debut and debut.isoformat(),
        "quotient_au": fin and fin.isoformat(),
        "phrases": list(_phrases(prix, quotient)),
    }


def _phrases(prix: Prix, quotient: Quotient | None) -> Iterator[str]:
    yield (
        f"Tarif en vigueur depuis le {en_lettres(prix.en_vigueur_le)} (délibération"
        f" {prix.deliberation})."
    )
    if prix.selon_quotient and quotient:
        debut, fin, valeur = quotient
        jusqua = f" au {en_lettres(fin)}" if fin else ""
        quand = f"du {en_lettres(debut)}{jusqua}" if fin else f"depuis le {en_lettres(debut)}"
        yield f"Quotient familial de {en_nombre(valeur)}, valable {quand} : {_regle(prix)}."
    elif prix.au_maximum:
        yield prix.avis_quotient
    if prix.hors_commune and prix.majoration:
        plus = en_nombre(prix.majoration)
        yield f"Tarif des familles hors {perimetre().du} : {plus} % de plus."
    elif prix.hors_commune:
        yield f"Tarif des familles hors {perimetre().du}."
    for dite in prix.reductions_dites:
        yield f"{dite[:1].upper()}{dite[1:]}."
    if prix.reductions:
        yield ARRONDI_APRES_PLUSIEURS if len(prix.reductions) > 1 else ARRONDI
    if prix.supplement:
        plus = centimes_en_euros(prix.supplement)
        yield f"Venue sans réservation : {plus} de supplément par unité."


def _regle(prix: Prix) -> str:
    """ "tranche de 600 à 800", "842 × 0,008", "842 × 0,008, ramené au plancher de 2,10 €"."""
    if prix.taux is not None:
        brut = f"{en_nombre(prix.quotient or Decimal(0))} × {en_nombre(prix.taux)}"
        return f"{brut}, ramené au {prix.borne}" if prix.borne else brut
    if prix.de is None and prix.jusqua is None:
        return f"{centimes_en_euros(prix.unitaire)} pour tous"
    if prix.jusqua is None:
        return f"tranche au-dessus de {en_nombre(prix.de or Decimal(0))}"
    return (
        f"tranche de {en_nombre(prix.de)} à {en_nombre(prix.jusqua)}"
        if prix.de
        else f"tranche jusqu’à {en_nombre(prix.jusqua)}"
    )
