"""The family's pages of wishes, and the agents' screens."""

from datetime import timedelta

import pytest
from django.urls import reverse

from famille.models import Courriel, Foyer
from reservations.models import DeclarationDePriorite, ListeDeVoeux, Ouverture, Tirage
from reservations.regles.juge import Moment, Unite
from tests.outils.lisible import lisible
from tests.reservations import outils

from .scene import (
    APRES,
    DEUX,
    JANVIER,
    OUVRE_LE,
    VOEUX_AU,
    calculer,
    creer_ouverture,
    demander,
    publier,
)
from .test_attribution import voter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.time_machine(outils.MAINTENANT, tick=False),
]


@pytest.fixture
def scene(famille_martin, voisin):
    une = creer_ouverture()
    for enfant in (famille_martin.lea, famille_martin.hugo, voisin.sami):
        outils.inscrire(enfant, une.activite)
    return une


def adresse(scene, nom="voeux", *reste):
    return reverse(f"reservations:{nom}", args=[scene.ouverture.pk, *reste])


def la_liste(scene, famille, enfant):
    return adresse(scene, "liste_de_voeux", famille.foyer.pk, enfant.pk)


def rangs(scene, *blocs, **autres):
    valeurs = {f"rang-{scene.activite.pk}-{bloc}": str(n) for n, bloc in enumerate(blocs, 1)}
    return valeurs | {"maximum": "1"} | autres


def test_a_parent_ranks_changes_and_takes_off_without_javascript(connecter, famille_martin, scene):
    client = connecter(famille_martin.camille)
    page = lisible(client.get("/reservations/ouvertures/").text)
    assert "Par vœux, sans course" in page
    assert "Vœux jusqu’au vendredi 4 décembre à 18 h." in page
    page = lisible(client.get(adresse(scene)).text)
    assert "L’heure à laquelle vous les faites ne compte pas." in page
    assert "Faire ses vœux" in page
    formulaire = lisible(client.get(la_liste(scene, famille_martin, famille_martin.lea)).text)
    assert "Mercredi 6 janvier 2027" in formulaire
    assert "Ensemble ou rien, avec" in formulaire
    reponse = client.post(
        la_liste(scene, famille_martin, famille_martin.lea),
        rangs(scene, DEUX[1], DEUX[0]),
        follow=True,
    )
    assert "C’est enregistré" in lisible(reponse.text)
    assert reponse.text.index("13 janvier") < reponse.text.index("6 janvier")
    liste = ListeDeVoeux.objects.get()
    client.post(adresse(scene, "retirer_voeux", liste.pk))
    assert not ListeDeVoeux.objects.exists()


def test_two_periods_of_the_same_rank_are_refused_beside_their_field(
    connecter, famille_martin, scene
):
    client = connecter(famille_martin.camille)
    double = rangs(scene, *DEUX) | {f"rang-{scene.activite.pk}-{DEUX[1]}": "1"}
    for donnees, phrase in (
        (double, "Deux périodes portent le même rang"),
        (rangs(scene), "Donnez un rang à une période au moins"),
    ):
        page = client.post(
            la_liste(scene, famille_martin, famille_martin.lea), donnees, follow=True
        )
        assert phrase in lisible(page.text)
    assert not ListeDeVoeux.objects.exists()


def test_brothers_and_sisters_are_asked_for_on_one_list(connecter, famille_martin, scene):
    client = connecter(famille_martin.camille)
    avec = rangs(scene, *DEUX, avec=[str(famille_martin.hugo.pk)], tout_ou_rien="on")
    client.post(la_liste(scene, famille_martin, famille_martin.lea), avec)
    liste = ListeDeVoeux.objects.get()
    assert liste.enfants.count() == 2
    assert liste.tout_ou_rien
    page = lisible(client.get(adresse(scene)).text)
    assert "Tous ces vœux ou aucun. Ensemble ou rien." in page


def test_days_by_wishes_say_until_when_in_the_calendar_and_where(
    connecter, famille_martin, scene, time_machine
):
    ici = "/reservations/?mois=2027-01"
    page = connecter(famille_martin.camille).get(ici).text
    assert "les réservations ouvrent" not in lisible(page)
    assert "à faire jusqu’au <strong>vendredi 4 décembre à 18 h</strong>." in lisible(page)
    assert f'href="{adresse(scene)}"' in page
    time_machine.move_to(APRES, tick=False)
    page = lisible(connecter(famille_martin.camille).get(ici).text)
    assert "Les places restantes ouvrent à tous le <strong>lundi 14 décembre à 9 h</strong>" in page


def test_what_is_left_opens_then_is_open(connecter, famille_martin, agent, scene, time_machine):
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    publier(scene, agent)
    time_machine.move_to(APRES, tick=False)
    page = lisible(connecter(famille_martin.camille).get(adresse(scene)).text)
    assert "Les places restantes ouvrent à tous le lundi 14 décembre à 9 h." in page
    time_machine.move_to(OUVRE_LE + timedelta(days=1), tick=False)
    page = connecter(famille_martin.camille).get(adresse(scene)).text
    assert "Les places restantes sont ouvertes à tous depuis le lundi 14 décembre à 9 h" in lisible(
        page
    )
    assert f'<a href="{reverse("reservations:calendrier")}">réservez' in page


