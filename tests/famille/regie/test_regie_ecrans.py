"""The régie's screens: what a régisseur sees, does by hand, prints and takes away; who may not
enter."""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.actions import rafraichir_recherche
from famille.argent.prelevement.remises import preparer_remise
from famille.argent.regie.guichet import annuler_encaissement
from famille.argent.regie.journal import lire, mouvements, par_moyen, totaux
from famille.argent.regie.relancer import relancer_les_retards
from famille.models import (
    Consultation,
    EtapeRelance,
    Facture,
    Paiement,
    Relance,
    RemiseSEPA,
    Responsable,
    Travail,
)
from famille.travaux import actions as travaux
from tests.famille.facturation import facturer
from tests.famille.regie.scene import IBAN, PUBLIE_LE, a_prelever, creancier, especes

pytestmark = pytest.mark.django_db
JOUR = PUBLIE_LE.date()


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def facture(famille_martin):
    return facturer(famille_martin.foyer, "12.50", "7.50")


@pytest.fixture
def regie(connecter, regisseur):
    return connecter(regisseur)


@pytest.fixture
def plus_tard(connecter, regisseur, time_machine):
    """plus_tard(days) -> client of the régisseur, that many days later, signed in anew; reminders
    have gone."""

    def _plus_tard(jours):
        time_machine.move_to(PUBLIE_LE + timedelta(days=jours), tick=False)
        relancer_les_retards(JOUR + timedelta(days=jours))
        return connecter(regisseur)

    return _plus_tard


def envoi(client, foyer, **champs):
    """What the browser sends from the form of this household, changed by `champs`; the answer."""
    adresse = reverse("regie:foyer", args=[foyer.pk])
    form = client.get(adresse).context["form"]
    donnees = {
        "saisie": str(form["saisie"].value()),
        "moyen": "especes",
        "recu_le": JOUR.isoformat(),
    }
    return client.post(adresse, donnees | champs)


def requetes(client, adresse):
    with CaptureQueriesContext(
        connection,
    ) as lues:
        assert client.get(adresse).status_code == 200
    return len(lues)


def test_the_only_household_found_is_opened_at_once(regie, famille_martin):
    rafraichir_recherche(famille_martin.foyer)
    reponse = regie.get(reverse("regie:encaisser"), {"q": "camille martin"})
    assert reponse.url == reverse("regie:foyer", args=[famille_martin.foyer.pk])


def test_opening_what_a_household_owes_leaves_a_trace(regie, famille_martin, facture, regisseur):
    regie.get(reverse("regie:foyer", args=[famille_martin.foyer.pk]))
    assert Consultation.objects.get(foyer=famille_martin.foyer).par == regisseur


def test_nothing_is_taken_before_the_check(regie, famille_martin, facture):
    page = envoi(regie, famille_martin.foyer, **{f"tout_{facture.pk}": "on"})
    assert "Encaisser 20,00" in page.content.decode()
    assert not Paiement.objects.exists()


def test_from_the_counter_to_the_receipt(regie, famille_martin, facture, regisseur):
    champs = {
        f"montant_{facture.pk}": "12,50",
        "moyen": "cheque",
        "piece": "4520001",
        "encaisser": "1",
    }
    reponse = envoi(regie, famille_martin.foyer, **champs)
    paiement = Paiement.objects.get()
    assert (paiement.montant, paiement.par, paiement.piece) == (
        Decimal("12.50"),
        regisseur,
        "4520001",
    )
    recu = regie.get(reponse.url).content.decode()
    assert "Chèque, n° 4520001" in recu
    assert "Encaisser le reste" in recu


