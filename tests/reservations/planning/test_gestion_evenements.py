"""Events on the agents' screens: form, dry run, job, page, undoing."""

import pytest
from django.urls import reverse

from famille.models import Enfant, Travail
from famille.travaux import actions as travaux
from reservations.models import Evenement, Groupe, Places, Reservation
from tests.conftest import creer_foyer
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]
NOUVEAU, LISTE = "/gestion/planning/evenements/nouveau/", "/gestion/planning/evenements/"


@pytest.fixture(autouse=True)
def sans_attendre(monkeypatch):
    monkeypatch.setattr("reservations.planning.evenements.actions._RETARDATAIRES", 0)


@pytest.fixture
def centre(famille_martin):
    centre = creer_centre(famille_martin)
    reserver(famille_martin, ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre))
    return centre


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def choix(centre):
    return {
        "nature": "greve",
        "motif": "Grève des animateurs",
        "activites": centre.pk,
        "debut": "2026-12-09",
        "fin": "2026-12-09",
    }


def texte_de(reponse):
    return " ".join(reponse.text.split())


def appliquer(bureau, choix):
    bureau.post(NOUVEAU, choix)
    executer()
    return Evenement.objects.get()


def executer():
    travail = Travail.objects.order_by("-cree_le", "-pk").exclude(etat="fini").first()
    if travail:
        travaux.executer(str(travail.pk))


def test_the_dry_run_counts_names_and_writes_nothing(bureau, choix):
    texte = texte_de(bureau.get(NOUVEAU, choix))
    for dit in (
        "Léa Martin",
        "Hugo Martin",
        "mercredi 9 décembre",
        "Annuler 2 réservations et prévenir les familles",
    ):
        assert dit in texte
    assert (Evenement.objects.count(), Reservation.objects.count()) == (0, 2)


def test_the_dry_run_names_who_has_no_mail(bureau, choix, famille_martin):
    famille_martin.foyer.responsables.update(utilisateur=None)
    assert "sans adresse e-mail : à prévenir par téléphone" in texte_de(bureau.get(NOUVEAU, choix))


def test_confirmed_the_job_begins_and_the_event_says_what_it_did(bureau, choix, agent):
    evenement = appliquer(bureau, choix)
    assert (evenement.par, Reservation.objects.count()) == (agent, 0)
    texte = texte_de(bureau.get(reverse("planning:evenement", args=[evenement.pk])))
    assert "En vigueur" in texte
    assert "mercredi 9 décembre, matin" in texte
    assert "Retirer l’événement" in texte


def test_confirmed_twice_the_second_leads_to_the_event(bureau, choix):
    evenement = appliquer(bureau, choix)
    assert bureau.post(NOUVEAU, choix).url == reverse("planning:evenement", args=[evenement.pk])
    assert Travail.objects.count() == 1


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"activites": []}, "Cochez au moins une activité"),
        ({"debut": "2026-11-20"}, "Ce jour est passé"),
        ({"fin": "2026-12-08"}, "Le dernier jour est avant le premier"),
        ({"motif": ""}, "Remplissez ce champ"),
        ({"nature": "autre chose"}, "Rien n’est enregistré"),
    ],
)
def test_a_form_that_cannot_be_is_refused_and_nothing_begins(bureau, choix, champs, dit):
    reponse = bureau.post(NOUVEAU, choix | champs)
    assert (reponse.status_code, Evenement.objects.count()) == (422, 0)
    assert dit in reponse.text


def test_a_group_says_its_activity_by_itself(bureau, choix, centre):
    petits = Groupe.objects.create(activite=centre, nom="Les petits", age_min=3, age_max=5)
    sans_activite = {nom: valeur for nom, valeur in choix.items() if nom != "activites"}
    texte = texte_de(bureau.get(NOUVEAU, sans_activite | {"groupe": petits.pk}))
    assert "Hugo Martin" in texte
    assert "Léa Martin" not in texte


def test_a_group_of_another_activity_is_refused(bureau, choix):
    autre = Groupe.objects.create(
        activite=outils.creer_activite("La Valla"), nom="Les petits", age_min=3, age_max=5
    )
    assert "celui d’une autre activité" in bureau.get(NOUVEAU, choix | {"groupe": autre.pk}).text


def test_undoing_says_what_it_will_do_then_does_it(bureau, choix):
    evenement = appliquer(bureau, choix)
    adresse = reverse("planning:evenement_retrait", args=[evenement.pk])
    assert "Les 2 réservations annulées, de 1 foyer" in texte_de(bureau.get(adresse))
    assert Reservation.objects.count() == 0
    bureau.post(adresse)
    executer()
    assert Reservation.objects.count() == 2
    assert "Retiré" in bureau.get(reverse("planning:evenement", args=[evenement.pk])).text


