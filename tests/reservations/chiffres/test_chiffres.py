"""Hours done for the CAF, heads for the State, occupancy: what is counted, under which cap, and at
what cost."""

import io
from datetime import date, datetime, time

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from famille.models import Enfant, Foyer
from famille.socle.dire import en_heures
from reservations.chiffres.lecture import (
    activites_declarees,
    enfants_d_une_case,
    lire_les_effectifs,
    lire_les_heures,
    somme,
)
from reservations.chiffres.occupation import Figure, lire_l_occupation
from reservations.models import (
    ConsommationImportee,
    Creneau,
    ImportConsommation,
    Places,
    Reservation,
)
from reservations.regles.accueil.heures import (
    BORNES_CAF,
    BORNES_SDJES,
    Temps,
    minutes_retenues,
    noms_des_tranches,
    temps_de,
)
from reservations.regles.calendrier import Calendrier, Periode
from reservations.regles.juge import PARIS, Moment
from tests.reservations.outils import creer_activite, creer_calendrier, creer_creneau

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.time_machine(datetime(2027, 1, 20, 10, tzinfo=PARIS), tick=False),
]
DEBUT, FIN = date(2026, 9, 1), date(2027, 1, 31)
MERCREDI, MARDI, EN_VACANCES = date(2026, 12, 9), date(2026, 12, 8), date(2026, 12, 22)
Presence = Reservation.Presence
HEURE = 60
AUJOURDHUI = date(2027, 1, 20)


@pytest.mark.parametrize(
    ("duree", "moment", "temps", "attendu"),
    [
        # caf.fr, "gestionnaire d'ALSH périscolaire": 9 h a day, 4 h a half-day, on Wednesdays
        (11, Moment.JOURNEE, Temps.MERCREDI, 9),
        (8, Moment.JOURNEE, Temps.MERCREDI, 8),
        (5, Moment.MATIN, Temps.MERCREDI, 4),
        (5, Moment.APRES_MIDI, Temps.MERCREDI, 4),
        (11, Moment.JOURNEE, Temps.PETITES_VACANCES, 11),
        (2, Moment.MATIN, Temps.ECOLE, 2),
    ],
)
def test_a_school_wednesday_alone_is_capped(duree, moment, temps, attendu):
    assert minutes_retenues(duree * HEURE, moment, temps) == attendu * HEURE


def test_a_wednesday_of_holidays_is_holidays():
    noel = Calendrier((Periode("Noël", date(2026, 12, 19), date(2027, 1, 3)),))
    ete = Calendrier((Periode("Été", date(2027, 7, 3), date(2027, 8, 31)),))
    assert temps_de(date(2026, 12, 23), noel) == Temps.PETITES_VACANCES
    assert temps_de(date(2026, 12, 16), noel) == Temps.MERCREDI
    assert temps_de(date(2027, 7, 7), ete) == Temps.ETE
    assert temps_de(date(2026, 12, 12), noel) == Temps.SAMEDI


def test_bands_are_those_that_each_asks_for():
    assert noms_des_tranches(BORNES_CAF) == ["Moins de 6 ans", "6 à 11 ans", "12 ans et plus"]
    assert noms_des_tranches(BORNES_SDJES) == ["Moins de 6 ans", "6 à 13 ans", "14 ans et plus"]


@pytest.fixture
def centre():
    creer_calendrier()
    return creer_activite("La Valla", ouvre_a=time(7, 30), midi_a=time(12), ferme_a=time(18, 30))


def venir(enfant, activite, jour, moment=Moment.JOURNEE, presence=Presence.PRESENT, foyer=None):
    creneau = Creneau.objects.filter(activite=activite, jour=jour, moment=moment).first()
    return Reservation.objects.create(
        enfant=enfant,
        creneau=creneau or creer_creneau(activite, jour, moment),
        foyer=foyer or enfant.foyers.get(),
        presence=presence,
    )


@pytest.fixture
def venus(centre, famille_martin):
    """Léa (8) a whole Wednesday and a morning of holidays; Hugo (5) a Wednesday morning and a day
    that nobody has ticked."""
    venir(famille_martin.lea, centre, MERCREDI)
    venir(famille_martin.lea, centre, EN_VACANCES, Moment.MATIN)
    venir(famille_martin.hugo, centre, MERCREDI, Moment.MATIN)
    venir(famille_martin.hugo, centre, date(2026, 12, 16), presence=Presence.PREVU)
    venir(famille_martin.lea, centre, date(2026, 12, 16), presence=Presence.ABSENT)
    return famille_martin


