"""The agents' screen of the queues: who waits, at which rank; a place given, a child taken out."""

import html
import inspect
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.models import Demande
from demarches.regles.avancement import Avancement
from famille.actions import rafraichir_recherche
from famille.models import Enfant, FicheSanitaire, Rattachement, Service
from reservations.attente.bureau.file import PartDeFile, lire_la_file, lire_les_enfants
from reservations.attente.bureau.liste import ListeDAttente
from reservations.attente.dit_a_l_agent import PAROLES, dire_a_l_agent
from reservations.models import Activite, Attente, Ouverture, Places, Reservation
from reservations.regles import juge
from reservations.regles.juge import Motif, Unite, Verdict, non_inscrit
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.file import (
    BLOC,
    Etat,
    ajouter_une_place,
    attendre,
    creer_file,
    etats,
    liberer,
)

pytestmark = pytest.mark.django_db
LISTE = "/gestion/reservations/liste-d-attente/"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin, voisin):
    return creer_file(famille_martin, voisin)


@pytest.fixture
def sami(voisin, centre):
    return attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)


@pytest.fixture
def hugo(famille_martin, centre, sami):
    return attendre(famille_martin.foyer, famille_martin.hugo, centre, par=famille_martin.camille)


def texte(reponse):
    return " ".join(reponse.text.split())


def rangs(reponse):
    """{first name: rank} of the list."""
    lignes = [rang.ligne for rang in reponse.context["lue"].rangs]
    return {ligne.attente.enfant.prenom: ligne.rang for ligne in lignes}


def page(attente, quoi=""):
    return f"{LISTE}{attente.reference}/{quoi}"


def test_the_menu_leads_to_the_list(connecter, agent):
    assert LISTE in connecter(agent).get(reverse("wagtailadmin_home")).text


def test_the_list_says_who_waits_where_and_at_which_rank(connecter, agent, hugo):
    reponse = connecter(agent).get(LISTE)
    lue = texte(reponse)
    assert "Mercredi 9 décembre 2026, matin" in lue
    assert "La Pingaudière · Accueil de loisirs" in lue
    assert lue.index("Sami Benali") < lue.index("Hugo Martin")
    assert rangs(reponse) == {"Sami": 1, "Hugo": 2}
    assert "2026-00418" in lue


def test_the_file_gives_the_ranks_too(agent, sami, hugo):
    lues = ListeDAttente(agent).preparer_le_fichier([hugo, sami])
    assert [(une.attente.enfant.prenom, une.rang) for une in lues] == [("Hugo", 2), ("Sami", 1)]


def test_a_day_of_two_halves_has_the_places_of_the_fuller(centre, sami):
    """Léa is booked in the morning alone."""
    entiere = Attente(activite=centre, bloc="2026-12-09")
    assert (lire_la_file(entiere).libres, lire_la_file(sami).libres) == (0, 0)
    Places.objects.filter(creneau__activite=centre).update(capacite=3)
    assert (lire_la_file(entiere).libres, lire_la_file(sami).libres) == (2, 2)


def test_who_waits_beside_a_free_place_is_said_to(connecter, agent, centre, hugo):
    pourquoi = "malgré une place libre : voir sa page"
    assert pourquoi not in texte(connecter(agent).get(LISTE))
    Places.objects.filter(creneau__activite=centre).update(capacite=F("prises") + 1)
    lue = texte(connecter(agent).get(LISTE))
    assert lue.count(pourquoi) == 1
    assert lue.index("Sami Benali") < lue.index(pourquoi) < lue.index("Hugo Martin")


def test_an_offer_says_until_when(connecter, agent, famille_martin, centre, hugo):
    liberer(famille_martin, centre, famille_martin.lea)
    reponse = connecter(agent).get(LISTE)
    assert "jusqu’au jeudi 26 novembre 2026 à 21 h" in texte(reponse)
    assert rangs(reponse) == {"Sami": None, "Hugo": 1}


