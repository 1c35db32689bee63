"""From the wishes to the bookings: the preview writes nothing, the engine has the last word, the
rest waits in the order of the rules, and anyone plays it again."""

import json
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from famille.models import AdresseFoyer, Courriel, FicheSanitaire, Modification
from famille.socle.erreurs import Refus
from reservations.actions import changer_capacite
from reservations.models import (
    Attente,
    CritereDePriorite,
    DeclarationDePriorite,
    DemandeReservation,
    ListeDeVoeux,
    Places,
    Reservation,
    Tirage,
    VoeuDeListe,
)
from reservations.regles.voeux.tirage import empreinte
from reservations.voeux import attribution
from reservations.voeux.actions import declarer_priorite, engager, retirer_voeux, verifier_priorite
from reservations.voeux.dites import dire_la_liste
from reservations.voeux.lecture import lire_page
from tests.outils.lisible import lisible
from tests.reservations import outils

from .scene import (
    APRES,
    DEUX,
    calculer,
    creer_ouverture,
    demander,
    issues,
    premiers_par_le_lot,
    prises,
    publier,
)

pytestmark = pytest.mark.django_db
PREMIER, SECOND = DEUX


@pytest.fixture(autouse=True)
def le_25_novembre():
    with time_machine.travel(outils.MAINTENANT, tick=False) as voyage:
        yield voyage


@pytest.fixture
def scene(famille_martin, voisin):
    une = creer_ouverture()
    for enfant in (famille_martin.lea, famille_martin.hugo, voisin.sami):
        outils.inscrire(enfant, une.activite)
    return une


def voter(genre, rang=1, debut=date(2026, 9, 1)):
    return CritereDePriorite.objects.create(
        genre=genre, rang=rang, debut=debut, deliberation="n° 2026-41 du 12 juin 2026"
    )


def test_the_seed_is_committed_before_the_first_wish(scene):
    assert scene.tirage.empreinte == empreinte(scene.tirage.graine)
    assert engager(scene.ouverture).empreinte == scene.tirage.empreinte


def test_a_preview_books_nothing_and_says_so(scene, famille_martin, voisin, agent):
    demander(scene, famille_martin, famille_martin.lea)
    demander(scene, voisin, voisin.sami)
    dit = calculer(scene, agent)
    assert "Rien n’est encore réservé" in dit["phrase"]
    assert not Reservation.objects.exists()
    assert set(prises(scene).values()) == {0}
    assert scene.tirage.bilan["places"][f"{scene.activite.pk}:{PREMIER}"] == [1, 2, 2, 1]


def test_the_lot_decides_between_two_families_alike(scene, famille_martin, voisin, agent):
    demander(scene, famille_martin, famille_martin.lea)
    demander(scene, voisin, voisin.sami)
    premier, second = premiers_par_le_lot(scene)
    calculer(scene, agent)
    publier(scene, agent)
    assert set(issues(scene)) == {
        (premier, PREMIER, "obtenu"),
        (premier, SECOND, "non-obtenu"),
        (second, PREMIER, "en-file"),
        (second, SECOND, "obtenu"),
    }
    booked = Reservation.objects.values_list("enfant__prenom", "creneau__jour")
    assert {(nom, jour.isoformat()) for nom, jour in booked} == {
        (premier, PREMIER),
        (second, SECOND),
    }
    assert list(prises(scene).values()) == [1, 1, 0]


def test_a_family_reads_who_was_before_and_why(scene, famille_martin, voisin, agent):
    voter(CritereDePriorite.Genre.COMMUNE)
    AdresseFoyer.objects.filter(foyer=voisin.foyer).update(dans_agglomeration=False)
    demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[:1])
    liste = demander(scene, voisin, voisin.sami, blocs=DEUX[:1])
    calculer(scene, agent)
    publier(scene, agent)
    (dit,) = dire_la_liste(ListeDeVoeux.objects.get(pk=liste.pk), scene.tirage).voeux
    assert lisible(dit.pourquoi) == (
        "La place a été donnée à 1 enfant avant vous : 1 par le critère « habiter la commune ou"
        " l’agglomération »."
    )
    assert dit.mot == "Liste d’attente"
    page = lire_page(scene.tirage, voisin.foyer, maintenant=timezone.now())
    assert lisible(page.listes[0].voeux[0].pourquoi).endswith(
        "l’agglomération ». Vous êtes au 1er rang de la liste d’attente."
    )


