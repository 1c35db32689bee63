"""Whose account FranceConnect opens: the one that it opened before (`sub`), else that of an adult
of this very identity who wrote it herself, else one that a link sent to its own address joins."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone

from famille.comptes.adresse_en_attente import adresse_recente, apres_une_entree_par_le_courriel
from famille.comptes.adresse_prouvee import adresse_verifiee
from famille.comptes.journal import noter
from famille.comptes.openid.liens import est_lie
from famille.comptes.openid.parcours import Reconnu
from famille.comptes.openid.service import ServiceOpenID
from famille.comptes.openid.service_franceconnect import CODE, NIVEAUX
from famille.comptes.preuves import FRAICHEUR, exiger_une_preuve
from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import GenreDeCourriel
from famille.dossier.foyers.acces.actions import confirmer_par_une_preuve
from famille.dossier.identites.actions import Origine, dire_l_identite
from famille.dossier.identites.lecture import adultes_de_cette_identite, est_la_meme
from famille.models import IdentitePivot, Responsable, Utilisateur
from famille.regles.identite import (
    FRANCE,
    SEXES,
    EtatCivil,
    est_un_lieu,
    est_un_pays,
    est_une_naissance,
)
from famille.socle.erreurs import Refus
from famille.socle.saisie.noms import dire_un_chevron
from famille.socle.ville.phrases import dit

from .attente import attendre, rien_ne_le_contredit

LIE = GenreDeCourriel("franceconnect-lie", "comptes/franceconnect_lie")
NIVEAU = (
    "FranceConnect n’a pas garanti votre identité au niveau demandé. Recommencez en choisissant un"
    " autre compte (Impôts, Ameli, La Poste…)."
)
INCOMPLET = (
    "FranceConnect n’a pas donné votre état civil en entier. Connectez-vous avec votre adresse et"
    " votre mot de passe."
)
FERME = dit("Ce compte est fermé. Adressez-vous {au_service} pour en parler.")
DU_PERSONNEL = (
    "FranceConnect est pour les familles. Votre compte est celui d’un agent : connectez-vous par"
    " votre accès d’agent."
)
DEJA_LIE_ICI = (
    "Votre compte est déjà relié à une autre identité FranceConnect. Connectez-vous avec votre mot"
    " de passe, défaites ce lien dans « Mes données personnelles », puis recommencez."
)
CONTREDIT = dit(
    "L’état civil que donne FranceConnect n’est pas celui qui est noté ici pour vous. Si le vôtre"
    " est mal noté, corrigez-le dans « Mon identité » ou écrivez {au_service}, puis recommencez."
)
DEJA_LIE_AILLEURS = (
    "Cette identité FranceConnect ouvre déjà un autre compte de ce portail. Déconnectez-vous, puis"
    " revenez par FranceConnect."
)
SURES = (Origine.PARENT, Origine.FRANCECONNECT)


@dataclass(frozen=True)
class Venue:
    """A person who has just signed in: the seal of her FranceConnect id, her civil identity."""

    sujet: str
    identite: EtatCivil


def reconnaitre(
    request: HttpRequest,
    service: ServiceOpenID,
    dits: Mapping[str, Any],
    identite: Mapping[str, Any],
) -> Reconnu:
    """The account that it opens. `dits`: all that FranceConnect says; `identite`: its signed
    id_token. Refus: the sentence says what to do. ImmediateHttpResponse: nobody is known for sure;
    the person is led to the page that asks for her address."""
    if identite.get("acr") not in NIVEAUX:
        raise _refus("niveau", NIVEAU)
    venue = Venue(service.sujet(dits), lire_l_identite(dits))
    lien = SocialAccount.objects.select_related("user")
    lie = lien.filter(provider=CODE, uid=venue.sujet).first()
    if lie:
        compte = lie.user
        if request.user.is_authenticated and request.user.pk != compte.pk:
            raise _refus("autre", DEJA_LIE_AILLEURS)
        exiger_une_famille(compte)
        _suivre(compte, venue)
    elif request.user.is_authenticated:
        exiger_une_preuve(request, FRAICHEUR)
        compte = request.user
        exiger_une_famille(compte)
        if not rien_ne_le_contredit(compte, venue.identite):
            raise _refus("contredit", CONTREDIT)
        lier(compte, venue)
    else:
        compte = _trouver(request, venue)
        lier(compte, venue)
    noter("franceconnect reconnu", compte)
    return Reconnu(compte, second_facteur=False)


def lire_l_identite(dits: Mapping[str, Any]) -> EtatCivil:
    """Of the claims of `identite_pivot`. A place abroad may be empty, a code or a text: it is not
    kept. Refus: there is no date, no country, no name at all, or one with a sign of a tag."""
    prenoms = dits.get("given_name_array")
    if not isinstance(prenoms, list):
        prenoms = str(dits.get("given_name") or "").split()
    lieu, pays = str(dits.get("birthplace") or ""), str(dits.get("birthcountry") or "")
    lu = EtatCivil(
        nom=str(dits.get("family_name") or "")[:200],
        prenoms=tuple(str(un) for un in prenoms)[:30],
        sexe=str(dits.get("gender") or "") if dits.get("gender") in SEXES else "",
        naissance=str(dits.get("birthdate") or ""),
        lieu=lieu if pays == FRANCE else "",
        pays=pays,
    )
    datee = est_une_naissance(lu.naissance, timezone.localdate())
    nomme = (lu.nom or lu.prenoms) and not dire_un_chevron(" ".join([lu.nom, *lu.prenoms]))
    if not (datee and est_un_pays(lu.pays) and est_un_lieu(lu.lieu) and nomme):
        raise _refus("incomplet", INCOMPLET)
    return lu


def exiger_une_famille(compte: Utilisateur) -> None:
    """Refus: it is closed, or an agent's."""
    if not compte.is_active:
        raise _refus("ferme", FERME)
    if compte.est_du_personnel:
        raise _refus("agent", DU_PERSONNEL)


