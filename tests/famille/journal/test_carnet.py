"""The one record by which a merge and an import of families are taken back."""

from importlib import import_module

import pytest
from django.apps import apps

from famille.journal.carnet import annuler_le_geste, changees_depuis
from famille.models import CleEtrangere, EcritureDeReprise, Fusion, Reprise

pytestmark = pytest.mark.django_db


def test_what_an_import_and_a_merge_wrote_before_the_upgrade_is_still_undone(
    famille_martin, administrateur
):
    foyer = famille_martin.foyer
    faite = CleEtrangere.objects.create(source="x", sujet="famille", cle="1", foyer=foyer)
    neuve = CleEtrangere.objects.create(source="x", sujet="famille", cle="2", foyer=foyer)
    changees = {"avant": {"nom": "Martin", "regime": ""}, "apres": {"nom": "Roux", "regime": "x"}}
    gestes = [
        {"geste": "change", "modele": "famille.foyer", "cle": foyer.pk, **changees},
        {"geste": "cles", "cles": [neuve.pk]},
        {"geste": "cle", "cle": faite.pk, "avant": {"nom": "a1"}},
    ]
    reprise = Reprise.objects.create(par=administrateur)
    EcritureDeReprise.objects.create(reprise=reprise, rang=0, gestes=gestes)
    ajoute = {"geste": "ajoute", "modele": "famille.cleetrangere", "cle": str(neuve.pk)}
    Fusion.objects.create(genre="foyers", foyer=foyer, releve={"gestes": [ajoute]})
    type(foyer).objects.update(nom="Roux", regime="x")
    import_module("famille.migrations.0053_un_seul_carnet").unir(apps, None)
    assert Fusion.objects.get().releve["gestes"][0]["cles"] == [neuve.pk]
    lus = EcritureDeReprise.objects.get().gestes
    assert not [*changees_depuis(lus)]
    for geste in reversed(lus):
        annuler_le_geste(geste)
    foyer.refresh_from_db()
    assert (foyer.nom, foyer.regime) == ("Martin", "")
    assert CleEtrangere.objects.get().dit == {"nom": "a1"}
