"""A child of the ASE: his days are in the Département's name and at its address; the household
where he lives sees what is booked, and never that debt (D19)."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from famille.actions import corriger_facture
from famille.argent.factures.annonces import renvoyer_facture
from famille.argent.prelevement.lots import (
    abandonner_lot,
    preparer_lot,
    telecharger_lot,
    transmettre_lot,
)
from famille.argent.regie.guichet import encaisser_au_guichet
from famille.argent.regie.relances import a_relancer
from famille.dossier.foyers.bureau import url, url_du_foyer
from famille.dossier.foyers.bureau.gestes.avant_apres import essayer
from famille.dossier.foyers.vie.placement import confier, terminer
from famille.models import Courriel, Facture, Modification, Paiement, Placement, TiersPayeur
from famille.socle.dire import en_euros
from famille.socle.erreurs import Refus
from reservations.consommation.page import lire_consommation
from reservations.facturation.impression import a_imprimer
from reservations.lecture.filtres import Mois
from reservations.models import Reservation
from tests.famille.facturation import credit_de
from tests.famille.regie.scene import mandat
from tests.outils.lisible import lisible

from .scene import calculer, publier

pytestmark = pytest.mark.django_db
DEBUT = date(2026, 11, 10)
DITES = {
    "referent": "Anne Petit",
    "service": "Maison des solidarités de Déols",
    "telephone": "+33254000001",
    "courriel": "anne.petit@exemple.fr",
    "usuels": Placement.Usuels.ACCUEIL,
    "sauf": "sorties de plus d’une journée",
    "autres": Placement.Autres.SERVICE,
}


@pytest.fixture(autouse=True)
def en_decembre(time_machine):
    time_machine.move_to("2026-12-02 10:00+01:00", tick=False)


@pytest.fixture
def departement():
    return TiersPayeur.objects.create(
        nom="Département de l’Indre",
        service="Direction de la prévention",
        voie="1 place de la Victoire",
        code_postal="36000",
        commune="Châteauroux",
    )


@pytest.fixture
def confiee(famille_martin, departement, agent):
    """Léa, from 10 November: her day of 4 November is the household's, that of 18 is not."""
    confier(
        famille_martin.lea,
        famille_martin.foyer,
        depuis=DEBUT,
        payeur=departement,
        par=agent,
        **DITES,
    )


@pytest.fixture
def facturee(confiee, novembre, agent):
    campagne = publier(calculer(agent), agent)
    return {"campagne": campagne, "sienne": Facture.objects.get(payeur__isnull=False)}


def test_other_software_is_told_of_it_as_of_no_family(confiee, novembre, agent, monkeypatch):
    dites = []
    monkeypatch.setattr(
        "famille.argent.factures.actions.annoncer", lambda *nouvelles: dites.extend(nouvelles)
    )
    publier(calculer(agent), agent)
    foyers = {un.donnees()["facture"]: un.donnees()["foyer"] for un in dites}
    sienne = Facture.objects.get(payeur__isnull=False)
    assert foyers.pop(sienne.numero) is None
    assert foyers == {
        une.numero: une.foyer.numero for une in Facture.objects.filter(payeur__isnull=True)
    }


def test_her_days_are_billed_to_the_departement_at_its_address(facturee, famille_martin):
    sienne = facturee["sienne"]
    assert sienne.destinataire == [
        "Département de l’Indre",
        "Direction de la prévention",
        "1 place de la Victoire",
        "36000 Châteauroux",
    ]
    [ligne] = sienne.lignes.all()
    assert (ligne.enfant, ligne.jour, sienne.mandat) == (
        famille_martin.lea,
        date(2026, 11, 18),
        None,
    )
    du_foyer = Facture.objects.get(foyer=famille_martin.foyer, payeur=None)
    assert {un.jour for un in du_foyer.lignes.all()} == {date(2026, 11, 4), date(2026, 11, 5)}
    assert du_foyer.total + sienne.total == Decimal("18.00")


