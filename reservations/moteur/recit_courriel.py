"""What the summary's mail says at its beginning, by the way the submission came. No price in a
mail."""

from famille.socle.dire import en_moment
from reservations.models import DemandeReservation

from .recit import Recit

Canal = DemandeReservation.Canal


def annoncer(demande: DemandeReservation, recit: Recit) -> dict:
    """Context of the mail: dict(sujet, intro, raison, suite, groupes)."""
    sujet, intro = _entete(demande, recit)
    return {
        "sujet": sujet,
        "intro": intro,
        "raison": raison(demande),
        "suite": _suite(demande),
        "groupes": recit.groupes,
    }


def raison(demande: DemandeReservation) -> str:
    """Why the town cancelled. An agent's reason for going past a deadline is not mailed: it may say
    too much."""
    lignes = demande.lignes
    annulees = lignes and all(
        li["resultat"] == "annule" and li["phrase"] == demande.motif for li in lignes
    )
    return demande.motif if annulees else ""


def _entete(demande: DemandeReservation, recit: Recit) -> tuple[str, str]:
    quand, bref = en_moment(demande.soumise_le), recit.en_bref
    if demande.canal == Canal.EVENEMENT:
        if any(ligne["resultat"] == "annule" for ligne in demande.lignes):
            return (
                f"Accueil annulé : {bref}",
                f"Le Pôle Familles a dû annuler l’accueil de ces jours, le {quand}.",
            )
        return (
            f"Accueil rétabli : {bref}",
            f"L’accueil de ces jours a finalement lieu : rétabli le {quand}.",
        )
    if demande.canal == Canal.GUICHET:
        return (
            f"Le Pôle Familles a enregistré : {bref}",
            f"Le Pôle Familles a modifié vos réservations le {quand}.",
        )
    if demande.canal == Canal.RAPPEL:
        return (
            f"Votre réponse au rappel : {bref}",
            f"Votre réponse au rappel, reçue le {quand}, est enregistrée.",
        )
    if demande.canal == Canal.OFFRE:
        return (
            f"La place proposée est réservée : {bref}",
            f"Vous avez accepté la place proposée, le {quand}.",
        )
    return (
        f"Vos réservations : {bref}",
        f"Votre demande est enregistrée. Elle a été reçue le {quand}.",
    )


def _suite(demande: DemandeReservation) -> str:
    if demande.canal != Canal.EVENEMENT:
        return ""
    if any(ligne["resultat"] == "annule" for ligne in demande.lignes):
        return "Vous n’avez rien à faire : rien ne vous sera facturé pour ces jours."
    return (
        "Si ces jours ne vous conviennent plus, annulez-les dans le calendrier ou appelez le Pôle"
        " Familles."
    )
