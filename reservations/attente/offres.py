"""What becomes of an offer: accepted, refused, expired. The counters are locked first, always."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from django.utils import timezone

from famille.socle.erreurs import Refus
from reservations.models import Attente, DemandeReservation
from reservations.moteur.demande import Envoi
from reservations.moteur.reprises import rejouer
from reservations.moteur.verrou import ecriture
from reservations.regles.juge import Motif

from . import avis
from .saisie_file import conclu, juger, phrase_de, reserver, saisir
from .servir import conclure, rendre, servir_file

Etat = Attente.Etat
Canal = DemandeReservation.Canal
# A missing paper can still be given while the offer stands; what else is against it ends it.
_REPARABLES = {Motif.FICHE, Motif.ASSURANCE}
_FINIES = {
    Etat.EN_ATTENTE: "Cette place n’est plus proposée : vous êtes toujours en liste d’attente.",
    Etat.ACCEPTEE: "Cette place est déjà réservée.",
    Etat.REFUSEE: "Vous avez refusé cette place : elle a été proposée à la famille suivante.",
    Etat.EXPIREE: (
        "Le délai pour accepter cette place est passé : elle a été proposée à la famille suivante."
    ),
    Etat.RETIREE: "Vous n’êtes plus en liste d’attente pour ce jour.",
}
AUTRES_PROPOSEES = (
    "Sa place est proposée à la famille suivante ; les autres vous restent proposées."
)


def accepter(attente: Attente, *, par, maintenant: datetime | None = None) -> DemandeReservation:
    """Book the place offered, and those of the brothers and sisters offered with it. Twice: the
    same receipt.

    Refus: the offer is over, or the rules are now against it; the place has then gone to the next.
    """
    return conclu(
        lambda instant: _accepter(attente, par=par, maintenant=instant), maintenant, "accepter"
    )


def refuser(attente: Attente, *, par, maintenant: datetime | None = None) -> None:
    """Give back the place offered, and those offered with it; they go to the next. Refus: the offer
    is over."""
    return conclu(lambda instant: _refuser(attente, maintenant=instant), maintenant, "refuser")


def expirer_offres(*, maintenant: datetime | None = None) -> int:
    """End the offers that nobody answered in time and serve the next; how many. Safe to run
    twice."""
    maintenant = maintenant or timezone.now()
    passees = Attente.objects.filter(etat=Etat.PROPOSEE, expire_le__lte=maintenant).select_related(
        "foyer", "enfant"
    )
    return sum(rejouer(partial(_expirer, offre, maintenant), quoi="expirer") for offre in passees)


def _accepter(attente, *, par, maintenant):
    saisie = saisir(attente, ensemble=True)
    premiere = saisie.attentes[0]
    cle = f"offre-{premiere.ensemble or premiere.reference}"
    if premiere.etat != Etat.PROPOSEE:
        deja = DemandeReservation.objects.filter(cle=cle, foyer=premiere.foyer_id).first()
        return deja, None if deja else Refus(_FINIES[premiere.etat])
    if premiere.expire_le <= maintenant:
        return None, _fin_de_l_offre(saisie, Etat.EXPIREE, maintenant)
    jugements = juger(saisie, maintenant)
    contre = [
        (a, j) for a, j in zip(saisie.attentes, jugements, strict=True) if not j.verdict.possible
    ]
    if contre:
        return None, _sans_ceux_qui_ne_peuvent_plus(saisie, contre, maintenant)
    envoi = Envoi(
        premiere.foyer, tuple(j.ligne for j in jugements), par, cle, maintenant, canal=Canal.OFFRE
    )
    return reserver(saisie.attentes, jugements, envoi), None


def _sans_ceux_qui_ne_peuvent_plus(saisie, contre, maintenant):
    """Refus: what the rules say of each. Their places go to the next; those of the others stay
    offered. A paper that is missing ends nothing: it can be given until the offer expires."""
    phrases = [phrase_de(attente, jugement) for attente, jugement in contre]
    finis = [attente for attente, jugement in contre if jugement.verdict.motif not in _REPARABLES]
    for attente in finis:
        _rendre_et_conclure(attente, Etat.RETIREE, maintenant)
    if not finis:
        phrases.append("La place vous reste proposée jusqu’à son échéance.")
    else:
        servir_file(saisie.creneaux, maintenant=maintenant)
        autres = len(saisie.attentes) > len(finis)
        phrases.append(
            "La place est proposée à la famille suivante." if not autres else AUTRES_PROPOSEES
        )
    return Refus(" ".join(phrases))


def _rendre_et_conclure(attente, etat, maintenant):
    """Whether the offer was still to be ended; what it held is given back."""
    if not conclure(attente, etat, maintenant=maintenant, creneaux=[]):
        return False
    rendre(attente.creneaux)
    return True


def _refuser(attente, *, maintenant):
    saisie = saisir(attente, ensemble=True)
    premiere = saisie.attentes[0]
    if premiere.etat == Etat.REFUSEE:
        return None, None
    if premiere.etat != Etat.PROPOSEE:
        return None, Refus(_FINIES[premiere.etat])
    return None, _fin_de_l_offre(saisie, Etat.REFUSEE, maintenant)


def _fin_de_l_offre(saisie, etat, maintenant):
    """All the offers of the group end; the next are served. The Refus to raise, None when ending
    was what was asked."""
    finies = [
        attente for attente in saisie.attentes if _rendre_et_conclure(attente, etat, maintenant)
    ]
    servir_file(saisie.creneaux, maintenant=maintenant)
    if etat != Etat.EXPIREE:
        return None
    if finies:
        avis.dire_expiree(finies, maintenant)
    return Refus(_FINIES[Etat.EXPIREE])


def _expirer(offre, maintenant):
    """int: offers that this call ended, with those made together."""
    with ecriture():
        saisie = saisir(offre, ensemble=True)
        echues = [
            a for a in saisie.attentes if a.etat == Etat.PROPOSEE and a.expire_le <= maintenant
        ]
        if not echues:
            return 0
        _fin_de_l_offre(replace(saisie, attentes=echues), Etat.EXPIREE, maintenant)
        return len(echues)
