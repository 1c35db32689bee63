"""The inbox of the demo town, lived in: conversations in each state, some unread for Camille
Martin."""

from datetime import date
from types import SimpleNamespace

from django.db.models import F
from django.utils import timezone

from demo.ville.jours import au_moment, il_y_a
from famille import actions
from famille.courriels.boite_d_envoi import courriels_de
from famille.courriels.destinataires import adultes_de
from famille.dossier.messages.actions import MESSAGE
from famille.dossier.messages.actions_agents import repondre_fil
from famille.models import EnvoiGroupe, Fil, Foyer, LectureFil, Notification, Utilisateur
from reservations.envois.cible import Cible, Public

SORTIE = (
    "Bonjour,\n\nLa sortie au parc de Belle-Isle est maintenue. Pensez à un goûter, une gourde et"
    " des chaussures fermées. Retour à 17 h.\n\nBonne journée,"
)
ECOLE_FERMEE = (
    "Bonjour,\n\nLe restaurant de l’école sera fermé pour travaux mardi prochain : les enfants"
    " déjeuneront dans la salle polyvalente, servis par la même équipe. Vous n’avez rien à"
    " faire.\n\nBonne journée,"
)
# (sujet, texte, jours, heure, minute) of families that wait for an answer, the oldest late
ATTENDENT = [
    (
        "Mon dossier",
        "Bonjour, mon numéro de téléphone a changé. Comment le corriger ? Merci.",
        10,
        21,
        40,
    ),
    (
        "La crèche",
        "Bonjour, la crèche des Capucins sera-t-elle ouverte le vendredi de l’Ascension ?",
        4,
        12,
        15,
    ),
    (
        "Mes réservations",
        "Bonjour, peut-on encore inscrire mon fils pour la seconde semaine ?",
        1,
        22,
        3,
    ),
]


def remplir_la_boite(personnages: SimpleNamespace, *, agent: Utilisateur, jour: date) -> None:
    """`personnages`: the named households."""
    martin = personnages.martin
    camille = _compte(martin)
    with au_moment(il_y_a(30, 20, 12)):
        clos = actions.ouvrir_fil(
            martin, sujet="Mon dossier", texte="Le nom de notre médecin a changé.", par=camille
        )
    with au_moment(il_y_a(28, 9, 30)):
        repondre_fil(
            clos, par=agent, texte="C’est noté : la fiche sanitaire est à jour. Merci.", clore=True
        )
        actions.marquer_lu(clos, par=camille)
    _faire_attendre(personnages, agent)
    with au_moment(il_y_a(1, 10, 20)):
        lea = martin.enfants.order_by("naissance").first()
        signe = f"{agent}, {agent.qualite}, {agent.service}"
        sujet = "Sortie de mercredi : ce qu’il faut prévoir"
        actions.ouvrir_fil_du_service(
            martin, sujet=sujet, texte=SORTIE, par=agent, auteur=signe, enfant=lea
        )
    if lea and lea.ecole:
        with au_moment(il_y_a(2, 14, 5)):
            _ecrire_a_l_ecole(lea.ecole.nom, agent)
    vieillir(personnages)


def _faire_attendre(personnages: SimpleNamespace, agent: Utilisateur) -> None:
    """A few families wait; the agent has taken one."""
    nommes = {personnages.martin.pk, personnages.vandenbroucke.pk}
    autres = (
        Foyer.objects.exclude(pk__in=nommes)
        .filter(responsables__utilisateur__is_active=True)
        .distinct()
    )
    for foyer, (sujet, texte, jours, heure, minute) in zip(
        autres.order_by("pk"), ATTENDENT, strict=False
    ):
        with au_moment(il_y_a(jours, heure, minute)):
            fil = actions.ouvrir_fil(foyer, sujet=sujet, texte=texte, par=_compte(foyer))
    actions.noter_agent(fil.pk, agent)


def _ecrire_a_l_ecole(ecole: str, agent: Utilisateur) -> None:
    """Sent and finished: what the worker would have done."""
    cible = Cible(Public.ECOLE, ecole=ecole)
    envoi: EnvoiGroupe = actions.preparer_envoi(
        sujet="Déjeuner de mardi",
        texte=ECOLE_FERMEE,
        cible=cible.en_json(),
        a_qui=cible.dite(),
        par=agent,
    )
    foyers = list(cible.foyers())
    envoi = actions.figer_envoi(envoi, [foyer.pk for foyer in foyers])
    adultes = adultes_de(foyers)
    for foyer in foyers:
        actions.remettre_envoi(envoi, foyer.pk, adultes.get(foyer.pk, []))
    actions.finir_envoi(envoi)
    lus = [fil for rang, fil in enumerate(Fil.objects.filter(envoi=envoi)) if rang % 3]
    lectures = [(fil, adultes[fil.foyer_id][0]) for fil in lus if fil.foyer_id in adultes]
    LectureFil.objects.bulk_create(
        LectureFil(fil=fil, utilisateur=adulte, lu_le=timezone.now()) for fil, adulte in lectures
    )


def vieillir(personnages: SimpleNamespace) -> None:
    """What is over two days old was read, but for the last things that Camille Martin has to read;
    its mail left."""
    anciennes = Notification.objects.filter(le__lt=il_y_a(2)).exclude(
        utilisateur=_compte(personnages.martin), le__gte=il_y_a(6)
    )
    anciennes.update(lu_le=F("le"))
    courriels_de(MESSAGE.cle()).filter(envoye_le=None).update(envoye_le=F("cree_le"))


def _compte(foyer: Foyer) -> Utilisateur:
    return foyer.responsables.actuels().exclude(utilisateur=None).order_by("pk")[0].utilisateur