def test_the_check_sent_twice_leads_to_the_same_receipt(regie, famille_martin, facture):
    adresse = reverse("regie:foyer", args=[famille_martin.foyer.pk])
    saisie = str(regie.get(adresse).context["form"]["saisie"].value())
    donnees = {
        "saisie": saisie,
        "moyen": "especes",
        "recu_le": JOUR.isoformat(),
        f"tout_{facture.pk}": "on",
    }
    adresses = {regie.post(adresse, donnees | {"encaisser": "1"}).url for _ in range(2)}
    assert len(adresses) == Paiement.objects.count() == 1


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"montant": "abc"}, "par exemple 12,50"),
        ({"montant": "20,01"}, "serait trop"),
        ({"montant": "-1"}, "par exemple 12,50"),
        ({"montant": "5", "recu_le": "2026-11-26"}, "pas encore venu"),
        ({}, "au moins une facture"),
    ],
)
def test_what_is_mistyped_is_told_and_kept(regie, famille_martin, facture, champs, phrase):
    champs = {
        (f"montant_{facture.pk}" if nom == "montant" else nom): valeur
        for nom, valeur in champs.items()
    }
    page = envoi(regie, famille_martin.foyer, **champs)
    assert page.status_code == 422
    assert phrase in page.content.decode()


def test_an_entry_is_taken_back_from_its_receipt(regie, facture, regisseur):
    paiement = especes(facture, par=regisseur)
    adresse = reverse("regie:annuler", args=[paiement.numero_recu])
    assert regie.post(adresse, {"motif": ""}).status_code == 422
    regie.post(adresse, {"motif": "Billet faux"})
    assert (
        "Annulé par la régie"
        in regie.get(reverse("regie:recu", args=[paiement.numero_recu])).content.decode()
    )


def test_a_day_that_is_over_does_not_change(facture, agent, time_machine):
    paiement = especes(facture, par=agent)
    avant = totaux(mouvements(JOUR, JOUR))
    time_machine.move_to(PUBLIE_LE + timedelta(days=1), tick=False)
    annuler_encaissement(paiement, motif="Erreur", par=agent)
    assert totaux(mouvements(JOUR, JOUR)) == avant
    [retrait] = lire(mouvements(JOUR + timedelta(days=1), JOUR + timedelta(days=1)))
    assert (retrait.sens, retrait.montant) == ("Annulation", Decimal("-20.00"))
    [entree] = lire(mouvements(JOUR, JOUR))
    assert entree.retire == "Annulé par la régie"


def test_the_totals_of_the_journal_by_means(famille_martin, facture, agent):
    especes(facture, "5.00", par=agent)
    especes(facture, "15.00", par=agent, moyen="cheque", piece="1")
    annuler_encaissement(Paiement.objects.get(moyen="cheque"), motif="Erreur", par=agent)
    lignes = mouvements(JOUR, JOUR)
    assert [(moyen, nombre) for moyen, nombre, _somme in par_moyen(lignes)] == [
        ("Chèque", 2),
        ("Espèces", 1),
    ]
    assert [jour.total for jour in totaux(lignes)] == [Decimal("5.00")]
    assert [un.montant for un in lire(mouvements(JOUR, JOUR, "especes"))] == [Decimal("5.00")]


def test_a_payment_at_midnight_is_of_its_own_day(facture, agent, time_machine):
    # the 26th in Paris
    time_machine.move_to(datetime(2026, 11, 25, 23, 30, tzinfo=PUBLIE_LE.tzinfo), tick=False)
    especes(facture, par=agent)
    assert [jour.jour.day for jour in totaux(mouvements(JOUR, JOUR + timedelta(days=1)))] == [26]


def exporter(client, sorte="csv"):
    client.post(reverse("regie:export"), {"du": JOUR, "au": JOUR, "sorte": sorte})
    travail = Travail.objects.get()
    travaux.executer(travail.pk)
    travail.refresh_from_db()
    return travail


def test_the_journal_is_taken_away_without_a_formula(regie, facture, regisseur):
    facture.foyer.nom = "=cmd()"
    facture.foyer.save()
    especes(facture, "12.50", par=regisseur)
    travail = exporter(regie)
    with storages["prive"].open(travail.fichier) as fichier:
        [_entetes, ligne] = csv.reader(
            io.StringIO(fichier.read().decode("utf-8-sig")), delimiter=";"
        )
    assert (ligne[1], ligne[3], ligne[8]) == ("Encaissement", "12,50", "'=cmd()")
    assert regie.get(reverse("travaux:travail", args=[travail.pk])).status_code == 200
    assert Consultation.objects.filter(
        foyer=facture.foyer, quoi="export du journal de la régie"
    ).exists()


