"""The family's screen of a re-registration: where each child stands, and one press for the one who
does not come back."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.actions import demander_complement, retirer_demande
from demarches.models import CampagneReinscription, Demande
from famille.models import Enfant, Foyer, Rattachement
from reservations.models import Inscription
from tests.demarches.outils import principal
from tests.demarches.reinscription import (
    CODE,
    PAGE,
    autorisations,
    brouillon,
    envoyee,
    inscrit,
    reponses,
)

ACCUEIL, NON = "/demarches/reinscriptions/", "/demarches/reinscriptions/non/"


def lignes(reponse):
    return {ligne.enfant.prenom: ligne.etat for ligne in reponse.context["lignes"]}


def corps(famille, enfant, activite, **champs):
    """What the browser posts on the page of a child."""
    tout = reponses(activite) | autorisations(enfant) | champs
    nommes = {f"{PAGE}-{nom}": valeur for nom, valeur in tout.items()}
    caches = {"assistant-current_step": PAGE, "version": "0", "ecran": "abcdefghij"}
    return nommes | caches | {"action": "envoyer"}


def test_the_presentation_leads_to_it(connecter, famille_martin, lea, campagne):
    reponse = connecter(famille_martin.camille).get(f"/demarches/{CODE}/")
    assert reponse.headers["Location"] == ACCUEIL


def test_each_child_says_where_he_stands(connecter, famille_martin, lea, activite, campagne):
    client = connecter(famille_martin.camille)
    assert lignes(client.get(ACCUEIL)) == {"Léa": "a-faire"}
    assert [une.prenom for une in client.get(ACCUEIL).context["autres"]] == ["Hugo"]
    demande = brouillon(famille_martin, lea, reponses(activite))
    assert lignes(client.get(ACCUEIL)) == {"Léa": "commencee"}
    demande.delete()
    envoyee(famille_martin, lea, activite)
    assert lignes(client.get(ACCUEIL)) == {"Léa": "faite"}


def test_the_page_of_a_child_is_sent_by_its_own_button(
    connecter, famille_martin, lea, activite, campagne
):
    client = connecter(famille_martin.camille)
    adresse = f"/demarches/{CODE}/{PAGE}/?enfant={lea.pk}"
    page = client.get(adresse).text
    assert "En envoyant cette page, vous déclarez" in page
    assert Demande.objects.count() == 0  # a visit writes nothing
    reponse = client.post(adresse, corps(famille_martin, lea, activite))
    assert reponse.headers["Location"] == ACCUEIL
    assert Demande.objects.get().statut == Demande.Statut.VALIDEE
    assert Inscription.objects.filter(enfant=lea).count() == 2


def test_what_saves_itself_late_and_a_second_press_begin_no_other_draft(
    connecter, famille_martin, lea, activite, campagne
):
    client = connecter(famille_martin.camille)
    adresse = f"/demarches/{CODE}/{PAGE}/?enfant={lea.pk}"
    envoi = corps(famille_martin, lea, activite)
    client.post(adresse, envoi)
    assert client.post(adresse, envoi | {"action": "auto"}).status_code == 204
    assert client.post(adresse, envoi).headers["Location"] == ACCUEIL
    sienne = f"/demarches/brouillon/{Demande.objects.get().pk}/{PAGE}/"
    assert client.post(sienne, envoi | {"action": "auto"}).status_code == 204
    assert Demande.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_is_sent(
    connecter, famille_martin, lea, activite, campagne
):
    client = connecter(famille_martin.camille)
    adresse = f"/demarches/{CODE}/{PAGE}/?enfant={lea.pk}"
    envoi = corps(famille_martin, lea, activite, **{f"reglement_{activite.pk}": []})
    page = client.post(adresse, envoi, follow=True).text
    assert "Lisez le règlement de La Valla" in page
    assert Demande.objects.get().statut == Demande.Statut.BROUILLON


def test_one_press_says_that_a_child_does_not_come_back(connecter, famille_martin, lea, campagne):
    client = connecter(famille_martin.camille)
    envoi = {"foyer": famille_martin.foyer.pk, "enfant": lea.pk}
    page = client.post(NON, envoi, follow=True)
    assert "Léa ne revient pas" in page.text
    assert lignes(page) == {"Léa": "part"}
    assert client.post(NON, envoi).status_code == 302  # a second press
    assert Demande.objects.count() == 2


def test_a_neighbour_s_child_is_a_404(connecter, voisin, famille_martin, lea, campagne):
    client = connecter(voisin.nadia)
    assert lignes(client.get(ACCUEIL)) == {}
    for foyer in (famille_martin.foyer, voisin.foyer):
        assert client.post(NON, {"foyer": foyer.pk, "enfant": lea.pk}).status_code == 404
    assert client.get(f"/demarches/{CODE}/{PAGE}/?enfant={lea.pk}").status_code == 404
    assert Demande.objects.count() == 0


def test_the_other_home_reads_that_there_is_an_answer_and_not_which(
    connecter, famille_martin, voisin, lea, activite, campagne
):
    Rattachement.objects.create(enfant=lea, foyer=voisin.foyer, debut=date(2026, 9, 1))
    brouillon(famille_martin, lea, reponses(activite)).delete()
    envoyee(famille_martin, lea, activite)
    reponse = connecter(voisin.nadia).get(ACCUEIL)
    [ligne] = [une for une in reponse.context["lignes"] if une.enfant == lea]
    assert (ligne.phrase, ligne.lien) == ("Une réponse est déjà donnée.", "")


def test_the_other_home_does_not_read_that_he_does_not_come_back(
    connecter, famille_martin, voisin, lea, activite, campagne
):
    Rattachement.objects.create(enfant=lea, foyer=voisin.foyer, debut=date(2026, 9, 1))
    qui = {"foyer": famille_martin.foyer.pk, "enfant": lea.pk}
    connecter(famille_martin.camille).post(reverse("demarches:ne_revient_pas"), qui)
    [ligne] = [
        une for une in connecter(voisin.nadia).get(ACCUEIL).context["lignes"] if une.enfant == lea
    ]
    assert (ligne.etat, ligne.phrase) == ("part", "Une réponse est déjà donnée.")


def test_an_answer_taken_back_is_awaited_again(connecter, famille_martin, lea, activite, campagne):
    demande = envoyee(famille_martin, lea, activite, allergies="Arachide")
    retirer_demande(demande, par=famille_martin.camille)
    assert lignes(connecter(famille_martin.camille).get(ACCUEIL)) == {"Léa": "a-faire"}


def test_a_complement_that_is_awaited_is_not_all_answered(
    connecter, famille_martin, lea, activite, campagne, habilitee
):
    client = connecter(famille_martin.camille)
    demande = envoyee(famille_martin, lea, activite, allergies="Arachide")
    assert "Vous avez répondu pour tous vos enfants" in client.get(ACCUEIL).text
    demander_complement(
        demande, par=habilitee, etapes=[PAGE], message="Depuis quand ?", limite=date(2027, 6, 20)
    )
    page = client.get(ACCUEIL)
    assert lignes(page) == {"Léa": "a-completer"}
    assert "Il manque encore quelque chose pour Léa : touchez « Compléter »." in principal(page)
    assert "Vous avez répondu pour tous vos enfants" not in page.text
    assert "Compléter<span" in page.text


def test_the_dashboard_asks_until_it_is_answered(
    connecter, famille_martin, lea, activite, campagne
):
    client = connecter(famille_martin.camille)
    dit = "Réinscription 2027-2028 : répondez pour Léa avant le 30 juin 2027."
    assert dit in client.get("/tableau-de-bord/").text
    envoyee(famille_martin, lea, activite)
    assert dit not in client.get("/tableau-de-bord/").text


def test_out_of_a_campaign_nothing_is_offered(connecter, famille_martin, lea):
    client = connecter(famille_martin.camille)
    assert "Je réinscris mon enfant" not in client.get("/demarches/").text
    assert "Aucune réinscription n’est ouverte" in client.get(ACCUEIL).text


def test_once_the_campaign_is_over_its_pages_lead_somewhere(
    connecter, famille_martin, lea, activite, campagne
):
    client = connecter(famille_martin.camille)
    demande = envoyee(famille_martin, lea, activite, allergies="Arachide")
    retirer_demande(demande, par=famille_martin.camille)
    adresse = reverse("demarches:demande", args=[demande.pk])
    assert "une nouvelle demande</a> quand vous voulez" in client.get(adresse).text
    CampagneReinscription.objects.update(fin=date(2027, 6, 1))
    assert "Cette démarche est fermée en ce moment" in client.get(adresse).text
    page = client.get(ACCUEIL)
    for suite in ("demarches:liste", "famille:ecrire"):
        assert f'href="{reverse(suite)}"' in principal(page).split("</h1>")[1]


@pytest.mark.django_db
def test_thirty_children_cost_as_many_queries_as_one(
    connecter, famille_martin, lea, activite, campagne
):
    client = connecter(famille_martin.camille)
    client.get(ACCUEIL)
    with CaptureQueriesContext(connection) as une:
        client.get(ACCUEIL)
    foyer = Foyer.objects.get(pk=famille_martin.foyer.pk)
    for rang in range(29):
        enfant = Enfant.objects.create(
            prenom=f"Enfant {rang}", nom="Martin", naissance=date(2019, 1, 1 + rang)
        )
        Rattachement.objects.create(enfant=enfant, foyer=foyer, debut=date(2026, 9, 1))
        inscrit(enfant, activite)
    with CaptureQueriesContext(connection) as trente:
        assert len(lignes(client.get(ACCUEIL))) == 30
    assert len(trente) <= len(une)


def test_the_registrations_of_other_families_are_not_read(
    connecter, famille_martin, lea, voisin, activite, campagne
):
    """All those of the campaign were, for each family that opened the page."""
    inscrit(voisin.sami, activite)
    client = connecter(famille_martin.camille)
    with CaptureQueriesContext(connection) as lues:
        assert lignes(client.get(ACCUEIL)) == {"Léa": "a-faire"}
    debut = 'SELECT "reservations_inscription"."enfant_id"'
    [sql] = [une["sql"] for une in lues if une["sql"].startswith(debut)]
    with connection.cursor() as curseur:
        assert curseur.execute(sql).fetchall() == [(lea.pk,)]