def test_an_empty_list_says_what_to_do(connecter, agent, centre):
    lue = texte(connecter(agent).get(LISTE))
    assert "Personne n’attend de place" in lue
    assert reverse("reservations_bureau:guichet") in lue


@pytest.mark.parametrize(
    ("choix", "vus"),
    [
        ({"q": "benali"}, {"Sami"}),
        ({"q": "2026-00417"}, {"Hugo"}),
        ({"etat": "proposee"}, set()),
        ({"etat": "en-attente"}, {"Sami", "Hugo"}),
        ({"depuis": "2026-12-09"}, {"Sami", "Hugo"}),
        ({"depuis": "2026-12-10"}, set()),
        ({"depuis": "hier", "etat": "?", "activite": "²", "p": "x"}, {"Sami", "Hugo"}),
    ],
)
def test_the_filters(connecter, agent, hugo, choix, vus, famille_martin, voisin):
    rafraichir_recherche(famille_martin.foyer)
    rafraichir_recherche(voisin.foyer)
    lue = connecter(agent).get(LISTE, choix).text
    assert {prenom for prenom in ("Sami", "Hugo") if prenom in lue} == vus


def test_a_filter_by_activity_keeps_the_true_rank(connecter, agent, hugo, centre):
    autre = outils.creer_activite("La Valla")
    assert "Hugo" not in connecter(agent).get(LISTE, {"activite": autre.pk}).text
    assert rangs(connecter(agent).get(LISTE, {"activite": centre.pk, "q": ""}))["Hugo"] == 2


def test_a_page_holds_whole_queues_each_under_one_head(connecter, agent, hugo, centre):
    jours = [outils.MERCREDI + timedelta(days=rang) for rang in range(1, 16)]
    Attente.objects.bulk_create(
        Attente(
            enfant=hugo.enfant, activite=centre, foyer=hugo.foyer, bloc=f"{jour}-matin", debut=jour
        )
        for jour in jours
    )
    navigateur = connecter(agent)
    lue = navigateur.get(LISTE).context["lue"]
    assert [rang.tete for rang in lue.rangs[:3]] == [True, False, True]
    assert sum(rang.tete for rang in lue.rangs) == 15
    assert (lue.onglet.nombre, lue.page.paginator.num_pages) == (17, 2)
    # of two children
    assert "Toute la liste : 17 places demandées </caption>" in texte(navigateur.get(LISTE))
    derniere = navigateur.get(LISTE, {"p": "2"})
    assert [rang.ligne.file.bloc for rang in derniere.context["lue"].rangs] == [
        f"{jours[-1]}-matin"
    ]
    assert derniere.text.count("pfg-ecran-groupe") == 1


def test_a_queue_that_empties_while_the_page_is_read_is_left_out(hugo, centre):
    cles = [(centre.pk, "2026-12-10-matin"), (centre.pk, hugo.bloc)]
    lus = lire_les_enfants(Attente.objects.en_cours(), [PartDeFile(cle, 0, 30) for cle in cles])
    assert [enfant.file.bloc for enfant in lus] == [hugo.bloc, hugo.bloc]


def allonger(modele, jusqu_a):
    """The queue of this one, of so many children."""
    deja = Attente.objects.filter(bloc=modele.bloc).count()
    enfants = Enfant.objects.bulk_create(
        Enfant(prenom=f"Rang{rang:03}", nom="Long", naissance=modele.enfant.naissance)
        for rang in range(deja + 1, jusqu_a + 1)
    )
    Attente.objects.bulk_create(
        Attente(
            enfant=un,
            activite=modele.activite,
            foyer=modele.foyer,
            bloc=modele.bloc,
            debut=modele.debut,
        )
        for un in enfants
    )


def test_a_queue_of_ten_is_shown_whole(connecter, agent, hugo):
    allonger(hugo, 10)
    reponse = connecter(agent).get(LISTE)
    assert list(rangs(reponse).values()) == [*range(1, 11)]
    assert "dans cette file" not in reponse.text


