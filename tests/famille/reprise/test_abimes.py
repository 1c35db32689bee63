"""A file as towns really bring them: other encodings, swapped names, twins, wrong dates, lines cut
short. Nothing crashes, each bad line is told, nothing is half written."""

import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from famille.models import (
    CleEtrangere,
    DoublonDeReprise,
    Enfant,
    FauteDeReprise,
    Foyer,
    LigneDeReprise,
    Responsable,
)
from famille.mouvements.reprise import colonnes, doublons, fichiers
from famille.mouvements.reprise.nir import cle_de
from famille.socle.erreurs import Refus

from . import essai

pytestmark = pytest.mark.django_db

ENTETES = [
    *("Identifiant famille", "Responsable 1 Nom", "Responsable 1 Prénom", "Responsable 1 E-mail"),
    *("Adresse", "Code postal", "Ville", "Enfant Nom", "Enfant Prénom", "Enfant Date de naissance"),
]
LIGNE = [
    *("77", "Girard", "Anaïs", "anais.girard@exemple.fr", "2 rue Ledru-Rollin", "36000"),
    *("Châteauroux", "Girard", "Côme", "03/05/2019"),
]


@pytest.fixture
def par(administrateur):
    return administrateur


def large(*lignes):
    return [ENTETES, *lignes]


@pytest.mark.parametrize("separateur", [";", ",", "\t"])
@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_accents_are_read_whatever_the_encoding_and_the_separator(par, codage, separateur):
    octets = essai.csv_de(large(LIGNE), codage, separateur)
    reprise = essai.relire(essai.deposer(octets, "export.csv", par=par), par=par)
    enfant = LigneDeReprise.objects.get(reprise=reprise, sujet="enfant")
    assert enfant.donnees["dit"]["prenom"] == "Côme"
    adulte = LigneDeReprise.objects.get(reprise=reprise, sujet="adulte")
    assert adulte.donnees["dit"]["prenom"] == "Anaïs"


def test_a_line_a_child_with_his_parents_makes_the_same_household(par):
    autre = [*LIGNE[:7], "Girard", "Lou", "11/09/2021"]
    essai.reprendre(essai.csv_de(large(LIGNE, autre)), "export.csv", par=par)
    foyer = Foyer.objects.get()
    assert (foyer.nom, foyer.enfants.count(), foyer.responsables.count()) == ("Girard", 2, 1)
    assert foyer.adresse.voie == "2 rue Ledru-Rollin"


def test_a_workbook_with_a_heading_above_its_titles_is_read_and_dates_are_dates(par):
    lignes = [["Export du 1er novembre"], [], ENTETES, [*LIGNE[:9], date(2019, 5, 3)]]
    essai.reprendre(essai.xlsx_de({"Export": lignes}), "export.xlsx", par=par)
    assert Enfant.objects.get().naissance == date(2019, 5, 3)


def test_the_number_of_days_of_a_spreadsheet_is_a_date(par):
    essai.reprendre(essai.csv_de(large([*LIGNE[:9], "43588"])), "export.csv", par=par)
    assert Enfant.objects.get().naissance == date(2019, 5, 3)


def test_each_bad_line_is_told_with_its_line_its_column_and_why(par):
    mauvaises = [
        [*LIGNE[:9], "31/02/2019"],
        [*LIGNE[:9], "hier"],
        [*LIGNE[:3], "anais.girard", *LIGNE[4:]],
        [*LIGNE[:9], (date.today() + timedelta(days=40)).strftime("%d/%m/%Y")],
        [*LIGNE[:9]],
    ]
    lignes = [[f"{rang}", *ligne[1:]] for rang, ligne in enumerate(mauvaises)]
    reprise = essai.reprendre(essai.csv_de(large(*lignes)), "export.csv", par=par)
    fautes = FauteDeReprise.objects.filter(reprise=reprise, bloque=True)
    dites = {(faute.numero, faute.colonne): faute.raison for faute in fautes if faute.colonne}
    naissance = "Enfant Date de naissance"
    assert dites[2, naissance] == "Ce jour n’existe pas dans le calendrier."
    assert dites[3, naissance].startswith("Ce n’est pas une date")
    assert dites[5, naissance].startswith("Cet enfant naîtrait dans l’avenir")
    assert dites[6, naissance].startswith("Il manque")
    signalee = FauteDeReprise.objects.get(reprise=reprise, bloque=False, numero=4)
    assert (signalee.colonne, "n’est pas reprise" in signalee.raison) == (ENTETES[3], True)
    assert Foyer.objects.count() == 5
    assert Enfant.objects.count() == 1