def test_an_empty_journal_is_not_exported(regie):
    regie.post(reverse("regie:export"), {"du": JOUR, "au": JOUR, "sorte": "xlsx"})
    assert not Travail.objects.exists()


def test_the_slip_of_a_means(regie, facture, regisseur):
    de_qui = {"banque": "Banque du Berry", "tireur": "Odile Martin"}
    especes(facture, "12.50", par=regisseur, moyen="cheque", piece="4520001", **de_qui)
    especes(facture, "7.50", par=regisseur)
    page = regie.get(reverse("regie:bordereau"), {"moyen": "cheque"}).content.decode()
    for dit in ("4520001", "Banque du Berry", "Odile Martin"):
        assert dit in page
    assert "Espèces" not in page


def plusieurs(foyer, combien, par):
    for rang in range(combien):
        especes(facturer(foyer, "10.00"), par=par, moyen="cheque", piece=str(rang))


def test_the_journal_asks_as_much_for_one_line_as_for_thirty(regie, famille_martin, regisseur):
    adresse = reverse("regie:journal")
    regie.get(adresse)
    plusieurs(famille_martin.foyer, 1, regisseur)
    une = requetes(regie, adresse)
    plusieurs(famille_martin.foyer, 29, regisseur)
    assert requetes(regie, adresse) == une


def test_reminders_ask_as_much_for_one_as_for_thirty(famille_martin, plus_tard):
    EtapeRelance.objects.create(jours=7, sujet="Un oubli ?", texte="{factures}")
    adresse = reverse("regie:relances")
    facturer(famille_martin.foyer, "10.00")
    regie = plus_tard(40)
    regie.get(adresse)
    une = requetes(regie, adresse)
    for _ in range(29):
        facturer(famille_martin.foyer, "10.00")
    relancer_les_retards(JOUR + timedelta(days=40))
    assert requetes(regie, adresse) == une


def test_a_remise_asks_as_much_for_one_debit_as_for_thirty(regie, famille_martin, regisseur):
    premiere = a_prelever(famille_martin.foyer)
    preparation = f"{reverse('regie:preparer')}?date={premiere.echeance + timedelta(days=3)}"
    regie.get(preparation)
    une = requetes(regie, preparation)
    for _ in range(29):
        facturer(famille_martin.foyer, "10.00", mandat=premiere.mandat_id)
    assert requetes(regie, preparation) == une
    remise = preparer_remise(premiere.echeance + timedelta(days=3), par=regisseur)
    adresse = reverse("regie:remise", args=[remise.pk])
    trente = requetes(regie, adresse)
    Paiement.objects.exclude(pk=remise.paiements.first().pk).update(remise=None)
    assert requetes(regie, adresse) == trente


def test_what_is_to_check_is_settled_on_its_screen(regie, famille_martin, facture):
    from famille.argent.paiement.encaissement import passer

    paiement = Paiement.objects.create(
        foyer=famille_martin.foyer, reference="PF1", moyen="en-ligne", montant=20
    )
    paiement.parts.create(facture=facture, montant=20, vive=True)
    passer(paiement, Paiement.Etat.A_VERIFIER, motif="Le prestataire annonce un autre montant.")
    assert "annonce un autre montant" in regie.get(reverse("regie:a_verifier")).content.decode()
    adresse = reverse("regie:trancher", args=["PF1"])
    assert regie.post(adresse, {"encaisse": "oui", "motif": ""}).status_code == 422
    regie.post(adresse, {"encaisse": "oui", "motif": "Vu au relevé"})
    assert Facture.objects.get().soldee


