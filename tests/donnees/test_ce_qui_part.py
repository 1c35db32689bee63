"""What the purge takes (D9), kind by kind, each by its own period; what still serves, or is tied to
what stays, stays."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from demarches.models import Demande, PieceJointe
from famille.actions import deposer_document, ouvrir_fil
from famille.models import (
    Courriel,
    Document,
    Enfant,
    EnvoiGroupe,
    Facture,
    FicheSanitaire,
    Fil,
    MandatSEPA,
    Notification,
    Paiement,
    PartPaiement,
)
from famille.mouvements.donnees.purge import purger
from tests.donnees.conservation import compte, demande, fixer, il_y_a, payer
from tests.famille.documents.test_fichiers import PDF, envoi
from tests.famille.facturation import facturer
from tests.famille.regie.scene import mandat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


# What goes, kind by kind


def test_mails_and_notices(famille_martin):
    fixer(courriels=6, notifications=12)
    for cle, age in [("vieux", 200), ("neuf", 10)]:
        Courriel.objects.create(
            cle=cle, destinataire="a@b.fr", sujet="s", texte="t", html="h", envoye_le=il_y_a(age)
        )
    for cle, age in [("vieille", 400), ("neuve", 10)]:
        Notification.objects.create(
            utilisateur=famille_martin.camille, cle=cle, titre="t", le=il_y_a(age)
        )
    assert purger().comptes == {"courriels": 1, "notifications": 1}
    assert Courriel.objects.get().cle == "neuf"


def test_closed_conversations_go_with_their_papers_and_those_that_wait_stay(famille_martin):
    fixer(conversations=24)
    papier = deposer_document(
        envoi(PDF, "photo.pdf"), foyer=famille_martin.foyer, par=famille_martin.camille
    )
    clos = ouvrir_fil(
        famille_martin.foyer, sujet="Clos", texte="t", par=famille_martin.camille, auteur="F"
    )
    clos.messages.get().documents.add(papier)
    ouvert = ouvrir_fil(
        famille_martin.foyer, sujet="Attend", texte="t", par=famille_martin.camille, auteur="F"
    )
    Fil.objects.update(dernier_le=il_y_a(800))
    Fil.objects.filter(pk=clos.pk).update(etat=Fil.Etat.CLOS)
    assert purger().comptes == {"conversations": 1}
    assert Fil.objects.get() == ouvert
    assert not Document.objects.exists()


def test_health_goes_after_the_season_and_not_before(famille_martin, time_machine):
    fixer(sante=1)
    papier = deposer_document(
        envoi(PDF, "pai.pdf"), foyer=None, enfant=famille_martin.lea, par=None, genre="pai"
    )
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea,
        allergies="Arachide",
        valable_jusqu_au=date(2027, 8, 31),
        pai_document=papier,
    )
    time_machine.move_to("2027-10-01 03:00+02:00", tick=False)
    assert FicheSanitaire.objects.exists()
    faits = purger().comptes
    assert (faits["fiches"], faits["papiers-sante"]) == (1, 1)
    assert not FicheSanitaire.objects.exists()
    assert not Document.objects.exists()
    assert Enfant.objects.filter(pk=famille_martin.lea.pk).exists()


@pytest.mark.parametrize("place", ["pai_document", "vaccins_document"])
def test_a_health_paper_of_a_record_in_force_stays_whatever_its_own_date(famille_martin, place):
    fixer(sante=1)
    tenu, autre = (
        deposer_document(
            envoi(PDF, nom),
            foyer=None,
            enfant=famille_martin.lea,
            par=famille_martin.camille,
            genre="pai",
        )
        for nom in ("tenu.pdf", "autre.pdf")
    )
    Document.objects.update(valable_jusqu_au=date(2025, 8, 31), classe_le=il_y_a(700))
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, valable_jusqu_au=date(2027, 8, 31), **{place: tenu}
    )
    assert purger().comptes == {"papiers-sante": 1}
    assert list(Document.objects.all()) == [tenu]
    assert not Document.objects.filter(pk=autre.pk).exists()


@pytest.mark.parametrize(
    "champs",
    [
        {"genre": "pai", "valable_jusqu_au": date(2026, 12, 31)},
        {"genre": "pai", "valable_jusqu_au": None},
        {"genre": "assurance", "valable_jusqu_au": date(2025, 8, 31)},
    ],
    ids=["still valid", "without a date, of this season", "not of health"],
)
def test_a_paper_that_is_no_expired_paper_of_health_stays(famille_martin, champs):
    fixer(sante=1)
    papier = deposer_document(
        envoi(PDF, "papier.pdf"), foyer=None, enfant=famille_martin.lea, par=None
    )
    Document.objects.filter(pk=papier.pk).update(classe_le=il_y_a(30), **champs)
    assert purger().comptes == {}
    assert Document.objects.exists()


def test_a_conversation_that_was_closed_lately_stays(famille_martin):
    fixer(conversations=24)
    ouvrir_fil(famille_martin.foyer, sujet="Clos", texte="t", par=famille_martin.camille)
    Fil.objects.update(etat=Fil.Etat.CLOS, dernier_le=il_y_a(600))
    assert purger().comptes == {}
    assert Fil.objects.exists()


def test_a_message_to_many_stays_as_long_as_one_family_has_it(famille_martin, voisin, agent):
    """Its text and its piece are read through the message of each household."""
    fixer(conversations=12)
    groupe = EnvoiGroupe.objects.create(
        sujet="Grève", texte="Bonjour", par=agent, envoye_le=il_y_a(800)
    )
    piece = deposer_document(envoi(PDF, "tract.pdf"), foyer=None, envoi=groupe, par=agent)
    for foyer, etat in ((famille_martin.foyer, Fil.Etat.CLOS), (voisin.foyer, Fil.Etat.A_TRAITER)):
        Fil.objects.create(
            foyer=foyer, sujet="Grève", envoi=groupe, etat=etat, dernier_le=il_y_a(800)
        )
    assert purger().comptes == {"conversations": 1}
    assert list(groupe.documents.all()) == [piece]
    Fil.objects.update(etat=Fil.Etat.CLOS)
    assert purger().comptes == {"conversations": 1, "envois": 1}
    assert not Document.objects.exists()


def test_a_message_to_many_just_sent_to_nobody_stays_its_time(famille_martin, agent):
    fixer(conversations=12)
    EnvoiGroupe.objects.create(sujet="Grève", texte="Bonjour", par=agent, envoye_le=il_y_a(30))
    assert purger().comptes == {}


def test_the_last_day_of_the_period_is_kept(famille_martin, time_machine):
    fixer(sante=1)
    FicheSanitaire.objects.create(enfant=famille_martin.lea, valable_jusqu_au=date(2027, 8, 31))
    time_machine.move_to("2027-09-30 03:00+02:00", tick=False)
    assert compte("fiches") == 0


@pytest.mark.parametrize(
    ("statut", "restent"),
    [("validee", 1), ("rejetee", 0), ("retiree", 0), ("en-attente", 1), ("a-completer", 1)],
)
def test_decided_demandes_each_by_its_own_period(famille_martin, statut, restent):
    fixer(demandes=36, demandes_sans_suite=12)
    demande(famille_martin, statut, 500)
    purger()
    assert Demande.objects.count() == restent


def test_a_demande_goes_with_its_papers_but_those_on_file(famille_martin):
    fixer(demandes=12)
    une = demande(famille_martin, "validee", 500)
    for nom, classe in [("seul.pdf", None), ("classe.pdf", timezone.now())]:
        papier = deposer_document(
            envoi(PDF, nom), foyer=famille_martin.foyer, par=famille_martin.camille
        )
        Document.objects.filter(pk=papier.pk).update(classe_le=classe)
        PieceJointe.objects.create(demande=une, etape="x", champ=nom, document=papier)
    assert purger().comptes == {"demandes": 1}
    assert Document.objects.get().nom == "classe.pdf"


def test_health_leaves_decided_demandes_that_stay(famille_martin):
    fixer(sante=1)
    pages = [{"etape": "sante-1", "sensible": True, "lignes": []}, {"etape": "foyer", "lignes": []}]
    une = demande(
        famille_martin, "validee", 500, recapitulatif=pages, saisie={"sante-1": {}, "foyer": {}}
    )
    recente = demande(famille_martin, "validee", 10, recapitulatif=pages)
    assert purger().comptes == {"demarches-sante": 1}
    une.refresh_from_db()
    assert [page["etape"] for page in une.recapitulatif] == ["foyer"]
    assert list(une.saisie) == ["foyer"]
    recente.refresh_from_db()
    assert len(recente.recapitulatif) == 2
    assert purger().comptes == {}


def test_invoices_paid_ten_years_ago_go_and_unpaid_ones_stay(famille_martin, voisin):
    fixer(factures=10)
    payee = facturer(famille_martin.foyer, "4.20", jour=date(2015, 12, 31))
    payer(payee)
    facturer(voisin.foyer, "4.20", jour=date(2015, 12, 31))
    recente = facturer(famille_martin.foyer, "4.20", jour=date(2016, 1, 1))
    payer(recente)
    assert purger().comptes == {"factures": 1}
    assert set(Facture.objects.values_list("foyer__nom", flat=True)) == {"Martin", "Benali"}
    assert Paiement.objects.get().parts.get().facture == recente


def test_an_invoice_tied_to_one_that_stays_stays_too(famille_martin):
    """One payment paid both: half of it would explain nothing."""
    fixer(factures=10)
    ancienne = facturer(famille_martin.foyer, "4.20", jour=date(2015, 12, 31))
    recente = facturer(famille_martin.foyer, "4.20", jour=date(2016, 1, 1))
    paiement = payer(ancienne)
    PartPaiement.objects.create(paiement=paiement, facture=recente, montant=Decimal("4.20"))
    Facture.objects.update(regle=Decimal("4.20"))
    assert purger().comptes == {}
    assert Facture.objects.count() == 2


def test_an_old_invoice_paid_too_much_waits_for_its_money_to_be_given_back(famille_martin):
    fixer(factures=10)
    payer(facturer(famille_martin.foyer, "4.20", jour=date(2015, 12, 31)))
    Facture.objects.update(regle=Decimal("5.00"))
    assert purger().comptes == {}
    assert Facture.objects.exists()


@pytest.mark.parametrize("etat", ["ouvert", "a-verifier"])
def test_an_old_invoice_that_somebody_is_paying_stays(famille_martin, etat):
    fixer(factures=10)
    paiement = payer(facturer(famille_martin.foyer, "4.20", jour=date(2015, 12, 31)))
    Paiement.objects.filter(pk=paiement.pk).update(etat=etat)
    assert purger().comptes == {}
    assert Facture.objects.exists()


def test_a_mandate_that_ended_long_ago_stays_while_an_invoice_names_it(famille_martin):
    fixer(factures=10)
    ancien = mandat(famille_martin.foyer)
    facturer(famille_martin.foyer, "4.20", jour=date(2016, 1, 1), mandat=ancien.pk)
    MandatSEPA.objects.update(
        debut=date(2010, 1, 1), fin=date(2012, 1, 1), motif_fin=MandatSEPA.Fin.REVOQUE
    )
    assert purger().comptes == {}
    assert MandatSEPA.objects.exists()
