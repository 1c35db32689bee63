"""A piece of software with its key, and a town that has something of everything to read."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from demarches.models import Demande
from famille.echanges.api.cles import creer_cle
from famille.echanges.api.portees import portees
from famille.models import FicheSanitaire
from reservations.models import Reservation
from reservations.regles.blocs import Moment
from tests.conftest import creer_foyer
from tests.famille.facturation import facturer
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau, inscrire

JOUR = date(2026, 12, 9)


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to(MAINTENANT)


@pytest.fixture
def faire(administrateur):
    """faire("factures", …) -> the key, as its owner copies it."""

    def _faire(*codes, **autres):
        champs = {"expire_le": date(2027, 6, 30), "par": administrateur} | autres
        return creer_cle("Un logiciel", codes or list(portees()), **champs)

    return _faire


@pytest.fixture
def demander(faire):
    """demander("factures?taille=1", jeton) -> the answer; the key has every right if none is
    given."""
    toutes = []

    def _demander(chemin, jeton=None, **entetes):
        if jeton is None:
            toutes[:] = toutes or [faire()[1]]
            jeton = toutes[0]
        return Client().get(
            f"/api/v1/{chemin}", headers={"Authorization": f"Bearer {jeton}"} | entetes
        )

    return _demander


def remplir(combien, debut=0):
    """SimpleNamespace(activite, foyers): as many families, each with a child registered and booked,
    an invoice and a demande."""
    activite = creer_activite(nom=f"Centre {debut}", capacite=100)
    creneau = creer_creneau(activite, JOUR, Moment.MATIN, capacite=100, prises=combien)
    foyers = []
    for rang in range(debut, debut + combien):
        foyer, compte = creer_foyer(
            f"2026-1{rang:04}",
            "Durand",
            "Ana",
            f"ana{rang}@exemple.fr",
            enfants=[("Zoé", date(2018, 1, 1))],
        )
        enfant = foyer.enfants.get()
        inscrire(enfant, activite)
        Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=foyer)
        facturer(foyer, "12.30")
        Demande.objects.create(
            code="changement-adresse",
            foyer=foyer,
            par=compte,
            numero=f"D-2026-{rang:05}",
            statut=Demande.Statut.EN_ATTENTE,
            deposee_le=MAINTENANT + timedelta(minutes=rang // 2),
        )
        foyers.append(foyer)
    return SimpleNamespace(activite=activite, creneau=creneau, foyers=foyers)


@pytest.fixture
def ville(groupes):
    """Three families."""
    ville = remplir(3)
    fiches = FicheSanitaire.objects.order_by("pk")
    for fiche, regime in zip(fiches, ["sans-porc", "sans-porc", "aucun"], strict=True):
        fiche.regime = regime
        fiche.save()
    return ville
