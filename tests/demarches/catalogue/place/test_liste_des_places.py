"""The list of those who ask for a place (G21): ranks, and a place that frees."""

from datetime import date
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.actions import valider
from demarches.bureau import urls_de
from demarches.catalogue.place_en_accueil_de_loisirs import mise_sur_liste
from demarches.catalogue.place_en_accueil_de_loisirs.mise_sur_liste import (
    DESCENDRE,
    MONTER,
    deplacer,
    mettre_sur_liste,
    remettre_a_traiter,
    tenir_la_liste,
)
from demarches.instruction.liste_des_places import sur_liste
from demarches.instruction.passage import PassageImpossible, passer
from demarches.models import Demande, MouvementDeListe, PlaceDemandee
from demarches.taches import PLANIFICATIONS
from famille.models import Courriel
from famille.socle.erreurs import Refus
from reservations.models import Activite, Inscription
from tests.demarches.place import CODE, NOEL, envoyee, relue, remplie, valla
from tests.outils.lisible import lisible

pytestmark = pytest.mark.usefixtures("le_25_novembre")


@pytest.mark.parametrize("activites", [1, 30])
def test_who_waits_is_known_in_two_queries_whatever_the_activities(
    complete, famille_martin, activites, django_assert_num_queries
):
    for rang in range(activites):
        autre = valla(structure=f"Centre {rang}", inscriptions_max=0)
        demande = Demande.objects.create(
            code=CODE,
            foyer=famille_martin.foyer,
            par=famille_martin.camille,
            statut=Demande.Statut.EN_ATTENTE,
            numero=f"D-2026-09{rang:03}",
            deposee_le=complete[0].cree_le,
        )
        PlaceDemandee.objects.create(demande=demande, activite=autre, saison=2026, ordre=1)
    with django_assert_num_queries(2):
        attendent = sur_liste()
    assert len(attendent) == len(complete) + activites


def test_the_parent_sees_his_rank(complete, connecter, famille_martin):
    page = (
        connecter(famille_martin.camille)
        .get(f"/demarches/demande/{complete[1].pk}/")
        .content.decode()
    )
    assert "votre demande est sur liste, au rang 2" in page


def test_a_draft_says_that_the_activity_is_full(famille_martin, activite, complete):
    demande = remplie(famille_martin, famille_martin.lea, activite, periode=NOEL)
    assert "Toutes les places sont prises" in str(
        demande.demarche.recapitulatif(demande, demande.donnees)
    )


def test_a_demande_with_a_free_place_is_not_on_a_list(famille_martin, lea, activite):
    activite.inscriptions_max = 3
    activite.save()
    demande = envoyee(famille_martin, lea, activite)
    assert demande.demarche.situation(demande) == ""


def test_a_full_activity_is_not_overbooked(complete, agent):
    with pytest.raises(Refus, match="n’a plus de place"):
        valider(relue(complete[0]), par=agent)
    assert Inscription.objects.count() == 1


def test_a_season_counts_a_child_once(famille_martin, voisin, lea, activite, agent):
    activite.inscriptions_max = 1
    activite.save()
    Inscription.objects.create(
        enfant=lea, activite=activite, debut=date(2026, 10, 17), fin=date(2026, 11, 1)
    )
    valider(envoyee(famille_martin, lea, activite, periode=NOEL), par=agent)
    assert Inscription.objects.filter(enfant=lea).count() == 2


def test_when_a_place_frees_it_is_given_from_the_list(complete, agent, connecter, activite):
    Inscription.objects.update(fin=date(2026, 8, 31), debut=date(2026, 1, 1))
    bureau = connecter(agent)
    reponse = bureau.post(f"/gestion/demandes-de-place/{complete[1].pk}/donner/", follow=True)
    assert "Léa Martin a sa place" in reponse.content.decode()
    assert relue(complete[1]).statut == Demande.Statut.VALIDEE
    assert (
        Inscription.objects.filter(activite=activite, fin=date(2027, 8, 31)).get().enfant.prenom
        == "Léa"
    )
    assert "au rang 1" in complete[0].demarche.situation(relue(complete[0]))


def test_an_agent_moves_a_rank_with_a_reason(complete, agent):
    deplacer(
        PlaceDemandee.objects.get(demande=complete[1]),
        sens=MONTER,
        motif="Fratrie déjà inscrite.",
        par=agent,
    )
    assert "au rang 1" in complete[1].demarche.situation(complete[1])
    assert "au rang 2" in complete[0].demarche.situation(complete[0])
    [mouvement] = MouvementDeListe.objects.all()
    assert (mouvement.de, mouvement.vers, mouvement.par) == (2, 1, agent)


