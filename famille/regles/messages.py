"""How long a family has waited for an answer, and what a mail may say of a conversation."""

import re
from dataclasses import dataclass
from datetime import date

from famille.socle.texte import normaliser

JOURS_PROMIS = 7  # beyond, the answer is late


@dataclass(frozen=True)
class Attente:
    """`jours` since the first word that has no answer."""

    jours: int

    @property
    def en_retard(self) -> bool:
        return self.jours > JOURS_PROMIS

    @property
    def phrase(self) -> str:
        """
        >>> [Attente(n).phrase for n in (0, 1, 3, 8)]
        ['depuis aujourd’hui', 'depuis hier', 'depuis 3 jours', 'depuis 8 jours, en retard']
        """
        if self.jours < 2:
            return "depuis hier" if self.jours else "depuis aujourd’hui"
        return f"depuis {self.jours} jours{', en retard' if self.en_retard else ''}"


def attente(depuis: date | None, jour: date) -> Attente | None:
    """Attente on `jour` of what waits since `depuis`; None when nothing does."""
    return Attente(max(0, (jour - depuis).days)) if depuis else None


# The beginnings of words that tell something of a health, of a judgement or of a debt, without
# accents. One too many hides a harmless subject; one too few shows what a passer-by reads.
_SENSIBLES = re.compile(
    r"\b("
    r"sante|malad|medic|allerg|handicap|pai\b|hopital|hospital|urgences|psy|vaccin|certificat|infirm"
    r"|trouble|autis|asthme|diabet|epilep|traitement|grossesse|enceinte|accident|deces|deuil"
    r"|jug|juge|tribunal|justice|avocat|divorc|separation|separes?\b|droit de (garde|visite)"
    r"|garde alternee|violence|plainte|police|gendarme|signalement|placement|aemo|ase\b|pmi\b"
    r"|impay|dette|endett|huissier|saisie|poursuite|relance|retard de paiement|expuls|difficulte"
    r"|rsa\b|secours|ccas|aide sociale"
    r")"
)


def sujet_du_courriel(sujet: str) -> str:
    """What a mail's subject may say of a conversation's; "" where only the portal says it.

    >>> sujet_du_courriel("Mes réservations"), sujet_du_courriel("Léa est malade")
    ('Mes réservations', '')
    >>> sujet_du_courriel("Rappel : facture impayée"), sujet_du_courriel("La garderie du soir")
    ('', 'La garderie du soir')
    """
    return "" if _SENSIBLES.search(normaliser(sujet)) else " ".join(sujet.split())
