"""The register of care: who writes it, who reads it, and what stays of it."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from famille.models import AccesAConfirmer, Consultation, Courriel, Rattachement, Responsable
from famille.models.champs import Jeton
from famille.socle.erreurs import Refus
from reservations.donnees.des_reservations import POSTES
from reservations.donnees.effacement import effacer
from reservations.models import Passage, Reservation, Soin
from reservations.presences.actions import Pointage, pointer
from reservations.presences.issues import DEJA, FAIT, REFUSE
from reservations.presences.soins.actions import LigneDeSoin, noter_les_soins, retirer_un_soin
from reservations.regles.juge import Moment
from tests.conftest import creer_foyer
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau
from tests.reservations.presences.test_enveloppe import sceller

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT, tick=False)]
AUJOURD_HUI = MAINTENANT.date()
GENOU, PANSEMENT = "tombée dans la cour, genou écorché", "lavé à l’eau, pansement"


@pytest.fixture
def activite(directrice):
    activite = creer_activite("La Valla")
    activite.structure.directeurs.add(directrice)
    return activite


@pytest.fixture
def lea(activite, famille_martin):
    creneau = creer_creneau(activite, AUJOURD_HUI, Moment.MATIN, prises=1)
    return Reservation.objects.create(
        enfant=famille_martin.lea, creneau=creneau, foyer=famille_martin.foyer
    )


def noter(reservation, *, par, cle="a", constat=GENOU, soin=PANSEMENT):
    ligne = LigneDeSoin(reservation.pk, cle, constat, soin, MAINTENANT - timedelta(minutes=30))
    [resultat] = noter_les_soins([ligne], par=par)
    return resultat


def lire(navigateur, adresse):
    return " ".join(navigateur.get(adresse).text.split())


def test_a_director_notes_what_happened_and_what_was_done(connecter, directrice, lea):
    adresse = reverse("presences:soins", args=[lea.pk])
    donnees = {"cle": "abc", "constat": GENOU, "soin": PANSEMENT, "heure": "09:30"}
    assert connecter(directrice).post(adresse, donnees).status_code == 302
    soin = Soin.objects.get()
    assert (soin.enfant, soin.foyer, soin.par) == (lea.enfant, lea.foyer, directrice)
    assert soin.le == MAINTENANT.replace(hour=9, minute=30)


def test_a_line_sent_twice_is_one(lea, directrice):
    assert noter(lea, par=directrice).issue == FAIT
    assert noter(lea, par=directrice).issue == DEJA
    assert Soin.objects.count() == 1


@pytest.mark.parametrize(("constat", "soin"), [("", "x"), ("x", " "), ("x" * 1001, "y")])
def test_a_line_says_both_things_and_no_novel(lea, directrice, constat, soin):
    assert noter(lea, par=directrice, constat=constat, soin=soin).issue == REFUSE


@pytest.mark.parametrize("qui", ["agent", "redactrice", "administrateur"])
def test_who_reads_no_health_writes_none(request, lea, qui):
    assert noter(lea, par=request.getfixturevalue(qui)).issue == REFUSE
    assert not Soin.objects.exists()


def test_it_is_encrypted_in_the_database(lea, directrice):
    noter(lea, par=directrice)
    with connection.cursor() as curseur:
        curseur.execute("SELECT constat, soin FROM reservations_soin")
        assert "genou" not in str(curseur.fetchall())


def test_a_tablet_sends_it_sealed(connecter, directrice, lea):
    scelle = sceller(json.dumps({"constat": GENOU, "soin": PANSEMENT}))
    geste = {"cle": "a", "reservation": lea.pk, "soin": True, "scelle": scelle}
    corps = json.dumps({"pointages": [geste | {"le": MAINTENANT.isoformat()}]})
    reponse = connecter(directrice).post(
        reverse("presences:envoyer"), corps, content_type="application/json"
    )
    assert reponse.json()["resultats"][0]["issue"] == FAIT
    assert "genou" not in reponse.text
    assert Soin.objects.get().constat == GENOU


@pytest.mark.parametrize("scelle", ["x", sceller.__name__, ""])
def test_what_does_not_open_is_answered_so_that_the_tablet_forgets_it(
    connecter, directrice, lea, scelle
):
    geste = {"cle": "a", "reservation": lea.pk, "soin": True, "scelle": scelle}
    corps = json.dumps({"pointages": [geste | {"le": MAINTENANT.isoformat()}]})
    reponse = connecter(directrice).post(
        reverse("presences:envoyer"), corps, content_type="application/json"
    )
    assert (reponse.status_code, reponse.json()["resultats"][0]["issue"]) == (200, REFUSE)


def test_letters_that_no_database_holds_are_answered_too(connecter, directrice, lea):
    """Half a character: refused whole, the tablet would send its whole batch for ever."""
    le = {"reservation": lea.pk, "le": MAINTENANT.isoformat()}
    scelle = sceller(json.dumps({"constat": "\ud800", "soin": PANSEMENT}))
    gestes = [
        {"cle": "a", "soin": True, "scelle": scelle} | le,
        {"cle": "b", "etat": "absent"} | le,
    ]
    navigateur, adresse = connecter(directrice), reverse("presences:envoyer")
    reponse = navigateur.post(
        adresse, json.dumps({"pointages": gestes}), content_type="application/json"
    )
    assert [un["issue"] for un in reponse.json()["resultats"]] == [REFUSE, FAIT]
    for cle in ("\0", "\ud800"):
        geste = {"cle": cle, "soin": True, "scelle": sceller("{}")} | le
        corps = json.dumps({"pointages": [geste]})
        assert navigateur.post(adresse, corps, content_type="application/json").status_code == 400


def test_the_parent_reads_it_that_evening(connecter, directrice, lea, famille_martin):
    noter(lea, par=directrice)
    navigateur = connecter(famille_martin.camille)
    texte = lire(navigateur, reverse("famille:tableau_de_bord"))
    assert GENOU in texte
    assert PANSEMENT in texte
    assert GENOU in lire(navigateur, reverse("reservations:soins"))


def test_a_line_that_no_key_reads_is_said_and_closes_neither_page(
    connecter, directrice, lea, famille_martin
):
    noter(lea, par=directrice)
    Soin.objects.update(soin=Jeton("of another site"))
    noter(lea, par=directrice, cle="b", constat="une piqûre de guêpe")
    registre = lire(connecter(directrice), reverse("presences:registre"))
    assert "Ce qui a été noté ne peut plus être lu" in registre
    assert "une piqûre de guêpe" in registre
    famille = lire(connecter(famille_martin.camille), reverse("reservations:soins"))
    assert "nous ne pouvons plus le lire. Demandez au centre" in famille
    assert "une piqûre de guêpe" in famille


def test_it_is_reached_from_the_child_s_own_page_and_is_his_alone(
    connecter, directrice, lea, famille_martin
):
    noter(lea, par=directrice)
    navigateur = connecter(famille_martin.camille)
    for enfant, dit in ((famille_martin.lea, True), (famille_martin.hugo, False)):
        lien = f"{reverse('reservations:soins')}?enfant={enfant.pk}"
        page = navigateur.get(reverse("famille:enfant", args=[enfant.pk])).text
        assert lien in page
        assert (GENOU in lire(navigateur, lien)) is dit


def test_three_days_later_the_dashboard_is_silent_and_its_page_still_says_it(
    connecter, directrice, lea, famille_martin, time_machine
):
    noter(lea, par=directrice)
    time_machine.move_to(MAINTENANT + timedelta(days=3))
    navigateur = connecter(famille_martin.camille)
    assert GENOU not in lire(navigateur, reverse("famille:tableau_de_bord"))
    assert GENOU in lire(navigateur, reverse("reservations:soins"))


def test_no_mail_tells_it(lea, directrice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        noter(lea, par=directrice)
    assert not Courriel.objects.exists()


def test_a_neighbour_s_care_is_not_shown(connecter, directrice, lea, voisin):
    noter(lea, par=directrice)
    navigateur = connecter(voisin.nadia)
    for nom in ("famille:tableau_de_bord", "reservations:soins"):
        assert GENOU not in lire(navigateur, reverse(nom))


def test_the_other_home_learns_nothing_of_a_day_that_is_not_its_own(connecter, directrice, lea):
    foyer, compte = creer_foyer("2026-00500", "Durand", "Paul", "paul.durand@exemple.fr")
    Rattachement.objects.create(
        enfant=lea.enfant, foyer=foyer, debut=AUJOURD_HUI - timedelta(days=300)
    )
    noter(lea, par=directrice)
    assert GENOU not in lire(connecter(compte), reverse("reservations:soins"))


def test_who_waits_for_a_second_word_reads_no_care(connecter, directrice, lea, famille_martin):
    noter(lea, par=directrice)
    camille = Responsable.objects.get(utilisateur=famille_martin.camille)
    AccesAConfirmer.objects.create(foyer=lea.foyer, nature="adulte", responsable=camille)
    assert GENOU not in lire(connecter(famille_martin.camille), reverse("reservations:soins"))


def test_who_waits_in_one_of_a_child_s_homes_reads_no_care_of_it(connecter, directrice, lea):
    """He reads his child's health in his own home; the days of the other wait with his coming."""
    foyer, compte = creer_foyer("2026-00500", "Durand", "Paul", "paul.durand@exemple.fr")
    depuis = AUJOURD_HUI - timedelta(days=300)
    Rattachement.objects.create(enfant=lea.enfant, foyer=foyer, debut=depuis)
    ici = Responsable.objects.create(foyer=lea.foyer, utilisateur=compte, prenom="Paul", nom="D.")
    AccesAConfirmer.objects.create(foyer=lea.foyer, nature="adulte", responsable=ici)
    noter(lea, par=directrice)
    assert GENOU not in lire(connecter(compte), reverse("reservations:soins"))


