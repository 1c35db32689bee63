"""What ends soon in a child's file is reminded 30 and 7 days before, once each, and the mail tells
no health (G7)."""

from datetime import date

import pytest

from famille.dossier.foyers import echeances
from famille.dossier.foyers.echeances import rappeler_les_dossiers
from famille.models import (
    Autorisation,
    Courriel,
    Document,
    FicheSanitaire,
    Foyer,
    RappelDossier,
    Rattachement,
    ReglageDossier,
    Responsable,
    Utilisateur,
)
from famille.taches import PLANIFICATIONS
from reservations.models import Activite, Inscription, Structure

ETE = date(2027, 8, 31)
FIN = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 09:00+01:00", tick=False)


@pytest.fixture
def lea(famille_martin):
    """Registered until the summer; her insurance ends on 30 November."""
    lea = famille_martin.lea
    _inscrire(lea)
    FicheSanitaire.objects.create(
        enfant=lea, allergies="Arachide", valable_jusqu_au=ETE, assurance_fin=FIN
    )
    for genre in Autorisation.Genre:
        Autorisation.objects.create(enfant=lea, genre=genre, accordee=True)
    return lea


def _inscrire(enfant, fin=ETE):
    structure, _cree = Structure.objects.get_or_create(nom="La Valla")
    activite, _cree = Activite.objects.get_or_create(
        structure=structure, nom="Accueil", defaults={"age_min": 3, "age_max": 11, "capacite": 20}
    )
    Inscription.objects.create(enfant=enfant, activite=activite, debut=date(2026, 9, 1), fin=fin)


def test_each_adult_gets_one_mail_that_tells_no_health(lea):
    assert rappeler_les_dossiers() == 1
    [courriel] = Courriel.objects.all()
    assert courriel.destinataire == "camille.martin@exemple.fr"
    assert courriel.sujet == "L’assurance de Léa est à renouveler"
    assert "L’assurance de Léa arrive bientôt à sa fin, le 30 novembre 2026" in courriel.texte
    assert f"/ma-famille/enfants/{lea.pk}/" in courriel.texte
    for tu in ("arachide", "sanitaire", "vaccin"):
        assert tu not in (courriel.sujet + courriel.texte + courriel.html).lower()


def test_what_is_of_a_health_is_not_named(lea):
    FicheSanitaire.objects.update(valable_jusqu_au=FIN, assurance_fin=ETE)
    assert rappeler_les_dossiers() == 1
    courriel = Courriel.objects.get()
    assert courriel.sujet == "Une information de votre dossier est à renouveler"
    assert "Une information du dossier de Léa arrive bientôt à sa fin" in courriel.texte
    for tu in ("arachide", "assurance", "sanitaire", "santé", "fiche"):
        assert tu not in (courriel.sujet + courriel.texte + courriel.html).lower()


def test_running_again_writes_nothing(lea):
    assert [rappeler_les_dossiers(), rappeler_les_dossiers()] == [1, 0]


@pytest.mark.parametrize(
    ("jours", "paliers"),
    [
        (["2026-10-30"], []),
        (["2026-10-31", "2026-11-01", "2026-11-22"], [30]),
        (["2026-10-31", "2026-11-23", "2026-11-30"], [30, 7]),
        (["2026-11-28"], [7]),  # known late: told once
        (["2026-12-01"], []),
    ],
)
def test_once_a_step(lea, jours, paliers):
    for jour in jours:
        rappeler_les_dossiers(jour=date.fromisoformat(jour))
    assert (
        list(RappelDossier.objects.order_by("-palier").values_list("palier", flat=True)) == paliers
    )
    assert Courriel.objects.count() == len(paliers)


def test_a_new_paper_begins_again(lea):
    rappeler_les_dossiers()
    FicheSanitaire.objects.update(assurance_fin=date(2026, 12, 1))
    assert rappeler_les_dossiers() == 1


