"""What an agent decides in the queue, with a reason: give a place whatever the rank, take a child
out."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from famille.actions import noter_modification
from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from reservations.lecture.presences_dites import libelle_nomme
from reservations.models import Attente, DemandeReservation
from reservations.moteur.demande import Envoi
from reservations.moteur.file import avis
from reservations.moteur.file.lien_file import conclure, servir
from reservations.moteur.jugement import JOUR_PASSE
from reservations.moteur.verrou import compter
from reservations.regles.juge import Motif

from .dit_a_l_agent import dire_a_l_agent
from .offres import conclu, empechements_de, juger, reserver, saisir

if TYPE_CHECKING:
    from reservations.regles.juge import Verdict


Etat = Attente.Etat
EN_COURS = (Etat.EN_ATTENTE, Etat.PROPOSEE)
ORIGINE = "liste d’attente"
SANS_MOTIF = (
    "Dites pourquoi cette place est donnée : la raison est gardée, et la famille peut la lire."
)
SORTIE_SANS_MOTIF = (
    "Dites pourquoi cet enfant sort de la liste : la raison est gardée, et la famille peut la lire."
)


def donner_place(
    attente: Attente, *, par: Utilisateur, motif: str, maintenant: datetime | None = None
) -> DemandeReservation:
    """An agent books for one who waits, whatever his rank and the deadline, never above the
    capacity. Kept with `motif` and who did it. Refus: no reason, no free place, or a rule that he
    may not pass over."""
    motif = _exiger(motif, SANS_MOTIF)
    return conclu(
        lambda instant: _donner(attente, par=par, motif=motif, maintenant=instant),
        maintenant,
        "donner",
    )


def sortir_de_la_liste(
    attente: Attente, *, par: Utilisateur, motif: str, maintenant: datetime | None = None
) -> None:
    """An agent takes one child out of the queue, or takes back what was offered to him; his family
    is told. Kept with `motif`. Refus: no reason, or he is no longer in the queue."""
    motif = _exiger(motif, SORTIE_SANS_MOTIF)
    conclu(
        lambda instant: _sortir(attente, par=par, motif=motif, maintenant=instant),
        maintenant,
        "sortir",
    )


def _exiger(motif: str, sinon: str) -> str:
    motif = motif.strip()
    if not motif:
        raise Refus(sinon, champ="motif")
    return motif[:300]


def _donner(attente: Attente, *, par: Utilisateur, motif: str, maintenant: datetime) -> Any:
    saisie = saisir(attente, ensemble=False)
    trouvee = saisie.attentes[0]
    cle = f"don-{trouvee.reference}"
    if trouvee.etat not in EN_COURS:
        deja = DemandeReservation.objects.filter(cle=cle).first()
        return deja, None if deja else Refus(_FINIES_POUR_L_AGENT[Etat(trouvee.etat)])
    jugement = juger(saisie, maintenant, hors_regles=True)[0]
    if not jugement.verdict.possible:
        premier = jugement.verdict
        autres = [] if premier.phrase == JOUR_PASSE else empechements_de(trouvee, maintenant)
        contre = [premier, *(un for un in autres if un.motif != premier.motif)]
        return None, Refus(" ".join(_rediger(un, trouvee.enfant.prenom) for un in contre))
    envoi = Envoi(
        trouvee.foyer,
        (jugement.ligne,),
        par,
        cle,
        maintenant,
        canal=DemandeReservation.Canal.GUICHET,
        motif=motif,
    )
    demande = reserver([trouvee], [jugement], envoi, motif=motif, donnee_par=par)
    noter_modification(
        trouvee.foyer,
        f"place donnée à {trouvee.enfant.prenom}",
        par=par,
        apres={
            "Réservation": f"{trouvee.activite}, {demande.lignes[0]['libelle']}",
            "Motif": motif,
        },
        origine=ORIGINE,
    )
    servir(saisie.creneaux, maintenant=maintenant)
    return demande, None


def _sortir(
    attente: Attente, *, par: Utilisateur, motif: str, maintenant: datetime
) -> tuple[None, Refus | None]:
    saisie = saisir(attente, ensemble=False)
    trouvee = saisie.attentes[0]
    if trouvee.etat not in EN_COURS:
        return None, Refus(_FINIES_POUR_L_AGENT[Etat(trouvee.etat)])
    activite = trouvee.activite
    conclure(trouvee, Etat.RETIREE, maintenant=maintenant, creneaux=[], motif=motif)
    compter(trouvee.creneaux, signe=-1)
    noter_modification(
        trouvee.foyer,
        f"{trouvee.enfant.prenom} sort de la liste d’attente",
        par=par,
        avant={"Liste d’attente": f"{activite}, {libelle_nomme(activite.service, trouvee.bloc)}"},
        apres={"Motif": motif},
        origine=ORIGINE,
    )
    avis.dire_sortie(trouvee, maintenant)
    servir(saisie.creneaux, maintenant=maintenant)
    return None, None


_FINIES_POUR_L_AGENT = {
    Etat.ACCEPTEE: "La famille vient d’accepter cette place : elle est réservée.",
    Etat.REFUSEE: "La famille a refusé cette place : elle n’est plus dans la liste.",
    Etat.EXPIREE: "L’offre a expiré sans réponse : la famille n’est plus dans la liste.",
    Etat.RETIREE: "Cet enfant est déjà sorti de la liste.",
}


def _rediger(contre: "Verdict", prenom: str) -> str:
    if contre.motif == Motif.COMPLET:
        return (
            "Toutes les places de ce jour sont prises ou proposées à d’autres familles : aucune ne"
            " peut être donnée. Augmentez d’abord les places du créneau, ou attendez qu’une offre"
            " se termine."
        )
    phrase = dire_a_l_agent(contre, prenom)
    return phrase if prenom in phrase else f"{prenom} : {phrase}"
