"""The clock of a demande, read from its rows (demarches.regles holds the rule)."""

from django.utils import timezone

from famille.regles import en_lettres

from .. import regles
from ..models import ReglageDemarche


def complements(demande):
    """list[(date, date, date | None)]: asked on, to be given by, received on, in Paris days (D4)."""
    return [
        (
            timezone.localdate(complement.demande_le),
            complement.limite,
            complement.recu_le and timezone.localdate(complement.recu_le),
        )
        for complement in demande.complements.all()
    ]


def echeance_legale(demande, reglage=None):
    """date | None: when silence decides. ReglageDemarche.DoesNotExist: the démarche was never set."""
    reglage = reglage or ReglageDemarche.objects.get(code=demande.code)
    return regles.echeance(
        timezone.localdate(demande.deposee_le),
        effet=reglage.effet_silence,
        mois=reglage.delai_silence_mois,
        complements=complements(demande),
    )


def echeance_a_tenir(demande, reglage=None):
    """date | None: what `Demande.echeance` holds, the earlier of the law and of what was announced."""
    reglage = reglage or ReglageDemarche.objects.get(code=demande.code)
    return regles.a_repondre_avant(
        timezone.localdate(demande.deposee_le),
        effet=reglage.effet_silence,
        mois=reglage.delai_silence_mois,
        jours=reglage.delai_jours,
        complements=complements(demande),
    )


def consequence_du_silence(demande):
    """str: what an incomplete demande does to the clock, as CRPA R112-11-4 wants it told; "" where silence decides
    nothing."""
    reglage = ReglageDemarche.objects.get(code=demande.code)
    if reglage.effet_silence == regles.ACCEPTATION:
        return (
            "Le délai au terme duquel, sans réponse de notre part, votre demande est acceptée ne commence qu’à la "
            "réception de ce qui manque (article L114-5 du code des relations entre le public et l’administration)."
        )
    jour = echeance_legale(demande, reglage)
    if jour is None:
        return ""
    return (
        f"Sans réponse de notre part, votre demande sera considérée comme rejetée le {en_lettres(jour)} : ce délai est "
        "suspendu en attendant votre envoi, ou jusqu’à la date ci-dessus (article L114-5 du code des relations entre "
        "le public et l’administration)."
    )
