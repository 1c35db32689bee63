"""One press: what a parent is asked, what she reads, what it changes, and what never happens."""

import time
from datetime import date, datetime
from decimal import Decimal
from functools import partialmethod

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from demarches.caisses import accords, actions, service
from demarches.catalogue.quotient_familial.fins import rappeler_les_quotients
from demarches.models import AccordCaisses, Demande, QuotientDemande, ReglageQuotient
from demarches.reglages.initiaux import creer_reglages
from demo.caf import contrat
from famille.actions import ajouter_quotient
from famille.comptes.openid.acces import ACCES
from famille.comptes.openid.service_franceconnect import CODE, franceconnect
from famille.echanges.api_particulier.client import ApiParticulier
from famille.echanges.api_particulier.reponses import Echec, Issue
from famille.models import (
    Courriel,
    Foyer,
    IdentitePivot,
    LigneARevoir,
    Modification,
    QuotientFamilial,
    Responsable,
    Utilisateur,
)
from famille.mouvements.franceconnect.acces import DU_QUOTIENT
from famille.socle.chiffrement import OPENID, chiffrer
from reservations.calendrier.actions import choisir
from reservations.moteur.demande import LigneDemandee
from reservations.regles.juge import PARIS
from tests.demarches.facturee import PRIX
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre
from tests.reservations.tarifs.test_prix import creer_grille

from .scene import identifier

pytestmark = pytest.mark.django_db
MA_FAMILLE = reverse("famille:famille")
NOVEMBRE = date(2026, 11, 1)
VITE = {"delai": (0.2, 0.2)}
BOUTON = "J’accepte : demander mon quotient"


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def identifiee(famille_martin):
    creer_reglages(demo=True)
    ajouter_quotient(
        famille_martin.foyer,
        valeur=Decimal(915),
        debut=date(2026, 1, 1),
        par=famille_martin.camille,
    )
    identifier(famille_martin.foyer)
    return famille_martin


@pytest.fixture
def camille(connecter, identifiee):
    return connecter(identifiee.camille)


def demander(client, famille):
    return client.post(reverse("caisses:demander", args=[famille.foyer.pk]), follow=True)


def texte(page):
    return " ".join(page.text.split())


def test_nothing_is_asked_where_the_service_is_not_set(camille, identifiee, settings):
    assert settings.API_PARTICULIER == {}
    with CaptureQueriesContext(connection) as requetes:
        page = camille.get(MA_FAMILLE).text
    assert "mon quotient</" not in page
    assert "CAF et la MSA" not in page
    assert not [une for une in requetes if "quotientdemande" in une["sql"]]


def test_a_token_without_the_towns_siret_asks_nothing(camille, caisses):
    ReglageQuotient.objects.update(siret="")
    assert BOUTON not in camille.get(MA_FAMILLE).text


def test_one_press_and_her_prices_follow(camille, identifiee, caisses):
    caisses.trouver("MARTIN", 742, NOVEMBRE)
    carte = texte(camille.get(MA_FAMILLE))
    assert "J’accepte que" in carte
    assert "demande mon quotient à la CAF ou à la MSA, et rien d’autre" in carte
    page = texte(demander(camille, identifiee))
    assert "Mon quotient de novembre 2026 : 742<" in page
    assert "Calculé par la CAF" in page
    assert "du 1er novembre 2026 au 31 janvier 2027" in page
    ecrit = identifiee.foyer.quotients.first()
    assert (ecrit.valeur, ecrit.debut, ecrit.source) == (742, NOVEMBRE, "api")
    gardee = QuotientDemande.objects.get()
    assert (gardee.mois, gardee.calcule, gardee.regime) == (NOVEMBRE, NOVEMBRE, "CAF")
    apres = texte(camille.get(MA_FAMILLE))
    assert "Celui de novembre 2026, calculé par la CAF." in apres
    assert BOUTON not in apres


