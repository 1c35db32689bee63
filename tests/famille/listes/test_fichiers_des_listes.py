"""The files of the lists whose rows are not a household's own page: what they hold, under the
filters, and how many queries it takes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from famille.actions import rafraichir_recherche
from famille.argent.factures.liste import ListeDesLignesARevoir
from famille.argent.regie.bureau.listes import (
    ListeDesLignesBancaires,
    ListeDesRelances,
    ListeDesRemises,
)
from famille.dossier.foyers.bureau.liste import ListeDesFoyers
from famille.dossier.listes import export
from famille.models import EnvoiGroupe, RemiseSEPA, Travail
from reservations.attente.bureau.liste import ListeDAttente
from reservations.envois.liste import ListeDesEnvois
from reservations.facturation.liste import ListeDesCampagnes
from reservations.models import Attente, CampagneFacturation
from reservations.payeurs.liste import ListeDesPayeurs
from reservations.planning.bureau.inscriptions import ListeDesInscriptions
from reservations.planning.bureau.vues.creneaux import ListeDesCreneaux
from reservations.planning.evenements.lecture import ListeDesEvenements
from tests.famille.facturation import facturer
from tests.famille.listes.fichier import exporter
from tests.famille.listes.lignes import creer_lignes, en_retard, evenement, relancer
from tests.reservations import outils
from tests.reservations.file import attendre, creer_file

pytestmark = pytest.mark.django_db
MAINTENANT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
JOUR = MAINTENANT.date()


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(MAINTENANT, tick=False)


def test_who_is_late_is_taken_away_with_his_last_reminder_and_is_told(
    connecter, regisseur, famille_martin, voisin, django_capture_on_commit_callbacks
):
    tardive = en_retard(famille_martin.foyer, 12)
    relancer(tardive, "Un oubli ?", MAINTENANT - timedelta(days=2))
    en_retard(voisin.foyer, 3)
    facturer(voisin.foyer, "8.00")  # to pay, and not late
    lignes = exporter(connecter(regisseur), ListeDesRelances, django_capture_on_commit_callbacks)
    assert [(une["Dossier"], une["En retard depuis le"]) for une in lignes] == [
        (famille_martin.foyer.numero, "12/11/2026"),
        (voisin.foyer.numero, "21/11/2026"),
    ]
    assert (lignes[0]["Facture"], lignes[0]["Reste à payer"]) == (tardive.numero, "10,00")
    assert (lignes[0]["Dernière relance"], lignes[1]["Dernière relance"]) == ("Un oubli ?", "")
    assert lignes[0]["Relancée le"].startswith("22/11/2026")
    trace = famille_martin.foyer.consultations.get()
    assert (trace.quoi, trace.par) == ("export d’une liste de factures en retard", regisseur)


def test_the_queue_is_taken_away_as_it_is_filtered_with_its_true_ranks(
    connecter, agent, famille_martin, voisin, django_capture_on_commit_callbacks, time_machine
):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    centre = creer_file(famille_martin, voisin)
    attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)
    attendre(famille_martin.foyer, famille_martin.hugo, centre, par=famille_martin.camille)
    rafraichir_recherche(famille_martin.foyer)
    [ligne] = exporter(
        connecter(agent), ListeDAttente, django_capture_on_commit_callbacks, q="Martin"
    )
    assert (ligne["Prénom de l’enfant"], ligne["Rang"]) == ("Hugo", "2")
    assert ligne["Où en est-on"] == "En liste d’attente"
    assert famille_martin.foyer.consultations.filter(par=agent).exists()
    assert not voisin.foyer.consultations.exists()


def test_a_place_that_is_offered_has_no_rank_in_the_file_and_an_end(
    connecter, agent, famille_martin, voisin, django_capture_on_commit_callbacks, time_machine
):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    centre = creer_file(famille_martin, voisin)
    sami = attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)
    fin = timezone.now() + timedelta(hours=12)
    Attente.objects.filter(pk=sami.pk).update(etat=Attente.Etat.PROPOSEE, expire_le=fin)
    [ligne] = exporter(connecter(agent), ListeDAttente, django_capture_on_commit_callbacks)
    assert (ligne["Rang"], ligne["Où en est-on"]) == ("", "Place proposée")
    assert ligne["À accepter avant"]


def test_remises_are_taken_away(connecter, regisseur, django_capture_on_commit_callbacks):
    RemiseSEPA.objects.create(
        numero="PRLV-2026-0001", date=JOUR, montant="120.50", nombre=3, par=regisseur
    )
    [ligne] = exporter(connecter(regisseur), ListeDesRemises, django_capture_on_commit_callbacks)
    assert (ligne["Remise"], ligne["Montant"], ligne["Prélèvements"]) == (
        "PRLV-2026-0001",
        "120,50",
        "3",
    )
    assert ligne["Préparée par"] == str(regisseur)


def test_billing_runs_are_taken_away_by_their_tab(
    connecter, agent, django_capture_on_commit_callbacks
):
    bilan = {"factures": 2, "total": "31.40"}
    for mois, etat in ((9, "publiee"), (10, "abandonnee")):
        CampagneFacturation.objects.create(
            mois=date(2026, mois, 1), etat=etat, bilan=bilan, par=agent
        )
    [ligne] = exporter(
        connecter(agent), ListeDesCampagnes, django_capture_on_commit_callbacks, etat="publiees"
    )
    assert (ligne["Mois"], ligne["Factures"], ligne["Total"]) == ("01/09/2026", "2", "31,40")


def test_messages_to_many_are_taken_away_by_their_tab_without_their_words(
    connecter, agent, django_capture_on_commit_callbacks
):
    for sujet, envoye_le in (("Grève", None), ("Sortie", MAINTENANT)):
        EnvoiGroupe.objects.create(
            sujet=sujet, texte="Un secret", a_qui="Tous", auteur="A", par=agent, envoye_le=envoye_le
        )
    [ligne] = exporter(
        connecter(agent), ListeDesEnvois, django_capture_on_commit_callbacks, etat="envoyes"
    )
    assert (ligne["Message"], ligne["À qui"], ligne["Familles"]) == ("Sortie", "Tous", "0")
    assert "secret" not in str(ligne)


def test_events_are_taken_away_by_their_tab_with_their_state(
    connecter, agent, django_capture_on_commit_callbacks
):
    evenement("Neige", agent)
    evenement("Grève", agent, retire_le=MAINTENANT)
    [ligne] = exporter(
        connecter(agent), ListeDesEvenements, django_capture_on_commit_callbacks, etat="retires"
    )
    assert (ligne["Événement"], ligne["État"], ligne["Du"]) == ("Grève", "Retiré", "24/11/2026")
    assert Travail.objects.get(genre=ListeDesEvenements.genre).titre == "Liste d’événements"


def test_what_begins_by_a_vowel_is_told_to_the_households_in_proper_french(
    connecter, agent, famille_martin, django_capture_on_commit_callbacks
):
    outils.inscrire(famille_martin.lea, outils.creer_activite())
    exporter(connecter(agent), ListeDesInscriptions, django_capture_on_commit_callbacks)
    assert famille_martin.foyer.consultations.get().quoi == "export d’une liste d’inscriptions"


def test_a_title_that_names_the_town_is_a_word_of_the_workbook(
    connecter, agent, famille_martin, django_capture_on_commit_callbacks
):
    """« Agglomération » is said when it is read, which a workbook does not take."""
    with django_capture_on_commit_callbacks(execute=True):
        connecter(agent).post(reverse("foyers_modeladmin_exporter"), {"format": "xlsx"})
    travail = Travail.objects.get(genre=ListeDesFoyers.genre)
    assert (travail.etat, travail.nom_du_fichier[-5:]) == (Travail.Etat.FINI, ".xlsx")


@pytest.mark.parametrize(
    "sorte",
    [
        ListeDesRelances,
        ListeDesLignesARevoir,
        ListeDesRemises,
        ListeDesLignesBancaires,
        ListeDesCampagnes,
        ListeDesEnvois,
        ListeDesEvenements,
        ListeDesCreneaux,
        ListeDesPayeurs,
        ListeDAttente,
    ],
    ids=lambda sorte: sorte.genre,
)
def test_a_file_asks_as_much_for_one_line_as_for_thirty(
    sorte, famille_martin, voisin, agent, time_machine
):
    monde = {"famille": famille_martin, "voisin": voisin, "agent": agent}
    if sorte is ListeDAttente:
        time_machine.move_to(outils.MAINTENANT, tick=False)
        attendre(voisin.foyer, voisin.sami, creer_file(famille_martin, voisin), par=voisin.nadia)
    else:
        creer_lignes(sorte.genre, 1, **monde)
    agent.get_all_permissions()  # read once an agent

    def requetes():
        travail = Travail.objects.create(
            genre=sorte.genre, titre="…", parametres={"format": "csv", "filtres": {}}, par=agent
        )
        with CaptureQueriesContext(connection) as lues:
            fait = export.executer(sorte, travail, lambda *_rang: None)
        return fait["lignes"], len(lues)

    combien, une = requetes()
    creer_lignes(sorte.genre, 29, **monde)
    assert requetes() == (combien + 29, une)
