"""Arrivals and departures: when, with whom, how late; who is in the building."""

import json
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from famille.actions import ajouter_responsable
from famille.models import Autorisation, ContactFamille
from reservations.models import Passage, Reservation
from reservations.presences.actions import Pointage, pointer
from reservations.presences.issues import DEJA, FAIT, REFUSE
from reservations.presences.passages.actions import Depart, noter_les_departs
from reservations.presences.passages.lecture import (
    dire_le_depart,
    dire_le_retard,
    lire_les_portes,
    qui_peut_venir,
)
from reservations.regles.juge import PARIS, Moment
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT, tick=False)]
AUJOURD_HUI = MAINTENANT.date()
Presence = Reservation.Presence
HEURES = {"ouvre_a": time(8), "midi_a": time(12), "ferme_a": time(18)}


@pytest.fixture
def activite(directrice):
    activite = creer_activite("La Valla", **HEURES)
    activite.structure.directeurs.add(directrice)
    return activite


def reserver(activite, famille, enfant, moment=Moment.MATIN, jour=AUJOURD_HUI, **champs):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first()
    creneau = creneau or creer_creneau(activite, jour, moment, prises=1)
    return Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=famille.foyer, **champs)


@pytest.fixture
def lea(activite, famille_martin):
    return reserver(activite, famille_martin, famille_martin.lea)


@pytest.fixture
def odette(famille_martin):
    return ContactFamille.objects.create(
        foyer=famille_martin.foyer,
        prenom="Odette",
        nom="Martin",
        lien="grand-mère",
        telephone="+33639980002",
        peut_recuperer=True,
    )


def porte(reservation):
    return lire_les_portes([reservation])[reservation.pk]


def cocher(reservation, presence=Presence.PRESENT, minutes=0, *, par):
    le = timezone.now() - timedelta(minutes=minutes)
    [resultat] = pointer([Pointage(reservation.pk, presence, le)], par=par)
    return resultat


def partir(reservation, qui, minutes=0, *, par, **champs):
    le = timezone.now() - timedelta(minutes=minutes)
    [resultat] = noter_les_departs([Depart(reservation.pk, qui, le, **champs)], par=par)
    return resultat


def test_a_tick_says_when_the_child_came(lea, directrice):
    cocher(lea, minutes=50, par=directrice)
    assert porte(lea).arrivee == MAINTENANT - timedelta(minutes=50)


def test_a_list_filled_in_after_its_end_says_no_hour(lea, directrice, time_machine):
    time_machine.move_to(MAINTENANT.replace(hour=14))
    cocher(lea, par=directrice)
    lea.refresh_from_db()
    assert (lea.presence, porte(lea).arrivee) == (Presence.PRESENT, None)


def test_a_past_day_put_right_says_no_hour(activite, famille_martin, directrice):
    hier = reserver(
        activite, famille_martin, famille_martin.lea, jour=AUJOURD_HUI - timedelta(days=1)
    )
    cocher(hier, par=directrice)
    assert porte(hier).arrivee is None


def test_a_tick_taken_back_takes_the_arrival_back(lea, directrice):
    cocher(lea, minutes=50, par=directrice)
    cocher(lea, Presence.PREVU, minutes=40, par=directrice)
    assert porte(lea).arrivee is None
    assert Passage.objects.count() == 2  # added, never overwritten


def test_who_fetched_the_child_is_chosen_among_those_who_may(lea, odette, directrice):
    cocher(lea, minutes=90, par=directrice)
    assert partir(lea, f"c{odette.pk}", par=directrice).issue == FAIT
    assert dire_le_depart(porte(lea)) == "Départ à 10\u00a0h\u00a0: Odette Martin, grand-mère"


def test_the_list_of_those_who_may_is_the_household_s_own(lea, odette, famille_martin, voisin):
    ContactFamille.objects.create(
        foyer=famille_martin.foyer, prenom="Ali", nom="Petit", telephone="+33639980003"
    )
    noms = [un.nom for un in qui_peut_venir([lea], AUJOURD_HUI)[lea.pk]]
    assert [nom.partition(",")[0] for nom in noms] == ["Camille Martin", "Odette Martin"]


def test_whom_one_agent_alone_let_in_is_not_in_the_list(lea, famille_martin, agent):
    ajouter_responsable(
        famille_martin.foyer, par=agent, prenom="Rémi", nom="Noir", courriel="remi@exemple.fr"
    )
    [seule] = qui_peut_venir([lea], AUJOURD_HUI)[lea.pk]
    assert seule.nom.startswith("Camille Martin")


