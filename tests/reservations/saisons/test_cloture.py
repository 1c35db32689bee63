"""A season that ends: what is left is counted and ticked by the software, then it is closed, and
health past its time goes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from famille.models import FicheSanitaire, Purge, ReglageConservation
from famille.socle.offres.restes import restes
from reservations.models import (
    Attente,
    ConsommationImportee,
    ImportConsommation,
    Inscription,
    Reservation,
    SaisonClose,
)
from reservations.saisons.cloture import (
    demander_la_cloture,
    executer,
    inscriptions_a_finir,
    saison_a_clore,
)
from tests.reservations.outils import creer_activite, creer_creneau

pytestmark = pytest.mark.django_db
ECRAN, CLORE, SANTE = "planning:cloture", "planning:cloture_clore", "planning:cloture_sante"
MARS, OCTOBRE = date(2027, 3, 10), date(2027, 10, 6)


@pytest.fixture(autouse=True)
def en_septembre(time_machine):
    time_machine.move_to("2027-09-15 10:00+02:00", tick=False)


@pytest.fixture
def lea(famille_martin):
    activite = creer_activite()
    Inscription.objects.create(enfant=famille_martin.lea, activite=activite, debut=date(2026, 9, 1))
    return famille_martin.lea


def activite_de(enfant):
    return enfant.inscriptions.get().activite


def reserver(enfant, foyer, jour, **champs):
    creneau = creer_creneau(activite_de(enfant), jour)
    return Reservation.objects.create(enfant=enfant, foyer=foyer, creneau=creneau, **champs)


def restent():
    return {reste.cle: reste.nombre for reste in restes(date(2026, 9, 1), date(2027, 8, 31))}


def test_what_is_left_is_counted_then_ticked(lea, famille_martin):
    assert set(restent().values()) == {0}
    reservation = reserver(lea, famille_martin.foyer, MARS)
    assert restent() == dict.fromkeys(restent(), 0) | {"pas_pointees": 1, "pas_factures": 1}
    Reservation.objects.filter(pk=reservation.pk).update(presence="present")
    assert restent()["pas_pointees"] == 0


def test_a_day_that_a_file_has_counted_needs_no_tick(lea, famille_martin):
    reserver(lea, famille_martin.foyer, MARS)
    ConsommationImportee.objects.create(
        enfant=lea,
        foyer=famille_martin.foyer,
        activite=activite_de(lea),
        jour=MARS,
        quantite=1,
        importation=ImportConsommation.objects.create(mois=MARS.replace(day=1)),
    )
    assert restent()["pas_pointees"] == 0
    ConsommationImportee.objects.update(jour=MARS + timedelta(days=1))
    assert restent()["pas_pointees"] == 1


def test_a_day_of_the_next_season_is_not_counted(lea, famille_martin):
    reserver(lea, famille_martin.foyer, date(2027, 9, 8))
    assert set(restent().values()) == {0}


def test_the_season_to_close_is_the_one_that_ended(time_machine):
    assert saison_a_clore() == 2026
    time_machine.move_to("2028-07-10 10:00+02:00", tick=False)
    assert saison_a_clore() == 2027


@pytest.fixture
def clore(connecter, agent, django_capture_on_commit_callbacks):
    def faire():
        with django_capture_on_commit_callbacks(execute=True):
            return connecter(agent).post(reverse(CLORE), follow=True).text

    return faire


def test_closing_ends_what_has_no_end_and_the_queues_of_the_season(lea, famille_martin, clore):
    attente = Attente.objects.create(
        enfant=lea,
        activite=activite_de(lea),
        foyer=famille_martin.foyer,
        bloc="2027-03-10-matin",
        debut=MARS,
    )
    clore()
    assert lea.inscriptions.get().fin == date(2027, 8, 31)
    attente.refresh_from_db()
    assert attente.etat == Attente.Etat.RETIREE
    close = SaisonClose.objects.get(annee=2026)
    assert (close.inscriptions, close.attentes) == (1, 1)


def test_who_has_booked_after_it_goes_on(lea, famille_martin, clore):
    reserver(lea, famille_martin.foyer, OCTOBRE)
    clore()
    assert lea.inscriptions.get().fin is None
    assert Reservation.objects.count() == 1


def test_what_a_family_books_while_it_is_closed_stays(lea, famille_martin, agent):
    """The list of those to end was read before."""
    travail = demander_la_cloture(2026, par=agent)

    def reserver_entre_temps(fait, total):
        if not Reservation.objects.exists():
            reserver(lea, famille_martin.foyer, OCTOBRE)

    dit = executer(travail, reserver_entre_temps)
    assert Reservation.objects.count() == 1
    assert lea.inscriptions.get().fin is None
    assert "0 inscription est finie" in dit["phrase"]


def test_a_season_is_closed_once(lea, clore):
    clore()
    assert "déjà close" in clore()


def test_a_season_that_has_not_ended_is_not_closed(lea, clore, time_machine):
    time_machine.move_to("2027-07-10 10:00+02:00", tick=False)
    assert "se clôt à partir du lendemain" in clore()
    assert inscriptions_a_finir(2026).count() == 1


@pytest.mark.parametrize(
    ("jour", "close"), [("2027-08-31 10:00+02:00", False), ("2027-09-01 10:00+02:00", True)]
)
def test_a_season_is_closed_from_the_day_after_its_last(lea, clore, time_machine, jour, close):
    time_machine.move_to(jour, tick=False)
    clore()
    assert SaisonClose.objects.exists() is close


def test_the_queues_of_the_next_season_stay(lea, famille_martin, clore):
    attente = Attente.objects.create(
        enfant=lea,
        activite=activite_de(lea),
        foyer=famille_martin.foyer,
        bloc="2027-10-06-matin",
        debut=OCTOBRE,
    )
    reserver(lea, famille_martin.foyer, date(2027, 9, 22))  # the registration goes on
    clore()
    attente.refresh_from_db()
    assert attente.etat == Attente.Etat.EN_ATTENTE


def test_the_screen_shows_counts_and_no_name(lea, famille_martin, connecter, agent):
    reserver(lea, famille_martin.foyer, MARS)
    page = connecter(agent).get(reverse(ECRAN)).text
    assert "Présences jamais pointées" in page
    assert "1 inscription sans date de fin" in page
    assert "Léa" not in page
    assert "La santé des enfants" not in page  # another right


def test_the_months_without_invoices_are_named_and_lead_to_their_campaign(
    lea, famille_martin, connecter, agent
):
    for jour in (date(2026, 9, 9), MARS):  # the first is older than the months always proposed
        reserver(lea, famille_martin.foyer, jour, presence="present")
    bureau = connecter(agent)
    page = bureau.get(reverse(ECRAN)).text
    for nom, code in (("septembre 2026", "2026-09"), ("mars 2027", "2027-03")):
        adresse = reverse("reservations_bureau:campagne_nouvelle", query={"mois": code})
        assert f'<a href="{adresse}">{nom} : {activite_de(lea)}</a>' in page
        assert f'value="{code}" selected' in bureau.get(adresse).text


def test_what_remains_is_said_beside_the_button(lea, famille_martin, connecter, agent):
    page = connecter(agent).get(reverse(ECRAN)).text
    assert "Tout n’est pas fini" not in page
    assert 'class="button">Clore' in page
    reserver(lea, famille_martin.foyer, MARS)
    page = connecter(agent).get(reverse(ECRAN)).text
    assert "Présences jamais pointées : 1 ; Mois utilisés, sans factures publiées : 1." in page
    assert 'class="button button-secondary">Clore' in page


def test_health_past_its_time_goes_by_whoever_keeps_the_periods(
    lea, connecter, administrateur, agent
):
    reglage = ReglageConservation.lire()
    reglage.sante, reglage.decidees_le = 0, date(2027, 1, 1)
    reglage.save()
    FicheSanitaire.objects.create(enfant=lea, valable_jusqu_au=date(2027, 8, 31))
    assert connecter(agent).post(reverse(SANTE)).status_code in (302, 403)
    assert FicheSanitaire.objects.exists()
    bureau = connecter(administrateur)
    assert "La santé des enfants" in bureau.get(reverse(ECRAN)).text
    bureau.post(reverse(SANTE))
    assert not FicheSanitaire.objects.exists()
    assert set(Purge.objects.get().comptes) == {"fiches"}


def test_the_screen_costs_the_same_with_one_child_or_thirty(
    lea, famille_martin, connecter, agent, django_assert_max_num_queries
):
    bureau = connecter(agent)
    reserver(lea, famille_martin.foyer, MARS)
    bureau.get(reverse(ECRAN))
    with django_assert_max_num_queries(20):
        bureau.get(reverse(ECRAN))
    for rang in range(1, 31):
        reserver(lea, famille_martin.foyer, date(2027, 4, rang))
    with django_assert_max_num_queries(20):
        bureau.get(reverse(ECRAN))
