"""The fate of an online payment, as pure rules (D15): no database, and now is an argument.

Only the provider's own answer to our question counts, never the browser's return nor a
notification. An attempt holds its invoices for 20 minutes; a late success always wins; what does
not match goes to the régisseur, never to "paid".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from famille.socle.dire import en_euros


class EtatReponse(StrEnum):
    """What the provider knows of a payment it opened. Only PAYE is sure to stay: as long as the
    page of payment lives, a person who was refused or gave up may try again on it."""

    PAYE = "paye"
    REFUSE = "refuse"  # by the bank
    ABANDONNE = "abandonne"  # the person gave up
    EN_COURS = "en-cours"  # no result yet; there may never be one
    # the provider does not know this identifier, or no longer: nothing was paid with it
    INCONNU = "inconnu"


@dataclass(frozen=True)
class Reponse:
    """The provider's own answer. EN_COURS and INCONNU carry nothing but `code`; for the others
    `reference` and `montant` are theirs, to be compared with ours (None: not legible). `moyen`:
    "carte", "prelevement" or "". `code`: theirs, for the régisseur."""

    etat: EtatReponse
    code: str
    reference: str = ""
    montant: Decimal | None = None
    payee_le: datetime | None = None
    moyen: str = ""
    numero_autorisation: str = ""


OUVERT, PAYE, REFUSE, ABANDONNE = "ouvert", "paye", "refuse", "abandonne"
EXPIRE, A_VERIFIER, REJETE, ANNULE = "expire", "a-verifier", "rejete", "annule"

TENUE = timedelta(minutes=20)
ENVOI = timedelta(minutes=1)  # longer than the provider may take to open a payment
MINIMUM = Decimal("1.00")  # PayFiP takes nothing below one euro

# After the opening: when the result is asked again by itself. The return and the notification ask
# at once, besides.
CALENDRIER = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 120)),
    *(timedelta(days=jours) for jours in range(1, 8)),
)
SUITES = {
    # the last two: a debit, before its day
    OUVERT: {PAYE, REFUSE, ABANDONNE, EXPIRE, A_VERIFIER, REJETE, ANNULE},
    EXPIRE: {PAYE, REFUSE, ABANDONNE, A_VERIFIER},
    REFUSE: {PAYE, A_VERIFIER},
    ABANDONNE: {PAYE, A_VERIFIER},
    A_VERIFIER: {PAYE, ANNULE},  # by the régisseur alone
    PAYE: {REJETE, ANNULE},  # a debit sent back by the bank, a cash entry typed by mistake
    REJETE: {PAYE},  # the bank has taken its refusal back
    ANNULE: set(),
}
_SELON_LA_REPONSE = {
    EtatReponse.PAYE: PAYE,
    EtatReponse.REFUSE: REFUSE,
    EtatReponse.ABANDONNE: ABANDONNE,
}
# Refused or given up is not the last word: the person may go back on the provider's page and pay
# after all.
SE_REDEMANDENT = {OUVERT, EXPIRE, REFUSE, ABANDONNE}
# money may be on its way: the invoice cannot be paid a second time meanwhile
TIENT_LA_FACTURE = {OUVERT, A_VERIFIER}


def suite(etat: str, reponse: Reponse, *, reference: str, montant: Decimal) -> tuple[str, str]:
    """(state after this answer, why when it is not plain); the same when nothing changes.

    >>> paye = Reponse(EtatReponse.PAYE, "P", reference="PF2026000001", montant=Decimal(5))
    >>> suite(EXPIRE, paye, reference="PF2026000001", montant=Decimal(5))
    ('paye', '')
    """
    voulu = _SELON_LA_REPONSE.get(reponse.etat)
    if voulu is None or etat in (PAYE, A_VERIFIER):
        return etat, ""
    motif = ""
    if voulu == PAYE:
        motif = ecart(reponse, reference=reference, montant=montant)
        voulu = A_VERIFIER if motif else PAYE
    return (voulu, motif) if voulu in SUITES[etat] else (etat, "")


def ecart(reponse: Reponse, *, reference: str, montant: Decimal) -> str:
    """What of a paid answer is not what was asked, for the régisseur; "" when all is."""
    if reponse.reference != reference:
        annoncee = f"la référence {reponse.reference}" if reponse.reference else "aucune référence"
        return f"Le prestataire annonce {annoncee} au lieu de {reference}."
    if reponse.montant != montant:
        annonce = "un montant illisible" if reponse.montant is None else en_euros(reponse.montant)
        return f"Le prestataire annonce {annonce} au lieu de {en_euros(montant)}."
    return ""


def prochaine_question(ouvert_le: datetime, posees: int) -> datetime | None:
    """When the result is to be asked for the (`posees` + 1)th time; None once a week has passed."""
    return ouvert_le + CALENDRIER[posees] if posees < len(CALENDRIER) else None


def est_expire(etat: str, expire_le: datetime, maintenant: datetime) -> bool:
    """Whether an attempt without an answer gives its invoices back."""
    return etat == OUVERT and maintenant >= expire_le
