"""Safety facts, on the sheet and for one child: who reads them, what they say, and the trace that
parents find."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from famille.actions import ajouter_responsable, rattacher_enfant
from famille.dossier.foyers.acces.actions import confirmer_acces
from famille.models import (
    AccesAConfirmer,
    Autorisation,
    Consultation,
    ContactFamille,
    FicheSanitaire,
    Rattachement,
)
from famille.models.champs import Jeton
from reservations.models import Groupe, Reservation
from reservations.regles.juge import Moment
from tests.conftest import creer_foyer
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT)]
AUJOURD_HUI = MAINTENANT.date()
FEUILLE = "/gestion/presences/feuille/"


@pytest.fixture
def activite(directrice):
    activite = creer_activite("La Valla")
    activite.structure.directeurs.add(directrice)
    Groupe.objects.create(activite=activite, nom="Les petits", age_min=3, age_max=5)
    Groupe.objects.create(activite=activite, nom="Les grands", age_min=6, age_max=11)
    return activite


def reserver(activite, famille, enfant, jour=AUJOURD_HUI, moment=Moment.MATIN):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first() or creer_creneau(
        activite, jour, moment
    )
    return Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=famille.foyer)


@pytest.fixture
def lea(activite, famille_martin):
    """Booked, with a health record, a grandmother who may fetch her, and a bath refused."""
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea,
        allergies="Arachide",
        pai=True,
        regime="sans-porc",
        valable_jusqu_au=AUJOURD_HUI + timedelta(days=100),
    )
    for genre, accordee in [("baignade", True), ("baignade", False), ("sortie-seul", True)]:
        Autorisation.objects.create(enfant=famille_martin.lea, genre=genre, accordee=accordee)
    ContactFamille.objects.create(
        foyer=famille_martin.foyer,
        prenom="Odette",
        nom="Martin",
        lien="grand-mère",
        telephone="+33639980002",
        peut_recuperer=True,
    )
    return reserver(activite, famille_martin, famille_martin.lea)


def lire(navigateur, adresse=FEUILLE, **choix):
    return " ".join(navigateur.get(adresse, choix).text.split())


def test_the_sheet_tells_a_director_what_keeps_each_child_safe(connecter, directrice, lea):
    texte = lire(connecter(directrice))
    for fait in (
        "Allergie : Arachide",
        "<strong>PAI</strong>",
        "Sans porc",
        "Part seul",
        "Pas de baignade",
        "Odette Martin",
        "06 39 98 00 02",
        "06 39 98 00 01",  # Camille's
        "à détruire après usage",
    ):
        assert fait in texte


def test_each_reading_is_noted_where_the_parent_reads_it(
    connecter, directrice, lea, famille_martin, client
):
    connecter(directrice).get(FEUILLE)
    lecture = Consultation.objects.get()
    assert (lecture.foyer, lecture.par) == (famille_martin.foyer, directrice)
    histoire = lire(connecter(famille_martin.camille), reverse("famille:consultations"))
    assert "informations de sécurité de Léa" in histoire.replace("Informations", "informations")


def test_both_homes_of_a_child_read_it_and_neither_learns_where_he_was_booked(
    connecter, directrice, lea
):
    foyer, _compte = creer_foyer("2026-00500", "Durand", "Paul", "paul.durand@exemple.fr")
    Rattachement.objects.create(
        enfant=lea.enfant, foyer=foyer, debut=AUJOURD_HUI - timedelta(days=300)
    )
    parti, _compte = creer_foyer("2026-00501", "Petit", "Ali", "ali.petit@exemple.fr")
    Rattachement.objects.create(
        enfant=lea.enfant,
        foyer=parti,
        debut=AUJOURD_HUI - timedelta(days=300),
        fin=AUJOURD_HUI - timedelta(days=1),
    )
    connecter(directrice).get(FEUILLE)
    assert set(Consultation.objects.values_list("foyer", flat=True)) == {lea.foyer_id, foyer.pk}
    assert not Consultation.objects.filter(quoi__contains="Valla").exists()


def test_who_plans_prints_the_sheet_without_those_facts(connecter, agent, lea):
    texte = lire(connecter(agent))
    assert "Martin Léa" in texte
    for fait in ("Arachide", "PAI", "06 39 98", "Part seul"):
        assert fait not in texte
    assert not Consultation.objects.exists()


def test_the_right_to_health_records_shows_them_to_who_plans(connecter, agent, lea):
    agent.user_permissions.add(Permission.objects.get(codename="view_fichesanitaire"))
    assert "Allergie : Arachide" in lire(connecter(agent))
    assert Consultation.objects.get().par == agent


def test_the_right_to_health_records_opens_no_list(connecter, redactrice, lea):
    redactrice.user_permissions.add(Permission.objects.get(codename="view_fichesanitaire"))
    assert connecter(redactrice).get(FEUILLE).status_code == 302


def test_a_day_long_past_shows_its_children_and_no_health(
    connecter, directrice, activite, lea, famille_martin
):
    ancien = AUJOURD_HUI - timedelta(days=8)
    reserver(activite, famille_martin, famille_martin.lea, ancien)
    texte = lire(connecter(directrice), jour=ancien.isoformat())
    assert "Martin Léa" in texte
    assert "Arachide" not in texte
    assert not Consultation.objects.exists()


def test_children_stand_by_group_one_line_each_with_a_box_a_half_day(
    connecter, directrice, activite, lea, famille_martin
):
    reserver(activite, famille_martin, famille_martin.lea, moment=Moment.APRES_MIDI)
    reserver(activite, famille_martin, famille_martin.hugo)
    page = connecter(directrice).get(FEUILLE)
    groupes = page.context["feuille"].groupes
    assert [
        (groupe.nom, [ligne.enfant.prenom for ligne in groupe.lignes]) for groupe in groupes
    ] == [
        ("Les petits", ["Hugo"]),
        ("Les grands", ["Léa"]),
    ]
    assert page.text.count('class="pf-presences-carre"') == 3
    assert "Pas attendu" in page.text


def test_without_a_record_the_sheet_says_so(connecter, directrice, activite, famille_martin):
    reserver(activite, famille_martin, famille_martin.hugo)
    assert "Pas de fiche sanitaire" in lire(connecter(directrice))


def test_a_record_out_of_date_is_shown_and_said(connecter, directrice, lea):
    FicheSanitaire.objects.update(valable_jusqu_au=AUJOURD_HUI - timedelta(days=1))
    texte = lire(connecter(directrice))
    assert "Fiche à renouveler depuis le 24 novembre 2026" in texte
    assert "Allergie : Arachide" in texte


def test_when_each_home_booked_a_half_day_the_adults_of_both_are_on_the_line(
    connecter, directrice, activite, lea
):
    foyer, _compte = creer_foyer("2026-00500", "Durand", "Paul", "paul.durand@exemple.fr")
    creneau = creer_creneau(activite, AUJOURD_HUI, Moment.APRES_MIDI)
    Reservation.objects.create(enfant=lea.enfant, creneau=creneau, foyer=foyer)
    texte = lire(connecter(directrice))
    assert texte.count('<th scope="row"> Martin Léa') == 1
    assert "Camille Martin" in texte
    assert "Paul Durand" in texte


def test_one_child_s_facts_are_a_press_away_and_noted(connecter, directrice, lea):
    adresse = reverse("presences:enfant", args=[lea.pk])
    navigateur = connecter(directrice)
    assert adresse in lire(navigateur, "/gestion/presences/")
    assert not Consultation.objects.exists()
    assert "Arachide" in lire(navigateur, adresse)
    assert Consultation.objects.count() == 1


def test_the_list_asks_for_the_inside_of_the_page_only(connecter, directrice, lea):
    adresse = reverse("presences:enfant", args=[lea.pk])
    texte = connecter(directrice).get(adresse, headers={"X-Requested-With": "XMLHttpRequest"}).text
    assert "Arachide" in texte
    assert "<html" not in texte


def test_the_list_marks_whose_facts_are_to_be_read_and_says_nothing_of_them(
    connecter, directrice, agent, activite, lea, famille_martin
):
    reserver(activite, famille_martin, famille_martin.hugo)
    rien = FicheSanitaire.objects.create(
        enfant=famille_martin.hugo, valable_jusqu_au=AUJOURD_HUI + timedelta(days=100)
    )
    marque = "</span> <strong>à lire</strong>"
    navigateur, liste = connecter(directrice), reverse("presences:liste")
    page = lire(navigateur, liste)
    assert page.count(marque) == 1
    assert "Arachide" not in page
    assert not Consultation.objects.exists()
    FicheSanitaire.objects.filter(pk=rien.pk).update(allergies_medicaments=Jeton("of another site"))
    assert lire(navigateur, liste).count(marque) == 2  # nobody can read it
    rien.delete()
    assert lire(navigateur, liste).count(marque) == 2  # the parents have said nothing
    assert marque not in lire(connecter(agent), liste)


def test_who_plans_opens_no_child_s_facts(connecter, agent, lea):
    reponse = connecter(agent).get(reverse("presences:enfant", args=[lea.pk]))
    assert (reponse.status_code, reponse.url) == (302, "/gestion/")
    assert not Consultation.objects.exists()


PAS_CONFIRME = "pas encore confirmé dans ce dossier : vérifiez avant de lui confier l’enfant"


def test_an_adult_that_an_agent_has_added_fetches_nobody_before_a_second_word(
    connecter, directrice, agent, famille_martin, lea
):
    ajouter_responsable(
        famille_martin.foyer, par=agent, prenom="Rémi", nom="Martin", courriel="remi@exemple.fr"
    )
    navigateur = connecter(directrice)
    fiche = lire(navigateur, reverse("presences:enfant", args=[lea.pk]))
    assert f"Rémi Martin, <strong>{PAS_CONFIRME}" in fiche
    assert "Camille Martin, peut venir le chercher" in fiche
    assert lire(navigateur).count(PAS_CONFIRME) == 1
    confirmer_acces(AccesAConfirmer.objects.get(), par=famille_martin.camille)
    assert "Rémi Martin, peut venir le chercher" in lire(
        navigateur, reverse("presences:enfant", args=[lea.pk])
    )


def test_nobody_fetches_a_child_that_an_agent_has_tied_to_one_more_home_before_a_second_word(
    connecter, directrice, agent, activite, famille_martin, voisin
):
    rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    chez_nadia = reserver(activite, voisin, famille_martin.lea)
    sien = reserver(activite, voisin, voisin.sami)
    navigateur = connecter(directrice)
    assert PAS_CONFIRME in lire(navigateur, reverse("presences:enfant", args=[chez_nadia.pk]))
    assert PAS_CONFIRME not in lire(navigateur, reverse("presences:enfant", args=[sien.pk]))