@pytest.mark.parametrize(
    ("combien", "dit"),
    [
        (11, "Et 1 autre enfant dans cette file"),
        (100, "Et 90 autres enfants dans cette file"),
    ],
)
def test_a_longer_queue_shows_ten_and_leads_to_all(connecter, agent, hugo, combien, dit):
    allonger(hugo, combien)
    bureau = connecter(agent)
    reponse = bureau.get(LISTE, {"etat": "en-attente"})
    assert list(rangs(reponse).values()) == [*range(1, 11)]
    assert dit in lisible(reponse.text)
    [lien] = re.findall(r'href="(\?[^"]*bloc=[^"]*)"', reponse.text)
    entiere = bureau.get(LISTE + html.unescape(lien))
    assert list(rangs(entiere).values()) == [*range(1, combien + 1)]
    assert entiere.text.count("pfg-ecran-groupe") == 1
    assert "dans cette file" not in entiere.text
    assert "Une seule file est montrée" in texte(entiere)


def test_a_queue_read_whole_has_pages_that_go_on(connecter, agent, hugo):
    allonger(hugo, 160)
    bureau = connecter(agent)
    choix = {"activite": hugo.activite_id, "bloc": hugo.bloc}
    premiere, seconde = (bureau.get(LISTE, choix | {"p": page}) for page in (1, 2))
    assert list(rangs(premiere).values()) == [*range(1, 151)]
    assert list(rangs(seconde).values()) == [*range(151, 161)]


def test_who_is_offered_a_place_is_shown_before_ten_others(
    connecter, agent, famille_martin, centre, hugo
):
    allonger(hugo, 40)
    liberer(famille_martin, centre, famille_martin.lea)
    reponse = connecter(agent).get(LISTE)
    assert list(rangs(reponse).values()) == [None, *range(1, 10)]
    assert "Et 30 autres enfants" in lisible(reponse.text)


def test_a_long_queue_asks_nothing_more(connecter, agent, hugo):
    bureau = connecter(agent)
    bureau.get(LISTE)
    lues = []
    for combien in (2, 30, 100):
        allonger(hugo, combien)
        with CaptureQueriesContext(connection) as capture:
            bureau.get(LISTE)
        lues.append(len(capture))
    assert lues == [lues[0]] * 3


def test_a_choice_without_anybody_says_what_to_do(connecter, agent, hugo):
    assert "revenez à toute la liste" in texte(
        connecter(agent).get(LISTE, {"q": "personne de ce nom"})
    )


def test_days_that_are_over_are_left_out(connecter, agent, hugo, time_machine):
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=10), tick=False)
    assert "Personne n’attend de place" in texte(connecter(agent).get(LISTE))


def test_a_week_that_has_begun_is_not_over(connecter, agent, voisin, sami, time_machine):
    Attente.objects.filter(pk=sami.pk).update(
        bloc="2026-S50", debut=outils.MERCREDI - timedelta(days=2)
    )
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=9), tick=False)
    assert "Sami" in connecter(agent).get(LISTE).text


def test_a_place_is_given_with_its_reason(connecter, agent, hugo):
    ajouter_une_place(agent, 3)
    reponse = connecter(agent).post(
        page(hugo, "donner/"), {"donner-motif": "Reprise d’emploi"}, follow=True
    )
    assert "La place est réservée pour Hugo" in texte(reponse)
    assert Reservation.objects.filter(enfant=hugo.enfant).exists()
    assert hugo.foyer.modifications.get().apres["Motif"] == "Reprise d’emploi"


def test_a_place_that_is_not_there_is_refused_in_a_sentence(connecter, agent, hugo):
    reponse = connecter(agent).post(page(hugo, "donner/"), {"donner-motif": "Reprise d’emploi"})
    assert reponse.status_code == 422
    assert "Augmentez d’abord les places du créneau" in texte(reponse)


