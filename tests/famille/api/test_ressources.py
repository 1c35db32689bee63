"""What each resource gives, page by page, in as many queries whatever it holds
(docs/comprendre/api.md)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from demarches.models import Demande
from famille.models import AppelAPI, CleAPI, Facture, FicheSanitaire, TiersPayeur
from famille.models.champs import Jeton
from reservations.models import Inscription, Reservation
from tests.famille.api.conftest import remplir

pytestmark = pytest.mark.django_db
JOUR = "2026-12-09"
LISTES = [
    "structures",
    "activites",
    f"places?du={JOUR}",
    "inscriptions",
    f"reservations?du={JOUR}",
    "factures",
    "demandes",
]
TOUTES = [*LISTES, f"journees/{JOUR}"]


def test_centres_and_places_name_nobody(ville, demander):
    [structure] = demander("structures").json()["resultats"]
    assert structure == {
        "id": ville.activite.structure_id,
        "nom": "Centre 0",
        "adresse": "",
        "telephone": "",
    }
    [activite] = demander(f"activites?structure={structure['id']}").json()["resultats"]
    assert (activite["id"], activite["structure"]) == (ville.activite.pk, structure["id"])
    [places] = demander(f"places?du={JOUR}&au={JOUR}").json()["resultats"]
    assert places == {
        "id": ville.creneau.pk,
        "activite": ville.activite.pk,
        "jour": JOUR,
        "moment": "matin",
        "capacite": 100,
        "prises": 3,
        "libres": 97,
        "ouvert": True,
    }


def test_a_closed_creneau_has_no_place_left(ville, demander):
    ville.creneau.places.ouvert = False
    ville.creneau.places.save()
    [places] = demander(f"places?du={JOUR}").json()["resultats"]
    assert (places["libres"], places["ouvert"]) == (0, False)


def test_a_day_is_counted_without_those_who_will_not_come(ville, demander):
    premiere = Reservation.objects.order_by("pk").first()
    Reservation.objects.filter(pk=premiere.pk).update(absence_annoncee_le=timezone.now())
    [activite] = demander(f"journees/{JOUR}").json()["activites"]
    assert activite["enfants"] == 2
    assert activite["creneaux"] == [{"moment": "matin", "attendus": 2}]


def test_the_day_is_counted_as_the_kitchen_counts_it(ville, demander):
    from reservations.presences.feuille import lire_la_cuisine, lire_la_feuille

    etats = [
        {"presence": "absent"},
        {"absence_annoncee_le": timezone.now()},
        {"absence_annoncee_le": timezone.now(), "presence": "present"},
    ]
    for reservation, champs in zip(Reservation.objects.order_by("pk"), etats, strict=True):
        Reservation.objects.filter(pk=reservation.pk).update(**champs)
    feuille = lire_la_feuille(ville.activite, ville.creneau.jour, securite=False)
    [activite] = demander(f"journees/{JOUR}").json()["activites"]
    assert [activite["enfants"]] == lire_la_cuisine(feuille).totaux == [1]


def test_diets_are_counted_for_whom_may_know_them_only(ville, demander, faire):
    [activite] = demander(f"journees/{JOUR}").json()["activites"]
    assert activite["regimes"] == [{"regime": "sans-porc", "nombre": 2}]
    _cle, sans = faire("effectifs")
    [activite] = demander(f"journees/{JOUR}", sans).json()["activites"]
    assert activite["regimes"] is None


def test_a_diet_that_no_key_reads_is_counted_as_such(ville, demander):
    """It must not look like none."""
    premiere = Reservation.objects.filter(enfant__fiche_sanitaire__isnull=False).first()
    FicheSanitaire.objects.filter(enfant=premiere.enfant_id).update(regime=Jeton("of elsewhere"))
    [activite] = demander(f"journees/{JOUR}").json()["activites"]
    assert {"regime": "illisible", "nombre": 1} in activite["regimes"]


@pytest.mark.parametrize("ressource", ["inscriptions", f"reservations?du={JOUR}"])
def test_children_are_numbers_unless_the_key_may_name_them(ville, demander, faire, ressource):
    nommes = [un["enfant"] for un in demander(ressource).json()["resultats"]]
    assert [(un["prenom"], un["nom"]) for un in nommes] == [("Zoé", "Durand")] * 3
    _cle, sans = faire("inscriptions", "reservations")
    reponse = demander(ressource, sans)
    assert [un["enfant"]["id"] for un in reponse.json()["resultats"]] == [un["id"] for un in nommes]
    assert "Zoé" not in reponse.text
    assert "Durand" not in reponse.text


def test_registrations_are_those_in_force_on_the_day_asked(ville, demander):
    demain, hier = date(2026, 12, 10), date(2026, 12, 8)
    a_venir, finie, tenue = Inscription.objects.order_by("pk")
    Inscription.objects.filter(pk=a_venir.pk).update(debut=demain)
    Inscription.objects.filter(pk=finie.pk).update(fin=hier)
    lues = demander(f"inscriptions?au={JOUR}").json()["resultats"]
    assert [une["id"] for une in lues] == [tenue.pk]


def test_an_invoice_is_told_with_its_amounts_and_a_draft_is_not(ville, demander):
    Facture.objects.create(foyer=ville.foyers[0], cle="x", objet="x", mois="2026-11-01")
    premiere, *autres = demander("factures").json()["resultats"]
    assert len(autres) == 2
    assert (premiere["total"], premiere["regle"], premiere["solde"]) == ("12.30", "0.00", "12.30")
    assert premiere["foyer"] == "2026-10000"
    assert (premiere["genre"], premiere["corrige"], premiere["prelevee"]) == (
        "facture",
        None,
        False,
    )
    assert demander("factures?emises_depuis=2026-11-26").json()["resultats"] == []


def test_what_the_departement_pays_is_given_as_no_family_s(ville, demander):
    payeur = TiersPayeur.objects.create(
        nom="Département", voie="1 place Haute", code_postal="36000", commune="Ville"
    )
    sienne = Facture.objects.publiees().order_by("pk").first()
    Facture.objects.filter(pk=sienne.pk).update(payeur=payeur)
    lues = {une["numero"]: une for une in demander("factures").json()["resultats"]}
    confiee = lues.pop(sienne.numero)
    assert (confiee["foyer"], confiee["payeur"]) == (None, "Département")
    assert sienne.foyer.numero not in str(confiee)
    autre = lues["F-2026-000003"]
    assert (autre["foyer"], autre["payeur"]) == ("2026-10002", None)


def test_a_demande_is_told_without_its_answers_and_a_draft_is_not(ville, demander):
    Demande.objects.create(
        code="changement-adresse",
        foyer=ville.foyers[0],
        par=ville.foyers[0].responsables.get().utilisateur,
    )
    lues = demander("demandes").json()["resultats"]
    assert sorted(une["numero"] for une in lues) == ["D-2026-00000", "D-2026-00001", "D-2026-00002"]
    assert {une["statut"] for une in lues} == {"en-attente"}
    assert all(une["titre"] for une in lues)
    assert demander("demandes?statut=validee").json()["resultats"] == []
    assert demander("demandes?statut=brouillon").json()["resultats"] == []
    assert demander("demandes?statut=inventé").status_code == 422


@pytest.mark.parametrize("ressource", LISTES)
def test_each_page_goes_on_after_the_one_before(groupes, demander, ressource):
    for debut in (0, 10, 20):
        remplir(2, debut)
    separe = "&" if "?" in ressource else "?"
    tout = demander(ressource).json()
    assert tout["suivant"] is None
    lues, curseur = [], ""
    while curseur is not None:
        page = demander(f"{ressource}{separe}taille=2{curseur and f'&curseur={curseur}'}").json()
        assert 0 < len(page["resultats"]) <= 2
        lues += page["resultats"]
        curseur = page["suivant"]
    assert lues == tout["resultats"]
    assert len(lues) in (3, 6)


@pytest.mark.parametrize("ressource", TOUTES)
def test_a_question_costs_as_much_for_1_as_for_30(groupes, demander, ressource):
    remplir(1)
    demander(ressource)
    with CaptureQueriesContext(connection) as pour_une:
        demander(ressource)
    remplir(30, debut=100)
    with CaptureQueriesContext(connection) as pour_trente:
        assert demander(ressource).status_code == 200
    assert len(pour_trente) == len(pour_une)


def test_what_was_asked_is_kept_and_by_which_key(ville, demander, faire):
    cle, jeton = faire("factures")
    demander("factures?taille=2", jeton)
    demander("demandes", jeton)
    appels = AppelAPI.objects.filter(cle=cle).order_by("pk")
    assert list(appels.values_list("ressource", "statut", "lignes")) == [
        ("factures", 200, 2),
        ("demandes", 403, 0),
    ]
    assert CleAPI.objects.get(pk=cle.pk).vue_le == appels[0].le


def test_what_was_asked_is_forgotten_after_six_months(ville, demander, time_machine):
    from famille.echanges.api.cles import oublier_les_anciens

    demander("factures")
    assert oublier_les_anciens() == 0
    time_machine.move_to(timezone.now() + timedelta(days=184))
    assert oublier_les_anciens() == 1
