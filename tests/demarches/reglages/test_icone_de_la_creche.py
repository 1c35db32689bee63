"""The drawing of the crèche, in a town installed before it had its own."""

from importlib import import_module

import pytest
from django.apps import apps

from demarches.models import ReglageDemarche
from demarches.reglages.initiaux import creer_reglages

migration = import_module("demarches.migrations.0002_icone_de_la_creche")


@pytest.mark.parametrize(
    ("avant", "apres"), [("naissance", "creche"), ("ecole", "ecole"), ("", "")]
)
def test_it_takes_its_own_unless_the_town_has_chosen(db, avant, apres):
    creer_reglages(demo=False)
    ReglageDemarche.objects.filter(code="place-en-creche").update(icone=avant)
    migration.donner_la_sienne(apps, None)
    assert ReglageDemarche.objects.get(code="place-en-creche").icone == apres
    assert ReglageDemarche.objects.get(code="naissance").icone == "naissance"


def test_a_new_town_has_it_at_once(db):
    creer_reglages(demo=False)
    assert ReglageDemarche.objects.get(code="place-en-creche").icone == "creche"