def test_what_is_left_waits_in_the_order_of_the_rules(scene, famille_martin, voisin, agent):
    voter(CritereDePriorite.Genre.COMMUNE)
    AdresseFoyer.objects.filter(foyer=famille_martin.foyer).update(dans_agglomeration=False)
    demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[:1])
    demander(scene, famille_martin, famille_martin.hugo, blocs=DEUX[:1])
    demander(scene, voisin, voisin.sami, blocs=DEUX[:1])
    lot = [prenom for prenom in premiers_par_le_lot(scene) if prenom != "Sami"]
    calculer(scene, agent)
    publier(scene, agent)
    assert Reservation.objects.get().enfant == voisin.sami
    assert list(Attente.objects.order_by("pk").values_list("enfant__prenom", flat=True)) == lot


def test_a_declared_priority_counts_once_an_agent_has_checked_it(
    scene, famille_martin, voisin, agent
):
    voter(CritereDePriorite.Genre.TRAVAIL)
    demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[:1])
    demander(scene, voisin, voisin.sami, blocs=DEUX[:1])
    dernier = premiers_par_le_lot(scene)[-1]
    famille = voisin if dernier == "Sami" else famille_martin
    parent = voisin.nadia if dernier == "Sami" else famille_martin.camille
    une = declarer_priorite(famille.foyer, CritereDePriorite.Genre.TRAVAIL, par=parent)
    calculer(scene, agent)
    premier = premiers_par_le_lot(scene)[0]
    avant = scene.tirage.empreinte_resultat
    verifier_priorite(une, acceptee=True, par=agent)
    calculer(scene, agent)
    assert scene.tirage.empreinte_resultat != avant
    publier(scene, agent)
    assert Reservation.objects.get().enfant.prenom == dernier != premier


def test_a_refused_declaration_says_why_and_can_be_made_again(famille_martin, agent, scene):
    une = declarer_priorite(famille_martin.foyer, "travail", par=famille_martin.camille)
    with pytest.raises(Refus, match="Dites pourquoi"):
        verifier_priorite(une, acceptee=False, par=agent)
    verifier_priorite(une, acceptee=False, par=agent, motif="Justificatif illisible.")
    with pytest.raises(Refus, match="Un autre agent"):
        verifier_priorite(une, acceptee=True, par=agent)
    encore = declarer_priorite(famille_martin.foyer, "travail", par=famille_martin.camille)
    assert (encore.pk, encore.etat) == (une.pk, "a-verifier")


def test_brothers_and_sisters_together_or_not_at_all(scene, famille_martin, voisin, agent):
    Places.objects.filter(creneau__jour="2027-01-13").update(capacite=2)
    demander(scene, famille_martin, famille_martin.lea, famille_martin.hugo)
    calculer(scene, agent)
    publier(scene, agent)
    assert {(r.enfant.prenom, str(r.creneau.jour)) for r in Reservation.objects.all()} == {
        ("Léa", SECOND),
        ("Hugo", SECOND),
    }


def test_together_they_wait_together(scene, famille_martin, voisin, agent):
    demander(scene, famille_martin, famille_martin.lea, famille_martin.hugo, blocs=DEUX[:1])
    calculer(scene, agent)
    publier(scene, agent)
    ensembles = Attente.objects.values_list("ensemble", flat=True)
    assert len(ensembles) == 2
    assert len(set(ensembles)) == 1
    assert None not in set(ensembles)


def test_all_or_none_gives_none_where_one_is_full(scene, famille_martin, voisin, agent):
    Places.objects.filter(creneau__jour="2027-01-13").update(capacite=0)
    demander(scene, famille_martin, famille_martin.lea, maximum=2, tout_ou_rien=True)
    calculer(scene, agent)
    publier(scene, agent)
    assert not Reservation.objects.exists()


def test_a_place_that_the_counter_took_meanwhile_is_never_given_twice(
    scene, famille_martin, voisin, agent
):
    """Between the preview and the publication: the child stands first in the queue instead."""
    demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[:1])
    calculer(scene, agent)
    Places.objects.filter(creneau__jour="2027-01-06").update(prises=1)
    publier(scene, agent)
    assert not Reservation.objects.exists()
    assert issues(scene) == [("Léa", PREMIER, "en-file")]
    voeu = VoeuDeListe.objects.get()
    assert "plus de place" in voeu.raison["phrase"]


