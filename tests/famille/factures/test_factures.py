"""Invoices: numbered without a gap, never changed, never billed twice; read and asked about by
their family alone."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from famille.actions import (
    corriger_facture,
    ecrire_brouillons,
    publier_factures,
    supprimer_brouillons,
)
from famille.argent.factures.actions import Brouillon
from famille.argent.factures.ecriture import COMMUNS
from famille.models import Facture, Fil, Foyer, LigneFacture, Responsable
from famille.socle.erreurs import Refus
from reservations.models import Reservation
from tests.famille.facturation import NOVEMBRE, PUBLICATION, facturer, ligne
from tests.famille.regie.scene import especes, mandat
from tests.outils.lisible import lisible
from tests.reservations import outils

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_jour(time_machine, settings):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}


def brouillon(foyer, cle="campagne-1", **autres):
    return Brouillon(
        cle=cle, foyer=foyer.pk, objet="Novembre", mois=NOVEMBRE, **{"lignes": [ligne()]} | autres
    )


def test_a_line_written_among_many_is_read_back_as_it_was_given(famille_martin):
    """On PostgreSQL they go by COPY: what it must not change is a tab, a backslash, an accent."""
    calcul = {"phrases": ["Tarif B.\t\\N « été »"], "rang_enfant": 2}
    donnees = {
        "enfant": famille_martin.lea,
        "libelle": "La\tValla\\, « été »\r\nmatin",
        "nature": LigneFacture.Nature.REPAS,
        "quantite": Decimal("2.50"),
        "dont_absence": Decimal("1.10"),
        "dont_repas": Decimal("0.20"),
        "calcul": calcul,
        "source": "bloc:1",
    }
    lignes = [ligne("10.50", **donnees), ligne("0.00", calcul=calcul), ligne("3.00")]
    ecrire_brouillons([brouillon(famille_martin.foyer, lignes=lignes)])
    ecrites = LigneFacture.objects.order_by("pk")
    assert [ecrite.enfant_id for ecrite in ecrites] == [famille_martin.lea.pk, None, None]
    for ecrite, voulue in zip(ecrites, lignes, strict=True):
        for nom in (*COMMUNS, "source"):
            assert getattr(ecrite, nom) == getattr(voulue, nom), nom
        assert (ecrite.corrigee, ecrite.corrige) == (False, None)


def test_a_draft_written_again_takes_the_place_of_the_first(famille_martin):
    ecrire_brouillons([brouillon(famille_martin.foyer)])
    ecrire_brouillons([brouillon(famille_martin.foyer, lignes=[ligne("3.00"), ligne("2.50")])])
    assert Facture.objects.get().total == Decimal("5.50")
    assert LigneFacture.objects.count() == 2


def test_a_published_one_is_not_written_again(famille_martin):
    ecrire_brouillons([brouillon(famille_martin.foyer)])
    publier_factures([Facture.objects.get().pk], par=None, jour=PUBLICATION)
    assert ecrire_brouillons([brouillon(famille_martin.foyer, lignes=[ligne("9.99")])]) == 0
    assert Facture.objects.get().total == Decimal("4.20")


def test_publication_numbers_dates_and_addresses(famille_martin, agent):
    publiee = facturer(famille_martin.foyer, par=agent)
    assert (publiee.numero, publiee.emise_le, publiee.echeance) == (
        "F-2026-000001",
        date(2026, 11, 25),
        date(2026, 12, 25),
    )
    assert publiee.destinataire == ["Camille Martin", "12 rue Bourdillon", "36000 Châteauroux"]
    assert publiee.publiee_par == agent


def test_an_adult_who_has_left_is_not_written_to(famille_martin):
    Responsable.objects.create(
        foyer=famille_martin.foyer, prenom="Paul", nom="Parti", fin=date(2026, 1, 1)
    )
    assert facturer(famille_martin.foyer).destinataire[0] == "Camille Martin"


def test_numbers_follow_each_other_when_a_publication_fails(famille_martin):
    facturer(famille_martin.foyer)
    ecrire_brouillons([brouillon(famille_martin.foyer)])
    with transaction.atomic():
        publier_factures([Facture.objects.brouillons().get().pk], par=None, jour=PUBLICATION)
        transaction.set_rollback(True)
    assert facturer(famille_martin.foyer).numero == "F-2026-000002"


def test_publishing_twice_publishes_once(famille_martin):
    publiee = facturer(famille_martin.foyer)
    assert publier_factures([publiee.pk], par=None, jour=date(2026, 12, 1)) == []
    publiee.refresh_from_db()
    assert publiee.emise_le == PUBLICATION


def test_the_same_thing_is_never_billed_twice(famille_martin):
    facturer(famille_martin.foyer, lignes=[ligne(source="reservation:1")])
    with pytest.raises(IntegrityError), transaction.atomic():
        facturer(famille_martin.foyer, lignes=[ligne(source="reservation:1")])


def test_a_credit_note_takes_a_line_off_and_lets_it_be_billed_again(famille_martin, agent):
    publiee = facturer(famille_martin.foyer, lignes=[ligne(source="reservation:1"), ligne("6.00")])
    corrigee = publiee.lignes.get(source="reservation:1")
    avoir = corriger_facture(
        publiee, [corrigee], motif="Absence justifiée.", par=agent, jour=PUBLICATION
    )
    publiee.refresh_from_db()
    assert (avoir.numero, avoir.total, publiee.solde) == (
        "A-2026-000001",
        Decimal("-4.20"),
        Decimal("6.00"),
    )
    assert [une.corrige for une in avoir.lignes.all()] == [corrigee]
    assert facturer(
        famille_martin.foyer, lignes=[ligne("2.00", source="reservation:1")]
    ).total == Decimal("2.00")


def test_one_that_a_credit_note_has_undone_is_not_called_paid(connecter, famille_martin, agent):
    publiee = facturer(famille_martin.foyer)
    corriger_facture(
        publiee, list(publiee.lignes.all()), motif="Erreur.", par=agent, jour=PUBLICATION
    )
    page = connecter(famille_martin.camille).get(reverse("famille:factures")).content.decode()
    assert "Annulée par un avoir" in page
    assert "Payée" not in page


def test_a_line_is_corrected_once(famille_martin, agent):
    publiee = facturer(famille_martin.foyer)
    lignes = list(publiee.lignes.all())
    corriger_facture(publiee, lignes, motif="Erreur.", par=agent, jour=PUBLICATION)
    with pytest.raises(Refus, match="vient d’être corrigée"):
        corriger_facture(publiee, lignes, motif="Erreur.", par=agent, jour=PUBLICATION)
    assert Facture.objects.count() == 2


@pytest.mark.parametrize("motif", ["", "  "])
def test_a_correction_says_why(famille_martin, agent, motif):
    publiee = facturer(famille_martin.foyer)
    with pytest.raises(Refus, match="Dites pourquoi"):
        corriger_facture(
            publiee, list(publiee.lignes.all()), motif=motif, par=agent, jour=PUBLICATION
        )


def test_drafts_of_a_run_are_taken_back_and_nothing_else(famille_martin):
    publiee = facturer(famille_martin.foyer)
    ecrire_brouillons([brouillon(famille_martin.foyer, cle=f"campagne-9:{n}") for n in range(3)])
    assert supprimer_brouillons("campagne-9:") == 3
    assert list(Facture.objects.all()) == [publiee]


@given(st.lists(st.decimals(min_value=0, max_value=999, places=2), min_size=1, max_size=30))
def test_lines_add_up_to_the_total_to_the_cent(montants):
    lignes = [ligne(str(montant)) for montant in montants]
    un = Brouillon(cle="x", foyer=1, objet="", mois=NOVEMBRE, lignes=lignes)
    assert un.total * 100 == sum(int(montant * 100) for montant in montants)


# The family's pages


def test_the_list_says_what_is_owed(client, connecter, famille_martin):
    facturer(famille_martin.foyer, "4.20", "6.00")
    page = connecter(famille_martin.camille).get(reverse("famille:factures")).content.decode()
    assert "10,20" in page
    assert "À payer avant le 25 décembre 2026" in page


def test_the_latest_comes_first(connecter, famille_martin):
    numeros = [
        facturer(famille_martin.foyer, jour=date(2026, mois, 25)).numero for mois in (9, 11, 10)
    ]
    lues = connecter(famille_martin.camille).get(reverse("famille:factures")).context["factures"]
    assert [dite.facture.numero for dite in lues] == [numeros[1], numeros[2], numeros[0]]


def test_invoices_stand_under_their_year(connecter, famille_martin):
    for annee in (2025, 2026):
        facturer(famille_martin.foyer, jour=date(annee, 11, 25))
    page = connecter(famille_martin.camille).get(reverse("famille:factures")).text
    titres = re.findall(r'<h3 class="pf-tranche">(\d+)</h3>', page)
    assert titres == ["2026", "2025"]


def test_the_dashboard_sees_an_old_debt_behind_newer_invoices(
    connecter, famille_martin, agent, monkeypatch
):
    monkeypatch.setattr("famille.argent.factures.panneau.LUES", 2)
    ancienne = facturer(famille_martin.foyer, "9.90", jour=date(2026, 8, 25))
    for _ in range(3):
        especes(facturer(famille_martin.foyer), par=agent)
    page = (
        connecter(famille_martin.camille).get(reverse("famille:tableau_de_bord")).content.decode()
    )
    assert f"La facture {ancienne.numero} est en retard de paiement." in page


def test_without_invoices_it_says_when_they_come(connecter, famille_martin):
    page = connecter(famille_martin.camille).get(reverse("famille:factures")).content.decode()
    assert "Vos factures arriveront ici chaque mois" in page


def test_an_invoice_explains_each_line(connecter, famille_martin):
    publiee = facturer(famille_martin.foyer, enfant=famille_martin.lea)
    page = lisible(
        connecter(famille_martin.camille)
        .get(reverse("famille:facture", args=[publiee.numero]))
        .text
    )
    assert "Tarif B." in page
    assert "Mercredi 4 novembre" in page
    assert "Total pour Léa Martin" in page


@pytest.mark.parametrize("vue", ["facture", "question_facture"])
def test_a_neighbour_finds_nothing(connecter, famille_martin, voisin, vue):
    publiee = facturer(famille_martin.foyer)
    assert (
        connecter(voisin.nadia).get(reverse(f"famille:{vue}", args=[publiee.numero])).status_code
        == 404
    )


def test_a_draft_is_nobody_s_yet(connecter, famille_martin):
    ecrire_brouillons([brouillon(famille_martin.foyer)])
    page = connecter(famille_martin.camille).get(reverse("famille:factures")).content.decode()
    assert "Novembre" not in page


def test_a_question_about_a_line_opens_a_conversation_filled_in(connecter, famille_martin):
    publiee = facturer(famille_martin.foyer, enfant=famille_martin.lea)
    adresse = f"{reverse('famille:question_facture', args=[publiee.numero])}?ligne={publiee.lignes.get().pk}"  # noqa: E501
    client = connecter(famille_martin.camille)
    debut = client.get(adresse).context["form"].initial["texte"]
    assert debut.startswith(
        "Ma question porte sur cette ligne : mercredi 4 novembre, Léa Martin, La Valla, matin"
    )
    client.post(adresse, {"texte": f"{debut}Léa était absente."})
    fil = Fil.objects.get()
    assert (fil.origine, fil.enfant, fil.foyer) == (
        publiee.numero,
        famille_martin.lea,
        famille_martin.foyer,
    )
    assert fil.messages.get().texte.endswith("Léa était absente.")


def test_an_empty_question_is_asked_again(connecter, famille_martin):
    publiee = facturer(famille_martin.foyer)
    reponse = connecter(famille_martin.camille).post(
        reverse("famille:question_facture", args=[publiee.numero]), {"texte": " "}
    )
    assert "Remplissez ce champ" in reponse.content.decode()
    assert not Fil.objects.exists()


def test_another_invoice_s_line_is_not_quoted(connecter, famille_martin, voisin):
    sienne = facturer(voisin.foyer, lignes=[ligne("77.00")])
    mienne = facturer(famille_martin.foyer)
    adresse = f"{reverse('famille:question_facture', args=[mienne.numero])}?ligne={sienne.lignes.get().pk}"  # noqa: E501
    assert "77,00" not in connecter(famille_martin.camille).get(adresse).content.decode()


@pytest.mark.parametrize("combien", [1, 30])
def test_pages_cost_the_same_whatever_they_show(
    connecter, famille_martin, django_assert_max_num_queries, combien
):
    for _ in range(combien):
        publiee = facturer(famille_martin.foyer, *["4.20"] * combien)
    client = connecter(famille_martin.camille)
    client.get(reverse("famille:factures"))
    with django_assert_max_num_queries(13):
        client.get(reverse("famille:factures"))
    with django_assert_max_num_queries(15):  # nothing is asked of what an agent's account might do
        client.get(reverse("famille:facture", args=[publiee.numero]))


def test_a_draft_is_made_again_and_not_corrected_by_a_credit_note(famille_martin, agent):
    ecrire_brouillons([brouillon(famille_martin.foyer)])
    projet = Facture.objects.get()
    with pytest.raises(Refus, match="un brouillon se refait"):
        corriger_facture(
            projet, list(projet.lignes.all()), motif="Non", par=agent, jour=PUBLICATION
        )
    assert not Facture.objects.filter(genre="avoir").exists()


def du_tableau(connecter, compte):
    """(label, address) of the dashboard's button, as read by a family that has begun."""
    foyer = Foyer.objects.de(compte).first()
    creneau = outils.creer_creneau(outils.creer_activite(), date(2026, 11, 18))
    Reservation.objects.create(foyer=foyer, enfant=foyer.enfants.first(), creneau=creneau)
    lue = lisible(connecter(compte).get(reverse("famille:tableau_de_bord")).text)
    gestes = lue.partition('class="pf-gestes"')[2].partition("</ul>")[0]
    for lien, libelle in re.findall(r'href="(/mes-factures/[^"]*)">.*?</svg> (.*?)</a>', gestes):
        return " ".join(re.sub(r"<[^>]+>", "", libelle).split()), unescape(lien)
    raise AssertionError(gestes)


