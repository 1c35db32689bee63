"""The agents' side of a re-registration: where each child stands, the campaign, its mails, the form
on paper."""

import csv
import io
from datetime import date

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demarches.actions import rejeter
from demarches.catalogue.reinscription import rappels
from demarches.catalogue.reinscription.rappels import prevenir_les_familles
from demarches.models import CampagneReinscription, Demande, ReglageDemarche, VueDeCampagne
from famille.journal.recherche import rafraichir_recherche
from famille.models import Consultation, Courriel, Enfant, Notification, Rattachement, Travail
from tests.demarches.place import relue, valla
from tests.demarches.reinscription import (
    CODE,
    brouillon,
    envoyee,
    inscrit,
    reponses,
)

LISTE = "/gestion/reinscriptions/"
ACCUEIL = "/demarches/reinscriptions/"


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


def etats(bureau, **filtres):
    rangs = bureau.get(LISTE, filtres).context["lue"].rangs
    return {rang.ligne.prenom: rang.ligne.etat for rang in rangs}


def test_each_child_of_the_campaign_is_listed_with_where_he_stands(
    bureau, famille_martin, lea, activite, campagne, agent
):
    assert etats(bureau) == {"Léa": "Pas encore vue"}
    commencee = brouillon(famille_martin, lea, reponses(activite))
    assert etats(bureau, etat="commencees") == {"Léa": "Commencée, pas finie"}
    commencee.delete()
    demande = envoyee(famille_martin, lea, activite, allergies="Arachide")
    assert etats(bureau, etat="a-verifier") == {"Léa": "À vérifier"}
    rejeter(relue(demande), par=agent, motif="Rien à voir avec cet enfant.")
    assert etats(bureau, etat="refusees") == {"Léa": "Refusée"}
    envoyee(famille_martin, lea, activite)
    assert etats(bureau, etat="faites") == {"Léa": "Faite"}
    assert etats(bureau, etat="pas-vues") == {}


def test_a_page_that_was_opened_is_told_from_one_that_was_not(
    bureau, connecter, famille_martin, lea, activite, campagne, voisin
):
    """A household that opens it twice is noted once; another one's visit says nothing of hers."""
    assert etats(bureau, etat="pas-vues") == {"Léa": "Pas encore vue"}
    connecter(voisin.nadia, Client()).get(ACCUEIL)
    assert etats(bureau) == {"Léa": "Pas encore vue"}
    parent = connecter(famille_martin.camille, Client())
    parent.head(ACCUEIL)
    assert etats(bureau) == {"Léa": "Pas encore vue"}
    for _fois in range(2):
        parent.get(ACCUEIL)
    assert etats(bureau, etat="vues") == {"Léa": "Vue, pas commencée"}
    assert VueDeCampagne.objects.count() == 1
    brouillon(famille_martin, lea, reponses(activite))
    assert etats(bureau, etat="commencees") == {"Léa": "Commencée, pas finie"}
    assert etats(bureau, etat="vues") == {}


def test_who_has_seen_it_is_forgotten_with_the_next_campaign(
    bureau, connecter, famille_martin, lea, activite, campagne
):
    connecter(famille_martin.camille, Client()).get(ACCUEIL)
    suivante = formulaire(activite, annee="2028", debut="15/05/2028", fin="30/06/2028")
    assert bureau.post(f"{LISTE}nouvelle/", suivante).status_code == 302
    assert not VueDeCampagne.objects.exists()


def test_an_answer_on_paper_says_so(bureau, famille_martin, lea, activite, campagne):
    demande = envoyee(famille_martin, lea, activite)
    assert etats(bureau) == {"Léa": "Faite"}
    Demande.objects.filter(pk=demande.pk).update(canal=Demande.Canal.COURRIER)
    assert etats(bureau, etat="faites") == {"Léa": "Faite, sur papier"}


def test_who_has_left_in_the_year_is_not_asked(bureau, famille_martin, lea, activite, campagne):
    inscrit(famille_martin.hugo, activite, fin=date(2026, 12, 18))
    assert etats(bureau) == {"Léa": "Pas encore vue"}


def test_the_list_is_searched_and_filtered(bureau, famille_martin, lea, activite, campagne):
    autre = valla(structure="La Pingaudière")
    campagne.activites.add(autre)
    inscrit(famille_martin.hugo, autre)
    rafraichir_recherche(famille_martin.foyer)
    assert etats(bureau, q="lea martin").keys() == {"Léa", "Hugo"}  # the children of a household
    assert etats(bureau, q="inconnu") == {}
    assert etats(bureau, activite=activite.pk).keys() == {"Léa"}


