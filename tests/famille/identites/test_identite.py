"""Who an adult is at the civil register: typed by herself or by an agent who holds the right of it,
encrypted, told to nobody else."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.dossier.foyers.bureau import url, url_du_foyer
from famille.dossier.identites.actions import Origine, dire_l_identite, oublier_l_identite
from famille.dossier.identites.cog import commune_du, nom_du_pays
from famille.dossier.identites.lecture import adultes_de_cette_identite, identite_de
from famille.models import (
    Consultation,
    Foyer,
    IdentitePivot,
    Modification,
    Responsable,
    Utilisateur,
)
from famille.mouvements.donnees import rotation
from famille.mouvements.donnees.effacer_le_dossier import effacer_foyer
from famille.mouvements.donnees.tiroirs import TIROIRS
from famille.regles.identite import EtatCivil
from famille.socle.erreurs import Refus
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
DUBOIS = EtatCivil("DUBOIS", ("Angela", "Claire"), "female", "1962-08-24", "36044", "99100")
TAPEE = {
    "nom": "Dubois",
    "prenoms": "Angela, Claire",
    "sexe": "female",
    "naissance": ["24", "8", "1962"],
    "pays": "99100",
    "departement": "36",
    "commune": "chateauroux",
}


@pytest.fixture
def camille(famille_martin):
    return famille_martin.foyer.responsables.get()


@pytest.fixture
def etat_civil(agent):
    """The agent, who may read the identity of adults."""
    agent.groups.add(Group.objects.get(name="État civil des adultes"))
    return Utilisateur.objects.get(pk=agent.pk)


def dire(responsable, identite=DUBOIS, origine=Origine.PARENT):
    return dire_l_identite(responsable, identite, origine=origine, par=None)


def test_the_person_says_it_and_reads_it_again(connecter, famille_martin, camille):
    navigateur = connecter(famille_martin.camille)
    la_sienne = {**TAPEE, "prenoms": "Angela, CAMILLE"}
    assert navigateur.post(reverse("mon_identite"), la_sienne).url == reverse("mes_donnees")
    dite = identite_de(camille)
    assert (dite.nom, dite.prenoms, dite.naissance) == (
        "Dubois",
        ("Angela", "CAMILLE"),
        "1962-08-24",
    )
    assert (dite.lieu, dite.pays) == ("36044", "99100")
    lue = navigateur.get(reverse("mon_identite")).text
    assert "Châteauroux" in lue
    assert 'value="1962"' in lue


def test_somebody_else_s_identity_is_not_hers_to_say(connecter, famille_martin, camille):
    """It would ask the CAF for that person's quotient, and give that person's prices."""
    page = lisible(connecter(famille_martin.camille).post(reverse("mon_identite"), TAPEE).text)
    assert "Le dossier dit « Camille », qui n’est pas parmi ces prénoms" in page
    assert 'value="Angela, Claire"' in page
    assert not IdentitePivot.objects.exists()


@pytest.mark.parametrize("origine", [Origine.AGENT, Origine.REPRISE])
@pytest.mark.parametrize(
    ("tape", "champ"),
    [({"nom": "Durand"}, "nom"), ({"naissance": ["3", "1", "1980"]}, "naissance")],
)
def test_what_the_town_knows_of_her_birth_is_not_hers_to_replace_by_another_s(
    connecter, famille_martin, camille, origine, tape, champ
):
    """A namesake's birth would ask the CAF for the namesake's quotient."""
    la_sienne = replace(DUBOIS, prenoms=("Camille",))
    dire(camille, la_sienne, origine)
    navigateur = connecter(famille_martin.camille)
    tapee = {**TAPEE, "prenoms": "Camille, Rose"}
    reponse = navigateur.post(reverse("mon_identite"), tapee | tape)
    assert "ce que le dossier dit de votre naissance" in lisible(reponse.text)
    assert champ in reponse.context["form"].errors
    assert identite_de(camille) == la_sienne
    navigateur.post(reverse("mon_identite"), tapee)  # her own is, with all her first names
    assert identite_de(camille).prenoms == ("Camille", "Rose")
    encore = navigateur.post(reverse("mon_identite"), tapee | tape)  # it is the town's still
    assert champ in encore.context["form"].errors


@pytest.mark.parametrize("completee", [False, True])
def test_what_the_town_knows_of_her_birth_is_neither_blurred_nor_erased_by_herself(
    connecter, famille_martin, camille, etat_civil, completee
):
    """Nothing would be left to compare a namesake's with."""
    la_sienne = replace(DUBOIS, prenoms=("Camille",))
    dire(camille, la_sienne, Origine.AGENT)
    tapee = {**TAPEE, "prenoms": "Camille, Rose"}
    navigateur = connecter(famille_martin.camille)
    if completee:
        navigateur.post(reverse("mon_identite"), tapee)
    connue = identite_de(camille)
    flou = navigateur.post(reverse("mon_identite"), tapee | {"naissance": ["00", "00", "1962"]})
    assert "naissance" in flou.context["form"].errors
    vide = dict.fromkeys(TAPEE, "") | {"pays": "99100"}
    assert "un agent qui l’efface" in lisible(navigateur.post(reverse("mon_identite"), vide).text)
    assert identite_de(camille) == connue
    assert "Pour tout effacer" not in navigateur.get(reverse("mon_identite")).text
    connecter(etat_civil).post(url("identite", camille.pk), vide)
    assert not IdentitePivot.objects.exists()