@pytest.mark.parametrize("quoi", ["donner", "retirer"])
def test_a_decision_without_a_reason_is_refused(connecter, agent, hugo, quoi):
    reponse = connecter(agent).post(page(hugo, f"{quoi}/"), {f"{quoi}-motif": " "})
    assert reponse.status_code == 422
    assert "Dites pourquoi" in texte(reponse)
    assert etats() == [("Sami", Etat.EN_ATTENTE), ("Hugo", Etat.EN_ATTENTE)]


def test_a_child_is_taken_out_with_its_reason(connecter, agent, hugo):
    reponse = connecter(agent).post(
        page(hugo, "retirer/"), {"retirer-motif": "Demande faite deux fois"}, follow=True
    )
    assert "Hugo n’est plus dans la liste d’attente" in texte(reponse)
    hugo.refresh_from_db()
    assert (hugo.etat, hugo.motif) == (Etat.RETIREE, "Demande faite deux fois")


def test_what_is_over_leaves_nothing_to_decide(connecter, agent, hugo, famille_martin):
    Attente.objects.filter(pk=hugo.pk).update(etat=Etat.REFUSEE, conclue_le=outils.MAINTENANT)
    lue = texte(connecter(agent).get(page(hugo)))
    assert "il n’y a plus rien à décider" in lue
    assert "donner-motif" not in lue


def test_reading_one_is_noted_in_the_household_s_file(connecter, agent, hugo):
    connecter(agent).get(page(hugo))
    assert hugo.foyer.consultations.filter(par=agent).count() == 1


def test_so_is_what_a_decision_without_a_reason_shows(connecter, agent, hugo):
    assert connecter(agent).post(page(hugo, "retirer/"), {}).status_code == 422
    assert hugo.foyer.consultations.filter(par=agent).count() == 1


def test_an_unknown_reference_is_not_found(connecter, agent):
    navigateur, inconnue = connecter(agent), f"{LISTE}{uuid4()}/"
    assert navigateur.get(inconnue).status_code == 404
    assert navigateur.post(f"{inconnue}donner/").status_code == 404


def test_nothing_else_is_decided(connecter, agent, hugo):
    assert connecter(agent).post(page(hugo, "oublier/"), {"oublier-motif": "x"}).status_code == 404


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_who_books_for_families_enters(connecter, request, hugo, qui):
    navigateur = connecter(request.getfixturevalue(qui))
    assert navigateur.get(LISTE).status_code in (302, 403)
    assert navigateur.get(page(hugo)).status_code in (302, 403)
    navigateur.post(page(hugo, "retirer/"), {"retirer-motif": "Sans le droit"})
    assert Attente.objects.get(pk=hugo.pk).etat == Etat.EN_ATTENTE


def test_the_queries_do_not_grow_with_the_queues(
    connecter, agent, centre, voisin, hugo, django_assert_num_queries, django_assert_max_num_queries
):
    navigateur = connecter(agent)
    navigateur.get(LISTE)
    with django_assert_max_num_queries(20) as lues:
        navigateur.get(LISTE)
    enfants = Enfant.objects.bulk_create(
        [
            Enfant(prenom=f"Enfant{rang}", nom="Benali", naissance=voisin.sami.naissance)
            for rang in range(10)
        ]
    )
    for creneau in (
        Places.objects.first().creneau,
        outils.creer_creneau(centre, outils.MERCREDI + timedelta(days=28)),
    ):
        for enfant in enfants:
            Rattachement.objects.get_or_create(
                enfant=enfant, foyer=voisin.foyer, debut=enfant.naissance
            )
            Attente.objects.create(
                enfant=enfant,
                activite=centre,
                foyer=voisin.foyer,
                bloc=f"{creneau.jour}-matin",
                debut=creneau.jour,
            )
    with django_assert_num_queries(len(lues)):
        assert "Enfant9" in navigateur.get(LISTE).text


