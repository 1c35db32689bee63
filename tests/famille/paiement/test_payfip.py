"""PayFiP as the portal meets it: real SOAP over HTTP, against the fake server
(tests.ville.faux_payfip)."""

import logging
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from famille.argent.paiement import service_payfip
from famille.argent.paiement.fournisseur import (
    FournisseurIndisponible,
    RefusDuFournisseur,
    fournisseur,
)
from famille.regles.paiement import EtatReponse, Reponse

COURRIEL = "camille.martin@exemple.fr"
DEMANDE = {
    "reference": "PF20260000000012",
    "montant": Decimal("42.50"),
    "courriel": COURRIEL,
    "objet": "Accueils de loisirs, l’été – Noël",
    "exercice": 2026,
    "url_retour": "http://testserver/factures/paiement/PF20260000000012/",
    "url_notification": "http://testserver/paiement/notification/",
}


@pytest.fixture(autouse=True)
def notifications(payfip):
    """No portal answers here: what the fake sends is only written down."""
    payfip.envoyer = lambda adresse, idop: None
    return payfip.notifications


@pytest.fixture
def ordre(payfip):
    return fournisseur().demander(**DEMANDE)


def test_a_payment_is_opened_with_what_the_portal_asked(payfip, ordre):
    assert ordre.adresse == f"{payfip.adresse}/paiementws.web?idop={ordre.identifiant}"
    assert payfip.registre.operations[ordre.identifiant].demande == {
        "exer": "2026",
        "mel": COURRIEL,
        "montant": "4250",
        "numcli": "123456",
        "objet": "Accueils de loisirs l ete Noel",
        "refdet": DEMANDE["reference"],
        "saisie": "T",
        "urlnotif": DEMANDE["url_notification"],
        "urlredirect": DEMANDE["url_retour"],
    }


@pytest.mark.parametrize(
    ("code", "etat", "moyen", "autorisation"),
    [
        ("P", EtatReponse.PAYE, "carte", "123456"),
        ("V", EtatReponse.PAYE, "prelevement", "1122334455667788"),
        ("R", EtatReponse.REFUSE, "carte", ""),
        ("Z", EtatReponse.REFUSE, "prelevement", ""),
        ("A", EtatReponse.ABANDONNE, "carte", ""),
    ],
)
@time_machine.travel("2026-11-25T13:11:42+01:00", tick=False)
def test_each_result_is_told_whole(payfip, code, etat, moyen, autorisation):
    ordre = fournisseur().demander(**DEMANDE)
    payfip.choisir(ordre.identifiant, code)
    assert fournisseur().interroger(ordre.identifiant) == Reponse(
        etat=etat,
        code=code,
        reference=DEMANDE["reference"],
        montant=Decimal("42.50"),
        payee_le=datetime(2026, 11, 25, 12, 11, tzinfo=UTC),
        moyen=moyen,
        numero_autorisation=autorisation,
    )


def test_while_nothing_is_decided_it_is_running(ordre):
    assert fournisseur().interroger(ordre.identifiant) == Reponse(EtatReponse.EN_COURS, "P5")


def test_the_next_day_what_was_never_paid_is_unknown():
    with time_machine.travel("2026-11-25T13:11:42+01:00", tick=False) as horloge:
        ordre = fournisseur().demander(**DEMANDE)
        horloge.shift(timedelta(hours=25))
        assert fournisseur().interroger(ordre.identifiant) == Reponse(EtatReponse.INCONNU, "P1")


def test_an_identifier_that_payfip_never_gave_is_unknown():
    assert (
        fournisseur().interroger("00000000-0000-0000-0000-000000000000").etat is EtatReponse.INCONNU
    )
    assert fournisseur().interroger("<autre/>").etat is EtatReponse.INCONNU


def test_one_who_gave_up_may_still_pay(payfip, ordre):
    payfip.choisir(ordre.identifiant, "A")
    payfip.choisir(ordre.identifiant, "P")
    assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.PAYE