def test_the_last_day_of_the_order_is_the_departement_s(confiee, novembre, agent):
    Placement.objects.update(fin=date(2026, 11, 18))
    publier(calculer(agent), agent)
    [ligne] = Facture.objects.get(payeur__isnull=False).lignes.all()
    assert ligne.jour == date(2026, 11, 18)


def test_the_foster_family_sees_the_bookings_and_not_the_debt(facturee, famille_martin, connecter):
    camille, sienne = famille_martin.camille, facturee["sienne"]
    assert Reservation.objects.de(camille).filter(enfant=famille_martin.lea).count() == 2
    assert sienne not in Facture.objects.de(camille)
    client = connecter(camille)
    for nom in ("facture", "facture_papier", "facture_pdf", "question_facture"):
        assert client.get(reverse(f"famille:{nom}", args=[sienne.numero])).status_code == 404
    assert sienne.numero not in client.get(reverse("famille:factures")).text
    for page in ("famille:tableau_de_bord", "famille:papiers"):
        assert sienne.numero not in client.get(reverse(page)).text
    dits = Courriel.objects.filter(destinataire=camille.email, cle__startswith="facture-")
    assert not [un for un in dits if sienne.numero in un.texte]
    mois = lisible(client.get(reverse("reservations:consommation_du_mois", args=["2026-11"])).text)
    assert "non facturé à votre foyer" in mois
    [lu] = lire_consommation([famille_martin.foyer], Mois(2026, 11), timezone.now())
    du_foyer = Facture.objects.get(foyer=famille_martin.foyer, payeur=None)
    assert lu.total == en_euros(du_foyer.total)


def test_what_the_departement_pays_is_not_told_to_the_family(
    facturee, famille_martin, regisseur, connecter
):
    sienne = facturee["sienne"]
    recu = encaisser_au_guichet(
        famille_martin.foyer,
        {sienne.pk: sienne.total},
        moyen=Paiement.Moyen.VIREMENT,
        par=regisseur,
    )
    assert recu not in Paiement.objects.de(famille_martin.camille)
    client = connecter(famille_martin.camille)
    assert client.get(reverse("famille:recu", args=[recu.numero_recu])).status_code == 404
    assert not Courriel.objects.filter(cle__startswith="recu-").exists()
    annee = reverse("famille:attestation_fiscale", args=[famille_martin.foyer.numero, 2026])
    assert client.get(annee).status_code == 404


def test_both_are_not_paid_by_one_receipt(facturee, famille_martin, regisseur):
    toutes = Facture.objects.filter(foyer=famille_martin.foyer)
    with pytest.raises(Refus, match="pas au même nom"):
        encaisser_au_guichet(
            famille_martin.foyer,
            {une.pk: une.total for une in toutes},
            moyen=Paiement.Moyen.ESPECES,
            par=regisseur,
        )


def test_the_family_is_neither_reminded_nor_credited_of_it(
    facturee, famille_martin, agent, time_machine
):
    sienne = facturee["sienne"]
    time_machine.move_to("2027-03-02 10:00+01:00", tick=False)
    assert sienne not in a_relancer(date(2027, 3, 2))
    assert Facture.objects.get(foyer=famille_martin.foyer, payeur=None) in a_relancer(
        date(2027, 3, 2)
    )
    Facture.objects.filter(pk=sienne.pk).regler(sienne.total)
    avoir = corriger_facture(
        sienne, list(sienne.lignes.all()), motif="Absente", par=agent, jour=date(2027, 3, 2)
    )
    assert (avoir.payeur, avoir.destinataire) == (sienne.payeur, sienne.destinataire)
    assert credit_de(famille_martin.foyer) == 0


