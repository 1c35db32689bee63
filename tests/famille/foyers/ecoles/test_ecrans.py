"""The agents' screens of schools."""

from datetime import date

import pytest
from django.urls import reverse

from famille.dossier.foyers.bureau.ecoles.vues import ListeDesEcoles
from famille.dossier.foyers.ecoles.actions import ajouter_classe, creer_ecole
from famille.dossier.foyers.personnes import ajouter_enfant
from famille.models import Ecole, Enfant
from tests.famille.invitations.test_vagues import _combien

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def zoe(famille_martin, agent):
    return ajouter_enfant(
        famille_martin.foyer,
        prenom="Zoé",
        nom="Martin",
        naissance=date(2019, 5, 2),
        ecole="Zay",
        classe="Les Lutins",
        par=agent,
    )


def test_what_was_said_is_shown_and_brought_to_its_school_then_to_its_class(bureau, zoe, agent):
    jean_zay = creer_ecole(nom="École Jean-Zay", par=agent)
    lutins = ajouter_classe(jean_zay, annee=2026, nom="Lutins CP", par=agent)
    page = bureau.get(reverse("ecoles:liste")).text
    assert "1 école ou classe écrite dans des dossiers ne correspond à aucune ligne" in page
    dire = reverse("ecoles:rapprocher")
    page = bureau.post(dire, {"texte": "Zay", "ecole": jean_zay.pk}, follow=True).text
    assert "« Zay » est maintenant connu : 1 enfant rangé." in page
    assert "Les Lutins" in page
    page = bureau.post(dire, {"texte": "Les Lutins", "classe": lutins.pk}, follow=True).text
    zoe.refresh_from_db()
    assert (zoe.ecole, zoe.classe, zoe.niveau) == (jean_zay, lutins, "CP")
    assert "Rien n’est à rapprocher" in page


def test_a_text_that_nothing_is_chosen_for_stays(bureau, zoe):
    page = bureau.post(reverse("ecoles:rapprocher"), {"texte": "Zay", "ecole": ""}, follow=True)
    assert "Choisissez à quoi rapprocher" in page.text
    zoe.refresh_from_db()
    assert zoe.ecole_dite == "Zay"


def test_a_school_is_made_changed_and_brought_together_on_its_page(bureau, zoe):
    bureau.post(reverse("ecoles:nouvelle"), {"nom": "Zay", "uai": "0700585f"})
    zay = Ecole.objects.get()
    assert (zay.uai, Enfant.objects.get(pk=zoe.pk).ecole) == ("0700585F", zay)
    page = reverse("ecoles:ecole", args=[zay.pk])
    bureau.post(page, {"geste": "classe", "classe-nom": "CE1 B"})
    assert zay.classes.get().niveaux == ["CE1"]
    bureau.post(page, {"geste": "modifier", "nom": "École Jean-Zay", "commune": "Déols"})
    zay.refresh_from_db()
    assert (zay.nom, zay.commune) == ("École Jean-Zay", "Déols")
    autre = creer_ecole(nom="Groupe Zay", par=None)
    bureau.post(page, {"geste": "reunir", "reunir-autre": autre.pk})
    assert Ecole.objects.get() == zay
    assert "Groupe Zay" in bureau.get(page).text


@pytest.mark.parametrize(
    ("dits", "pourquoi"),
    [
        ({"nom": "Zay", "uai": "0700585A"}, "Cet UAI n’est pas juste"),
        ({"nom": ""}, "Remplissez ce champ"),
        ({"nom": "ECOLE JEAN ZAY"}, "déjà une écriture de « École Jean-Zay »"),
    ],
)
def test_a_school_that_is_not_right_is_refused_in_a_sentence(dits, pourquoi, bureau):
    creer_ecole(nom="École Jean-Zay", par=None)
    page = bureau.post(reverse("ecoles:nouvelle"), dits)
    assert (page.status_code, pourquoi in page.text) == (422, True)


def test_the_list_costs_the_same_with_one_and_with_thirty(bureau, agent):
    creer_ecole(nom="École 0", par=agent)
    adresse = reverse("ecoles:liste")
    bureau.get(adresse)
    une = _combien(bureau, adresse)
    for rang in range(1, 30):
        creer_ecole(nom=f"École {rang}", par=agent)
    assert _combien(bureau, adresse) == une


def test_known_schools_are_proposed_and_what_is_typed_finds_its_row(bureau, famille_martin, agent):
    jean_zay = creer_ecole(nom="École Jean-Zay", par=agent)
    lea = famille_martin.lea
    adresse = reverse("foyers_modeladmin_enfant", args=[lea.rattachements.get().pk])
    page = bureau.get(adresse)
    assert '<option value="École Jean-Zay">' in page.text
    dit = page.context["form"].initial
    assert (dit["ecole"], dit["classe"]) == ("", "")
    jour = {"prenom": "Léa", "nom": "Martin", "naissance": "14/03/2018"}
    bureau.post(adresse, jour | {"ecole": "jean zay", "classe": "CE2"})
    lea.refresh_from_db()
    assert (lea.ecole, lea.niveau) == (jean_zay, "CE2")
    dit = bureau.get(adresse).context["form"].initial
    assert (dit["ecole"], dit["classe"]) == ("École Jean-Zay", "CE2")
    # another thing is corrected: his school and his level stay
    bureau.post(adresse, {**dit, **jour, "prenom": "Léa-Rose"})
    lea.refresh_from_db()
    assert (lea.ecole, lea.niveau) == (jean_zay, "CE2")


def test_a_school_is_listed_with_its_children_and_its_classes_of_the_year(famille_martin, agent):
    """Joined, its children came once for each of its classes."""
    zay, _autre = (creer_ecole(nom=nom, par=agent) for nom in ("Jean-Zay", "Jules-Ferry"))
    for annee, nom in ((2025, "CP"), (2026, "CP"), (2026, "CE1")):
        ajouter_classe(zay, annee=annee, nom=nom, par=agent)
    Enfant.objects.update(ecole=zay)
    lignes = ListeDesEcoles(agent).base()
    lues = lignes.order_by("nom").values_list("nom", "nombre_enfants", "nombre_classes")
    assert list(lues) == [("Jean-Zay", 2, 2), ("Jules-Ferry", 0, 0)]
    assert "JOIN" not in str(lignes.query)