def test_undoing_lists_who_could_not_have_his_place_again(bureau, choix):
    evenement = appliquer(bureau, choix)
    Places.objects.filter(creneau__jour=evenement.debut).update(capacite=1)
    bureau.post(reverse("planning:evenement_retrait", args=[evenement.pk]))
    executer()
    texte = texte_de(bureau.get(reverse("planning:evenement", args=[evenement.pk])))
    assert "Ce qui n’a pas pu être rétabli" in texte
    assert "Il n’y a plus de place ce jour-là." in texte


def test_an_event_withdrawn_cannot_be_undone_again(bureau, choix):
    evenement = appliquer(bureau, choix)
    adresse = reverse("planning:evenement_retrait", args=[evenement.pk])
    bureau.post(adresse)
    executer()
    assert bureau.get(adresse).status_code == 302


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_who_plans_enters(connecter, request, choix, agent, qui):
    evenement = appliquer(connecter(agent), choix)
    navigateur = connecter(request.getfixturevalue(qui))
    for nom in ("evenement", "evenement_retrait"):
        adresse = reverse(f"planning:{nom}", args=[evenement.pk])
        assert navigateur.get(adresse).status_code in (302, 403)
        assert navigateur.post(adresse).status_code in (302, 403, 405)
    assert Reservation.objects.count() == 0


def test_the_pages_ask_the_same_queries_for_one_household_or_thirty(
    bureau, choix, centre, famille_martin, django_assert_num_queries, django_assert_max_num_queries
):
    reserver(famille_martin, ligne(famille_martin.lea, centre, "2026-12-16-matin"))
    evenement = appliquer(bureau, choix)
    le_16 = choix | {"debut": "2026-12-16", "fin": "2026-12-16"}
    pages = {LISTE: {}, reverse("planning:evenement", args=[evenement.pk]): {}, NOUVEAU: le_16}
    lues = {}
    bureau.get(LISTE)  # what the process reads once
    for adresse, donnees in pages.items():
        with django_assert_max_num_queries(25) as capture:
            bureau.get(adresse, donnees)
        lues[adresse] = len(capture)
    _trente_foyers(centre, evenement)
    for adresse, donnees in pages.items():
        with django_assert_num_queries(lues[adresse]):
            texte = bureau.get(adresse, donnees).text
        assert ("Autre 29" if adresse == LISTE else "Famille29") in texte


def _trente_foyers(centre, evenement):
    """Thirty households in its effects, booked on the 16th too, and thirty events more."""
    creneau = centre.creneaux.get(jour="2026-12-16", moment="1-matin")
    ferme = centre.creneaux.get(jour="2026-12-09", moment="1-matin")
    for rang in range(30):
        foyer, _compte = creer_foyer(
            f"2027-{rang:05}",
            f"Famille{rang}",
            "Anne",
            f"anne{rang}@exemple.fr",
            enfants=[("Zoé", outils.MERCREDI.replace(year=2019))],
        )
        enfant = Enfant.objects.du([foyer]).get()
        Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=foyer)
        evenement.effets.append(
            {"enfant": enfant.pk, "creneau": ferme.pk, "foyer": foyer.pk, "demande": ""}
        )
        autre = Evenement.objects.create(
            nature="autre", motif=f"Autre {rang}", debut=creneau.jour, fin=creneau.jour
        )
        autre.activites.add(centre)
    evenement.save()


def test_the_list_tells_what_holds_from_what_was_taken_back(bureau, agent):
    for motif, retire_le in (("Sortie", None), ("Neige", outils.MAINTENANT)):
        Evenement.objects.create(
            nature="sortie",
            motif=motif,
            debut=outils.MERCREDI,
            fin=outils.MERCREDI,
            par=agent,
            retire_le=retire_le,
        )
    vus = {"": ["Neige", "Sortie"], "non-retires": ["Sortie"], "retires": ["Neige"]}
    for etat, motifs in vus.items():
        lue = bureau.get(LISTE, {"etat": etat}).context["lue"]
        assert [rang.ligne["evenement"].motif for rang in lue.rangs] == motifs
        assert lue.onglet.nombre == len(motifs)


@pytest.mark.parametrize("combien", [1, 30])
def test_the_list_costs_the_same_whatever_it_holds(
    combien, bureau, centre, agent, django_assert_max_num_queries
):
    for rang in range(combien):
        evenement = Evenement.objects.create(
            nature="sortie", motif=f"Sortie {rang}", debut=outils.MERCREDI, fin=outils.MERCREDI
        )
        evenement.activites.add(centre)
    bureau.get(LISTE)
    with django_assert_max_num_queries(17):
        assert bureau.get(LISTE).text.count('data-titre="Jours"') == combien
