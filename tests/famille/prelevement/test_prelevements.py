"""Direct debits (D16): announced 14 days before, one remise whoever asks, a file that banks read,
debits sent back."""

import logging
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from famille.actions import revoquer_mandat
from famille.argent.factures.annonces import renvoyer_facture
from famille.argent.prelevement.candidats import a_prelever, candidates
from famille.argent.prelevement.remises import (
    abandonner_remise,
    preparer_remise,
    retirer_de_la_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.argent.prelevement.suites import (
    encaisser_les_remises,
    rejeter_prelevement,
    rendre_sans_mandat,
)
from famille.models import (
    Consultation,
    Courriel,
    CreancierSEPA,
    Facture,
    MandatSEPA,
    Paiement,
    RemiseSEPA,
)
from famille.regles.prelevement import jour_ouvre, latin, prochain_jour_ouvre
from famille.socle.erreurs import Refus
from famille.socle.saisie.iban import lire_iban
from tests.famille.facturation import facturer
from tests.famille.regie.scene import IBAN, IBAN_DE_LA_VILLE, PUBLIE_LE, especes, mandat
from tests.famille.regie.scene import a_prelever as facture_a_prelever
from tests.outils.fuites import nulle_part, toute_la_base
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
Etat, EtatRemise = Paiement.Etat, RemiseSEPA.Etat
JOUR = date(2026, 12, 28)  # 25 December is the announced day, and banks are shut until then
ESPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def facture(famille_martin):
    return facture_a_prelever(famille_martin.foyer, "12.50", "7.50")


@pytest.fixture
def transmise(facture, agent):
    remise = preparer_remise(JOUR, par=agent)
    telecharger_remise(remise, par=agent)
    transmettre_remise(remise, par=agent)
    return remise


def test_a_family_is_told_the_day_when_its_bank_is_open(famille_martin, facture, connecter):
    """Announced for Christmas, it was said to be debited on Christmas."""
    camille = connecter(famille_martin.camille)
    assert "Sera prélevée le 28 décembre 2026" in lisible(
        camille.get(reverse("famille:factures")).text
    )
    page = lisible(camille.get(reverse("famille:facture", args=[facture.numero])).text)
    assert "Le 28 décembre 2026, sur le compte" in page
    assert "25 décembre" not in page
    renvoyer_facture(facture, maintenant=PUBLIE_LE)
    assert "compte le 28 décembre 2026" in lisible(Courriel.objects.get().texte)


@pytest.fixture
def lire_les_siennes(famille_martin, connecter):
    """lire_les_siennes(facture) → what its page and its paper say, as its family reads them."""

    def _lire(facture):
        camille = connecter(famille_martin.camille)
        adresses = [
            reverse(f"famille:{vue}", args=[facture.numero])
            for vue in ("facture", "facture_papier")
        ]
        return [lisible(camille.get(adresse).text) for adresse in adresses]

    return _lire


def test_paper_too_says_the_day_when_the_bank_is_open(facture, lire_les_siennes):
    _page, papier = lire_les_siennes(facture)
    assert "Le 28 décembre 2026, compte" in papier
    assert "25 décembre" not in papier


def test_a_debit_put_off_is_told_for_its_new_day_wherever_it_is_read(
    facture, agent, lire_les_siennes, time_machine
):
    """The mail that puts it off leads to a page that still told the former day."""
    ce_jour = datetime(2027, 1, 4, 9, tzinfo=PUBLIE_LE.tzinfo)
    time_machine.move_to(ce_jour, tick=False)
    remise = preparer_remise(date(2027, 1, 18), par=agent)
    page, papier = lire_les_siennes(facture)
    assert "Le 18 janvier 2027, sur le compte" in page
    assert "Le 18 janvier 2027, compte" in papier
    assert "décembre 2026, " not in papier
    renvoyer_facture(facture, maintenant=ce_jour)
    assert "le 18 janvier 2027" in lisible(Courriel.objects.get(cle__startswith="facture-").texte)
    abandonner_remise(remise, motif="Mauvaise date", par=agent)
    assert "Au prochain prélèvement, sur le compte" in lire_les_siennes(facture)[0]


@pytest.mark.parametrize("remise", [False, True])
def test_the_account_that_is_told_is_the_one_that_is_debited(
    facture, famille_martin, agent, lire_les_siennes, remise
):
    """The family has changed bank: the former account was told until the debit, and after it."""
    ancien = facture.mandat
    compte = lire_iban("FR7630006000011234567890189")
    nouveau = mandat(famille_martin.foyer, remplace=ancien, compte=compte)
    assert nouveau.iban_masque != ancien.iban_masque
    if remise:
        preparer_remise(JOUR, par=agent)
    for lu in lire_les_siennes(facture):
        assert nouveau.iban_masque in lu
        assert nouveau.rum in lu
        assert ancien.iban_masque not in lu
        assert ancien.rum not in lu


@pytest.mark.parametrize("remise", [False, True])
def test_agents_are_told_of_the_same_mandate_as_the_family(
    facture, famille_martin, agent, connecter, remise
):
    """The first one was named, though the family had changed bank since."""
    ancien = facture.mandat
    nouveau = mandat(famille_martin.foyer, remplace=ancien)
    if remise:
        preparer_remise(JOUR, par=agent)
    page = lisible(connecter(agent).get(reverse("factures:facture", args=[facture.numero])).text)
    assert f"Prélèvement le 28 décembre 2026, mandat {nouveau.rum}." in page
    assert ancien.rum not in page


def test_no_day_that_is_over_is_promised(facture, agent, connecter, lire_les_siennes, time_machine):
    """A debit that was refused waits for the next remise; its first day was still named."""
    time_machine.move_to("2027-01-05 10:00+01:00", tick=False)
    for lu in lire_les_siennes(facture):
        assert "Au prochain prélèvement" in lu
        assert "Le 28 décembre 2026" not in lu
    adresse = reverse("factures:facture", args=[facture.numero])
    page = lisible(connecter(agent).get(adresse).text)
    assert f"Prélèvement à la prochaine remise, mandat {facture.mandat.rum}." in page
    renvoyer_facture(facture, maintenant=timezone.now())
    texte = lisible(Courriel.objects.get(cle__startswith="facture-").texte)
    assert "prélevée sur votre compte au prochain prélèvement" in texte


def test_agents_are_told_that_nothing_will_be_debited(facture, agent, connecter):
    adresse = reverse("factures:facture", args=[facture.numero])
    revoquer_mandat(facture.mandat, par=agent)
    page = lisible(connecter(agent).get(adresse).text)
    assert f"Aucun prélèvement : le mandat {facture.mandat.rum} a pris fin" in page
    especes(facture, par=agent)
    assert facture.mandat.rum not in lisible(connecter(agent).get(adresse).text)


def test_no_list_says_that_an_invoice_will_be_debited_once_its_mandate_does_not_collect(
    facture, famille_martin, agent, connecter
):
    """ "Sera prélevée le…" stood above "Aucun prélèvement", and "À prélever" on the family's
    page."""
    adresse, famille = (
        reverse("factures:facture", args=[facture.numero]),
        reverse("famille:factures"),
    )
    camille = connecter(famille_martin.camille)
    assert "Sera prélevée le" in lisible(camille.get(famille).text)
    assert "À prélever sur votre compte" in lisible(camille.get(famille).text)
    revoquer_mandat(facture.mandat, par=agent)
    page = lisible(camille.get(famille).text)
    assert "Ne sera pas prélevée" in page
    assert "Sera prélevée le" not in page
    assert "À prélever" not in page
    assert "Sera prélevée le" not in lisible(connecter(agent).get(adresse).text)


def test_an_account_that_was_changed_still_collects(facture, famille_martin, connecter):
    suivant = mandat(famille_martin.foyer, remplace=facture.mandat)
    mandat(famille_martin.foyer, remplace=suivant)
    page = connecter(famille_martin.camille).get(reverse("famille:factures")).text
    assert "Sera prélevée le" in lisible(page)


def test_an_agent_suspends_takes_up_and_ends_a_mandate_and_the_family_is_told(
    facture, connecter, regisseur
):
    regie, rum, pk = connecter(regisseur), facture.mandat.rum, facture.mandat_id

    def faire(geste, motif="La famille l’a demandé."):
        adresse = reverse("regie:mandat_changer", args=[pk, geste])
        assert regie.get(adresse).status_code == 200
        return regie.post(adresse, {"motif": motif})

    assert faire("suspendre", motif="").status_code == 422
    faire("suspendre")
    facture.refresh_from_db()
    assert facture.mandat is None, "to be paid otherwise, at once"
    assert MandatSEPA.objects.get(pk=pk).suspendu_le
    assert faire("suspendre").status_code == 422  # twice
    faire("reprendre")
    assert MandatSEPA.objects.get(pk=pk).suspendu_le is None
    faire("arreter")
    assert MandatSEPA.objects.get(pk=pk).motif_fin == MandatSEPA.Fin.REVOQUE
    assert faire("arreter").status_code == 422
    lettres = Courriel.objects.filter(cle__startswith=f"mandat-change-{rum}")
    debut = "Votre prélèvement automatique"
    assert set(lettres.values_list("sujet", flat=True)) == {
        f"{debut} est suspendu",
        f"{debut} reprend",
        f"{debut} est arrêté",
    }
    assert regie.get(reverse("regie:mandat_changer", args=[pk, "ceder"])).status_code == 404


def test_a_mandate_is_changed_by_who_collects_only(facture, connecter, agent):
    adresse = reverse("regie:mandat_changer", args=[facture.mandat_id, "arreter"])
    assert connecter(agent).post(adresse, {"motif": "Essai."}).status_code in {302, 403}
    assert MandatSEPA.objects.get(pk=facture.mandat_id).en_vigueur


def test_no_debit_is_told_where_none_will_be_made(facture, famille_martin, agent, lire_les_siennes):
    autre = facturer(famille_martin.foyer, "9.00", mandat=facture.mandat.pk)
    especes(autre, par=agent)
    assert "Vous n’avez rien à faire" not in lire_les_siennes(autre)[0]
    revoquer_mandat(facture.mandat, par=agent)
    for lu in lire_les_siennes(facture):
        assert facture.mandat.rum not in lu


@pytest.mark.parametrize("combien", [1, 30])
def test_its_page_costs_the_same_whatever_it_bills(
    famille_martin, connecter, agent, django_assert_max_num_queries, combien
):
    facture = facture_a_prelever(famille_martin.foyer, *["4.20"] * combien)
    preparer_remise(JOUR, par=agent)
    camille = connecter(famille_martin.camille)
    adresse = reverse("famille:facture", args=[facture.numero])
    camille.get(adresse)
    with django_assert_max_num_queries(16):
        camille.get(adresse)


@pytest.mark.parametrize("ouverte", [True, False])
def test_a_suspended_mandate_names_only_a_way_that_is_open(famille_martin, ouverte):
    """The link « Le modifier » stands only where the démarche is open."""
    suspendu = mandat(famille_martin.foyer)
    suspendu.suspendu_le = JOUR
    demarches = {"prelevement-automatique": {"lien": "/d/"}} if ouverte else {}
    fiche = {"foyer": famille_martin.foyer, "mandats": [suspendu]}
    page = render_to_string(
        "famille/prelevement/composants/prelevement.html", {"fiche": fiche, "ouvertes": demarches}
    )
    assert ("par « Le modifier »" in page) is ouverte
    assert ("Écrivez-nous pour donner un autre compte" in page) is not ouverte


def lire(contenu, chemin):
    return [trouve.text for trouve in etree.fromstring(contenu).findall(f".//{chemin}", ESPACE)]


def juger(jour):
    return [une.pourquoi for une in candidates(list(a_prelever()), jour, date(2026, 11, 25))]


def test_an_invoice_with_a_mandate_is_collected_from_its_announced_day(facture, agent):
    remise = preparer_remise(JOUR, par=agent)
    paiement = remise.paiements.get()
    assert (remise.nombre, remise.montant) == (1, Decimal("20.00"))
    assert (paiement.etat, paiement.montant, paiement.parts.get().vive) == (
        Etat.OUVERT,
        Decimal("20.00"),
        True,
    )


@pytest.mark.parametrize(
    ("jour", "pourquoi"),
    [
        (date(2026, 12, 8), "publiée le 25/11/2026 : la famille doit le savoir 14 jours avant"),
        (date(2026, 12, 9), "annoncée pour le 25/12/2026"),
        (date(2026, 12, 25), ""),
        (date(2026, 12, 30), ""),
    ],
)
def test_why_an_invoice_is_left_out(facture, jour, pourquoi):
    assert juger(jour) == [pourquoi]


def test_a_day_that_has_passed_is_announced_again_fourteen_days_before(
    facture, agent, time_machine
):
    time_machine.move_to(datetime(2027, 1, 4, 9, tzinfo=PUBLIE_LE.tzinfo), tick=False)
    with pytest.raises(Refus, match="Aucun prélèvement"):
        preparer_remise(date(2027, 1, 15), par=agent)
    preparer_remise(date(2027, 1, 18), par=agent)
    courriel = Courriel.objects.get(cle__startswith="prelevement-20270118")
    assert "18 janvier" in courriel.texte
    assert "20,00" not in courriel.texte


def test_what_is_being_paid_or_has_no_mandate_is_left_out(famille_martin, voisin, facture, agent):
    facturer(voisin.foyer, "9.00")
    preparer_remise(JOUR, par=agent)
    assert juger(JOUR) == ["un paiement est déjà en route"]


def test_a_new_account_pays_what_the_former_one_was_to_pay(famille_martin, facture, agent):
    ancien = facture.mandat
    nouveau = mandat(famille_martin.foyer, remplace=ancien)
    assert preparer_remise(JOUR, par=agent).paiements.get().mandat == nouveau


def test_when_its_mandate_ends_an_invoice_is_to_pay_otherwise_and_its_family_told(
    famille_martin, facture, agent
):
    revoquer_mandat(facture.mandat, par=agent)
    assert juger(JOUR) == [f"son mandat {facture.mandat.rum} est terminé depuis le 25/11/2026"]
    assert (rendre_sans_mandat(), rendre_sans_mandat()) == (1, 0)
    assert Facture.objects.get().mandat is None
    assert "est terminé" in Courriel.objects.get(cle__startswith="mandat-fini").texte


@pytest.mark.parametrize(
    "jour", [date(2026, 11, 25), date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 2)]
)
def test_a_day_when_banks_are_shut_is_refused(facture, agent, jour):
    with pytest.raises(Refus, match="où les banques travaillent"):
        preparer_remise(jour, par=agent)