def test_what_is_looked_at_is_not_asked_on_paper_again(camille, identifiee, caisses):
    assert "avec une attestation" in texte(camille.get(MA_FAMILLE))
    Demande.objects.create(
        code="quotient-familial",
        foyer=identifiee.foyer,
        par=identifiee.camille,
        statut=Demande.Statut.EN_ATTENTE,
        numero="D-2026-00042",
        deposee_le=timezone.now(),
        echeance=date(2027, 1, 25),
    )
    page = texte(camille.get(MA_FAMILLE))
    assert "reçue le 25 novembre 2026, est à l’étude." in page
    assert "avec une attestation" not in page
    assert BOUTON in page


@pytest.fixture
def par_franceconnect(connecter, famille_martin, settings):
    """She has just come by FranceConnect, which may ask for her quotient; nobody has typed who she
    is."""
    creer_reglages(demo=True)
    settings.OPENID = {CODE: franceconnect("http://fc.test", "c", "s", ("openid", DU_QUOTIENT))}
    client = connecter(famille_martin.camille)
    session = client.session
    jeton = chiffrer("un-acces", usage=OPENID)
    session[ACCES] = [CODE, famille_martin.camille.pk, time.time() + 60, jeton]
    session.save()
    return client


def test_who_came_by_franceconnect_types_nothing(
    par_franceconnect, famille_martin, caisses, time_machine
):
    caisses.trouver("un-acces", 742, NOVEMBRE)
    assert BOUTON in texte(par_franceconnect.get(MA_FAMILLE))
    assert "novembre 2026 : 742<" in texte(demander(par_franceconnect, famille_martin))
    [(chemin, dits, autorisation)] = caisses.recues
    assert chemin == "/v3/dss/quotient_familial/france_connect"
    assert (set(dits), autorisation) == ({"recipient"}, "Bearer un-acces")
    time_machine.shift(60)
    SocialAccount.objects.create(user=famille_martin.camille, provider=CODE, uid="u")
    assert "revenir par FranceConnect" in par_franceconnect.get(MA_FAMILLE).text
    assert "veulent votre état civil" in demander(par_franceconnect, famille_martin).text


@pytest.mark.parametrize(
    ("dit", "trouve"),
    [(contrat.refus(401, "00101", "?", "?"), True), (contrat.panne(), False)],
)
def test_a_token_that_is_refused_leaves_her_name_and_a_silence_does_not(
    par_franceconnect, famille_martin, caisses, dit, trouve
):
    identifier(famille_martin.foyer)
    caisses.trouver("MARTIN", 742, NOVEMBRE)
    caisses.fautes = [dit]
    page = texte(demander(par_franceconnect, famille_martin))
    assert ("novembre 2026 : 742<" in page) is trouve
    assert len(caisses.recues) == 1 + trouve


def test_her_leave_is_kept_with_what_she_read_and_can_be_taken_back(camille, identifiee, caisses):
    caisses.trouver("MARTIN", 742, NOVEMBRE)
    demander(camille, identifiee)
    accord = AccordCaisses.objects.get()
    assert accord.par == identifiee.camille
    assert "et rien d’autre. C’est fait maintenant" in accord.texte
    journal = Modification.objects.filter(objet="accord pour demander le quotient")
    assert journal.get().apres["Texte"] == accord.texte
    adresse = reverse("caisses:retirer", args=[identifiee.foyer.pk])
    assert "Votre accord est retiré" in camille.post(adresse, follow=True).text
    assert journal.count() == 2
    assert BOUTON in texte(camille.get(MA_FAMILLE))
    assert identifiee.foyer.quotients.count() == 2  # what is known stays


