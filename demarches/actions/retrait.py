"""A demande taken back by its family while nobody has begun to look at it."""

from django.db import transaction

from ..models import Demande
from .passage import PassageImpossible, _passer

Statut = Demande.Statut


def peut_etre_retiree(demande) -> bool:
    """Sent, and untouched: nobody has taken charge of it, nothing was asked or decided of it."""
    return demande.peut_devenir(Statut.RETIREE) and demande.agent_id is None and not demande.complements.all()


@transaction.atomic
def retirer_demande(demande, *, par):
    """The family gives its demande up; nothing of the file changes. Passage.

    PassageImpossible: an agent looks at it already, or it was decided.
    """
    demande = Demande.objects.select_for_update(of=("self",)).select_related("foyer").get(pk=demande.pk)
    if not peut_etre_retiree(demande):
        raise PassageImpossible(
            "Un agent étudie déjà votre demande, ou y a répondu : elle ne peut plus être retirée ici. "
            "Appelez le Pôle Familles si vous voulez l’arrêter."
        )
    return _passer(demande, Statut.RETIREE, par=par, echeance=None)