def test_without_the_account_of_the_town_nothing_is_prepared(facture, agent):
    CreancierSEPA.objects.update(iban="")
    with pytest.raises(Refus, match="IBAN de la régie"):
        preparer_remise(JOUR, par=agent)
    assert not RemiseSEPA.objects.exists()


def test_asked_again_it_is_the_same_remise(facture, agent, collegue):
    assert preparer_remise(JOUR, par=agent) == preparer_remise(JOUR, par=collegue)
    assert Paiement.objects.count() == 1


def test_the_file_says_what_banks_need(famille_martin, voisin, facture, agent):
    facture_a_prelever(voisin.foyer, "3.05")
    remise = preparer_remise(JOUR, par=agent)
    contenu = telecharger_remise(remise, par=agent)
    paiement = Paiement.objects.get(foyer=famille_martin.foyer)
    assert lire(contenu, "p:GrpHdr/p:MsgId") == [remise.numero]
    assert lire(contenu, "p:GrpHdr/p:CtrlSum") == ["23.05"]
    assert lire(contenu, "p:InstdAmt") == ["3.05", "20.00"]
    assert lire(contenu, "p:ReqdColltnDt") == ["2026-12-28"]
    assert lire(contenu, "p:SeqTp") == ["RCUR"]
    assert lire(contenu, "p:CdtrAcct/p:Id/p:IBAN") == [IBAN_DE_LA_VILLE]
    assert lire(contenu, "p:CdtrSchmeId//p:Othr/p:Id") == ["FR53ZZZ999999"]
    assert lire(contenu, "p:EndToEndId")[1] == paiement.reference
    assert lire(contenu, "p:MndtId")[1] == facture.mandat.rum
    assert lire(contenu, "p:DtOfSgntr")[1] == "2026-11-25"
    assert lire(contenu, "p:DbtrAcct/p:Id/p:IBAN")[1] == IBAN
    assert lire(contenu, "p:Dbtr/p:PstlAdr/p:StrtNm")[1] == "rue Bourdillon"
    assert lire(contenu, "p:Dbtr/p:PstlAdr/p:BldgNb")[1] == "12"
    assert lire(contenu, "p:Dbtr/p:PstlAdr/p:TwnNm")[1] == "Chateauroux"
    assert lire(contenu, "p:Dbtr/p:PstlAdr/p:Ctry")[1] == "FR"


