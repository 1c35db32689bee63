"""A billing run on the agents' screens: from its form to its publication, its drafts line by line,
the list of runs, and who may enter."""

from datetime import date

import pytest
from django.urls import reverse

from famille.models import Courriel, Facture
from reservations.facturation.actions import publier_ce_qui_est_retenu
from reservations.facturation.liste import CampagneLue
from reservations.models import Activite, CampagneFacturation, GrilleTarifaire, Reservation
from tests.outils.lisible import lisible
from tests.reservations.facturation.scene import (
    Etat,
    calculer,
    executer,
    laisser_partir,
    publier,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_decembre")]


def test_from_the_form_to_the_publication(agent, connecter, famille_martin, novembre, time_machine):
    client = connecter(agent)
    activites = list(Activite.objects.values_list("pk", flat=True))
    reponse = client.post(
        reverse("reservations_bureau:campagne_nouvelle"),
        {"mois": "2026-11", "activites": activites},
    )
    executer(CampagneFacturation.objects.get())
    page = client.get(reponse.url).content.decode()
    assert "Publier 2 factures" in page
    assert "sans quotient familial, au tarif le plus haut" in page
    campagne = CampagneFacturation.objects.get()
    publier_ici = reverse("reservations_bureau:campagne_publier", args=[campagne.pk])
    assert publier_ici in page
    client.post(publier_ici)
    laisser_partir(time_machine)
    assert "Publication en cours" in client.get(reponse.url).content.decode()
    executer(campagne)
    assert "F-2026-000001" in client.get(reponse.url).content.decode()


def test_nothing_is_published_by_the_first_press(agent, connecter, voisin, novembre):
    """159 invoices left under 482 warnings that nobody had opened."""
    campagne, client = calculer(agent), connecter(agent)
    ecran = reverse("reservations_bureau:campagne", args=[campagne.pk])
    assert 'publier/" method' not in client.get(ecran).text
    page = client.get(reverse("reservations_bureau:campagne_publier", args=[campagne.pk])).text
    assert "<details open>" in page
    assert f'href="{reverse("foyers_modeladmin_inspect", args=[voisin.foyer.pk])}"' in page
    campagne.refresh_from_db()
    assert campagne.etat == Etat.A_VERIFIER


def test_a_publication_is_taken_back_within_ten_minutes(agent, connecter, novembre, time_machine):
    campagne, client = calculer(agent), connecter(agent)
    page = client.post(
        reverse("reservations_bureau:campagne_publier", args=[campagne.pk]), follow=True
    ).text
    assert "publiées à 10 h 10" in lisible(page)
    assert publier_ce_qui_est_retenu() == 0
    assert not Facture.objects.publiees().exists()
    retenir = reverse("reservations_bureau:campagne_geste", args=[campagne.pk, "retenir"])
    assert "La publication est reprise" in client.post(retenir, follow=True).text
    assert laisser_partir(time_machine) == 0
    campagne.refresh_from_db()
    assert (campagne.etat, campagne.publiee_apres) == (Etat.A_VERIFIER, None)
    assert not Courriel.objects.filter(cle__startswith="facture-").exists()


def test_a_publication_that_has_begun_is_not_taken_back(agent, connecter, novembre, time_machine):
    campagne, client = calculer(agent), connecter(agent)
    client.post(reverse("reservations_bureau:campagne_publier", args=[campagne.pk]))
    assert laisser_partir(time_machine) == 1
    assert publier_ce_qui_est_retenu() == 0  # once
    retenir = reverse("reservations_bureau:campagne_geste", args=[campagne.pk, "retenir"])
    assert "La publication a commencé" in client.post(retenir, follow=True).text
    assert executer(campagne).etat == Etat.PUBLIEE
    assert set(Facture.objects.publiees().values_list("publiee_par", flat=True)) == {agent.pk}


@pytest.mark.parametrize("ecran", ["campagnes", "campagne_nouvelle"])
def test_no_screen_promises_one_invoice_only_to_a_family(agent, connecter, ecran):
    """Who has one service of two collected gets two (`reservations.facturation.brouillons`)."""
    page = lisible(connecter(agent).get(reverse(f"reservations_bureau:{ecran}")).text)
    assert "plusieurs quand une partie seulement est prélevée ou payée par un autre" in page


def test_thousands_of_lines_are_read_as_amounts_are(agent, connecter, novembre):
    """ "2601 lignes" stood beside "29 359,76 €"."""
    campagne = calculer(agent)
    campagne.bilan |= {"lignes": 1932, "deja": 2601}
    campagne.save(update_fields=["bilan"])
    adresse = reverse("reservations_bureau:campagne", args=[campagne.pk])
    page = lisible(connecter(agent).get(adresse).text)
    assert "2 601 lignes déjà sur une facture" in page
    assert "1 932" in page


def test_without_an_activity_it_is_asked_again(agent, connecter, novembre):
    reponse = connecter(agent).post(
        reverse("reservations_bureau:campagne_nouvelle"), {"mois": "2026-11"}
    )
    assert reponse.status_code == 422
    assert "Choisissez au moins une activité à facturer." in reponse.content.decode()


def test_a_draft_is_read_line_by_line_before_it_is_published(
    agent, connecter, famille_martin, novembre
):
    campagne, client = calculer(agent), connecter(agent)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    adresse = reverse("reservations_bureau:campagne_brouillon", args=[campagne.pk, facture.pk])
    assert (
        adresse
        in client.get(reverse("reservations_bureau:campagne", args=[campagne.pk])).content.decode()
    )
    page = client.get(adresse).content.decode()
    assert "Mercredi 4 novembre" in page
    assert "Rien n’est encore envoyé" in page
    publier(campagne, agent)
    facture.refresh_from_db()
    assert client.get(adresse).url == reverse("factures:facture", args=[facture.numero])


def test_a_second_run_of_the_month_says_that_it_is_the_first(agent, connecter, activite, novembre):
    calculer(agent, [activite])
    activites = list(Activite.objects.values_list("pk", flat=True))
    donnees = {"mois": "2026-11", "activites": activites}
    reponse = connecter(agent).post(
        reverse("reservations_bureau:campagne_nouvelle"), donnees, follow=True
    )
    assert "Vous avez déjà commencé la facturation de ce mois" in reponse.content.decode()


def test_a_decision_taken_too_late_says_so(agent, connecter, novembre):
    campagne = publier(calculer(agent), agent)
    adresse = reverse("reservations_bureau:campagne_geste", args=[campagne.pk, "abandonner"])
    assert "vient de changer d’état" in connecter(agent).post(adresse, follow=True).content.decode()
    assert Facture.objects.count() == 2


def test_who_lacks_the_right_is_refused(connecter, directrice, novembre):
    assert connecter(directrice).get(reverse("reservations_bureau:campagnes")).status_code == 302


@pytest.mark.parametrize("combien", [1, 30])
def test_pages_cost_the_same_whatever_they_show(
    agent,
    connecter,
    famille_martin,
    django_assert_max_num_queries,
    combien,
):
    for rang in range(combien):
        campagne = CampagneFacturation.objects.create(
            mois=date(2026 - rang, 1, 1), etat=Etat.PUBLIEE, par=agent
        )
    for rang in range(combien):
        Facture.objects.create(
            foyer=famille_martin.foyer, cle=f"{campagne.prefixe}{rang}", mois=campagne.mois
        )
    client = connecter(agent)
    for adresse in (
        reverse("reservations_bureau:campagnes"),
        reverse("reservations_bureau:campagne", args=[campagne.pk]),
    ):
        client.get(adresse)
        with django_assert_max_num_queries(16):
            client.get(adresse)


def test_the_list_of_runs_tells_them_by_their_state(agent, connecter):
    for rang, etat in enumerate(Etat):
        CampagneFacturation.objects.create(mois=date(2026, rang + 1, 1), etat=etat, par=agent)
    client, lus = connecter(agent), {}
    for onglet in ("", "en-cours", "publiees", "abandonnees"):
        lue = client.get(reverse("reservations_bureau:campagnes"), {"etat": onglet}).context["lue"]
        lus[onglet] = {rang.ligne.campagne.etat for rang in lue.rangs}
        assert lue.onglet.nombre == len(lus[onglet])
    en_cours = {Etat.PREPARATION, Etat.A_VERIFIER, Etat.PUBLICATION}
    assert lus == {
        "": set(Etat),
        "en-cours": en_cours,
        "publiees": {Etat.PUBLIEE},
        "abandonnees": {Etat.ABANDONNEE},
    }


@pytest.mark.parametrize("ecran", ["campagnes", "campagne"])
def test_a_run_without_any_invoice_has_nothing_to_check(agent, connecter, activite, ecran):
    """Before, it was "À vérifier", and kept the month from any other."""
    campagne = calculer(agent)
    args = [campagne.pk] if ecran == "campagne" else []
    lue = lisible(connecter(agent).get(reverse(f"reservations_bureau:{ecran}", args=args)).text)
    assert ("Aucune facture" in lue, "À vérifier" in lue) == (True, False)
    if args:
        assert "Il n’y a rien à publier" in lue
        assert "ne change plus" not in lue


def test_a_run_where_nothing_can_be_billed_yet_does_not_say_that_nobody_came(
    agent, connecter, novembre
):
    GrilleTarifaire.objects.all().delete()
    campagne = calculer(agent)
    adresse = reverse("reservations_bureau:campagne", args=[campagne.pk])
    lue = lisible(connecter(agent).get(adresse).text)
    assert "Notez ce qui manque (présences, tarifs)" in lue
    assert "ne peut pas encore être facturé." in lue
    assert "personne n’a rien consommé" not in lue


def test_a_day_to_come_is_not_to_be_looked_at_yet(
    agent, connecter, famille_martin, novembre, time_machine
):
    """Its quotient and its tariff may still come; it is on no invoice of this run."""
    GrilleTarifaire.objects.all().delete()
    time_machine.move_to("2026-11-10 10:00+01:00", tick=False)
    Reservation.objects.filter(creneau__jour__gte=date(2026, 11, 10)).update(presence="prevu")
    campagne = calculer(agent)
    [sans_tarif] = [
        une for une in CampagneLue(campagne).anomalies if une.libelle.startswith("sans tarif")
    ]
    assert sans_tarif.nombre == 3  # of four lines