def test_the_page_asks_as_many_queries_with_1_and_30_households(connecter, famille_martin, camille):
    navigateur = connecter(famille_martin.camille)
    dire(camille)

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            assert navigateur.get(reverse("mon_identite")).status_code == 200
        return len(requetes)

    compter()
    une = compter()
    for rang in range(29):
        foyer = Foyer.objects.create(numero=f"2026-{rang:05}", nom="Martin")
        dire(Responsable.objects.create(foyer=foyer, utilisateur=famille_martin.camille))
    assert compter() == une


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(connecter, famille_martin):
    navigateur = connecter(famille_martin.camille)
    faute = {**TAPEE, "naissance": ["30", "2", "1962"], "commune": "Lyon", "nom": ""}
    page = lisible(navigateur.post(reverse("mon_identite"), faute).text)
    assert "Cette date de naissance n’existe pas" in page
    assert "Il manque le nom de naissance" in page
    assert "Aucune commune de ce nom dans ce département" in page
    assert not IdentitePivot.objects.exists()


def test_emptied_it_is_forgotten(connecter, famille_martin, camille):
    dire(camille)
    vide = dict.fromkeys(TAPEE, "") | {"pays": "99100"}
    connecter(famille_martin.camille).post(reverse("mon_identite"), vide)
    assert not IdentitePivot.objects.exists()


def test_nobody_else_reads_it(connecter, famille_martin, voisin, camille):
    dire(camille)
    assert "Angela" not in connecter(voisin.nadia).get(reverse("mon_identite")).text
    assert not IdentitePivot.objects.de(voisin.nadia).exists()


def test_an_agent_without_the_right_neither_reads_nor_sees_the_way(connecter, agent, camille):
    dire(camille)
    bureau = connecter(agent)
    assert bureau.get(url("identite", camille.pk)).status_code in (302, 403, 404)
    assert "État civil" not in bureau.get(url_du_foyer(camille.foyer, "famille")).text


def test_an_agent_of_the_right_writes_it_and_each_reading_is_kept(connecter, etat_civil, camille):
    bureau, adresse = connecter(etat_civil), url("identite", camille.pk)
    assert adresse in bureau.get(url_du_foyer(camille.foyer, "famille")).text
    bureau.post(adresse, {**TAPEE, "naissance": "00/08/1962"})
    assert identite_de(camille).naissance == "1962-08-00"
    assert IdentitePivot.objects.get().origine == Origine.AGENT
    assert "00/08/1962" in bureau.get(adresse).text
    assert Consultation.objects.filter(quoi__startswith="identité", par=etat_civil).exists()


