"""A draft is given a line, a discount or a refund with its reason, put aside and taken back; a
month that is not over is not published unawares."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from lxml import html

from famille.argent.factures.actions import corriger_facture
from famille.argent.factures.attestation_fiscale import garde_payee, total
from famille.argent.factures.retouches import (
    ajouter_ligne_libre,
    ecarter_brouillon,
    lignes_sans_brouillon,
    retirer_ligne_libre,
)
from famille.models import BrouillonEcarte, Facture, LigneARevoir, LigneFacture, LigneLibre
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from reservations.facturation.actions import (
    abandonner_campagne,
    publier_campagne,
    recalculer_campagne,
    remettre_dans_la_campagne,
)
from reservations.facturation.comparaison import comparer
from reservations.facturation.regularisation import preparer_regularisation, regulariser
from reservations.models import Reservation
from tests.famille.regie.scene import especes

from .scene import NOVEMBRE, Etat, calculer, executer, laisser_partir, publier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_decembre")]
JOUR = NOVEMBRE.fin


@pytest.fixture
def campagne(agent, novembre):
    return calculer(agent)


@pytest.fixture
def brouillon(campagne, famille_martin):
    """18.00 € for the Martins."""
    return Facture.objects.get(foyer=famille_martin.foyer)


def retoucher(brouillon, agent, montant="3.00", genre="remise", **autres):
    champs = {"libelle": "Sortie annulée", "motif": "La sortie du 4 n’a pas eu lieu"} | autres
    return ajouter_ligne_libre(
        brouillon,
        genre=genre,
        montant=Decimal(montant),
        service="accueils-de-loisirs",
        par=agent,
        **champs,
    )


def relu(brouillon):
    return Facture.objects.get(foyer=brouillon.foyer)


def test_a_discount_and_a_supplement_change_the_total_with_their_reason(
    brouillon, campagne, agent, connecter, famille_martin
):
    retoucher(brouillon, agent)
    retoucher(brouillon, agent, "1.50", "supplement", libelle="Goûter", motif="Goûter du 18")
    assert relu(brouillon).total == Decimal("16.50")
    publier(campagne, agent)
    facture = relu(brouillon)
    assert facture.total == sum(ligne.montant for ligne in facture.lignes.all()) == Decimal("16.50")
    assert not LigneLibre.objects.exists()
    page = connecter(famille_martin.camille).get(reverse("famille:facture", args=[facture.numero]))
    assert "Remise : Sortie annulée" in page.text
    assert "La sortie du 4 n’a pas eu lieu" in page.text


def test_what_was_added_stays_when_drafts_are_computed_again(brouillon, campagne, agent):
    retoucher(brouillon, agent)
    recalculer_campagne(campagne, par=agent)
    campagne = executer(campagne)
    assert relu(brouillon).total == Decimal("15.00")
    assert Decimal(campagne.bilan["total"]) == sum(une.total for une in Facture.objects.all())
    assert publier(campagne, agent).etat == Etat.PUBLIEE
    assert relu(brouillon).total == Decimal("15.00")


def test_a_discount_stops_at_zero_when_the_draft_asks_less(brouillon, campagne, agent):
    retoucher(brouillon, agent, "10.00")
    Reservation.objects.filter(foyer=brouillon.foyer).delete()  # 6.80 of meals are left
    recalculer_campagne(campagne, par=agent)
    executer(campagne)
    assert relu(brouillon).total == 0


def test_a_draft_does_not_go_below_zero_and_a_reason_is_asked(brouillon, agent, campagne):
    with pytest.raises(Refus, match="sous zéro"):
        retoucher(brouillon, agent, "18.01")
    with pytest.raises(Refus, match="pourquoi"):
        retoucher(brouillon, agent, motif="  ")
    publier(campagne, agent)
    with pytest.raises(Refus, match="vient d’être publiée"):
        retoucher(brouillon, agent)


def test_a_line_is_taken_off_its_draft_or_when_its_draft_is_no_more(brouillon, campagne, agent):
    libre = retoucher(brouillon, agent)
    retirer_ligne_libre(libre)
    assert relu(brouillon).total == Decimal("18.00")
    assert not brouillon.lignes.filter(source="").exists()
    libre = retoucher(brouillon, agent)
    abandonnee = Facture.objects.filter(foyer=brouillon.foyer)
    LigneFacture.objects.filter(facture__in=abandonnee).delete()
    abandonnee.delete()
    assert list(lignes_sans_brouillon(campagne.prefixe)) == [libre]
    retirer_ligne_libre(libre)
    abandonner_campagne(campagne)
    assert not LigneLibre.objects.exists()


def test_a_draft_put_aside_is_not_published_with_the_others_and_comes_back(
    brouillon, campagne, agent, voisin
):
    ecarter_brouillon(brouillon, motif="La famille conteste le 4", par=agent)
    campagne = publier(campagne, agent)
    assert campagne.etat == Etat.PUBLIEE
    assert list(Facture.objects.publiees()) == [Facture.objects.get(foyer=voisin.foyer)]
    suivante = calculer(agent)  # what it holds is billed by no other run
    assert not Facture.objects.filter(cle__startswith=suivante.prefixe).exists()
    with pytest.raises(Refus, match="Une autre campagne"):
        remettre_dans_la_campagne(campagne, relu(brouillon))
    abandonner_campagne(suivante)
    remettre_dans_la_campagne(campagne, relu(brouillon))
    campagne.refresh_from_db()
    assert campagne.etat == Etat.A_VERIFIER
    assert publier(campagne, agent).etat == Etat.PUBLIEE
    assert relu(brouillon).publiee
    assert not BrouillonEcarte.objects.exists()


def test_a_line_sent_twice_is_added_once(brouillon, campagne, agent, connecter):
    client = connecter(agent)
    adresse = reverse("reservations_bureau:campagne_brouillon", args=[campagne.pk, brouillon.pk])
    cles = html.fromstring(client.get(adresse).text).xpath("//input[@name='cle']/@value")
    assert len(cles) == 1
    saisie = {"genre": "supplement", "libelle": "Sortie", "motif": "Le 4", "montant": "3"}
    saisie |= {"service": "accueils-de-loisirs", "cle": cles[0]}
    for _fois in range(2):
        assert client.post(adresse, saisie).url == adresse
    assert relu(brouillon).total == Decimal("21.00")
    assert LigneLibre.objects.count() == 1


def test_the_screen_adds_a_line_puts_aside_and_takes_back(brouillon, campagne, agent, connecter):
    client = connecter(agent)
    adresse = reverse("reservations_bureau:campagne_brouillon", args=[campagne.pk, brouillon.pk])
    saisie = {"genre": "remise", "libelle": "Geste", "montant": "2,50", "motif": "Retard du car"}
    client.post(adresse, saisie | {"service": "accueils-de-loisirs"})
    assert relu(brouillon).total == Decimal("15.50")
    lectures = brouillon.foyer.consultations.filter(par=agent)
    assert not lectures.exists()
    assert (
        client.post(adresse, saisie | {"montant": "99", "service": "garderie"}).status_code == 422
    )
    assert lectures.count() == 1  # what is refused shows the page
    client.post(adresse, {"ecarter": "1", "attente-motif": "Contestée"})
    page = client.get(reverse("reservations_bureau:campagne", args=[campagne.pk])).text
    assert "Mise de côté" in page
    assert "Contestée" in page
    assert "Publier 1 facture" in page
    client.post(reverse("reservations_bureau:brouillon_remettre", args=[campagne.pk, brouillon.pk]))
    libre = LigneLibre.objects.get()
    client.post(reverse("reservations_bureau:brouillon_retirer", args=[campagne.pk, libre.pk]))
    assert relu(brouillon).total == Decimal("18.00")
    assert not BrouillonEcarte.objects.exists()


def test_a_month_that_is_not_over_is_published_once_it_is_read(
    brouillon, campagne, agent, connecter, time_machine
):
    time_machine.move_to("2026-11-30 23:00+01:00", tick=False)
    with pytest.raises(Refus, match="n’est pas fini"):
        publier_campagne(campagne, par=agent)
    client = connecter(agent)
    geste = reverse("reservations_bureau:campagne_publier", args=[campagne.pk])
    assert "de novembre 2026 n’est pas fini" in client.get(geste).text
    assert "n’est pas fini" in client.post(geste, follow=True).text
    campagne.refresh_from_db()
    assert campagne.etat == Etat.A_VERIFIER
    client.post(geste, {"mois_en_cours": "1"})
    laisser_partir(time_machine)
    assert executer(campagne).etat == Etat.PUBLIEE


def test_a_discount_never_gives_back_what_nobody_paid(brouillon, campagne, agent):
    """All that it made cheaper is excused: it goes with it."""
    retoucher(brouillon, agent, "10.00")
    publier(campagne, agent)
    facture = relu(brouillon)
    gardees = facture.lignes.exclude(source="")
    with pytest.raises(Refus, match="cochez aussi la remise"):
        corriger_facture(facture, list(gardees), motif="Erreur", par=agent, jour=JOUR)
    with pytest.raises(Refus, match="ne se retire qu’avec"):
        corriger_facture(
            facture, list(facture.lignes.filter(source="")), motif="Erreur", par=agent, jour=JOUR
        )
    for ligne in gardees:
        LigneARevoir.objects.create(ligne=ligne, du=0, origine="essai")
    Reservation.objects.filter(foyer=facture.foyer).delete()
    prevue = preparer_regularisation(facture)
    avoir, _nouvelles = regulariser(facture, par=agent, jour=JOUR, vue=prevue.vue)
    net = sum(une.total for une in Facture.objects.publiees().filter(foyer=facture.foyer))
    assert net >= 0
    assert avoir.total <= 0


def test_a_comparison_leaves_what_an_agent_added_alone(brouillon, campagne, agent):
    retoucher(brouillon, agent)
    publier(campagne, agent)
    travaux.executer(comparer([NOVEMBRE], par=agent).pk)
    assert not LigneARevoir.objects.exists()


def test_the_discount_is_shared_between_what_the_attestation_counts(
    brouillon, campagne, agent, famille_martin
):
    """18.00 € less 9.00 €: half of each line was paid."""
    lea = famille_martin.lea
    lea.naissance = date(2022, 5, 1)
    lea.save()
    retoucher(brouillon, agent, "9.00")
    publier(campagne, agent)
    especes(relu(brouillon), par=agent)
    assert total(garde_payee(famille_martin.foyer, 2026)) == Decimal("5.60")
