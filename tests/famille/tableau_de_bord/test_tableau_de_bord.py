"""The dashboard: what exists, nothing empty, at a fixed price."""

import re
from datetime import date

import pytest
from django.urls import reverse

from famille.models import AdresseFoyer, Enfant, Foyer, Rattachement, Responsable
from famille.tableau_de_bord import panneaux
from famille.tableau_de_bord.panneaux import Panneau
from tests.lisible import lisible

pytestmark = pytest.mark.horloge

TABLEAU = reverse("famille:tableau_de_bord")


class Muet(Panneau):
    gabarit = "famille/tableau_de_bord/panneaux/ma_famille.html"

    def contexte(self, request, foyers):
        return None


class Pressant(Muet):
    def a_faire(self, request, foyers):
        return [
            {
                "texte": "L’attestation expire le 30 novembre.",
                "lien": "/demarches/",
                "libelle": "La déposer",
            }
        ]


def avec(monkeypatch, *classes):
    monkeypatch.setattr(panneaux, "classes", lambda: classes)


def test_it_greets_by_first_name_and_names_the_file(famille_martin, connecter):
    contenu = lisible(connecter(famille_martin.camille).get(TABLEAU).text)
    assert "<h1>Bonjour Camille</h1>" in contenu
    assert "Foyer Martin · dossier n°&nbsp;2026-00417" in contenu


def test_the_children_lead_to_their_page(famille_martin, connecter):
    contenu = connecter(famille_martin.camille).get(TABLEAU).content.decode()
    assert reverse("famille:enfant", args=[famille_martin.lea.pk]) in contenu
    assert reverse("famille:enfant", args=[famille_martin.hugo.pk]) in contenu


def test_the_panels_of_the_settings_all_exist():
    assert [
        classe.colonne
        for classe in panneaux.classes()
        if classe.colonne not in ("large", "etroite", "pleine")
    ] == []
    assert panneaux.classes()


def test_a_panel_with_nothing_to_say_leaves_no_stub(famille_martin, connecter, monkeypatch):
    avec(monkeypatch, Muet)
    contenu = connecter(famille_martin.camille).get(TABLEAU).content.decode()
    assert "pf-carte" not in contenu
    assert "chose" not in contenu


def test_what_must_be_done_comes_first(famille_martin, connecter, monkeypatch):
    avec(monkeypatch, panneaux.MaFamille, Pressant)
    contenu = connecter(famille_martin.camille).get(TABLEAU).content.decode()
    assert "1 chose à faire" in contenu
    assert contenu.index("expire le 30 novembre") < contenu.index("Ma famille</h2>")


def test_an_account_without_a_household_is_told_what_to_do(django_user_model, connecter):
    compte = django_user_model.objects.create_user("seul@exemple.fr", None, first_name="Lou")
    reponse = connecter(compte).get(TABLEAU)
    assert reponse.status_code == 200
    assert "relié à aucun dossier" in reponse.content.decode()


def test_an_adult_of_two_households_sees_both(famille_martin, connecter):
    autre = Foyer.objects.create(numero="2026-00500", nom="Petit")
    Responsable.objects.create(
        foyer=autre, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    contenu = connecter(famille_martin.camille).get(TABLEAU).content.decode()
    assert "2026-00417" in contenu
    assert "2026-00500" in contenu


def test_a_visitor_is_sent_to_the_sign_in_page(client, db):
    reponse = client.get(TABLEAU)
    assert reponse.status_code == 302
    assert reponse.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("nombre", [1, 30])
def test_it_takes_at_most_12_queries_whatever_the_family_holds(
    nombre, famille_martin, connecter, pages, proche, django_assert_max_num_queries
):
    navigateur = connecter(famille_martin.camille)
    navigateur.get(TABLEAU)  # once, for what is kept between requests
    for n in range(nombre):
        enfant = Enfant.objects.create(
            prenom=f"Enfant{n}", nom="Martin", naissance=date(2019, 1, 1)
        )
        Rattachement.objects.create(
            enfant=enfant, foyer=famille_martin.foyer, debut=date(2019, 1, 1)
        )
        AdresseFoyer.objects.create(
            foyer=famille_martin.foyer,
            voie=f"{n} rue",
            code_postal="36000",
            commune="X",
            depuis=date(2021, 1, 1),
        )
        foyer = Foyer.objects.create(numero=f"2026-01{n:03}", nom="Martin")
        Responsable.objects.create(
            foyer=foyer, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
        )
    with django_assert_max_num_queries(12):
        assert navigateur.get(TABLEAU).status_code == 200


def test_it_is_the_same_page_by_queries_written_each_time(
    famille_martin, connecter, pages, settings
):
    """What leans on private names of Django changes nothing of what is read."""
    navigateur = connecter(famille_martin.camille)
    lues = []
    for raccourcis in (True, True, False):
        settings.RACCOURCIS = raccourcis
        texte = navigateur.get(TABLEAU).text
        lues.append(re.sub(r'(csrfmiddlewaretoken" value=|data-reste=)"[^"]+"', "", texte))
    assert lues[0] == lues[1] == lues[2]
