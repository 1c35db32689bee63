"""Each to-do of a dashboard leads somewhere, whoever signs in and whatever the day."""

import pytest
from django.urls import reverse

from famille.models import Foyer, Utilisateur
from tests.demo.conftest import creer_le_village

# An autumn; the first Monday after Christmas; a summer, whose village another test has made
# (test_requetes_repetees); a 29 February.
JOURS = ["2026-11-30", "2027-01-04", "2027-07-20", "2028-02-29"]


@pytest.mark.parametrize(
    "jour", [JOURS[0], *(pytest.param(jour, marks=pytest.mark.long) for jour in JOURS[1:])]
)
def test_each_thing_to_do_of_each_account_leads_to_a_page(db, petite, client, time_machine, jour):
    time_machine.move_to(f"{jour} 10:30+00:00")
    creer_le_village()
    suivies = 0
    for compte in Utilisateur.objects.filter(is_active=True).order_by("pk"):
        if not Foyer.objects.de(compte).exists():
            continue
        client.force_login(compte)
        contexte = client.get(reverse("famille:tableau_de_bord")).context or {}
        for chose in [*contexte.get("a_faire", []), *contexte.get("etapes", [])]:
            suivies += 1
            page = client.get(chose.lien, follow=True)
            assert page.status_code == 200, f"{compte}: {chose} → {chose.lien}"
    assert suivies
