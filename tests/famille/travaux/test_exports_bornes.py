"""Files that an agent takes away: pressed again, the one that is being made; so many in an hour."""

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from famille.argent.regie.bureau.listes import ListeDesRelances
from famille.models import Travail
from famille.travaux import actions, fichiers
from tests.famille.facturation import facturer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_retard(famille_martin, time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    facturer(famille_martin.foyer, "20.00")
    time_machine.move_to("2027-01-24 10:00+01:00", tick=False)
    return time_machine


def demander(client, **champs):
    """The address that the press leads to."""
    return client.post(reverse(ListeDesRelances.adresse_du_fichier), {"format": "csv"} | champs).url


def test_pressed_again_it_is_the_same_file_until_it_is_ready(connecter, regisseur):
    regie = connecter(regisseur)
    assert demander(regie) == demander(regie)
    travail = Travail.objects.get()
    demander(regie, format="xlsx")
    demander(regie, q="Martin")
    assert Travail.objects.count() == 3
    Travail.objects.filter(pk=travail.pk).update(etat="fini")
    demander(regie)
    assert Travail.objects.count() == 4


def test_what_is_too_long_for_one_file_is_refused_before_any_work(
    connecter, regisseur, monkeypatch
):
    monkeypatch.setattr(fichiers, "LIGNES_MAX", 0)
    regie = connecter(regisseur)
    for sorte in ("csv", "xlsx"):
        refusee = demander(regie, format=sorte)
        [dit] = [str(un) for un in regie.get(refusee).context["messages"]]
        assert "0 au plus : filtrez cette liste" in dit
    assert not Travail.objects.exists()


def test_a_job_is_forgotten_a_year_after_its_end(regisseur, en_retard):
    fini = Travail.objects.create(genre="export", titre="Fini", par=regisseur, etat="fini")
    Travail.objects.filter(pk=fini.pk).update(fini_le="2026-01-23T10:00+01:00")
    garde = Travail.objects.create(genre="export", titre="En cours", par=regisseur)
    fichiers.purger_les_anciens()
    assert [un.pk for un in Travail.objects.all()] == [garde.pk]


def test_a_colleague_has_his_own(connecter, regisseur, agent, famille_martin):
    parametres = {"format": "csv", "filtres": {}}
    premier = actions.lancer_un_export("export", "…", parametres, par=regisseur)
    assert actions.lancer_un_export("export", "…", parametres, par=agent) != premier


def test_beyond_so_many_in_an_hour_he_is_told_to_wait(connecter, regisseur, monkeypatch, en_retard):
    monkeypatch.setattr(actions, "EXPORTS_PAR_HEURE", 2)
    regie = connecter(regisseur)
    for format_voulu in ("csv", "xlsx", "csv"):  # the last one is the first, and costs nothing
        assert "travaux" in demander(regie, format=format_voulu)
    trop = demander(regie, q="Martin")
    assert trop == reverse(ListeDesRelances.adresse)
    assert actions.TROP_D_EXPORTS in [str(un) for un in regie.get(trop).context["messages"]]
    assert Travail.objects.count() == 2
    en_retard.move_to("2027-01-24 11:00:01+01:00", tick=False)
    assert "travaux" in demander(connecter(regisseur), q="Martin")


def test_of_two_runs_of_a_job_the_first_one_s_file_is_kept(regisseur):
    travail = Travail.objects.create(genre="export", titre="Liste", par=regisseur)
    assert fichiers.deposer(travail, "csv", "a.csv", lambda fichier: fichier.write(b"un"))
    assert not fichiers.deposer(travail, "csv", "a.csv", lambda fichier: fichier.write(b"deux"))
    travail.refresh_from_db()
    with storages["prive"].open(travail.fichier) as garde:
        assert garde.read() == b"un"
