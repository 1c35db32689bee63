"""A complement that an agent enters for the family, at the counter, by telephone or from a letter
(D8)."""

from django.db import transaction
from django.utils import timezone

from demarches.instruction.acces import complement_reserve, est_de_la_famille
from demarches.instruction.passage import PassageImpossible
from demarches.models import Demande, SaisieDuComplement
from famille.actions import noter_consultation
from famille.models import Consultation, Utilisateur

RESERVE = (
    "Ce complément demande des informations de santé, que votre compte ne peut pas lire :"
    " confiez-le à un agent habilité, ou proposez à la famille de l’envoyer elle-même dans le"
    " portail."
)


def refus_de_saisir(demande: Demande, *, par: Utilisateur) -> str:
    """Why this agent cannot answer the complement for the family, or ""."""
    if demande.complement_attendu is None:
        return (
            "Aucun complément n’est attendu sur cette demande : la famille l’a envoyé, ou il n’est"
            " plus demandé."
        )
    return RESERVE if complement_reserve(par, demande) else ""


@transaction.atomic
def commencer_la_saisie(demande: Demande, *, par: Utilisateur, canal: str) -> SaisieDuComplement:
    """From now on agents fill the pages given back, and the family still may. Beginning it again
    says how it comes this time. The household reads in its journal that its pages were opened.
    PassageImpossible: see `refus_de_saisir`."""
    demande = (
        Demande.objects.select_for_update(of=("self",)).select_related("foyer").get(pk=demande.pk)
    )
    if refus := refus_de_saisir(demande, par=par):
        raise PassageImpossible(refus)
    noter_la_saisie(demande, par=par)
    saisie, _nouvelle = SaisieDuComplement.objects.update_or_create(
        complement=demande.complement_attendu, defaults={"canal": canal, "par": par}
    )
    return saisie


def noter_la_saisie(demande: Demande, *, par: Utilisateur | None) -> None:
    """The household reads in its journal, once a day, that this agent opens pages of its
    complement: who begins the entry, and a colleague who goes on with it."""
    quoi = f"complément de la demande {demande.numero}, saisi pour la famille"
    aujourdhui = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not Consultation.objects.filter(
        foyer=demande.foyer, quoi=quoi, par=par, le__gte=aujourdhui
    ).exists():
        noter_consultation(demande.foyer, quoi, par=par)


def clore_la_saisie(demande: Demande, *, par: Utilisateur) -> None:
    """On sending, before the pages are read: the entry is signed by who sends. A family that sends
    its complement itself has not come to the counter."""
    saisie = SaisieDuComplement.objects.filter(
        complement__demande=demande, complement__recu_le=None
    )
    if not saisie.exists():
        return
    if est_de_la_famille(par, demande):
        saisie.delete()
    else:
        saisie.update(par=par)
