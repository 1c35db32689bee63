"""The summary before "Soumettre": prices now, what has changed since, what can still be done; then
the result (G29)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from famille.models import QuotientFamilial, Rattachement, Responsable
from famille.socle.erreurs import Refus
from reservations.calendrier import actions
from reservations.models import (
    Attente,
    DemandeReservation,
    GrilleTarifaire,
    LignePanier,
    Places,
    Reservation,
    TrancheTarif,
)
from reservations.moteur.demande import LigneDemandee
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.calendrier.scene import MODIFIER, RECAPITULATIF, SOUMETTRE, messages, panier
from tests.reservations.moteur.scene import compte, creer_centre, ligne, reserver

pytestmark = pytest.mark.django_db
MATIN, SOIR = "2026-12-09-matin", "2026-12-09-apres-midi"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


@pytest.fixture
def tarif(centre):
    """2,00 € under a quotient of 800, 5,60 € above or without one."""
    grille = GrilleTarifaire.objects.create(
        activite=centre,
        unite="demi-journee",
        mode="tranches",
        debut=date(2026, 9, 1),
        deliberation="2026-42",
    )
    TrancheTarif.objects.create(grille=grille, jusqua=800, prix=Decimal("2.00"))
    TrancheTarif.objects.create(grille=grille, jusqua=None, prix=Decimal("5.60"))
    return grille


@pytest.fixture
def camille(famille_martin, connecter):
    return connecter(famille_martin.camille)


def demander(famille, enfant, activite, bloc=MATIN, action="reserver"):
    voulue = LigneDemandee(enfant.pk, activite.pk, bloc, action)
    [fait] = actions.choisir(famille.foyer, [voulue], par=famille.camille)
    if fait.refus:
        raise Refus(fait.refus)


def lire(client):
    reponse = client.get(RECAPITULATIF)
    assert reponse.status_code == 200
    return reponse


def modifier(client, famille, **geste):
    return client.post(MODIFIER, {"foyer": famille.foyer.pk, **geste}, follow=True)


@pytest.mark.parametrize("trop_tard", [False, True])
def test_what_can_never_be_taken_back_is_said_before(
    famille_martin, centre, connecter, time_machine, trop_tard
):
    """It was promised that all could be undone; a day is cancelled later than it is booked."""
    centre.delai_annulation = 1
    centre.save(update_fields=["delai_annulation"])
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    if trop_tard:
        time_machine.move_to("2026-12-04 10:00+01:00", tick=False)
    demander(famille_martin, famille_martin.lea, centre, action="annuler")
    page = lisible(lire(connecter(famille_martin.camille)).text)
    assert ("cette annulation ne pourra pas être défaite" in page) == trop_tard
    assert ("Réservable de nouveau jusqu’au mercredi 2 décembre à minuit" in page) != trop_tard
    assert ("pourrez tout défaire jusqu’à la date indiquée." in page) != trop_tard


def test_where_dates_differ_all_is_undone_until_the_first(famille_martin, centre, camille):
    for bloc in (MATIN, "2026-12-16-matin"):
        demander(famille_martin, famille_martin.lea, centre, bloc)
    page = lisible(lire(camille).text)
    assert "pourrez tout défaire jusqu’à la première date indiquée." in page


def soumettre(client, famille, recap=None, **champs):
    recap = recap or lire(client).context["recaps"][0]
    corps = {"foyer": famille.foyer.pk, "cle": recap.cle, "empreinte": recap.empreinte, **champs}
    return client.post(SOUMETTRE, corps, follow=True)


def remplir(creneaux):
    """No place left on these days (of `jour__…`)."""
    Places.objects.filter(**creneaux).update(capacite=0)


def test_each_line_says_its_day_its_price_and_until_when_it_can_be_cancelled(
    famille_martin, centre, tarif, camille
):
    demander(famille_martin, famille_martin.lea, centre)
    page = lire(camille).content.decode()
    assert "mercredi 9 décembre 2026, matin" in page
    assert "5,60\u00a0€" in page
    assert "Annulable jusqu’au mercredi 2 décembre à minuit" in page
    assert "Soumettre ma demande" in page


def test_the_activity_of_a_child_is_said_once_when_all_the_lines_have_it(
    famille_martin, centre, tarif, camille
):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.lea, centre, SOIR)
    reponse = lire(camille)
    assert [groupe["activite"] for groupe in reponse.context["recaps"][0].enfants] == [str(centre)]
    assert reponse.content.decode().count(str(centre)) == 1


def test_the_bar_of_the_summary_says_what_it_comes_to_beside_its_button(
    famille_martin, centre, tarif, camille
):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.hugo, centre)
    page = " ".join(lire(camille).content.decode().split())
    bar = page[page.index("cal-recap-barre") :]
    assert "<strong>2 réservations</strong>" in bar
    assert "Environ 11,20 €" in bar
    assert page.count("Soumettre ma demande") == bar.count("Soumettre ma demande") == 1


def test_without_a_quotient_the_highest_price_is_said_with_how_to_declare_it(
    famille_martin, centre, tarif, camille
):
    demander(famille_martin, famille_martin.lea, centre)
    page = lire(camille).content.decode()
    assert "Nous ne connaissons pas votre quotient à cette date" in page
    assert reverse("reservations:suite", args=["quotient"]) in page


def test_a_quotient_that_ended_is_told_with_its_day_and_not_as_unknown(
    famille_martin, centre, tarif, camille
):
    """The basket, the summary and the preview of a repetition say the same sentence, from the price
    itself."""
    QuotientFamilial.objects.create(
        foyer=famille_martin.foyer, valeur=500, debut=date(2026, 1, 1), fin=date(2026, 11, 30)
    )
    demander(famille_martin, famille_martin.lea, centre)
    for page in (lire(camille), camille.get(reverse("reservations:calendrier"))):
        texte = " ".join(page.content.decode().split())
        assert "Nous connaissons votre quotient jusqu’au 30 novembre 2026" in texte
        assert "familial connu" not in texte


def test_what_is_only_cancelled_is_not_said_to_come_on_an_invoice(
    famille_martin, centre, tarif, camille
):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    demander(famille_martin, famille_martin.lea, centre, action="annuler")
    assert "la facture qui donne le prix définitif" not in lire(camille).text
    demander(famille_martin, famille_martin.lea, centre, SOIR)
    assert "la facture qui donne le prix définitif" in lire(camille).text


def test_a_quotient_that_comes_after_the_choice_is_said_in_the_basket(
    famille_martin, centre, tarif, camille
):
    """The basket shows prices of before: it no longer says that no quotient is known, and says that
    the summary counts them anew."""
    demander(famille_martin, famille_martin.lea, centre)
    QuotientFamilial.objects.create(
        foyer=famille_martin.foyer,
        valeur=500,
        debut=date(2026, 1, 1),
        cree_le=outils.MAINTENANT + timedelta(minutes=5),
    )
    basket = texte_du_panier(camille)
    assert "familial connu" not in basket
    assert "leurs prix seront recalculés quand vous toucherez « Vérifier et soumettre »" in basket
    summary = " ".join(lire(camille).content.decode().split())
    assert "Le prix a changé : 2,00 € au lieu de 5,60 €." in summary


def test_a_choice_made_after_the_quotient_has_nothing_to_count_anew(
    famille_martin, centre, tarif, camille
):
    QuotientFamilial.objects.create(
        foyer=famille_martin.foyer,
        valeur=500,
        debut=date(2026, 1, 1),
        cree_le=outils.MAINTENANT - timedelta(minutes=5),
    )
    demander(famille_martin, famille_martin.lea, centre)
    assert "seront recalculés" not in texte_du_panier(camille)


def texte_du_panier(camille):
    page = camille.get(reverse("reservations:calendrier")).content.decode()
    return " ".join(page.split())


def test_with_a_quotient_its_price_applies(famille_martin, centre, tarif, camille):
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=500, debut=date(2026, 1, 1))
    demander(famille_martin, famille_martin.lea, centre)
    page = lire(camille).content.decode()
    assert "2,00\u00a0€" in page
    assert "faute de quotient" not in page


def test_a_price_that_changed_since_it_was_chosen_is_said(famille_martin, centre, tarif, camille):
    demander(famille_martin, famille_martin.lea, centre)
    tarif.tranches.filter(jusqua=None).update(prix=Decimal("6.00"))
    assert (
        "Le prix a changé : 6,00\u00a0€ au lieu de 5,60\u00a0€." in lire(camille).content.decode()
    )


def test_a_press_may_show_the_tariff_of_some_seconds_ago_and_the_summary_never(
    famille_martin, centre, tarif, camille, proche
):
    demander(famille_martin, famille_martin.lea, centre)
    tarif.tranches.filter(jusqua=None).update(prix=Decimal("6.00"))
    demander(famille_martin, famille_martin.hugo, centre)
    assert "<strong>11,20 €</strong>" in texte_du_panier(camille)
    page = lire(camille).content.decode()
    assert page.count("Le prix a changé : 6,00\u00a0€ au lieu de 5,60\u00a0€.") == 2
    proche.clear()
    demander(famille_martin, famille_martin.hugo, centre, bloc=SOIR)
    assert "<strong>17,20 €</strong>" in texte_du_panier(camille)


def test_a_price_that_is_not_published_is_said(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    page = lire(camille).content.decode()
    assert "prix non publié" in page
    assert "n’est pas encore publié" in page


def test_the_last_places_are_said_when_others_have_taken_some(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    Places.objects.filter(creneau__jour=outils.MERCREDI).update(prises=8)
    assert "Il ne reste plus que 2 places." in lire(camille).content.decode()


def test_the_total_counts_cancellations_down(famille_martin, centre, tarif, camille):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    demander(famille_martin, famille_martin.lea, centre, MATIN, "annuler")
    demander(famille_martin, famille_martin.hugo, centre, MATIN)
    demander(famille_martin, famille_martin.hugo, centre, SOIR)
    assert lire(camille).context["recaps"][0].total == "5,60\u00a0€"


def test_an_empty_basket_leads_to_the_calendar(famille_martin, centre, camille):
    assert "Votre demande est vide" in lire(camille).content.decode()


def test_what_the_other_parent_has_just_submitted_leads_to_the_same_receipt(
    famille_martin, centre, camille, connecter, voisin
):
    """Both had the summary before their eyes: the second read that it was empty."""
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=voisin.nadia, prenom="Nadia", nom="Benali"
    )
    demander(famille_martin, famille_martin.lea, centre)
    vu = lire(camille).context["recaps"][0]
    nadia = connecter(voisin.nadia, Client())
    recu = soumettre(nadia, famille_martin, cle="une-autre").redirect_chain
    seconde = soumettre(camille, famille_martin, vu)
    assert seconde.redirect_chain == recu
    assert "Ces changements ont déjà été soumis, à" in lisible(seconde.text)
    autres = soumettre(camille, famille_martin, vu, cle="encore", empreinte="0" * 32)
    assert "Votre demande est vide" in autres.text
    assert compte() == 1


@pytest.mark.parametrize("combien", [1, 30])
def test_it_costs_the_same_whatever_it_holds(
    famille_martin, centre, camille, combien, django_assert_num_queries
):
    outils.creer_mercredis(centre, 15, premier=date(2027, 1, 6))
    creneaux = list(centre.creneaux.filter(jour__gte=date(2027, 1, 1)).order_by("pk")[:combien])
    lignes = [ligne(famille_martin.lea, centre, f"{c.jour}-{c.moment[2:]}") for c in creneaux]
    assert actions.ajouter(famille_martin.foyer, lignes, par=famille_martin.camille) == combien
    lire(camille)
    with django_assert_num_queries(11):
        lire(camille)


# -- what can no longer be had


def test_a_place_gone_is_refused_in_the_engine_s_words_and_nothing_can_be_sent(
    famille_martin, centre, camille
):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.lea, centre, "2026-12-16-matin")
    remplir({"creneau__jour": outils.MERCREDI})
    reponse = lire(camille)
    page = reponse.content.decode()
    [erreur] = reponse.context["erreurs"]
    assert ">Léa, mercredi 9 décembre 2026, matin : Il n’y a plus de place ce jour-là.<" in erreur
    assert "<title>Erreur : " in page
    assert "Passer en liste d’attente" in page
    assert "Soumettre ma demande" not in page


def test_each_refusal_leads_to_its_line(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    remplir({"creneau__jour": outils.MERCREDI})
    page = lire(camille).content.decode()
    pk = LignePanier.objects.get().pk
    assert f'href="#ligne-{pk}"' in page
    assert f'id="ligne-{pk}"' in page
    assert "en bas de la page" not in page


def test_it_can_be_turned_into_a_place_in_the_queue(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    remplir({"creneau__jour": outils.MERCREDI})
    reponse = modifier(camille, famille_martin, attendre=LignePanier.objects.get().pk)
    assert panier() == {(famille_martin.lea.pk, MATIN): "attendre"}
    assert reponse.context["erreurs"] == []
    demande = soumettre(camille, famille_martin).context["demande"]
    assert demande.lignes[0]["resultat"] == "en-attente"
    assert Attente.objects.get().enfant == famille_martin.lea


def test_what_is_impossible_is_taken_away_in_one_press(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.lea, centre, "2026-12-16-matin")
    remplir({"creneau__jour": outils.MERCREDI})
    recap = lire(camille).context["recaps"][0]
    reponse = modifier(
        camille, famille_martin, nettoyer=",".join(str(une.ligne.pk) for une in recap.refusees)
    )
    assert panier() == {(famille_martin.lea.pk, "2026-12-16-matin"): "reserver"}
    assert messages(reponse) == ["1 changement impossible retiré de votre demande."]


def test_a_wish_to_queue_where_a_place_came_free_can_book_it(famille_martin, centre, camille):
    places = Places.objects.filter(creneau__jour=outils.MERCREDI)
    places.update(capacite=0)
    demander(famille_martin, famille_martin.lea, centre, action="attendre")
    places.update(capacite=10)
    page = lire(camille).content.decode()
    assert "Réserver cette place" in page
    modifier(camille, famille_martin, reserver=LignePanier.objects.get().pk)
    assert panier() == {(famille_martin.lea.pk, MATIN): "reserver"}


def test_a_line_is_taken_away(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    reponse = modifier(camille, famille_martin, retirer=LignePanier.objects.get().pk)
    assert panier() == {}
    assert messages(reponse) == ["Léa, mercredi 9 décembre, matin : retiré de votre demande."]


def test_a_second_tap_on_take_away_is_no_error(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    pk = LignePanier.objects.get().pk
    for _tape in range(2):
        assert modifier(camille, famille_martin, retirer=pk).status_code == 200
    assert panier() == {}


def test_a_child_who_left_the_household_is_told_apart(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.hugo, centre)
    Rattachement.objects.filter(enfant=famille_martin.hugo).update(fin=date(2026, 11, 20))
    assert "n’est plus rattaché à votre foyer" in lire(camille).content.decode()


# -- submitting


def test_submitting_books_and_says_each_line_and_what_comes_next(
    famille_martin, centre, tarif, camille
):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.hugo, centre, SOIR)
    reponse = soumettre(camille, famille_martin)
    page = reponse.content.decode()
    assert compte() == 2
    assert panier() == {}
    assert "<h1>2 réservations</h1>" in page
    assert "Le récapitulatif arrive par e-mail" in page
    assert "camille.martin@exemple.fr" in page
    assert "11,20\u00a0€" in page


def test_a_double_press_has_one_effect_and_one_answer(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    recap = lire(camille).context["recaps"][0]
    premiere = soumettre(camille, famille_martin, recap)
    seconde = soumettre(camille, famille_martin, recap)
    assert premiere.redirect_chain == seconde.redirect_chain
    assert compte() == 1


def test_a_summary_left_open_is_not_submitted_after_a_change(famille_martin, centre, camille):
    demander(famille_martin, famille_martin.lea, centre)
    recap = lire(camille).context["recaps"][0]
    demander(famille_martin, famille_martin.hugo, centre)
    reponse = soumettre(camille, famille_martin, recap)
    assert "a changé depuis l’affichage" in messages(reponse)[0]
    assert compte() == 0


def test_a_place_taken_between_the_summary_and_the_press_refuses_all_of_it(
    famille_martin, centre, camille
):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.hugo, centre, "2026-12-16-matin")
    recap = lire(camille).context["recaps"][0]
    remplir({"creneau__jour": outils.MERCREDI})
    reponse = soumettre(camille, famille_martin, recap)
    assert "Rien n’a été réservé ni annulé" in messages(reponse)[0]
    assert "Il n’y a plus de place ce jour-là." in reponse.content.decode()
    assert compte() == 0
    assert len(panier()) == 2


def test_a_refusal_that_the_summary_would_not_tell_is_said(famille_martin, centre, camille):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    demander(famille_martin, famille_martin.lea, centre, MATIN, "annuler")
    recap = lire(camille).context["recaps"][0]
    Reservation.objects.update(presence=Reservation.Presence.PRESENT)
    reponse = soumettre(camille, famille_martin, recap)
    assert any("déjà été pointé" in phrase for phrase in messages(reponse))
    assert compte() == 1


@pytest.mark.parametrize(
    "champs", [{"cle": ""}, {"cle": "\0"}, {"empreinte": ""}, {"empreinte": "x" * 5000}]
)
def test_a_forged_submission_is_refused_in_a_sentence(famille_martin, centre, camille, champs):
    demander(famille_martin, famille_martin.lea, centre)
    reponse = soumettre(camille, famille_martin, **champs)
    assert messages(reponse)
    assert compte() == 0
    assert len(panier()) == 1


def test_lines_and_prices_sent_with_the_press_are_ignored(famille_martin, centre, tarif, camille):
    demander(famille_martin, famille_martin.lea, centre)
    soumettre(camille, famille_martin, total="0", centimes="-100", ligne=["x"] * 500)
    assert DemandeReservation.objects.get().lignes[0]["centimes"] == 560


def test_the_neighbour_gets_404_everywhere(famille_martin, voisin, centre, connecter):
    demander(famille_martin, famille_martin.lea, centre)
    demande = reserver(famille_martin, ligne(famille_martin.hugo, centre))
    voisine = connecter(voisin.nadia)
    pk = LignePanier.objects.get().pk
    assert "Léa" not in lire(voisine).content.decode()
    assert modifier(voisine, famille_martin, retirer=pk).status_code == 404
    # as a line that is gone: nothing is told
    voisine.post(MODIFIER, {"foyer": voisin.foyer.pk, "retirer": pk})
    assert LignePanier.objects.filter(pk=pk).exists()
    voisine.post(MODIFIER, {"foyer": voisin.foyer.pk, "nettoyer": pk})
    assert (
        voisine.post(SOUMETTRE, {"foyer": famille_martin.foyer.pk, "cle": "x"}).status_code == 404
    )
    assert voisine.get(reverse("reservations:demande", args=[demande.pk])).status_code == 404
    assert (
        voisine.post(reverse("reservations:annuler_demande", args=[demande.pk])).status_code == 404
    )
    assert len(panier()) == 1
    assert compte() == 1


@pytest.mark.parametrize("foyer", ["", "x", "-1", "9" * 30, "1,2"])
def test_a_household_that_is_no_key_is_a_404(famille_martin, centre, camille, foyer):
    assert camille.post(MODIFIER, {"foyer": foyer, "retirer": "1"}).status_code == 404


@pytest.mark.parametrize("quoi", ["inscription", "sante", "contact", "quotient"])
def test_each_next_step_has_its_page(camille, quoi):
    page = camille.get(reverse("reservations:suite", args=[quoi])).content.decode()
    assert "Revenir au calendrier" in page


def test_an_unknown_next_step_is_a_404(camille):
    assert camille.get(reverse("reservations:suite", args=["ailleurs"])).status_code == 404