@pytest.mark.parametrize(
    ("rang", "sens", "motif", "phrase"),
    [
        (0, MONTER, "Oui", "première"),
        (1, DESCENDRE, "Oui", "dernière"),
        (1, MONTER, "  ", "pourquoi"),
    ],
)
def test_a_move_that_cannot_be_says_why(complete, agent, rang, sens, motif, phrase):
    place = PlaceDemandee.objects.get(demande=complete[rang])
    with pytest.raises(Refus, match=phrase):
        deplacer(place, sens=sens, motif=motif, par=agent)


def test_the_agents_screens(complete, agent, connecter):
    bureau = connecter(agent)
    page = bureau.get("/gestion/demandes-de-place/").content.decode()
    assert page.index("Hugo Martin") < page.index("Léa Martin")
    adresse = f"/gestion/demandes-de-place/{complete[1].pk}/"
    assert "Toutes les places sont prises" in bureau.get(adresse).content.decode()
    refusee = bureau.post(f"{adresse}deplacer/", {"sens": "monter", "motif": ""})
    assert refusee.status_code == 422
    bureau.post(f"{adresse}deplacer/", {"sens": "monter", "motif": "Fratrie <b>inscrite</b>"})
    assert "Fratrie &lt;b&gt;inscrite&lt;/b&gt;" in bureau.get(adresse).content.decode()