@pytest.mark.parametrize("code", ["A1", "A2"])
def test_a_mail_address_that_is_refused_can_be_mended(payfip, code):
    payfip.programmer(refus=code)
    with pytest.raises(RefusDuFournisseur, match="vérifiez-la dans « Mon compte »") as refus:
        fournisseur().demander(**DEMANDE)
    assert (refus.value.code, refus.value.champ) == (code, "courriel")


@pytest.mark.parametrize("code", ["R3", "M3", "T2"])
def test_any_other_refusal_says_what_to_do_and_warns_the_town(payfip, caplog, code):
    payfip.programmer(refus=code)
    with pytest.raises(RefusDuFournisseur, match="réglez auprès de la régie") as refus:
        fournisseur().demander(**DEMANDE)
    assert refus.value.code == code
    assert code in caplog.text


@pytest.mark.parametrize(
    "panne", ["503", "charabia", "html", "vide", "tronquee", "redirection", "technique"]
)
def test_a_server_that_fails_is_asked_again_later(payfip, ordre, panne):
    payfip.choisir(ordre.identifiant, "P")
    payfip.programmer(panne=panne)
    with pytest.raises(FournisseurIndisponible, match="réessayez dans quelques minutes"):
        fournisseur().interroger(ordre.identifiant)
    with pytest.raises(FournisseurIndisponible):
        fournisseur().demander(**DEMANDE)
    payfip.programmer()
    assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.PAYE


def test_a_slow_server_is_not_waited_for(payfip, settings, ordre):
    settings.PAIEMENT = settings.PAIEMENT | {"delai": "0.1"}
    payfip.programmer(delai=5)
    with pytest.raises(FournisseurIndisponible) as indisponible:
        fournisseur().interroger(ordre.identifiant)
    assert "ReadTimeout" in indisponible.value.cause


def test_a_server_down_then_up_answers_the_truth(payfip, ordre):
    payfip.choisir(ordre.identifiant, "P")
    payfip.fermer()
    with pytest.raises(FournisseurIndisponible) as indisponible:
        fournisseur().interroger(ordre.identifiant)
    assert "ConnectionError" in indisponible.value.cause
    payfip.ouvrir()
    assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.PAYE


def test_an_unknown_functional_code_is_asked_again(payfip, ordre):
    payfip.programmer(detail="P9")
    with pytest.raises(FournisseurIndisponible):
        fournisseur().interroger(ordre.identifiant)


@pytest.mark.parametrize(
    ("mensonges", "montant", "reference"),
    [
        ({"montant": "100"}, Decimal("1.00"), "PF20260000000012"),
        ({"montant": "beaucoup"}, None, "PF20260000000012"),
        ({"montant": "-4250"}, None, "PF20260000000012"),
        ({"refdet": "AUTRE1"}, Decimal("42.50"), "AUTRE1"),
    ],
)
def test_another_amount_or_reference_is_told_as_it_came(
    payfip, ordre, mensonges, montant, reference
):
    payfip.choisir(ordre.identifiant, "P")
    payfip.programmer(mensonges=mensonges)
    reponse = fournisseur().interroger(ordre.identifiant)
    assert (reponse.montant, reponse.reference) == (montant, reference)


@pytest.mark.parametrize(
    "mensonges",
    [
        {"idOp": "un-autre"},
        {"numcli": "654321"},
        {"saisie": "W"},
        {"resultrans": "Q"},
        {"resultrans": ""},
    ],
    ids=str,
)
def test_an_answer_about_something_else_is_no_answer(payfip, ordre, mensonges):
    payfip.choisir(ordre.identifiant, "P")
    payfip.programmer(mensonges=mensonges)
    with pytest.raises(FournisseurIndisponible):
        fournisseur().interroger(ordre.identifiant)