def test_a_missing_paper_keeps_the_rank_in_the_queue(scene, famille_martin, voisin, agent):
    FicheSanitaire.objects.filter(enfant=famille_martin.lea).update(assurance_fin=None)
    demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[:1])
    calculer(scene, agent)
    publier(scene, agent)
    assert not Reservation.objects.exists()
    assert Attente.objects.get().enfant == famille_martin.lea


def test_who_was_put_in_the_queue_is_offered_a_place_before_the_opening(
    scene, famille_martin, voisin, agent
):
    """The days open to all on 14 December; whoever waits has his turn before."""
    demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[:1])
    demander(scene, voisin, voisin.sami, blocs=DEUX[:1])
    calculer(scene, agent)
    publier(scene, agent)
    creneau = Places.objects.get(creneau__jour="2027-01-06")
    changer_capacite([creneau.pk], 2, par=agent)
    assert Attente.objects.get().etat == Attente.Etat.PROPOSEE


def test_a_job_that_stops_in_the_middle_does_nothing_twice(scene, famille_martin, voisin, agent):
    demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[:1])
    demander(scene, voisin, voisin.sami, blocs=DEUX[1:])
    calculer(scene, agent)
    vu = scene.tirage.empreinte_resultat
    travail = attribution.publier(scene.tirage, vu=vu, par=agent, maintenant=APRES)

    def tuer(fait, total):
        raise InterruptedError

    with time_machine.travel(APRES, tick=False):
        with pytest.raises(InterruptedError):
            attribution.executer_la_publication(travail, tuer)
        ListeDeVoeux.objects.update(servie_le=None)  # booked, and killed before it was noted
        for _fois in range(2):
            attribution.executer_la_publication(travail, lambda fait, total: None)
    assert Reservation.objects.count() == 2
    assert {issue for _prenom, _bloc, issue in issues(scene)} == {"obtenu"}
    assert DemandeReservation.objects.filter(canal="voeux").count() == 2
    assert Courriel.objects.filter(cle__startswith="reponse-voeux").count() == 2


def test_only_what_the_agent_has_read_is_published(scene, famille_martin, agent):
    demander(scene, famille_martin, famille_martin.lea)
    with pytest.raises(Refus, match="Calculez"):
        attribution.publier(scene.tirage, vu="", par=agent)
    calculer(scene, agent)
    with pytest.raises(Refus, match="ont changé"):
        attribution.publier(scene.tirage, vu="autre", par=agent, maintenant=APRES)
    with pytest.raises(Refus, match="encore changer"):
        attribution.demander_l_apercu(scene.tirage, par=agent, maintenant=outils.MAINTENANT)
    publier(scene, agent)
    with pytest.raises(Refus, match="déjà"):
        attribution.publier(scene.tirage, vu=scene.tirage.empreinte_resultat, par=agent)


def test_nothing_is_published_while_families_write_again(scene, famille_martin, agent):
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    vu = scene.tirage.empreinte_resultat
    with pytest.raises(Refus, match="encore changer"):
        attribution.publier(scene.tirage, vu=vu, par=agent, maintenant=outils.MAINTENANT)
    assert Tirage.objects.get().etat == Tirage.Etat.CALCULE


def _une_liste_de_plus(scene, famille_martin, voisin):
    demander(scene, voisin, voisin.sami)


def _un_autre_ordre(scene, famille_martin, voisin):
    demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[::-1])


def _un_enfant_de_plus(scene, famille_martin, voisin):
    demander(scene, famille_martin, famille_martin.lea, famille_martin.hugo)


def _une_liste_de_moins(scene, famille_martin, voisin):
    retirer_voeux(ListeDeVoeux.objects.get(), par=famille_martin.camille)


def _une_priorite_acceptee(scene, famille_martin, voisin):
    DeclarationDePriorite.objects.update(etat="acceptee")


CHANGEMENTS = [
    _une_liste_de_plus,
    _un_autre_ordre,
    _un_enfant_de_plus,
    _une_liste_de_moins,
    _une_priorite_acceptee,
]


@pytest.mark.parametrize("changer", CHANGEMENTS)
def test_what_changed_since_the_preview_is_played_again_before_it_is_published(
    scene, famille_martin, voisin, agent, changer
):
    """The result may have the same print all the same: the list that is new gets nothing."""
    voter(CritereDePriorite.Genre.TRAVAIL)
    declarer_priorite(famille_martin.foyer, "travail", par=famille_martin.camille)
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    changer(scene, famille_martin, voisin)  # its period was opened again, then closed
    vu = scene.tirage.empreinte_resultat
    with pytest.raises(Refus, match="ont changé"):
        attribution.publier(scene.tirage, vu=vu, par=agent, maintenant=APRES)
    calculer(scene, agent)
    publier(scene, agent)
    assert Tirage.objects.get().publie


