"""The screens of titres: who may, what each state says, nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.argent.regie.recouvrement.tresor import annuler_la_transmission
from famille.argent.regie.tresorerie.bordereaux import abandonner_le_bordereau
from famille.argent.regie.tresorerie.reponses import deposer_une_reponse
from famille.models import BordereauTresor, LigneReponse

from .scene import PLUS_TARD, acquit, choix, dette, envoyer, preparer, tresorerie

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_janvier(time_machine):
    time_machine.move_to(PLUS_TARD, tick=False)


@pytest.fixture
def regie(regisseur, connecter):
    return connecter(regisseur)


def test_an_empty_town_is_told_what_lacks(regie):
    page = regie.get(reverse("regie:titres")).text
    assert "état nominatif" in page
    assert "Aucun bordereau n’est encore fait" in page
    assert "Préparer les titres" not in regie.get(reverse("regie:tresor")).text
    tresorerie(codique="")
    assert "il manque le codique de la trésorerie" in regie.get(reverse("regie:titres")).text
    assert "Aucun titre n’est à annuler" in regie.get(reverse("regie:annulations")).text
    assert "Rien n’attend" in regie.get(reverse("regie:reponses_a_voir")).text


def test_from_the_list_to_the_file(regie, famille_martin, voisin):
    tresorerie()
    facture, petite = dette(famille_martin.foyer, "42.50"), dette(voisin.foyer, "3.00")
    assert "Préparer les titres" in regie.get(reverse("regie:tresor")).text
    envoi = {"facture": [facture.pk, petite.pk]}
    apercu = regie.post(reverse("regie:titres_preparer"), envoi).text
    assert "1 titre possible" in apercu
    assert "font moins de 15,00" in apercu
    refus = regie.post(reverse("regie:titres_preparer"), envoi | {"preparer": "1"})
    assert "choisissez au moins un débiteur" in refus.text
    [(foyer, choisi)] = choix(famille_martin.foyer).items()
    reponse = regie.post(
        reverse("regie:titres_preparer"),
        envoi | {"preparer": "1", f"debiteur_{foyer}": choisi},
        follow=True,
    )
    bordereau = BordereauTresor.objects.get()
    assert "Mme Camille Martin" in reponse.text
    assert "La trésorerie l’a reçu" not in reponse.text
    fichier = regie.post(reverse("regie:titre_fichier", args=[bordereau.pk]))
    assert bordereau.fichier in fichier["Content-Disposition"]
    assert (
        "La trésorerie l’a reçu"
        in regie.get(reverse("regie:titre_bordereau", args=[bordereau.pk])).text
    )
    regie.post(reverse("regie:titre_envoye", args=[bordereau.pk]))
    vide = regie.post(reverse("regie:titre_reponse", args=[bordereau.pk]), {"motif": ""})
    assert vide.status_code == 422
    regie.post(reverse("regie:titre_reponse", args=[bordereau.pk]), {"acceptee": "1"})
    bordereau.refresh_from_db()
    assert bordereau.etat == "accepte"


def test_a_bordereau_without_its_answer_is_said_before_debtors_are_chosen(
    regie, regisseur, famille_martin, voisin
):
    """It was refused once each debtor had been chosen, one by one."""
    tresorerie()
    envoyer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    envoi = {"facture": [dette(voisin.foyer, "20.00").pk]}
    reponse = regie.post(reverse("regie:titres_preparer"), envoi, follow=True)
    assert reponse.redirect_chain[-1][0] == reverse("regie:titres")
    assert "pas encore sa réponse" in reponse.text
    assert "debiteur_" not in reponse.text


def test_what_would_be_in_no_titre_is_said_where_debts_are_counted(regie, famille_martin, voisin):
    dette(famille_martin.foyer, "42.50")
    petite = dette(voisin.foyer, "3.00")
    accueil, liste = reverse("wagtailadmin_home"), reverse("regie:tresor")
    dites = "2</strong> factures à transmettre au Trésor public"
    assert f"{dites}</a>" in " ".join(regie.get(accueil).text.split())
    assert "aucun titre aujourd’hui" not in regie.get(liste).text
    tresorerie()
    petites = "les petites factures du foyer prêtes à transmettre font moins de 15,00\xa0€"
    une = "1 facture à transmettre au Trésor public n’entre dans aucun titre aujourd’hui"
    page = regie.get(accueil).text
    # the sentence is not in the tile, which it made a column of
    assert f"{dites}</a>" in " ".join(page.split())
    assert f"{une} : {petites}." in page
    page = regie.get(liste).text
    assert f"1 facture : {petites} : elle attend qu’elles atteignent" in page
    [marquee] = [rang for rang in page.split("<tr") if ">Attend<" in rang]
    assert petite.numero in marquee
    dette(voisin.foyer, "12.00")
    assert "aucun titre aujourd’hui" not in regie.get(accueil).text
    assert "aucun titre aujourd’hui" not in regie.get(liste).text


def test_what_waits_costs_the_same_however_many_debts(regie, voisin):
    tresorerie()
    dette(voisin.foyer, "1.00")
    regie.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as une:
        regie.get(reverse("wagtailadmin_home"))
    for _rang in range(9):
        dette(voisin.foyer, "1.00")
    with CaptureQueriesContext(connection) as dix:
        page = regie.get(reverse("wagtailadmin_home")).text
    assert "10 factures à transmettre au Trésor public n’entrent dans" in page
    assert len(dix) == len(une)


def test_nothing_ticked_leads_back_with_a_sentence(regie):
    tresorerie()
    reponse = regie.post(reverse("regie:titres_preparer"), {"facture": "x"}, follow=True)
    assert "Cochez au moins une facture" in reponse.text


def test_a_bordereau_is_given_up_with_its_reason(regie, famille_martin, regisseur):
    tresorerie()
    bordereau = preparer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    adresse = reverse("regie:titre_abandonner", args=[bordereau.pk])
    assert regie.post(adresse, {"motif": ""}).status_code == 422
    regie.post(adresse, {"motif": "Un oubli"})
    page = regie.get(reverse("regie:titre_bordereau", args=[bordereau.pk])).text
    assert "Abandonné" in page
    assert "Un oubli" in page
    assert "Télécharger le fichier" not in page


def test_an_answer_is_brought_and_what_waits_is_seen_to(regie, famille_martin, regisseur):
    tresorerie()
    bordereau = envoyer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    adresse = reverse("regie:reponses_deposer")
    faux = SimpleUploadedFile("x.xml", b"<Document/>")
    assert "n’est pas une réponse" in regie.post(adresse, {"fichier": faux}).text
    contenu = acquit(bordereau, pieces=[(99, "Rejet")])
    for dit in ("1 ligne à voir", "déjà lu"):
        fichier = SimpleUploadedFile("ACQUIT.xml", contenu)
        assert dit in regie.post(adresse, {"fichier": fichier}, follow=True).text
    ligne = LigneReponse.objects.get(suite="a-voir")
    suite = regie.post(reverse("regie:reponse_vue", args=[ligne.pk]), follow=True)
    assert "Rien n’attend" in suite.text


def test_what_is_to_take_off_is_prepared_or_noted(regie, famille_martin, voisin, regisseur):
    tresorerie()
    factures = [dette(famille_martin.foyer, "42.50"), dette(voisin.foyer, "20.00")]
    bordereau = envoyer(*factures, par=regisseur)
    deposer_une_reponse(acquit(bordereau), "A.xml", par=regisseur)
    annuler_la_transmission(factures[0], motif="Accord", par=regisseur)
    assert "1 créance à annuler" in regie.get(reverse("regie:titres")).text
    assert "Préparer les annulations" in regie.get(reverse("regie:annulations")).text
    suite = regie.post(reverse("regie:annulations_preparer"), follow=True).text
    assert "annule le n°" in suite
    annuler_la_transmission(factures[1], motif="Accord", par=regisseur)
    BordereauTresor.objects.filter(pk=bordereau.pk).update(exercice=2026)
    creance = factures[1].creances.get()
    adresse = reverse("regie:annulation_notee", args=[creance.pk])
    assert regie.post(adresse, {"reference": ""}).status_code == 422
    notee = regie.post(adresse, {"reference": "M-12"}, follow=True)
    assert "20,00\u00a0€ annulés" in notee.text


def test_the_preview_and_the_bordereau_ask_as_much_of_30_as_of_one(
    regie, famille_martin, regisseur
):
    tresorerie()
    factures = [dette(famille_martin.foyer, "20.00") for _une in range(31)]

    def questions(faire):
        with CaptureQueriesContext(connection) as posees:
            faire()
        return len(posees)

    def apercu(lot):
        page = regie.post(reverse("regie:titres_preparer"), {"facture": [une.pk for une in lot]})
        assert f"{len(lot)} titre" in page.text

    def du_bordereau(bordereau):
        page = regie.get(reverse("regie:titre_bordereau", args=[bordereau.pk])).text
        assert page.count(">N° ") == bordereau.nombre

    apercu(factures[:1])  # what a process reads once
    assert questions(lambda: apercu(factures[:1])) == questions(lambda: apercu(factures))
    un = preparer(factures[0], par=regisseur)
    assert (du_bordereau(un), un.nombre) == (None, 1)
    seul = questions(lambda: du_bordereau(un))
    abandonner_le_bordereau(un, motif="Un essai", par=regisseur)
    trente = preparer(*factures, par=regisseur)
    assert (trente.nombre, questions(lambda: du_bordereau(trente))) == (31, seul)


@pytest.mark.parametrize("nom", ["titres", "reponses_deposer", "annulations", "reponses_a_voir"])
def test_an_agent_of_families_does_not_enter(nom, agent, connecter):
    assert connecter(agent).get(reverse(f"regie:{nom}")).status_code in (302, 403)
