"""Filling the prélèvement as a browser does, and mandates already in force."""

import re

from django.utils import timezone

from demarches.models import Demande
from famille.actions import creer_mandat
from famille.socle.saisie.iban import lire_iban
from tests.demarches.outils import pdf

CODE = "prelevement-automatique"
IBAN = "FR1420041010050500013M02606"  # not the one that the page gives as an example
TAPE = "fr14 2004 1010 0505 0001 3m02 606"
MASQUE = "FR14 •••• 2606"
AUTRE_IBAN = "DE89370400440532013000"
AUTRE_MASQUE = "DE89 •••• 3000"


def un_mandat(foyer, *, iban=IBAN, services=("restauration", "creche"), **autres):
    titulaire = foyer.responsables.first()
    champs = {
        "titulaire": titulaire,
        "compte": lire_iban(iban),
        "services": services,
        "texte": "Vous autorisez la collectivité.",
        "signe_le": timezone.now(),
        "signe_par": titulaire.utilisateur,
        "par": titulaire.utilisateur,
    }
    return creer_mandat(foyer, **champs | autres)


def titulaire(demande):
    return str(demande.foyer.responsables.order_by("pk").first().pk)


def compte(demande, **autres):
    """dict: a right account page."""
    return {"titulaire": titulaire(demande), "iban": TAPE, "rib": pdf("rib.pdf")} | autres


def accepter(navigateur, **autres):
    """Read the mandate, tick its box. The answer."""
    page = navigateur.lire("mandat").text
    sceau = re.search(r'name="mandat-sceau" value="([^"]*)"', page).group(1)
    return navigateur.poster("mandat", {"accepte": "on", "sceau": sceau} | autres, relire=False)


def remplir(navigateur, *, services=("restauration", "creche"), **autres):
    """Every page of a new mandate, checked; the summary is next."""
    navigateur.poster("services", {"services": list(services)})
    navigateur.poster("compte", compte(navigateur.demande, **autres))
    return accepter(navigateur)


def envoyer(navigateur):
    """Demande, sent, as the database has it."""
    navigateur.poster("recapitulatif", {"certifie": "on"})
    return Demande.objects.get(pk=navigateur.demande.pk)
