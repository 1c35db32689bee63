"""What the portal has issued to a household, by year: the page costs the same whatever there is."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.models import Accuse, Demande
from reservations.models import DemandeReservation
from tests.famille.facturation import facturer
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

pytestmark = pytest.mark.django_db
PAGE = reverse("famille:papiers")


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def camille(connecter, famille_martin):
    return connecter(famille_martin.camille)


def une_de_chaque(famille, rang, annee):
    """An invoice, the receipt of a demande, that of a submission, of that year."""
    le = timezone.make_aware(datetime(annee, 3, 1 + rang % 28))
    facturer(famille.foyer, "4.20", jour=le.date())
    demande = Demande.objects.create(
        code="changement-adresse",
        foyer=famille.foyer,
        par=famille.camille,
        statut=Demande.Statut.EN_ATTENTE,
        numero=f"D-{annee}-9{rang:04}",
        deposee_le=le,
    )
    Accuse.objects.create(demande=demande, emis_le=le, mentions={})
    recue = DemandeReservation.objects.order_by("pk").first()
    recue.pk, recue.cle, recue._state.adding = None, f"copie-{rang}", True
    recue.save()


def test_the_page_takes_as_many_queries_with_one_paper_of_each_kind_and_with_thirty(
    camille, famille_martin, django_assert_num_queries, django_assert_max_num_queries
):
    reserver(famille_martin, ligne(famille_martin.lea, creer_centre(famille_martin)))
    une_de_chaque(famille_martin, 0, 2026)
    camille.get(PAGE)  # what is read once a process
    with django_assert_max_num_queries(13) as une:
        camille.get(PAGE)
    for rang in range(1, 30):
        une_de_chaque(famille_martin, rang, 2025 + rang % 2)
    with django_assert_num_queries(len(une)):
        html = camille.get(PAGE).text
    assert 20 <= html.count("pf-ligne-titre") < 90, "by pages"


def test_each_year_is_a_title(camille, famille_martin):
    reserver(famille_martin, ligne(famille_martin.lea, creer_centre(famille_martin)))
    for rang, annee in enumerate((2026, 2025)):
        une_de_chaque(famille_martin, rang, annee)
    titres = re.findall(r'<h3 class="pf-tranche">(\d{4})</h3>', camille.get(PAGE).text)
    assert titres == ["2026", "2025"]
