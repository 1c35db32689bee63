"""What ends soon: agents have the list, parents are told of an age once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.models import AdresseFoyer, Courriel, Enfant, Foyer, Rattachement
from reservations.models import Activite, Inscription
from reservations.saisons.finit import (
    ce_qui_finit,
    inscriptions_qui_finissent,
    partants,
    prevenir_des_ages,
    trop_grands,
)
from reservations.saisons.panneau import Fins, compter
from tests.outils.lisible import lisible
from tests.reservations.outils import creer_activite

pytestmark = pytest.mark.django_db
JOUR = date(2027, 2, 1)


@pytest.fixture(autouse=True)
def en_fevrier(time_machine):
    time_machine.move_to("2027-02-01 10:00+01:00", tick=False)


@pytest.fixture
def lea(famille_martin):
    """Nine years old on 14 March 2027, in an activity that ends at eight."""
    petits = creer_activite("Les Petits", age_min=3, age_max=8)
    Inscription.objects.create(enfant=famille_martin.lea, activite=petits, debut=date(2026, 9, 1))
    return famille_martin.lea


def test_a_child_who_grows_too_old_is_listed_from_sixty_days_before(lea):
    [fin] = trop_grands(JOUR)
    assert (fin.enfant, fin.le) == (lea, date(2027, 3, 14))
    assert trop_grands(date(2026, 12, 1)) == []
    assert trop_grands(date(2027, 3, 15)) == []


def test_a_registration_that_ends_before_is_not(lea):
    Inscription.objects.filter(enfant=lea).update(fin=date(2027, 3, 13))
    assert trop_grands(JOUR) == []


def test_parents_are_told_once_and_of_what_comes_next(lea):
    creer_activite("Les Grands", age_min=9, age_max=12)
    assert prevenir_des_ages() == 1
    prevenir_des_ages()
    [courriel] = Courriel.objects.filter(cle__startswith="age-atteint")
    assert "Léa aura 9 ans le 14 mars 2027" in courriel.texte
    assert "Les Grands" in courriel.texte
    assert "Les Petits s’adresse" in courriel.texte.replace(" · Accueil de loisirs", "")


def test_a_child_whose_last_household_ends_and_one_who_moves_are_listed(lea, famille_martin):
    assert partants(JOUR) == []
    AdresseFoyer.objects.create(
        foyer=famille_martin.foyer,
        voie="1 rue du Port",
        code_postal="44000",
        commune="Nantes",
        dans_agglomeration=False,
        depuis=date(2027, 3, 1),
    )
    assert [(une.enfant, une.le) for une in partants(JOUR)] == [(lea, date(2027, 3, 1))]
    Rattachement.objects.filter(enfant=lea).update(fin=date(2027, 2, 20))
    assert [une.le for une in partants(JOUR)] == [date(2027, 2, 21)]


def test_the_list_costs_the_same_with_one_child_or_thirty(
    lea, famille_martin, connecter, agent, django_assert_max_num_queries
):
    bureau, adresse = connecter(agent), reverse("planning:finit")
    assert "Léa Martin" in bureau.get(adresse).text
    with django_assert_max_num_queries(17):
        bureau.get(adresse)
    for rang in range(29):
        enfant = type(lea).objects.create(
            prenom=f"E{rang}", nom="Martin", naissance=date(2018, 3, 1)
        )
        Rattachement.objects.create(
            enfant=enfant, foyer=famille_martin.foyer, debut=date(2018, 3, 1)
        )
        Inscription.objects.create(
            enfant=enfant, activite=lea.inscriptions.get().activite, debut=date(2026, 9, 1)
        )
    with django_assert_max_num_queries(17):
        bureau.get(adresse)


def test_the_nearest_are_shown_then_all_when_asked(
    lea, famille_martin, connecter, agent, monkeypatch
):
    monkeypatch.setattr("reservations.saisons.vues.MONTREES", 1)
    bureau, adresse = connecter(agent), reverse("planning:finit")
    tom = type(lea).objects.create(prenom="Tom", nom="Martin", naissance=lea.naissance)
    Rattachement.objects.create(enfant=tom, foyer=famille_martin.foyer, debut=tom.naissance)
    activite = lea.inscriptions.get().activite
    Inscription.objects.create(enfant=tom, activite=activite, debut=date(2026, 9, 1))
    page = bureau.get(adresse).text
    assert "activité (2)" in page
    assert "1 autre n’apparaît pas ici" in page
    assert "Tom Martin" not in page
    assert "?tous=ages#ages" in page
    page = bureau.get(adresse, {"tous": "ages"}).text
    assert "Tom Martin" in page
    assert "pas ici" not in page


def test_nothing_that_ends_is_said(connecter, agent):
    assert "Rien ne finit" in connecter(agent).get(reverse("planning:finit")).text


def test_a_registration_that_was_ended_is_listed_unless_it_ends_with_its_season(lea):
    la_sienne = Inscription.objects.filter(enfant=lea)
    assert inscriptions_qui_finissent(JOUR) == []
    la_sienne.update(fin=date(2027, 2, 28))
    [fin] = inscriptions_qui_finissent(JOUR)
    assert (fin.enfant, fin.le, len(fin.foyers)) == (lea, date(2027, 3, 1), 1)
    inscription = la_sienne.get()
    Inscription.objects.create(
        enfant=lea, activite=inscription.activite, debut=date(2027, 3, 1), fin=None
    )
    assert inscriptions_qui_finissent(JOUR) == []  # it goes on
    la_sienne.filter(debut=date(2027, 3, 1)).delete()
    la_sienne.update(fin=date(2027, 7, 6))
    assert inscriptions_qui_finissent(date(2027, 6, 10)) == []
    la_sienne.update(fin=date(2027, 9, 10))
    assert len(inscriptions_qui_finissent(date(2027, 8, 20))) == 1


def test_the_agents_home_says_what_ends_to_who_may_read_it(lea, connecter, agent, redactrice):
    page = lisible(connecter(agent).get("/gestion/").text)
    assert "Ce qui finit dans les 60 jours" in page
    assert "inscription d’un enfant bientôt trop grand" in page
    assert "Léa" not in page
    assert "Ce qui finit" not in connecter(redactrice, Client()).get("/gestion/").text


@pytest.mark.parametrize("naissance", [date(2018, 3, 14), date(2016, 2, 29), date(2018, 4, 3)])
def test_the_home_counts_what_the_list_holds(
    lea, famille_martin, agent, naissance, django_assert_num_queries
):
    """In one query. 3 April: the first day that is too far."""
    Enfant.objects.filter(pk=lea.pk).update(naissance=naissance)
    Activite.objects.update(age_max=date(2027, 1, 1).year - naissance.year - 1)
    petits = lea.inscriptions.get().activite
    for prenom, fin in (("Tom", date(2027, 3, 5)), ("Mia", None)):
        enfant = Enfant.objects.create(prenom=prenom, nom="Martin", naissance=date(2020, 5, 2))
        Inscription.objects.create(enfant=enfant, activite=petits, debut=date(2026, 9, 1), fin=fin)
        Rattachement.objects.create(
            enfant=enfant, foyer=famille_martin.foyer, debut=date(2026, 9, 1), fin=date(2027, 2, 9)
        )
    AdresseFoyer.objects.create(
        foyer=famille_martin.foyer,
        voie="1 rue du Port",
        commune="Nantes",
        depuis=date(2027, 3, 1),
    )
    fins = ce_qui_finit(JOUR)
    attendues = Fins(*map(len, (fins.trop_grands, fins.partants, fins.inscriptions)))
    assert attendues == Fins(int(naissance.month < 4), 3, 1)
    with django_assert_num_queries(1):
        assert compter(JOUR, par=agent) == attendues


@pytest.mark.parametrize(
    ("jour", "naissance", "fin", "compte"),
    [
        (date(2027, 2, 1), date(2018, 3, 14), date(2027, 3, 13), 0),  # registered until the eve
        (date(2027, 2, 1), date(2018, 3, 14), date(2027, 3, 14), 1),
        (date(2026, 12, 15), date(2018, 1, 20), date(2026, 12, 31), 0),  # over the new year
        (date(2026, 12, 15), date(2018, 1, 20), date(2027, 1, 20), 1),
        (date(2026, 12, 15), date(2017, 12, 20), date(2027, 1, 20), 1),
        (date(2027, 2, 1), date(2018, 4, 2), None, 1),
        (date(2027, 2, 1), date(2018, 4, 3), None, 0),
        (date(2025, 3, 1), date(2016, 2, 29), date(2025, 3, 2), 1),  # on 1 March
        (date(2025, 2, 28), date(2016, 2, 29), date(2025, 2, 28), 0),
        (date(2024, 12, 31), date(2016, 2, 29), None, 1),  # its sixtieth day is 1 March
        (date(2024, 12, 30), date(2016, 2, 29), None, 0),
        (date(2025, 3, 2), date(2016, 2, 29), None, 0),
    ],
)
def test_the_home_counts_each_child_too_old_on_the_day_of_the_list(
    lea, agent, jour, naissance, fin, compte
):
    Enfant.objects.filter(pk=lea.pk).update(naissance=naissance)
    Inscription.objects.update(debut=date(2024, 9, 1), fin=fin)
    assert len(trop_grands(jour)) == compte
    assert compter(jour, par=agent).trop_grands == compte


def test_the_home_says_more_than_ninety_nine_and_counts_no_further(
    lea, famille_martin, connecter, agent
):
    petits = lea.inscriptions.get().activite
    autres = Enfant.objects.bulk_create(
        Enfant(prenom=f"E{rang}", nom="Martin", naissance=date(2018, 3, 1)) for rang in range(99)
    )
    Inscription.objects.bulk_create(
        Inscription(enfant=un, activite=petits, debut=date(2026, 9, 1)) for un in autres[:98]
    )
    bureau = connecter(agent)
    page = lisible(bureau.get("/gestion/").text)
    assert "<strong> 99 </strong> inscriptions d’enfants" in page
    for enfant in (autres[98], Enfant.objects.create(prenom="Z", naissance=date(2018, 3, 1))):
        Inscription.objects.create(enfant=enfant, activite=petits, debut=date(2026, 9, 1))
        assert compter(JOUR, par=agent).trop_grands == 100
    page = lisible(bureau.get("/gestion/").text)
    assert "99+</span>" in page
    assert "plus de 99</span> </strong> inscriptions d’enfants" in page


def peupler(activite, combien):
    """So many households of a child who is registered, of whom nothing ends."""
    debut = date(2020, 1, 1)
    foyers = Foyer.objects.bulk_create(
        Foyer(numero=f"2020-{rang:05}", nom="Nom") for rang in range(combien)
    )
    enfants = Enfant.objects.bulk_create(
        Enfant(prenom="E", nom="Nom", naissance=date(2015, 1, 1) + timedelta(days=9 * rang))
        for rang in range(combien)
    )
    Rattachement.objects.bulk_create(
        Rattachement(enfant=enfant, foyer=foyer, debut=debut)
        for enfant, foyer in zip(enfants, foyers, strict=True)
    )
    AdresseFoyer.objects.bulk_create(
        AdresseFoyer(foyer=foyer, voie="1 rue", commune="V", dans_agglomeration=True, depuis=debut)
        for foyer in foyers
    )
    Inscription.objects.bulk_create(
        Inscription(enfant=enfant, activite=activite, debut=debut) for enfant in enfants
    )


@pytest.mark.postgresql
def test_the_home_reads_only_what_ends(lea, agent, settings):
    """It walked all the households' children, addresses and registrations."""
    settings.RACCOURCIS = False  # what is asked, with its values
    peupler(lea.inscriptions.get().activite, 400)
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
        curseur.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as lues:
        compter(JOUR, par=agent)
    [sql] = [une["sql"] for une in lues]
    with connection.cursor() as curseur:
        plan = "\n".join(ligne for (ligne,) in curseur.execute(f"EXPLAIN {sql}").fetchall())
    for index in (
        "rattachement_qui_finit",
        "adresse_hors_de_la_ville",
        "inscription_par_fin",
        "famille_enfant_naissance",
    ):
        assert index in plan


def test_a_home_where_nothing_ends_says_nothing_of_it(connecter, agent):
    assert "Ce qui finit dans" not in connecter(agent).get("/gestion/").text