def test_the_file_is_the_same_each_time_and_each_household_is_told(facture, agent):
    remise = preparer_remise(JOUR, par=agent)
    premier = telecharger_remise(remise, par=agent)
    assert telecharger_remise(remise, par=agent) == premier
    assert (
        Consultation.objects.filter(foyer=facture.foyer, quoi__contains=remise.numero).count() == 2
    )


def test_what_the_schema_refuses_is_not_prepared(facture, agent):
    MandatSEPA.objects.update(bic="??")
    with pytest.raises(Refus, match="format des banques"):
        preparer_remise(JOUR, par=agent)
    assert not Paiement.objects.exists()


def test_the_account_is_in_the_file_and_nowhere_else(facture, transmise, agent, caplog):
    """In no row, log or mail, from the remise to the debit sent back; the file itself is kept
    nowhere."""
    caplog.set_level(logging.DEBUG)
    assert not nulle_part(telecharger_remise(transmise, par=agent).decode())
    encaisser_les_remises(JOUR)
    rejeter_prelevement(Paiement.objects.get(), code="AM04", par=agent)
    courriels = "".join(f"{un.sujet}{un.texte}{un.html}" for un in Courriel.objects.all())
    assert "recu-R-" in " ".join(Courriel.objects.values_list("cle", flat=True))
    assert nulle_part(toute_la_base() + caplog.text + courriels)


