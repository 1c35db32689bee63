"""The basket: kept on the server, judged like the rest, submitted once and only as it was shown
(G29)."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest

from famille.models import Responsable, Service, Utilisateur
from famille.socle.erreurs import Refus
from reservations.calendrier import actions
from reservations.calendrier.panier import Panier, lire_paniers
from reservations.lecture.presences_dites import libelle_nomme
from reservations.models import DemandeReservation, LignePanier, Places, Reservation
from reservations.moteur.demande import LIGNES_MAX, LigneDemandee
from reservations.regles.dire import libelle, nom_du_bloc, quand
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.calendrier.scene import (
    CALENDRIER,
    CHOISIR,
    MODIFIER,
    RECAPITULATIF,
    panier,
    valeur,
)
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne, reserver

pytestmark = pytest.mark.django_db
MATIN, SOIR = "2026-12-09-matin", "2026-12-09-apres-midi"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


def demander(famille, enfant, activite, bloc=MATIN, action="reserver"):
    voulue = LigneDemandee(enfant.pk, activite.pk, bloc, action)
    [fait] = actions.choisir(famille.foyer, [voulue], par=famille.camille)
    if fait.refus:
        raise Refus(fait.refus)


def soumettre(famille, *, cle=None, empreinte=None):
    lignes = LignePanier.objects.filter(foyer=famille.foyer)
    return actions.soumettre_panier(
        famille.foyer,
        par=famille.camille,
        cle=cle or str(uuid4()),
        empreinte=actions.empreinte_de(lignes) if empreinte is None else empreinte,
    )


def garnir(famille, activite, combien):
    """A basket of `combien` days, without asking the rules."""
    jours = [outils.MERCREDI + timedelta(days=n) for n in range(combien)]
    commun = {
        "foyer": famille.foyer,
        "enfant": famille.hugo,
        "activite": activite,
        "action": "reserver",
    }
    LignePanier.objects.bulk_create(LignePanier(bloc=jour.isoformat(), **commun) for jour in jours)


def test_a_choice_holds_no_place(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre)
    assert panier() == {(famille_martin.lea.pk, MATIN): "reserver"}
    assert compte() == 0


def test_it_keeps_what_the_page_said(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre)
    assert LignePanier.objects.get().vu == {"places": 10}


def test_the_other_device_and_the_other_parent_find_it_again(
    famille_martin, centre, connecter, client, django_user_model
):
    demander(famille_martin, famille_martin.lea, centre)
    autre = django_user_model.objects.create_user(
        "sacha.martin@exemple.fr", "un cheval blanc au galop"
    )
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=autre, prenom="Sacha", nom="Martin"
    )
    page = connecter(autre).get("/reservations/?mois=2026-12").content.decode()
    assert "1 modification" in page


def test_a_second_choice_of_the_same_bloc_replaces_the_first(famille_martin, centre):
    Places.objects.update(prises=10)
    demander(famille_martin, famille_martin.lea, centre, action="attendre")
    Places.objects.update(prises=0)
    demander(famille_martin, famille_martin.lea, centre)
    assert panier() == {(famille_martin.lea.pk, MATIN): "reserver"}


def test_asking_for_the_queue_where_a_place_came_free_books_it(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre, action="attendre")
    assert panier() == {(famille_martin.lea.pk, MATIN): "reserver"}


@pytest.mark.parametrize(
    ("bloc", "action", "phrase"),
    [
        ("2026-11-18-matin", "reserver", "choisissez parmi les jours du calendrier"),
        ("2026-12-10-matin", "reserver", "choisissez parmi les jours du calendrier"),
        ("2026-12-09", "reserver", "choisissez parmi les jours du calendrier"),
        (MATIN, "annuler", "Vous n’avez pas de réservation ce jour-là."),
        (MATIN, "offrir", "rechargez le calendrier"),
        ("2026-S50", "reserver", "choisissez parmi les jours du calendrier"),
        ("9999-12-31", "reserver", "rechargez le calendrier"),
        ("; DROP TABLE", "reserver", "rechargez le calendrier"),
    ],
)
def test_what_the_rules_refuse_does_not_enter(famille_martin, centre, bloc, action, phrase):
    with pytest.raises(Refus, match=phrase):
        demander(famille_martin, famille_martin.lea, centre, bloc, action)
    assert panier() == {}


def test_the_child_of_another_is_refused(famille_martin, voisin, centre):
    with pytest.raises(Refus, match="rechargez le calendrier"):
        demander(famille_martin, voisin.sami, centre)
    assert panier() == {}


def test_a_basket_has_an_end(famille_martin, centre):
    LignePanier.objects.bulk_create(
        LignePanier(
            foyer=famille_martin.foyer,
            enfant=famille_martin.hugo,
            activite=centre,
            bloc=f"b{n}",
            action="reserver",
        )
        for n in range(LIGNES_MAX)
    )
    with pytest.raises(Refus, match="Soumettez-la, puis continuez"):
        demander(famille_martin, famille_martin.lea, centre)


def test_many_at_once_leave_aside_what_is_refused(famille_martin, centre):
    lignes = [
        ligne(famille_martin.lea, centre),
        ligne(famille_martin.lea, centre, "2026-12-10-matin"),
    ]
    assert actions.ajouter(famille_martin.foyer, lignes, par=famille_martin.camille) == 1
    assert panier() == {(famille_martin.lea.pk, MATIN): "reserver"}


# -- submitting


def test_what_was_shown_is_submitted_and_leaves_the_basket(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.hugo, centre, SOIR)
    demande = soumettre(famille_martin)
    assert demande.acceptee
    assert panier() == {}
    assert compte() == 2


def test_the_same_key_again_is_the_same_answer_and_one_effect(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre)
    lignes = list(LignePanier.objects.all())
    cle, empreinte = str(uuid4()), actions.empreinte_de(lignes)
    premiere = soumettre(famille_martin, cle=cle, empreinte=empreinte)
    assert soumettre(famille_martin, cle=cle, empreinte=empreinte) == premiere
    assert compte() == 1
    assert DemandeReservation.objects.count() == 1


def test_a_basket_that_changed_meanwhile_is_not_submitted(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre)
    montree = actions.empreinte_de(LignePanier.objects.all())
    demander(famille_martin, famille_martin.hugo, centre)  # the other parent, or another tab
    with pytest.raises(Refus, match="a changé depuis l’affichage"):
        soumettre(famille_martin, empreinte=montree)
    assert compte() == 0
    assert len(panier()) == 2


def test_a_refused_submission_keeps_the_basket(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre)
    demander(famille_martin, famille_martin.hugo, centre, SOIR)
    Places.objects.filter(creneau__moment="1-matin").update(capacite=0)
    demande = soumettre(famille_martin)
    assert not demande.acceptee
    assert len(panier()) == 2
    assert compte() == 0


def test_an_empty_basket_says_so(famille_martin, centre):
    with pytest.raises(Refus, match="Votre demande est vide"):
        soumettre(famille_martin)


def test_the_print_of_a_basket_does_not_depend_on_its_order(famille_martin, centre):
    for enfant in (famille_martin.lea, famille_martin.hugo):
        demander(famille_martin, enfant, centre)
    lignes = list(LignePanier.objects.all())
    melangees = random.sample(lignes, len(lignes))
    assert actions.empreinte_de(lignes) == actions.empreinte_de(melangees)
    assert actions.empreinte_de(lignes[:1]) != actions.empreinte_de(lignes)


# -- what people read


def test_the_changes_of_a_day_are_one_row(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre, SOIR)
    demander(famille_martin, famille_martin.lea, centre, MATIN)
    (lu,) = lire_paniers(famille_martin.camille)
    (rangee,) = lu.rangees
    assert (rangee.signe, rangee.mot, rangee.quand) == (
        "+ 2",
        "2 réservations",
        "mercredi 9 décembre",
    )
    assert rangee.quoi == "matin et après-midi"
    assert str(rangee.premiere.enfant.prenom) == "Léa"


def test_prices_add_up_and_cancellations_count_down(famille_martin, centre):
    commun = {"foyer": famille_martin.foyer, "enfant": famille_martin.lea, "activite": centre}
    lu = Panier(
        famille_martin.foyer,
        [
            LignePanier(
                bloc=MATIN,
                action="reserver",
                vu={"centimes": 560, "avis_quotient": "Sans quotient."},
                **commun,
            ),
            LignePanier(bloc=SOIR, action="reserver", vu={"centimes": 560}, **commun),
            LignePanier(bloc="2026-12-16-matin", action="annuler", vu={"centimes": 560}, **commun),
            LignePanier(bloc="2026-12-16-apres-midi", action="attendre", vu={}, **commun),
        ],
    )
    assert lu.total == "5,60\u00a0€"
    assert [rangee.montant for rangee in lu.rangees] == ["11,20\u00a0€", "−5,60\u00a0€", ""]
    assert lu.avis_quotient == "Sans quotient."
    assert not lu.sans_prix


def test_a_price_that_is_not_known_is_said(famille_martin, centre):
    demander(famille_martin, famille_martin.lea, centre)
    assert lire_paniers(famille_martin.camille)[0].sans_prix


@pytest.mark.parametrize(
    ("cle", "nom", "dit"),
    [
        (MATIN, "matin", "mercredi 9 décembre, matin"),
        (SOIR, "après-midi", "mercredi 9 décembre, après-midi"),
        ("2026-12-21", "journée", "lundi 21 décembre, journée"),
        ("2026-S52", "semaine", "semaine du 21 décembre"),
    ],
)
def test_a_bloc_is_named_from_its_key(cle, nom, dit):
    assert nom_du_bloc(cle) == nom
    assert libelle(cle) == dit
    assert dit.startswith(quand(cle))


def test_a_bloc_of_the_school_has_its_name_of_the_dashboard():
    assert libelle_nomme(Service.GARDERIE, SOIR) == "mercredi 9 décembre, garderie du soir"
    assert libelle_nomme(Service.RESTAURATION, "2026-12-21") == "lundi 21 décembre, cantine"
    assert libelle_nomme(Service.RESTAURATION, "2026-S52") == "semaine du 21 décembre"
    assert libelle_nomme(Service.ACCUEILS_DE_LOISIRS, MATIN) == "mercredi 9 décembre, matin"


def test_a_meal_of_the_canteen_is_no_whole_day(famille_martin, django_assert_num_queries):
    cantine = outils.creer_activite(service=Service.RESTAURATION)
    jours = [(1, "2026-12-10"), (2, "2026-12-11")]
    LignePanier.objects.bulk_create(
        LignePanier(
            pk=pk,
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            activite=cantine,
            bloc=bloc,
            action="reserver",
        )
        for pk, bloc in jours
    )
    with django_assert_num_queries(1):
        [lu] = lire_paniers(famille_martin.camille)
        assert [rangee.quoi for rangee in lu.rangees] == ["cantine", "cantine"]


@pytest.mark.parametrize("combien", [1, 30])
def test_households_and_baskets_are_one_query(
    famille_martin, centre, combien, django_assert_num_queries
):
    LignePanier.objects.bulk_create(
        LignePanier(
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            activite=centre,
            bloc=f"2027-S{n:02}",
            action="reserver",
        )
        for n in range(1, combien + 1)
    )
    with django_assert_num_queries(1):
        (lu,) = lire_paniers(famille_martin.camille)
        assert len([str(une.activite) + une.enfant.prenom for une in lu.triees]) == combien


# -- what is past, and who chose


def test_a_basket_forgets_what_is_past_and_says_so(famille_martin, centre, connecter, time_machine):
    outils.creer_mercredis(centre, 1, premier=outils.MERCREDI - timedelta(weeks=1))
    demander(famille_martin, famille_martin.lea, centre, "2026-12-02-matin")
    demander(famille_martin, famille_martin.lea, centre, "2026-12-16-matin")
    (lu,) = lire_paniers(famille_martin.camille)
    assert (len(lu), lu.oubli) == (2, ""), "today is the last day, until midnight"
    time_machine.move_to(outils.MAINTENANT + timedelta(days=1), tick=False)
    (lu,) = lire_paniers(famille_martin.camille)
    assert [une.bloc for une in lu.lignes] == ["2026-12-16-matin"]
    oubli = "Un choix a quitté votre demande, sa date limite est passée : mercredi 2 décembre."
    assert lu.oubli == oubli
    camille = connecter(famille_martin.camille)
    for adresse in (CALENDRIER, RECAPITULATIF):
        assert oubli in lisible(camille.get(adresse).content.decode())
    perimee = lu.perimees[0].pk
    camille.post(MODIFIER, {"foyer": famille_martin.foyer.pk, "oublier": perimee})
    assert [une.bloc for une in LignePanier.objects.all()] == ["2026-12-16-matin"]


def test_what_is_past_neither_stops_nor_joins_a_submission(famille_martin, centre, time_machine):
    outils.creer_mercredis(centre, 1, premier=outils.MERCREDI - timedelta(weeks=1))
    demander(famille_martin, famille_martin.lea, centre, "2026-12-02-matin")
    demander(famille_martin, famille_martin.lea, centre)
    time_machine.move_to(outils.MAINTENANT + timedelta(days=1), tick=False)
    (lu,) = lire_paniers(famille_martin.camille)
    demande = soumettre(famille_martin, empreinte=actions.empreinte_de(lu.lignes))
    assert [une["bloc"] for une in demande.lignes] == [MATIN]
    assert demande.acceptee
    assert not LignePanier.objects.exists()


def test_what_the_other_parent_has_chosen_bears_her_name(famille_martin, centre, connecter):
    pere = Utilisateur.objects.create_user("yanis.martin@exemple.fr", first_name="Yanis")
    Responsable.objects.create(foyer=famille_martin.foyer, utilisateur=pere, prenom="Yanis")
    demander(famille_martin, famille_martin.lea, centre)
    (a_elle,) = lire_paniers(famille_martin.camille)
    (a_lui,) = lire_paniers(pere)
    assert [une.auteur for une in a_elle.lignes + a_lui.lignes] == ["", "Camille"]
    pages = [connecter(pere).get(ou).content.decode() for ou in (CALENDRIER, RECAPITULATIF)]
    assert "ajouté par Camille" in lisible(pages[0])
    assert "Ajouté par Camille" in lisible(pages[1])
    assert "jouté par" not in connecter(famille_martin.camille).get(CALENDRIER).content.decode()


def test_a_morning_comes_before_its_afternoon_on_the_receipt(famille_martin, centre):
    for bloc in (SOIR, MATIN):
        demander(famille_martin, famille_martin.lea, centre, bloc)
    assert [une["bloc"] for une in soumettre(famille_martin).lignes] == [MATIN, SOIR]


# -- forged presses


def test_forged_presses_are_refused_in_a_sentence_and_write_nothing(
    famille_martin, voisin, centre, connecter
):
    client = connecter(famille_martin.camille)
    reserver(famille_martin, ligne(famille_martin.lea, centre, SOIR))
    forges = [
        valeur(famille_martin, voisin.sami, centre),
        valeur(famille_martin, famille_martin.lea, centre, "2026-11-18-matin"),
        valeur(famille_martin, famille_martin.lea, centre, "2026-12-25"),
        valeur(famille_martin, famille_martin.lea, centre, MATIN, "donner"),
        valeur(famille_martin, famille_martin.lea, centre, SOIR),
        valeur(famille_martin, famille_martin.lea, centre, "\0", "retirer"),
        f"{famille_martin.foyer.pk}.{famille_martin.lea.pk}.99999999999.{MATIN}.reserver",
    ]
    for forge in forges:
        reponse = client.post(
            CHOISIR, {"choix": forge, "prix": "0", "centimes": "-500"}, follow=True
        )
        assert reponse.status_code == 200
        (phrase,) = [str(message) for message in reponse.context["messages"]]
        assert phrase.endswith(".")
    assert panier() == {}
    assert compte() == 1


def test_a_price_sent_with_the_press_is_ignored(famille_martin, centre, connecter):
    client = connecter(famille_martin.camille)
    choix = valeur(famille_martin, famille_martin.lea, centre)
    client.post(CHOISIR, {"choix": choix, "prix": "0", "centimes": "1", "vu": '{"centimes": 1}'})
    assert LignePanier.objects.get().vu == {"places": 10}


def test_five_thousand_lines_are_refused(famille_martin, centre):
    lignes = [
        LigneDemandee(famille_martin.lea.pk, centre.pk, f"2026-12-09-matin{n}") for n in range(5000)
    ]
    with pytest.raises(Refus, match="plus de 500 changements"):
        envoyer(famille_martin, lignes)
    with pytest.raises(Refus):
        actions.ajouter(famille_martin.foyer, lignes, par=famille_martin.camille)
    assert Reservation.objects.count() == 0
    assert panier() == {}