def test_its_file_holds_it_and_tells_the_households(
    bureau, famille_martin, lea, campagne, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        bureau.post(f"{LISTE}exporter/", {"format": "csv"})
    with storages["prive"].open(Travail.objects.get().fichier) as fichier:
        entetes, ligne = csv.reader(io.StringIO(fichier.read().decode("utf-8-sig")), delimiter=";")
    assert dict(zip(entetes, ligne, strict=True))["Où en est-on"] == "Pas encore vue"
    assert Consultation.objects.filter(foyer=famille_martin.foyer, quoi__contains="export").exists()


def test_thirty_rows_cost_as_many_queries_as_one(bureau, famille_martin, lea, activite, campagne):
    bureau.get(LISTE)
    with CaptureQueriesContext(connection) as une:
        bureau.get(LISTE)
    for rang in range(29):
        enfant = Enfant.objects.create(
            prenom=f"Enfant {rang}", nom="Martin", naissance=date(2019, 1, 1 + rang)
        )
        Rattachement.objects.create(
            enfant=enfant, foyer=famille_martin.foyer, debut=date(2026, 9, 1)
        )
        inscrit(enfant, activite)
    with CaptureQueriesContext(connection) as trente:
        assert len(etats(bureau)) == 30
    assert len(trente) <= len(une)


def test_its_tabs_are_counted_in_one_reading_of_its_children(
    bureau, famille_martin, lea, activite, campagne
):
    """Each of the eight read them all, and asked again what was answered of each."""
    inscrit(famille_martin.hugo, activite)
    brouillon(famille_martin, lea, reponses(activite))
    with CaptureQueriesContext(connection) as lues:
        page = bureau.get(LISTE)
    nombres = {un.cle: un.nombre for un in page.context["lue"].onglets if un.nombre}
    assert nombres == {"": 2, "pas-vues": 1, "commencees": 1}
    enfants = 'FROM "famille_enfant"'
    [sql] = [une["sql"] for une in lues if "COUNT(" in une["sql"] and enfants in une["sql"]]
    assert sql.count(enfants) == 1


def test_without_a_campaign_its_tabs_hold_nothing(bureau, activite):
    page = bureau.get(LISTE)
    assert {un.nombre for un in page.context["lue"].onglets} == {0}


# The campaign.


def formulaire(activite, **champs):
    return {
        "annee": "2027",
        "debut": "17/05/2027",
        "fin": "30/06/2027",
        "activites": [activite.pk],
        "fiche_demandee": "on",
        "assurance_demandee": "on",
        "rappel_jours": "14",
        "second_rappel_jours": "3",
    } | champs


def test_an_agent_opens_a_campaign(bureau, activite, agent):
    assert bureau.post(f"{LISTE}nouvelle/", formulaire(activite)).status_code == 302
    campagne = CampagneReinscription.objects.get()
    assert (campagne.annee, campagne.par, list(campagne.activites.all())) == (
        2027,
        agent,
        [activite],
    )
    assert not campagne.autorisations_demandees


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"fin": "01/05/2027"}, "La fin de la campagne vient avant son début."),
        ({"fiche_demandee": ""}, "L’assurance se donne avec la fiche sanitaire"),
        ({"activites": []}, "Choisissez au moins une activité."),
        ({"fin": "01/09/2028"}, "L’année 2027-2028 sera finie"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(bureau, activite, champs, phrase):
    reponse = bureau.post(f"{LISTE}nouvelle/", formulaire(activite, **champs))
    assert reponse.status_code == 422
    assert phrase in reponse.text
    assert not CampagneReinscription.objects.exists()


def test_a_year_has_one_campaign_and_two_are_never_open_together(bureau, activite, campagne):
    reponse = bureau.post(f"{LISTE}nouvelle/", formulaire(activite))
    assert "Il y a déjà une campagne pour 2027-2028" in reponse.text
    reponse = bureau.post(f"{LISTE}nouvelle/", formulaire(activite, annee="2028"))
    assert "choisissez d’autres dates" in reponse.text


def test_a_campaign_already_answered_keeps_its_year(
    bureau, famille_martin, lea, activite, campagne
):
    envoyee(famille_martin, lea, activite)
    adresse = f"{LISTE}{campagne.pk}/modifier/"
    reponse = bureau.post(adresse, formulaire(activite, annee="2026", fin="20/06/2027"))
    assert "l’année scolaire ne peut plus changer" in reponse.text
    assert bureau.post(adresse, formulaire(activite, fin="15/07/2027")).status_code == 302
    campagne.refresh_from_db()
    assert campagne.fin == date(2027, 7, 15)


def test_a_closed_demarche_is_said(bureau, campagne):
    ReglageDemarche.objects.filter(code=CODE).update(etat="fermee")
    assert "les familles ne peuvent pas répondre" in bureau.get(LISTE).text


# Its mails.


def partis():
    return sorted(Courriel.objects.filter(cle__startswith="reinscription").values_list("sujet"))


def test_families_are_told_once_at_each_date_until_they_have_answered(
    famille_martin, lea, activite, campagne
):
    for jour in ("16", "17", "18"):
        prevenir_les_familles(jour=date(2027, 5, int(jour)))
    assert Courriel.objects.count() == Notification.objects.count() == 1
    assert "Réinscription 2027-2028" in Courriel.objects.get().sujet
    assert "Léa" in Courriel.objects.get().texte
    for _fois in range(2):
        prevenir_les_familles(jour=date(2027, 6, 16))
    assert Courriel.objects.count() == 2
    envoyee(famille_martin, lea, activite)
    avant = Courriel.objects.count()
    prevenir_les_familles(jour=date(2027, 6, 27))
    assert Courriel.objects.count() == avant


def test_a_date_that_is_moved_reminds_nobody_twice(famille_martin, lea, activite, campagne):
    prevenir_les_familles(jour=date(2027, 6, 16))
    CampagneReinscription.objects.update(fin=date(2027, 7, 4))
    prevenir_les_familles(jour=date(2027, 6, 21))
    assert Courriel.objects.count() == 1


def test_mails_held_do_not_leave_until_they_are_let_go(
    bureau, famille_martin, lea, activite, campagne
):
    adresse = f"{LISTE}{campagne.pk}/courriels/"
    bureau.post(adresse, {"geste": "retenir"})
    assert "rien ne part" in bureau.get(LISTE).text
    assert prevenir_les_familles(jour=date(2027, 6, 2)) == 0
    bureau.post(adresse, {"geste": "laisser"})
    assert prevenir_les_familles(jour=date(2027, 6, 2)) == 1
    assert "1 e-mail parti" in bureau.get(LISTE).text


def test_nothing_leaves_while_the_demarche_is_closed(famille_martin, lea, activite, campagne):
    ReglageDemarche.objects.filter(code=CODE).update(etat="fermee")
    assert prevenir_les_familles(jour=date(2027, 6, 2)) == 0


def test_a_turn_that_is_stopped_is_followed_behind_the_household_where_it_was(
    famille_martin, lea, voisin, activite, campagne, monkeypatch
):
    """Those told already, looked at again at each turn, kept the others waiting for ever."""
    monkeypatch.setattr(rappels, "LOT", 1)
    monkeypatch.setattr(rappels, "DUREE_TOUR", -1)
    inscrit(voisin.sami, activite)
    assert [prevenir_les_familles(jour=date(2027, 6, 2)) for _tour in range(3)] == [1, 1, 0]
    assert Courriel.objects.values("destinataire").distinct().count() == 2


# On paper.


def papier(bureau, enfant, suite="/"):
    return bureau.get(f"{LISTE}enfant/{enfant.pk}/formulaire{suite}")


def test_the_form_is_filled_with_what_the_file_says(
    connecter, habilitee, famille_martin, lea, activite, campagne
):
    lea.fiche_sanitaire.allergies = "Arachide"
    lea.fiche_sanitaire.save()
    page = papier(connecter(habilitee), lea).text
    for dit in ("Réinscription 2027-2028", "La Valla", "Arachide", "MAE", "Droit à l’image"):
        assert dit.lower() in page.lower(), dit
    assert Consultation.objects.filter(quoi="formulaire de réinscription de Léa").exists()


def test_without_the_right_health_is_left_blank(bureau, lea, campagne):
    lea.fiche_sanitaire.allergies = "Arachide"
    lea.fiche_sanitaire.save()
    page = papier(bureau, lea).text
    assert "Arachide" not in page
    assert "à compléter par la famille" in page


def test_it_is_a_pdf_too(bureau, lea, campagne):
    reponse = papier(bureau, lea, ".pdf")
    assert reponse.headers["Content-Type"] == "application/pdf"
    assert reponse.content.startswith(b"%PDF")


def test_a_child_whom_the_campaign_does_not_ask_has_no_form(bureau, famille_martin, campagne):
    assert papier(bureau, famille_martin.hugo).status_code == 404
