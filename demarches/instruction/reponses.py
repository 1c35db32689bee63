"""Canned answers: what each becomes for one demande, and the first ones of a town."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from demarches.models import Demande, ReponseType
from famille.models import Enfant, Fil, Utilisateur
from famille.socle.dire import en_lettres

# name → what it becomes, as the admin explains it
VARIABLES = {
    "prenom": "prénom de la personne qui a fait la demande",
    "enfant": "prénom de l’enfant, ou « votre enfant »",
    "demarche": "nom de la démarche",
    "numero": "numéro de la demande",
    "depot": "jour où elle a été déposée",
    "date": "date d’aujourd’hui",
    "service": "votre service",
}
_ENTRE_ACCOLADES = re.compile(r"\{\s*([^{}]*?)\s*\}")


def inconnues(texte: str) -> list[str]:
    """What stands between braces and is no variable, once each, in order.

    >>> inconnues("Bonjour {prenom}, {nom} {nom}")
    ['nom']
    """
    return [nom for nom in dict.fromkeys(_ENTRE_ACCOLADES.findall(texte)) if nom not in VARIABLES]


def remplir(texte: str, valeurs: dict[str, str]) -> str:
    """`texte` with the value of each variable. No format(): what it does not know stays as it was
    written.

    >>> remplir("Bonjour { prenom }, {prenom.__class__}", {"prenom": "Camille"})
    'Bonjour Camille, {prenom.__class__}'
    """
    return _ENTRE_ACCOLADES.sub(lambda trouvee: valeurs.get(trouvee[1], trouvee[0]), texte)


def valeurs_du_fil(fil: Fil, agent: Utilisateur) -> dict[str, Any]:
    """{variable: text}, for a conversation that is no demande."""
    dernier = fil.messages.filter(du_service=False).select_related("par").last()
    return _communes(fil.enfant, fil.cree_le, agent) | {
        "prenom": dernier.par.first_name if dernier and dernier.par else "",
        "demarche": fil.sujet,
        "numero": fil.origine,
    }


def valeurs(demande: Demande, agent: Utilisateur) -> dict[str, Any]:
    """dict variable → text, for this demande and the agent who writes."""
    return _communes(demande.enfant, demande.deposee_le, agent) | {
        "prenom": _demandeur(demande).first_name,
        "demarche": demande.titre_court,
        "numero": demande.numero or "",
    }


def _communes(enfant: Enfant | None, le: datetime | None, agent: Utilisateur) -> dict[str, str]:
    return {
        "enfant": enfant.prenom if enfant else "votre enfant",
        "depot": en_lettres(timezone.localdate(le)) if le else "",
        "date": en_lettres(timezone.localdate()),
        "service": agent.service,
    }


def _demandeur(demande: Demande) -> Utilisateur:
    """The account that sent it; an adult of the household where an agent entered it."""
    comptes = [
        compte
        for adulte in demande.adultes_du_foyer
        if adulte.a_un_compte and (compte := adulte.utilisateur)
    ]
    siens = [compte for compte in comptes if compte.pk == demande.par_id]
    return (siens or comptes or [demande.par])[0]


Genre = ReponseType.Genre
ADRESSE = "changement-adresse"
REPONSES = [
    (
        Genre.REJET,
        ADRESSE,
        "Justificatif au nom d’un tiers",
        (
            "Bonjour {prenom},\n\nLe justificatif joint à votre demande {numero} n’est au nom"
            " d’aucun adulte de votre foyer. Vous pouvez envoyer une nouvelle demande avec un"
            " document à votre nom, ou une attestation d’hébergement."
        ),
    ),
    (
        Genre.COMPLEMENT,
        "",
        "Document illisible",
        (
            "Bonjour {prenom},\n\nLe document que vous avez joint n’est pas lisible en entier."
            " Pouvez-vous l’envoyer de nouveau, à plat et sans reflet, ou au format PDF ?"
        ),
    ),
    (
        Genre.COMPLEMENT,
        ADRESSE,
        "Justificatif trop ancien",
        (
            "Bonjour {prenom},\n\nLe justificatif de domicile que vous avez joint est trop ancien."
            " Envoyez-nous une facture plus récente, à votre nouvelle adresse."
        ),
    ),
    (
        Genre.MESSAGE,
        "",
        "Transmis au service concerné",
        (
            "Bonjour {prenom},\n\nVotre message est transmis au service concerné. Nous vous"
            " répondons ici dès que nous avons sa réponse.\n\nBonne journée,"
        ),
    ),
    (Genre.NOTE, "", "Famille appelée", "Famille appelée le {date}."),
]


@transaction.atomic
def creer_reponses() -> None:
    """Make them in a town that has none."""
    if not ReponseType.objects.exists():
        ReponseType.objects.bulk_create(
            ReponseType(genre=genre, code=code, titre=titre, texte=texte)
            for genre, code, titre, texte in REPONSES
        )
