"""At an agent's desk, the year turns: all the schools pass in two presses and come back in one, a
list of ONDE is applied, the next season is made, the last one is read then closed; on a wide
screen and on a phone, by day and by night."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.dossier.foyers.ecoles.actions import ajouter_classe, creer_ecole
from famille.models import Enfant, RangementDEcole, Rattachement
from famille.regles.passage import annee_a_preparer
from portail.bureau.groupes import creer_groupes
from reservations.models import Inscription
from reservations.planning.calendrier_initial import creer_calendrier
from reservations.planning.creneaux import planifier_creneaux
from reservations.regles.saison import annee_scolaire
from tests.navigateur import pas
from tests.navigateur.bureau.test_reprise import regarder
from tests.navigateur.conftest import BUREAU
from tests.reservations.outils import creer_activite


@pytest.fixture
def bureau(ouvrir, serveur, pages, agent):
    creer_groupes()
    page = ouvrir(BUREAU)
    page.presses = 0
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    return page


def presser(page, nom):
    page.presses += 1
    page.get_by_role("button", name=nom).first.click()


@pytest.fixture
def ecole(famille_martin, agent):
    """A school of last year's classes, with thirty children."""
    annee = annee_a_preparer(timezone.localdate()) - 1
    ecole = creer_ecole(par=agent, nom="École Jean-Zay")
    classes = [
        ajouter_classe(ecole, annee=annee, nom=nom, par=agent)
        for nom in ("CP A", "CE1 A", "CE2 A", "CM1 A", "CM2 A")
    ]
    for rang in range(30):
        classe, naissance = classes[rang % 5], date(annee - 6 - rang % 5, 4, 1 + rang % 28)
        enfant = Enfant.objects.create(
            prenom=f"Enfant{rang}",
            nom="Martin",
            naissance=naissance,
            ecole=ecole,
            classe=classe,
            niveau=classe.niveaux[0],
        )
        Rattachement.objects.create(enfant=enfant, foyer=famille_martin.foyer, debut=naissance)
    return ecole


def niveaux(ecole):
    return sorted(ecole.enfants.values_list("niveau", flat=True))


def test_a_town_passes_to_the_next_year_in_two_presses(bureau, ecole):
    avant = niveaux(ecole)
    bureau.goto("/gestion/ecoles/passage/")
    regarder(bureau, "passage-vide")
    presser(bureau, "Préparer le passage")
    expect(bureau.get_by_text("1 école est prête")).to_be_visible()
    regarder(bureau, "passage-pret")
    bureau.get_by_role("link", name="École Jean-Zay").click()
    regarder(bureau, "passage-ecole")
    bureau.go_back()
    presser(bureau, "Faire passer toutes les écoles")
    expect(bureau.get_by_text("30 enfants ont changé d’année")).to_be_visible()
    assert bureau.presses == 2
    assert niveaux(ecole) == sorted(["CE1", "CE2", "CM1", "CM2"] * 6)
    bureau.goto("/gestion/ecoles/passage/")
    regarder(bureau, "passage-fait")
    presser(bureau, "Annuler le passage")
    expect(bureau.get_by_text("30 enfants ont retrouvé leur classe")).to_be_visible()
    assert bureau.presses == 3
    assert niveaux(ecole) == avant
    assert RangementDEcole.objects.exclude(annule_le=None).count() == 1


def test_a_list_of_onde_is_applied_and_taken_back(bureau, ecole):
    bureau.goto(f"/gestion/ecoles/{ecole.pk}/onde/")
    regarder(bureau, "onde-vide")
    naissance = Enfant.objects.get(prenom="Enfant0").naissance
    lignes = [
        "Nom élève;Prénom élève;Date naissance;Niveau;Libellé classe",
        f"MARTIN;Enfant0;{naissance:%d/%m/%Y};CE2;CE2 des Lutins",
        "NEUF;Tom;01/02/2018;CP;CP A",
    ]
    fichier = {"name": "eleves.csv", "mimeType": "text/csv", "buffer": "\n".join(lignes).encode()}
    bureau.locator("input[type=file]").set_input_files(fichier)
    presser(bureau, "Comparer")
    expect(bureau.get_by_role("heading", name="Sans dossier (1)")).to_be_visible()
    regarder(bureau, "onde-lignes")
    presser(bureau, "Appliquer la ligne certaine")
    expect(bureau.get_by_text("1 enfant a changé")).to_be_visible()
    assert Enfant.objects.get(prenom="Enfant0").nom_classe == "CE2 des Lutins"
    presser(bureau, "Tout annuler")
    expect(bureau.get_by_text("1 enfant retrouve")).to_be_visible()
    assert Enfant.objects.get(prenom="Enfant0").nom_classe == "CP A"


def test_the_next_season_is_read_then_made_and_what_ends_is_said(bureau, famille_martin, agent):
    creer_calendrier()
    annee = annee_scolaire(timezone.localdate())
    activite = creer_activite("La Valla", age_max=8)
    planifier_creneaux(activite, date(annee, 9, 1), date(annee + 1, 7, 15), par=agent)
    lea = famille_martin.lea
    trop_grand = timezone.localdate() + timedelta(days=20)
    Enfant.objects.filter(pk=lea.pk).update(naissance=trop_grand.replace(year=trop_grand.year - 9))
    Inscription.objects.create(enfant=lea, activite=activite, debut=date(annee, 9, 1))
    bureau.goto("/gestion/planning/saison/")
    regarder(bureau, "saison-formulaire")
    presser(bureau, "Voir ce que cela donne")
    expect(bureau.get_by_role("heading", name="Aperçu")).to_be_visible()
    regarder(bureau, "saison-apercu")
    presser(bureau, "Préparer la saison")
    expect(bureau.get_by_text("a en plus")).to_be_visible()
    bureau.goto("/gestion/planning/saison/")
    regarder(bureau, "saison-preparee")
    bureau.goto("/gestion/planning/saison/cloture/")
    regarder(bureau, "cloture")
    bureau.goto("/gestion/planning/saison/ce-qui-finit/")
    expect(bureau.get_by_text("aura 9 ans")).to_be_visible()
    regarder(bureau, "ce-qui-finit")


@pytest.fixture
def septembre(time_machine):
    """A season has ended; before anybody signs in."""
    time_machine.move_to("2027-09-15 10:00+02:00")


def test_a_season_that_has_ended_is_closed_in_one_press(septembre, bureau, famille_martin):
    activite = creer_activite("La Valla")
    Inscription.objects.create(enfant=famille_martin.lea, activite=activite, debut=date(2026, 9, 1))
    bureau.goto("/gestion/planning/saison/cloture/")
    expect(bureau.get_by_text("1 inscription sans date de fin s’arrêtera")).to_be_visible()
    presser(bureau, "Clore la saison 2026-2027")
    expect(bureau.get_by_text("est close : 1 inscription est finie")).to_be_visible()
    bureau.goto("/gestion/planning/saison/cloture/")
    expect(bureau.get_by_text("1 inscription finie")).to_be_visible()
    regarder(bureau, "cloture-faite")
    assert bureau.presses == 1
    assert famille_martin.lea.inscriptions.get().fin == date(2027, 8, 31)