def test_nobody_writes_wishes_once_they_are_being_answered(scene, famille_martin, voisin, agent):
    """An agent's screen, loaded before, may move the dates meanwhile."""
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    vu = scene.tirage.empreinte_resultat
    attribution.publier(scene.tirage, vu=vu, par=agent, maintenant=APRES)
    with pytest.raises(Refus, match="ne peuvent pas"):
        demander(scene, voisin, voisin.sami)


@pytest.mark.parametrize("changer", CHANGEMENTS[:3])
def test_a_publication_gives_what_was_played_and_ends_whatever_was_written_meanwhile(
    scene, famille_martin, voisin, agent, changer
):
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    vu = scene.tirage.empreinte_resultat
    travail = attribution.publier(scene.tirage, vu=vu, par=agent, maintenant=APRES)
    Tirage.objects.update(etat=Tirage.Etat.CALCULE)
    changer(scene, famille_martin, voisin)
    Tirage.objects.update(etat=Tirage.Etat.PUBLICATION)
    with time_machine.travel(APRES, tick=False):
        attribution.executer_la_publication(travail, lambda fait, total: None)
    assert Tirage.objects.get().publie
    reservees = Reservation.objects.values_list("enfant__prenom", "creneau__jour")
    attendues = {("Léa", date.fromisoformat(PREMIER))}
    if changer is _un_enfant_de_plus:
        attendues = set()
    assert set(reservees) == attendues


def test_wishes_are_written_and_taken_off_within_their_dates_only(scene, famille_martin):
    liste = demander(scene, famille_martin, famille_martin.lea)
    with pytest.raises(Refus, match="ne peuvent pas"):
        demander(scene, famille_martin, famille_martin.lea, le=APRES)
    with pytest.raises(Refus, match="ne peuvent pas"):
        retirer_voeux(liste, par=famille_martin.camille, maintenant=APRES)
    retirer_voeux(liste, par=famille_martin.camille)
    assert not VoeuDeListe.objects.exists()
    trace = Modification.objects.get(foyer=famille_martin.foyer)
    assert (trace.par, trace.avant) == (famille_martin.camille, {"Enfants": "Léa"}), "who took it"


def test_writing_again_draws_no_other_lot(scene, famille_martin):
    avant = demander(scene, famille_martin, famille_martin.lea).enfants.get().pseudonyme
    apres = demander(scene, famille_martin, famille_martin.lea, famille_martin.hugo)
    assert apres.enfants.get(enfant=famille_martin.lea).pseudonyme == avant
    assert ListeDeVoeux.objects.count() == 1
    seul = demander(scene, famille_martin, famille_martin.hugo)
    assert seul.enfants.count() == 1


def test_anyone_plays_it_again_from_the_file(
    scene, famille_martin, voisin, agent, connecter, tmp_path, capsys
):
    demander(scene, famille_martin, famille_martin.lea)
    demander(scene, voisin, voisin.sami)
    calculer(scene, agent)
    adresse = f"/reservations/voeux/{scene.ouverture.pk}/tirage.json"
    client = connecter(voisin.nadia)
    assert client.get(adresse).status_code == 404
    publier(scene, agent)
    reponse = client.get(adresse)
    for nom in ("Léa", "Sami", "Martin", "Benali", str(famille_martin.foyer.numero)):
        assert nom not in reponse.text
    fichier = tmp_path / "tirage.json"
    fichier.write_text(reponse.text)
    call_command("rejouer_tirage", fichier)
    dit = capsys.readouterr().out
    assert scene.tirage.empreinte_resultat in dit
    assert "C’est le résultat publié." in dit
    faux = json.loads(reponse.text)
    faux["resultat"] = {}
    fichier.write_text(json.dumps(faux))
    with pytest.raises(CommandError, match="n’est pas celui"):
        call_command("rejouer_tirage", fichier)


def test_the_seed_is_not_readable_in_the_database(scene):
    with connection.cursor() as curseur:
        curseur.execute("SELECT graine FROM reservations_tirage")
        (garde,) = curseur.fetchone()
    assert scene.tirage.graine not in garde
    assert Tirage.objects.get().graine == scene.tirage.graine
