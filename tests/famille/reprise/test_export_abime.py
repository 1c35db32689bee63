"""The town's own export, damaged as files are on their way: nothing crashes, each bad line is told,
nothing is half written, and all of it can be taken back."""

import csv
import io
import unicodedata
import zipfile
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from famille.models import (
    CreancierSEPA,
    Enfant,
    FauteDeReprise,
    Foyer,
    LigneDeReprise,
    Reprise,
    Utilisateur,
)
from famille.mouvements.reprise.export.actions import ecrire_l_archive
from famille.socle.erreurs import Refus

from . import essai
from .test_aller_retour import CONTACTS, MANDATS

pytestmark = pytest.mark.django_db
SOLDES = [["Famille", "Reste dû", "Solde arrêté au"], ["4512", "42,10", "01/02/2026"]]
type Tables = dict[str, list[list[str]]]


@pytest.fixture
def par(administrateur):
    return administrateur


@pytest.fixture
def export(par):
    """{table: its lines} of a town that has a little of everything; the base is empty again."""
    CreancierSEPA.objects.create(
        nom="Régie", voie="1 place", code_postal="36000", commune="Ville", ics="FR72ZZZ123456"
    )
    tout = essai.TOUT | {"contacts": CONTACTS, "mandats": MANDATS, "soldes": SOLDES}
    reprise = essai.reprendre(essai.zip_de(tout), par=par)
    assert not reprise.bilan["refusees"]
    octets = io.BytesIO()
    ecrire_l_archive(octets, lambda *_ligne: None)
    assert essai.annuler(reprise, par=par).etat == Reprise.Etat.ANNULEE
    Utilisateur.objects.filter(invitation_retenue_le__isnull=False).delete()
    with zipfile.ZipFile(octets) as archive:
        return {
            nom.removesuffix(".csv"): list(
                csv.reader(io.StringIO(archive.read(nom).decode("utf-8-sig")), delimiter=";")
            )
            for nom in archive.namelist()
        }


@dataclass(frozen=True)
class Degat:
    """One damage: at which table, line and cell (each counted modulo what there is)."""

    quoi: str
    table: int
    ligne: int
    case: int
    texte: str


def sans_accents(texte):
    return "".join(
        lettre
        for lettre in unicodedata.normalize("NFD", texte)
        if not unicodedata.combining(lettre)
    )


def _echanger(ligne, case, _texte):
    """A name in the place of a first name, a date in that of a school."""
    autre = (case + 1) % len(ligne)
    ligne[case], ligne[autre] = ligne[autre], ligne[case]


def _retrecir(ligne, case, _texte):
    del ligne[case:]


def _ecrire(ligne, case, texte):
    ligne[case : case + 1] = [texte]


def _appauvrir(ligne, _case, _texte):
    ligne[:] = [sans_accents(cellule).upper() for cellule in ligne]


def _allonger(ligne, _case, texte):
    ligne.extend([texte] * 3)


A_LA_LIGNE = {
    "accents": _appauvrir,
    "texte": _ecrire,
    "echange": _echanger,
    "coupee": _retrecir,
    "longue": _allonger,
}
AU_TABLEAU = {
    # the same line under another key, then under the same
    "jumeau": lambda lignes, rang: lignes.insert(
        rang, [f"{lignes[rang][0]}-bis", *lignes[rang][1:]]
    ),
    "deux fois": lambda lignes, rang: lignes.append(list(lignes[rang])),
    "vide": lambda lignes, _rang: lignes.clear(),
    "a l envers": lambda lignes, _rang: lignes.reverse(),
}


def abimer(tables: Tables, degat: Degat) -> None:
    nom = sorted(tables)[degat.table % len(tables)]
    titres, *lignes = tables[nom]
    if not lignes:
        return
    rang = degat.ligne % len(lignes)
    case = degat.case % len(titres)
    if degat.quoi == "titre":
        titres[case] = degat.texte
    elif degat.quoi in AU_TABLEAU:
        AU_TABLEAU[degat.quoi](lignes, rang)
    elif lignes[rang]:
        A_LA_LIGNE[degat.quoi](lignes[rang], case % len(lignes[rang]), degat.texte)
    tables[nom] = [titres, *lignes]


