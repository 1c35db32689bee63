"""What the family's page of a demande shows, its conversation included."""

from typing import Any

from django import forms
from django.db.models import Prefetch, prefetch_related_objects

from demarches.instruction import deja_facture
from demarches.instruction.conversation import OUVERTES, fil_de
from demarches.instruction.suivi import ATTENDENT, recit
from demarches.models import Demande, PieceJointe
from famille.actions import marquer_lu
from famille.journal.une_fois import CleField
from famille.models import Utilisateur

from .a_propos import contact_ouvert, conversations_sur, lien_ecrire
from .listes import actions_possibles, peut_commencer

LONGUEUR_MAX = 5000
REFUSEES = (Demande.Statut.RETIREE, Demande.Statut.REJETEE)


class EcrireForm(forms.Form):
    cle = CleField()
    texte = forms.CharField(
        label="Votre message",
        max_length=LONGUEUR_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Écrivez votre message, puis envoyez-le.",
            "max_length": (
                f"Votre message dépasse {LONGUEUR_MAX} caractères : raccourcissez-le, ou envoyez-le"
                " en deux."
            ),
        },
    )


def contexte_de_la_demande(
    demande: Demande, *, utilisateur: Utilisateur, message: EcrireForm | None = None
) -> dict[str, Any]:
    """dict for templates/demarches/suivi/demande.html. `message`: the form of what the family was
    writing, when refused."""
    reglage, contact = demande.reglage, contact_ouvert()
    # nothing is written from here: each of its steps would read them again
    prefetch_related_objects(
        [demande], Prefetch("pieces", PieceJointe.objects.select_related("document__cachet"))
    )
    contexte = {
        "demande": demande,
        "reglage": reglage,
        "pieces": demande.pieces_jointes,
        "actions": actions_possibles(demande, contact=contact),
        "renvoyer": contact and demande.statut in ATTENDENT,
        "ecrire_a_propos": lien_ecrire(demande) if contact else "",
        "se_redemande": demande.statut in REFUSEES and peut_commencer(demande.code),
        "fils": conversations_sur(demande, lecteur=utilisateur),
        "deja_facture": (
            deja_facture.dire(demande) if demande.statut == Demande.Statut.VALIDEE else ""
        ),
    }
    return (
        contexte
        | recit(demande, reglage)
        | conversation(demande, utilisateur=utilisateur, message=message)
    )


def conversation(
    demande: Demande, *, utilisateur: Utilisateur, message: EcrireForm | None = None
) -> dict[str, Any]:
    """dict(fil, echanges, ecrire): `fil` is None when the demande is no conversation, `ecrire` once
    it is closed."""
    fil = None if demande.attend_une_decision else fil_de(demande)
    if fil is None:
        return {"fil": None}
    marquer_lu(fil, par=utilisateur)
    ouverte = demande.statut in OUVERTES
    return {
        "fil": fil,
        "echanges": list(fil.messages.prefetch_related("documents")),
        "ecrire": (message or EcrireForm()) if ouverte else None,
    }