@pytest.mark.parametrize("titre", ["N° Sécu", "NIR", "num_secu", "Numéro de sécurité sociale"])
def test_a_column_of_nir_is_never_read(par, titre):
    numero = f"2850536044123{cle_de('2850536044123')}"
    octets = essai.csv_de([[*ENTETES, titre], [*LIGNE, numero]])
    reprise = essai.deposer(octets, "export.csv", par=par)
    assert reprise.tableaux[0]["colonnes"][-1] == colonnes.NIR
    choix = [[*reprise.tableaux[0]["colonnes"][:-1], "enfant.lieu_naissance"]]
    essai.relire(reprise, par=par, colonnes=choix)
    assert not any(
        numero in str(ligne.donnees) for ligne in LigneDeReprise.objects.filter(reprise=reprise)
    )


def test_a_nir_in_another_column_is_left_out_and_said(par):
    numero = f"2 85 05 36 044 123 {cle_de('2850536044123')}"
    autres = [[*LIGNE[:8], f"Enfant {lettre}", LIGNE[9], "pollen"] for lettre in "abcdefg"]
    octets = essai.csv_de([[*ENTETES, "Allergies"], *autres, [*LIGNE, f"voir {numero}"]])
    reprise = essai.relire(essai.deposer(octets, "export.csv", par=par), par=par)
    [faute] = FauteDeReprise.objects.filter(reprise=reprise, colonne="Allergies")
    assert "numéro de sécurité sociale" in faute.raison
    assert LigneDeReprise.objects.filter(reprise=reprise, sujet="sante").count() == len(autres)


def test_twins_are_two_children(par):
    jumelle = [*LIGNE[:8], "Clémence", LIGNE[9]]
    reprise = essai.relire(
        essai.deposer(essai.csv_de(large(LIGNE, jumelle)), "export.csv", par=par), par=par
    )
    assert not DoublonDeReprise.objects.filter(reprise=reprise).exists()
    essai.importer(reprise, par=par)
    assert Enfant.objects.count() == 2


def test_who_is_here_already_is_shown_with_evidence_and_completed_when_an_agent_says_so(
    par, famille_martin
):
    """Names swapped, the accent lost: the same child."""
    ligne = ["9", "Martin", "Camille", "camille.martin@exemple.fr", "", "", "", "Lea", "Martin"]
    octets = essai.csv_de([[*ENTETES, "École"], [*ligne, "14/03/2018", "Jean-Racine"]])
    reprise = essai.relire(essai.deposer(octets, "export.csv", par=par), par=par)
    enfant = DoublonDeReprise.objects.get(reprise=reprise, enfant=famille_martin.lea)
    adulte = DoublonDeReprise.objects.get(reprise=reprise, adulte__isnull=False)
    assert enfant.preuves[0] == "naissance"
    assert "courriel" in adulte.preuves
    doublons.choisir(reprise, {enfant.pk: "meme", adulte.pk: "meme"}, par=par)
    essai.importer(reprise, par=par)
    assert (Foyer.objects.count(), Responsable.objects.count(), Enfant.objects.count()) == (1, 1, 2)
    famille_martin.lea.refresh_from_db()
    assert famille_martin.lea.prenom == "Léa"
    assert CleEtrangere.objects.get(sujet="famille").foyer == famille_martin.foyer


