"""From when to when a declared quotient would hold in this household."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demarches.models import ReglageQuotient
from demarches.regles.horloge import ajouter_mois
from demarches.regles.quotient import Depart, debut_d_effet, fin_d_effet
from famille.models import Foyer, QuotientFamilial
from famille.socle.dire import en_lettres, en_nombre


@dataclass(frozen=True)
class Effet:
    """`avant`: the quotient in force on `debut`, closed the day before; None: there is none."""

    debut: date
    fin: date
    avant: QuotientFamilial | None

    def deja(self, valeur: Decimal) -> bool:
        """Whether the file already says so, for as long."""
        if self.avant is None or self.avant.valeur != valeur:
            return False
        return self.avant.fin is None or self.avant.fin >= self.fin


def effet(foyer: Foyer, mois: date, recue_le: date) -> Effet | None:
    """`mois`: the attestation's; `recue_le`: when it is sent. A quotient is never rewritten: where
    one already begins on that day or later, the new one begins on the first of the next month.
    None: one begins even later."""
    reglage = ReglageQuotient.load()
    quotients = list(foyer.quotients.all())
    dernier = max((une.debut for une in quotients), default=date.min)
    debut = debut_d_effet(Depart(reglage.depart), mois, recue_le)
    if dernier >= debut:
        debut = ajouter_mois(recue_le.replace(day=1), 1)
    if dernier >= debut:
        return None
    avant = next(
        (une for une in quotients if une.debut < debut and (une.fin is None or une.fin >= debut)),
        None,
    )
    return Effet(debut, fin_d_effet(debut, jour=reglage.fin_jour, mois=reglage.fin_mois), avant)


def dire_le_quotient(foyer: Foyer, jour: date, *, nomme: bool = False) -> str:
    """What the file already holds, and until when; "" for nothing. `nomme`: of which household."""
    dernier = dernier_quotient(foyer)
    if dernier is None:
        return ""
    ou = f"Au dossier ({foyer})" if nomme else "Déjà au dossier"
    valeur, fin = f"un quotient de {en_nombre(dernier.valeur)}", dernier.fin
    if fin and fin < jour:
        return f"{ou} : {valeur}, qui a pris fin le {en_lettres(fin)}."
    if dernier.debut > jour:
        valeur += f" à partir du {en_lettres(dernier.debut)}"
    jusqua = f"valable jusqu’au {en_lettres(fin)}" if fin else "sans date de fin"
    return f"{ou} : {valeur}, {jusqua}."


def dernier_quotient(foyer: Foyer) -> QuotientFamilial | None:
    """The latest that the file holds, whether it has ended or not."""
    return max(foyer.quotients.all(), key=lambda une: (une.debut, une.pk), default=None)