@pytest.mark.parametrize(
    ("dit", "titre", "phrase"),
    [
        (contrat.sans_dossier(), "n’a pas été trouvé", "Ni la CAF ni la MSA n’a de dossier"),
        (contrat.non_reference(), "n’a pas été trouvé", "ne vous ont pas reconnu"),
        (contrat.panne(), "n’ont pas répondu", "Ce n’est pas de votre fait"),
        (contrat.trop(), "n’ont pas répondu", "redemandez votre"),
        (contrat.refus(401, "00103", "?", "?"), "n’ont pas répondu", "redemandez votre"),
        (contrat.refus(403, "00100", "?", "?"), "n’ont pas répondu", "redemandez votre"),
        (contrat.refus(409, "00015", "?", "?"), "n’ont pas répondu", "redemandez votre"),
        (contrat.refus(422, "00366", "?", "?"), "n’a pas été trouvé", "vérifiez-le"),
        (contrat.refus(504, "37002", "?", "?"), "n’ont pas répondu", "redemandez votre"),
        ("html", "n’ont pas répondu", "redemandez votre"),
    ],
)
def test_each_refusal_is_a_kind_sentence_and_changes_no_price(
    camille, identifiee, caisses, dit, titre, phrase
):
    caisses.fautes = [dit]
    page = texte(demander(camille, identifiee))
    assert titre in page
    assert phrase in page
    assert "Votre tarif d’aujourd’hui ne change pas." in page
    assert reverse("demarches:ouvrir", args=["quotient-familial", "quotient"]) in page
    [inchange] = identifiee.foyer.quotients.all()
    assert (inchange.valeur, inchange.fin) == (915, None)


def test_a_household_asks_three_times_a_day(camille, identifiee, caisses, connecter, time_machine):
    for _fois in range(3):
        demander(camille, identifiee)
    page = demander(camille, identifiee)
    assert "a déjà été demandé 3 fois aujourd’hui" in page.text
    assert len(caisses.recues) == 3
    time_machine.move_to("2026-11-26 00:10+01:00", tick=False)
    demander(connecter(identifiee.camille), identifiee)
    assert len(caisses.recues) == 4


def test_what_it_says_oddly_of_one_parent_keeps_no_other_from_asking(
    camille, identifiee, caisses, voisin, connecter
):
    """Three times, and a breakdown that one household alone meets."""
    folle = contrat.quotient(742, 2031, 11, regime="CNAF", dits={})
    caisses.fautes = [folle, contrat.panne(), contrat.panne()]
    for _fois in caisses.fautes.copy():
        demander(camille, identifiee)
    identifier(voisin.foyer, prenoms=("Nadia",))
    caisses.trouver("BENALI", 512, NOVEMBRE)
    assert "novembre 2026 : 512" in texte(demander(connecter(voisin.nadia), voisin))


def test_several_households_in_a_row_make_a_breakdown(caisses, identifiee, voisin):
    coupe = Echec(Issue.PANNE, "37002", statut=504)
    tiers = Foyer.objects.create(numero="2026-00777", nom="Tiers")
    service.noter_le_silence(identifiee.foyer, coupe)
    service.noter_le_silence(voisin.foyer, coupe)
    service.noter_le_silence(tiers, None)  # it has answered one
    service.noter_le_silence(tiers, coupe)
    service.noter_le_silence(identifiee.foyer, coupe)
    assert not service.est_muet()
    service.noter_le_silence(voisin.foyer, coupe)
    assert service.est_muet()


def test_a_silent_service_keeps_no_second_parent_waiting(camille, identifiee, caisses, monkeypatch):
    monkeypatch.setattr(ApiParticulier, "__init__", partialmethod(ApiParticulier.__init__, **VITE))
    caisses.fautes = ["silence"]
    demander(camille, identifiee)
    assert "réessayez dans quelques minutes" in demander(camille, identifiee).text
    assert len(caisses.recues) == 1


def test_after_a_silence_the_answer_and_the_card_offer_to_ask_again(camille, identifiee, caisses):
    """And nobody is told that she has nothing to do: no task of the portal asks again."""
    caisses.fautes = [contrat.panne()]
    page = lisible(demander(camille, identifiee).text)
    assert page.index("Redemander mon quotient") < page.index("nous donner une attestation")
    assert page.index("Redemander mon quotient") < page.index("Retirer mon accord")
    page = lisible(camille.get(MA_FAMILLE).text)
    assert "La CAF et la MSA n’ont pas répondu" in page
    assert "Vous n’avez rien à faire" not in page
    assert page.index("Redemander mon quotient") < page.index("avec une attestation")
    caisses.trouver("MARTIN", 742, NOVEMBRE)
    demander(camille, identifiee)
    page = lisible(camille.get(MA_FAMILLE).text)
    assert "n’ont pas répondu" not in page
    assert "Vous n’avez rien à faire" in page


