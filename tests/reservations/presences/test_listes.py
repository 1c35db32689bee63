"""The presence list's pages: who enters, which day, the filters, ticks sent by a form or by a page
that kept them."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from famille.models import Consultation, Enfant, Service
from reservations.models import Activite, Groupe, Reservation
from reservations.presences.choix import lire_le_choix
from reservations.regles.juge import Moment
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT)]
ADRESSE = "/gestion/presences/"
AUJOURD_HUI = MAINTENANT.date()
Presence = Reservation.Presence


@pytest.fixture
def activite(directrice):
    activite = creer_activite("La Valla")
    activite.structure.directeurs.add(directrice)
    Groupe.objects.create(activite=activite, nom="Les petits", age_min=3, age_max=5)
    Groupe.objects.create(activite=activite, nom="Les moyens", age_min=6, age_max=8)
    return activite


@pytest.fixture
def matin(activite):
    return creer_creneau(activite, AUJOURD_HUI, Moment.MATIN, prises=2)


@pytest.fixture
def lea(matin, famille_martin):
    return Reservation.objects.create(
        enfant=famille_martin.lea, creneau=matin, foyer=famille_martin.foyer
    )


@pytest.fixture
def hugo(matin, famille_martin):
    return Reservation.objects.create(
        enfant=famille_martin.hugo, creneau=matin, foyer=famille_martin.foyer
    )


@pytest.fixture
def ailleurs(voisin):
    creneau = creer_creneau(creer_activite("La Pingaudière"), AUJOURD_HUI, prises=1)
    return Reservation.objects.create(enfant=voisin.sami, creneau=creneau, foyer=voisin.foyer)


def lire(navigateur, adresse=ADRESSE, **choix):
    return " ".join(navigateur.get(adresse, choix).text.split())


def test_a_director_sees_today_s_children_with_their_age_and_group(
    connecter, directrice, lea, hugo
):
    texte = lire(connecter(directrice))
    assert "<h1>Mercredi 25 novembre</h1>" in texte
    assert "Léa Martin" in texte
    assert "8 ans · Les moyens" in texte
    assert "5 ans · Les petits" in texte


def test_the_count_says_who_is_there_and_who_is_still_to_be_ticked(
    connecter, directrice, lea, hugo
):
    Reservation.objects.filter(pk=lea.pk).update(presence=Presence.PRESENT, pointee_le=MAINTENANT)
    Reservation.objects.filter(pk=hugo.pk).update(absence_annoncee_le=MAINTENANT)
    texte = lire(connecter(directrice))
    assert "<strong data-presents>1</strong> présent" in texte
    assert "<span data-total>2</span>" in texte
    assert "1 à pointer, dont 1 absence annoncée" in texte
    assert "Absence annoncée par la famille" in texte


def test_a_director_sees_no_other_centre(connecter, directrice, lea, ailleurs):
    navigateur = connecter(directrice)
    assert "Pingaudière" not in lire(navigateur)
    autre = ailleurs.creneau.activite_id
    for adresse in (ADRESSE, reverse("presences:feuille"), reverse("presences:etats")):
        assert navigateur.get(adresse, {"activite": autre}).status_code == 404
    assert navigateur.get(reverse("presences:enfant", args=[ailleurs.pk])).status_code == 404


@pytest.fixture
def animee(activite, animatrice):
    activite.encadree = True
    activite.save()
    activite.structure.animateurs.add(animatrice)
    return activite


def test_an_animator_ticks_the_lists_of_the_centres_that_name_her_and_no_other(
    connecter, animatrice, animee, lea, ailleurs
):
    navigateur = connecter(animatrice)
    texte = lire(navigateur)
    assert "Léa Martin" in texte
    assert "Pingaudière" not in texte
    navigateur.post(reverse("presences:pointer"), {"pointage": f"{lea.pk}:present"})
    navigateur.post(reverse("presences:pointer"), {"pointage": f"{ailleurs.pk}:present"})
    lea.refresh_from_db()
    ailleurs.refresh_from_db()
    assert (lea.presence, ailleurs.presence) == (Presence.PRESENT, Presence.PREVU)


def test_an_animator_makes_no_gesture_of_a_director(connecter, animatrice, animee, lea):
    navigateur = connecter(animatrice)
    texte = lire(navigateur)
    assert "Voir le calcul" in texte
    for geste in ("presences:ajout", "presences:encadrement", "presences:registre"):
        assert reverse(geste) not in texte
    choix = f"?activite={animee.pk}&jour={AUJOURD_HUI}"
    assert navigateur.get(reverse("presences:ajout") + choix).status_code == 404
    for geste in ("ajout", "encadrement", "cuisine_corriger"):
        envoi = {"animateurs": "3", "choix": "1:1", "motif": "Il est là"}
        assert navigateur.post(reverse(f"presences:{geste}") + choix, envoi).status_code == 404


def test_an_animator_reads_no_safety_fact(connecter, animatrice, animee, lea):
    navigateur = connecter(animatrice)
    for page, cles in (("enfant", [lea.pk]), ("soins", [lea.pk]), ("registre", [])):
        adresse = reverse(f"presences:{page}", args=cles)
        assert navigateur.get(adresse, {"activite": animee.pk}).status_code in (302, 403), page
    assert "Infos" not in lire(navigateur)
    assert not Consultation.objects.exists()


def test_a_director_may_be_an_animator_of_another_centre(
    connecter, directrice, lea, ailleurs, activite
):
    ailleurs.creneau.activite.structure.animateurs.add(directrice)
    navigateur = connecter(directrice)
    autre = ailleurs.creneau.activite_id
    assert "Sami" in lire(navigateur, activite=autre)
    assert navigateur.get(reverse("presences:ajout"), {"activite": autre}).status_code == 404
    assert navigateur.get(reverse("presences:ajout"), {"activite": activite.pk}).status_code == 200


def test_a_director_of_no_centre_is_told_who_names_her(connecter, directrice, ailleurs):
    assert "Aucun centre ne vous est encore confié" in lire(connecter(directrice))


def test_who_plans_reads_every_centre(connecter, agent, lea, ailleurs):
    texte = lire(connecter(agent))
    assert "La Pingaudière" in texte
    assert "La Valla" in texte


@pytest.mark.parametrize("qui", ["redactrice", "administrateur"])
def test_nobody_else_enters(connecter, request, qui, lea):
    reponse = connecter(request.getfixturevalue(qui)).get(ADRESSE)
    assert (reponse.status_code, reponse.url) == (302, "/gestion/")


def test_a_parent_does_not_enter(connecter, famille_martin, lea):
    assert connecter(famille_martin.camille).get(ADRESSE).status_code == 403


def test_the_page_keeps_the_strict_policy_of_the_portal(connecter, directrice, lea):
    navigateur = connecter(directrice)
    assert "unsafe-inline" not in navigateur.get(ADRESSE).headers["Content-Security-Policy"]
    assert "unsafe-inline" in navigateur.get("/gestion/").headers["Content-Security-Policy"]
    assert navigateur.get(ADRESSE).headers["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize(
    ("jours", "phrase"),
    [((2, 9), "le prochain jour d’accueil"), ((-9, -2), "le dernier jour d’accueil")],
)
def test_without_children_today_the_nearest_day_is_shown(
    connecter, directrice, activite, famille_martin, jours, phrase
):
    for rang in jours:
        creneau = creer_creneau(activite, AUJOURD_HUI + timedelta(days=rang), prises=1)
        Reservation.objects.create(
            enfant=famille_martin.lea, creneau=creneau, foyer=famille_martin.foyer
        )
    texte = lire(connecter(directrice))
    assert phrase in texte
    assert ("Vendredi 27 novembre" if jours[0] > 0 else "Lundi 23 novembre") in texte


def test_a_day_asked_for_is_shown_even_empty(connecter, directrice, lea):
    assert "Aucun enfant n’est attendu ce jour-là" in lire(connecter(directrice), jour="2026-11-26")


def test_a_day_to_come_shows_its_children_without_buttons(
    connecter, directrice, activite, famille_martin
):
    creneau = creer_creneau(activite, date(2026, 12, 2), prises=1)
    Reservation.objects.create(
        enfant=famille_martin.lea, creneau=creneau, foyer=famille_martin.foyer
    )
    texte = lire(connecter(directrice), jour="2026-12-02")
    assert "vous pourrez pointer mercredi 2 décembre" in texte
    assert "Léa Martin" in texte
    assert 'name="pointage"' not in texte


@pytest.mark.parametrize(
    "adresse",
    [
        "jour=9999-99-99",
        "groupe=999",
        "moment=nuit",
        "tri=x&a_pointer=x",
        "cherche=%00%27",
        "jour=0001-01-01",
    ],
)
def test_a_strange_address_breaks_nothing(connecter, directrice, lea, adresse):
    assert connecter(directrice).get(f"{ADRESSE}?{adresse}").status_code == 200


@pytest.mark.parametrize(
    ("choix", "cachee"),
    [
        ({"cherche": "lea mar"}, False),
        ({"cherche": "LÉA"}, False),
        ({"cherche": "hugo"}, True),
        ({"groupe": "sans"}, True),
        ({"a_pointer": "oui"}, True),
    ],
)
def test_filters_hide_lines_without_javascript_too(connecter, directrice, lea, choix, cachee):
    Reservation.objects.filter(pk=lea.pk).update(presence=Presence.PRESENT, pointee_le=MAINTENANT)
    ligne = lire(connecter(directrice), **choix).partition(f'id="r{lea.pk}"')[2].partition(">")[0]
    assert ligne.endswith("hidden") is cachee


def test_arrivals_come_in_the_order_they_were_ticked(connecter, directrice, lea, hugo):
    Reservation.objects.filter(pk=lea.pk).update(presence=Presence.PRESENT, pointee_le=MAINTENANT)
    navigateur = connecter(directrice)
    par_nom, par_arrivee = lire(navigateur), lire(navigateur, tri="arrivee")
    assert par_nom.index("Hugo Martin") < par_nom.index("Léa Martin")
    assert par_arrivee.index("Léa Martin") < par_arrivee.index("Hugo Martin")


@pytest.mark.parametrize(("heure", "moment"), [("09:00", "1-matin"), ("13:30", "2-apres-midi")])
def test_the_half_day_that_runs_is_shown_first(
    connecter, directrice, activite, lea, heure, moment, time_machine
):
    apres_midi = creer_creneau(activite, AUJOURD_HUI, Moment.APRES_MIDI, prises=1)
    Reservation.objects.create(enfant=lea.enfant, creneau=apres_midi, foyer=lea.foyer)
    heures, _deux_points, minutes = heure.partition(":")
    time_machine.move_to(MAINTENANT.replace(hour=int(heures), minute=int(minutes)))
    page = connecter(directrice).get(ADRESSE)
    assert [
        appel.creneau.moment for appel, _adresse in page.context["appels"] if appel.courant
    ] == [moment]


@pytest.mark.parametrize("ecran", [ADRESSE, "/gestion/presences/feuille/"])
def test_the_evening_of_a_garderie_is_no_afternoon(
    connecter, directrice, activite, lea, famille_martin, ecran
):
    Activite.objects.filter(pk=activite.pk).update(service=Service.GARDERIE)
    soir = creer_creneau(activite, AUJOURD_HUI, Moment.APRES_MIDI, prises=1)
    Reservation.objects.create(enfant=famille_martin.lea, creneau=soir, foyer=famille_martin.foyer)
    lue = lire(connecter(directrice), ecran, activite=activite.pk, jour=AUJOURD_HUI)
    assert ("Soir" in lue, "Après-midi" in lue) == (True, False)


def test_a_form_ticks_and_comes_back_to_the_line(connecter, directrice, lea):
    adresse = f"{reverse('presences:pointer')}?activite=1&cherche=lea"
    reponse = connecter(directrice).post(adresse, {"pointage": f"{lea.pk}:present"})
    assert (reponse.status_code, reponse.url) == (
        302,
        f"{ADRESSE}?activite=1&cherche=lea#r{lea.pk}",
    )
    lea.refresh_from_db()
    assert lea.presence == Presence.PRESENT


def test_a_form_ends_the_list_at_once(connecter, directrice, lea, hugo):
    pointages = [f"{lea.pk}:absent", f"{hugo.pk}:absent"]
    connecter(directrice).post(reverse("presences:pointer"), {"pointage": pointages})
    assert Reservation.objects.filter(presence=Presence.ABSENT).count() == 2


def test_a_refused_form_says_why(connecter, directrice, ailleurs):
    navigateur = connecter(directrice)
    reponse = navigateur.post(
        reverse("presences:pointer"), {"pointage": [f"{ailleurs.pk}:present", "x:y", "9" * 30]}
    )
    assert "n’est plus sur vos listes" in navigateur.get(reponse.url).text
    ailleurs.refresh_from_db()
    assert ailleurs.presence == Presence.PREVU


def envoyer(navigateur, *pointages):
    corps = json.dumps({"pointages": list(pointages)})
    return navigateur.post(reverse("presences:envoyer"), corps, content_type="application/json")


def geste(reservation, etat="present", minutes=5, cle="a"):
    le = (MAINTENANT - timedelta(minutes=minutes)).isoformat()
    return {"cle": cle, "reservation": reservation.pk, "etat": etat, "le": le}


def test_a_batch_is_answered_tick_by_tick(connecter, directrice, lea, ailleurs):
    lignes = envoyer(connecter(directrice), geste(lea), geste(ailleurs, cle="b")).json()[
        "resultats"
    ]
    assert [(ligne["cle"], ligne["issue"]) for ligne in lignes] == [("a", "fait"), ("b", "refuse")]
    assert (lignes[0]["etat"], lignes[0]["par"]) == ("present", "Inès Moreau")
    assert "Sami" not in json.dumps(lignes)


def test_a_batch_sent_twice_has_one_effect(connecter, directrice, lea):
    navigateur = connecter(directrice)
    envoyer(navigateur, geste(lea))
    assert envoyer(navigateur, geste(lea)).json()["resultats"][0]["issue"] == "deja"


@pytest.mark.parametrize(
    "corps",
    [
        "",
        "[]",
        '{"pointages": 3}',
        '{"pointages": [{}]}',
        (
            '{"pointages": [{"cle": "a", "reservation": "x", "etat": "present", "le":'
            ' "2026-11-25T10:00:00+01:00"}]}'
        ),
        (
            '{"pointages": [{"cle": "a", "reservation": 1, "etat": "present", "le":'
            ' "2026-11-25T10:00:00"}]}'
        ),
        (
            '{"pointages": [{"cle": "a", "reservation": 1e300, "etat": "present", "le":'
            ' "2026-11-25T10:00:00Z"}]}'
        ),
        (
            '{"pointages": [{"cle": "a", "reservation": 1, "etat": "present", "le":'
            ' "0001-01-01T00:00:00+14:00"}]}'
        ),
    ],
)
def test_what_is_no_batch_is_refused(connecter, directrice, lea, corps):
    adresse = reverse("presences:envoyer")
    assert (
        connecter(directrice).post(adresse, corps, content_type="application/json").status_code
        == 400
    )


def test_a_page_asks_where_its_list_stands(connecter, directrice, lea, hugo):
    Reservation.objects.filter(pk=lea.pk).update(presence=Presence.PRESENT, pointee_le=MAINTENANT)
    choix = {"activite": lea.creneau.activite_id, "jour": "2026-11-25"}
    etats = connecter(directrice).get(reverse("presences:etats"), choix).json()["etats"]
    assert {etat["reservation"]: etat["etat"] for etat in etats} == {
        lea.pk: "present",
        hugo.pk: "prevu",
    }


def test_reading_the_list_shows_and_notes_nothing_of_health(connecter, directrice, lea):
    connecter(directrice).get(ADRESSE)
    assert not Consultation.objects.exists()


def test_an_address_keeps_only_what_is_chosen():
    choix = lire_le_choix(
        {"jour": "2026-11-25", "tri": "arrivee", "a_pointer": "oui", "groupe": "3"}
    )
    assert choix.adresse == "jour=2026-11-25&groupe=3&tri=arrivee&a_pointer=oui"
    assert choix.avec(tri="nom", groupe="").adresse == "jour=2026-11-25&a_pointer=oui"


def test_the_queries_do_not_grow_with_the_children(
    connecter, directrice, lea, matin, django_assert_num_queries, django_assert_max_num_queries
):
    navigateur = connecter(directrice)
    feuille = reverse("presences:feuille")
    navigateur.get(ADRESSE)  # what the process reads once
    with django_assert_max_num_queries(24) as liste:
        navigateur.get(ADRESSE)
    with django_assert_max_num_queries(24) as papier:
        navigateur.get(feuille)
    with django_assert_max_num_queries(18) as envois:
        envoyer(navigateur, geste(lea))
    enfants = [
        Enfant(prenom=f"Enfant {rang}", nom="Martin", naissance=date(2018, 1, 1))
        for rang in range(29)
    ]
    autres = [
        Reservation(enfant=e, creneau=matin, foyer=lea.foyer)
        for e in Enfant.objects.bulk_create(enfants)
    ]
    autres = Reservation.objects.bulk_create(autres)
    with django_assert_num_queries(len(liste)):
        navigateur.get(ADRESSE)
    with django_assert_num_queries(len(papier)):
        navigateur.get(feuille)
    with django_assert_num_queries(len(envois)):
        envoyer(
            navigateur, *(geste(reservation, cle=str(reservation.pk)) for reservation in autres)
        )