def test_what_franceconnect_gave_is_read_and_not_corrected(
    connecter, etat_civil, famille_martin, camille
):
    dire(camille, origine=Origine.FRANCECONNECT)
    for methode in ("get", "post"):
        bureau = getattr(connecter(etat_civil), methode)(url("identite", camille.pk)).text
        assert "Châteauroux" in bureau
        assert 'name="nom"' not in bureau
    assert Consultation.objects.filter(quoi__startswith="identité", par=etat_civil).count() == 2
    with pytest.raises(Refus, match="FranceConnect"):
        dire(camille, DUBOIS.__class__("ROUX", ("Léa",), "", "1990-01-01", "36044", "99100"))


def test_the_journal_keeps_that_it_was_said_and_not_what(camille, famille_martin):
    dire(camille)
    dire(camille, EtatCivil("ROUX", ("Angela",), "", "1962-08-24", "36044", "99100"))
    oublier_l_identite(camille, par=famille_martin.camille)
    lignes = list(Modification.objects.filter(foyer=camille.foyer, objet__startswith="responsable"))
    assert len(lignes) == 3
    for mot in ("Angela", "DUBOIS", "ROUX", "1962", "36044"):
        assert not any(mot in f"{ligne.avant}{ligne.apres}" for ligne in lignes)


def test_the_database_says_nothing_of_it(camille):
    dire(camille)
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM famille_identitepivot")
        brut = str(curseur.fetchall())
    assert not any(mot in brut for mot in ("DUBOIS", "Angela", "1962-08", "36044", "female"))


def test_it_is_found_again_by_another_spelling_and_by_that_person_alone(camille, voisin):
    dire(camille)
    autre = voisin.foyer.responsables.get()
    dire(autre, EtatCivil("DUBOIS", ("Jeanne",), "female", "1962-08-24", "36044", "99100"))
    cherche = EtatCivil("dubois", ("claire", "ANGELA"), "", "1962-08-24", "36044", "99100")
    assert [une.responsable for une in adultes_de_cette_identite(cherche)] == [camille]


def test_it_is_found_again_once_the_keys_have_turned(camille, settings):
    dire(camille)
    settings.CLES_DE_CHIFFREMENT = ["une clé toute neuve, tirée au sort"]
    [coffre] = [un for un in rotation.COFFRES if un.titre.startswith("identités")]
    assert rotation.restants(coffre) == 1
    call_command("tourner_les_cles")
    assert rotation.restants(coffre) == 0
    settings.SECRET_KEY = "une autre clé de signature, tirée au sort elle aussi, et bien longue"
    assert [une.responsable for une in adultes_de_cette_identite(DUBOIS)] == [camille]


def test_what_no_key_reads_any_more_is_an_agent_s_to_write_again(
    connecter, famille_martin, camille
):
    """Nothing is left to compare a namesake's birth with."""
    dire(camille, replace(DUBOIS, prenoms=("Camille",)), Origine.AGENT)
    with connection.cursor() as curseur:  # as a key that is lost had written it
        curseur.execute("UPDATE famille_identitepivot SET naissance = 'perdue'")
    tapee = {**TAPEE, "prenoms": "Camille, Rose"}
    page = connecter(famille_martin.camille).post(reverse("mon_identite"), tapee)
    assert "ne peut plus être lu" in lisible(page.text)
    assert IdentitePivot.objects.get().origine == Origine.AGENT


def test_who_leaves_takes_it_away(camille):
    dire(camille)
    effacer_foyer(camille.foyer, par=None)
    assert not IdentitePivot.objects.exists()


def test_her_copy_holds_it(camille, famille_martin):
    dire(camille)
    [tiroir] = [un for un in TIROIRS if "famille.IdentitePivot" in un.modeles]
    assert tiroir.code == "identite"


def test_places_have_names():
    assert commune_du("75", "Paris 7e arrondissement") == "75107"
    assert commune_du("974", "SAINT DENIS") == "97411"
    assert commune_du("", "Châteauroux") is None
    assert commune_du("3*", "Châteauroux") is None
    assert nom_du_pays("99350") == "Maroc"
