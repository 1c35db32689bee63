"""The dashboard: what exists, nothing empty, at a fixed price."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.dossier.tableau_de_bord import panneaux
from famille.dossier.tableau_de_bord.du_foyer import MaFamille
from famille.dossier.tableau_de_bord.panneaux import AFaire, Panneau, PremierPas
from famille.models import (
    AdresseFoyer,
    Enfant,
    Foyer,
    QuotientFamilial,
    Rattachement,
    Responsable,
)
from tests.conftest import MOT_DE_PASSE
from tests.outils.lisible import lisible

pytestmark = pytest.mark.horloge

TABLEAU = reverse("famille:tableau_de_bord")


class Muet(Panneau):
    def lire(self, request, foyers):
        pass


class Pressant(Muet):
    nombre = 1

    def a_faire(self):
        return [
            AFaire(f"L’attestation {rang} expire le 30 novembre.", "/demarches/", "La déposer")
            for rang in range(self.nombre)
        ]


class Debut(Muet):
    faite = False

    def commence(self):
        return not self.faite

    def etapes(self):
        return [
            PremierPas(20, "Réserver", self.faite, "/reservations/", "Réserver"),
            PremierPas(10, "Répondre", True, "/demarches/", "Répondre"),
        ]

    def a_faire(self):
        return [AFaire("Répondez.", "/demarches/", "Répondre", etape=True)]


def avec(monkeypatch, *classes):
    monkeypatch.setattr(panneaux, "classes", lambda: classes)


def test_it_greets_by_first_name_and_names_the_file(famille_martin, connecter):
    contenu = lisible(connecter(famille_martin.camille).get(TABLEAU).text)
    assert "<h1>Bonjour Camille</h1>" in contenu
    assert "Foyer Martin · dossier n°&nbsp;2026-00417" in contenu


def test_each_subject_is_one_line_that_leads_to_its_page(famille_martin, connecter, pages):
    contenu = connecter(famille_martin.camille).get(TABLEAU).text
    sujets = contenu.partition('class="pf-sujets"')[2].partition("</nav>")[0]
    liens = re.findall(r'<a href="([^"]+)">\s*<span class="pf-sujet-nom">([^<]+)', sujets)
    assert [nom for _lien, nom in liens] == [
        *("Messages", "Mes démarches", "Mes documents", "Ma consommation", "Ma famille"),
        "Faire une démarche",
    ]
    assert dict(map(reversed, liens))["Ma famille"] == reverse("famille:famille")
    assert "<summary>" in sujets.partition("Informations et actualités")[0]
    assert '<a href="/informations/">' in sujets


def test_the_household_is_said_with_its_quotient(famille_martin, connecter):
    navigateur = connecter(famille_martin.camille)
    assert "Léa, Hugo · quotient inconnu" in lisible(navigateur.get(TABLEAU).text)
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=842, debut=date(2020, 1, 1))
    assert "Léa, Hugo · quotient 842" in lisible(navigateur.get(TABLEAU).text)


def test_a_panel_with_nothing_to_say_leaves_no_stub(famille_martin, connecter, monkeypatch):
    avec(monkeypatch, Muet)
    contenu = connecter(famille_martin.camille).get(TABLEAU).content.decode()
    assert "pf-carte" not in contenu
    assert "chose" not in contenu


def test_what_must_be_done_comes_first(famille_martin, connecter, monkeypatch):
    avec(monkeypatch, MaFamille, Pressant)
    contenu = connecter(famille_martin.camille).get(TABLEAU).content.decode()
    assert "1 chose à faire" in contenu
    assert contenu.index("expire le 30 novembre") < contenu.index('class="pf-sujets"')


def test_beyond_three_the_things_to_do_unfold(famille_martin, connecter, monkeypatch):
    avec(monkeypatch, Pressant)
    monkeypatch.setattr(Pressant, "nombre", 5)
    contenu = connecter(famille_martin.camille).get(TABLEAU).text
    dehors, _, dedans = contenu.partition("<summary>2 autres choses à faire</summary>")
    assert "5 choses à faire" in dehors
    assert dehors.count("expire le 30 novembre") == 3
    assert dedans.count("expire le 30 novembre") == 2


def test_a_family_that_begins_has_its_steps_in_order(famille_martin, connecter, monkeypatch):
    avec(monkeypatch, Debut)
    contenu = lisible(connecter(famille_martin.camille).get(TABLEAU).text)
    assert "Pour commencer" in contenu
    assert "chose à faire" not in contenu  # the step says it
    assert contenu.index("Répondre<span") < contenu.index("Réserver</p>")
    assert contenu.count("pf-commencer-faite") == 1


def test_a_family_that_has_begun_has_things_to_do_and_no_steps(
    famille_martin, connecter, monkeypatch
):
    avec(monkeypatch, Debut)
    monkeypatch.setattr(Debut, "faite", True)
    contenu = lisible(connecter(famille_martin.camille).get(TABLEAU).text)
    assert "Pour commencer" not in contenu
    assert "1 chose à faire" in contenu


def test_a_household_without_a_child_is_told_whom_to_tell(famille_martin, connecter, pages):
    famille_martin.foyer.rattachements.all().delete()
    navigateur = connecter(famille_martin.camille)
    contenu = lisible(navigateur.get(TABLEAU).text)
    assert "Votre dossier ne compte encore aucun enfant" in contenu
    assert "Pour commencer" not in contenu
    assert reverse("reservations:absences") not in contenu
    lien = f"{reverse('famille:ecrire')}?objet=enfant"
    assert f'href="{lien}"' in contenu
    assert "Mon enfant n’apparaît pas dans notre dossier." in navigateur.get(lien).text


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


def test_the_first_page_after_signing_in_asks_no_more_than_the_others(
    famille_martin, voisin, connecter, client, pages, proche
):
    connecter(voisin.nadia).get(TABLEAU)  # what is kept between requests, whoever reads
    reponse = client.post(
        reverse("account_login"),
        {"login": famille_martin.camille.email, "password": MOT_DE_PASSE},
    )
    assert reponse.status_code == 302
    lues = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(TABLEAU).status_code == 200
        lues.append(len(requetes))
    assert lues[0] == lues[1] <= 12
