"""The list of a centre this morning, which two people direct."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from famille.models import FicheSanitaire
from reservations.models import Groupe, Reservation
from reservations.regles.juge import Moment
from tests.navigateur import pas
from tests.reservations.outils import creer_activite, creer_creneau


@pytest.fixture
def liste(serveur, directrice, collegue, famille_martin, voisin):
    """Today at La Valla, morning: Hugo, Léa and Sami. `collegue` directs it too."""
    jour = timezone.localdate()
    activite = creer_activite("La Valla")
    activite.structure.directeurs.add(directrice, collegue)
    for nom, bas, haut in [("Les petits", 3, 5), ("Les moyens", 6, 8)]:
        Groupe.objects.create(activite=activite, nom=nom, age_min=bas, age_max=haut)
    matin = creer_creneau(activite, jour, Moment.MATIN, prises=3)
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, allergies="Arachide", valable_jusqu_au=jour
    )

    def reserver(enfant, foyer, **champs):
        return Reservation.objects.create(enfant=enfant, creneau=matin, foyer=foyer, **champs)

    for compte in (directrice, collegue):
        pas.enroler(compte)
    return SimpleNamespace(
        lea=reserver(famille_martin.lea, famille_martin.foyer),
        hugo=reserver(
            famille_martin.hugo, famille_martin.foyer, absence_annoncee_le=timezone.now()
        ),
        sami=reserver(voisin.sami, voisin.foyer),
    )
