"""What is promised to a family that has given its leave, and to which families it is true."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from demarches.caisses import accords
from demarches.caisses.service import SANS_IDENTITE
from demarches.catalogue.quotient_familial.fins import rappeler_les_quotients
from demarches.models import QuotientDemande
from demarches.reglages.initiaux import creer_reglages
from famille.dossier.foyers.mises_a_jour import A_LA_CAISSE, LE_DEMANDER, ou_le_demander
from famille.models import Courriel, IdentitePivot, QuotientFamilial, Responsable, Utilisateur
from famille.socle.offres.caisse import VoieDeLaCaisse
from portail.templatetags.facade import le_demander
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.calendrier.scene import CALENDRIER, RECAPITULATIF, choisir
from tests.reservations.moteur.scene import creer_centre
from tests.reservations.tarifs.test_prix import creer_grille

from .scene import identifier

pytestmark = pytest.mark.django_db
GABARITS = Path(__file__).parents[3] / "templates"
Issue = QuotientDemande.Issue


@pytest.fixture(autouse=True)
def le_3_fevrier(time_machine):
    time_machine.move_to("2027-02-03 09:00+01:00", tick=False)


@pytest.fixture
def accordee(famille_martin, caisses):
    """Camille has given her leave, and the file says who she is."""
    creer_reglages(demo=True)
    identifier(famille_martin.foyer)
    accords.donner(famille_martin.foyer, par=famille_martin.camille)
    return famille_martin


def promis(famille):
    return famille.foyer.pk in accords.par_la_caisse([famille.foyer.pk]).accord


def repondre(famille, issue, code="", le=None):
    QuotientDemande.objects.create(
        foyer=famille.foyer, issue=issue, code=code, le=le or timezone.now()
    )


@pytest.mark.parametrize("issue", [Issue.ABSENT, Issue.INCONNU, Issue.REFUSE])
def test_who_was_answered_without_a_quotient_has_something_to_send(accordee, issue):
    assert promis(accordee)
    repondre(accordee, issue)
    assert not promis(accordee)


def test_the_latest_answer_counts_and_a_silence_is_none(accordee):
    repondre(accordee, Issue.TROUVE, le=datetime.fromisoformat("2026-02-01 09:00+01:00"))
    repondre(accordee, Issue.PANNE)
    repondre(accordee, Issue.INCONNU, SANS_IDENTITE)  # nobody was asked about
    repondre(accordee, Issue.A_DEMANDER)
    assert promis(accordee)
    repondre(accordee, Issue.ABSENT)
    repondre(accordee, Issue.PANNE)
    assert not promis(accordee)
    repondre(accordee, Issue.TROUVE)
    assert promis(accordee)


def test_after_a_silence_nothing_is_promised_and_one_press_asks_again(accordee):
    repondre(accordee, Issue.PANNE)
    repondre(accordee, Issue.INCONNU, SANS_IDENTITE)
    cles, elle = [accordee.foyer.pk], accordee.camille.pk
    assert accords.par_la_caisse(cles, elle) == (set(), {accordee.foyer.pk})
    assert accords.par_la_caisse(cles) == (set(), set())
    repondre(accordee, Issue.A_DEMANDER)  # a batch is asking
    assert accords.par_la_caisse(cles, elle) == ({accordee.foyer.pk}, set())


@pytest.mark.parametrize("manque", ["sexe", "lieu"])
def test_who_is_not_known_well_enough_to_be_asked_about_is_promised_nothing(accordee, manque):
    identifier(accordee.foyer, **{manque: ""})
    assert not promis(accordee)


def test_of_two_adults_one_who_can_be_asked_about_is_enough(accordee):
    Responsable.objects.create(foyer=accordee.foyer, prenom="Thomas", nom="Martin")
    assert promis(accordee)


def test_it_asks_as_many_queries_whatever_the_households(accordee, voisin):
    def compter(*familles):
        with CaptureQueriesContext(connection) as requetes:
            accords.par_la_caisse([une.foyer.pk for une in familles])
        return len(requetes)

    une = compter(accordee)
    identifier(voisin.foyer)
    accords.donner(voisin.foyer, par=voisin.nadia)
    for _rang in range(5):
        repondre(voisin, Issue.TROUVE)
    assert accords.par_la_caisse([accordee.foyer.pk, voisin.foyer.pk]).accord == {
        accordee.foyer.pk,
        voisin.foyer.pk,
    }
    assert compter(accordee, voisin) == une


def test_the_dashboard_of_who_is_not_known_there_asks_for_the_paper(accordee, connecter):
    QuotientFamilial.objects.create(
        foyer=accordee.foyer, valeur=842, debut=date(2026, 2, 1), fin=date(2027, 1, 31)
    )
    repondre(accordee, Issue.ABSENT)
    page = lisible(connecter(accordee.camille).get(reverse("famille:tableau_de_bord")).text)
    assert "vous n’avez rien à envoyer" not in page
    assert "Déclarer votre quotient" in page


def test_the_mail_of_an_adult_who_cannot_be_asked_about_says_of_no_single_press(
    accordee, time_machine
):
    time_machine.move_to("2027-01-10 09:00+01:00", tick=False)
    thomas = Utilisateur.objects.create_user("thomas@exemple.fr", first_name="Thomas")
    Responsable.objects.create(
        foyer=accordee.foyer, prenom="Thomas", nom="Martin", utilisateur=thomas
    )
    QuotientFamilial.objects.create(
        foyer=accordee.foyer, valeur=842, debut=date(2026, 2, 1), fin=date(2027, 1, 31)
    )
    assert rappeler_les_quotients() == 2
    for courriel in Courriel.objects.filter(cle__startswith="quotient-fin"):
        assert "vous n’avez rien à envoyer" in lisible(courriel.texte)
        assert "en un geste" not in lisible(courriel.texte) + lisible(courriel.html)


def test_a_family_that_begins_is_told_of_no_new_quotient(accordee, connecter):
    page = lisible(connecter(accordee.camille).get(reverse("famille:tableau_de_bord")).text)
    assert "Demander votre quotient familial" in page
    assert "le demande à la CAF ou à la MSA chaque année" in page
    assert "Déclarer votre quotient familial" not in page
    assert "le nouveau" not in page
    accords.retirer(accordee.foyer, par=accordee.camille)
    page = lisible(connecter(accordee.camille).get(reverse("famille:tableau_de_bord")).text)
    assert "peut nous donner votre quotient tout de suite" in page
    assert A_LA_CAISSE in page
    IdentitePivot.objects.all().delete()
    page = lisible(connecter(accordee.camille).get(reverse("famille:tableau_de_bord")).text)
    assert "Déclarer votre quotient familial" in page
    assert A_LA_CAISSE not in page


@pytest.mark.parametrize("ecran", [CALENDRIER, RECAPITULATIF])
def test_with_her_leave_the_basket_and_the_summary_say_that_the_town_asks(
    accordee, connecter, time_machine, ecran
):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    centre = creer_centre(accordee)
    creer_grille(centre)
    client = connecter(accordee.camille)
    choisir(client, accordee, accordee.lea, centre)
    suivre = f'{reverse("famille:famille")}#quotient-{accordee.foyer.pk}">Le demander moi-même'
    declarer = f'{reverse("reservations:suite", args=["quotient"])}">Déclarer mon quotient'
    page = lisible(client.get(ecran).text)
    assert "le demande à la CAF ou à la MSA chaque année : vous n’avez rien à envoyer" in page
    assert suivre in page
    assert declarer not in page
    accords.retirer(accordee.foyer, par=accordee.camille)
    page = lisible(client.get(ecran).text)
    assert "vous n’avez rien à envoyer" not in page
    assert suivre not in page
    assert f'#quotient-{accordee.foyer.pk}">{A_LA_CAISSE}</a>' in page
    assert declarer not in page
    IdentitePivot.objects.all().delete()
    page = lisible(client.get(ecran).text)
    assert A_LA_CAISSE not in page
    assert declarer in page


def test_the_link_is_written_by_its_tag_alone():
    ici, accord = ou_le_demander(7), VoieDeLaCaisse.ACCORD
    assert le_demander(7, accord) == f'<a href="{ici}">{LE_DEMANDER}</a>'
    assert le_demander(7, VoieDeLaCaisse.PRESSION) == f'<a href="{ici}">{A_LA_CAISSE}</a>'
    assert le_demander(7, accord, "c") == f'<a class="c" href="{ici}">{LE_DEMANDER}</a>'
    ecrits = {une.name for une in GABARITS.rglob("*.html") if LE_DEMANDER in une.read_text()}
    assert ecrits == set()


def test_once_she_has_accepted_her_card_says_that_nothing_is_to_be_done(accordee, connecter):
    """One press stands first, then nothing does, then the paper: each as the CAF has answered."""
    client = connecter(accordee.camille)

    def lue():
        page = lisible(client.get(reverse("famille:famille")).text)
        carte = page.split('<h2 id="quotient-')[1].split("</section>")[0]
        boutons = re.findall(r'class="btn (btn-[a-z-]+)"[^>]*> ?([^<]*?) ?<', carte)
        return "Vous n’avez rien à faire" in carte, dict(boutons)

    assert lue() == (True, {"btn-outline-primary": "Demander mon quotient"})
    repondre(accordee, Issue.ABSENT)
    attestation = "Le déclarer avec une attestation"
    assert lue() == (
        False,
        {"btn-primary": attestation, "btn-outline-primary": "Demander mon quotient"},
    )
    QuotientDemande.objects.all().delete()
    accords.retirer(accordee.foyer, par=accordee.camille)
    assert lue() == (False, {"btn-primary": "J’accepte : demander mon quotient"})


def test_what_one_press_gives_is_hers_alone(accordee):
    """An adult of whom nothing is known is sent to the paper, not to a press he does not have."""
    accords.retirer(accordee.foyer, par=accordee.camille)
    cles, elle = [accordee.foyer.pk], accordee.camille.pk
    assert accords.par_la_caisse(cles, elle).pression == {accordee.foyer.pk}
    assert accords.par_la_caisse(cles, elle + 1) == accords.par_la_caisse(cles) == (set(), set())
    repondre(accordee, Issue.ABSENT)
    assert not accords.par_la_caisse(cles, elle).pression
