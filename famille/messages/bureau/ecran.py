"""What one conversation's screen shows an agent, gathered once."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from famille.messages.annulation import annulable_jusqu_a
from famille.messages.portes import a_propos, attaches, porte_de
from famille.models import Document, Enfant, Fil, Foyer, Message, Utilisateur

from .liste import attente_de


def contexte_du_fil(fil: Fil, *, agent: Utilisateur) -> dict[str, Any]:
    """dict for templates/famille/messages/bureau/fil.html, as this agent may see it."""
    echanges = echanges_lisibles(fil, agent)
    a_un_collegue = fil.agent_id not in (None, agent.pk) and not fil.clos
    return {
        "fil": fil,
        "echanges": echanges,
        "notes": list(fil.notes.select_related("par")),
        "pieces_communes": list(fil.envoi.documents.all()) if fil.envoi else [],
        "vu": echanges[-1].pk if echanges else None,
        "annulable": annulable_jusqu_a(echanges[-1] if echanges else None, agent),
        "apropos": a_propos([fil]).get(fil.pk),
        "attente": attente_de(fil, timezone.localdate()),
        "foyer": resume_du_foyer(fil.foyer),
        "autres": list(Fil.objects.filter(foyer=fil.foyer_id).exclude(pk=fil.pk)[:5]),
        "a_un_collegue": a_un_collegue,
        "est_a_moi": fil.agent_id == agent.pk,
        "ouverte": not fil.clos and not a_un_collegue,
        "rouvrable": fil.clos and porte_de(fil).rouvrable,
        "reponses": attaches().reponses(fil, agent) if not fil.clos and not a_un_collegue else [],
    }


def echanges_lisibles(fil: Fil, agent: Utilisateur) -> Sequence[Message]:
    """Each with `lisibles`, the documents that this agent may open, and `caches`, how many he may
    not: those that the family has said to be of health (D10)."""
    lisibles = Document.objects.remis(agent)
    messages = list(
        fil.messages.prefetch_related(
            "documents", Prefetch("documents", lisibles, to_attr="lisibles")
        ),
    )
    for message in messages:
        message.caches = len(message.documents.all()) - len(message.lisibles)
    return messages


def resume_du_foyer(foyer: Foyer) -> dict[str, Any]:
    """dict(foyer, enfants, adultes, quotient, adresse), for composants/bureau/foyer.html."""
    jour = timezone.localdate()
    quotients = [
        q for q in foyer.quotients.all() if q.debut <= jour and (q.fin is None or q.fin >= jour)
    ]
    return {
        "foyer": foyer,
        "enfants": list(Enfant.objects.du([foyer])),
        "adultes": list(foyer.responsables.actuels()),
        "quotient": quotients[0] if quotients else None,
        "adresse": reverse("foyers_modeladmin_inspect", args=[foyer.pk]),
    }
