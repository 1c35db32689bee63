"""What may be collected on a day, and why the rest may not (D16); again under lock to act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from famille.models import Facture, MandatSEPA, PartPaiement
from famille.models.argent.facture import FactureQuerySet
from famille.regles.prelevement import a_annoncer_de_nouveau, empechement
from famille.socle.dire import en_chiffres

DEJA_EN_ROUTE = "un paiement est déjà en route"


@dataclass(frozen=True)
class Candidate:
    """An invoice that says it will be collected. `mandat`: the one to use, None when it has ended
    or is suspended; `pourquoi`: why it is left out, "" when it is collected."""

    facture: Facture
    mandat: MandatSEPA | None
    pourquoi: str
    nouvelle_annonce: bool = False

    @property
    def retenue(self) -> bool:
        return not self.pourquoi

    @property
    def montant(self) -> Decimal:
        return self.facture.solde


def candidates(factures: Sequence[Facture], prelevee: date, aujourdhui: date) -> list[Candidate]:
    """The same, in order, judged for this day. `factures`: of `a_prelever`. One query."""
    tenues = PartPaiement.objects.tenues_de(factures)
    return [_juger(facture, facture.pk in tenues, prelevee, aujourdhui) for facture in factures]


def a_prelever() -> FactureQuerySet:
    """QuerySet of the invoices to pay that a mandate was to pay, with what is read of them."""
    siennes = Facture.objects.a_payer().filter(mandat__isnull=False)
    return siennes.select_related("foyer", "mandat__remplace_par").order_by("foyer__nom", "pk")


def _juger(facture: Facture, tenue: bool, prelevee: date, aujourdhui: date) -> Candidate:
    prevu, emise_le, annoncee = facture.mandat, facture.emise_le, facture.echeance
    if prevu is None or emise_le is None or annoncee is None:
        raise ValueError(f"{facture} is not a published invoice that a mandate pays")
    mandat = prevu.actuel
    if mandat is None or mandat.suspendu_le:
        dernier = mandat or prevu
        depuis = dernier.fin or dernier.suspendu_le
        assert depuis is not None, "it does not collect"
        etat = "terminé" if dernier.fin else "suspendu"
        fin = f"son mandat {dernier.rum} est {etat} depuis le {en_chiffres(depuis)}"
        return Candidate(facture, None, DEJA_EN_ROUTE if tenue else fin)
    pourquoi = DEJA_EN_ROUTE if tenue else empechement(emise_le, annoncee, prelevee, aujourdhui)
    nouvelle = a_annoncer_de_nouveau(annoncee, prelevee)
    return Candidate(facture, mandat, pourquoi, nouvelle_annonce=nouvelle and not pourquoi)


def mandat_qui_preleve(mandat: MandatSEPA | None) -> MandatSEPA | None:
    """That one, or the one that took its place; None when it has ended or is suspended."""
    trouve = mandat.actuel if mandat else None
    return None if trouve and trouve.suspendu_le else trouve