def test_without_an_answer_they_are_two_persons(par, famille_martin):
    ligne = ["9", "Martin", "Zoé", "", "", "", "", "Martin", "Léa", "14/03/2018"]
    essai.reprendre(essai.csv_de(large(ligne)), "export.csv", par=par)
    assert Enfant.objects.filter(prenom="Léa", naissance=date(2018, 3, 14)).count() == 2


def test_a_child_who_enters_another_home_keeps_his_health_closed_there(par, famille_martin):
    from famille.models import AccesAConfirmer

    ligne = ["9", "Petit", "Zoé", "", "", "", "", "Martin", "Léa", "14/03/2018"]
    octets = essai.csv_de(large(ligne))
    reprise = essai.relire(essai.deposer(octets, "export.csv", par=par), par=par)
    [pareil] = DoublonDeReprise.objects.filter(reprise=reprise)
    doublons.choisir(reprise, {pareil.pk: "meme"}, par=par)
    essai.importer(reprise, par=par)
    acces = AccesAConfirmer.objects.get()
    assert (acces.rattachement.enfant, acces.ferme) == (famille_martin.lea, True)
    assert acces.foyer.nom == "Petit"


def test_an_archive_that_hides_a_huge_file_is_not_opened(par):
    octets = BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("familles.csv", b"a;b\n" * 20_000_000)
    with pytest.raises(Refus, match="Cette archive ne convient pas"):
        essai.deposer(octets.getvalue(), par=par)


@pytest.mark.parametrize(
    "octets", [b"\0\1\2" * 50, b"\xd0\xcf\x11\xe0" * 50, b"PK\3\4" + b"x" * 99]
)
def test_what_is_no_table_is_refused_in_a_sentence(par, octets):
    with pytest.raises(Refus):
        essai.deposer(octets, "photo.csv", par=par)


def test_a_file_of_too_many_lines_is_refused(par, monkeypatch):
    monkeypatch.setattr(fichiers, "LIGNES_MAX", 10)
    reprise = essai.deposer(essai.csv_de(large(*[LIGNE] * 50)), "export.csv", par=par)
    reprise = essai.relire(reprise, par=par)
    assert reprise.etat == "colonnes"
    assert "500" in reprise.refus
    assert not Foyer.objects.exists()


def test_no_name_and_no_address_of_a_file_is_logged(par, caplog):
    caplog.set_level("DEBUG")
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    assert not any("Lef" in ligne or "exemple.fr" in ligne for ligne in caplog.messages)


texte_abime = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "Léa", "MARTIN", "14/03/2018", "2018-03-14", "43588", "=1+1", "oui", "77"]
    ),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lignes=st.lists(st.lists(texte_abime, min_size=1, max_size=12), min_size=1, max_size=8),
    codage=st.sampled_from(["utf-8", "cp1252", "latin-1"]),
)
def test_a_damaged_file_never_crashes_and_never_half_writes(par, lignes, codage):
    texte = essai.csv_de(large(*lignes), "utf-8").decode().encode(codage, "replace")
    avant = Foyer.objects.count(), Enfant.objects.count(), Responsable.objects.count()
    try:
        reprise = essai.relire(essai.deposer(texte, "export.csv", par=par), par=par)
    except Refus:
        return
    if reprise.etat != "relue":
        assert reprise.refus
        return
    assert (Foyer.objects.count(), Enfant.objects.count(), Responsable.objects.count()) == avant
    try:
        reprise = essai.importer(reprise, par=par)
    except Refus:
        return
    assert reprise.etat == "faite"
    assert not LigneDeReprise.objects.filter(reprise=reprise).exists()
    reprise = essai.annuler(reprise, par=par)
    assert reprise.etat == "annulee", reprise.bilan
    assert (Foyer.objects.count(), Enfant.objects.count(), Responsable.objects.count()) == avant