@transaction.atomic
def lier(compte: Utilisateur, venue: Venue) -> None:
    """This account opens by FranceConnect from now on, and its owner is told. Refus: it is an
    agent's, or one of the two is joined already."""
    exiger_une_famille(compte)
    Utilisateur.objects.select_for_update(no_key=True).get(pk=compte.pk)
    if est_lie(compte):
        raise _refus("deja", DEJA_LIE_ICI)
    if SocialAccount.objects.filter(provider=CODE, uid=venue.sujet).exists():
        raise _refus("autre", DEJA_LIE_AILLEURS)
    try:
        with transaction.atomic():
            SocialAccount.objects.create(user=compte, provider=CODE, uid=venue.sujet, extra_data={})
    except IntegrityError:  # another browser has joined it between the look and the write
        raise _refus("autre", DEJA_LIE_AILLEURS) from None
    preparer(LIE.cle(uuid.uuid4()), compte.email, {"prenom": compte.first_name})
    noter("franceconnect lie", compte)
    _confirmer(compte, venue)
    _suivre(compte, venue)


@transaction.atomic
def lier_par_le_lien(compte: Utilisateur, venue: Venue) -> None:
    """`lier`, for who has opened the mail's link: it proves the address. Given by an agent, it
    proves no more than a password chosen from there."""
    apres_une_entree_par_le_courriel(compte)
    lier(compte, venue)
    adresse_verifiee(compte)


def delier(compte: Utilisateur) -> None:
    """It opens by its password alone again; its owner may correct her identity herself."""
    SocialAccount.objects.filter(user=compte, provider=CODE).delete()
    siennes = IdentitePivot.objects.de(compte).filter(origine=Origine.FRANCECONNECT)
    siennes.update(origine=Origine.PARENT)
    noter("franceconnect delie", compte)


def _confirmer(compte: Utilisateur, venue: Venue) -> None:
    """An access that a letter or an agent has opened is hers if the town had written this very
    identity before, by another hand: she cannot have, nor who opened it. Before `_suivre`, which
    writes over it."""
    d_une_main = Q(origine=Origine.REPRISE) | Q(origine=Origine.AGENT, par__isnull=False)
    connues = IdentitePivot.objects.de(compte).filter(d_une_main)
    for connue in connues.select_related("responsable__foyer", "par"):
        if est_la_meme(connue, venue.identite):
            confirmer_par_une_preuve(
                connue.responsable,
                quand=Q(le__gt=connue.le),
                temoin=connue.par,
                par=compte,
                dit="confirmé par FranceConnect",
            )


def _suivre(compte: Utilisateur, venue: Venue) -> None:
    """Her identity as the State says it today: a name changes, `sub` does not."""
    for responsable in Responsable.objects.actuels().filter(utilisateur=compte):
        dire_l_identite(responsable, venue.identite, origine=Origine.FRANCECONNECT, par=compte)


def _trouver(request: HttpRequest, venue: Venue) -> Utilisateur:
    """The one account of an adult of this very identity, who wrote it herself. What an agent wrote
    finds an account and proves nothing: else he could let himself in; nor does a link go to an
    address that he has just given."""
    lues = adultes_de_cette_identite(venue.identite)
    comptes = {une.responsable.utilisateur for une in lues if une.responsable.utilisateur}
    seul = comptes.pop() if len(comptes) == 1 else None
    if seul is None or est_lie(seul) or not seul.is_active or seul.est_du_personnel:
        seul = None
    elif any(une.origine in SURES for une in lues if une.responsable.utilisateur == seul):
        return seul
    elif adresse_recente(seul):
        seul = None
    noter("franceconnect inconnu", candidats=len(lues))
    attendre(request, venue.sujet, venue.identite, compte=seul)
    raise ImmediateHttpResponse(redirect("franceconnect_inconnu"))


def _refus(raison: str, phrase: str) -> Refus:
    noter("franceconnect refuse", raison=raison)
    return Refus(str(phrase))