def test_each_reading_of_the_register_is_noted(connecter, directrice, lea):
    noter(lea, par=directrice)
    assert GENOU in lire(connecter(directrice), reverse("presences:registre"))
    assert Consultation.objects.get().sante_de == lea.enfant


def test_the_register_of_another_centre_is_not_found(connecter, directrice, lea):
    autre = creer_activite("La Pingaudière")
    adresse = f"{reverse('presences:registre')}?activite={autre.pk}"
    assert connecter(directrice).get(adresse).status_code == 404


def test_a_line_for_the_wrong_child_is_taken_off_with_its_reason_and_stays_in_the_register(
    connecter, directrice, lea, famille_martin
):
    noter(lea, par=directrice)
    adresse = reverse("presences:retirer_soin", args=[Soin.objects.get().pk])
    navigateur = connecter(directrice)
    assert "erreur" in navigateur.post(adresse, {"motif": " "}, follow=True).text
    assert navigateur.post(adresse, {"motif": "c’était Hugo"}).status_code == 302
    texte = lire(navigateur, reverse("presences:registre"))
    assert GENOU in texte
    assert "c’était Hugo" in texte
    assert GENOU not in lire(connecter(famille_martin.camille), reverse("reservations:soins"))


def test_no_line_is_taken_off_without_a_reason(directrice, lea):
    noter(lea, par=directrice)
    with pytest.raises(Refus, match="pourquoi cette ligne"):
        retirer_un_soin(Soin.objects.get(), motif=" \0", par=directrice)