@pytest.fixture
def trop_payee(facturee, agent):
    """The Département's, paid by it, then taken off by a credit note."""
    sienne = facturee["sienne"]
    Facture.objects.filter(pk=sienne.pk).regler(sienne.total)
    lignes = list(sienne.lignes.all())
    corriger_facture(sienne, lignes, motif="Absente", par=agent, jour=date(2026, 12, 2))
    sienne.refresh_from_db()
    return sienne


def test_what_it_paid_too_much_never_goes_to_the_family_s_account(
    trop_payee, famille_martin, regisseur, connecter
):
    compte = mandat(famille_martin.foyer)
    regie, liste = connecter(regisseur), reverse("regie:remboursements")
    page = regie.get(liste).text
    assert "à rendre au payeur, Département de l’Indre" in lisible(page)
    assert compte.iban_masque not in page
    assert trop_payee.numero not in regie.get(liste, {"etat": "virement"}).text
    assert trop_payee.numero in regie.get(liste, {"etat": "comptable"}).text
    assert "au payeur, Département" in lisible(regie.get(reverse("regie:a_verifier")).text)
    rendre = reverse("regie:rembourser", args=[trop_payee.numero])
    assert "au payeur, Département" in lisible(regie.get(rendre).text)
    with pytest.raises(Refus, match="Département de l’Indre, dont le portail n’a pas le compte"):
        preparer_lot("virements", [trop_payee.pk], par=regisseur)
    lot = preparer_lot("liste", [trop_payee.pk], par=regisseur)
    contenu, _sorte = telecharger_lot(lot, par=regisseur)
    [_entetes, ligne] = load_workbook(io.BytesIO(contenu)).active.values
    assert ligne[2] == "Département de l’Indre"
    transmettre_lot(lot, par=regisseur)
    assert not Courriel.objects.filter(cle__startswith="remboursement-").exists()


def test_the_family_is_not_told_that_its_lot_is_given_up(trop_payee, famille_martin, regisseur):
    trop = trop_payee.solde
    lot = preparer_lot("liste", [trop_payee.pk], par=regisseur)
    telecharger_lot(lot, par=regisseur)
    abandonner_lot(lot, par=regisseur, motif="Perdue")
    trop_payee.refresh_from_db()
    assert trop_payee.solde == trop < 0
    assert not Modification.objects.filter(objet__contains=lot.numero).exists()


def test_it_is_printed_and_not_sent_by_mail(facturee):
    sienne = facturee["sienne"]
    assert sienne.pk in a_imprimer(facturee["campagne"], sans_courriel=True)
    with pytest.raises(Refus, match="par la poste"):
        renvoyer_facture(sienne, maintenant=sienne.cree_le)


def test_the_agents_list_is_filtered_by_who_pays(facturee, connecter, agent, departement):
    bureau, liste = connecter(agent), reverse("factures:liste")
    sienne = facturee["sienne"].numero
    autres = Facture.objects.publiees().aux_familles().values_list("numero", flat=True)
    d_elle = bureau.get(liste, {"payeur": departement.pk}).text
    assert sienne in d_elle
    assert not [numero for numero in autres if numero in d_elle]
    des_familles = bureau.get(liste, {"payeur": "familles"}).text
    assert sienne not in des_familles
    assert all(numero in des_familles for numero in autres)


def test_who_follows_her_is_said_to_her_household_alone(
    confiee, famille_martin, voisin, connecter, agent
):
    dite = connecter(famille_martin.camille).get(
        reverse("famille:enfant", args=[famille_martin.lea.pk])
    )
    assert "Anne Petit" in lisible(dite.text)
    assert "02 54 00 00 01" in dite.text
    lien = reverse("famille:enfant", args=[famille_martin.lea.pk])
    assert connecter(voisin.nadia).get(lien).status_code == 404
    voisin.foyer.rattachements.create(  # her other home, by right of visit
        enfant=famille_martin.lea, garde="visite", debut=date(2026, 9, 1)
    )
    ailleurs = connecter(voisin.nadia).get(lien)
    assert ailleurs.status_code == 200
    assert "Anne Petit" not in lisible(ailleurs.text)


