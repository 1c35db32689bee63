"""A month that is published, and what comes after it: the invoice of two absences of December, and
the certificate that would have excused them."""

from datetime import date
from decimal import Decimal

import pytest

from demarches.actions import commencer, deposer, enregistrer_page, joindre
from demarches.reglages.initiaux import creer_reglages
from famille.models import AdresseFoyer, Document, Facture, QuotientFamilial
from famille.travaux import actions as travaux
from reservations.facturation.actions import commencer_campagne, publier_campagne
from reservations.lecture.filtres import Mois
from reservations.models import Activite, Reservation
from tests.demarches.outils import pdf
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, ligne, reserver
from tests.reservations.tarifs.test_prix import creer_grille

DECEMBRE = Mois(2026, 12)
JOURS = {"lieu": "loisirs", "debut": "09/12/2026", "fin": "16/12/2026"}
PRIX = Decimal("5.60")


@pytest.fixture
def facturee(famille_martin, agent, time_machine):
    """Léa was away on two Wednesday mornings of December, at 5.60; the invoice is published, today
    is 6 January."""
    time_machine.move_to(outils.MAINTENANT, tick=False)
    creer_reglages(demo=True)
    centre = creer_centre(famille_martin)
    creer_grille(centre, hors_commune=20)
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=1200, debut=date(2026, 1, 1))
    AdresseFoyer.objects.filter(foyer=famille_martin.foyer).update(dans_agglomeration=True)
    lea = famille_martin.lea
    reserver(famille_martin, ligne(lea, centre), ligne(lea, centre, "2026-12-16-matin"))
    time_machine.move_to("2027-01-05 10:00+01:00", tick=False)
    Reservation.objects.update(presence=Reservation.Presence.ABSENT)
    campagne = commencer_campagne(DECEMBRE, Activite.objects.all(), par=agent)
    travaux.executer(campagne.travail_id)
    publier_campagne(campagne, par=agent)
    travaux.executer(campagne.travail_id)
    time_machine.move_to("2027-01-06 10:00+01:00", tick=False)
    famille_martin.facture = Facture.objects.get(foyer=famille_martin.foyer)
    assert [une.montant for une in famille_martin.facture.lignes.all()] == [PRIX, PRIX]
    return famille_martin


def certificat(famille):
    """The demande, sent with its certificate."""
    demande = commencer(
        "justificatif-medical", foyer=famille.foyer, par=famille.camille, enfant=famille.lea
    )
    saisie = {"absence": {nom: [valeur] for nom, valeur in JOURS.items()}}
    enregistrer_page(demande, saisie=saisie, avancement=demande.avancement)
    joindre(
        demande,
        "certificat",
        "fichier",
        pdf("c.pdf"),
        par=demande.par,
        genre=Document.Genre.MEDICAL,
    )
    Document.objects.update(etat=Document.Etat.SAIN)
    return deposer(demande, par=demande.par)
