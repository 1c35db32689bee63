"""A message about a demande, or begun page after page and not sent: both are written on the one
page of "Messages"."""

from uuid import UUID

from django.http import Http404
from django.urls import reverse

from demarches.catalogue.contact import sujet_de
from demarches.instruction.acces import demande_a_remplir
from demarches.models import Demande
from famille.messages.portes import RepriseDeSujet
from famille.models import Utilisateur
from famille.regles.foyer import entier

from .a_propos import ce_que_concerne

CONTACT = "contact"
PAGE = "message"
BROUILLON = "brouillon"  # of the address: the message that was begun


def lien_du_brouillon(pk: UUID) -> str:
    return reverse("famille:ecrire", query={BROUILLON: pk})


def reprise_sur(visee: Demande) -> RepriseDeSujet:
    """A message about this demande: its subject, its child."""
    return RepriseDeSujet(
        visee.foyer,
        sujet=sujet_de(visee),
        sujet_propre=sujet_de(visee),
        enfant=visee.enfant_id,
        origine=visee.numero or "",
        a_propos=ce_que_concerne(visee),
    )


def reprise_de(par: Utilisateur, cle: str) -> RepriseDeSujet | None:
    """What was typed in this draft; None once it is sent ("Back"). Http404: not this family's."""
    demande = _le_brouillon(par, cle)
    if demande.statut != Demande.Statut.BROUILLON:
        return None
    dit = {nom: valeurs[0] for nom, valeurs in demande.saisie.get(PAGE, {}).items() if valeurs}
    visee = demande.visee
    dit = (demande.sa_demarche.initial(demande, PAGE) if visee else {}) | dit
    piece = next(iter(demande.pieces_jointes), None)
    return RepriseDeSujet(
        demande.foyer,
        sujet=dit.get("sujet", ""),
        sujet_propre=sujet_de(visee) if visee else "",
        texte=dit.get("message", ""),
        enfant=entier(dit.get("enfant", "")),
        origine=demande.a_propos,
        a_propos=ce_que_concerne(visee) if visee else None,
        piece=piece.document.nom if piece else "",
        cle=demande,
    )


def _le_brouillon(par: Utilisateur, cle: str) -> Demande:
    try:
        demande = demande_a_remplir(par, UUID(cle))
    except ValueError:
        raise Http404("not a draft") from None
    if demande.code != CONTACT or not demande.la_famille_ecrit:
        raise Http404("not a message of this family")
    return demande