def test_the_counter_leads_to_the_wishes_of_the_household(connecter, famille_martin, agent, scene):
    page = connecter(agent).get(f"/gestion/reservations/guichet/{famille_martin.foyer.pk}/").text
    siens = reverse("planning:voeux_du_foyer", args=[scene.ouverture.pk, famille_martin.foyer.pk])
    assert f'href="{siens}"' in page
    assert "Vœux jusqu’au vendredi 4 décembre à 18 h." in lisible(page)


def test_a_neighbour_s_wishes_are_not_shown_nor_touched(connecter, famille_martin, voisin, scene):
    liste = demander(scene, famille_martin, famille_martin.lea)
    client = connecter(voisin.nadia)
    assert "Léa" not in client.get(adresse(scene)).text
    assert client.get(la_liste(scene, famille_martin, famille_martin.lea)).status_code == 404
    assert client.post(adresse(scene, "retirer_voeux", liste.pk)).status_code == 404
    declarer = adresse(scene, "declarer_priorite", famille_martin.foyer.pk)
    assert client.post(declarer, {"genre": "travail"}).status_code == 404
    autre = reverse(
        "reservations:liste_de_voeux",
        args=[scene.ouverture.pk, voisin.foyer.pk, famille_martin.lea.pk],
    )
    assert client.get(autre).status_code == 404


def test_the_rules_show_the_print_first_and_the_seed_with_the_answer(
    connecter, famille_martin, agent, scene
):
    voter("commune")
    client = connecter(famille_martin.camille)
    avant = client.get(adresse(scene, "regles_des_voeux")).text
    assert scene.tirage.empreinte in avant
    assert scene.tirage.graine not in avant
    assert "n° 2026-41 du 12 juin 2026" in lisible(avant)
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    assert scene.tirage.graine not in client.get(adresse(scene, "regles_des_voeux")).text
    publier(scene, agent)
    apres = client.get(adresse(scene, "regles_des_voeux")).text
    assert scene.tirage.graine in apres
    assert scene.tirage.empreinte_resultat in apres
    page = lisible(client.get(adresse(scene)).text)
    assert "Obtenu" in page
    assert "Vous avez obtenu, parmi vos vœux préférés, le nombre que vous demandiez." in page


def test_the_answer_is_not_shown_before_it_is_published(
    connecter, famille_martin, agent, scene, time_machine
):
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    time_machine.move_to(APRES, tick=False)
    page = lisible(connecter(famille_martin.camille).get(adresse(scene)).text)
    assert "Les vœux sont clos" in page
    assert "Obtenu" not in page


def test_the_mails_name_no_child_and_no_day(connecter, famille_martin, agent, scene, mailoutbox):
    demander(scene, famille_martin, famille_martin.lea)
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    publier(scene, agent)
    ecrits = Courriel.objects.filter(cle__contains="voeux")
    assert {un.sujet for un in ecrits} == {
        "Vos vœux sont enregistrés",
        "La réponse à vos vœux est arrivée",
    }
    assert ecrits.count() == 2
    for un in ecrits:
        assert "Léa" not in un.texte + un.html
        assert "6 janvier" not in un.texte + un.html


def test_agents_check_what_is_declared_play_it_and_publish(
    connecter, famille_martin, agent, scene, time_machine
):
    voter("travail")
    famille = connecter(famille_martin.camille)
    famille.post(adresse(scene, "declarer_priorite", famille_martin.foyer.pk), {"genre": "travail"})
    assert "En cours de vérification" in lisible(famille.get(adresse(scene)).text)
    client = connecter(agent)
    pages = reverse("planning:priorites")
    assert "Les deux parents travaillent" in lisible(client.get(pages).text)
    une = DeclarationDePriorite.objects.get()
    client.post(pages, {"declaration": une.pk, "action": "refuser", "motif": ""})
    client.post(pages, {"declaration": une.pk, "action": "accepter"})
    une.refresh_from_db()
    assert une.etat == "acceptee"
    ici = reverse("planning:tirage", args=[scene.ouverture.pk])
    assert "l’aperçu se calcule une fois la période finie" in lisible(client.get(ici).text)
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    time_machine.move_to(APRES, tick=False)
    client = connecter(agent)
    page = lisible(client.get(ici).text)
    assert "Aperçu : rien n’est encore réservé" in page
    assert scene.tirage.empreinte in page
    assert "Mercredi 6 janvier" in page
    publier(scene, agent)
    assert "Ce qui a été donné" in lisible(client.get(ici).text)
    assert "Mercredis de janvier" in lisible(client.get(reverse("planning:voeux")).text)


