"""The national scale of crèches: vectors, properties, the dated rows, the two estimates and the
agents' list."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reservations.models import BaremePSU
from reservations.regles.psu import Bareme, Taux, bareme_au, controler, tarif_horaire
from reservations.tarifs.baremes_psu import COLLECTIF, FAMILIAL, TAUX, creer_baremes, lire_bareme
from tests.reservations import outils

D = Decimal
BAREME = Bareme(
    date(2025, 9, 1),
    D(801),
    D(8500),
    tuple(Taux(jusqua, D(pourcent)) for jusqua, pourcent in TAUX[COLLECTIF]),
)
RESSOURCES = st.decimals(min_value=0, max_value=20_000, places=2)
ENFANTS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("ressources", "enfants", "aeeh", "horaire"),
    [
        ("2500", 1, 0, "1.55"),
        ("9000", 1, 0, "5.26"),
        ("2696.67", 3, 0, "1.11"),
        ("2500", 1, 1, "1.29"),
        ("0", 1, 0, "0.50"),  # the floor
        ("801", 8, 0, "0.17"),
        ("2500", 4, 0, "0.78"),  # 0.775: half a cent up
        ("2500", 7, 0, "0.78"),
        ("2500", 7, 1, "0.52"),
        ("2500", 12, 2, "0.52"),
    ],
)
def test_vectors(ressources, enfants, aeeh, horaire):
    assert tarif_horaire(BAREME, D(ressources), enfants=enfants, aeeh=aeeh).horaire == D(horaire)


def test_it_says_how_it_is_made():
    tarif = tarif_horaire(BAREME, D(9000), enfants=1, aeeh=1)
    assert tarif.phrases == [
        "Barème national en vigueur depuis le 1er septembre 2025.",
        "Vos ressources comptent pour le plafond : 8\u202f500,00\u00a0€ par mois.",
        (
            "Pour 1 enfant à charge, comptés pour 2 grâce à l’AEEH, une heure coûte 0,0516 % des"
            " ressources d’un mois."
        ),
        "8\u202f500,00\u00a0€ par mois × 0,0516 % = 4,39\u00a0€ l’heure.",
    ]


@given(une=RESSOURCES, autre=RESSOURCES, enfants=ENFANTS)
def test_who_earns_more_never_pays_less(une, autre, enfants):
    moins, plus = sorted([une, autre])
    assert (
        tarif_horaire(BAREME, moins, enfants=enfants).horaire
        <= tarif_horaire(BAREME, plus, enfants=enfants).horaire
    )


@given(ressources=RESSOURCES, enfants=ENFANTS, aeeh=st.integers(0, 3))
def test_a_larger_family_never_pays_more_and_all_stay_within_the_ends(ressources, enfants, aeeh):
    aeeh = min(aeeh, enfants)
    tarif = tarif_horaire(BAREME, ressources, enfants=enfants, aeeh=aeeh).horaire
    assert tarif <= tarif_horaire(BAREME, ressources, enfants=enfants).horaire
    assert tarif_horaire(BAREME, ressources, enfants=enfants + 1, aeeh=aeeh).horaire <= tarif
    assert D("0.17") <= tarif <= D("5.26")


@pytest.mark.parametrize(
    ("annee", "dit"), [(2025, "en vigueur depuis"), (2026, "pas encore saisi")]
)
def test_a_scale_of_another_year_is_not_said_to_be_in_force(annee, dit):
    tarif = tarif_horaire(BAREME, D(500), enfants=1, annee=annee)
    assert tarif.horaire == D("0.50")
    assert dit in tarif.phrases[0]


@pytest.mark.parametrize(
    ("ressources", "enfants", "aeeh"), [("-1", 1, 0), ("100", 0, 0), ("100", 1, 2)]
)
def test_no_such_family(ressources, enfants, aeeh):
    with pytest.raises(ValueError, match="no such family"):
        tarif_horaire(BAREME, D(ressources), enfants=enfants, aeeh=aeeh)


@pytest.mark.parametrize(
    ("plancher", "taux", "dit"),
    [
        (9000, [(None, "0.06")], "Le plancher dépasse le plafond"),
        (801, [(1, "0.06")], "n’a pas de nombre d’enfants"),
        (801, [(None, "0.06"), (None, "0.05")], "n’a pas de nombre d’enfants"),
        (801, [(1, "0.06"), (1, "0.05"), (None, "0.04")], "Deux lignes"),
        (801, [(1, "0.05"), (None, "0.06")], "Le taux monte"),
    ],
)
def test_a_scale_that_cannot_be_is_told(plancher, taux, dit):
    bareme = Bareme(
        date(2025, 1, 1), D(plancher), D(8500), tuple(Taux(jusqua, D(p)) for jusqua, p in taux)
    )
    assert dit in " ".join(faute.phrase for faute in controler(bareme))


def test_the_published_scale_is_a_good_one():
    assert list(controler(BAREME)) == []
    assert bareme_au([BAREME], date(2025, 8, 31)) is None


@pytest.mark.django_db
class TestBase:
    def test_the_scale_of_the_day_is_the_latest_begun_and_agents_rows_stay(self):
        creer_baremes()
        assert lire_bareme(COLLECTIF, date(2025, 8, 31)).plafond == 7000
        assert lire_bareme(COLLECTIF, date(2026, 11, 25)).plafond == 8500
        assert lire_bareme(FAMILIAL, date(2026, 11, 25)).taux_de(1) == D("0.0516")
        BaremePSU.objects.filter(debut=date(2025, 1, 1)).delete()
        creer_baremes()
        assert BaremePSU.objects.count() == 2

    @pytest.fixture(autouse=True)
    def ce_jour(self, time_machine):
        time_machine.move_to(outils.MAINTENANT, tick=False)

    def demander(self, navigateur, adresse="reservations:creche", **champs):
        donnees = {
            "ressources": "2 500,00 €",
            "enfants": 1,
            "aeeh": 0,
            "accueil": "collectif",
            "heures": "",
        } | champs
        return navigateur.post(reverse(adresse), donnees)

    def test_a_parent_reads_the_price_of_an_hour_and_of_a_month(self, famille_martin, connecter):
        creer_baremes()
        texte = self.demander(connecter(famille_martin.camille), heures=100).text
        assert "1,55\u00a0€" in texte
        assert "155,00\u00a0€" in texte

    @pytest.mark.parametrize(
        "champs",
        [
            {"ressources": ""},
            {"ressources": "beaucoup"},
            {"ressources": "-5"},
            {"ressources": "²"},
            {"ressources": "99999999"},
            {"enfants": 0},
            {"enfants": 16},
            {"aeeh": 2},
            {"heures": 0},
        ],
        ids=str,
    )
    def test_what_is_no_answer_is_told_and_nothing_breaks(self, famille_martin, connecter, champs):
        creer_baremes()
        reponse = self.demander(connecter(famille_martin.camille), **champs)
        assert reponse.status_code == 422
        assert "Une heure de crèche" not in reponse.text

    def test_without_a_scale_it_says_so(self, famille_martin, connecter):
        assert "pas encore publié" in self.demander(connecter(famille_martin.camille)).text

    def test_an_agent_estimates_it_too_and_a_director_does_not(self, agent, directrice, connecter):
        creer_baremes()
        assert "1,29\u00a0€" in self.demander(connecter(agent), "planning:creche", aeeh=1).text
        assert self.demander(connecter(directrice), "planning:creche").status_code in (302, 403)

    def test_administration_adds_a_scale_and_reads_why_one_is_refused(
        self, administrateur, connecter
    ):
        creer_baremes()
        navigateur, adresse = (
            connecter(administrateur),
            reverse("baremes-de-creche_modeladmin_create"),
        )
        donnees = {
            "accueil": "collectif",
            "debut": "2027-01-01",
            "plancher": "820",
            "plafond": "8500",
            "source": "CNAF, janvier 2027",
            "taux-TOTAL_FORMS": 2,
            "taux-INITIAL_FORMS": 0,
            "taux-0-jusqua": 1,
            "taux-0-pourcent": "0.0619",
            "taux-1-jusqua": "",
            "taux-1-pourcent": "0.07",
        }
        assert "Le taux monte" in navigateur.post(adresse, donnees).text
        assert (
            "commence ce jour-là"
            in navigateur.post(adresse, donnees | {"debut": "2025-09-01"}).text
        )
        navigateur.post(adresse, donnees | {"taux-1-pourcent": "0.0516"})
        assert lire_bareme(COLLECTIF, date(2027, 1, 1)).plancher == 820

    @pytest.mark.parametrize("combien", [1, 30])
    def test_the_list_costs_the_same(
        self, agent, connecter, combien, django_assert_max_num_queries
    ):
        for rang in range(combien):
            BaremePSU.objects.create(debut=date(2020, 1, 1 + rang), plancher=800, plafond=8500)
        navigateur, adresse = connecter(agent), reverse("baremes-de-creche_modeladmin_index")
        navigateur.get(adresse)
        with django_assert_max_num_queries(18):
            assert navigateur.get(adresse).status_code == 200
