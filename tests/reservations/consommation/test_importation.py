"""What is read of a file of counts, and each reason why a line is refused: no page, no job."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest

from famille.models import Enfant, Facture, LigneFacture, PeriodeDeGarde
from famille.socle.erreurs import Refus
from famille.socle.saisie.tableaux_lus import ANCIEN, ILLISIBLE
from reservations.consommation.imports import fichier
from reservations.consommation.imports.controle import controler
from reservations.consommation.imports.fichier import LIGNES_MAX, VIDE
from reservations.lecture.filtres import Mois
from reservations.regles.consommation import Statut
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, creer_cantine
from tests.reservations.fichiers_comptes import ENTETES, HUGO, LEA, bombe, csv, xlsx

pytestmark = pytest.mark.django_db
NOVEMBRE = Mois(2026, 11)


@pytest.fixture(autouse=True)
def cantine(famille_martin):
    cantine = creer_cantine()
    cantine.nom = "Restaurant scolaire"
    cantine.save()
    return cantine


def lire(octets, mois=NOVEMBRE):
    return controler(io.BytesIO(octets), mois, outils.MAINTENANT.date())


def faute(*changements, base=LEA):
    """The only fault of one line, some of whose cells are changed: (heading, value)…"""
    ligne = dict(zip(ENTETES, base, strict=True)) | dict(changements)
    controle = lire(csv(list(ligne.values())))
    assert controle.bonnes == []
    [(numero, phrase)] = controle.fautes
    assert numero == 2
    return phrase


@pytest.mark.parametrize(
    "octets",
    [
        csv(LEA),
        csv(LEA, separateur=","),
        csv(LEA, separateur="\t"),
        csv(LEA, codage="utf-8-sig"),
        csv(LEA, codage="cp1252"),
        csv(LEA, codage="utf-16"),
        csv([*LEA[:1], "LEA", *LEA[2:]]),
        csv(LEA, [""] * 8).replace(b"\n", b"\r\n"),
        xlsx(LEA),
        xlsx([*LEA[:2], datetime(2018, 3, 14), None, LEA[4], date(2026, 11, 5), 1, None]),
    ],
    ids=[
        "utf8",
        "commas",
        "tabs",
        "bom",
        "windows",
        "utf16",
        "capitals",
        "crlf",
        "xlsx text",
        "xlsx typed",
    ],
)
def test_the_same_line_is_read_of_every_kind_of_file(octets, famille_martin, cantine):
    controle = lire(octets)
    assert controle.fautes == []
    [ligne] = controle.nouvelles
    assert (ligne.enfant, ligne.activite, ligne.jour) == (
        famille_martin.lea.pk,
        cantine.pk,
        date(2026, 11, 5),
    )
    assert (ligne.quantite, ligne.presence, ligne.foyer) == (
        1,
        Statut.PRESENT,
        famille_martin.foyer.pk,
    )


def test_columns_come_in_any_order_and_some_may_be_absent():
    octets = (
        "quantité;DATE;activite;naissance;prénom;NOM;cantine\n1;2026-11-05;restaurant"
        " scolaire;14/03/2018;Léa;Martin;x"
    )
    controle = lire(octets.encode())
    assert len(controle.nouvelles) == 1
    assert controle.inconnues == ["cantine"]


@pytest.mark.parametrize(
    ("changement", "dit"),
    [
        (("Nom", ""), "La case « Nom » est vide"),
        (("Nom", "Martinez"), "Aucun dossier au nom de Léa Martinez"),
        (("Nom", "=A1"), "La case « Nom » contient une formule"),
        (("Nom", "M" * 500), "est trop longue"),
        (("Date de naissance", "13/03/2018"), "d’après son dossier"),
        (("Date de naissance", "43173"), "n’est pas une date"),
        (("Date de naissance", "31/02/2018"), "n’existe pas dans le calendrier"),
        (("Activité", "Piscine"), "n’est pas une activité comptée"),
        (("Date", "05/10/2026"), "n’est pas en novembre 2026"),
        (("Date", "26/11/2026"), "n’est pas encore venu"),
        (("Date", "demain"), "n’est pas une date"),
        (("Quantité", "un"), "n’est pas un nombre"),
        (("Quantité", ""), "est vide"),
        (("Quantité", "-1"), "ne peut pas être négative"),
        (("Quantité", "40"), "40 repas en un jour, c’est trop"),
        (("Quantité", "0,5"), "écrivez un nombre entier"),
        (("Quantité", "1e3"), "n’est pas un nombre"),
        (("Quantité", "NaN"), "n’est pas un nombre"),
        (("Présence", "peut-être"), "écrivez « Présent »"),
    ],
)
def test_a_bad_cell_is_told_with_its_reason(changement, dit):
    assert dit in faute(changement)


def test_a_name_and_a_first_name_in_each_other_s_place_are_guessed():
    assert "semblent inversés" in faute(("Nom", "Léa"), ("Prénom", "Martin"))


def test_an_activity_that_is_booked_here_is_not_counted():
    outils.creer_activite("La Valla")
    assert "se réserve ici" in faute(("Activité", "La Valla · Accueil de loisirs"))


def test_a_name_of_two_activities_is_ambiguous(cantine):
    autre = creer_cantine_de("Restaurant Lamartine")
    phrase = faute(("Activité", "Restaurant scolaire"), base=LEA)
    assert str(autre) in phrase
    assert lire(csv([*LEA[:4], str(autre), *LEA[5:]])).fautes == []


def creer_cantine_de(structure):
    autre = outils.creer_activite(
        structure, unite_scolaire="", unite_vacances="", unite_comptee="repas"
    )
    autre.nom = "Restaurant scolaire"
    autre.save()
    return autre


def test_two_children_of_one_name_and_birth_are_told_apart_by_their_school(famille_martin, voisin):
    jumelle = Enfant.objects.create(
        prenom="Léa", nom="Martin", naissance=date(2018, 3, 14), ecole_dite="Jean-Zay"
    )
    jumelle.rattachements.create(foyer=voisin.foyer, debut=date(2026, 1, 1))
    assert "remplissez la case « École »" in faute()
    [ligne] = lire(csv([*LEA[:3], "JEAN ZAY", *LEA[4:]])).nouvelles
    assert ligne.enfant == jumelle.pk


def test_a_child_of_no_household_that_day(famille_martin):
    famille_martin.lea.rattachements.update(fin=date(2026, 11, 4))
    assert "dans aucun foyer ce jour-là" in faute()


def test_the_custody_calendar_says_who_pays(famille_martin, voisin):
    lea = famille_martin.lea
    lea.rattachements.update(garde="alternee", semaines="impaires")
    chez_l_autre = lea.rattachements.create(
        foyer=voisin.foyer, debut=date(2026, 1, 1), garde="alternee", semaines="paires"
    )
    echange = {"debut": date(2026, 11, 12), "fin": date(2026, 11, 13)}
    PeriodeDeGarde.objects.create(rattachement=chez_l_autre, ici=False, **echange)
    PeriodeDeGarde.objects.create(
        rattachement=lea.rattachements.get(foyer=famille_martin.foyer), **echange
    )
    # an odd week, an even one, and a day of it that was exchanged
    jours = ["05/11/2026", "10/11/2026", "12/11/2026"]
    controle = lire(csv(*([*LEA[:5], jour, *LEA[6:]] for jour in jours)))
    foyers = [famille_martin.foyer.pk, voisin.foyer.pk, famille_martin.foyer.pk]
    assert [ligne.foyer for ligne in controle.nouvelles] == foyers


def test_two_homes_that_claim_the_same_day_are_told(famille_martin, voisin):
    famille_martin.lea.rattachements.update(garde="alternee")
    famille_martin.lea.rattachements.create(
        foyer=voisin.foyer, debut=date(2026, 1, 1), garde="alternee"
    )
    assert "Deux foyers ont cet enfant ce jour-là" in faute()


@pytest.mark.parametrize("garde", ["principale", "alternee"])
def test_a_home_that_is_only_visited_does_not_pay(famille_martin, voisin, garde):
    famille_martin.lea.rattachements.update(garde=garde)
    famille_martin.lea.rattachements.create(
        foyer=voisin.foyer, debut=date(2026, 1, 1), garde="visite"
    )
    assert lire(csv(LEA)).nouvelles[0].foyer == famille_martin.foyer.pk


def test_a_line_written_twice_names_the_first_one():
    controle = lire(csv(LEA, HUGO, LEA))
    assert len(controle.nouvelles) == 2
    assert controle.fautes[0][0] == 4
    assert "que la ligne 2" in controle.fautes[0][1]


def test_a_formula_in_a_workbook_is_not_taken_for_its_value():
    controle = lire(xlsx([*LEA[:6], "=1+1", ""]))
    assert "contient une formule" in controle.fautes[0][1]


def test_hours_have_decimals(cantine):
    cantine.unite_comptee = "heure"
    cantine.save()
    [ligne] = lire(csv([*LEA[:6], "7,25", ""])).nouvelles
    assert ligne.quantite == Decimal("7.25")


def test_a_line_already_there_is_the_same_or_changes_it(famille_martin, cantine):
    compter(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 5))
    assert len(lire(csv(LEA)).identiques) == 1
    [(ligne, avant)] = lire(csv([*LEA[:6], "2", ""])).modifiees
    assert (avant.quantite, ligne.quantite) == (1, 2)


def test_an_invoiced_line_is_not_changed_and_a_credit_note_frees_it(famille_martin, cantine):
    rangee = compter(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 5))
    facture = Facture.objects.create(
        foyer=famille_martin.foyer,
        etat="publiee",
        cle="novembre",
        numero="F-2026-000001",
        emise_le=date(2026, 11, 25),
        mois=date(2026, 11, 1),
    )
    ligne = LigneFacture.objects.create(
        facture=facture,
        jour=rangee.jour,
        prix_unitaire=3,
        montant=3,
        service="restauration",
        source=rangee.source,
    )
    assert lire(csv(LEA)).fautes == []
    assert "déjà sur la facture F-2026-000001" in lire(csv([*LEA[:6], "2", ""])).fautes[0][1]
    ligne.corrigee = True
    ligne.save()
    assert lire(csv([*LEA[:6], "2", ""])).fautes == []


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", VIDE),
        (b"\n\n;;\n", VIDE),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ILLISIBLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ANCIEN),
        (b"PK\x03\x04 not an archive", ILLISIBLE),
        (b"bonjour", "il manque : Nom"),
        (b"Nom;Nom\n", "est là deux fois"),
        (b'Nom;"Pr\xc3\xa9nom\n', "guillemet mal fermé"),
        (xlsx(entetes=[]), VIDE),
    ],
    ids=["empty", "blank", "picture", "xls", "zip", "words", "doubled", "quote", "empty xlsx"],
)
def test_what_is_no_table_is_refused_whole(octets, dit):
    with pytest.raises(Refus) as refus:
        lire(octets)
    assert dit in str(refus.value)


def test_headings_alone_are_told():
    assert "n’a que ses titres" in lire(csv()).fautes[0][1]


def test_a_small_archive_that_hides_a_huge_one_is_not_opened(monkeypatch):
    octets, ouvrir, deplies = bombe(), zipfile.ZipFile.open, []
    assert len(octets) < 1024 * 1024

    def ouvrir_et_compter(archive, morceau, *suite, **options):
        deplies.append(archive.getinfo(getattr(morceau, "filename", morceau)).file_size)
        return ouvrir(archive, morceau, *suite, **options)

    monkeypatch.setattr(zipfile.ZipFile, "open", ouvrir_et_compter)
    with pytest.raises(Refus, match="trop grand une fois ouvert"):
        lire(octets)
    assert sum(deplies) < 1024 * 1024  # bytes


FEUILLE = (
    "<worksheet"
    ' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)


def lignes_lues(octets, monkeypatch):
    """How many lines were made out of a file that is refused for holding too many."""
    lues = []
    classeur = octets.startswith(b"PK")
    vraies = fichier._la_premiere_feuille if classeur else fichier.du_texte

    def compter_les_lignes(*lus):
        for ligne in vraies(*lus):
            lues.append(1)
            yield ligne

    monkeypatch.setattr(fichier, vraies.__name__, compter_les_lignes)
    with pytest.raises(Refus, match="lignes vides"):
        lire(octets)
    return len(lues)


@pytest.mark.parametrize(
    "octets",
    [
        lambda: avec_la_feuille(FEUILLE % '<row r="1"/><row r="900000"/>'),
        lambda: avec_la_feuille(FEUILLE % ("<row/>" * 900_000)),
        lambda: b"\n" * 900_000,
    ],
    ids=["a line far below", "empty lines", "empty lines of text"],
)
def test_empty_lines_without_end_are_not_walked_through(octets, monkeypatch):
    """205 kB of them cost 303 seconds."""
    monkeypatch.setattr(fichier, "RANGS_MAX", 2_000)
    assert lignes_lues(octets(), monkeypatch) == 2_001


def test_no_part_of_a_workbook_is_read_whole_when_it_is_large():
    """Styles and names become objects, a hundred times their text."""
    octets = io.BytesIO(xlsx(LEA))
    with zipfile.ZipFile(octets, "a", zipfile.ZIP_DEFLATED) as classeur:
        classeur.writestr("xl/noms.xml", b" " * (5 * 1024 * 1024))
    with pytest.raises(Refus, match="trop grand une fois ouvert"):
        lire(octets.getvalue())


def test_entities_of_a_workbook_are_not_multiplied():
    octets = xlsx(LEA)
    assert "beaucoup" not in octets.decode("latin-1")
    with pytest.raises(Refus, match="ne se lit pas comme un tableau"):
        lire(_avec_des_entites(octets))


def _avec_des_entites(octets):
    niveaux = "".join(f'<!ENTITY e{rang + 1} "{f"&e{rang};" * 10}">' for rang in range(12))
    feuille = (
        f'<!DOCTYPE x [<!ENTITY e0 "beaucoup">{niveaux}]><worksheet'
        ' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row'
        ' r="1"><c r="A1" t="inlineStr"><is><t>&e12;</t></is></c></row></sheetData></worksheet>'
    )
    return avec_la_feuille(feuille, octets)


def avec_la_feuille(feuille, octets=None):
    """A workbook whose sheet is this XML."""
    sortie = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(octets or xlsx(LEA))) as lue,
        zipfile.ZipFile(sortie, "w") as ecrite,
    ):
        for nom in lue.namelist():
            ecrite.writestr(nom, feuille if nom == "xl/worksheets/sheet1.xml" else lue.read(nom))
    return sortie.getvalue()


def test_a_file_of_too_many_lines_is_refused():
    ligne = ";".join(LEA)
    with pytest.raises(Refus, match="dépasse 50000 lignes"):
        lire((";".join(ENTETES) + f"\n{ligne}" * (LIGNES_MAX + 1)).encode())


@pytest.mark.parametrize("combien", [1, 30])
def test_it_costs_six_queries_whatever_the_file_holds(
    combien, famille_martin, cantine, django_assert_num_queries
):
    compter(famille_martin.foyer, famille_martin.hugo, cantine, date(2026, 11, 5), 2)
    autres = [
        Enfant.objects.create(prenom=f"Enfant {rang}", nom="Martin", naissance=date(2018, 3, 14))
        for rang in range(combien)
    ]
    for autre in autres:
        autre.rattachements.create(foyer=famille_martin.foyer, debut=date(2026, 1, 1))
    lignes = [["Martin", autre.prenom, *LEA[2:]] for autre in autres]
    with django_assert_num_queries(6):
        controle = lire(csv(HUGO, *lignes))
    assert (len(controle.nouvelles), len(controle.modifiees), controle.fautes) == (combien, 1, [])