def test_what_ends_with_two_children_is_one_mail(lea, famille_martin):
    _inscrire(famille_martin.hugo)
    FicheSanitaire.objects.create(
        enfant=famille_martin.hugo,
        valable_jusqu_au=date(2026, 12, 2),
        assurance_fin=date(2026, 12, 2),
    )
    assert rappeler_les_dossiers() == 1
    texte = Courriel.objects.get().texte
    assert (
        "Des informations du dossier de Léa et Hugo arrivent bientôt à leur fin, la première le 30"
        " novembre" in texte
    )
    assert RappelDossier.objects.count() == 3


def test_nobody_is_told_of_what_no_registration_wants(lea):
    Inscription.objects.update(fin=date(2026, 11, 30))  # the insurance lasts as long
    assert rappeler_les_dossiers() == 0


def test_a_vaccination_record_is_told_where_the_town_wants_it(lea, famille_martin):
    FicheSanitaire.objects.update(assurance_fin=ETE)
    Document.objects.create(
        enfant=lea,
        genre="vaccins",
        nom="carnet.pdf",
        type_mime="application/pdf",
        taille=1,
        classe_le="2026-01-01T10:00Z",
        valable_jusqu_au=FIN,
    )
    assert rappeler_les_dossiers() == 0
    ReglageDossier.objects.create(vaccins_des=0)
    assert rappeler_les_dossiers() == 1


def test_the_town_chooses_the_steps_or_none(lea):
    reglage = ReglageDossier.objects.create(rappel_jours=0, second_rappel_jours=0)
    assert rappeler_les_dossiers() == 0
    ReglageDossier.objects.filter(pk=reglage.pk).update(second_rappel_jours=3)
    assert rappeler_les_dossiers(jour=date(2026, 11, 26)) == 0
    assert rappeler_les_dossiers(jour=date(2026, 11, 27)) == 1


def test_each_home_of_the_child_is_told_apart(lea, famille_martin):
    foyer = Foyer.objects.create(numero="2026-00999", nom="Delorme")
    pere = Utilisateur.objects.create_user("julien@exemple.fr", None, first_name="Julien")
    Responsable.objects.create(foyer=foyer, utilisateur=pere, prenom="Julien", nom="Delorme")
    Rattachement.objects.create(enfant=lea, foyer=foyer, garde="alternee", debut=date(2022, 1, 1))
    assert rappeler_les_dossiers() == 2
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {
        "camille.martin@exemple.fr",
        "julien@exemple.fr",
    }


def test_a_home_that_the_child_has_left_is_not_told(lea):
    Rattachement.objects.update(fin=date(2026, 11, 24))
    assert rappeler_les_dossiers() == 0


def test_a_household_without_an_account_is_told_once_it_has_one(lea, famille_martin):
    Utilisateur.objects.filter(pk=famille_martin.camille.pk).update(is_active=False)
    assert rappeler_les_dossiers() == 0
    Utilisateur.objects.filter(pk=famille_martin.camille.pk).update(is_active=True)
    assert rappeler_les_dossiers() == 1


def test_it_comes_back_by_itself():
    assert "famille.taches.rappeler_les_dossiers" in {
        fonction for _nom, fonction, _minutes in PLANIFICATIONS
    }


def test_a_turn_that_is_stopped_is_followed_behind_the_household_where_it_was(
    lea, voisin, monkeypatch
):
    """Those told already, looked at again at each turn, kept the others waiting for ever."""
    monkeypatch.setattr(echeances, "LOT", 1)
    monkeypatch.setattr(echeances, "DUREE_TOUR", -1)
    _inscrire(voisin.sami)
    FicheSanitaire.objects.create(enfant=voisin.sami, valable_jusqu_au=ETE, assurance_fin=FIN)
    assert [rappeler_les_dossiers() for _tour in range(3)] == [1, 1, 0]
    assert RappelDossier.objects.values("foyer").distinct().count() == 2