def test_an_agent_writes_the_wishes_of_a_family(connecter, famille_martin, agent, scene):
    client = connecter(agent)
    pk = scene.ouverture.pk
    Foyer.objects.update(recherche="martin")
    trouve = client.get(reverse("planning:voeux_des_familles", args=[pk]), {"q": "Martin"})
    assert famille_martin.foyer.numero in trouve.text
    du_foyer = reverse("planning:voeux_du_foyer", args=[pk, famille_martin.foyer.pk])
    assert "Léa" in client.get(du_foyer).text
    ecrire = reverse(
        "planning:voeux_d_un_enfant",
        args=[pk, famille_martin.foyer.pk, famille_martin.lea.pk],
    )
    assert "Mercredi 6 janvier 2027" in lisible(client.get(ecrire).text)
    client.post(ecrire, rangs(scene, *DEUX))
    assert ListeDeVoeux.objects.get().par == agent
    client.post(du_foyer, {"liste": ListeDeVoeux.objects.get().pk})
    assert not ListeDeVoeux.objects.exists()


def test_a_preview_falls_when_its_dates_move_and_they_no_longer_do_once_answered(
    connecter, famille_martin, agent, scene, time_machine
):
    demander(scene, famille_martin, famille_martin.lea)
    calculer(scene, agent)
    ici = reverse("planning:tirage", args=[scene.ouverture.pk])
    ouverture = reverse("ouvertures_modeladmin_edit", args=[scene.ouverture.pk])
    publier_dit = "Publier : réserver"
    Ouverture.objects.update(voeux_au=APRES + timedelta(days=2))  # opened again under the preview
    time_machine.move_to(APRES, tick=False)
    client = connecter(agent)
    assert publier_dit not in lisible(client.get(ici).text)
    Ouverture.objects.update(voeux_au=VOEUX_AU)
    assert publier_dit in lisible(client.get(ici).text)
    donnees = {
        "nom": scene.ouverture.nom,
        "activites": [scene.activite.pk],
        "debut": "06/01/2027",
        "fin": "27/01/2027",
        "ouvre_le": "14/12/2026 09:00",
        "voeux_du": "20/11/2026 09:00",
        "voeux_au": "08/12/2026 18:00",
        "voeux_maximum": "",
    }
    client.post(ouverture, donnees)
    scene.tirage.refresh_from_db()
    assert scene.tirage.etat == Tirage.Etat.ENGAGE
    assert not scene.tirage.empreinte_resultat
    client.post(ouverture, donnees | {"voeux_au": "04/12/2026 18:00"})
    calculer(scene, agent)
    publier(scene, agent)
    refusee = client.post(ouverture, donnees, follow=True)
    assert "leurs dates ne changent plus" in lisible(refusee.text)


def test_the_same_day_of_two_centres_is_told_with_its_centre_to_an_agent(
    connecter, famille_martin, agent, scene
):
    """The family's page says it beside each label."""
    autre = outils.creer_activite("La Valla", unite_scolaire=Unite.JOURNEE)
    outils.creer_mercredis(autre, 1, premier=JANVIER, moments=(Moment.JOURNEE,))
    scene.ouverture.activites.add(autre)
    outils.inscrire(famille_martin.lea, autre)
    pks = [scene.ouverture.pk, famille_martin.foyer.pk, famille_martin.lea.pk]
    page = lisible(connecter(agent).get(reverse("planning:voeux_d_un_enfant", args=pks)).text)
    assert f"Mercredi 6 janvier 2027, {autre}" in page
    assert f"Mercredi 6 janvier 2027, {scene.activite}" in page


def test_an_opening_by_wishes_gets_its_seed_when_it_is_saved(connecter, agent, scene):
    Tirage.objects.all().delete()
    client = connecter(agent)
    ouverture = scene.ouverture
    donnees = {
        "nom": ouverture.nom,
        "activites": [scene.activite.pk],
        "debut": "06/01/2027",
        "fin": "27/01/2027",
        "ouvre_le": "14/12/2026 09:00",
        "voeux_du": "20/11/2026 09:00",
        "voeux_au": "04/12/2026 18:00",
        "voeux_maximum": "",
    }
    ici = reverse("ouvertures_modeladmin_edit", args=[ouverture.pk])
    client.post(ici, donnees)
    assert Tirage.objects.get().ouverture == ouverture
    refusee = client.post(ici, donnees | {"ouvre_le": "01/12/2026 09:00"}, follow=True)
    assert "Ce qui reste s’ouvre après la fin des vœux" in lisible(refusee.text)
    ouverture.refresh_from_db()
    assert ouverture.voeux_au == VOEUX_AU


@pytest.mark.parametrize("combien", [1, 30])
def test_the_pages_ask_as_many_queries_for_one_wish_as_for_thirty(
    connecter, famille_martin, django_assert_max_num_queries, combien
):
    une = creer_ouverture(combien=combien)
    outils.inscrire(famille_martin.lea, une.activite)
    blocs = [(JANVIER + timedelta(weeks=n)).isoformat() for n in range(min(combien, 20))]
    demander(une, famille_martin, famille_martin.lea, blocs=blocs)
    client = connecter(famille_martin.camille)
    client.get(adresse(une))
    with django_assert_max_num_queries(27):
        assert client.get(adresse(une)).status_code == 200
    with django_assert_max_num_queries(27):
        assert client.get(la_liste(une, famille_martin, famille_martin.lea)).status_code == 200
