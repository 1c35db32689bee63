"""A family's first steps: what the portal knows to be missing, in order, until the first booking;
what an unknown quotient costs, out of the town's own grids."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from demarches.models import Demande, ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from demarches.suivi.panneaux import SANS_QUOTIENT, SANS_QUOTIENT_LA
from famille.models import Autorisation, QuotientFamilial, Responsable
from famille.socle.offres import lien_de_page
from reservations.models import Reservation
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.tarifs.test_prix import creer_grille

TABLEAU = reverse("famille:tableau_de_bord")
DECLARER = lien_de_page("quotient-familial", "quotient")
PLACE = reverse("demarches:presentation", args=["place-en-accueil-de-loisirs"])


@pytest.fixture(autouse=True)
def ce_jour(time_machine, db):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    creer_reglages(demo=True)


@pytest.fixture
def activite():
    return outils.creer_activite(age_min=3, age_max=11)


def etapes(connecter, compte):
    lue = lisible(connecter(compte).get(TABLEAU).text)
    return lue.partition('id="pour-commencer"')[2].partition("</section>")[0]


def grille(activite, *prix, **champs):
    bornes = [300 * (rang + 1) for rang in range(len(prix) - 1)] + [None]
    voulus = {"unite": "journee", **champs}
    return creer_grille(activite, tranches=tuple(zip(bornes, prix, strict=True)), **voulus)


def test_an_unknown_quotient_is_told_in_euros(voisin, activite, connecter):
    grille(activite, "4.60", "9.10", "16.40")
    grille(outils.creer_activite("Pôle Ados", age_min=14, age_max=17), "1.00", "90.00")
    grille(activite, "0.10", "80.00", unite="repas", debut=date(2027, 9, 1))
    lue = etapes(connecter, voisin.nadia)
    assert "la journée à La Pingaudière coûte 16,40 €, le tarif le plus haut." in lue
    assert "Avec lui : de 4,60 € à 16,40 €, selon vos revenus." in lue
    assert f'href="{DECLARER}"' in lue


def test_who_lives_elsewhere_reads_what_is_asked_of_them(voisin, activite, connecter):
    voisin.foyer.adresses.update(dans_agglomeration=False)
    grille(activite, "5.00", "10.00", hors_commune=50)
    assert "coûte 15,00 €, le tarif le plus haut." in etapes(connecter, voisin.nadia)
    assert "de 7,50 € à 15,00 €" in etapes(connecter, voisin.nadia)


def test_where_the_quotient_changes_no_price_nothing_is_said_of_it(voisin, activite, connecter):
    grille(activite, "10.00")
    lue = etapes(connecter, voisin.nadia)
    assert f'href="{DECLARER}"' in lue
    assert "tarif le plus haut" not in lue


def test_each_step_ticks_itself(voisin, activite, connecter):
    foyer, sami = voisin.foyer, voisin.sami
    assert "pf-commencer-faite" not in etapes(connecter, voisin.nadia)
    QuotientFamilial.objects.create(foyer=foyer, valeur=700, debut=date(2026, 1, 1))
    assert etapes(connecter, voisin.nadia).count("pf-commencer-faite") == 1
    for genre in Autorisation.Genre:
        Autorisation.objects.create(enfant=sami, genre=genre, accordee=True, par=voisin.nadia)
    assert etapes(connecter, voisin.nadia).count("pf-commencer-faite") == 2
    outils.inscrire(sami, activite)  # with its health record and its insurance
    lue = etapes(connecter, voisin.nadia)
    assert lue.count("pf-commencer-faite") == 5
    assert lue.count("<a ") == 1  # booking is left
    creneau = outils.creer_creneau(activite, outils.MERCREDI)
    Reservation.objects.create(foyer=foyer, enfant=sami, creneau=creneau)
    assert etapes(connecter, voisin.nadia) == ""


def test_who_came_long_ago_does_not_begin(voisin, activite, connecter):
    creneau = outils.creer_creneau(activite, outils.MERCREDI - timedelta(weeks=60))
    Reservation.objects.create(foyer=voisin.foyer, enfant=voisin.sami, creneau=creneau)
    assert etapes(connecter, voisin.nadia) == ""


def test_the_neighbour_s_booking_begins_nothing(voisin, famille_martin, activite, connecter):
    creneau = outils.creer_creneau(activite, outils.MERCREDI)
    Reservation.objects.create(
        foyer=famille_martin.foyer, enfant=famille_martin.lea, creneau=creneau
    )
    assert etapes(connecter, voisin.nadia) != ""


@pytest.mark.parametrize("code", ["quotient-familial", "place-en-accueil-de-loisirs"])
def test_what_is_sent_waits_for_the_service(voisin, activite, connecter, code):
    grille(activite, "4.60", "16.40")
    envoyee = Demande.objects.create(
        code=code,
        foyer=voisin.foyer,
        enfant=voisin.sami,
        par=voisin.nadia,
        statut="en-attente",
        numero="D-2026-000001",
        deposee_le=outils.MAINTENANT,
    )
    lue = etapes(connecter, voisin.nadia)
    assert lue.count("Votre demande D-2026-000001, reçue le 25 novembre 2026, est à l’étude.") == 1
    vue = f'<a href="{reverse("demarches:demande", args=[envoyee.pk])}">Voir ma demande<'
    assert lue.count(vue) == 1, "and not to be done again"
    assert ("tarif le plus haut" in lue) == (code != "quotient-familial")


@pytest.mark.parametrize("fini", [None, date(2026, 8, 31)])
def test_who_books_without_a_quotient_is_told_as_long_as_it_costs(
    voisin, activite, connecter, fini
):
    """Never known, or ended long ago: its card has the press or the paper."""
    creneau = outils.creer_creneau(activite, outils.MERCREDI)
    Reservation.objects.create(foyer=voisin.foyer, enfant=voisin.sami, creneau=creneau)
    if fini:
        QuotientFamilial.objects.create(
            foyer=voisin.foyer, valeur=700, debut=date(2025, 9, 1), fin=fini
        )
    carte = f'href="{reverse("famille:famille")}#quotient-{voisin.foyer.pk}"'

    def dit():
        page = lisible(connecter(voisin.nadia).get(TABLEAU).text)
        return SANS_QUOTIENT in page and carte in page

    assert dit()
    envoyee = Demande.objects.create(
        code="quotient-familial",
        foyer=voisin.foyer,
        par=voisin.nadia,
        statut="en-attente",
        numero="D-2026-000001",
        deposee_le=outils.MAINTENANT,
    )
    assert not dit()
    envoyee.delete()
    QuotientFamilial.objects.create(foyer=voisin.foyer, valeur=700, debut=date(2026, 10, 1))
    assert not dit()


def test_of_two_households_the_one_without_a_quotient_is_told(
    voisin, famille_martin, activite, connecter
):
    """The quotient of the other hid it, and the highest price applied in silence."""
    martin, autre = famille_martin.foyer, voisin.foyer
    Responsable.objects.create(foyer=martin, utilisateur=voisin.nadia, prenom="Nadia", nom="Benali")
    QuotientFamilial.objects.create(foyer=martin, valeur=700, debut=date(2026, 1, 1))

    def dit(foyer):
        page = lisible(connecter(voisin.nadia).get(TABLEAU).text)
        return (
            SANS_QUOTIENT_LA.format(foyer=foyer, numero=foyer.numero) in page
            and f"#quotient-{foyer.pk}" in page
        )

    assert dit(autre)
    assert not dit(martin)
    QuotientFamilial.objects.update(fin=outils.MAINTENANT.date())  # soon over: both are said
    assert dit(autre)
    envoyee = Demande.objects.create(
        code="quotient-familial",
        foyer=martin,
        par=voisin.nadia,
        statut="en-attente",
        numero="D-2026-000001",
        deposee_le=outils.MAINTENANT,
    )
    assert dit(autre)
    envoyee.foyer = autre
    envoyee.save()
    assert not dit(autre)


def test_what_the_town_has_closed_is_no_step(voisin, activite, connecter):
    ReglageDemarche.objects.update(etat="fermee")
    lue = etapes(connecter, voisin.nadia)
    assert DECLARER not in lue
    assert PLACE not in lue
    assert "Donner ou refuser les autorisations" in lue


def test_it_takes_at_most_13_queries(
    voisin, activite, connecter, pages, proche, django_assert_max_num_queries
):
    grille(activite, "4.60", "16.40")
    navigateur = connecter(voisin.nadia)
    navigateur.get(TABLEAU)  # once, for what is kept between requests
    with django_assert_max_num_queries(13):  # one, of a newcomer only: was anything ever booked?
        assert "tarif le plus haut" in navigateur.get(TABLEAU).text
