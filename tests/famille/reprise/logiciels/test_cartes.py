"""Each software whose files are known: a small file made by hand from the facts, and what is read
of it (donnees/<software>.attendu.json)."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from famille.models import LigneDeReprise, Reprise
from famille.mouvements.reprise.colonnes import NIR
from famille.mouvements.reprise.lecture import LecteurDeLignes, decrire_les_tableaux, ouvrir
from famille.mouvements.reprise.tranches import Tranche
from famille.socle.erreurs import Refus

pytestmark = pytest.mark.django_db
DONNEES = Path(__file__).parent / "donnees"


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


def classeur(**feuilles):
    livre = Workbook()
    livre.remove(livre.active)
    for nom, lignes in feuilles.items():
        feuille = livre.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
    fichier = io.BytesIO()
    livre.save(fichier)
    return fichier


def archive(**fichiers):
    fichier = io.BytesIO()
    with zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as paquet:
        for nom, octets in fichiers.items():
            paquet.writestr(nom.replace("__", "."), octets)
    return fichier


def lignes(nom):
    return list(csv.reader((DONNEES / nom).read_text().splitlines(), delimiter=";"))


def bl_enfance():
    noms = ("famille", "enfant", "enfantFamille", "mandat")
    return archive(
        **{f"{nom}__csv": (DONNEES / "bl-enfance" / f"{nom}.csv").read_bytes() for nom in noms}
    )


def iloise():
    return classeur(Enfants=lignes("iloise/enfants.csv"), Adultes=lignes("iloise/adultes.csv"))


def onde(*listes):
    """Both lists bear the name that ONDE gives them, in a folder of each."""
    return archive(
        **{
            f"{liste}/CSVExtraction__csv": (DONNEES / "onde" / f"{liste}.csv").read_bytes()
            for liste in listes
        }
    )


def d_onde(liste):
    return io.BytesIO((DONNEES / "onde" / f"{liste}.csv").read_bytes())


FICHIERS = {
    "onde": ("onde.zip", lambda: onde("eleves", "responsables")),
    "onde-eleves": ("CSVExtraction.csv", lambda: d_onde("eleves")),
    "onde-responsables": ("CSVExtraction.csv", lambda: d_onde("responsables")),
    "bl-enfance": ("export.zip", bl_enfance),
    "parascol": ("export.csv", lambda: io.BytesIO((DONNEES / "parascol.csv").read_bytes())),
    "cerig": ("FACTU_EXPORT_1.xlsx", lambda: classeur(Feuil1=lignes("cerig.csv"))),
    "domino": (
        "domino.xlsx",
        lambda: classeur(Familles=json.loads((DONNEES / "domino.json").read_text())),
    ),
    "iloise": ("iloise.xlsx", iloise),
    "noethysweb": (
        "sauvegarde.nweb",
        lambda: archive(core__json=(DONNEES / "noethysweb.json").read_bytes()),
    ),
    "noethys": ("familles.xml", lambda: io.BytesIO((DONNEES / "noethys.xml").read_bytes())),
}


def lire(logiciel):
    nom, faire = FICHIERS[logiciel]
    fichier = faire()
    fichier.seek(0)
    tableaux = decrire_les_tableaux(fichier, nom)
    reprise = Reprise.objects.create(source=logiciel, nom_du_fichier=nom, tableaux=tableaux)
    lecteur = LecteurDeLignes(reprise, Tranche(reprise))
    for rang, lu in enumerate(ouvrir(fichier, nom)):
        lecteur.lire(rang, lu, tableaux[rang], lambda _fait: None)
    return reprise


def dites(reprise):
    """{kind: [[what it is about, what is said]]}, without the keys, in the order of the file."""
    lues: dict[str, list] = {}
    noms: dict[tuple[str, str], str] = {}
    for ligne in LigneDeReprise.objects.filter(reprise=reprise).order_by("pk"):
        dit = ligne.donnees["dit"]
        nom = " ".join(str(dit.get(champ, "")) for champ in ("nom", "prenom")).strip()
        noms[ligne.sujet, ligne.cle] = nom or dit.get("voie", "")
        lues.setdefault(ligne.sujet, []).append([ligne.donnees["de"], dit])
    return {
        sujet: [
            [{quoi: noms.get((quoi, cle), cle) for quoi, cle in de.items()}, dit]
            for de, dit in siennes
        ]
        for sujet, siennes in lues.items()
    }


@pytest.mark.parametrize("logiciel", FICHIERS)
def test_a_file_of_this_software_is_read_as_it_is_expected(logiciel):
    attendu = DONNEES / f"{logiciel}.attendu.json"
    reprise = lire(logiciel)
    assert dites(reprise) == json.loads(attendu.read_text())
    assert list(reprise.fautes.values_list("numero", "raison")) == []


@pytest.mark.parametrize("logiciel", FICHIERS)
def test_no_number_of_securite_sociale_is_read(logiciel):
    reprise = lire(logiciel)
    dit = json.dumps(dites(reprise), ensure_ascii=False)
    assert "2850536044123" not in dit
    assert "185033604412367" not in dit
    assert NIR not in {code for tableau in reprise.tableaux for code in tableau["colonnes"]}


def test_what_a_map_does_not_take_is_said_with_how_much_there_is():
    [reste] = [un for un in lire("noethysweb").tableaux if un["nom"] == "Non repris"]
    assert set(reste["colonnes"]) == {""}
    assert reste["lignes"] == 2  # registrations, prestations
    restes = list(ouvrir(FICHIERS["noethysweb"][1](), "sauvegarde.nweb"))[-1]
    assert [cellules for _n, cellules in restes.lignes][1:] == [
        ["Inscriptions", 1],
        ["Prestations", 1],
    ]


@pytest.mark.parametrize(
    "octets",
    [
        b'[{"model": "core.famille", "pk": 1, "fields": {"nom": "A"',
        b'[{"model": "core.famille"} oups]',
    ],
)
def test_a_dump_that_is_cut_is_refused_in_a_sentence(octets):
    with pytest.raises(Refus, match="Noethysweb ne se lit pas"):
        decrire_les_tableaux(io.BytesIO(octets), "core.json")


def test_an_xml_that_is_cut_or_names_another_document_reads_nothing_of_it():
    with pytest.raises(Refus, match="XML ne se lit pas"):
        decrire_les_tableaux(io.BytesIO(b"<familles><famille id='1'>"), "familles.xml")
    piege = (
        b'<!DOCTYPE f [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        b'<familles><famille id="1"><nom valeur="A"/><individus><individu id="2">'
        b'<nom valeur="A"/><prenom>&e;</prenom></individu></individus></famille></familles>'
    )
    tableaux = {lu.nom: list(lu.lignes) for lu in ouvrir(io.BytesIO(piege), "familles.xml")}
    assert tableaux["Adultes"][1][1][2:4] == ["A", None]


def test_a_table_of_nobody_s_software_is_left_to_its_titles():
    fichier = io.BytesIO("Nom;Prénom;Date de naissance\nMartin;Léa;14/03/2018\n".encode())
    [tableau] = decrire_les_tableaux(fichier, "enfants.csv")
    assert tableau["colonnes"] == ["enfant.nom", "enfant.prenom", "enfant.naissance"]
