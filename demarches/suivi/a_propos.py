"""A message about a demande: begun from its page, tied to it by its number, and read again from
there."""

from django.http import Http404
from django.urls import reverse

from demarches.instruction.conversation import fils_sur
from demarches.models import Demande, ReglageDemarche
from famille.actions import marquer_lus
from famille.messages.portes import APropos
from famille.models import Fil, Utilisateur

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
    return reverse("famille:ecrire", query={PARAMETRE: demande.numero})


def demande_visee(utilisateur: Utilisateur, numero: str) -> Demande:
    """The Demande that a message is about. Http404: it is not one of the account's, sent and
    decided by an agent; nothing is told of it."""
    visee = (
        Demande.objects.de(utilisateur)
        .deposees()
        .select_related("foyer", "enfant")
        .filter(numero=numero)
        .first()
    )
    if visee is None or not visee.attend_une_decision:
        raise Http404("not a demande of this account")
    return visee


def ce_que_concerne(demande: Demande) -> APropos:
    titre = demande.titre_court if demande.attend_une_decision else "message"
    return APropos(
        f"{titre[:1].lower()}{titre[1:]} n° {demande.numero}",
        reverse("demarches:demande", args=[demande.pk]),
        reverse("demandes_modeladmin_inspect", args=[demande.pk]),
    )


def conversations_sur(demande: Demande, *, lecteur: Utilisateur) -> list[Fil]:
    """What was written about this demande; showing it to `lecteur` is having him read it."""
    fils = fils_sur(demande)
    marquer_lus(fils, par=lecteur)
    return fils
