"""Créneaux and places in bulk on the agents' screens, and the page of a job: preview, progress,
again after a stop."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from famille.models import Travail
from famille.travaux import actions as travaux
from reservations.models import Activite, Creneau, Places, Structure
from reservations.planning.bureau.activites.ecran import (
    PAS_MINUIT,
    SANS_JOUR,
    TROP_DE_JOURS,
    UNE_SEMAINE_AU_MOINS,
)
from reservations.regles.calendrier import Delai, GenreDeDelai
from reservations.regles.juge import PARIS
from tests.reservations import outils

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]
OUVRIR, PLACES = "/gestion/planning/creneaux/ouvrir/", "/gestion/planning/creneaux/places/"
DECEMBRE = {"debut": "2026-12-01", "fin": "2026-12-31"}


@pytest.fixture
def activite(db):
    outils.creer_calendrier()
    return outils.creer_activite()


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def travail(activite, agent):
    return Travail.objects.create(genre="places", titre="Des places", par=agent)


def page_de(travail):
    return reverse("travaux:travail", args=[travail.pk])


def texte_de(reponse):
    return " ".join(reponse.text.split())


def test_the_preview_counts_and_writes_nothing(bureau, activite):
    texte = texte_de(bureau.get(OUVRIR, DECEMBRE | {"activites": activite.pk}))
    assert "<strong>14 créneaux</strong> à ouvrir, sur 11 jours" in texte
    assert "vendredi 25 décembre 2026 : Noël, jour férié" in texte
    assert not Creneau.objects.exists()


def test_sent_the_creneaux_are_made_and_the_page_of_the_job_says_how_many(bureau, activite):
    reponse = bureau.post(OUVRIR, DECEMBRE | {"activites": activite.pk})
    travail = Travail.objects.get()
    assert reponse.url == page_de(travail)
    travaux.executer(str(travail.pk))
    assert "14 créneaux sont ouverts." in texte_de(bureau.get(reponse.url))
    assert Places.objects.count() == 14


def test_sent_twice_nothing_is_made_twice(bureau, activite):
    for _fois in range(2):
        bureau.post(OUVRIR, DECEMBRE | {"activites": activite.pk})
    for travail in Travail.objects.all():
        travaux.executer(str(travail.pk))
    assert Creneau.objects.count() == 14


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"debut": "2026-11-24"}, "Ce jour est passé"),
        ({"fin": "2026-11-30"}, "Le dernier jour est avant le premier"),
        ({"activites": "999"}, "Rien n’est enregistré"),
        ({"capacite": "-3"}, "Rien n’est enregistré"),
        ({"debut": "demain"}, "Rien n’est enregistré"),
    ],
)
def test_what_cannot_be_is_refused_in_the_form(bureau, activite, champs, dit):
    reponse = bureau.post(OUVRIR, DECEMBRE | {"activites": activite.pk} | champs)
    assert (reponse.status_code, Travail.objects.count()) == (422, 0)
    assert dit in reponse.text


def test_below_what_is_booked_the_agent_is_asked_what_to_do(bureau, activite):
    creneau = outils.creer_mercredis(activite, 1)[0]
    Places.objects.filter(pk=creneau.pk).update(prises=8)
    choix = DECEMBRE | {"activite": activite.pk, "capacite": 5}
    texte = texte_de(bureau.get(PLACES, choix))
    assert "mercredi 9 décembre, matin : 8 prises" in texte
    assert "Changer, et les laisser à ce qui est réservé" in texte
    assert "Ne rien changer" in texte
    assert bureau.post(PLACES, choix).status_code == 200  # asked, and not begun
    assert not Travail.objects.exists()


def test_told_to_keep_what_is_booked_the_others_change(bureau, activite):
    creneau = outils.creer_mercredis(activite, 1)[0]
    Places.objects.filter(pk=creneau.pk).update(prises=8)
    bureau.post(PLACES, DECEMBRE | {"activite": activite.pk, "capacite": 5, "trop_bas": "laisser"})
    travail = Travail.objects.get()
    travaux.executer(str(travail.pk))
    assert sorted(Places.objects.values_list("capacite", flat=True)) == [5, 8]
    assert "mercredi 9 décembre, matin : 8 places" in texte_de(bureau.get(page_de(travail)))


def test_a_choice_without_creneau_says_what_to_do(bureau, activite):
    texte = texte_de(bureau.get(PLACES, DECEMBRE | {"activite": activite.pk, "capacite": 5}))
    assert "Aucun créneau ne répond à ce choix" in texte


def test_the_page_of_a_job_shows_how_far_it_is_and_asks_again(bureau, travail):
    Travail.objects.update(etat="en-cours", fait=3, total=12)
    texte = texte_de(bureau.get(page_de(travail)))
    assert "En cours : 25 %" in texte
    assert 'max="12" value="3"' in texte
    assert f'hx-get="{page_de(travail)}"' in texte
    assert f'<a href="{page_de(travail)}">Actualiser</a>' in texte  # without JavaScript


def test_htmx_gets_the_progress_alone_and_stops_when_it_is_over(bureau, travail):
    Travail.objects.update(
        etat="fini", fini_le=timezone.now(), resultat={"phrase": "8 créneaux ont 5 places."}
    )
    fragment = bureau.get(page_de(travail), headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "hx-get" not in fragment
    assert (
        '<p id="etat-travail" hx-swap-oob="innerHTML">Terminé. 8 créneaux ont 5 places.</p>'
        in fragment
    )


def test_a_job_without_a_sign_of_life_can_be_taken_up_again(bureau, travail):
    Travail.objects.update(etat="en-cours", cree_le=timezone.now() - timedelta(minutes=4))
    assert "Ce travail n’avance plus" in bureau.get(page_de(travail)).text
    bureau.post(reverse("travaux:reprise", args=[travail.pk]))
    travail.refresh_from_db()
    assert travail.etat == "pret"


def test_a_job_that_lives_is_left_alone(bureau, travail):
    Travail.objects.update(etat="en-cours", resultat={"vu_le": timezone.now().isoformat()})
    bureau.post(reverse("travaux:reprise", args=[travail.pk]))
    travail.refresh_from_db()
    assert travail.etat == "en-cours"


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_who_plans_enters(connecter, request, travail, qui):
    navigateur = connecter(request.getfixturevalue(qui))
    for adresse in (OUVRIR, PLACES, "/gestion/planning/creneaux/", page_de(travail)):
        assert navigateur.get(adresse).status_code in (302, 403)


def test_the_list_of_creneaux_asks_the_same_queries_for_one_or_thirty(
    bureau, activite, django_assert_num_queries, django_assert_max_num_queries
):
    adresse = "/gestion/planning/creneaux/"
    bureau.get(adresse)  # what the process reads once
    with django_assert_max_num_queries(20) as lues:
        bureau.get(adresse)
    structure = Structure.objects.get()
    autres = [
        Activite(structure=structure, nom=f"Activité {rang}", age_min=3, age_max=11, capacite=10)
        for rang in range(30)
    ]
    for autre in Activite.objects.bulk_create(autres):
        outils.creer_creneau(autre, outils.MERCREDI)
    with django_assert_num_queries(len(lues)):
        assert "Activité 29" in bureau.get(adresse).text


def test_an_activity_whose_ages_are_reversed_or_whose_kitchen_has_no_mail_is_refused_in_words(
    bureau, activite
):
    adresse = reverse("activites_modeladmin_edit", args=[activite.pk])
    donnees = {
        "structure": activite.structure_id,
        "nom": "Accueil",
        "age_min": 8,
        "age_max": 4,
        "capacite": 10,
        "service": activite.service,
        "unite_scolaire": "demi-journee",
        "jours_scolaires": [2],
        "delai_reservation": 7,
        "delai_annulation": 7,
        "delai_reservation_genre": "jours",
        "delai_annulation_genre": "jours",
        "groupes-TOTAL_FORMS": 0,
        "groupes-INITIAL_FORMS": 0,
        "groupes-MIN_NUM_FORMS": 0,
        "groupes-MAX_NUM_FORMS": 1000,
    }
    assert "L’âge maximum est plus petit" in bureau.post(adresse, donnees).text
    cuisine = donnees | {"age_max": 11, "cuisine_courriel": "cu\u0131sine@exemple.fr"}
    assert "Le portail ne sait pas écrire" in bureau.post(adresse, cuisine).text
    bureau.post(adresse, donnees | {"age_max": 11})
    activite.refresh_from_db()
    assert (activite.nom, activite.age_max) == ("Accueil", 11)


def test_a_deadline_has_its_hour_its_faults_and_its_sentence(bureau, activite):
    adresse = reverse("activites_modeladmin_edit", args=[activite.pk])
    donnees = {
        "structure": activite.structure_id,
        "nom": "Restaurant scolaire",
        "age_min": 3,
        "age_max": 11,
        "capacite": 10,
        "service": "restauration",
        "unite_scolaire": "journee",
        "jours_scolaires": [0, 1, 3, 4],
        "delai_reservation": 0,
        "delai_reservation_genre": "semaine",
        "delai_reservation_heure": "00:00",
        "delai_annulation": 16,
        "delai_annulation_genre": "ecole",
        "groupes-TOTAL_FORMS": 0,
        "groupes-INITIAL_FORMS": 0,
    }
    page = bureau.post(adresse, donnees).text
    for faute in (SANS_JOUR, UNE_SEMAINE_AU_MOINS, PAS_MINUIT, TROP_DE_JOURS):
        assert escape(faute) in page, faute
    donnees |= {"delai_reservation": 1, "delai_reservation_jour": 3}
    donnees |= {"delai_reservation_heure": "12:00", "delai_annulation": 1}
    donnees |= {"delai_annulation_heure": "09:00", "delai_annulation_jour": 2}
    bureau.post(adresse, donnees)
    activite.refresh_from_db()
    assert activite.pour_reserver == Delai(1, GenreDeDelai.SEMAINE, time(12), jour=3)
    assert activite.pour_annuler == Delai(1, GenreDeDelai.ECOLE, time(9))
    lue = bureau.get(adresse).text.replace("\xa0", " ")
    assert "jusqu’au jeudi de la semaine précédente, à 12 h ; il s’annule jusqu’au jour" in lue
    assert "jeudi 3 décembre se réserve jusqu’au jeudi 26 novembre à 12 h et s’annule" in lue
    assert "jusqu’au mardi 1er décembre à 9 h." in lue


@pytest.mark.parametrize(
    "champs",
    [
        {"delai_annulation_genre": "semaine"},
        {"delai_annulation_genre": "semaine", "delai_annulation_jour": 3, "delai_annulation": 0},
        {"delai_annulation_genre": "ecole", "delai_annulation": 16},
        {"delai_annulation_jour": 3},
        {"ouvre_a": time(8)},
        {"ouvre_a": time(8), "reprend_a": time(14), "ferme_a": time(18)},
        {"ouvre_a": time(8), "midi_a": time(12), "reprend_a": time(11), "ferme_a": time(18)},
    ],
)
def test_the_database_holds_no_deadline_nor_hours_that_mean_nothing(activite, champs):
    with pytest.raises(IntegrityError), transaction.atomic():
        Activite.objects.update(**champs)


def test_the_list_of_openings_says_the_hour_as_people_do(bureau, activite):
    ouvre_le = datetime(2026, 12, 8, 9, tzinfo=PARIS)
    outils.ouvrir(activite, date(2027, 1, 4), date(2027, 1, 29), ouvre_le)
    page = bureau.get(reverse("ouvertures_modeladmin_index")).text
    assert "mardi 8 décembre 2026 à 9\xa0h" in page
    assert "09:00" not in page


def test_an_opening_whose_dates_are_reversed_is_refused_in_words(bureau, activite):
    donnees = {
        "nom": "Mercredis",
        "activites": [activite.pk],
        "debut": "2027-07-06",
        "fin": "2027-01-01",
    }
    reponse = bureau.post(
        reverse("ouvertures_modeladmin_create"), donnees | {"ouvre_le": "2026-12-01 09:00"}
    )
    assert "Le dernier jour est avant le premier" in reponse.text


def test_an_opening_of_days_that_another_opens_says_which_one_wins(bureau, activite):
    donnees = {
        "nom": "L’année",
        "activites": [activite.pk],
        "debut": "2027-01-01",
        "fin": "2027-07-06",
    }
    adresse = reverse("ouvertures_modeladmin_create")
    seule = bureau.post(adresse, donnees | {"ouvre_le": "2026-12-10 09:00"}, follow=True)
    assert "ouvre déjà" not in seule.text
    suite = {
        "nom": "Vacances",
        "debut": "2027-02-08",
        "fin": "2027-02-19",
        "ouvre_le": "2026-12-01 08:00",
    }
    page = bureau.post(adresse, donnees | suite, follow=True).text
    assert "« L’année » ouvre déjà des jours de cette ouverture (du 8 au 19 février 2027)" in page
    assert "le premier des deux moments qui vaut : mardi 1er décembre" in page


def test_the_tariffs_can_be_filtered_by_centre(bureau, activite):
    assert bureau.get("/gestion/tarifs/", {"structure": activite.structure_id}).status_code == 200
    assert bureau.get("/gestion/tarifs/", {"structure": "999"}).status_code == 200


def test_the_date_picker_reads_dates_as_agents_type_them(bureau):
    """What it cannot read, it replaces by today without a word."""
    page = bureau.get(reverse("ouvertures_modeladmin_create")).text
    assert "&quot;d/m/Y&quot;" in page or '"d/m/Y"' in page