def test_a_date_that_means_nothing_is_left_out(payfip, ordre):
    payfip.choisir(ordre.identifiant, "P")
    payfip.programmer(mensonges={"dattrans": "31022026"})
    assert fournisseur().interroger(ordre.identifiant).payee_le is None


@pytest.mark.parametrize(
    "faute",
    [
        {"reference": "PF123"},
        {"reference": "P" * 31},
        {"reference": "PF-2026-12"},
        {"reference": "PF２０２６"},
        {"montant": Decimal("0.99")},
        {"montant": Decimal("10.005")},
        {"montant": Decimal(100000)},
        {"montant": Decimal("NaN")},
        {"montant": 42.5},
        {"exercice": 26},
        {"url_retour": "/factures/"},
        {"url_notification": "https://exemple.fr/" + "a" * 250},
    ],
    ids=str,
)
def test_a_fault_of_the_portal_never_reaches_payfip(payfip, faute):
    with pytest.raises(ValueError, match=f"^{next(iter(faute)).split('_')[0]}"):
        fournisseur().demander(**DEMANDE | faute)
    assert payfip.registre.operations == {}


@pytest.mark.parametrize(
    "courriel", ["", "camille", "a@b.c", "é@exemple.fr", "a" * 70 + "@exemple.fr"]
)
def test_a_mail_address_is_looked_at_before_it_is_sent(payfip, courriel):
    with pytest.raises(RefusDuFournisseur) as refus:
        fournisseur().demander(**DEMANDE | {"courriel": courriel})
    assert refus.value.champ == "courriel"
    assert payfip.registre.operations == {}


@pytest.mark.parametrize(
    ("donnees", "attendu"),
    [
        ({"idop": "cc0cb210-1cd4-11ea"}, "cc0cb210-1cd4-11ea"),
        ({"idOp": "cc0cb210-1cd4-11ea"}, "cc0cb210-1cd4-11ea"),
        ({"idop": "' OR 1=1"}, ""),
        ({}, ""),
    ],
)
def test_a_notification_says_which_payment(donnees, attendu):
    assert fournisseur().identifiant_notifie(donnees) == attendu


def test_the_mail_address_is_in_no_log_and_in_no_exception(payfip, ordre, caplog):
    caplog.set_level(logging.INFO)
    payfip.choisir(ordre.identifiant, "P")
    for scenario in ({"panne": "html"}, {"panne": "503"}, {"refus": "R3", "detail": "P9"}):
        payfip.programmer(**scenario)
        for appel in (
            lambda: fournisseur().demander(**DEMANDE),
            lambda: fournisseur().interroger(ordre.identifiant),
        ):
            with pytest.raises((FournisseurIndisponible, RefusDuFournisseur)) as faute:
                appel()
            assert COURRIEL not in f"{faute.value!r} {vars(faute.value)}"
    assert "PayFiP" in caplog.text
    assert COURRIEL not in caplog.text


def test_payfip_says_who_the_town_is():
    assert fournisseur().verifier() == "VILLE DE DEMONSTRATION, REGIE ENFANCE"


def test_an_answer_that_declares_entities_is_not_read(payfip, ordre, monkeypatch, caplog):
    """They would name files of the server, or be multiplied until its memory is full."""
    payfip.choisir(ordre.identifiant, "P")
    assert fournisseur().interroger(ordre.identifiant).montant
    vrai = service_payfip._Transport.post

    def avec_une_entite(transport, adresse, message, entetes):
        reponse = vrai(transport, adresse, message, entetes)
        _debut, _fin, corps = reponse.content.rpartition(b"?>")
        assert corps.lstrip().startswith(b"<")
        reponse._content = (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + corps
        )
        return reponse

    monkeypatch.setattr(service_payfip._Transport, "post", avec_une_entite)
    with pytest.raises(FournisseurIndisponible):
        fournisseur().interroger(ordre.identifiant)
    assert "EntitiesForbidden" in caplog.text
