"""A decision taken once the invoice is published: it is said, kept in a list, and nothing promises
the contrary."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.actions import annuler, commencer, deposer, enregistrer_page, joindre, valider
from demarches.instruction import annulation, deja_facture
from demarches.models import Demande
from famille.actions import ajouter_quotient, corriger_facture
from famille.models import (
    Document,
    Facture,
    LigneARevoir,
    LigneFacture,
)
from reservations.actions import (
    en_revoyant_les_factures,
    noter_les_lignes_a_revoir,
    prix_du_jour,
)
from reservations.models import ReglageReservations, Reservation
from reservations.presences.actions import Pointage, pointer
from reservations.presences.issues import FAIT
from tests.demarches.facturee import JOURS, PRIX, certificat
from tests.demarches.outils import Navigateur, nouvelle_adresse, pdf

pytestmark = pytest.mark.django_db


def relue(demande):
    return Demande.objects.select_related("foyer").get(pk=demande.pk)


def test_a_certificate_validated_too_late_is_said_and_listed(facturee, habilitee, connecter):
    demande, bureau = certificat(facturee), connecter(habilitee)
    page = bureau.post(f"/gestion/demandes/{demande.pk}/valider/", follow=True).text
    dit = f"2 lignes déjà facturées, facture {facturee.facture.numero} : 11,20\u00a0€ de trop"
    assert page.count(dit) == 2  # the message, and what the screen keeps saying
    liste = bureau.get(reverse("factures:a_revoir")).text
    assert liste.count(f"Demande {demande.numero}") == 2
    assert Facture.objects.get(pk=facturee.facture.pk).total == 2 * PRIX


def test_the_family_reads_it_on_its_demande(facturee, habilitee, connecter):
    demande = certificat(facturee)
    valider(demande, par=habilitee)
    page = " ".join(
        connecter(facturee.camille).get(f"/demarches/demande/{demande.pk}/").text.split()
    )
    assert f"2 lignes déjà facturées, facture {facturee.facture.numero}" in page
    assert "ne change pas d’elle-même" in page


def test_nothing_promises_a_day_that_is_billed_already(facturee, habilitee, connecter):
    """Neither to the parent who sends the certificate, nor to the agent who reads it."""
    demande = commencer(
        "justificatif-medical", foyer=facturee.foyer, par=facturee.camille, enfant=facturee.lea
    )
    camille = Navigateur(connecter(facturee.camille), demande)
    camille.poster("absence", JOURS)
    page = camille.lire("certificat").text
    assert "Ne sera pas facturé" not in page
    assert page.count(f"Déjà sur la facture {facturee.facture.numero}") == 2
    envoyee = certificat(facturee)
    dit = str(relue(envoyee).recapitulatif)
    assert "non facturée" not in dit
    assert f"absence justifiée, déjà sur la facture {facturee.facture.numero}" in dit
    page = connecter(habilitee).get(f"/gestion/demandes/{envoyee.pk}/").text
    assert "Absence justifiée, non facturée" not in page
    assert "La validation ne change pas une facture publiée" in page


def test_taken_back_the_lines_leave_the_list(facturee, habilitee, settings):
    settings.DELAI_D_ANNULATION = timedelta(minutes=10)
    demande = certificat(facturee)
    valider(demande, par=habilitee)
    assert LigneARevoir.objects.a_traiter().count() == 2
    annuler(relue(demande), par=habilitee)
    assert not LigneARevoir.objects.exists()


def test_taken_back_a_line_is_again_that_of_the_decision_before(facturee, habilitee, settings):
    """Its quotient had made it wrong; a certificate, then taken back, has nothing to do with it."""
    settings.DELAI_D_ANNULATION = timedelta(minutes=10)
    avant = prix_du_jour(facturee.foyer)
    ajouter_quotient(facturee.foyer, valeur=500, debut=date(2026, 12, 10), fin=None, par=habilitee)
    apres = prix_du_jour(facturee.foyer)
    [du_quotient] = noter_les_lignes_a_revoir(avant, apres, origine="demande Q", par=habilitee)
    demande = certificat(facturee)
    valider(demande, par=habilitee)
    assert {une.origine for une in LigneARevoir.objects.all()} == {f"demande {demande.numero}"}
    annuler(relue(demande), par=habilitee)
    [restee] = LigneARevoir.objects.all()
    assert (restee.ligne, restee.du, restee.origine) == (
        du_quotient.ligne,
        du_quotient.du,
        "demande Q",
    )


def test_a_presence_corrected_after_its_invoice_is_in_the_list_until_it_is_right(facturee, agent):
    """Where a presence that nobody has noted is not charged."""
    ReglageReservations.objects.update_or_create(defaults={"facturer_non_pointees": False})
    premiere = Reservation.objects.order_by("creneau__jour").first()
    maintenant = timezone.now()
    tot = Pointage(premiere.pk, Reservation.Presence.PREVU, maintenant - timedelta(minutes=1))
    assert [une.issue for une in pointer([tot], par=agent)] == [FAIT]
    [notee] = LigneARevoir.objects.all()
    assert (notee.ligne.jour, notee.du, notee.par) == (date(2026, 12, 9), Decimal("0.00"), agent)
    assert notee.origine == "présence corrigée après la facture"
    pointer([Pointage(premiere.pk, Reservation.Presence.PRESENT, maintenant)], par=agent)
    assert not LigneARevoir.objects.exists()


def test_the_invoices_of_the_child_s_other_home_are_looked_at_too(
    facturee, habilitee, voisin, monkeypatch
):
    """And its lines are not told to this one (D11)."""
    facturee.lea.rattachements.create(foyer=voisin.foyer, debut=date(2020, 1, 1), garde="alternee")
    revus = []

    def revoir(foyers, **options):
        revus.extend(foyers)
        return en_revoyant_les_factures(foyers, **options)

    monkeypatch.setattr(annulation, "en_revoyant_les_factures", revoir)
    demande = certificat(facturee)
    valider(demande, par=habilitee)
    assert revus == [facturee.foyer, voisin.foyer]
    Facture.objects.filter(pk=facturee.facture.pk).update(foyer=voisin.foyer)
    assert deja_facture.dire(relue(demande)) == ""


def test_a_credit_note_takes_a_line_off_the_list(facturee, habilitee, connecter):
    demande = certificat(facturee)
    valider(demande, par=habilitee)
    [premiere, _seconde] = facturee.facture.lignes.order_by("jour")
    corriger_facture(
        facturee.facture, [premiere], motif="Certificat", par=habilitee, jour=date(2027, 1, 6)
    )
    assert deja_facture.dire(relue(demande)).startswith("1 ligne déjà facturée, facture")
    assert connecter(habilitee).get(reverse("factures:a_revoir")).text.count("Demande D-") == 1


def test_a_price_that_a_quotient_lowers_is_counted_to_the_cent(facturee, agent):
    avant = prix_du_jour(facturee.foyer)
    ajouter_quotient(facturee.foyer, valeur=500, debut=date(2026, 12, 10), fin=None, par=agent)
    apres = prix_du_jour(facturee.foyer)
    [notee] = noter_les_lignes_a_revoir(avant, apres, origine="demande X", par=agent)
    assert (notee.ligne.jour, notee.ligne.montant - notee.du, notee.trop) == (
        date(2026, 12, 16),
        *[notee.trop] * 2,
    )
    assert notee.trop > 0
    assert noter_les_lignes_a_revoir(apres, apres, origine="y", par=agent) == []


def test_an_address_is_said_before_and_after_it_is_validated(facturee, agent):
    """From 10 December on, outside the agglomeration: 20 % more, so 1.12 too little on the second
    Wednesday."""
    demande = commencer("changement-adresse", foyer=facturee.foyer, par=facturee.camille)
    adresse = nouvelle_adresse(
        demande, a_partir_du="10/12/2026", code_postal="75001", commune="Paris"
    )
    saisie = {
        nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in adresse.items()
    }
    piece = {"nature": ["facture"], "date_document": ["15/12/2026"]}
    pages = {"adresse": saisie, "justificatif": piece}
    enregistrer_page(demande, saisie=pages, avancement=demande.avancement)
    joindre(
        demande,
        "justificatif",
        "fichier",
        pdf("edf.pdf"),
        par=demande.par,
        genre=Document.Genre.JUSTIFICATIF_DOMICILE,
    )
    Document.objects.update(etat=Document.Etat.SAIN)
    demande = deposer(demande, par=demande.par)
    textes = [une["texte"] for une in demande.demarche.verifications(demande)]
    assert any("1 ligne déjà facturée" in texte for texte in textes)
    valider(demande, par=agent)
    [notee] = LigneARevoir.objects.all()
    assert (notee.ligne.jour, notee.du) == (date(2026, 12, 16), Decimal("6.72"))
    assert deja_facture.dire(relue(demande)).endswith("1,12\u00a0€ de moins que ce qui est dû")


def test_what_was_wrong_before_a_decision_is_not_laid_at_its_door(facturee, agent):
    Reservation.objects.update(presence=Reservation.Presence.ABSENT_JUSTIFIE)
    avant = prix_du_jour(facturee.foyer)
    assert set(avant.values()) == {Decimal("0.00")}
    assert noter_les_lignes_a_revoir(avant, avant, origine="demande X", par=agent) == []


def test_a_household_without_an_invoice_asks_one_query(famille_martin, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert prix_du_jour(famille_martin.foyer) == {}


def test_the_neighbour_s_invoices_are_left_alone(facturee, voisin, habilitee):
    valider(certificat(facturee), par=habilitee)
    assert {une.ligne.facture.foyer for une in LigneARevoir.objects.all()} == {facturee.foyer}
    assert prix_du_jour(voisin.foyer) == {}


@pytest.mark.parametrize("combien", [1, 30])
def test_the_list_costs_the_same_whatever_it_shows(
    facturee, regisseur, connecter, combien, django_assert_max_num_queries
):
    lignes = LigneFacture.objects.bulk_create(
        LigneFacture(
            facture=facturee.facture,
            jour=date(2026, 12, 1),
            libelle="x",
            prix_unitaire=1,
            montant=1,
        )
        for _ in range(combien)
    )
    LigneARevoir.objects.bulk_create(
        LigneARevoir(ligne=une, du=0, origine="demande D-1") for une in lignes
    )
    client = connecter(regisseur)
    client.get(reverse("factures:a_revoir"))
    with django_assert_max_num_queries(17):
        client.get(reverse("factures:a_revoir"))