def test_what_is_sensitive_is_encrypted_and_the_journal_holds_none(confiee, famille_martin):
    with connection.cursor() as curseur:
        curseur.execute("SELECT referent, service, sauf FROM famille_placement")
        [ligne] = curseur.fetchall()
    assert not [texte for texte in ligne if "Petit" in texte or "Déols" in texte]
    journal = Modification.objects.filter(foyer=famille_martin.foyer, objet="accueil de Léa Martin")
    assert "Petit" not in str(list(journal.values("avant", "apres")))


def test_a_new_referent_ends_the_former_and_the_end_gives_the_bills_back(
    confiee, famille_martin, agent, departement
):
    confier(
        famille_martin.lea,
        famille_martin.foyer,
        depuis=date(2026, 12, 1),
        payeur=departement,
        par=agent,
        **DITES | {"referent": "Paul Roy"},
    )
    dernier, premier = Placement.objects.order_by("-debut")
    assert (premier.fin, dernier.referent) == (date(2026, 11, 30), "Paul Roy")
    fait = terminer(dernier, fin=date(2026, 12, 20), par=agent)
    assert fait[-1][2] == "au foyer"


def test_a_day_when_she_lives_elsewhere_or_an_order_that_contradicts_is_refused(
    confiee, famille_martin, voisin, agent, departement
):
    champs = {"payeur": departement, "par": agent, **DITES}
    with pytest.raises(Refus, match="ne vit pas dans ce foyer"):
        confier(famille_martin.lea, voisin.foyer, depuis=DEBUT, **champs)
    with pytest.raises(Refus, match="commence déjà"):
        confier(famille_martin.lea, famille_martin.foyer, depuis=DEBUT, **champs)
    with pytest.raises(Refus, match="plus d’un an"):
        confier(famille_martin.hugo, famille_martin.foyer, depuis=date(2025, 1, 1), **champs)


def test_what_was_billed_before_is_said(novembre, famille_martin, agent, departement):
    publier(calculer(agent), agent)
    annonce = essayer(
        confier,
        famille_martin.lea,
        famille_martin.foyer,
        depuis=DEBUT,
        payeur=departement,
        par=agent,
        **DITES,
    )
    assert annonce[-1][1] == "1 ligne déjà facturée"
    assert not Placement.objects.exists()


def test_the_screen_shows_then_does(connecter, agent, famille_martin):
    bureau = connecter(agent)
    ecran = url("placement", famille_martin.foyer.pk, famille_martin.lea.pk)
    champs = DITES | {
        "telephone": "02 54 00 00 01",
        "depuis": DEBUT.isoformat(),
        "a_qui": "nouveau",
        "payeur_nom": "Département de l’Indre",
    }
    manque = lisible(bureau.post(ecran, champs).text)
    assert "la facture porte cette adresse" in manque
    champs |= {
        "payeur_voie": "1 place de la Victoire",
        "payeur_code_postal": "36000",
        "payeur_commune": "Châteauroux",
    }
    annonce = lisible(bureau.post(ecran, champs).text)
    assert "Département de l’Indre, 1 place de la Victoire, 36000 Châteauroux" in annonce
    assert not TiersPayeur.objects.exists()
    bureau.post(ecran, champs | {"confirmer": "oui"})
    placement = Placement.objects.get()
    dossier = lisible(bureau.get(url_du_foyer(famille_martin.foyer, "famille")).text)
    assert "Anne Petit" in dossier
    fin = url("fin_de_placement", placement.pk)
    assert "au foyer" in lisible(bureau.post(fin, {"fin": "2026-12-20"}).text)
    bureau.post(fin, {"fin": "2026-12-20", "confirmer": "oui"})
    placement.refresh_from_db()
    assert placement.fin == date(2026, 12, 20)
