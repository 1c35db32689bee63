"""The clock of a demande, read from its rows (demarches.regles.horloge holds the rule)."""

from datetime import date
from typing import Any

from django.utils import timezone

from demarches.models import Demande, ReglageDemarche
from demarches.regles import horloge as regles
from famille.socle.dire import en_lettres


def complements(demande: Demande) -> list[Any]:
    """list[(date, date, date | None)]: asked on, to be given by, received on, in Paris days
    (D4)."""
    return [
        (
            timezone.localdate(complement.demande_le),
            complement.limite,
            complement.recu_le and timezone.localdate(complement.recu_le),
        )
        for complement in demande.complements.all()
    ]


def regle_du_silence(demande: Demande, reglage: ReglageDemarche) -> Any:
    """(str, int | None): what silence means and after how many months. The receipt says it,
    whatever the town has chosen since; without a receipt (a demande being sent), the town's choice
    of today."""
    mentions = demande.accuse.mentions if hasattr(demande, "accuse") else {}
    if not mentions.get("effet_silence"):
        return reglage.effet_silence, reglage.delai_silence_mois
    le = mentions["silence_le"] and date.fromisoformat(mentions["silence_le"])
    return mentions["effet_silence"], (
        regles.mois_entre(timezone.localdate(demande.deposee_le), le) if le else None
    )


def echeance_legale(demande: Demande, reglage: ReglageDemarche | None = None) -> date | None:
    """When silence decides. ReglageDemarche.DoesNotExist: the démarche was never set."""
    effet, mois = regle_du_silence(
        demande, reglage or ReglageDemarche.objects.get(code=demande.code)
    )
    deposee_le = timezone.localdate(demande.deposee_le)
    return regles.echeance(deposee_le, effet=effet, mois=mois, complements=complements(demande))


def echeance_a_tenir(demande: Demande, reglage: ReglageDemarche | None = None) -> date | None:
    """What `Demande.echeance` holds, the earlier of the law and of what was announced."""
    reglage = reglage or ReglageDemarche.objects.get(code=demande.code)
    effet, mois = regle_du_silence(demande, reglage)
    return regles.a_repondre_avant(
        timezone.localdate(demande.deposee_le),
        effet=effet,
        mois=mois,
        jours=demande.sa_demarche.delai(demande, reglage),
        complements=complements(demande),
    )


def consequence_du_silence(demande: Demande) -> str:
    """What an incomplete demande does to the clock (CRPA R112-11-4); "" for nothing."""
    reglage = ReglageDemarche.objects.get(code=demande.code)
    effet, _mois = regle_du_silence(demande, reglage)
    if effet == regles.ACCEPTATION:
        return (
            "Le délai au terme duquel, sans réponse de notre part, votre demande est acceptée ne"
            " commence qu’à la réception de ce qui manque (article L114-5 du code des relations"
            " entre le public et l’administration)."
        )
    jour = echeance_legale(demande, reglage)
    if jour is None:
        return ""
    return (
        "Sans réponse de notre part, votre demande sera considérée comme rejetée le"
        f" {en_lettres(jour)} : ce délai est suspendu en attendant votre envoi, ou jusqu’à la date"
        " ci-dessus (article L114-5 du code des relations entre le public et l’administration)."
    )
