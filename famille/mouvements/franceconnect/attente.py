"""Somebody whom FranceConnect has named and whom the portal does not know for sure: kept in her
session, encrypted, half an hour. The link that is mailed serves in this browser alone: a stranger
who writes somebody's address gains nothing by that person's click."""

import json
import secrets
import time
import uuid
from dataclasses import asdict
from typing import Any

from allauth.core.ratelimit import consume
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from famille.comptes.adresse_en_attente import adresse_recente
from famille.comptes.journal import empreinte, noter
from famille.comptes.openid.liens import est_lie
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.dossier.identites.lecture import identite_de
from famille.models import Responsable, Utilisateur
from famille.regles.identite import EtatCivil, Verdict, comparer
from famille.socle.chiffrement import OPENID, Illisible, chiffrer, dechiffrer

ATTENTE = "franceconnect_attente"  # in a session
DUREE = 30 * 60  # seconds
ENVOIS = 3  # mails of one session
LIEN = GenreDeCourriel("franceconnect-lien", "comptes/franceconnect_lien")


def attendre(
    request: HttpRequest, sujet: str, identite: EtatCivil, *, compte: Utilisateur | None
) -> None:
    """`compte`: the one that an agent's word designates, to which a link goes at once."""
    dite = json.dumps([sujet, asdict(identite)])
    request.session[ATTENTE] = {
        "dite": chiffrer(dite, usage=OPENID),
        "fin": time.time() + DUREE,
        "envois": 0,
        "designe": compte is not None,
    }
    if compte:
        _envoyer(request, compte)


def en_attente(request: HttpRequest) -> tuple[str, EtatCivil] | None:
    """(seal of `sub`, identity) of who waits in this browser; None once it is too late."""
    gardee = request.session.get(ATTENTE) or {}
    if gardee.get("fin", 0) < time.time():
        return None
    try:
        sujet, dite = json.loads(dechiffrer(gardee["dite"], usage=OPENID))
    except (Illisible, KeyError):
        return None
    return sujet, EtatCivil(**{**dite, "prenoms": tuple(dite["prenoms"])})


def est_designe(request: HttpRequest) -> bool:
    """Whether a link has gone to an account that was found."""
    return bool((request.session.get(ATTENTE) or {}).get("designe"))


def demander_le_lien(request: HttpRequest, adresse: str) -> None:
    """Mail it, if a parent's account has this address and nothing says that it is another person's.
    Whether it has is told to nobody."""
    attendu = en_attente(request)
    compte = Utilisateur.objects.filter(email__iexact=adresse.strip(), is_active=True).first()
    if attendu is None or compte is None or not peut_etre_elle(compte, attendu[1]):
        noter("franceconnect lien", envoye="non")
        return
    if not consume(request, action="franceconnect_lien", key=compte.email.lower()):
        noter("franceconnect lien", compte, envoye="trop")
        return
    _envoyer(request, compte)


def compte_du_lien(request: HttpRequest, jeton: str) -> Utilisateur | None:
    """To whose address the link was sent; None: not from this browser, too long ago, or it has
    another address since, or one that an agent has just given."""
    gardee: dict[str, Any] = request.session.get(ATTENTE) or {}
    attendu = gardee.get("jeton", "")
    if not attendu or not constant_time_compare(jeton, attendu) or not en_attente(request):
        return None
    compte = Utilisateur.objects.filter(pk=gardee.get("compte", 0), is_active=True).first()
    if compte is None or empreinte(compte.email) != gardee.get("adresse"):
        return None
    return None if adresse_recente(compte) else compte


def oublier(request: HttpRequest) -> None:
    request.session.pop(ATTENTE, None)


def peut_etre_elle(compte: Utilisateur, identite: EtatCivil) -> bool:
    """An adult of a household, not joined yet, of whom nothing known says the contrary, and whose
    address no agent has just changed: he could be the one who reads it."""
    liee = est_lie(compte)
    if compte.est_du_personnel or liee or adresse_recente(compte):
        return False
    return rien_ne_le_contredit(compte, identite)


def rien_ne_le_contredit(compte: Utilisateur, identite: EtatCivil) -> bool:
    """Whether it is an adult's account, and nothing that is known of her says another person."""
    siennes = list(Responsable.objects.actuels().filter(utilisateur=compte))
    if not siennes:
        return False
    try:
        connues = [connue for une in siennes if (connue := identite_de(une))]
    except Illisible:
        return True
    return all(comparer(connue, identite) is not Verdict.AUTRE for connue in connues)


def _envoyer(request: HttpRequest, compte: Utilisateur) -> None:
    gardee = request.session[ATTENTE]
    if gardee["envois"] >= ENVOIS:
        noter("franceconnect lien", compte, envoye="trop")
        return
    jeton = secrets.token_urlsafe(32)
    gardee |= {"jeton": jeton, "compte": compte.pk, "adresse": empreinte(compte.email)}
    gardee["envois"] += 1
    request.session[ATTENTE] = gardee
    lien = adresse_absolue(reverse("relier_franceconnect", args=[jeton]))
    preparer(LIEN.cle(uuid.uuid4()), compte.email, {"prenom": compte.first_name, "lien": lien})
    noter("franceconnect lien", compte, envoye="oui")