def test_a_remise_is_transmitted_once_its_file_has_been_downloaded(facture, agent):
    remise = preparer_remise(JOUR, par=agent)
    with pytest.raises(Refus, match="Téléchargez d’abord"):
        transmettre_remise(remise, par=agent)


def test_a_remise_is_transmitted_until_its_very_day(facture, agent, time_machine):
    remise = preparer_remise(JOUR, par=agent)
    telecharger_remise(remise, par=agent)
    time_machine.move_to(
        datetime(JOUR.year, JOUR.month, JOUR.day, 10, tzinfo=PUBLIE_LE.tzinfo), tick=False
    )
    transmettre_remise(remise, par=agent)
    remise.refresh_from_db()
    assert remise.transmise_par == agent


def test_a_debit_is_taken_out_before_the_bank_has_the_file(famille_martin, voisin, facture, agent):
    """The other one stays, the file is to be downloaded anew, the invoice waits for another
    remise."""
    garde = facture_a_prelever(voisin.foyer, "3.05")
    remise = preparer_remise(JOUR, par=agent)
    telecharger_remise(remise, par=agent)
    retire = remise.paiements.get(foyer=famille_martin.foyer)
    with pytest.raises(Refus, match="Dites pourquoi"):
        retirer_de_la_remise(retire, motif=" ", par=agent)
    retirer_de_la_remise(retire, motif="Payée au guichet demain", par=agent)
    remise.refresh_from_db()
    assert (remise.nombre, remise.montant, remise.telechargee_le) == (1, Decimal("3.05"), None)
    passage = Paiement.objects.get(pk=retire.pk).passages.last()
    assert (passage.vers, passage.motif, passage.par) == (
        Etat.ANNULE,
        "Payée au guichet demain",
        agent,
    )
    assert lire(telecharger_remise(remise, par=agent), "p:InstdAmt") == ["3.05"]
    with pytest.raises(Refus, match="le seul prélèvement"):
        retirer_de_la_remise(remise.paiements.get(foyer=voisin.foyer), motif="Non", par=agent)
    transmettre_remise(remise, par=agent)
    with pytest.raises(Refus, match="vient de changer"):
        retirer_de_la_remise(retire, motif="Trop tard", par=agent)
    assert preparer_remise(JOUR, par=agent).paiements.get().parts.get().facture == facture
    encaisser_les_remises(JOUR)
    garde.refresh_from_db()
    assert garde.soldee