def test_without_her_civil_identity_nothing_is_sent(connecter, famille_martin, caisses):
    client = connecter(famille_martin.camille)
    page = client.get(MA_FAMILLE).text
    assert reverse("mon_identite") in page
    assert BOUTON not in page
    assert "veulent votre état civil complet" in demander(client, famille_martin).text
    assert caisses.recues == []
    assert not AccordCaisses.objects.exists()


def test_nobody_asks_under_the_name_of_the_other_adult(connecter, identifiee, caisses):
    dany = Utilisateur.objects.create_user("dany@exemple.fr", "x", first_name="Dany")
    Responsable.objects.create(
        foyer=identifiee.foyer, utilisateur=dany, prenom="Dany", nom="Martin"
    )
    reponse = demander(connecter(dany), identifiee)
    assert "veulent votre état civil complet" in reponse.text
    assert caisses.recues == []


def test_the_same_quotient_is_not_written_twice(camille, identifiee, caisses):
    caisses.trouver("MARTIN", 742, NOVEMBRE)
    demander(camille, identifiee)
    assert "c’est celui que nous connaissions déjà" in texte(demander(camille, identifiee))
    assert identifiee.foyer.quotients.count() == 2


def test_one_of_two_years_ago_changes_nothing(camille, identifiee, caisses):
    caisses.trouver("MARTIN", 300, date(2025, 2, 1))
    assert "celui-ci est trop ancien" in texte(demander(camille, identifiee))
    assert identifiee.foyer.quotients.count() == 1


@pytest.mark.parametrize("nom", ["reponse", "demander", "retirer"])
def test_a_neighbour_gets_404(camille, identifiee, voisin, caisses, connecter, nom):
    caisses.trouver("MARTIN", 742, NOVEMBRE)
    demander(camille, identifiee)
    adresse = reverse(f"caisses:{nom}", args=[identifiee.foyer.pk])
    nadia = connecter(voisin.nadia)
    reponse = nadia.get(adresse) if nom == "reponse" else nadia.post(adresse)
    assert reponse.status_code == 404
    assert QuotientDemande.objects.count() == 1
    assert AccordCaisses.objects.get().retire_le is None


def test_the_family_s_page_asks_as_many_queries_with_1_and_30(camille, identifiee, caisses):
    def compter():
        with CaptureQueriesContext(connection) as requetes:
            camille.get(MA_FAMILLE)
        return len(requetes)

    QuotientDemande.objects.create(foyer=identifiee.foyer, issue="absent")
    compter()
    une = compter()
    for _rang in range(30):
        QuotientDemande.objects.create(foyer=identifiee.foyer, issue="absent")
    assert compter() == une


def test_what_is_billed_already_goes_to_the_lines_to_look_at(facturee, caisses, time_machine):
    """The invoice of December is published on 5 January; in January she asks, and the quotient
    begins in December."""
    ReglageQuotient.objects.update(depart="attestation")
    identifier(facturee.foyer)
    caisses.trouver("MARTIN", 300, date(2026, 12, 1))
    demande = actions.demander(facturee.foyer, par=facturee.camille)
    assert demande.suite == QuotientDemande.Suite.APPLIQUE
    notees = LigneARevoir.objects.all()
    assert {une.origine for une in notees} == {actions.origine(demande)}
    assert len(notees) == 2
    assert all(une.du < PRIX for une in notees)
    facturee.facture.refresh_from_db()
    assert facturee.facture.total == 2 * PRIX
    actions.annuler(demande, par=facturee.camille)
    assert not LigneARevoir.objects.exists()
    [inchange] = QuotientFamilial.objects.all()
    assert (inchange.valeur, inchange.fin) == (1200, None)


def test_the_paper_way_says_that_one_press_would_do(camille, caisses, settings):
    """Where the links of the dashboard, the basket and the summary lead."""
    page = reverse("demarches:presentation", args=["quotient-familial"])
    assert f'<a href="{MA_FAMILLE}">Le demander dans' in camille.get(page).text
    settings.API_PARTICULIER = {}
    assert "Le demander dans" not in camille.get(page).text


