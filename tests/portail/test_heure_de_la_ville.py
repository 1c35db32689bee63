"""Whatever time zone an agent has chosen, what he does is of the town's day."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.django_db


def test_an_agent_at_the_other_end_of_the_world_has_the_town_s_day(
    connecter, regisseur, famille_martin, time_machine
):
    time_machine.move_to("2026-11-25 15:00+01:00", tick=False)  # the 26th in Kiritimati
    UserProfile.objects.create(user=regisseur, current_time_zone="Pacific/Kiritimati")
    adresse = reverse("regie:foyer_echeancier", args=[famille_martin.foyer.pk])
    page = connecter(regisseur).get(adresse)
    assert page.context["form"].initial["premiere"] == date(2026, 12, 25)


def test_his_account_offers_none(connecter, agent):
    page = connecter(agent).get("/gestion/account/")
    assert page.status_code == 200
    assert "current_time_zone" not in page.text
