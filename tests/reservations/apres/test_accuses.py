"""The receipt of a submission and the list of them all (D1, G29)."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from cms_pages.models import IdentiteSite
from famille.models import QuotientFamilial, Service
from famille.socle.dire import en_mois
from reservations import actions
from reservations.apres.accuses import _COMMENT
from reservations.apres.papiers import PapiersDesReservations
from reservations.models import Activite, DemandeReservation, GrilleTarifaire, Places, Reservation
from tests.outils.lisible import lisible
from tests.outils.papiers import feuille_html, sans_pied
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, envoyer, ligne, reserver
from tests.reservations.payeurs.outils import droit, payeur
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db
LISTE = reverse("reservations:demandes")


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    activite = creer_centre(famille_martin)
    creer_grille(activite)
    QuotientFamilial.objects.create(
        foyer=famille_martin.foyer, valeur=800, debut=outils.MAINTENANT.date()
    )
    return activite


def accuse(navigateur, demande):
    reponse = navigateur.get(reverse("reservations:accuse", args=[demande.pk]))
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_it_says_when_who_what_and_until_when(famille_martin, centre, connecter):
    page = accuse(
        connecter(famille_martin.camille),
        reserver(famille_martin, ligne(famille_martin.lea, centre)),
    )
    for dit in (
        "mercredi 25 novembre 2026 à 10\u00a0h",
        "Camille Martin",
        "2026-00417",
        "Mercredi 9 décembre 2026, matin",
        "Réservé",
        "Annulable jusqu’au mercredi 2 décembre 2026 à minuit.",
    ):
        assert dit in page


def test_a_part_of_a_school_day_has_its_name_of_the_dashboard(famille_martin, centre, connecter):
    """Before, a receipt said "Garderie scolaire", and "matin" below it."""
    Activite.objects.update(service=Service.GARDERIE)
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    navigateur = connecter(famille_martin.camille)
    assert "Mercredi 9 décembre 2026, garderie du matin" in accuse(navigateur, demande)
    page = navigateur.get(reverse("reservations:demande", args=[demande.pk]))
    assert "mercredi 9 décembre 2026, garderie du matin" in lisible(page.text)


def test_it_gives_the_price_and_the_rule_that_makes_it(famille_martin, centre, connecter):
    page = accuse(
        connecter(famille_martin.camille),
        reserver(famille_martin, ligne(famille_martin.lea, centre)),
    )
    assert "La Pingaudière · Accueil de loisirs : 5,60\u00a0€ la demi-journée" in page
    assert page.count("5,60\u00a0€") == 3  # the line, the rule, the total


def test_a_price_that_has_changed_since_keeps_what_was_asked(famille_martin, centre, connecter):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    centre.grilles.get().tranches.filter(jusqua=None).update(prix="9.99")
    page = accuse(connecter(famille_martin.camille), demande)
    assert "5,60\u00a0€" in page
    assert "9,99" not in page


def test_it_names_the_service_and_how_to_reach_it(famille_martin, centre, connecter):
    identite = IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    identite.adresse, identite.telephone, identite.courriel = (
        "Hôtel de ville",
        "02 61 91 00 36",
        "pole@exemple.fr",
    )
    identite.save()
    page = accuse(
        connecter(famille_martin.camille),
        reserver(famille_martin, ligne(famille_martin.lea, centre)),
    )
    for dit in ("Pôle Familles", "Hôtel de ville", "02 61 91 00 36", "pole@exemple.fr"):
        assert dit in page.split("</main>")[0]


def test_what_an_agent_did_says_so_and_his_reason(famille_martin, agent, centre, connecter):
    demande = actions.soumettre(
        famille_martin.foyer,
        [ligne(famille_martin.lea, centre)],
        par=agent,
        cle="guichet",
        canal=DemandeReservation.Canal.GUICHET,
        motif="Reprise du travail avancée",
        hors_regles=True,
    )
    page = accuse(connecter(famille_martin.camille), demande)
    assert "Reprise du travail avancée" in page
    assert "enregistrée par un agent" in page
    assert "Sophie" not in page


def test_a_refused_submission_says_that_nothing_was_kept(famille_martin, centre, connecter):
    Places.objects.update(capacite=0)
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, centre)])
    page = accuse(connecter(famille_martin.camille), demande)
    assert "Rien n’a été enregistré" in page
    assert "Il n’y a plus de place ce jour-là." in page
    assert "Environ" not in page


def test_the_neighbour_finds_neither_the_receipt_nor_the_line(
    famille_martin, voisin, centre, connecter
):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    navigateur = connecter(voisin.nadia)
    assert navigateur.get(reverse("reservations:accuse", args=[demande.pk])).status_code == 404
    page = navigateur.get(LISTE).content.decode()
    assert str(demande.pk) not in page
    assert "Vous n’avez encore rien soumis" in page


def test_the_list_tells_each_in_short_the_latest_first(
    famille_martin, centre, connecter, time_machine
):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    time_machine.move_to(outils.MAINTENANT.replace(hour=18), tick=False)
    reserver(famille_martin, ligne(famille_martin.lea, centre, action="annuler"))
    page = connecter(famille_martin.camille).get(LISTE).content.decode()
    assert page.index("1 annulation") < page.index("1 réservation")


@pytest.mark.parametrize("aidee", [True, False])
def test_where_somebody_helps_it_says_where_what_is_left_is_read(
    famille_martin, centre, connecter, aidee
):
    """Its own prices are before what others pay."""
    if aidee:
        droit(payeur(), famille_martin.foyer, par_jour=4)
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    navigateur = connecter(famille_martin.camille)
    dit = "Ce qui vous restera à payer est dans"
    assert (dit in accuse(navigateur, demande)) is aidee
    page = navigateur.get(reverse("reservations:demande", args=[demande.pk])).text
    mois = reverse("reservations:consommation_du_mois", args=["2026-12"])
    assert (dit in page and f'href="{mois}"' in page) is aidee


def test_what_is_left_to_pay_after_an_aid_is_a_figure(famille_martin, centre, connecter):
    droit(payeur(), famille_martin.foyer, par_jour=4)
    demande = reserver(
        famille_martin, ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre)
    )
    navigateur = connecter(famille_martin.camille)
    adresse = reverse("reservations:demande", args=[demande.pk])
    dit = "Il vous reste 3,20 € de cette demande"
    assert dit in lisible(accuse(navigateur, demande)).replace("<strong>", "").replace(
        "</strong>", ""
    )
    page = lisible(navigateur.get(adresse).text)
    assert "Il vous reste 3,20 €</strong> de cette demande" in page
    Reservation.objects.filter(enfant=famille_martin.lea).delete()
    assert "Il vous reste" not in navigateur.get(adresse).text


@pytest.mark.parametrize("plafond", [None, 12])
def test_what_is_left_of_a_whole_year_is_a_figure_too(famille_martin, centre, connecter, plafond):
    """Over more than three months it was « Prix avant aide » alone, to who books in September."""
    limite = {"plafond": plafond} if plafond else {}
    droit(payeur(), famille_martin.foyer, par_jour=4, **limite)
    jours = [date(2026, 12, 9), date(2027, 1, 13), date(2027, 3, 3), date(2027, 4, 7)]
    for jour in jours[1:]:
        outils.creer_creneau(centre, jour)
    demande = reserver(
        famille_martin, *(ligne(famille_martin.lea, centre, f"{jour}-matin") for jour in jours)
    )
    reste = "6,40 €" if plafond is None else "10,40 €"
    navigateur = connecter(famille_martin.camille)
    page = lisible(navigateur.get(reverse("reservations:demande", args=[demande.pk])).text)
    assert f"Il vous reste {reste}</strong> de cette demande" in page


@pytest.mark.parametrize("autre", [False, True])
def test_of_a_day_cancelled_it_says_that_the_bill_goes_down_by_their_own_part(
    famille_martin, centre, connecter, autre
):
    """« Ce qu’elle paie est déduit de la facture » is not true of what is no longer on it."""
    droit(payeur(), famille_martin.foyer, par_jour=4)
    lea = famille_martin.lea
    reserver(famille_martin, ligne(lea, centre))
    de_plus = [ligne(lea, centre, bloc="2026-12-16-matin")] if autre else []
    demande = reserver(famille_martin, ligne(lea, centre, action="annuler"), *de_plus)
    navigateur = connecter(famille_martin.camille)
    page = navigateur.get(reverse("reservations:demande", args=[demande.pk])).text
    for dit in map(lisible, (page, accuse(navigateur, demande))):
        assert "baisse de votre seule part" in dit
        assert ("Pour les jours réservés, il vous reste 1,60 €, à ce jour." in dit) is autre
        assert ("déduit de la facture" in dit) is autre


def test_an_aid_that_is_used_up_is_not_announced(famille_martin, centre, connecter):
    """The first days have taken it all: nothing of the next is « déduit de la facture »."""
    martin = famille_martin
    droit(payeur(), martin.foyer, par_jour=4, plafond=4)
    reserver(martin, ligne(martin.lea, centre))
    demande = reserver(martin, ligne(martin.lea, centre, bloc="2026-12-16-matin"))
    navigateur = connecter(martin.camille)
    page = navigateur.get(reverse("reservations:demande", args=[demande.pk])).text
    for dit in map(lisible, (page, accuse(navigateur, demande))):
        assert "vos aides ne paient rien de cette demande" in dit
        assert "déduit de la facture" not in dit


def test_days_counted_with_others_say_what_the_aid_pays_of_the_whole_line(
    famille_martin, centre, connecter
):
    """The afternoon is asked after the morning: the month counts one day, at the price of both."""
    droit(payeur(), famille_martin.foyer, par_jour=4)
    martin = famille_martin
    Activite.objects.update(unite_comptee="seance")
    GrilleTarifaire.objects.update(unite="seance")
    reserver(martin, ligne(martin.lea, centre))
    demande = reserver(martin, ligne(martin.lea, centre, bloc="2026-12-09-apres-midi"))
    navigateur = connecter(martin.camille)
    page = lisible(navigateur.get(reverse("reservations:demande", args=[demande.pk])).text)
    dit = "sur toutes ces lignes, vos aides paient 4,00 € et il vous reste 7,20 €"
    assert dit in page
    assert dit in lisible(accuse(navigateur, demande))
    assert "Il vous reste" not in page


def test_the_eldest_comes_first_as_in_the_summary(famille_martin, centre, connecter):
    lignes = [ligne(famille_martin.hugo, centre), ligne(famille_martin.lea, centre)]
    demande = reserver(famille_martin, *lignes)
    navigateur = connecter(famille_martin.camille)
    page = navigateur.get(reverse("reservations:demande", args=[demande.pk])).text
    assert page.index(f'id="enfant-{famille_martin.lea.pk}"') < page.index(
        f'id="enfant-{famille_martin.hugo.pk}"'
    )
    recu = accuse(navigateur, demande)
    assert recu.index("Léa · ") < recu.index("Hugo · ")


@pytest.mark.parametrize(("semaines", "plies"), [(14, 0), (15, 4)])
def test_a_long_list_is_folded_by_months(famille_martin, centre, connecter, semaines, plies):
    premier = date(2027, 1, 6)
    outils.creer_mercredis(centre, semaines, premier=premier)
    jours = [premier + timedelta(weeks=rang) for rang in range(semaines)]
    demande = reserver(
        famille_martin,
        *(
            ligne(famille_martin.lea, centre, f"{jour}-{moment}")
            for jour in jours
            for moment in ("matin", "apres-midi")
        ),
    )
    navigateur = connecter(famille_martin.camille)
    page = navigateur.get(reverse("reservations:demande", args=[demande.pk])).text
    assert page.count('<details class="pf-detail">') == plies
    if plies:
        assert "Janvier 2027 : 8 réservations" in lisible(page)


def test_two_of_one_minute_are_told_apart(famille_martin, centre, connecter):
    lea, hugo = famille_martin.lea, famille_martin.hugo
    reserver(famille_martin, ligne(lea, centre))
    reserver(famille_martin, ligne(hugo, centre), ligne(lea, centre, "2026-12-16-matin"))
    page = lisible(connecter(famille_martin.camille).get(LISTE).text)
    assert "Léa, La Pingaudière · Accueil de loisirs, le 9 décembre 2026" in page
    assert "Léa et Hugo, La Pingaudière · Accueil de loisirs, du 9 au 16 décembre 2026" in page


@pytest.mark.parametrize("canal", DemandeReservation.Canal)
def test_the_list_and_the_receipt_say_each_way_it_came(canal, famille_martin, centre, connecter):
    """By wishes or by a seat given up, too: a way without words would close the whole page."""
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    DemandeReservation.objects.filter(pk=demande.pk).update(canal=canal)
    navigateur = connecter(famille_martin.camille)
    assert f", {_COMMENT[canal]}" in navigateur.get(LISTE).text
    assert str(_COMMENT[canal]) in accuse(navigateur, demande)


def test_the_list_goes_by_pages(famille_martin, connecter):
    remplir(famille_martin, 21)
    navigateur = connecter(famille_martin.camille)
    assert "Page 1 sur 2" in navigateur.get(LISTE).content.decode()
    assert (
        navigateur.get(f"{LISTE}?page=2").content.decode().count("Rien n’a été réservé ni annulé")
        == 1
    )


def remplir(famille, combien):
    DemandeReservation.objects.bulk_create(
        DemandeReservation(
            cle=str(uuid4()),
            foyer=famille.foyer,
            par=famille.camille,
            acceptee=False,
            soumise_le=timezone.now(),
        )
        for _ in range(combien)
    )


def test_the_list_is_told_month_by_month(famille_martin, connecter, time_machine):
    remplir(famille_martin, 2)
    time_machine.move_to(outils.MAINTENANT + timedelta(days=31), tick=False)
    remplir(famille_martin, 1)
    page = connecter(famille_martin.camille).get(LISTE).text
    titres = re.findall(r'<h2 class="pf-tranche">(.+?)</h2>', page)
    assert titres == [en_mois(timezone.localdate()).capitalize(), _mois_de_la_scene()]


def _mois_de_la_scene():
    return en_mois(outils.MAINTENANT.date()).capitalize()


def test_the_list_costs_the_same_whatever_it_holds(
    famille_martin, connecter, django_assert_num_queries
):
    navigateur = connecter(famille_martin.camille)
    remplir(famille_martin, 1)
    navigateur.get(LISTE)  # once, for what is kept between requests
    with django_assert_num_queries(7) as une:
        navigateur.get(LISTE)
    remplir(famille_martin, 30)
    with django_assert_num_queries(len(une)):
        navigateur.get(LISTE)


@pytest.mark.parametrize("combien", [1, 30])
def test_a_receipt_costs_the_same_whatever_its_lines(
    famille_martin, centre, connecter, combien, django_assert_num_queries
):
    premier = date(2027, 1, 6)
    outils.creer_mercredis(centre, 15, premier=premier)
    jours = [premier + timedelta(weeks=rang) for rang in range(15)]
    blocs = [f"{jour}-{moment}" for jour in jours for moment in ("matin", "apres-midi")]
    demande = reserver(
        famille_martin, *[ligne(famille_martin.lea, centre, bloc) for bloc in blocs[:combien]]
    )
    navigateur = connecter(famille_martin.camille)
    accuse(navigateur, demande)
    with django_assert_num_queries(13):
        accuse(navigateur, demande)


def test_the_pdf_says_word_for_word_what_its_page_says(famille_martin, centre, connecter, lire_pdf):
    demande = reserver(
        famille_martin, ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre)
    )
    navigateur = connecter(famille_martin.camille)
    reponse = navigateur.get(reverse("reservations:accuse_pdf", args=[demande.pk]))
    assert sans_pied(lire_pdf(reponse.content)) == feuille_html(accuse(navigateur, demande))
    assert (
        reponse["Content-Disposition"]
        == 'attachment; filename="accuse-de-reception-reservations.pdf"'
    )


def test_the_neighbour_has_no_pdf_either(famille_martin, voisin, centre, connecter):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    assert (
        connecter(voisin.nadia)
        .get(reverse("reservations:accuse_pdf", args=[demande.pk]))
        .status_code
        == 404
    )


def test_the_list_of_papers_has_them_in_one_query(
    famille_martin, voisin, centre, django_assert_num_queries
):
    demandes = [
        reserver(famille_martin, ligne(enfant, centre))
        for enfant in (famille_martin.lea, famille_martin.hugo)
    ]
    with django_assert_num_queries(1):
        lus = PapiersDesReservations().papiers([famille_martin.foyer], 10)
    assert {papier.lien_html for papier in lus} == {
        reverse("reservations:accuse", args=[une.pk]) for une in demandes
    }
    assert PapiersDesReservations().papiers([voisin.foyer], 10) == []
