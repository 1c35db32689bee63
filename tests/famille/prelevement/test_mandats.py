"""Mandates of direct debit: written, ended, never two for one service; read by their family and
agents (D11, D16)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from famille.actions import revoquer_mandat
from famille.dossier.foyers.bureau import url_du_foyer
from famille.models import (
    AdresseFoyer,
    Consultation,
    CreancierSEPA,
    MandatSEPA,
    Modification,
    ServicePreleve,
)
from famille.socle.erreurs import Refus
from tests.famille.mandats import CREANCIER, IBAN

MASQUE = "FR14 •••• 2606"


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


def test_each_mandate_has_its_own_reference(ecrire, voisin):
    assert [ecrire().rum, ecrire(foyer=voisin.foyer).rum] == ["PF-2026-000001", "PF-2026-000002"]


def test_the_journal_tells_it_masked(ecrire, famille_martin, agent):
    ecrire()
    ligne = Modification.objects.get(foyer=famille_martin.foyer)
    assert (ligne.objet, ligne.par, ligne.origine) == (
        "prélèvement automatique",
        agent,
        "demande D-2026-00001",
    )
    assert ligne.apres == {
        "Mandat": "PF-2026-000001",
        "Compte": MASQUE,
        "Titulaire": "Camille Martin",
        "Services": "Restauration scolaire",
    }


def test_two_mandates_never_hold_for_one_service(ecrire):
    ecrire(["restauration", "creche"])
    with pytest.raises(Refus, match="couvre déjà ce service : Crèche"):
        ecrire(["creche"])
    ecrire(["garderie"])
    assert MandatSEPA.objects.count() == 2


def test_the_database_itself_refuses_two(ecrire, famille_martin):
    mandat = ecrire(["restauration"])
    with pytest.raises(IntegrityError), transaction.atomic():
        ServicePreleve.objects.create(
            mandat=mandat, foyer=famille_martin.foyer, service="restauration"
        )


def test_the_neighbour_may_have_his_for_the_same_service(ecrire, voisin):
    ecrire()
    assert ecrire(foyer=voisin.foyer).en_vigueur


def test_a_mandate_that_ended_frees_its_services(ecrire, agent):
    ancien = ecrire()
    revoquer_mandat(ancien, par=agent)
    assert (ancien.fin, ancien.motif_fin) == (date(2026, 11, 25), "revoque")
    assert ecrire().en_vigueur


def test_what_has_ended_does_not_end_again(ecrire, agent):
    mandat = ecrire()
    revoquer_mandat(mandat, par=agent)
    with pytest.raises(Refus, match="n’est plus en vigueur"):
        revoquer_mandat(mandat, par=agent)


def test_replacing_is_both_or_neither(ecrire):
    ancien, autre = ecrire(["restauration"]), ecrire(["creche"])
    with pytest.raises(Refus, match="Crèche"):
        ecrire(["restauration", "creche"], remplace=ancien)
    ancien.refresh_from_db()
    autre.refresh_from_db()
    assert ancien.en_vigueur
    assert autre.en_vigueur


@pytest.mark.parametrize("manque", ["ics", "nom", "commune"])
def test_a_town_that_is_not_ready_writes_no_mandate(ecrire, manque):
    CreancierSEPA.objects.update(**{manque: ""})
    with pytest.raises(Refus, match="il manque"):
        ecrire()


def test_without_an_address_no_mandate_is_written(ecrire):
    AdresseFoyer.objects.all().delete()
    with pytest.raises(Refus, match="n’a pas d’adresse"):
        ecrire()


def test_a_mandate_of_no_service_is_refused(ecrire):
    with pytest.raises(Refus, match="ne couvre aucun service"):
        ecrire([])


def test_the_iban_is_encrypted(ecrire):
    mandat = ecrire()
    assert "2004" not in mandat.iban_chiffre
    assert MandatSEPA.objects.get().iban == IBAN


def test_an_ics_with_a_wrong_key_is_refused():
    with pytest.raises(ValidationError, match="sa clé ne correspond pas"):
        CreancierSEPA(**CREANCIER | {"ics": "FR54ZZZ999999"}).clean()


def test_an_ics_is_taken_with_its_blanks():
    creancier = CreancierSEPA(**CREANCIER | {"ics": "fr53 zzz 999999"})
    creancier.clean()
    assert creancier.ics == "FR53ZZZ999999"


# Read by the family


def page(mandat):
    return reverse("famille:mandat", args=[mandat.rum])


def test_the_family_reads_and_prints_its_mandate(ecrire, famille_martin, connecter):
    texte = connecter(famille_martin.camille).get(page(ecrire())).text
    for attendu in (
        "PF-2026-000001",
        MASQUE,
        "FR53ZZZ999999",
        "LA BANQUE POSTALE",
        "Vous autorisez la ville.",
    ):
        assert attendu in texte
    assert "data-imprimer" in texte
    assert "0505" not in texte


def test_an_ended_mandate_says_so(ecrire, famille_martin, connecter, agent):
    mandat = ecrire()
    revoquer_mandat(mandat, par=agent)
    texte = connecter(famille_martin.camille).get(page(mandat)).text
    assert "n’est plus en vigueur depuis le 25 novembre 2026" in texte


def test_the_neighbour_gets_a_404(ecrire, voisin, connecter):
    assert connecter(voisin.nadia).get(page(ecrire())).status_code == 404


def test_the_family_s_page_lists_its_mandates_only(ecrire, famille_martin, voisin, connecter):
    mien, sien = ecrire(), ecrire(foyer=voisin.foyer, iban="DE89370400440532013000")
    texte = connecter(famille_martin.camille).get(reverse("famille:famille")).text
    assert page(mien) in texte
    assert sien.rum not in texte
    assert "DE89" not in texte


# Read by agents


def ecran(mandat, nom="mandat"):
    return reverse(f"foyers_modeladmin_{nom}", args=[mandat.pk])


def test_an_agent_reads_it_masked_and_leaves_a_trace(ecrire, agent, connecter, famille_martin):
    mandat = ecrire()
    bureau = connecter(agent)
    assert ecran(mandat) in bureau.get(url_du_foyer(famille_martin.foyer, "famille")).text
    texte = bureau.get(ecran(mandat)).text
    assert MASQUE in texte
    assert "0505" not in texte
    assert (
        Consultation.objects.filter(quoi="mandat de prélèvement PF-2026-000001", par=agent).count()
        == 1
    )


def test_an_agent_who_asks_sees_the_iban_and_leaves_another_trace(ecrire, agent, connecter):
    mandat = ecrire()
    bureau = connecter(agent)
    assert bureau.get(ecran(mandat, "iban")).status_code == 405
    reponse = bureau.post(ecran(mandat, "iban"))
    assert "FR14 2004 1010 0505 0001 3M02 606" in reponse.text
    assert "no-store" in reponse.headers["Cache-Control"]
    assert (
        Consultation.objects.filter(quoi="IBAN en entier, mandat PF-2026-000001", par=agent).count()
        == 1
    )


@pytest.mark.parametrize("qui", ["directrice", "redactrice", "administrateur"])
def test_nobody_else_of_the_staff_reads_it(ecrire, connecter, request, qui):
    mandat = ecrire()
    client = connecter(request.getfixturevalue(qui))
    assert client.get(ecran(mandat)).status_code in (302, 403)
    assert client.post(ecran(mandat, "iban")).status_code in (302, 403)
    assert not Consultation.objects.exists()


def test_administration_writes_the_creditor_and_agents_do_not(
    creancier, administrateur, agent, connecter
):
    adresse = reverse("wagtailsettings:edit", args=["famille", "creanciersepa", creancier.pk])
    client = connecter(administrateur)
    client.post(adresse, CREANCIER | {"nom": "Ville nouvelle"})
    assert CreancierSEPA.objects.get().nom == "Ville nouvelle"
    connecter(agent).post(adresse, CREANCIER | {"nom": "Autre"})
    assert CreancierSEPA.objects.get().nom == "Ville nouvelle"
