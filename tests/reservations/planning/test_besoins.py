"""What a child's registrations ask of his file, and until when."""

from datetime import date

import pytest

from famille.models import Enfant
from famille.regles.dossier import SANS_FIN
from reservations.planning.besoins import avec_besoins
from tests.reservations import outils

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]

JOUR, HIER, NOEL, JUIN = (
    date(2026, 11, 25),
    date(2026, 11, 24),
    date(2026, 12, 18),
    date(2027, 6, 30),
)


def test_it_is_until_the_last_of_those_of_today_and_to_come():
    exigeante, ordinaire = (
        outils.creer_activite(nom, fiche_exigee=exige, assurance_exigee=exige)
        for nom, exige in (("Touvent", True), ("Belle-Isle", False))
    )
    sans, finie, bornee, ouverte = (
        Enfant.objects.create(prenom=prenom, nom="Roy", naissance=date(2017 + rang, 5, 4))
        for rang, prenom in enumerate("ABCD")
    )
    outils.inscrire(finie, exigeante, fin=HIER)
    outils.inscrire(bornee, exigeante, fin=NOEL)
    outils.inscrire(bornee, ordinaire, fin=JUIN)
    outils.inscrire(ouverte, ordinaire, fin=None)
    lus = avec_besoins(Enfant.objects.filter(nom="Roy"), JOUR)
    assert [(un, un.besoin_inscrit, un.besoin_fiche, un.besoin_assurance) for un in lus] == [
        (sans, None, None, None),
        (finie, None, None, None),
        (bornee, JUIN, NOEL, NOEL),
        (ouverte, SANS_FIN, None, None),
    ]
