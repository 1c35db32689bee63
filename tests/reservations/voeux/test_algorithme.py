"""An answer founded on an algorithm says so, and how it was applied is told to who asks (D20)."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from cms_pages.models import IdentiteSite
from famille.models import Courriel
from famille.socle.ville.lecture import oublier
from tests.outils.lisible import lisible
from tests.reservations import outils

from .scene import APRES, calculer, creer_ouverture, demander, premiers_par_le_lot, publier
from .test_attribution import voter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.time_machine(outils.MAINTENANT, tick=False),
]
# R311-3-1-1: that there is one, its purpose, the right to its rules, how to have them, the CADA.
MENTIONS = (
    "fondée sur un traitement algorithmique",
    "il sert à répartir les places",
    "articles L. 311-3-1 et R. 311-3-1-2",
    "demandez-les au",
    "saisir la CADA",
    "une personne vous répond",
    "tribunal administratif de Lyon",
)
DE_LA_PAGE = (
    "fondée sur un traitement algorithmique",
    "Il sert à répartir les places",
    "articles L. 311-3-1 et R. 311-3-1-2",
    "les demander au",
    "(CADA)",
    "une personne vous répond",
    "tribunal administratif de Lyon",
)


@pytest.fixture
def ville(db):
    """A town that has said who answers, and where one appeals."""
    IdentiteSite.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={
            "adresse": "1 place de la Mairie\n69000 Lyon",
            "courriel": "familles@lyon.example",
            "telephone": "04 00 00 00 00",
            "tribunal": "Lyon",
        },
    )
    oublier()
    yield
    oublier()


@pytest.fixture
def publiee(ville, famille_martin, voisin, agent, time_machine):
    scene = creer_ouverture()
    for enfant in (famille_martin.lea, famille_martin.hugo, voisin.sami):
        outils.inscrire(enfant, scene.activite)
    voter("commune")
    demander(scene, famille_martin, famille_martin.lea)
    demander(scene, voisin, voisin.sami)
    calculer(scene, agent)
    publier(scene, agent)
    time_machine.move_to(APRES, tick=False)
    return scene


def appliquees(scene):
    return reverse("reservations:regles_appliquees", args=[scene.ouverture.pk])


def test_the_answer_and_the_rules_bear_the_mention(connecter, famille_martin, publiee):
    client = connecter(famille_martin.camille)
    for nom in ("voeux", "regles_des_voeux"):
        page = client.get(reverse(f"reservations:{nom}", args=[publiee.ouverture.pk])).text
        assert [une for une in DE_LA_PAGE if une not in " ".join(lisible(page).split())] == []
        assert f'href="{appliquees(publiee)}"' in page


def test_the_mail_of_the_answer_bears_the_mention(famille_martin, publiee):
    courriel = Courriel.objects.get(
        cle__contains="reponse-voeux", destinataire=famille_martin.camille.email
    )
    for brut in (courriel.texte, lisible(courriel.html)):
        lu = " ".join(brut.split())
        assert [une for une in MENTIONS if une not in lu and une.capitalize() not in lu] == []
    assert appliquees(publiee) in courriel.texte


def test_the_rules_page_bears_the_mention_before_the_first_wish(connecter, famille_martin, ville):
    scene = creer_ouverture()
    client = connecter(famille_martin.camille)
    page = client.get(reverse("reservations:regles_des_voeux", args=[scene.ouverture.pk])).text
    assert [une for une in DE_LA_PAGE if une not in " ".join(lisible(page).split())] == []
    assert client.get(appliquees(scene)).status_code == 404


def test_a_family_reads_what_the_rules_knew_of_its_child_and_his_lot(
    connecter, famille_martin, voisin, publiee
):
    page = lisible(connecter(famille_martin.camille).get(appliquees(publiee)).text)
    page = " ".join(page.split())
    rang = premiers_par_le_lot(publiee).index("Léa") + 1
    assert "Habiter la commune ou l’agglomération" in page
    assert "(d’après l’adresse de votre dossier)" in page
    assert f"{'1er' if rang == 1 else f'{rang}e'} rang sur 2 enfants" in page
    assert "Sami" not in page
    voisine = lisible(connecter(voisin.nadia).get(appliquees(publiee)).text)
    assert "Léa" not in voisine
    assert "Sami" in voisine


def test_an_agent_finds_the_same_for_a_family_that_asks_at_the_counter(
    connecter, famille_martin, agent, publiee
):
    ici = reverse("planning:voeux_du_foyer", args=[publiee.ouverture.pk, famille_martin.foyer.pk])
    page = lisible(connecter(agent).get(ici).text)
    assert "Les règles, appliquées à cette famille" in page
    assert "rang sur 2 enfants" in page


def test_the_rules_as_applied_cost_the_same_for_two_lists_as_for_one(
    connecter, famille_martin, publiee, django_assert_max_num_queries
):
    client = connecter(famille_martin.camille)
    client.get(appliquees(publiee))
    with django_assert_max_num_queries(22):
        client.get(appliquees(publiee))


def test_the_receipt_of_wishes_says_which_service_answers_and_where(famille_martin, ville):
    """D1 (R112-11-1, 2°): the service, its address or mail, its telephone."""
    scene = creer_ouverture()
    outils.inscrire(famille_martin.lea, scene.activite)
    demander(scene, famille_martin, famille_martin.lea)
    courriel = Courriel.objects.filter(cle__contains="voeux").first()
    for lu in (courriel.texte, lisible(courriel.html)):
        for dit in ("Service chargé", "1 place de la Mairie", "familles@lyon.example", "04 00"):
            assert dit in lu
