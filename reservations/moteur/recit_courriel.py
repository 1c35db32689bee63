"""What the summary's mail says at its beginning, by the way the submission came. No price in a
mail."""

from famille.models import Utilisateur
from famille.socle.dire import de, en_moment
from famille.socle.ville import service
from reservations.models import DemandeReservation

from .recit import Recit

Canal = DemandeReservation.Canal
_DES_FAMILLES = (Canal.PORTAIL, Canal.RAPPEL, Canal.OFFRE)
SANS_PRENOM = "L’autre adulte de votre foyer"


def annoncer(demande: DemandeReservation, recit: Recit, *, a: Utilisateur) -> dict:
    """Context of the mail to `a`, an adult of the household: dict(sujet, intro, raison, suite,
    groupes). Who did not ask is told who did."""
    autre = demande.par if demande.par_id != a.pk else None
    dire = _entete_de_l_autre if autre and demande.canal in _DES_FAMILLES else _entete
    sujet, intro = dire(demande, recit)
    return {
        "sujet": sujet,
        "intro": intro,
        "raison": raison(demande),
        "suite": _suite(demande, recit),
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


def _entete_de_l_autre(demande: DemandeReservation, recit: Recit) -> tuple[str, str]:
    """The same for the other adult: it is not "your request"."""
    prenom = (demande.par and demande.par.first_name) or SANS_PRENOM
    quand, bref = en_moment(demande.soumise_le), recit.en_bref
    if demande.canal == Canal.RAPPEL:
        la_sienne = "Sa réponse" if prenom == SANS_PRENOM else f"La réponse {de(prenom)}"
        return (
            f"{prenom} a répondu au rappel : {bref}",
            f"{la_sienne} au rappel, reçue le {quand}, est enregistrée.",
        )
    if demande.canal == Canal.OFFRE:
        return (
            f"{prenom} a accepté la place proposée : {bref}",
            f"{prenom} a accepté la place proposée, le {quand}.",
        )
    faits = {ligne["resultat"] for ligne in demande.lignes}
    verbe = {("reserve",): "a réservé", ("annule",): "a annulé"}.get(
        tuple(sorted(faits)), "a changé vos réservations"
    )
    return f"{prenom} {verbe} : {bref}", f"{prenom} a envoyé cette demande le {quand}."


def _entete(demande: DemandeReservation, recit: Recit) -> tuple[str, str]:
    quand, bref = en_moment(demande.soumise_le), recit.en_bref
    if demande.canal == Canal.EVENEMENT:
        if any(ligne["resultat"] == "annule" for ligne in demande.lignes):
            return (
                f"Accueil annulé : {bref}",
                f"{service().en_debut} a dû annuler l’accueil de ces jours, le {quand}.",
            )
        return (
            f"Accueil rétabli : {bref}",
            f"L’accueil de ces jours a finalement lieu : rétabli le {quand}.",
        )
    if demande.canal == Canal.GUICHET:
        return (
            f"{service().en_debut} a enregistré : {bref}",
            f"{service().en_debut} a modifié vos réservations le {quand}.",
        )
    if demande.canal == Canal.SUR_PLACE:
        return (
            f"Venue sans réservation : {bref}",
            f"Le centre a accueilli votre enfant sans réservation et l’a noté le {quand}.",
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
    if demande.canal == Canal.VOEUX:
        return (
            f"La réponse à vos vœux : {bref}",
            f"Vos vœux ont reçu leur réponse le {quand} : ces jours sont réservés.",
        )
    if demande.canal == Canal.BOURSE:
        return _de_la_bourse(demande, bref, quand)
    return (
        f"Vos réservations : {bref}",
        f"Votre demande est enregistrée. Elle a été reçue le {quand}.",
    )


def _de_la_bourse(demande: DemandeReservation, bref: str, quand: str) -> tuple[str, str]:
    if any(ligne["resultat"] == "annule" for ligne in demande.lignes):
        return (
            f"Votre place est prise : {bref}",
            f"Une autre famille a pris la place que vous proposiez, le {quand}.",
        )
    return (
        f"La place est à vous : {bref}",
        f"Vous avez pris la place qu’une autre famille proposait, le {quand}.",
    )


def _suite(demande: DemandeReservation, recit: Recit) -> str:
    if demande.canal != Canal.EVENEMENT:
        return ""
    if any(ligne["resultat"] == "annule" for ligne in demande.lignes):
        return "Vous n’avez rien à faire : rien ne vous sera facturé pour ces jours."
    jusqu_au = recit.annulable_jusqu_au
    if jusqu_au is None:
        return f"Une question ? Appelez {service().le}."
    if jusqu_au < demande.soumise_le:
        return (
            "Ces jours ne s’annulent plus dans le calendrier : s’ils ne vous conviennent plus,"
            f" appelez {service().le}."
        )
    return (
        "Si ces jours ne vous conviennent plus, annulez ceux qui peuvent encore l’être dans le"
        f" calendrier, ou appelez {service().le}."
    )