def test_nobody_takes_off_a_line_of_another_centre(connecter, directrice, collegue, lea):
    noter(lea, par=directrice)
    adresse = reverse("presences:retirer_soin", args=[Soin.objects.get().pk])
    ailleurs = creer_activite("La Pingaudière")
    ailleurs.structure.directeurs.add(collegue)
    assert connecter(collegue).post(adresse, {"motif": "x"}).url == "/gestion/"  # refused
    assert Soin.objects.tenus().exists()


@pytest.mark.parametrize(
    ("limite", "parti"), [(date(2027, 8, 31), False), (date(2027, 9, 1), True)]
)
def test_it_goes_with_the_health_of_its_season(lea, directrice, limite, parti):
    noter(lea, par=directrice)
    poste = next(un for un in POSTES if un.code == "soins")
    assert bool(poste.cles(limite)) is parti
    poste.effacer(poste.cles(limite), limite)
    assert Soin.objects.exists() is not parti


def test_the_queries_of_the_family_s_page_do_not_grow(
    connecter,
    directrice,
    lea,
    famille_martin,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    noter(lea, par=directrice)
    navigateur, adresse = connecter(famille_martin.camille), reverse("reservations:soins")
    navigateur.get(adresse)
    with django_assert_max_num_queries(14) as premiere:
        navigateur.get(adresse)
    for rang in range(29):
        noter(lea, par=directrice, cle=f"b{rang}")
    with django_assert_num_queries(len(premiere)):
        navigateur.get(adresse)


def test_a_household_that_is_erased_leaves_no_care_nor_passage(lea, directrice, famille_martin):
    noter(lea, par=directrice)
    pointer([Pointage(lea.pk, "present", MAINTENANT)], par=directrice)
    assert Passage.objects.exists()
    with transaction.atomic():
        effacer(famille_martin.foyer, par=directrice)
    assert not Soin.objects.exists()
    assert not Passage.objects.exists()
