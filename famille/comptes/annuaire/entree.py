"""Who of the directory enters: an account that an administrator has made, found by its e-mail
address once, then by what the directory calls it (`sub`), whatever becomes of the address."""

import logging
import uuid
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.log_actions import log

from famille.comptes.adresse_prouvee import adresse_verifiee
from famille.comptes.journal import noter
from famille.comptes.openid.parcours import Reconnu
from famille.comptes.sessions.vie import fermer_les_sessions
from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import GenreDeCourriel
from famille.models import Utilisateur
from famille.socle.erreurs import Refus

from .modele import CODE, AnnuaireDesAgents

logger = logging.getLogger(__name__)
LIE = GenreDeCourriel("annuaire-lie", "comptes/annuaire_lie")
DROITS = GenreDeCourriel("annuaire-droits", "comptes/annuaire_droits")
ACTION_LIEN, ACTION_GROUPES = "famille.annuaire-lie", "famille.annuaire-groupes"
INCONNU = (
    "Aucun compte d’agent ne vous attend sur ce portail. Demandez à l’administration du portail"
    " d’en créer un, avec l’adresse e-mail que {nom} donne de vous, puis recommencez. Si vous êtes"
    " parent, connectez-vous avec votre adresse et votre mot de passe."
)
AUTRE_ORGANISATION = (
    "{nom} vous connaît dans une autre organisation que celle de ce portail. Choisissez la bonne,"
    " ou demandez à votre service informatique de la corriger, puis recommencez."
)
SANS_ADRESSE = (
    "{nom} n’a pas donné votre adresse e-mail, ou ne l’a pas vérifiée. Demandez à votre service"
    " informatique de la compléter, puis recommencez."
)
AUTRE_IDENTITE = (
    "Votre compte est déjà lié à une autre identité de {nom}. Si vous avez changé d’employeur ou"
    " d’identifiant, demandez à l’administration du portail de délier votre compte, puis"
    " recommencez."
)
SANS_GROUPE = (
    "{nom} ne vous donne aucun droit sur ce portail, ou ne vous en donne plus. Demandez à votre"
    " service informatique de vous remettre dans le bon groupe, puis recommencez."
)
BLOQUE = "Votre compte est bloqué. Adressez-vous à l’administration du portail."


def reconnaitre(
    annuaire: AnnuaireDesAgents, dits: Mapping[str, Any], identite: Mapping[str, Any]
) -> Reconnu:
    """The account of who has just signed in there. `dits`: all that the directory says; `identite`:
    its signed id_token. Refus: the sentence says what to do; groups that it no longer gives are
    gone all the same, and the sessions with them."""
    try:
        compte = _le_compte(annuaire, dits)
        _suivre_les_groupes(annuaire, compte, dits)
        compte = Utilisateur.objects.get(pk=compte.pk)  # its rights, read anew
        if not compte.est_du_personnel:
            raise Refus(SANS_GROUPE if annuaire.groupes else INCONNU)
    except Refus as refus:
        noter("annuaire refuse", raison=RAISONS[str(refus)])
        raise Refus(str(refus).format(nom=annuaire.nom)) from refus
    prouve = annuaire.prouve_le_second_facteur(identite)
    noter("annuaire reconnu", compte, second_facteur="oui" if prouve else "non")
    return Reconnu(compte, prouve)


RAISONS = {
    INCONNU: "inconnu",
    AUTRE_ORGANISATION: "organisation",
    SANS_ADRESSE: "adresse",
    AUTRE_IDENTITE: "identite",
    SANS_GROUPE: "groupe",
    BLOQUE: "bloque",
}


def _le_compte(annuaire: AnnuaireDesAgents, dits: Mapping[str, Any]) -> Utilisateur:
    if not annuaire.est_de_la_ville(dits):
        raise Refus(AUTRE_ORGANISATION)
    lien = (
        SocialAccount.objects.select_related("user").filter(provider=CODE, uid=dits["sub"]).first()
    )
    compte = lien.user if lien else _lier(annuaire, dits)
    if not compte.is_active:
        raise Refus(BLOQUE)
    return compte


@transaction.atomic
def _lier(annuaire: AnnuaireDesAgents, dits: Mapping[str, Any]) -> Utilisateur:
    """The agent's account of this address, paired from now on. What a parent has is never one."""
    if not (adresse := annuaire.adresse_de(dits)):
        raise Refus(SANS_ADRESSE)
    comptes = Utilisateur.objects.select_for_update(no_key=True)
    compte = comptes.filter(email__iexact=adresse).first()
    if compte is not None and not compte.is_active:
        raise Refus(BLOQUE)
    if compte is None or not compte.est_du_personnel:
        raise Refus(INCONNU)
    if SocialAccount.objects.filter(user=compte, provider=CODE).exists():
        raise Refus(AUTRE_IDENTITE)
    SocialAccount.objects.create(user=compte, provider=CODE, uid=dits["sub"], extra_data={})
    adresse_verifiee(compte)
    fermer_les_sessions(compte)
    preparer(LIE.cle(uuid.uuid4()), compte.email, {"prenom": compte.first_name})
    log(instance=compte, action=ACTION_LIEN, user=compte)
    noter("annuaire lie", compte)
    return compte


def _suivre_les_groupes(
    annuaire: AnnuaireDesAgents, compte: Utilisateur, dits: Mapping[str, Any]
) -> None:
    """The groups that the directory holds become those that it gives; a change ends the sessions
    that were open with the former ones. Refus: it gives none."""
    if not annuaire.groupes:
        return
    donnes = annuaire.groupes_de(dits)
    siens = Group.objects.filter(name__in=annuaire.groupes_tenus)
    tenus = {groupe.name: groupe for groupe in siens}
    for nom in sorted(donnes - tenus.keys()):
        logger.error("PORTAIL_ANNUAIRE_GROUPES names a group that does not exist here: %s", nom)
    voulus = {groupe for nom, groupe in tenus.items() if nom in donnes}
    avaient = set(compte.groups.filter(name__in=annuaire.groupes_tenus))
    if voulus != avaient:
        _donner_les_groupes(compte, voulus, avaient)
    if not voulus:
        raise Refus(SANS_GROUPE)


@transaction.atomic
def _donner_les_groupes(compte: Utilisateur, voulus: set[Group], avaient: set[Group]) -> None:
    compte.groups.remove(*(avaient - voulus))
    compte.groups.add(*(voulus - avaient))
    fermer_les_sessions(compte)
    noms = sorted(groupe.name for groupe in voulus)
    preparer(DROITS.cle(uuid.uuid4()), compte.email, {"prenom": compte.first_name, "groupes": noms})
    log(instance=compte, action=ACTION_GROUPES, user=compte, data={"groupes": noms})
    noter("annuaire groupes", compte)