def test_a_remise_given_up_gives_its_invoices_back(facture, agent):
    remise = preparer_remise(JOUR, par=agent)
    abandonner_remise(remise, motif="Mauvaise date", par=agent)
    assert Paiement.objects.get().etat == Etat.ANNULE
    assert preparer_remise(JOUR, par=agent).paiements.get().etat == Etat.OUVERT
    with pytest.raises(Refus, match="abandonnée"):
        telecharger_remise(remise, par=agent)


def test_on_its_day_a_debit_counts_as_paid_with_a_receipt(transmise, time_machine):
    assert encaisser_les_remises(JOUR - timedelta(days=1)) == 0
    time_machine.move_to(datetime(2026, 12, 28, 6, tzinfo=PUBLIE_LE.tzinfo), tick=False)
    assert (encaisser_les_remises(JOUR), encaisser_les_remises(JOUR)) == (1, 0)
    assert RemiseSEPA.objects.get().etat == EtatRemise.ENCAISSEE
    assert Facture.objects.get().soldee
    assert Courriel.objects.filter(cle__startswith="recu-R-2026").exists()


@pytest.mark.parametrize("encaissee", [False, True])
def test_a_debit_sent_back_is_owed_and_can_be_paid_online(facture, transmise, agent, encaissee):
    if encaissee:
        encaisser_les_remises(JOUR)
    paiement = Paiement.objects.get()
    rejeter_prelevement(paiement, code="AM04", par=agent)
    rendue = Facture.objects.get()
    assert (rendue.solde, rendue.mandat, rendue.parts.get().vive) == (Decimal("20.00"), None, False)
    assert Paiement.objects.get().passages.last().motif == "AM04 : Provision insuffisante"
    courriel = Courriel.objects.get(cle__startswith="rejet-")
    assert courriel.sujet.endswith("est à payer")
    assert courriel.sujet.startswith("Votre facture d")
    assert not [mot for mot in ("20,00", "rovision", "AM04") if mot in courriel.texte]
    with pytest.raises(Refus, match="déjà noté"):
        rejeter_prelevement(paiement, code="AM04", par=agent)


