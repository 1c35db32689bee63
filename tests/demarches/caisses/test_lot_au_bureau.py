"""The batch on the agents' screen: proposed in February, led to its end in spite of a service that
stumbles, and shown to who has the right."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.caisses import application, lot
from demarches.caisses.bureau import ListeDesQuotients
from demarches.models import LotDeQuotients, QuotientDemande, ReglageQuotient
from demo.caf import contrat
from famille.models import Travail
from famille.travaux import actions as travaux

from .scene import NOVEMBRE, commencer, executer, foyer, issues

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("le_25_novembre")]
Issue, Suite = QuotientDemande.Issue, QuotientDemande.Suite
LISTE = reverse("quotients_transmis")


@pytest.mark.parametrize(
    ("jour", "propose"), [("2027-01-31", False), ("2027-02-01", True), ("2027-04-01", False)]
)
def test_the_yearly_batch_is_proposed_in_february(
    caisses, agent, connecter, time_machine, jour, propose
):
    time_machine.move_to(datetime.fromisoformat(f"{jour} 09:00+01:00"), tick=False)
    page = connecter(agent).get(reverse("wagtailadmin_home")).text
    assert ("Les quotients de l’année" in page) is propose


def test_once_made_or_without_the_service_it_is_proposed_no_more(
    cinq, caisses, agent, connecter, time_machine, dormi
):
    time_machine.move_to("2027-02-03 09:00+01:00", tick=False)
    accueil = reverse("wagtailadmin_home")
    assert "Les quotients de l’année" in connecter(agent).get(accueil).text
    commencer(agent)
    assert "Les quotients de l’année" not in connecter(agent).get(accueil).text
    LotDeQuotients.objects.all().delete()
    ReglageQuotient.objects.update(siret="")
    assert "Les quotients de l’année" not in connecter(agent).get(accueil).text


def test_agents_do_it_on_their_screen(cinq, caisses, agent, connecter, dormi):
    bureau = connecter(agent)
    assert "Aucun lot n’a encore été demandé" in bureau.get(LISTE).text
    suite = bureau.post(reverse("quotients_transmis_nouveau"), {"qui": "tous"})
    assert "/travaux/" in suite.url
    fait = LotDeQuotients.objects.get()
    executer(fait)
    page = bureau.get(LISTE).text
    for onglet in ListeDesQuotients.onglets:
        assert onglet.libelle in page
    assert "Trouve" in page
    assert "Absent" not in page
    change = fait.lignes.get(foyer=cinq["Change"])
    adresse = reverse("quotients_transmis_suites", args=[fait.pk])
    vide = bureau.post(adresse, {"action": "appliquer"}, follow=True).text
    assert "Cochez d’abord des lignes" in vide
    bureau.post(adresse, {"action": "appliquer", "ligne": [change.pk]})
    for travail in Travail.objects.filter(genre=application.APPLIQUER):
        travaux.executer(travail.pk)
    assert "Appliqué" in bureau.get(f"{LISTE}?etat=changes").text


def test_in_february_the_batch_meets_a_429_and_a_502_and_is_taken_up_again(
    cinq, caisses, agent, connecter, dormi, time_machine
):
    time_machine.move_to("2027-02-03 09:00+01:00", tick=False)
    fevrier, bureau = date(2027, 2, 1), connecter(agent)
    caisses.trouver("Trouve", 742, fevrier)
    caisses.trouver("Change", 1400, fevrier, "MSA")
    bonne = caisses.personnes["TROUVE"]
    caisses.personnes["TROUVE"] = [contrat.trop(), *[contrat.panne()] * lot.ESSAIS, bonne]
    assert "Les quotients de l’année" in bureau.get(reverse("wagtailadmin_home")).text
    bureau.post(reverse("quotients_transmis_nouveau"), {"qui": "tous"})
    fait = LotDeQuotients.objects.get()
    executer(fait)
    assert sum(dormi) >= 2  # the 429 said: two seconds
    assert issues(fait)["Trouve"] == Issue.PANNE
    assert "2 foyers du dernier lot sans réponse" in bureau.get(LISTE).text
    bureau.post(reverse("quotients_transmis_reprendre", args=[fait.pk]))
    executer(fait)
    assert issues(fait) | {"Trouve": Issue.TROUVE} == issues(fait)
    assert "1 foyer du dernier lot sans réponse" in bureau.get(LISTE).text
    bureau.post(reverse("quotients_transmis_suites", args=[fait.pk]), {"action": "appliquer-tout"})
    travaux.executer(Travail.objects.get(genre=application.APPLIQUER).pk)
    assert cinq["Trouve"].quotients.first().valeur == 742
    assert cinq["Change"].quotients.first().valeur == 800  # an agent ticks it


def test_the_first_quotient_of_a_household_is_no_difference(caisses, agent, connecter, dormi):
    """Before: among those of 20 % of difference at most, and applied with them."""
    caisses.trouver("Trouve", 742, NOVEMBRE)
    caisses.trouver("Durand", 700, NOVEMBRE)
    connu, inconnu = foyer("Trouve", 800), foyer("Durand")
    fait, bureau = commencer(agent), connecter(agent)
    lus = {un.cle: un.nombre for un in bureau.get(LISTE).context["lue"].onglets}
    assert (lus[""], lus["changes"], lus["premiers"], lus["tous"]) == (1, 0, 1, 2)
    page = bureau.get(LISTE, {"etat": "premiers"}).text
    assert "À appliquer : le dossier n’en a aucun aujourd’hui" in page
    assert "Appliquer tous ceux dont le dossier n’a aucun quotient" in page
    suites = reverse("quotients_transmis_suites", args=[fait.pk])
    bureau.post(suites, {"action": "appliquer-tout"})
    travaux.executer(Travail.objects.get(genre=application.APPLIQUER).pk)
    assert connu.quotients.first().valeur == 742
    assert not inconnu.quotients.exists()
    bureau.post(suites, {"action": "appliquer-premiers"})
    travaux.executer(Travail.objects.get(genre=application.APPLIQUER, etat=Travail.Etat.PRET).pk)
    assert inconnu.quotients.get().valeur == 700


def test_the_list_asks_as_many_queries_with_1_and_30(caisses, agent, connecter, famille_martin):
    fait = LotDeQuotients.objects.create(mois=NOVEMBRE, par=agent)
    bureau = connecter(agent)

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            assert bureau.get(LISTE).status_code == 200
        return len(requetes)

    def ecrire(combien):
        QuotientDemande.objects.bulk_create(
            QuotientDemande(
                lot=fait, foyer=famille_martin.foyer, issue=Issue.TROUVE, valeur=742, mois=NOVEMBRE
            )
            for _rang in range(combien)
        )

    ecrire(1)
    compter()
    une = compter()
    ecrire(29)
    assert compter() == une


def test_an_agent_without_the_right_sees_nothing(caisses, connecter, directrice, redactrice):
    for compte in (directrice, redactrice):
        assert connecter(compte).get(LISTE).status_code in (302, 403)