def test_the_list_costs_the_same_with_1_and_30_rows(
    complete,
    agent,
    connecter,
    famille_martin,
    activite,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    bureau = connecter(agent)
    bureau.get("/gestion/demandes-de-place/")
    with django_assert_max_num_queries(20) as peu:
        bureau.get("/gestion/demandes-de-place/")
    for rang in range(30):
        demande = Demande.objects.create(
            code=CODE,
            numero=f"D-2026-1{rang:04}",
            statut="en-attente",
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            par=famille_martin.camille,
            deposee_le=complete[0].deposee_le,
        )
        PlaceDemandee.objects.create(
            demande=demande, activite=activite, saison=2026, ordre=10 + rang
        )
    with django_assert_num_queries(len(peu)):
        bureau.get("/gestion/demandes-de-place/")


@pytest.fixture
def longue(complete, famille_martin, activite):
    """La Valla has sixty who wait, and Arcole, before it, two."""
    arcole = valla(structure="Arcole", inscriptions_max=1)
    for rang, ou in enumerate([activite] * 58 + [arcole] * 2):
        demande = Demande.objects.create(
            code=CODE,
            numero=f"D-2026-2{rang:04}",
            statut="en-attente",
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            par=famille_martin.camille,
            deposee_le=complete[0].deposee_le,
        )
        # the same order for all: their keys part them
        PlaceDemandee.objects.create(demande=demande, activite=ou, saison=2026, ordre=9)


def test_ranks_follow_each_other_from_a_page_to_the_next(longue, agent, connecter):
    bureau = connecter(agent)

    def rangs(page):
        lue = bureau.get("/gestion/demandes-de-place/", {"p": page}).context["lue"]
        return [
            (rang.ligne.liste.activite.structure.nom, rang.ligne.rang, rang.ligne.situation)
            for rang in lue.rangs
        ]

    libre, sur_sa_liste = "Une place est libre", "Sur liste"
    assert rangs(1) == [
        ("Arcole", 1, libre),
        ("Arcole", 2, sur_sa_liste),
        *[("La Valla", rang, sur_sa_liste) for rang in range(1, 49)],
    ]
    assert rangs(2) == [("La Valla", rang, sur_sa_liste) for rang in range(49, 61)]


@pytest.mark.parametrize("page", ["1", "2"])
def test_the_list_deciphers_no_answer(longue, agent, connecter, page):
    """No list shows them: three ciphered fields a row came with it."""
    bureau = connecter(agent)
    with CaptureQueriesContext(connection) as lues:
        assert bureau.get("/gestion/demandes-de-place/", {"p": page}).context["lue"].rangs
    siennes = [une["sql"] for une in lues if "demarches_placedemandee" in une["sql"]]
    assert siennes
    assert not [sql for sql in siennes if "saisie" in sql or "recapitulatif" in sql]


def test_a_director_does_not_see_the_list(complete, directrice, connecter):
    assert connecter(directrice).get("/gestion/demandes-de-place/").status_code in (302, 403)


def test_without_room_no_button_promises_a_validation(complete, agent, connecter):
    page = connecter(agent).get(f"/gestion/demandes/{complete[1].pk}/").text
    assert "Valider et inscrire" not in page
    assert "n’a plus de place pour 2026-2027" in page
    assert f"/gestion/demandes-de-place/{complete[1].pk}/" in page


def test_a_freed_place_brings_the_button_back(complete, agent, connecter):
    Inscription.objects.all().delete()
    assert (
        "Valider et inscrire" in connecter(agent).get(f"/gestion/demandes/{complete[1].pk}/").text
    )


def test_a_child_counted_already_needs_no_other_place(complete, famille_martin, activite):
    Activite.objects.update(inscriptions_max=2)
    Inscription.objects.create(
        enfant=famille_martin.lea,
        activite=activite,
        debut=date(2026, 10, 17),
        fin=date(2026, 11, 1),
    )
    assert complete[1].demarche.empechement_de_valider(relue(complete[1])) == ""
    assert complete[0].demarche.empechement_de_valider(relue(complete[0])) != ""


# Put on the list: read by an agent, known by its family, and out of what is to be dealt with.


def test_the_button_says_that_it_puts_on_the_list_and_at_which_rank(complete, connecter, agent):
    ecran = lisible(connecter(agent).get(urls_de(complete[1])).text)
    assert "Mettre sur liste d’attente (2e rang)" in ecran
    assert "Valider et inscrire l’enfant" not in ecran


def test_what_is_put_on_the_list_leaves_what_is_to_be_dealt_with(
    complete, connecter, agent, famille_martin
):
    bureau, demande = connecter(agent), complete[1]
    bureau.post(reverse("demandes_modeladmin_mettre-sur-liste", args=[demande.pk]))
    assert relue(demande).sur_liste_le
    assert list(Demande.objects.a_traiter()) == [complete[0]]
    numero = relue(demande).numero
    assert numero not in bureau.get(reverse("demandes_modeladmin_index")).text
    sur_liste = bureau.get(reverse("demandes_modeladmin_index"), {"etat": "sur-liste"}).text
    assert numero in sur_liste
    courriel = Courriel.objects.get(cle__startswith="sur-liste-")
    assert courriel.destinataire == famille_martin.camille.email
    assert "au 2e rang" in courriel.texte
    assert "Mise sur liste d’attente" in bureau.get(urls_de(demande)).text
    with pytest.raises(PassageImpossible, match="déjà sur liste"):
        mettre_sur_liste(relue(demande), par=agent)


def test_a_place_that_frees_brings_it_back(complete, activite, agent):
    for demande in complete:
        mettre_sur_liste(demande, par=agent)
    assert remettre_a_traiter() == 0
    activite.inscriptions_max = 2
    activite.save()
    assert remettre_a_traiter() == 1
    assert list(Demande.objects.a_traiter()) == [complete[0]]
    assert complete[0].notes.filter(par=None, texte__startswith="Une place s’est libérée").exists()
    assert remettre_a_traiter() == 0
    assert "demarches.taches.tenir_la_liste" in {
        fonction for _nom, fonction, _minutes in PLANIFICATIONS
    }


def test_the_list_is_read_once_for_all_who_are_on_it(complete, agent, monkeypatch):
    """It was read again for each of them, while all were held."""
    for demande in complete:
        mettre_sur_liste(demande, par=agent)
    lue = mock.Mock(wraps=sur_liste)
    monkeypatch.setattr(mise_sur_liste, "sur_liste", lue)
    assert remettre_a_traiter() == 0
    assert lue.call_count == 1


def test_one_without_room_leaves_the_queue_and_comes_back_without_a_press(
    complete, activite, famille_martin, connecter, agent
):
    """Nobody presses anything: its family is told its rank, and a place that frees brings it
    back."""
    assert tenir_la_liste() == 2
    assert not Demande.objects.a_traiter().exists()
    rangs = Courriel.objects.filter(cle__startswith="sur-liste-")
    assert sorted("au 1er rang" in un.texte for un in rangs) == [False, True]
    assert complete[1].notes.get(par=None).texte == "Mise sur liste d’attente, 2e rang."
    assert tenir_la_liste() == 0
    ecran = lisible(connecter(agent).get(urls_de(complete[1])).text)
    assert "Voir son rang sur la liste" in ecran
    assert "Mettre sur liste d’attente (" not in ecran
    activite.inscriptions_max = 2
    activite.save()
    assert tenir_la_liste() == 1
    assert list(Demande.objects.a_traiter()) == [complete[0]]
    assert rangs.count() == 2  # nothing is mailed again to one who stays


def test_one_who_has_a_place_is_not_put_on_the_list(complete, activite, agent):
    activite.inscriptions_max = 2
    activite.save()
    with pytest.raises(PassageImpossible, match="Une place est libre"):
        mettre_sur_liste(complete[0], par=agent)


def test_a_demande_that_moves_is_no_longer_on_the_list(complete, agent):
    mettre_sur_liste(complete[1], par=agent)
    demande = relue(complete[1])
    passer(demande, Demande.Statut.RETIREE, par=agent)
    assert relue(demande).sur_liste_le is None
