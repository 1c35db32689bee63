"""The agents' screens: the town's possible duplicates, a merge prepared, done, taken back."""

from datetime import date

import pytest
from django.urls import reverse

from famille import actions
from famille.dossier.doublons import chercher
from famille.dossier.doublons.chercher import chercher_les_doublons
from famille.dossier.foyers.bureau import url
from famille.dossier.fusion.bureau import LISTE, url_de_la_fusion
from famille.models import (
    Consultation,
    Doublon,
    Enfant,
    Foyer,
    Fusion,
    Modification,
    Responsable,
)
from tests.conftest import creer_foyer

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def double(famille_martin):
    """The Martins once more, under another account."""
    foyer, _compte = creer_foyer(
        "2026-00999",
        "MARTIN",
        "Camile",
        "c.martin@exemple.fr",
        enfants=[("Lea", date(2018, 3, 14)), ("Zoé", date(2022, 1, 5))],
    )
    for un in (foyer, famille_martin.foyer):
        actions.rafraichir_recherche(un)
    return foyer


def test_the_list_finds_each_pair_once_with_what_says_so(bureau, famille_martin, voisin, double):
    assert chercher_les_doublons() == 2
    assert chercher_les_doublons() == 2  # the next night adds nothing
    texte = bureau.get(reverse(LISTE)).content.decode()
    assert "Camile" in texte
    assert "même date de naissance" in texte
    assert "2026-00999" in texte
    assert "Benali" not in texte


def test_two_persons_of_one_household_show_its_file_once(bureau, famille_martin):
    jumeau = Enfant.objects.create(prenom="Lea", nom="Martin", naissance=date(2018, 3, 14))
    famille_martin.foyer.rattachements.create(enfant=jumeau, debut=date(2018, 3, 14))
    assert chercher_les_doublons() == 1
    lien = url("inspect", famille_martin.foyer.pk)
    assert bureau.get(reverse(LISTE)).text.count(f'href="{lien}"') == 1


def test_what_an_agent_says_to_be_two_persons_is_remembered(bureau, double):
    chercher_les_doublons()
    doublon = Doublon.objects.get(enfant__isnull=False)
    reponse = bureau.post(url("trancher_le_doublon", doublon.pk), {"meme": "non"}, follow=True)
    assert "deux personnes différentes" in reponse.content.decode()
    assert chercher_les_doublons() == 1
    doublon.refresh_from_db()
    assert doublon.ecarte_le is not None
    assert "Lea" not in bureau.get(reverse(LISTE)).content.decode()
    assert "Lea" in bureau.get(reverse(LISTE) + "?etat=ecartes").content.decode()
    bureau.post(url("trancher_le_doublon", doublon.pk), {"meme": "oui"})
    assert Doublon.objects.a_voir().count() == 2


def test_a_pair_that_no_longer_looks_alike_leaves_the_list(agent, double):
    chercher_les_doublons()
    Enfant.objects.filter(prenom="Lea").update(prenom="Inès")
    assert chercher_les_doublons() == 1


def test_one_account_in_two_households_is_nobody_s_double(famille_martin):
    camille = famille_martin.foyer.responsables.get(utilisateur=famille_martin.camille)
    portable = camille.telephone_portable = "+33601020304"
    camille.save()
    Responsable.objects.create(
        foyer=Foyer.objects.create(numero="2026-00998", nom="Martin"),
        utilisateur=camille.utilisateur,
        prenom=camille.prenom,
        nom=camille.nom,
        telephone_portable=portable,
    )
    assert chercher_les_doublons() == 0


