"""The tax certificates of the families without an account, as letters."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.argent.factures.courrier import fiscales as courrier
from famille.argent.regie.guichet import encaisser_au_guichet
from famille.dossier.papiers import moteur
from famille.models import AdresseFoyer, Consultation, Travail
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from tests.famille.facturation import facturer, ligne
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_janvier(time_machine):
    time_machine.move_to("2027-01-12 10:00+01:00", tick=False)


@pytest.fixture
def sans_moteur(monkeypatch):
    faits = []
    monkeypatch.setattr(moteur, "imprimer", lambda html: faits.append(html) or b"%PDF-1.7")
    return faits


@pytest.fixture
def payer(agent):
    return lambda facture, montant: encaisser_au_guichet(
        facture.foyer, {facture.pk: Decimal(montant)}, moyen="especes", par=agent
    )


@pytest.fixture
def martin(famille_martin, payer, time_machine):
    """Paid for Hugo, five years old, in 2026; its adults have lost their accounts."""
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    foyer = famille_martin.foyer
    payer(facturer(foyer, lignes=[ligne("10.00", enfant=famille_martin.hugo)]), "10.00")
    time_machine.move_to("2027-01-12 10:00+01:00", tick=False)
    foyer.responsables.update(utilisateur=None)
    return foyer


def executer(agent):
    [travail] = courrier.preparer(2026, par=agent)
    travaux.executer(str(travail.pk))
    return Travail.objects.get(pk=travail.pk)


def test_a_family_without_an_account_has_its_letter_and_the_trace_of_it(martin, agent, sans_moteur):
    travail = executer(agent)
    assert (travail.etat, travail.resultat["phrase"]) == (Travail.Etat.FINI, "1 lettre.")
    [html] = sans_moteur
    assert "Attestation fiscale 2026" in html
    assert "12 rue Bourdillon" in html
    assert "10,00" in lisible(html)
    assert Consultation.objects.filter(
        foyer=martin, quoi="attestation fiscale 2026, à envoyer par courrier", par=agent
    ).exists()


def test_who_reads_it_in_an_account_has_none(martin, famille_martin, agent):
    martin.responsables.filter(prenom="Camille").update(utilisateur=famille_martin.camille)
    with pytest.raises(Refus, match="Aucune famille sans compte"):
        courrier.preparer(2026, par=agent)


def test_an_account_that_nobody_has_opened_reads_nothing(martin, famille_martin, agent):
    compte = famille_martin.camille
    compte.set_unusable_password()
    compte.last_login = None
    compte.save()
    martin.responsables.filter(prenom="Camille").update(utilisateur=compte)
    assert len(courrier.preparer(2026, par=agent)) == 1


def test_a_year_that_is_not_over_and_one_without_a_payment_are_refused(martin, agent):
    for annee in (2027, 2024):
        with pytest.raises(Refus):
            courrier.preparer(annee, par=agent)


def test_without_an_address_there_is_no_letter(martin, agent):
    AdresseFoyer.objects.filter(foyer=martin).delete()
    with pytest.raises(Refus):
        courrier.preparer(2026, par=agent)


def test_each_file_holds_so_many_letters_and_no_family_is_in_two(
    martin, voisin, famille_martin, agent, payer, time_machine, monkeypatch
):
    monkeypatch.setattr(courrier, "PAR_FICHIER", 1)
    voisin.sami.naissance = famille_martin.hugo.naissance
    voisin.sami.save()
    time_machine.move_to("2026-11-26 14:32+01:00", tick=False)
    payer(facturer(voisin.foyer, lignes=[ligne("5.00", enfant=voisin.sami)]), "5.00")
    time_machine.move_to("2027-01-12 10:00+01:00", tick=False)
    voisin.foyer.responsables.update(utilisateur=None)
    with CaptureQueriesContext(connection) as lues:
        list(courrier.sans_compte(2026))
    assert len(lues) == 1
    lots = [travail.parametres["foyers"] for travail in courrier.preparer(2026, par=agent)]
    assert sorted(lots) == sorted([[martin.pk], [voisin.foyer.pk]])


def test_the_page_asks_for_a_year_and_leads_to_the_file(martin, agent, connecter, sans_moteur):
    bureau = connecter(agent)
    page = reverse("factures:fiscales_par_courrier")
    assert page in bureau.get(reverse("factures:liste")).text
    assert "2026" in bureau.get(page).text
    reponse = bureau.post(page, {"annee": "2026"})
    travail = Travail.objects.get()
    assert reponse.url == reverse("travaux:travail", args=[travail.pk])
    assert "Aucune famille sans compte" in lisible(bureau.post(page, {"annee": "2024"}).text)


@pytest.mark.parametrize("qui", ["directrice", "redactrice", "administrateur"])
def test_only_who_reads_invoices_asks(connecter, request, qui):
    reponse = connecter(request.getfixturevalue(qui)).get(reverse("factures:fiscales_par_courrier"))
    assert reponse.status_code in (302, 403)