@pytest.fixture
def sans_le_suivant(identifiee, time_machine):
    """Camille has given her leave; her quotient has ended, and the next one is not known yet."""
    accords.donner(identifiee.foyer, par=identifiee.camille)
    QuotientFamilial.objects.update(fin=date(2027, 1, 31))
    time_machine.move_to("2027-02-03 09:00+01:00", tick=False)
    return identifiee


DIT = "le demande à la CAF ou à la MSA chaque année : vous n’avez rien à envoyer"


def test_with_her_leave_the_dashboard_says_that_the_town_asks(sans_le_suivant, caisses, connecter):
    tableau = reverse("famille:tableau_de_bord")
    page = texte(connecter(sans_le_suivant.camille).get(tableau))
    assert page.count(DIT) == 1
    assert f"{MA_FAMILLE}#quotient-{sans_le_suivant.foyer.pk}" in page
    assert "Déclarer mon quotient" not in page
    accords.retirer(sans_le_suivant.foyer, par=sans_le_suivant.camille)
    page = texte(connecter(sans_le_suivant.camille).get(tableau))
    assert "Le demander à la CAF ou à la MSA" in page
    assert DIT not in page


def test_with_her_leave_the_openings_say_it_too(sans_le_suivant, caisses, connecter):
    lea = sans_le_suivant.lea
    centre = outils.creer_activite()
    creer_grille(centre)
    outils.creer_calendrier()
    mercredi = date(2027, 3, 10)
    outils.ouvrir(centre, mercredi, date(2027, 4, 2), datetime(2027, 2, 10, 9, tzinfo=PARIS))
    outils.creer_mercredis(centre, 2, premier=mercredi)
    outils.inscrire(lea, centre)
    client = connecter(sans_le_suivant.camille)
    page = texte(client.get(reverse("reservations:ouvertures")))
    assert "vous payez le tarif le plus haut" in page
    assert DIT in page
    assert "Déclarer mon quotient" not in page
    assert f'{MA_FAMILLE}#quotient-{sans_le_suivant.foyer.pk}">Le demander moi-même' in page


def test_beside_prices_a_quotient_that_ends_is_not_said_to_be_unknown(
    sans_le_suivant, caisses, connecter
):
    """Of a demande for after it: the summary and the basket, before what the CAF may do."""
    mercredi = date(2027, 3, 10)
    centre = creer_centre(sans_le_suivant)
    creer_grille(centre)
    outils.creer_mercredis(centre, 2, premier=mercredi)
    voulue = LigneDemandee(sans_le_suivant.lea.pk, centre.pk, f"{mercredi}-matin")
    choisir(sans_le_suivant.foyer, [voulue], par=sans_le_suivant.camille)
    client = connecter(sans_le_suivant.camille)
    for adresse in ("reservations:recapitulatif", "reservations:calendrier"):
        page = texte(client.get(reverse(adresse)))
        assert "Nous connaissons votre quotient jusqu’au 31 janvier 2027. Ensuite," in page
        assert "ne connaissons pas votre quotient" not in page
        assert DIT in page


@pytest.mark.parametrize("pourquoi", ["sans-service", "sans-identite"])
def test_her_leave_says_nothing_where_the_town_cannot_ask(
    sans_le_suivant, settings, request, pourquoi
):
    if pourquoi == "sans-service":
        settings.API_PARTICULIER = None
    else:
        request.getfixturevalue("caisses")
        IdentitePivot.objects.all().delete()
    assert accords.par_la_caisse([sans_le_suivant.foyer.pk]) == (set(), set())


def test_the_reminder_says_it_too(sans_le_suivant, caisses, time_machine):
    time_machine.move_to("2027-01-10 09:00+01:00", tick=False)
    assert rappeler_les_quotients() == 1
    courriel = Courriel.objects.get(cle__startswith="quotient-fin")
    assert DIT in lisible(courriel.texte)
    assert f"{MA_FAMILLE}#quotient-" in courriel.texte
