"""Of a family that stays, what it booked, used and changed goes when its own period is over; what
was billed of it stays, and what is due to it can still be read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from famille.journal.modifications import noter_modification
from famille.models import Facture, Foyer, LigneARevoir, Modification, Purge
from famille.mouvements.donnees.purge import MEMOIRE, lister, purger
from reservations.models import (
    Attente,
    Cession,
    ConsommationImportee,
    DemandeReservation,
    ImportConsommation,
    Passage,
    Places,
    Rappel,
    Reservation,
)
from tests.donnees.conservation import fixer
from tests.famille.facturation import facturer
from tests.reservations import outils

pytestmark = pytest.mark.django_db

ANCIEN, GARDE = date(2021, 12, 30), date(2022, 1, 3)  # on both sides of four whole years
MODELES = (
    *(Reservation, Passage, ConsommationImportee, DemandeReservation, Attente, Cession, Rappel),
    ImportConsommation,
)


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def jours(famille_martin):
    """A day on each side of the limit, with all that is kept of it."""
    activite, foyer, enfant = outils.creer_activite(), famille_martin.foyer, famille_martin.lea
    for jour in (ANCIEN, GARDE):
        instant = datetime(jour.year, jour.month, jour.day, 17, tzinfo=UTC)
        creneau = outils.creer_creneau(activite, jour)
        Places.objects.filter(pk=creneau.pk).update(prises=1)
        demande = DemandeReservation.objects.create(
            cle=f"d-{jour}", foyer=foyer, soumise_le=instant, acceptee=True, lignes=[]
        )
        Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=foyer, demande=demande)
        Passage.objects.create(
            enfant=enfant, creneau=creneau, foyer=foyer, sens="depart", le=instant, note_le=instant
        )
        importation = ImportConsommation.objects.create(mois=jour, etat="fait", cree_le=instant)
        ConsommationImportee.objects.create(
            enfant=enfant,
            activite=activite,
            foyer=foyer,
            jour=jour,
            quantite=1,
            importation=importation,
        )
        rang = {"enfant": enfant, "activite": activite, "foyer": foyer, "debut": jour}
        Attente.objects.create(**rang, bloc=f"{jour}-J", etat="refusee")
        Cession.objects.create(**rang, bloc=f"{jour}-J", etat="reprise")
        Rappel.objects.create(foyer=foyer, semaine=jour)
    return creneau


def restent():
    return {modele.__name__: modele.objects.count() for modele in MODELES}


def test_the_days_of_a_family_that_stays_go_after_their_years_with_all_that_tells_them(
    famille_martin, jours
):
    fixer(reservations=4)
    annonces = {due.code: due.nombre for due in lister() if due.duree == "reservations"}
    assert {nombre for code, nombre in annonces.items() if code != "semaines-types"} >= {1}
    faits = purger().comptes
    assert set(faits.values()) == {1}
    assert set(faits) == {
        *("reservations", "passages", "consommations", "imports", "accuses", "attentes"),
        *("cessions", "rappels"),
    }
    assert set(restent().values()) == {1}
    assert Reservation.objects.get().creneau == jours
    assert sorted(Places.objects.values_list("prises", flat=True)) == [0, 1]
    assert Foyer.objects.filter(pk=famille_martin.foyer.pk).exists()


def test_without_its_period_nothing_of_them_goes(jours):
    fixer(factures=10)
    purger()
    assert set(restent().values()) == {2}


def test_the_invoice_of_those_days_stays_as_it_was(famille_martin, jours):
    fixer(reservations=4, factures=10)
    facture = facturer(famille_martin.foyer, "4.20", enfant=famille_martin.lea, jour=ANCIEN)
    avant = list(facture.lignes.values())
    purger()
    facture = Facture.objects.get()
    assert list(facture.lignes.values()) == avant
    assert facture.total == sum(ligne["montant"] for ligne in avant)


def test_a_family_of_which_an_invoice_is_to_be_looked_at_keeps_its_days(famille_martin, jours):
    fixer(reservations=4)
    facture = facturer(famille_martin.foyer, "4.20", enfant=famille_martin.lea, jour=ANCIEN)
    LigneARevoir.objects.create(ligne=facture.lignes.get(), du=0, origine="demande D-1")
    assert not {"reservations", "passages", "consommations"} & set(purger().comptes)
    assert Reservation.objects.count() == 2


def test_a_place_still_waited_for_is_not_purged_under_the_family(famille_martin, jours):
    fixer(reservations=4)
    Attente.objects.update(etat="en-attente")
    assert "attentes" not in purger().comptes
    assert Attente.objects.count() == 2


def test_the_journal_of_its_file_goes_after_its_months(famille_martin, voisin, agent):
    fixer(modifications=36)
    for foyer in (famille_martin.foyer, voisin.foyer):
        noter_modification(foyer, "adresse", par=agent, apres={"Voie": "2"})
    anciennes = timezone.now() - timedelta(days=36 * 31)
    vieilles = [
        Modification(foyer=foyer, objet="téléphone", le=anciennes)
        for foyer in (famille_martin.foyer, voisin.foyer)
    ]
    Modification.objects.bulk_create(vieilles)
    assert purger().comptes == {"modifications": 2}
    assert {ligne.objet for ligne in Modification.objects.all()} == {"adresse"}


def test_what_was_purged_is_remembered_for_ten_years(time_machine):
    fixer(lectures=12)
    premiere = purger()
    time_machine.move_to(premiere.finie_le + MEMOIRE, tick=False)
    purger()
    assert Purge.objects.filter(pk=premiere.pk).exists()
    time_machine.move_to(premiere.finie_le + MEMOIRE + timedelta(seconds=1), tick=False)
    purger()
    assert not Purge.objects.filter(pk=premiere.pk).exists()
