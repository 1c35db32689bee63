"""Two people at the same instant on one file: the second waits for the first, then is told what has
become of it."""

from datetime import date

import pytest

from demarches.actions import commencer, deposer
from demarches.depot.depot import DEJA_ENVOYEE
from demarches.models import Accuse
from demarches.reglages.initiaux import creer_reglages
from famille.actions import ajouter_enfant, creer_mandat
from famille.models import CreancierSEPA, Enfant, Foyer, MandatSEPA, ServicePreleve, Travail
from famille.socle.saisie.iban import lire_iban
from famille.travaux import actions as travaux
from reservations.facturation.actions import _prendre, commencer_campagne
from reservations.lecture.filtres import Mois
from reservations.models import Activite, CampagneFacturation, Evenement
from reservations.planning.evenements.actions import creer
from reservations.planning.retrait import retirer
from tests.demarches.depot.test_depot import pret
from tests.famille.prelevement.test_mandats import CREANCIER
from tests.reservations import outils
from tests.reservations.courses import l_une_pendant_l_autre

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgresql,
]


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=True)


@pytest.fixture
def centre(db):
    outils.creer_calendrier()
    centre = outils.creer_activite()
    outils.ouvrir(centre)
    outils.creer_mercredis(centre, 2)
    return centre


def test_a_demande_sent_twice_at_once_leaves_once_and_the_second_is_told_so(famille_martin):
    creer_reglages(demo=True)
    brouillon = pret(
        commencer("changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille)
    )

    def envoyer():
        return deposer(brouillon, par=famille_martin.camille).numero

    donnes = l_une_pendant_l_autre(envoyer, envoyer, arret="demarches.depot.depot.controler")
    assert donnes == ["D-2026-00001", DEJA_ENVOYEE]
    assert Accuse.objects.count() == 1


def test_two_mandates_accepted_at_once_never_hold_for_one_service(famille_martin, agent):
    CreancierSEPA.objects.create(**CREANCIER)

    def accepter():
        titulaire = famille_martin.foyer.responsables.get()
        return creer_mandat(
            Foyer.objects.get(pk=famille_martin.foyer.pk),
            titulaire=titulaire,
            compte=lire_iban("FR1420041010050500013M02606"),
            services=["restauration"],
            texte="Vous autorisez la ville.",
            signe_le=outils.MAINTENANT,
            signe_par=titulaire.utilisateur,
            par=agent,
        ).rum

    rum, refus = l_une_pendant_l_autre(
        accepter, accepter, arret="famille.argent.prelevement.mandats.prochain_numero"
    )
    assert rum == "PF-2026-000001"
    assert str(refus).startswith("Un mandat en vigueur couvre déjà ce service")
    assert (MandatSEPA.objects.count(), ServicePreleve.objects.count()) == (1, 1)


def test_two_runs_of_a_billing_job_never_have_the_same_number(agent, centre):
    campagne = commencer_campagne(Mois(2026, 11), Activite.objects.all(), par=agent)
    campagne.refresh_from_db()  # its own job has run: the number below is not the first

    def prendre():
        return _prendre(CampagneFacturation.objects.get(pk=campagne.pk))

    arret = "reservations.models.CampagneFacturation.save"
    assert l_une_pendant_l_autre(prendre, prendre, arret=arret) == [
        campagne.passage + 1,
        campagne.passage + 2,
    ]


def test_an_event_withdrawn_twice_at_once_is_one_job(agent, centre):
    jour = outils.MERCREDI
    _evenement, travail = creer(
        nature="greve", motif="Grève", activites=[centre], debut=jour, fin=jour, par=agent
    )
    travaux.executer(str(travail.pk))

    def revenir():
        return retirer(Evenement.objects.get(), par=agent).pk

    un, autre = l_une_pendant_l_autre(
        revenir, revenir, arret="reservations.planning.retrait.lancer"
    )
    assert un == autre
    assert Travail.objects.filter(genre="evenement-retrait").count() == 1


def test_a_child_added_twice_at_once_is_one_child(famille_martin, agent):
    def ajouter():
        return ajouter_enfant(
            famille_martin.foyer, prenom="Zoé", nom="Martin", naissance=date(2022, 2, 3), par=agent
        ).prenom

    un, refus = l_une_pendant_l_autre(
        ajouter, ajouter, arret="famille.dossier.foyers.personnes.noter_modification"
    )
    assert un == "Zoé"
    assert "est déjà un enfant de ce foyer" in str(refus)
    assert Enfant.objects.filter(prenom="Zoé").count() == 1