def test_a_child_leaves_alone_only_where_the_latest_word_is_yes(lea, directrice):
    assert partir(lea, "seul", par=directrice).issue == REFUSE
    for accordee in (False, True):
        Autorisation.objects.create(enfant=lea.enfant, genre="sortie-seul", accordee=accordee)
    assert partir(lea, "seul", par=directrice).issue == FAIT
    assert "sans adulte" in dire_le_depart(porte(lea))
    Autorisation.objects.create(enfant=lea.enfant, genre="sortie-seul", accordee=False)
    assert partir(lea, "seul", par=directrice).issue == REFUSE


@pytest.mark.parametrize(
    ("nom", "motif", "issue"),
    [("Paul Noir", "la mère a appelé", FAIT), ("Paul Noir", " ", REFUSE), ("", "x", REFUSE)],
)
def test_somebody_else_fetches_a_child_only_with_a_reason(lea, directrice, nom, motif, issue):
    resultat = partir(lea, "autre", par=directrice, nom=nom, motif=motif)
    assert resultat.issue == issue
    assert Passage.objects.count() == (issue == FAIT)
    if issue == FAIT:
        assert dire_le_depart(porte(lea)).endswith("Paul Noir (la mère a appelé)")


@pytest.mark.parametrize("qui", ["r999999", "c1", "x", "autres"])
def test_nobody_else_s_code_is_taken(lea, voisin, directrice, qui):
    assert partir(lea, qui, par=directrice).issue == REFUSE


def test_a_contact_of_the_neighbour_does_not_fetch_her(lea, voisin, directrice):
    autre = ContactFamille.objects.create(
        foyer=voisin.foyer, prenom="X", nom="Y", telephone="+33639980004", peut_recuperer=True
    )
    assert partir(lea, f"c{autre.pk}", par=directrice).issue == REFUSE


def test_late_is_a_fact_of_that_day_whatever_the_hours_become(
    lea, activite, odette, directrice, time_machine
):
    time_machine.move_to(MAINTENANT.replace(hour=12, minute=12))
    partir(lea, f"c{odette.pk}", par=directrice)
    assert dire_le_retard(porte(lea)) == "12 minutes après la fin de l’accueil (12\u00a0h)"
    type(activite).objects.update(midi_a=time(13))
    assert porte(lea).retard == 12


def test_who_stays_for_the_afternoon_is_not_late_at_noon(
    lea, activite, famille_martin, odette, directrice, time_machine
):
    reserver(activite, famille_martin, famille_martin.lea, Moment.APRES_MIDI)
    time_machine.move_to(MAINTENANT.replace(hour=13))
    partir(lea, f"c{odette.pk}", par=directrice)
    assert porte(lea).retard == 0


def test_a_departure_sent_twice_is_one_and_one_taken_back_leaves_her_inside(
    lea, odette, directrice
):
    cocher(lea, minutes=90, par=directrice)
    assert partir(lea, f"c{odette.pk}", 10, par=directrice).issue == FAIT
    assert partir(lea, f"c{odette.pk}", 10, par=directrice).issue == DEJA
    partir(lea, "", 5, par=directrice)
    assert (porte(lea).depart, porte(lea).arrivee is not None) == (None, True)


@pytest.mark.parametrize("qui", ["redactrice", "administrateur", "directrice"])
def test_nobody_notes_a_departure_of_a_centre_that_is_not_his(request, famille_martin, odette, qui):
    ailleurs = reserver(creer_activite("La Pingaudière"), famille_martin, famille_martin.lea)
    compte = request.getfixturevalue(qui)
    assert partir(ailleurs, f"c{odette.pk}", par=compte).issue == REFUSE
    assert not Passage.objects.exists()


def test_the_page_of_hours_corrects_both_and_says_why_not(
    connecter, directrice, lea, odette, activite
):
    cocher(lea, minutes=90, par=directrice)
    adresse, navigateur = reverse("presences:passage", args=[lea.pk]), connecter(directrice)
    assert 'value="08:30"' in navigateur.get(adresse).text
    donnees = {"arrivee": "08:05", "depart": "07:00", "qui": f"c{odette.pk}"}
    assert "avant l’arrivée" in navigateur.post(adresse, donnees, follow=True).text
    assert porte(lea).depart is None
    assert navigateur.post(adresse, donnees | {"depart": "09:45"}).status_code == 302
    heures = [timezone.localtime(une).time() for une in (porte(lea).arrivee, porte(lea).depart)]
    assert heures == [time(8, 5), time(9, 45)]


def test_a_departure_to_come_or_of_nobody_is_refused(connecter, directrice, lea, odette):
    adresse, navigateur = reverse("presences:passage", args=[lea.pk]), connecter(directrice)
    for donnees in ({"depart": "18:00", "qui": f"c{odette.pk}"}, {"depart": "09:00", "qui": ""}):
        assert "erreur" in navigateur.post(adresse, donnees, follow=True).text
    assert not Passage.objects.filter(sens="depart").exists()


