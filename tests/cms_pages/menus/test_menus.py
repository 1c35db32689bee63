"""A week of menus: pasted, read over, published, and read by each family beside what it has
declared."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages.menus.actions import (
    enregistrer_le_menu,
    publier_le_menu,
    retirer_le_menu,
)
from cms_pages.menus.collage import en_table, lire_la_semaine
from cms_pages.menus.lecture import menus_des_jours, plats_de
from cms_pages.menus.regles import SANS_VEGETARIEN, jours_vegetariens, remarques
from cms_pages.models import Menu
from famille.models import FicheSanitaire, SanteDeclaree
from famille.socle.erreurs import Refus
from reservations.calendrier.page import lire_page
from reservations.calendrier.repas import mettre_les_repas
from reservations.lecture.filtres import Filtres, Mois
from reservations.models import Reservation
from reservations.regles.juge import PARIS, Moment, Unite
from tests.reservations.outils import (
    creer_activite,
    creer_calendrier,
    creer_creneau,
    inscrire,
    ouvrir,
)

MARDI = datetime(2026, 12, 8, 10, tzinfo=PARIS)
LUNDI = date(2026, 12, 7)
JEUDI = LUNDI + timedelta(days=3)
SEMAINE = (
    "\tLundi\tMardi 8\tJeudi\n"
    "Entrée\tCarottes râpées (bio)\tTaboulé (gluten, moutarde)\tSoupe\n"
    'Plat\tColin pané (1, poisson, pêche durable)\tLasagnes (lait, végétarien)\t"Poulet\nRiz (bio)"'
)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MARDI, tick=False)]


@pytest.fixture
def publie(redactrice):
    menu = ecrire(SEMAINE, par=redactrice)
    publier_le_menu(menu, par=redactrice)
    return menu


@pytest.fixture
def cantine():
    return creer_activite(
        "Jean-Zay", unite_scolaire=Unite.JOURNEE, service="restauration", jours_scolaires=[0, 1, 3]
    )


def ecrire(texte, *, par, restaurant=None, lundi=LUNDI, vu=None):
    lue = lire_la_semaine(texte, lundi)
    assert lue.fautes == ()
    return enregistrer_le_menu(lundi, restaurant, lue.plats, par=par, vu=vu)


def lu(reponse):
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", reponse.text).split())


def test_a_pasted_week_is_read_with_its_allergens_and_labels():
    lue = lire_la_semaine(SEMAINE, LUNDI)
    lus = {(plat.nom, plat.rubrique): plat for plat in lue.plats}
    colin = lus["Colin pané", "Plat"]
    assert (colin.jour, colin.allergenes) == (LUNDI, ("gluten", "poissons"))
    assert colin.labels == ("peche-durable",)
    assert lus["Riz", "Plat"].jour == lus["Poulet", "Plat"].jour == date(2026, 12, 10)
    assert lus["Taboulé", "Entrée"].jour == date(2026, 12, 8)
    assert (lue.fautes, lue.doutes) == ((), ())


def test_days_may_be_lines():
    lue = lire_la_semaine("Jour;Entrée;Plat\nLundi;Soupe;Poulet\nMardi;;Riz (soja)", LUNDI)
    assert [(plat.jour.day, plat.rubrique, plat.nom) for plat in lue.plats] == [
        (7, "Entrée", "Soupe"),
        (7, "Plat", "Poulet"),
        (8, "Plat", "Riz"),
    ]


def test_a_table_without_a_day_is_refused_and_a_word_that_is_not_known_is_told():
    assert "Aucun jour" in lire_la_semaine("Soupe\tPoulet", LUNDI).fautes[0].raison
    lue = lire_la_semaine("\tLundi\nPlat\tPain (glutten)", LUNDI)
    assert (lue.doutes, lue.plats[0].nom) == (("glutten",), "Pain (glutten)")


def test_what_is_given_back_to_be_changed_is_read_the_same():
    lue = lire_la_semaine(SEMAINE, LUNDI)
    assert lire_la_semaine(en_table(lue.plats, LUNDI), LUNDI) == lue


def test_a_week_without_a_vegetarian_meal_is_told():
    lue = lire_la_semaine(SEMAINE, LUNDI)
    assert jours_vegetariens(lue.plats) == [date(2026, 12, 8)]
    assert remarques(lue.plats) == []
    sans = lire_la_semaine("\tLundi\nPlat\tColin (poisson, végétarien)", LUNDI)
    assert remarques(sans.plats) == [SANS_VEGETARIEN]


def test_a_draft_is_read_by_nobody_and_what_is_taken_back_neither(redactrice, client):
    menu = ecrire(SEMAINE, par=redactrice)
    adresse = reverse("cms_pages:menus")
    assert "Colin" not in client.get(adresse).text
    publier_le_menu(menu, par=redactrice)
    page = client.get(adresse).text
    assert "Colin pané" in page
    assert "Allergènes : gluten, poisson" in page
    assert "Menu végétarien" in page
    retirer_le_menu(menu, par=redactrice)
    assert "Colin" not in client.get(adresse).text


def test_on_a_week_end_the_next_week_opens(publie, client, time_machine):
    time_machine.move_to("2026-12-05 10:00+01:00", tick=False)
    assert "Colin pané" in client.get(reverse("cms_pages:menus")).text


def test_a_restaurant_s_own_week_stands_in_place_of_that_of_all(
    publie, cantine, redactrice, client
):
    sienne = ecrire("\tLundi\nPlat\tPizza", par=redactrice, restaurant=cantine.structure)
    publier_le_menu(sienne, par=redactrice)
    page = client.get(f"{reverse('cms_pages:menus')}?restaurant={cantine.structure_id}").text
    assert "Pizza" in page
    assert "Colin" not in page
    assert "Pizza" not in client.get(reverse("cms_pages:menus")).text
    servis = menus_des_jours([LUNDI], [cantine.structure_id, 0])
    assert [plat.nom for plat in servis[LUNDI, cantine.structure_id]] == ["Pizza"]
    assert "Colin pané" in [plat.nom for plat in servis[LUNDI, 0]]


def test_an_empty_week_is_not_published_and_a_colleague_s_work_is_not_overwritten(redactrice):
    menu = enregistrer_le_menu(LUNDI, None, [], par=redactrice)
    with pytest.raises(Refus, match="aucun plat"):
        publier_le_menu(menu, par=redactrice)
    with pytest.raises(Refus, match="Quelqu’un a changé"):
        ecrire(SEMAINE, par=redactrice)
    assert plats_de(Menu.objects.get()) == []


def test_the_editor_sees_it_before_it_is_kept_then_copies_it(redactrice, connecter):
    client = connecter(redactrice)
    adresse = reverse("menus:semaine", args=[LUNDI.isoformat()])
    page = client.post(adresse, {"table": SEMAINE, "vu": ""}).text
    assert "rien n’est encore enregistré" in page
    assert not Menu.objects.exists()
    client.post(adresse, {"table": SEMAINE, "vu": "", "quoi": "enregistrer"})
    menu = Menu.objects.get()
    assert menu.publie_le is None
    suivante = reverse("menus:semaine", args=["2026-12-14"])
    assert "Colin pané (gluten, poisson" in client.get(f"{suivante}?copie={menu.pk}").text
    client.post(reverse("menus:publication", args=[menu.pk]), {"quoi": "publier"})
    assert Menu.objects.get().publie_le


def test_only_communication_writes_menus(agent, connecter):
    assert connecter(agent).get(reverse("menus:menus")).status_code in (302, 403)


@pytest.fixture
def allergique(famille_martin):
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, allergies="Poisson", valable_jusqu_au=date(2027, 8, 31)
    )
    return famille_martin


def test_a_parent_reads_what_concerns_her_child_and_a_neighbour_nothing(
    publie, allergique, voisin, connecter, client
):
    adresse = reverse("cms_pages:menus")
    page = lu(connecter(allergique.camille).get(adresse))
    assert "Poisson : Léa, allergie déclarée" in page
    for autre in (connecter(voisin.nadia), client):
        page = autre.get(adresse).text
        assert "Colin pané" in page
        assert "Léa" not in page
        client.logout()


def test_what_the_other_home_has_just_written_is_not_read(publie, allergique, voisin, connecter):
    FicheSanitaire.objects.all().delete()
    SanteDeclaree.objects.create(
        enfant=allergique.lea, foyer=voisin.foyer, origine="D-1", allergies="Poisson"
    )
    assert "Léa" not in connecter(allergique.camille).get(reverse("cms_pages:menus")).text


def test_an_allergy_that_menus_do_not_tell_is_said_so(publie, famille_martin, connecter):
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, allergies="Kiwi", valable_jusqu_au=date(2027, 8, 31)
    )
    page = connecter(famille_martin.camille).get(reverse("cms_pages:menus")).text
    assert "ce n’est pas un des quatorze allergènes" in page


def test_her_day_says_the_dishes_and_the_allergy(publie, cantine, allergique, voisin, connecter):
    midi = creer_creneau(cantine, date(2026, 12, 10), Moment.JOURNEE)
    lundi_prochain = creer_creneau(cantine, date(2026, 12, 8), Moment.JOURNEE)
    for creneau in (midi, lundi_prochain):
        Reservation.objects.create(enfant=allergique.lea, creneau=creneau, foyer=allergique.foyer)
    Reservation.objects.create(enfant=voisin.sami, creneau=midi, foyer=voisin.foyer)
    FicheSanitaire.objects.update(allergies="moutarde")
    page = lu(connecter(allergique.camille).get(reverse("famille:tableau_de_bord")))
    assert "Taboulé" in page
    assert "Poulet" in page
    assert "Moutarde : Léa, allergie déclarée" in page
    page = connecter(voisin.nadia).get(reverse("famille:tableau_de_bord")).text
    assert "Poulet" in page
    assert "allergie déclarée" not in page


def test_dishes_are_kept_some_seconds_and_read_again_when_they_change(
    publie, cantine, redactrice, proche, django_assert_num_queries
):
    midi, ou = LUNDI + timedelta(days=3), cantine.structure_id
    with django_assert_num_queries(1):
        [plats, encore] = [menus_des_jours([midi], [ou]) for _fois in range(2)]
    assert plats == encore
    assert plats[midi, ou][-1].nom.startswith("Riz")
    retirer_le_menu(publie, par=redactrice)
    assert menus_des_jours([midi], [ou]) == {}


def test_the_page_asks_the_same_queries_for_one_dish_or_thirty(
    publie, redactrice, client, django_assert_max_num_queries
):
    client.get(reverse("cms_pages:menus"))
    with django_assert_max_num_queries(9):
        client.get(reverse("cms_pages:menus"))
    beaucoup = "\tLundi\n" + "\n".join(f"P{rang}\tPlat {rang} (lait)" for rang in range(30))
    ecrire(beaucoup, par=redactrice, vu=Menu.objects.get().modifie_le)
    with django_assert_max_num_queries(9):
        client.get(reverse("cms_pages:menus"))


@pytest.fixture
def au_calendrier(cantine, allergique):
    """Léa and Hugo may eat on these days of December, of which Monday is over."""
    creer_calendrier()
    for jour in (LUNDI, LUNDI + timedelta(days=1), JEUDI, JEUDI + timedelta(weeks=1)):
        creer_creneau(cantine, jour, Moment.JOURNEE)
    for enfant in (allergique.lea, allergique.hugo):
        inscrire(enfant, cantine)
    ouvrir(cantine)
    return reverse("reservations:calendrier") + "?mois=2026-12"


def test_each_day_of_the_calendar_says_its_dishes_and_whom_they_harm(
    publie, au_calendrier, allergique, connecter
):
    FicheSanitaire.objects.filter(enfant=allergique.lea).update(allergies="moutarde, poisson")
    client = connecter(allergique.camille)
    page = lu(client.get(au_calendrier))
    assert page.count("Lasagnes") == page.count("Poulet") == 1
    assert "Menu, allergie : Léa : mardi 8 décembre" in page
    assert "Moutarde : Léa, allergie déclarée (Taboulé)" in page
    assert "Menu : jeudi 10 décembre" in page
    assert "Colin" not in page, "Monday is over"
    assert "Menu : jeudi 17 décembre" not in page, "no menu is published for it"
    seul = lu(client.get(f"{au_calendrier}&enfant={allergique.hugo.pk}"))
    assert "Menu : mardi 8 décembre" in seul
    assert "allergie déclarée" not in seul


def test_the_calendar_asks_nothing_more_without_a_menu_and_two_with_one(
    au_calendrier, allergique, connecter, redactrice, proche, django_assert_num_queries
):
    def lire():
        camille = allergique.camille
        page = lire_page(camille, Filtres(Mois(2026, 12)))
        mettre_les_repas(camille, page.grille, page.lecture.lignes, page.aujourdhui)
        return page

    def requetes(page):
        with CaptureQueriesContext(connection) as lues:
            mettre_les_repas(allergique.camille, page.grille, page.lecture.lignes, MARDI.date())
        return len(lues)

    page = lire()
    assert requetes(page) == 0
    publier_le_menu(ecrire(SEMAINE, par=redactrice), par=redactrice)
    page = lire()
    assert page.grille.groupe("2026-12-08").repas
    assert requetes(page) == 2


def test_allergies_that_no_key_reads_close_no_page_and_are_said(
    publie, cantine, au_calendrier, allergique, connecter, settings
):
    jeudi = cantine.creneaux.get(jour=JEUDI)
    Reservation.objects.create(enfant=allergique.lea, creneau=jeudi, foyer=allergique.foyer)
    settings.CLES_DE_CHIFFREMENT = ["une clé qui n’a rien écrit " * 3]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre, elle non plus " * 3, []
    client = connecter(allergique.camille)
    dit = "Nous ne pouvons plus lire les allergies déclarées de Léa : aucun plat n’est signalé"
    assert lu(client.get(reverse("famille:tableau_de_bord"))).count(dit) == 1
    assert dit in lu(client.get(reverse("cms_pages:menus")))
    mois = lu(client.get(au_calendrier))
    assert "Menu, allergies illisibles : Léa : mardi 8 décembre" in mois
    assert "Nous ne pouvons plus lire les allergies déclarées : Léa." in mois
