"""The family's pages of the queue, and its line on the dashboard."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from famille.models import FicheSanitaire, Service
from reservations.attente import actions as file
from reservations.calendrier import actions as panier
from reservations.lecture.attentes_dites import echeance
from reservations.models import Activite, Attente, Inscription, Places, Reservation
from reservations.moteur.demande import LigneDemandee
from reservations.regles.juge import PARIS
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.file import BLOC, Etat, ajouter_une_place, attendre, creer_file, liberer

pytestmark = pytest.mark.django_db
LISTE = "/reservations/attentes/"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin, voisin):
    return creer_file(famille_martin, voisin)


@pytest.fixture
def sami(voisin, centre):
    return attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)


@pytest.fixture
def hugo(famille_martin, centre, sami):
    return attendre(famille_martin.foyer, famille_martin.hugo, centre, par=famille_martin.camille)


@pytest.fixture
def offre(famille_martin, centre, sami):
    liberer(famille_martin, centre, famille_martin.lea)
    return Attente.objects.get(pk=sami.pk)


def texte(reponse):
    return lisible(reponse.text)


def page(attente, action=""):
    return f"{LISTE}{attente.reference}/{action}"


@pytest.mark.parametrize(
    ("fin", "dit"),
    [
        (datetime(2026, 12, 1, 18, tzinfo=PARIS), "mardi 1er décembre à 18\u00a0h"),
        (datetime(2026, 11, 26, 8, 5, tzinfo=PARIS), "jeudi 26 novembre à 8\u00a0h\u00a005"),
        (datetime(2026, 11, 25, 18, tzinfo=PARIS), "aujourd’hui à 18\u00a0h"),
        (datetime(2026, 12, 2, 23, 59, 59, tzinfo=PARIS), "la fin du mercredi 2 décembre"),
        (datetime(2026, 11, 25, 23, 59, 59, tzinfo=PARIS), "ce soir, minuit"),
    ],
)
def test_the_end_of_an_offer_is_said_as_people_say_it(fin, dit):
    assert echeance(fin, outils.MAINTENANT) == dit


def test_after_the_deadline_no_offer_is_promised(connecter, voisin, sami, time_machine):
    promesse, passee = "Nous vous écrirons", "le portail ne proposera plus de place."
    lue = texte(connecter(voisin.nadia).get(page(sami)))
    assert promesse in lue
    assert passee not in lue
    time_machine.move_to(datetime(2026, 12, 3, 10, tzinfo=PARIS), tick=False)
    for adresse in (page(sami), LISTE):
        lue = texte(connecter(voisin.nadia).get(adresse))
        assert passee in lue
        assert "Une autre famille peut encore céder la sienne" in lue
        assert promesse not in lue
        assert "la place ira à un autre enfant" not in lue
    time_machine.move_to(datetime(2026, 12, 9, 7, tzinfo=PARIS), tick=False)
    lue = texte(connecter(voisin.nadia).get(page(sami)))
    assert passee in lue
    assert "Une autre famille" not in lue


def test_nobody_waits_and_the_page_says_what_to_do(connecter, voisin, centre):
    lue = texte(connecter(voisin.nadia).get(LISTE))
    assert "Vous n’attendez aucune place" in lue
    assert reverse("reservations:calendrier") in lue


def test_an_account_without_a_household_is_told_what_to_do(connecter, django_user_model):
    compte = django_user_model.objects.create_user("seul@exemple.fr", None, first_name="Lou")
    assert "relié à aucun dossier" in texte(connecter(compte).get(LISTE))


def test_a_rank_is_seen_by_its_family(connecter, famille_martin, hugo):
    lue = texte(connecter(famille_martin.camille).get(LISTE))
    assert "Mercredi 9 décembre 2026, matin" in lue
    assert "2<sup>e</sup> rang" in lue
    assert "Sami" not in lue


def test_an_offer_says_until_when_and_what_follows(connecter, voisin, offre):
    lue = texte(connecter(voisin.nadia).get(page(offre)))
    assert "À accepter avant <strong>jeudi 26 novembre à 21 h</strong>" in lue
    assert "vous pourrez annuler jusqu’au mercredi 2 décembre" in lue
    assert "Sans réponse, la place sera proposée à la famille suivante" in lue


def test_accepting_books_and_leads_to_the_receipt(connecter, voisin, offre):
    reponse = connecter(voisin.nadia).post(page(offre, "accepter/"), follow=True)
    assert reponse.resolver_match.view_name == "reservations:demande"
    assert Reservation.objects.get().enfant == voisin.sami
    assert "Vous avez obtenu cette place" in texte(connecter(voisin.nadia).get(page(offre)))


def test_refusing_says_what_happened(connecter, voisin, offre):
    reponse = connecter(voisin.nadia).post(page(offre, "refuser/"), follow=True)
    assert "elle n’est plus gardée pour vous" in texte(reponse)
    finie = texte(connecter(voisin.nadia).get(page(offre)))
    assert "famille suivante" not in texte(reponse) + finie, "nobody follows"
    assert Attente.objects.get().etat == Etat.REFUSEE


def test_a_page_left_open_too_long_says_why_not(connecter, voisin, offre, time_machine):
    time_machine.move_to(outils.MAINTENANT.replace(day=27), tick=False)
    reponse = connecter(voisin.nadia).post(page(offre, "accepter/"), follow=True)
    assert "Le délai pour accepter cette place est passé" in texte(reponse)
    assert "Sans réponse" in texte(reponse)


def test_what_is_missing_to_accept_is_said_with_its_next_step(connecter, voisin, offre):
    FicheSanitaire.objects.filter(enfant=voisin.sami).delete()
    lue = texte(connecter(voisin.nadia).get(page(offre)))
    assert "La fiche sanitaire manque" in lue
    assert reverse("reservations:suite", args=["sante"]) in lue
    assert reverse("reservations:accepter_offre", args=[offre.reference]) not in lue


def test_what_would_prevent_an_offer_is_said_to_who_waits(connecter, famille_martin, hugo):
    Inscription.objects.filter(enfant=famille_martin.hugo).delete()
    assert "l’inscription à cette activité est terminée" in texte(
        connecter(famille_martin.camille).get(LISTE)
    )


def test_leaving_the_queue(connecter, famille_martin, hugo):
    reponse = connecter(famille_martin.camille).post(page(hugo, "retirer/"), follow=True)
    assert "Vous n’êtes plus en liste d’attente" in texte(reponse)
    assert Attente.objects.get(pk=hugo.pk).etat == Etat.RETIREE


def test_brothers_and_sisters_are_joined_then_parted(connecter, famille_martin, centre, hugo):
    Places.objects.update(capacite=0, prises=0)
    Reservation.objects.all().delete()
    lea = attendre(famille_martin.foyer, famille_martin.lea, centre, par=famille_martin.camille)
    navigateur = connecter(famille_martin.camille)
    assert "Attendre ensemble avec Léa" in texte(navigateur.get(LISTE))
    navigateur.post(page(hugo, "ensemble/"))
    assert len(set(Attente.objects.filter(foyer=famille_martin.foyer).values_list("ensemble"))) == 1
    assert "Ne plus attendre ensemble" in texte(navigateur.get(page(lea)))
    navigateur.post(page(lea, "separer/"))
    assert not Attente.objects.exclude(ensemble=None).exists()


def test_nobody_to_wait_with_is_refused_in_a_sentence(connecter, famille_martin, hugo):
    reponse = connecter(famille_martin.camille).post(page(hugo, "ensemble/"), follow=True)
    assert "Il faut deux enfants en attente pour les mêmes jours" in texte(reponse)


def test_a_day_that_came_without_a_place_is_over(connecter, famille_martin, hugo, time_machine):
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=10), tick=False)
    assert "Aucune place ne s’est libérée à temps" in texte(
        connecter(famille_martin.camille).get(LISTE)
    )
    assert "Aucune place ne s’est libérée à temps" in texte(
        connecter(famille_martin.camille).get(page(hugo))
    )


def test_the_reason_of_an_agent_is_read_by_the_family(connecter, voisin, sami, agent):
    file.sortir_de_la_liste(sami, par=agent, motif="Demande faite deux fois.")
    assert "Raison : Demande faite deux fois." in texte(connecter(voisin.nadia).get(LISTE))


@pytest.mark.parametrize(
    "action", ["", "accepter/", "refuser/", "retirer/", "ensemble/", "separer/"]
)
def test_the_neighbour_gets_404(connecter, famille_martin, offre, action):
    navigateur = connecter(famille_martin.camille)
    envoyer = navigateur.post if action else navigateur.get
    assert envoyer(page(offre, action)).status_code == 404
    assert Attente.objects.get().etat == Etat.PROPOSEE


def test_nothing_is_answered_by_opening_a_link(connecter, voisin, offre):
    assert connecter(voisin.nadia).get(page(offre, "accepter/")).status_code == 405


@pytest.mark.parametrize("adresse", ["", "une"])
def test_the_queries_do_not_grow_with_the_queue(
    connecter,
    voisin,
    centre,
    agent,
    adresse,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    """The list, and one page; with an offer and a wait, then with thirty."""

    def attentes(combien, depuis):
        jours = outils.creer_mercredis(
            centre, combien, premier=depuis, moments=["1-matin"], capacite=0
        )
        for jour in jours:
            bloc = f"{jour.jour}-matin"
            attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia, bloc=bloc)
        return jours

    jours = attentes(2, outils.MERCREDI.replace(year=2027, month=1, day=6))
    ajouter_une_place(agent, 1, jours[0].jour)
    cible = Attente.objects.get(etat=Etat.PROPOSEE)
    navigateur, chemin = connecter(voisin.nadia), LISTE if adresse == "" else page(cible)
    navigateur.get(chemin)
    with django_assert_max_num_queries(22) as lues:
        navigateur.get(chemin)
    for jour in attentes(14, outils.MERCREDI.replace(year=2027, month=2, day=3))[:7]:
        ajouter_une_place(agent, 1, jour.jour)
    with django_assert_num_queries(len(lues)):
        navigateur.get(chemin)


def test_an_offer_is_the_first_thing_to_do(connecter, voisin, offre):
    lue = texte(connecter(voisin.nadia).get(reverse("famille:tableau_de_bord")))
    assert "Une place est proposée à Sami, mercredi 9 décembre, matin" in lue
    assert page(offre) in lue


def test_an_offer_of_the_garderie_has_its_name_of_the_dashboard(connecter, voisin, offre):
    Activite.objects.update(service=Service.GARDERIE)
    navigateur = connecter(voisin.nadia)
    lue = texte(navigateur.get(reverse("famille:tableau_de_bord")))
    assert "à Sami, mercredi 9 décembre, garderie du matin : répondez" in lue
    assert "Mercredi 9 décembre 2026, garderie du matin" in texte(navigateur.get(page(offre)))


def test_an_offer_that_has_ended_is_no_longer_to_do(connecter, voisin, offre, time_machine):
    time_machine.move_to(outils.MAINTENANT.replace(day=27), tick=False)
    assert "est proposée à Sami" not in texte(
        connecter(voisin.nadia).get(reverse("famille:tableau_de_bord"))
    )


def test_many_offers_are_one_line(connecter, voisin, centre, agent):
    for mois in (1, 2, 3, 4):
        jour = {1: 6, 2: 3, 3: 3, 4: 7}[mois]
        creneau = outils.creer_creneau(
            centre, outils.MERCREDI.replace(year=2027, month=mois, day=jour), capacite=0
        )
        attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia, bloc=f"{creneau.jour}-matin")
        ajouter_une_place(agent, 1, creneau.jour)
    lue = texte(connecter(voisin.nadia).get(reverse("famille:tableau_de_bord")))
    assert "4 places vous sont proposées" in lue
    assert "1 chose à faire" in lue


def test_the_calendar_leads_to_the_offer(connecter, voisin, offre):
    lue = texte(
        connecter(voisin.nadia).get(reverse("reservations:calendrier"), {"mois": "2026-12"})
    )
    assert page(offre) in lue
    assert f'id="c{voisin.foyer.pk}-{voisin.sami.pk}-{offre.activite_id}-{BLOC}"' in lue


def test_an_unknown_reference_is_not_found(connecter, voisin, centre):
    assert connecter(voisin.nadia).get(f"{LISTE}{uuid4()}/").status_code == 404


def test_what_waits_in_the_basket_is_to_do_beside_the_offer(connecter, voisin, centre, offre):
    voulue = LigneDemandee(voisin.sami.pk, centre.pk, "2026-12-16-matin")
    panier.choisir(voisin.foyer, [voulue], par=voisin.nadia)
    lue = texte(connecter(voisin.nadia).get(reverse("famille:tableau_de_bord")))
    assert "2 choses à faire" in lue
    assert lue.index("Une place est proposée") < lue.index(
        "1 changement de réservation n’est pas encore soumis"
    )