def test_the_building_counts_who_came_and_has_not_left(
    connecter, directrice, activite, lea, famille_martin, odette, voisin
):
    hugo = reserver(activite, famille_martin, famille_martin.hugo)
    reserver(activite, voisin, voisin.sami)  # nobody has ticked him
    cocher(lea, minutes=60, par=directrice)
    cocher(hugo, minutes=50, par=directrice)
    partir(hugo, f"c{odette.pk}", par=directrice)
    texte = " ".join(connecter(directrice).get(reverse("presences:batiment")).text.split())
    assert "1 enfant dans le bâtiment" in texte
    assert "1 enfant déjà reparti" in texte
    assert "Martin Léa" in texte
    assert "Martin Hugo" not in texte
    assert "Sami" not in texte


def test_the_building_says_who_should_have_left(connecter, directrice, lea, time_machine):
    cocher(lea, minutes=60, par=directrice)
    time_machine.move_to(MAINTENANT.replace(hour=12, minute=30))
    texte = connecter(directrice).get(reverse("presences:batiment")).text
    assert "L’accueil a fini pour cet enfant à 12\u00a0h" in texte


def test_the_children_of_the_morning_garderie_are_in_class(
    connecter, directrice, lea, odette, time_machine
):
    type(lea.creneau.activite).objects.update(
        midi_a=time(12), reprend_a=time(16, 30), ferme_a=time(18, 30)
    )
    cocher(lea, minutes=60, par=directrice)
    for minute, inside in ((10, True), (16, False)):
        time_machine.move_to(MAINTENANT.replace(hour=12, minute=minute))
        texte = connecter(directrice).get(reverse("presences:batiment")).text
        compte, _apart, apart = " ".join(texte.split()).partition("sans départ noté")
        assert ("Martin Léa" in compte) is inside
        assert ("Martin Léa" in apart) is not inside
        assert ("1 enfant dans le bâtiment" in compte) is inside
    assert "open>" in texte  # unfolded as long as school lasts
    time_machine.move_to(MAINTENANT.replace(hour=16, minute=31))
    texte = connecter(directrice).get(reverse("presences:batiment")).text
    assert "open>" not in texte
    assert "l’école est finie depuis 16\u00a0h\u00a030" in " ".join(texte.split(" "))
    partir(lea, f"c{odette.pk}", par=directrice)
    assert "sans départ noté" not in connecter(directrice).get(reverse("presences:batiment")).text


def test_the_building_of_another_centre_is_not_found(connecter, directrice, lea):
    autre = creer_activite("La Pingaudière")
    adresse = f"{reverse('presences:batiment')}?activite={autre.pk}"
    assert connecter(directrice).get(adresse).status_code == 404


def test_a_batch_carries_ticks_and_departures(connecter, directrice, lea, odette):
    gestes = [
        {"cle": "a", "etat": "present", "le": MAINTENANT - timedelta(minutes=9)},
        {"cle": "b", "depart": f"c{odette.pk}", "le": MAINTENANT - timedelta(minutes=2)},
    ]
    corps = {
        "pointages": [une | {"reservation": lea.pk, "le": une["le"].isoformat()} for une in gestes]
    }
    reponse = connecter(directrice).post(
        reverse("presences:envoyer"), json.dumps(corps), content_type="application/json"
    )
    dernier = reponse.json()["resultats"][-1]
    assert dernier["issue"] == FAIT
    assert dernier["arrivee_dite"] == "Arrivée à 9\u00a0h\u00a051"
    assert dernier["depart_dit"] == "Départ à 9\u00a0h\u00a058\u00a0: Odette Martin, grand-mère"


def test_a_form_notes_a_departure_without_javascript(connecter, directrice, lea, odette):
    cocher(lea, minutes=60, par=directrice)
    navigateur = connecter(directrice)
    assert f'value="{lea.pk}:c{odette.pk}"' in navigateur.get(reverse("presences:liste")).text
    navigateur.post(reverse("presences:pointer"), {"depart": f"{lea.pk}:c{odette.pk}"})
    assert porte(lea).repris_par == "Odette Martin, grand-mère"


def test_who_came_in_the_morning_is_said_to_be_there_in_the_afternoon(
    connecter, directrice, lea, activite, famille_martin
):
    reserver(activite, famille_martin, famille_martin.lea, Moment.APRES_MIDI)
    cocher(lea, minutes=60, par=directrice)
    assert "Déjà là depuis 9\u00a0h" in connecter(directrice).get(reverse("presences:liste")).text


def test_an_event_that_cancels_a_day_keeps_what_the_door_saw(lea, directrice):
    cocher(lea, par=directrice)
    Reservation.objects.filter(pk=lea.pk).delete()
    assert Passage.objects.get().enfant == lea.enfant


def test_the_moment_of_paris_is_the_one_that_is_kept(lea, directrice):
    cocher(lea, par=directrice)
    assert porte(lea).arrivee == datetime(2026, 11, 25, 10, tzinfo=PARIS)
