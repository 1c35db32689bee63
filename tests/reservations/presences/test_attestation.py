"""The attestation of presence: what the lists say of a child, in a household's own bookings,
between two dates."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from famille.dossier.papiers import a_etablir
from famille.models import Rattachement
from reservations.models import Reservation
from reservations.regles.juge import Moment
from tests.outils.papiers import feuille_html, sans_pied
from tests.reservations import outils

pytestmark = pytest.mark.django_db
Presence = Reservation.Presence
SEPTEMBRE = [date(2026, 9, jour) for jour in (2, 9, 16)]


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(db):
    return outils.creer_activite()


@pytest.fixture
def noter(centre, famille_martin):
    """noter(day, presence="present", moment=…, foyer=…) -> one booking of Léa, ticked."""

    def _noter(jour, presence=Presence.PRESENT, *, moment=Moment.MATIN, foyer=famille_martin.foyer):
        creneau = outils.creer_creneau(centre, jour, moment)
        return Reservation.objects.create(
            enfant=famille_martin.lea, creneau=creneau, foyer=foyer, presence=presence
        )

    return _noter


@pytest.fixture
def camille(connecter, famille_martin):
    return connecter(famille_martin.camille)


def adresse(enfant, nom="attestation"):
    return reverse(f"reservations:{nom}", args=[enfant.pk])


def test_it_counts_the_days_of_presence_and_no_other(camille, noter, famille_martin):
    noter(SEPTEMBRE[0]), noter(SEPTEMBRE[0], moment=Moment.APRES_MIDI), noter(SEPTEMBRE[1])
    noter(SEPTEMBRE[2], Presence.ABSENT)
    noter(date(2026, 9, 23), Presence.ABSENT_JUSTIFIE), noter(date(2026, 9, 30), Presence.PREVU)
    feuille = feuille_html(camille.get(adresse(famille_martin.lea)).text)
    assert "2 jours , du 1er septembre 2026 au 25 novembre 2026" in feuille
    assert (
        "Mercredi 2 septembre 2026 Matin et après-midi Mercredi 9 septembre 2026 Matin" in feuille
    )
    for absent in ("16 septembre", "23 septembre", "30 septembre"):
        assert absent not in feuille


def test_it_covers_the_dates_that_are_asked(camille, noter, famille_martin):
    for jour in SEPTEMBRE:
        noter(jour)
    reponse = camille.get(adresse(famille_martin.lea), {"debut": "2026-09-03", "fin": "2026-09-15"})
    feuille = feuille_html(reponse.text)
    assert "Mercredi 9 septembre 2026" in feuille
    assert "Mercredi 2 septembre" not in feuille
    assert "Mercredi 16 septembre" not in feuille


def test_the_pdf_says_word_for_word_what_its_page_says_and_keeps_the_dates(
    camille, noter, famille_martin, lire_pdf
):
    noter(SEPTEMBRE[0]), noter(SEPTEMBRE[1])
    dates = {"debut": "2026-09-01", "fin": "2026-09-05"}
    page = camille.get(adresse(famille_martin.lea), dates)
    feuille = page.context["feuille"]
    reponse = camille.get(feuille.lien_pdf)
    assert sans_pied(lire_pdf(reponse.content)) == feuille_html(page.text).replace(
        "jour , du", "jour, du"
    )
    assert reponse["Content-Disposition"] == 'attachment; filename="attestation-de-presence.pdf"'


def test_a_long_one_has_its_columns_named_on_each_sheet(camille, noter, famille_martin, lire_pdf):
    for rang in range(60):
        noter(date.fromordinal(date(2026, 9, 1).toordinal() + rang))
    pdf = lire_pdf(camille.get(adresse(famille_martin.lea, "attestation_pdf")).content)
    assert int(pdf.infos["Pages"]) > 1
    assert pdf.texte.count("Jour de présence") == int(pdf.infos["Pages"])


def test_the_other_home_s_bookings_stay_its_own(connecter, noter, famille_martin, voisin):
    Rattachement.objects.create(
        enfant=famille_martin.lea, foyer=voisin.foyer, debut=date(2026, 1, 1)
    )
    noter(SEPTEMBRE[0]), noter(SEPTEMBRE[1], foyer=voisin.foyer)
    feuille = feuille_html(connecter(voisin.nadia).get(adresse(famille_martin.lea)).text)
    assert "Mercredi 9 septembre" in feuille
    assert "Mercredi 2 septembre" not in feuille
    assert "Camille" not in feuille


@pytest.mark.parametrize("nom", ["attestation", "attestation_pdf"])
def test_the_neighbour_finds_nothing(connecter, noter, famille_martin, voisin, nom):
    noter(SEPTEMBRE[0])
    assert connecter(voisin.nadia).get(adresse(famille_martin.lea, nom)).status_code == 404


def test_without_a_presence_the_page_says_so_and_the_pdf_leads_there(camille, famille_martin):
    page = camille.get(adresse(famille_martin.lea)).text
    assert "Aucune présence n’est notée entre ces dates." in page
    assert "Télécharger le PDF" not in page
    reponse = camille.get(adresse(famille_martin.lea, "attestation_pdf"))
    assert reponse.url == adresse(famille_martin.lea)
    assert [str(message) for message in get_messages(reponse.wsgi_request)] != []


@pytest.mark.parametrize(
    ("debut", "fin", "phrase"),
    [
        ("2026-11-01", "2026-10-01", "inversez les deux dates"),
        ("2026-11-01", "2026-12-31", "choisissez une date jusqu’à aujourd’hui"),
        ("2025-01-01", "2026-11-01", "Une attestation couvre un an au plus"),
        ("2026-02-30", "2026-11-01", "Cette date n’existe pas"),
        ("", "2026-11-01", "Indiquez le jour, le mois et l’année"),
    ],
)
def test_dates_that_make_no_sense_are_told_in_a_sentence(
    camille, noter, famille_martin, debut, fin, phrase
):
    noter(SEPTEMBRE[0])
    page = camille.get(adresse(famille_martin.lea), {"debut": debut, "fin": fin}).text
    assert phrase in page
    assert "<title>Erreur" in page
    assert '<article class="pf-papiers"' not in page


def test_it_costs_the_same_with_1_and_30_days(
    camille, noter, famille_martin, django_assert_max_num_queries
):
    def lire(jusqu_a):
        return camille.get(adresse(famille_martin.lea), {"debut": "2026-09-01", "fin": jusqu_a})

    for rang in range(30):
        noter(date(2026, 9, 1 + rang))
    lire("2026-09-01")  # the site's settings are read once
    with django_assert_max_num_queries(20) as premiere:
        lire("2026-09-01")
    with django_assert_max_num_queries(len(premiere)):
        lire("2026-09-30")


def test_a_parent_is_offered_one_for_each_child(famille_martin):
    offertes = a_etablir([famille_martin.lea, famille_martin.hugo])
    assert adresse(famille_martin.lea) in [offerte.lien for offerte in offertes]
    assert adresse(famille_martin.hugo) in [offerte.lien for offerte in offertes]


def test_an_agent_prints_it_for_a_family_and_leaves_a_trace(
    connecter, agent, noter, famille_martin, voisin
):
    foyer, lea = famille_martin.foyer, famille_martin.lea
    noter(SEPTEMBRE[0]), noter(SEPTEMBRE[1], foyer=voisin.foyer)
    bureau = connecter(agent)
    ici = reverse("reservations_bureau:presence", args=[foyer.pk, lea.pk])
    papiers = bureau.get(reverse("foyers_modeladmin_inspect", args=[foyer.pk]) + "?onglet=papiers")
    assert ici in papiers.text
    feuille = feuille_html(bureau.get(ici).text)
    assert "1 jour , du 1er septembre 2026 au 25 novembre 2026" in feuille
    assert "Foyer Martin" in feuille
    assert foyer.consultations.filter(quoi="attestation de présence de Léa Martin").exists()
    vide = bureau.get(ici, {"debut": "2026-10-01", "fin": "2026-10-02"})
    assert "Aucune présence n’est notée" in vide.text
    ailleurs = reverse("reservations_bureau:presence", args=[foyer.pk, voisin.sami.pk])
    assert bureau.get(ailleurs).status_code == 404


@pytest.mark.parametrize("qui", ["directrice", "regisseur", "redactrice", "administrateur"])
def test_only_the_counter_prints_it(connecter, request, qui, famille_martin):
    ici = [famille_martin.foyer.pk, famille_martin.lea.pk]
    reponse = connecter(request.getfixturevalue(qui)).get(
        reverse("reservations_bureau:presence", args=ici)
    )
    assert reponse.status_code in (302, 403)