def test_a_family_whose_debit_was_refused_is_not_called_late(
    facture, transmise, agent, connecter, famille_martin, time_machine
):
    paiement = Paiement.objects.get()
    rejeter_prelevement(paiement, code="AM04", par=agent)
    time_machine.move_to(PUBLIE_LE + timedelta(days=60), tick=False)
    navigateur = connecter(famille_martin.camille)
    page = lisible(navigateur.get(reverse("famille:factures")).text)
    assert "Prélèvement refusé : à payer" in page
    assert "En retard depuis" not in page
    accueil = lisible(navigateur.get(reverse("famille:tableau_de_bord")).text)
    assert f"Le prélèvement de la facture {facture.numero} a été refusé : elle reste" in accueil


def test_a_debit_that_the_bank_does_not_have_is_not_sent_back(facture, agent):
    preparer_remise(JOUR, par=agent)
    with pytest.raises(Refus, match="pas chez la banque"):
        rejeter_prelevement(Paiement.objects.get(), code="AM04", par=agent)


def test_days_when_banks_work():
    fermes = [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2027, 3, 29),
        date(2026, 5, 1),
    ]
    assert not [jour for jour in fermes if jour_ouvre(jour)]
    assert jour_ouvre(date(2026, 7, 14))
    assert prochain_jour_ouvre(date(2026, 12, 25)) == date(2026, 12, 28)


def test_names_are_written_in_what_banks_read():
    assert latin("D’Œuvrard–Lefèvre & Fils 🎈 日本", 70) == "D'OEuvrard-Lefevre Fils"
    assert len(latin("é" * 90, 70)) == 70


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_agents_at_once_make_one_remise(famille_martin, facture):
    depart, remises = Barrier(2), []

    def preparer():
        depart.wait()
        try:
            remises.append(preparer_remise(JOUR, par=famille_martin.camille).pk)
        finally:
            connection.close()

    mains = [Thread(target=preparer) for _ in range(2)]
    for main in mains:
        main.start()
    for main in mains:
        main.join()
    assert len(set(remises)) == 1
    assert Paiement.objects.count() == 1