DATES = ["31/02/2019", "2019-13-45", "hier", "43588", "0", "01/01/0001", "29/02/2019"]
TEXTES = st.one_of(
    st.text(max_size=20),
    st.sampled_from([*DATES, "", " ", "=1+1", "-12,5", "oui", "1e9", "FR76", "\u202e", "é" * 300]),
)
DEGATS = st.builds(
    Degat,
    st.sampled_from(["texte", "texte", "titre", *A_LA_LIGNE, *AU_TABLEAU]),
    *[st.integers(0, 30)] * 3,
    TEXTES,
)


# what the file says while it is looked at, and the record that undoes it
DU_FICHIER = ("Ligne", "Doublon", "Ecriture")


def familles():
    """All that the rooms hold, but what is of the file."""
    siens = {f"famille.{nom}DeReprise" for nom in DU_FICHIER}
    return {label: lignes for label, lignes in essai.photographie().items() if label not in siens}


@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    degats=st.lists(DEGATS, min_size=1, max_size=8),
    codage=st.sampled_from(["utf-8-sig", "cp1252", "utf-16"]),
    separateur=st.sampled_from([";", ",", "\t"]),
)
def test_a_damaged_export_is_told_line_by_line_and_leaves_no_half(
    par, export, degats, codage, separateur
):
    tables = {nom: [list(ligne) for ligne in lignes] for nom, lignes in export.items()}
    for degat in degats:
        abimer(tables, degat)
    with transaction.atomic():
        _aller_et_revenir(par, octets_de(tables, codage, separateur))
        transaction.set_rollback(True)


def octets_de(tables, codage, separateur):
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        for nom, lignes in tables.items():
            texte = io.StringIO()
            csv.writer(texte, delimiter=separateur).writerows(lignes)
            archive.writestr(f"{nom}.csv", texte.getvalue().encode(codage, "replace"))
    return octets.getvalue()


def _aller_et_revenir(par, octets):
    avant = familles()
    try:
        reprise = essai.relire(essai.deposer(octets, par=par), par=par)
    except Refus:
        assert familles() == avant
        return
    assert familles() == avant, "a dry run writes nothing"
    if reprise.etat != Reprise.Etat.RELUE:
        assert reprise.refus
        return
    annonce = {
        sujet: sum(dits.get(quoi, 0) for quoi in ("creee", "changee"))
        for sujet, dits in reprise.bilan["sujets"].items()
    }
    refusees = set(
        LigneDeReprise.objects.filter(reprise=reprise, resultat="refusee").values_list(
            "tableau", "numero"
        )
    )
    dites = set(FauteDeReprise.objects.filter(reprise=reprise).values_list("tableau", "numero"))
    assert refusees <= dites, "each line that is left out is told"
    try:
        reprise = essai.importer(reprise, par=par)
    except Refus:
        assert not any(annonce.values())
        return
    assert reprise.etat == Reprise.Etat.FAITE
    assert Foyer.objects.count() <= annonce.get("famille", 0)
    apres = familles()
    for sujet, modele in (("famille", Foyer), ("enfant", Enfant)):
        assert modele.objects.count() == annonce.get(sujet, 0), "as the dry run said"
    encore = essai.relire(essai.deposer(octets, par=par), par=par)
    try:
        essai.importer(encore, par=par)
    except Refus:
        pass
    else:
        essai.annuler(essai.relue(encore), par=par)
    assert familles() == apres, "the same file twice changes nothing"
    reprise = essai.annuler(reprise, par=par)
    assert reprise.etat == Reprise.Etat.ANNULEE, reprise.bilan
    assert familles() == avant
