"""Every write to a household's file keeps who, when, before and after, and can be found again."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from famille import actions
from famille.models import CommuneMembre, Courriel, Document, Foyer, Utilisateur
from famille.socle.erreurs import Refus

JOUR = "2026-11-25 10:00 +0100"
ADRESSE = {
    "voie": "5 rue Grande",
    "code_postal": "36130",
    "commune": "Déols",
    "depuis": date(2026, 1, 1),
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def aujourd_hui():
    with time_machine.travel(JOUR, tick=False):
        yield


def dernier(foyer):
    return foyer.modifications.first()


def test_files_are_numbered_by_year_without_a_hole(agent):
    foyers = [actions.creer_foyer(nom="Petit", adresse=ADRESSE, par=agent) for _ in range(3)]
    assert [foyer.numero for foyer in foyers] == ["2026-00001", "2026-00002", "2026-00003"]


def test_a_number_already_there_is_passed_over(agent):
    Foyer.objects.create(numero="2026-00001", nom="Importé")
    assert actions.creer_foyer(nom="Petit", adresse=ADRESSE, par=agent).numero == "2026-00002"


def test_a_new_file_says_who_opened_it_and_where_the_family_lives(agent):
    CommuneMembre.objects.create(nom="Déols", code_postal="36130")
    foyer = actions.creer_foyer(nom=" Petit ", adresse=ADRESSE | {"commune": "DEOLS"}, par=agent)
    assert foyer.nom == "Petit"
    assert foyer.habite_agglomeration
    assert {modification.par for modification in foyer.modifications.all()} == {agent}


def test_moving_keeps_the_old_address_and_tells_before_and_after(famille_martin, agent):
    foyer = famille_martin.foyer
    actions.changer_adresse(
        foyer, **ADRESSE | {"depuis": date(2026, 12, 1)}, par=agent, origine="demande D-2026-00231"
    )
    assert foyer.adresse.voie == "12 rue Bourdillon"
    assert foyer.adresse_a_venir.voie == "5 rue Grande"
    assert dernier(foyer).avant["Numéro et rue"] == "12 rue Bourdillon"
    assert dernier(foyer).apres["À partir du"] == "1er décembre 2026"
    assert dernier(foyer).origine == "demande D-2026-00231"


def test_an_address_that_says_nothing_new_is_refused(famille_martin, agent):
    memes = {"voie": "12 rue Bourdillon", "code_postal": "36000", "commune": "Châteauroux"}
    with pytest.raises(Refus, match="déjà celle du foyer"):
        actions.changer_adresse(famille_martin.foyer, **memes, depuis=date(2026, 12, 1), par=agent)


def test_a_new_adult_gets_an_account_without_password_and_an_activation_mail(famille_martin, agent):
    responsable = actions.ajouter_responsable(
        famille_martin.foyer,
        prenom="Alex",
        nom="Martin",
        courriel="Alex.Martin@Exemple.fr",
        par=agent,
        telephone_portable="06 39 98 00 44",
    )
    assert responsable.utilisateur.email == "alex.martin@exemple.fr"
    assert not responsable.utilisateur.has_usable_password()
    assert Courriel.objects.get(cle__startswith="compte-").destinataire == "alex.martin@exemple.fr"
    assert dernier(famille_martin.foyer).apres["Téléphone portable"] == "06 39 98 00 44"


def test_an_address_already_used_is_refused_with_whose_it_is(famille_martin, voisin, agent):
    with pytest.raises(Refus, match="Nadia Benali, dossier 2026-00418"):
        actions.ajouter_responsable(
            famille_martin.foyer, prenom="N", nom="B", courriel="NADIA.benali@exemple.fr", par=agent
        )
    assert Utilisateur.objects.filter(email__icontains="nadia").count() == 1


def test_a_parent_may_be_an_adult_of_two_households_with_one_account(famille_martin, voisin, agent):
    champs = {"prenom": "Nadia", "nom": "Benali", "courriel": voisin.nadia.email}
    actions.ajouter_responsable(famille_martin.foyer, **champs, meme_compte=True, par=agent)
    assert Foyer.objects.de(voisin.nadia).count() == 2


def test_the_account_of_an_agent_never_becomes_a_parents(famille_martin, agent, collegue):
    with pytest.raises(Refus, match="adresse d’un agent"):
        actions.ajouter_responsable(
            famille_martin.foyer,
            prenom="M",
            nom="P",
            courriel=collegue.email,
            meme_compte=True,
            par=agent,
        )


def test_an_adult_without_address_has_no_account(famille_martin, agent):
    responsable = actions.ajouter_responsable(
        famille_martin.foyer, prenom="Jo", nom="Martin", courriel="", par=agent
    )
    assert responsable.utilisateur is None
    assert not Courriel.objects.exists()


def test_changing_the_mail_moves_the_account_and_what_the_file_is_found_by(famille_martin, agent):
    responsable = famille_martin.foyer.responsables.get()
    actions.modifier_responsable(responsable, courriel="camille@nouveau.fr", par=agent)
    famille_martin.camille.refresh_from_db()
    famille_martin.foyer.refresh_from_db()
    assert famille_martin.camille.email == "camille@nouveau.fr"
    assert famille_martin.camille.emailaddress_set.get().verified
    assert "camille@nouveau.fr" in famille_martin.foyer.recherche
    assert dernier(famille_martin.foyer).avant == {"Adresse e-mail": "camille.martin@exemple.fr"}


def test_a_change_that_changes_nothing_leaves_no_line(famille_martin, agent):
    actions.modifier_foyer(famille_martin.foyer, nom="Martin", par=agent)
    assert not famille_martin.foyer.modifications.exists()


def test_the_same_child_is_not_added_twice(famille_martin, agent):
    with pytest.raises(Refus, match="Léa Martin est déjà un enfant de ce foyer"):
        actions.ajouter_enfant(
            famille_martin.foyer,
            prenom="léa",
            nom="Martin",
            naissance=famille_martin.lea.naissance,
            par=agent,
        )


def test_a_childs_change_is_told_in_both_households(famille_martin, voisin, agent):
    actions.rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    actions.modifier_enfant(famille_martin.lea, classe="CE2", par=agent, origine="rentrée")
    assert [dernier(foyer).apres for foyer in (famille_martin.foyer, voisin.foyer)] == [
        {"Classe": "CE2"}
    ] * 2


def test_a_childs_stay_does_not_end_before_it_begins(famille_martin, agent):
    rattachement = famille_martin.lea.rattachements.get()
    with pytest.raises(Refus, match="ne peut pas précéder"):
        actions.modifier_rattachement(rattachement, fin=date(2000, 1, 1), par=agent)


def test_a_new_quotient_ends_the_one_in_force_the_day_before(famille_martin, agent):
    foyer = famille_martin.foyer
    actions.ajouter_quotient(foyer, valeur=Decimal(842), debut=date(2026, 1, 1), par=agent)
    actions.ajouter_quotient(foyer, valeur=Decimal("912.50"), debut=date(2026, 9, 1), par=agent)
    assert [(q.valeur, q.debut, q.fin) for q in foyer.quotients.all()] == [
        (Decimal("912.50"), date(2026, 9, 1), None),
        (Decimal(842), date(2026, 1, 1), date(2026, 8, 31)),
    ]
    assert (dernier(foyer).avant["Valeur"], dernier(foyer).apres["Valeur"]) == ("842", "912,5")


@pytest.mark.parametrize(("debut", "fin"), [(date(2026, 1, 1), None), (date(2025, 1, 1), None)])
def test_a_quotient_that_would_rewrite_another_is_refused(famille_martin, agent, debut, fin):
    actions.ajouter_quotient(
        famille_martin.foyer, valeur=Decimal(842), debut=date(2026, 1, 1), par=agent
    )
    with pytest.raises(Refus, match="déjà enregistré à partir du 01/01/2026"):
        actions.ajouter_quotient(
            famille_martin.foyer, valeur=Decimal(1), debut=debut, fin=fin, par=agent
        )
    assert famille_martin.foyer.quotients.count() == 1


def test_opening_a_whole_file_is_all_or_nothing(voisin, agent):
    adulte = {"prenom": "Ali", "nom": "Petit", "courriel": voisin.nadia.email}
    with pytest.raises(Refus):
        actions.ouvrir_dossier(
            foyer={"nom": "Petit"}, adresse=ADRESSE, adultes=[adulte], enfants=[], par=agent
        )
    assert not Foyer.objects.filter(nom="Petit").exists()


def test_a_household_that_a_child_has_left_learns_nothing_more_of_him(
    famille_martin, voisin, agent
):
    ancien = actions.rattacher_enfant(
        famille_martin.lea, voisin.foyer, par=agent, debut=date(2020, 1, 1)
    )
    actions.modifier_rattachement(ancien, fin=date(2024, 1, 1), par=agent)
    document = Document.objects.create(
        enfant=famille_martin.lea,
        nom="pai.pdf",
        type_mime="application/pdf",
        taille=1,
        sha256="0" * 64,
    )
    lignes = voisin.foyer.modifications.count()
    actions.modifier_enfant(famille_martin.lea, classe="CE2", par=agent)
    actions.classer_document(document, par=agent)
    assert voisin.foyer.modifications.count() == lignes
    assert famille_martin.foyer.modifications.count() == 3  # and that he came to another household


def test_changing_the_mail_ends_the_sessions_opened_with_the_old_one(famille_martin, agent, client):
    client.force_login(famille_martin.camille)
    client.get("/mes-donnees/")
    responsable = famille_martin.foyer.responsables.get()
    actions.modifier_responsable(
        responsable, telephone_fixe="", courriel=famille_martin.camille.email, par=agent
    )
    assert client.get("/mes-donnees/").status_code == 200
    actions.modifier_responsable(responsable, courriel="camille@nouveau.fr", par=agent)
    assert client.get("/mes-donnees/").status_code == 302


def test_a_child_lives_once_at_a_time_in_a_household(famille_martin, voisin, agent):
    """Another day of arrival does not make a second stay."""
    actions.rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent, debut=date(2026, 9, 1))
    with pytest.raises(Refus, match="déjà rattaché à ce foyer"):
        actions.rattacher_enfant(
            famille_martin.lea, voisin.foyer, par=agent, debut=date(2026, 10, 1)
        )
    assert famille_martin.lea.rattachements.filter(foyer=voisin.foyer).count() == 1