def test_a_birthday_shared_by_a_crowd_makes_nobody_s_double(famille_martin, double, monkeypatch):
    """What is typed where nothing is known: the pairs of a crowd are half its square."""
    monkeypatch.setattr(chercher, "GROUPE_MAX", 5)
    for rang in range(6):
        jumeau = Enfant.objects.create(prenom="Nour", nom="Inconnu", naissance=date(2015, 1, 1))
        famille_martin.foyer.rattachements.create(enfant=jumeau, debut=date(2015, 1, 1))
        assert chercher_les_doublons() == 2 + (rang * (rang + 1) // 2 if rang < 5 else 0)


def test_what_one_turn_has_no_time_for_the_next_ones_do(famille_martin, double, monkeypatch):
    tours = []
    monkeypatch.setattr(chercher, "LOT", 1)
    monkeypatch.setattr(chercher, "DUREE_TOUR", 0)
    monkeypatch.setattr(chercher, "async_task", lambda *tache: tours.append(tache))
    suite = ()
    for _tour in range(40):
        chercher_les_doublons(*suite)
        if not tours:
            break
        nom, *suite = tours.pop()
        assert nom == chercher.TACHE
    assert not tours
    assert Doublon.objects.a_voir().count() == 2


@pytest.mark.parametrize("combien", [1, 30])
def test_the_list_takes_as_many_queries_whatever_it_holds(
    bureau, famille_martin, combien, django_assert_max_num_queries
):
    for rang in range(combien):
        creer_foyer(
            f"2026-02{rang:03d}",
            "Martin",
            f"Jean{rang}",
            f"jean{rang}@exemple.fr",
            enfants=[("Léa", date(2018, 3, 14))],
        )
    chercher_les_doublons()
    with django_assert_max_num_queries(24):
        bureau.get(reverse(LISTE))


def test_the_screen_shows_before_and_after_and_asks_what_differs(bureau, famille_martin, double):
    adresse = url_de_la_fusion("foyers", famille_martin.foyer.pk, double.pk)
    texte = bureau.get(adresse).content.decode()
    for dit in ("Qui voit le dossier et réserve", "Reste à payer", "Jours réservés", "MARTIN"):
        assert dit in texte
    assert "sont une même personne" in texte
    assert Consultation.objects.filter(quoi="comparaison avant fusion").count() == 2
    assert not Fusion.objects.exists()


def test_two_households_and_their_people_become_one_and_come_back(bureau, famille_martin, double):
    garde = famille_martin.foyer
    adresse = url_de_la_fusion("foyers", garde.pk, double.pk)
    saisie = {
        nom: champ.initial or "garde"
        for nom, champ in bureau.get(adresse).context["form"].fields.items()
    }
    reponse = bureau.post(adresse, saisie | {"nom": "autre"})
    assert reponse.status_code == 302
    garde.refresh_from_db()
    assert garde.nom == "MARTIN"
    assert sorted(Enfant.objects.du([garde]).values_list("prenom", flat=True)) == [
        "Hugo",
        "Léa",
        "Zoé",
    ]
    assert garde.responsables.count() == 1
    assert Modification.objects.filter(foyer=garde, objet="fusion").exists()
    ancien = bureau.get(url("inspect", double.pk))
    assert ancien.status_code == 302
    assert ancien.url == url("inspect", garde.pk)
    fusion = Fusion.objects.get()
    assert bureau.get(url("annuler_la_fusion", fusion.pk)).status_code == 200
    assert bureau.post(url("annuler_la_fusion", fusion.pk)).status_code == 302
    assert sorted(Enfant.objects.du([double]).values_list("prenom", flat=True)) == ["Lea", "Zoé"]
    garde.refresh_from_db()
    assert garde.nom == "Martin"
    assert bureau.get(url("annuler_la_fusion", fusion.pk)).status_code == 404


def test_another_household_is_named_by_its_number(bureau, famille_martin, double):
    garde = famille_martin.foyer
    adresse = url("reunir", garde.pk)
    assert bureau.post(adresse, {"numero": garde.numero}).status_code == 422
    assert bureau.post(adresse, {"numero": "2026-77777"}).status_code == 422
    suite = bureau.post(adresse, {"numero": double.numero})
    assert suite.url == url_de_la_fusion("foyers", garde.pk, double.pk)


def test_what_does_not_exist_is_not_compared(bureau, famille_martin, voisin):
    for genre, autre in (("foyers", famille_martin.foyer.pk), ("foyers", 99), ("chats", 1)):
        adresse = url_de_la_fusion(genre, famille_martin.foyer.pk, autre)
        assert bureau.get(adresse).status_code == 404


@pytest.mark.parametrize("qui", ["directrice", "regisseur", "redactrice", "administrateur"])
def test_another_service_merges_nothing(request, connecter, famille_martin, double, qui):
    autre = connecter(request.getfixturevalue(qui))
    adresse = url_de_la_fusion("foyers", famille_martin.foyer.pk, double.pk)
    for page in (reverse(LISTE), adresse):
        assert autre.get(page).status_code in (302, 403)
    autre.post(adresse, {})
    assert Foyer.objects.get(pk=double.pk).fusionne_dans is None


def test_the_preview_counts_once_who_is_one_person(bureau, famille_martin, double):
    adresse = url_de_la_fusion("foyers", famille_martin.foyer.pk, double.pk)
    apercu = dict(bureau.get(adresse).context["apercu"])
    lignes = {ligne.titre: ligne for ligne in apercu["Foyer MARTIN dans Foyer Martin"]}
    assert lignes["Qui voit le dossier et réserve"].apres == "Camille Martin"
    assert lignes["Pour quels enfants"].apres == "Léa Martin, Hugo Martin et Zoé MARTIN"