def test_hours_are_those_of_the_creneau_of_who_came_by_age_and_kind_of_time(centre, venus):
    lues = lire_les_heures(activites_declarees(), DEBUT, FIN, aujourdhui=AUJOURDHUI)
    dites = [
        (ligne.temps, [case.minutes for case in ligne.cases], ligne.tout.ecretees)
        for ligne in lues.lignes
    ]
    assert dites == [
        (Temps.MERCREDI, [4 * HEURE, 9 * HEURE, 0], 2 * HEURE + 30),  # 4 h 30 and 11 h before
        (Temps.PETITES_VACANCES, [0, 4 * HEURE + 30, 0], 0),
    ]
    assert lues.a_pointer == 1


def test_an_activity_without_hours_counts_nothing_and_is_named(centre, venus, connecter, agent):
    type(centre).objects.update(ouvre_a=None, midi_a=None, ferme_a=None)
    lues = lire_les_heures(activites_declarees(), DEBUT, FIN, aujourdhui=AUJOURDHUI)
    assert lues.minutes == 0
    page = connecter(agent).get(
        f"{reverse('reservations_bureau:chiffres', args=['heures'])}{PERIODE}"
    )
    assert "rien n’est compté pour La Valla" in page.text


def test_hours_are_shared_out_by_the_scheme_of_who_booked(centre, venus, voisin):
    venir(voisin.sami, centre, MERCREDI)
    venus.foyer.regime = Foyer.Regime.MSA
    venus.foyer.save()
    for regime, attendues in (("msa", [0, 13, 9]), ("general", [13, 0, 9]), ("", [0, 0, 22])):
        Foyer.objects.filter(pk=venus.foyer.pk).update(regime=regime)
        mercredi = lire_les_heures(activites_declarees(), DEBUT, FIN, aujourdhui=AUJOURDHUI).lignes[
            0
        ]
        assert [somme(cases).minutes // HEURE for cases in mercredi.croisees] == attendues
        ages = zip(*mercredi.croisees, strict=True)
        par_age = [sum(case.minutes for case in cases) for cases in ages]
        assert par_age == [case.minutes for case in mercredi.cases]
        lus = [
            enfants_d_une_case(centre, DEBUT, FIN, temps=Temps.MERCREDI, regime=rang)
            for rang in range(3)
        ]
        assert [sum(un.minutes for un in siens) // HEURE for siens in lus] == attendues


def test_what_is_to_come_is_not_among_what_is_not_ticked(centre, venus):
    venir(venus.hugo, centre, date(2027, 1, 20), presence=Presence.PREVU)
    venir(venus.hugo, centre, date(2027, 1, 27), presence=Presence.PREVU)
    lues = lire_les_heures(activites_declarees(), DEBUT, FIN, aujourdhui=AUJOURDHUI)
    assert lues.a_pointer == 1
    [lue] = lire_l_occupation(DEBUT, FIN, aujourdhui=AUJOURDHUI)
    assert (lue.nombres[Figure.A_POINTER], lue.nombres[Figure.A_VENIR]) == (1, 2)


def test_what_is_no_accueil_of_the_state_is_not_there(centre, venus):
    type(centre).objects.update(encadree=False)
    assert not lire_les_heures(activites_declarees(), DEBUT, FIN, aujourdhui=AUJOURDHUI).lignes


def test_a_figure_opens_its_children_who_add_up_to_it(centre, venus):
    for temps, tranche, attendus in (
        (Temps.MERCREDI, 0, [("Martin Hugo", 4 * HEURE)]),
        (Temps.MERCREDI, 1, [("Martin Léa", 9 * HEURE)]),
        (Temps.PETITES_VACANCES, 1, [("Martin Léa", 4 * HEURE + 30)]),
        (Temps.ECOLE, 1, []),
    ):
        lus = enfants_d_une_case(centre, DEBUT, FIN, temps=temps, tranche=tranche)
        assert [(un.nom, un.minutes) for un in lus] == attendus


def test_thousands_of_bookings_cost_the_queries_of_none(centre, venus, django_assert_num_queries):
    enfants = Enfant.objects.bulk_create(
        Enfant(prenom=f"E{rang}", nom="X", naissance=date(2014 + rang % 8, 1, 1))
        for rang in range(300)
    )
    creneaux = [
        creer_creneau(centre, date(2026, 9, 7 + rang), Moment.JOURNEE) for rang in range(10)
    ]
    Reservation.objects.bulk_create(
        Reservation(enfant=enfant, creneau=creneau, foyer=venus.foyer, presence=Presence.PRESENT)
        for enfant in enfants
        for creneau in creneaux
    )
    activites = list(activites_declarees())
    with django_assert_num_queries(3):  # the counts, what is not ticked, the calendar
        assert (
            lire_les_heures(activites, DEBUT, FIN, aujourdhui=AUJOURDHUI).minutes > 3000 * 9 * HEURE
        )
    with django_assert_num_queries(2):
        assert lire_les_effectifs(activites, DEBUT, FIN)[0].maximum == 300
    with django_assert_num_queries(3):
        lire_l_occupation(DEBUT, FIN, aujourdhui=AUJOURDHUI)


def test_the_heads_of_the_state_are_the_most_at_once_by_period_and_age(centre, venus, voisin):
    venir(voisin.sami, centre, date(2026, 12, 16), presence=Presence.PREVU)
    effectifs = lire_les_effectifs(activites_declarees(), DEBUT, FIN)
    dits = [(un.periode, list(un.maximums), un.maximum, un.jours) for un in effectifs]
    assert dits == [
        ("Mercredis", [1, 1, 0], 2, 2),  # Hugo and Sami on the 16th; Léa, said absent, is not
        ("Vacances de Noël 2026", [0, 1, 0], 1, 1),
    ]


def test_occupancy_is_offered_booked_and_came_and_a_closed_day_offers_nothing(centre, venus):
    Places.objects.filter(creneau__jour=EN_VACANCES).update(ouvert=False)
    [lue] = lire_l_occupation(DEBUT, FIN, aujourdhui=AUJOURDHUI)
    assert lue.offertes == 30
    assert lue.figures == [
        (Figure.RESERVEES, 5, 16),
        (Figure.VENUES, 3, 10),
        (Figure.COMPTEES, 0, 0),
        (Figure.ABSENTES, 1, None),
        (Figure.A_POINTER, 1, None),
        (Figure.A_VENIR, 0, None),
    ]


def test_what_a_file_has_counted_is_not_to_tick(centre, venus, connecter, agent):
    adresse = f"{reverse('reservations_bureau:chiffres', args=['occupation'])}{PERIODE}"
    assert "Comptés par fichier" not in connecter(agent).get(adresse).text
    [attend] = Reservation.objects.filter(presence=Presence.PREVU)
    compte = ConsommationImportee.objects.create(
        enfant=attend.enfant,
        foyer=attend.foyer,
        activite=centre,
        jour=attend.creneau.jour,
        quantite=1,
        importation=ImportConsommation.objects.create(mois=attend.creneau.jour.replace(day=1)),
    )
    [lue] = lire_l_occupation(DEBUT, FIN, aujourdhui=AUJOURDHUI)
    assert (lue.nombres[Figure.COMPTEES], lue.nombres[Figure.A_POINTER]) == (1, 0)
    page = connecter(agent).get(adresse).text
    assert "Comptés par fichier" in page
    assert reverse("planning:ecarts") in page
    compte.delete()
    [lue] = lire_l_occupation(DEBUT, FIN, aujourdhui=AUJOURDHUI)
    assert (lue.nombres[Figure.COMPTEES], lue.nombres[Figure.A_POINTER]) == (0, 1)


def test_thousands_are_set_apart(centre, venus, connecter, agent):
    Places.objects.update(capacite=33_360)
    page = connecter(agent).get(
        f"{reverse('reservations_bureau:chiffres', args=['occupation'])}{PERIODE}"
    )
    [lue] = lire_l_occupation(DEBUT, FIN, aujourdhui=AUJOURDHUI)
    assert lue.offertes > 33_360
    assert f"<td>{lue.offertes:,}</td>".replace(",", "\u202f") in page.text


PERIODE = f"?du={DEBUT}&au={FIN}"


@pytest.mark.parametrize("quoi", ["heures", "effectifs", "occupation"])
def test_each_table_is_a_screen_and_a_file_that_names_nobody(quoi, centre, venus, connecter, agent):
    client = connecter(agent)
    page = client.get(f"{reverse('reservations_bureau:chiffres', args=[quoi])}{PERIODE}")
    assert "La Valla" in page.text
    adresse = reverse("reservations_bureau:chiffres_fichier", args=[quoi, "xlsx"])
    classeur = load_workbook(io.BytesIO(client.get(f"{adresse}{PERIODE}").content))
    lignes = list(classeur.active.values)
    assert lignes[1][0] == "La Valla"
    assert "Léa" not in str(lignes)
    csv = client.get(reverse("reservations_bureau:chiffres_fichier", args=[quoi, "csv"]) + PERIODE)
    assert "La Valla" in csv.content.decode("utf-8-sig")


def test_who_does_not_plan_reads_none(centre, connecter, directrice):
    adresse = reverse("reservations_bureau:chiffres", args=["heures"])
    assert connecter(directrice).get(adresse).status_code in (302, 403)


def test_the_children_of_a_figure_are_read_from_it(centre, venus, connecter, agent):
    client = connecter(agent)
    page = client.get(f"{reverse('reservations_bureau:chiffres', args=['heures'])}{PERIODE}").text
    args = [centre.pk, Temps.MERCREDI, 1, 2]
    adresse = reverse("reservations_bureau:chiffres_enfants", args=args)
    assert adresse in page  # Léa's household has said no scheme
    assert adresse.replace("/1/2/", "/1/0/") not in page
    assert "Martin Léa" in client.get(f"{adresse}{PERIODE}").text
    assert "Martin Léa" not in client.get(f"{adresse.replace('/1/2/', '/1/0/')}{PERIODE}").text
    tous = client.get(f"{adresse.replace('/1/2/', '/3/3/')}{PERIODE}").text
    assert "Tous les âges, tous les régimes" in tous
    assert "Martin Léa" in tous
    assert en_heures(9 * HEURE) in page
    for faux in ("/9/2/", "/1/4/"):
        assert client.get(adresse.replace("/1/2/", faux)).status_code == 404


def test_a_head_count_opens_who_is_expected_that_day(centre, venus, voisin, connecter, agent):
    venir(voisin.sami, centre, date(2026, 12, 16), presence=Presence.PREVU)
    client = connecter(agent)
    page = client.get(f"{reverse('reservations_bureau:chiffres', args=['effectifs'])}{PERIODE}")
    adresse = reverse(
        "reservations_bureau:chiffres_effectif", args=[centre.pk, "2026-12-16", "3-journee", 3]
    )
    assert adresse in page.text
    ouverte = client.get(adresse).text
    assert "Martin Hugo" in ouverte
    assert str(voisin.sami.nom) in ouverte
    assert "Martin Léa" not in ouverte  # said absent
    for faux in ("/3-journee/9/", "/nuit/3/"):
        assert client.get(adresse.replace("/3-journee/3/", faux)).status_code == 404
    assert client.get(adresse.replace("2026-12-16", "demain")).status_code == 404


def test_each_figure_of_occupancy_opens_its_children(centre, venus, connecter, agent):
    client = connecter(agent)
    page = client.get(f"{reverse('reservations_bureau:chiffres', args=['occupation'])}{PERIODE}")
    for figure, enfants, absents in (
        ("venues", ["Martin Léa", "Martin Hugo"], []),
        ("absentes", ["Martin Léa"], ["Martin Hugo"]),
        ("a-pointer", ["Martin Hugo"], ["Martin Léa"]),
    ):
        adresse = reverse("reservations_bureau:chiffres_occupation", args=[centre.pk, figure])
        assert adresse in page.text
        ouverte = client.get(f"{adresse}{PERIODE}").text
        assert all(nom in ouverte for nom in enfants)
        assert not any(nom in ouverte for nom in absents)
    assert client.get(adresse.replace("a-pointer", "autres")).status_code == 404


def test_the_children_of_a_figure_are_for_who_plans(centre, venus, connecter, directrice):
    client = connecter(directrice)
    for nom, args in (
        ("chiffres_enfants", [centre.pk, "mercredi", 3, 0]),
        ("chiffres_effectif", [centre.pk, "2026-12-16", "3-journee", 3]),
        ("chiffres_occupation", [centre.pk, "venues"]),
    ):
        reponse = client.get(reverse(f"reservations_bureau:{nom}", args=args))
        assert reponse.status_code in (302, 403)


def test_a_period_that_is_too_long_or_upside_down_is_refused(centre, connecter, agent):
    adresse = reverse("reservations_bureau:chiffres", args=["heures"])
    for periode in ("?du=2027-01-01&au=2026-01-01", "?du=2020-01-01&au=2027-01-01"):
        assert connecter(agent).get(f"{adresse}{periode}").status_code == 422
