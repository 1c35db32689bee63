"""What an account reads of a child's health, by each door; RIEN where all are shut."""

from types import SimpleNamespace

from django.urls import reverse

from demarches.models import Demande
from famille.models import Document, Foyer
from famille.mouvements.donnees.tiroirs.enfants import DES_ENFANTS
from tests.conftest import MOT_DE_PASSE

CARNET = Document.Genre.VACCINS


def carnet_de(enfant, **champs):
    return Document.objects.create(
        enfant=enfant,
        genre=CARNET,
        nom="carnet.pdf",
        type_mime="application/pdf",
        taille=1,
        sha256="0",
        **champs,
    )


def activer(compte):
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    return compte


def ce_que_lit(connecter, compte, famille):
    """What this account reads of Léa's health, by each door."""
    page = connecter(compte).get(reverse("famille:enfant", args=[famille.lea.pk]))
    sante = next(tiroir for tiroir in DES_ENFANTS if tiroir.code == "sante")
    return SimpleNamespace(
        page="Arachide" in page.content.decode() if page.status_code == 200 else False,
        carnet=Document.objects.de(compte).filter(pk=famille.carnet.pk).exists(),
        brouillon=Demande.objects.de(compte).filter(pk=famille.brouillon.pk).exists(),
        copie=sante.lire(
            SimpleNamespace(utilisateur=compte, foyers=Foyer.objects.de(compte))
        ).exists(),
    )


RIEN = SimpleNamespace(page=False, carnet=False, brouillon=False, copie=False)
TOUT = SimpleNamespace(page=True, carnet=True, brouillon=True, copie=True)