def test_a_remise_from_the_screen_to_the_file(regie, famille_martin):
    facture = a_prelever(famille_martin.foyer)
    jour = facture.echeance + timedelta(days=3)
    page = regie.get(reverse("regie:preparer"), {"date": jour})
    assert "Préparer la remise de 20,00" in page.content.decode()
    remise = RemiseSEPA.objects.get(
        pk=regie.post(reverse("regie:preparer"), {"date": jour}).url.rstrip("/").split("/")[-1]
    )
    fichier = regie.post(reverse("regie:fichier", args=[remise.pk]))
    assert fichier.headers["Content-Disposition"] == f'attachment; filename="{remise.numero}.xml"'
    assert IBAN in fichier.content.decode()
    regie.post(reverse("regie:transmettre", args=[remise.pk]))
    regie.post(reverse("regie:rejeter", args=[remise.paiements.get().reference]), {"code": "AM04"})
    page = regie.get(reverse("regie:remise", args=[remise.pk])).content.decode()
    assert "Provision insuffisante" in page
    assert IBAN not in page


def test_a_debit_is_taken_out_of_a_remise_on_its_screen(regie, famille_martin, voisin, regisseur):
    facture = a_prelever(famille_martin.foyer)
    a_prelever(voisin.foyer)
    remise = preparer_remise(facture.echeance + timedelta(days=3), par=regisseur)
    adresse = reverse(
        "regie:retirer", args=[remise.paiements.get(foyer=famille_martin.foyer).reference]
    )
    assert adresse in regie.get(reverse("regie:remise", args=[remise.pk])).content.decode()
    assert "Retirer de la remise" in regie.get(adresse).content.decode()
    assert regie.post(adresse, {"motif": ""}).status_code == 422
    page = regie.post(adresse, {"motif": "Contestée par la famille"}, follow=True).content.decode()
    assert "Contestée par la famille" in page
    assert adresse not in page
    assert "ne se retire plus" in regie.get(adresse).content.decode()


def test_a_refused_remise_says_why_in_place(regie, famille_martin):
    creancier()
    page = regie.post(reverse("regie:preparer"), {"date": "2026-11-28"})
    assert page.status_code == 422
    assert "où les banques travaillent" in page.content.decode()


def test_the_file_of_a_remise_is_not_for_who_only_takes_payments(
    connecter, agent, famille_martin, regisseur
):
    from django.contrib.auth.models import Permission

    facture = a_prelever(famille_martin.foyer)
    remise = preparer_remise(facture.echeance + timedelta(days=3), par=regisseur)
    agent.user_permissions.add(Permission.objects.get(codename="encaisser_paiement"))
    client = connecter(agent)
    assert client.get(reverse("regie:encaisser")).status_code == 200
    reponse = client.post(reverse("regie:fichier", args=[remise.pk]))
    assert b"IBAN" not in reponse.content
    assert reponse.status_code in (302, 403)


def test_letters_are_printed_then_noted(famille_martin, plus_tard):
    EtapeRelance.objects.create(jours=7, sujet="Un oubli ?", texte="Factures {factures}.")
    Responsable.objects.update(utilisateur=None)
    facture = facturer(famille_martin.foyer, "20.00")
    regie = plus_tard(40)
    adresse = reverse("regie:lettres")
    page = regie.get(adresse).content.decode()
    assert f"Factures {facture.numero}." in page
    assert "20,00" in page
    regie.post(adresse, {"relance": [Relance.objects.get().pk]})
    assert "pas de lettre à imprimer" in regie.get(adresse).content.decode()


def test_who_has_paid_since_gets_no_letter(famille_martin, regisseur, plus_tard):
    EtapeRelance.objects.create(
        jours=7, sujet="Un oubli ?", texte="Factures {factures}.", par_lettre=True
    )
    facture = facturer(famille_martin.foyer, "20.00")
    regie = plus_tard(40)
    especes(facture, par=regisseur)
    assert "pas de lettre à imprimer" in regie.get(reverse("regie:lettres")).content.decode()
