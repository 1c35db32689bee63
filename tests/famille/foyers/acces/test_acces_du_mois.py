"""Who answers for what was opened: the list of a month names agents and numbers and no family, and
costs the same whatever it holds."""

import pytest
from django.urls import reverse

from famille import actions
from famille.dossier.foyers.acces import actions as action
from famille.dossier.foyers.bureau import acces as ecran
from famille.models import AccesAConfirmer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("un_mercredi")]


def test_the_month_s_list_names_agents_and_numbers_and_no_family(
    connecter, intrus, administrateur, famille_martin
):
    page = connecter(administrateur).get(reverse("acces_du_mois"))
    texte = page.content.decode()
    assert "Sophie Renard" in texte
    assert famille_martin.foyer.numero in texte
    assert "Martin" not in texte
    fichier = connecter(administrateur).get(
        reverse("acces_du_mois"), {"mois": "2026-11", "format": "csv"}
    )
    assert "attachment" in fichier["Content-Disposition"]
    assert "sandbox" in fichier["Content-Security-Policy"]
    assert "Adulte ajouté à un foyer" in fichier.content.decode("utf-8-sig")
    assert (
        "Sophie"
        not in connecter(administrateur)
        .get(reverse("acces_du_mois"), {"mois": "2026-10"})
        .content.decode()
    )


@pytest.mark.parametrize("nombre", [1, 15])
def test_the_month_s_list_costs_the_same_whoever_confirmed(
    connecter,
    collegue,
    agent,
    administrateur,
    famille_martin,
    nombre,
    django_assert_max_num_queries,
):
    for rang in range(nombre):
        actions.ajouter_responsable(
            famille_martin.foyer,
            prenom=f"A{rang}",
            nom="B",
            courriel=f"a{rang}@exemple.fr",
            par=agent,
        )
    for rang, acces in enumerate(AccesAConfirmer.objects.all()):
        action.confirmer_acces(acces, par=collegue if rang % 2 else famille_martin.camille)
    client = connecter(administrateur)
    client.get(reverse("acces_du_mois"))
    with django_assert_max_num_queries(12):
        texte = client.get(reverse("acces_du_mois")).content.decode()
    assert "un parent" in texte
    assert "Camille" not in texte
    assert nombre == 1 or str(collegue) in texte


def test_what_a_screen_does_not_show_of_a_month_is_said_and_in_the_file(
    connecter, intrus, administrateur, famille_martin, monkeypatch
):
    monkeypatch.setattr(ecran, "PAR_MOIS_MAX", 0)
    client = connecter(administrateur)
    assert (
        "le fichier CSV les contient toutes"
        in client.get(reverse("acces_du_mois")).content.decode()
    )
    assert "Adulte ajouté" in client.get(
        reverse("acces_du_mois"), {"format": "csv"}
    ).content.decode("utf-8-sig")


@pytest.mark.parametrize("mois", ["0000-01", "9999-12", "x", "2026-13"])
def test_a_month_that_is_none_is_no_error(connecter, administrateur, mois):
    assert (
        connecter(administrateur).get(reverse("acces_du_mois"), {"mois": mois}).status_code == 200
    )


@pytest.mark.parametrize("nombre", [1, 15])
def test_the_agents_list_takes_a_bounded_number_of_queries(
    connecter, collegue, agent, famille_martin, nombre, django_assert_max_num_queries
):
    for rang in range(nombre):
        actions.ajouter_responsable(
            famille_martin.foyer,
            prenom=f"A{rang}",
            nom="B",
            courriel=f"a{rang}@exemple.fr",
            par=agent,
        )
    connecter(collegue).get(reverse("acces_a_confirmer"))
    with django_assert_max_num_queries(24):
        assert connecter(collegue).get(reverse("acces_a_confirmer")).status_code == 200