def test_the_dashboard_pays_what_is_owed_and_no_more(connecter, famille_martin, voisin, agent):
    payee = facturer(famille_martin.foyer, "12.00")
    especes(payee, par=agent)
    facturer(voisin.foyer, "99.00")
    dues = [facturer(famille_martin.foyer, montant) for montant in ("166.40", "21.00")]
    libelle, lien = du_tableau(connecter, famille_martin.camille)
    assert libelle == "Payer 187,40 €"
    assert parse_qs(urlsplit(lien).query)["facture"] == [facture.numero for facture in dues]


def test_the_dashboard_says_calmly_that_nothing_is_owed(connecter, famille_martin, agent):
    especes(facturer(famille_martin.foyer), par=agent)
    assert du_tableau(connecter, famille_martin.camille) == (
        "Factures rien à payer",
        "/mes-factures/",
    )


def test_the_dashboard_asks_nothing_of_what_is_debited(connecter, famille_martin):
    facturer(famille_martin.foyer, "21.00", mandat=mandat(famille_martin.foyer).pk)
    assert du_tableau(connecter, famille_martin.camille) == (
        "Factures 21,00 € en cours",
        "/mes-factures/",
    )


def test_beyond_what_is_read_the_dashboard_tells_no_sum(connecter, famille_martin, monkeypatch):
    monkeypatch.setattr("famille.argent.factures.panneau.LUES", 1)
    for _ in range(2):
        facturer(famille_martin.foyer)
    assert du_tableau(connecter, famille_martin.camille) == ("Payer mes factures", "/mes-factures/")


def test_two_households_pay_apart(connecter, famille_martin, voisin):
    Responsable.objects.create(
        foyer=voisin.foyer, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    facturer(famille_martin.foyer, "10.00")
    facturer(voisin.foyer, "5.00")
    assert du_tableau(connecter, famille_martin.camille) == ("Payer 15,00 €", "/mes-factures/")