def test_all_that_is_against_a_place_is_said_to_the_agent(connecter, agent, voisin, sami):
    """One reason hid the next, and "donnez-la" was said to who does not have it."""
    FicheSanitaire.objects.filter(enfant=voisin.sami).update(
        valable_jusqu_au=date(2026, 11, 30), assurance_fin=date(2026, 11, 30)
    )
    navigateur = connecter(agent)
    fiche = "La fiche sanitaire de Sami n’est pas à jour : la famille doit la mettre à jour."
    assurance = "L’assurance de Sami n’est pas à jour"
    lue = lisible(navigateur.get(page(sami)).text)
    assert fiche in lue
    assert assurance in lue
    assert "pour réserver" not in lue
    ajouter_une_place(agent)
    refus = navigateur.post(page(sami, "donner/"), {"donner-motif": "Reprise d’emploi"})
    assert refus.status_code == 422
    erreurs = lisible(" ".join(refus.context["form"].non_field_errors()))
    assert erreurs.startswith(fiche)
    assert assurance in erreurs
    assert "Sami :" not in erreurs


def test_a_deadline_that_has_passed_keeps_no_agent_from_giving_it(
    connecter, agent, sami, time_machine
):
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=8), tick=False)
    lue = lisible(connecter(agent).get(page(sami)).text)
    assert "Ce délai ne vous empêche pas de la donner." in lue


@pytest.mark.parametrize(
    ("motif", "dite", "lue"),
    [
        (
            Motif.PAS_SON_JOUR,
            "Ce n’est pas un de vos jours de garde.",
            "Ce n’est pas un des jours de garde de ce foyer.",
        ),
        (
            Motif.NON_INSCRIT,
            non_inscrit("La Valla", Unite.JOURNEE).phrase,
            (
                "Pas d’inscription à La Valla ce jour-là : une place doit d’abord lui être donnée"
                " dans cette activité."
            ),
        ),
    ],
)
def test_the_words_of_a_parent_are_not_said_to_an_agent(motif, dite, lue):
    assert lisible(dire_a_l_agent(Verdict(dite, motif), "Sami")) == lue


def test_a_paper_that_was_sent_is_for_the_service_to_look_at(connecter, agent, sami, voisin):
    """Before, the family was said to have to give it."""
    FicheSanitaire.objects.filter(enfant=voisin.sami).update(assurance_fin=None)
    Demande.objects.create(
        code="informations-du-foyer",
        foyer=voisin.foyer,
        par=voisin.nadia,
        statut="en-attente",
        numero="D-2026-00012",
        deposee_le=outils.MAINTENANT,
        avancement=Avancement(pieces=[["assurance", voisin.sami.pk, "2027-08-31"]]),
    )
    dit = "La demande D-2026-00012, reçue le 25 novembre 2026, est à l’étude."
    lue = texte(connecter(agent).get(page(sami)))
    assert f"L’assurance n’est pas encore vérifiée. {dit}" in lue
    assert "la famille doit la mettre à jour" not in lue
    famille = lisible(connecter(voisin.nadia, Client()).get(reverse("reservations:attentes")).text)
    assert dit.replace("La", "Votre", 1) in famille


@pytest.mark.parametrize("dite", [dite for dite, _autre in PAROLES])
def test_what_is_said_otherwise_is_still_what_a_parent_reads(dite):
    assert dite in inspect.getsource(juge)


def test_an_opening_to_come_is_not_against_who_waits_already(connecter, agent, sami):
    """The queue serves him all the same: wishes put him there before it opens to all."""
    Ouverture.objects.update(ouvre_le=outils.MAINTENANT + timedelta(days=3))
    assert Ouverture.objects.exists()
    assert "Ce qui empêche une place" not in connecter(agent).get(page(sami)).text


@pytest.mark.parametrize(
    ("bloc", "dit"),
    [(BLOC, "garderie du matin"), ("2026-12-09-apres-midi", "garderie du soir")],
)
def test_a_queue_of_the_garderie_is_of_its_morning_or_of_its_evening(
    connecter, agent, sami, bloc, dit
):
    Activite.objects.update(service=Service.GARDERIE)
    Attente.objects.filter(pk=sami.pk).update(bloc=bloc)
    assert f"Mercredi 9 décembre 2026, {dit}" in texte(connecter(agent).get(LISTE))
