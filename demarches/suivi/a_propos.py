"""A message about a demande: begun from its page, tied to it by its number, and read again from
there."""

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from demarches.instruction.conversation import fils_sur
from demarches.models import Demande, ReglageDemarche
from famille.actions import marquer_lus
from famille.models import Fil, Utilisateur
from famille.socle.connectee import RequeteConnectee

if TYPE_CHECKING:
    from demarches.declaration.demarche import Demarche


CODE = "contact"
PARAMETRE = "demande"


def contact_ouvert(ouvertes: list[ReglageDemarche] | None = None) -> bool:
    """Whether a message can be begun now. `ouvertes`: list of ReglageDemarche, when they are
    already read."""
    if ouvertes is None:
        return ReglageDemarche.objects.ouvertes().filter(code=CODE).exists()
    return any(reglage.code == CODE for reglage in ouvertes)


def lien_ecrire(demande: Demande) -> str:
    """Where a message about this demande begins; "" of a conversation, in which one writes."""
    if not demande.attend_une_decision:
        return ""
    return reverse("demarches:presentation", args=[CODE], query={PARAMETRE: demande.numero})


def demande_visee(request: RequeteConnectee, demarche: "Demarche | None") -> Demande | None:
    """The Demande that the address names, for a démarche that is a conversation; None when it names
    none.

    Http404: it is not one of the account's, sent and decided by an agent; nothing is told of it.
    """
    numero = request.GET.get(PARAMETRE, "")
    if not numero or demarche is None or demarche.decision:
        return None
    visee = (
        Demande.objects.de(request.user)
        .deposees()
        .select_related("foyer", "enfant")
        .filter(numero=numero)
        .first()
    )
    if visee is None or not visee.attend_une_decision:
        raise Http404("not a demande of this account")
    return visee


def conversations_sur(demande: Demande, *, lecteur: Utilisateur) -> list[Fil]:
    """What was written about this demande; showing it to `lecteur` is having him read it."""
    fils = fils_sur(demande)
    marquer_lus(fils, par=lecteur)
    return fils
