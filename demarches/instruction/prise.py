"""Who deals with a demande, and what agents write to each other."""

from django.db import transaction
from django.utils import timezone

from demarches.models import Demande, NoteInterne
from famille.actions import noter_agent
from famille.models import Utilisateur

from .acces import INSTRUIRE
from .passage import PassageImpossible

Statut = Demande.Statut
EN_COURS = (Statut.EN_ATTENTE, Statut.A_COMPLETER, Statut.REPONDUE)


@transaction.atomic
def prendre(demande: Demande, *, par: Utilisateur) -> None:
    """Take charge of a demande nobody has; taking one's own again changes nothing.

    PassageImpossible: someone else has it, or it is no longer to be dealt with.
    """
    if _changer_agent(demande, avant=None, apres=par) or _actuelle(demande).agent_id == par.pk:
        return
    raise PassageImpossible(
        f"{_qui_la_traite(demande)} Choisissez la demande suivante, ou voyez avec elle ou lui."
    )


@transaction.atomic
def rendre(demande: Demande, *, par: Utilisateur) -> None:
    """Give one's demande back to the common list. PassageImpossible: it is not one's own."""
    if not _changer_agent(demande, avant=par, apres=None):
        raise PassageImpossible(
            "Cette demande n’est plus la vôtre : rechargez la page pour voir qui la traite."
        )


@transaction.atomic
def confier(demande: Demande, *, par: Utilisateur, agent: Utilisateur) -> None:
    """Hand the demande over to `agent` (oneself included), whoever had it when the page was read; a
    note tells it.

    PassageImpossible: `agent` may not decide, or the demande has changed hands meanwhile.
    """
    if not agent.is_active or not agent.has_perm(INSTRUIRE):
        raise PassageImpossible(
            f"{agent} ne peut pas traiter de demande : choisissez une autre personne."
        )
    if not _changer_agent(demande, avant=demande.agent, apres=agent):
        raise PassageImpossible(f"{_qui_la_traite(demande)} Rien n’a été changé.")
    NoteInterne.objects.create(demande=demande, par=par, texte=f"Demande confiée à {agent}.")


@transaction.atomic
def noter(demande: Demande, texte: str, *, par: Utilisateur) -> NoteInterne:
    """What the family never sees. PassageImpossible: nothing in it, or a draft."""
    if not texte.strip():
        raise PassageImpossible("Cette note est vide : écrivez-la, puis enregistrez-la.")
    if demande.statut == Statut.BROUILLON:
        raise PassageImpossible(
            "Cette demande n’est pas encore déposée : elle n’appartient qu’à la famille."
        )
    return NoteInterne.objects.create(demande=demande, texte=texte.strip(), par=par)


def _changer_agent(
    demande: Demande, *, avant: Utilisateur | None, apres: Utilisateur | None
) -> bool:
    """Whether the row was still as read: of two clicks together, one finds it."""
    prise_le = timezone.now() if apres else None
    trouvees = Demande.objects.filter(pk=demande.pk, statut__in=EN_COURS, agent=avant)
    if not trouvees.update(agent=apres, prise_le=prise_le):
        return False
    demande.agent, demande.prise_le = apres, prise_le
    if demande.fil_id:
        noter_agent(demande.fil_id, apres)
    return True


def _actuelle(demande: Demande) -> Demande:
    return Demande.objects.select_related("agent").get(pk=demande.pk)


def _qui_la_traite(demande: Demande) -> str:
    actuelle = _actuelle(demande)
    if actuelle.statut not in EN_COURS:
        return f"Cette demande n’est plus à traiter : {actuelle.get_statut_display().lower()}."
    if actuelle.agent is None:
        return "Personne ne traite plus cette demande."
    return f"Cette demande est déjà prise en charge par {actuelle.agent}."
