"""The whole town in one file, and back: nothing that the Reprise reads is lost on the way."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.storage import storages
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from famille.dossier.foyers.ecoles.actions import creer_ecole
from famille.dossier.foyers.personnes import ajouter_enfant
from famille.models import (
    AdresseFoyer,
    Autorisation,
    Consultation,
    ContactFamille,
    Courriel,
    Enfant,
    FicheSanitaire,
    Foyer,
    IdentitePivot,
    LigneDeReprise,
    MandatSEPA,
    QuotientFamilial,
    Rattachement,
    Reprise,
    Responsable,
    ServicePreleve,
    Travail,
)
from famille.models.champs import Jeton
from famille.models.sante import ILLISIBLE
from famille.mouvements.invitations.groupes import Groupe, a_inviter
from famille.mouvements.reprise.export.actions import ECRIRE, lancer_l_export
from famille.mouvements.reprise.export.tables import tables
from famille.mouvements.reprise.lecture import LecteurDeLignes, decrire_les_tableaux, ouvrir
from famille.mouvements.reprise.registre import sujets
from famille.mouvements.reprise.tranches import Tranche
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from tests.conftest import creer_foyer
from tests.famille.regie.scene import creancier, mandat
from tests.famille.reprise.essai import reprendre

pytestmark = pytest.mark.django_db
FORMATS = sorted(ECRIRE)
SANTE = (
    *("regime", "allergies", "allergies_medicaments", "allergies_autres", "pai"),
    *("medecin", "medecin_telephone"),
    *("valable_jusqu_au", "assurance_compagnie", "assurance_numero", "assurance_fin"),
)
ENFANTS = [("Léa", date(2018, 3, 14)), ("Hugo", date(2021, 6, 2))]


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


def batir(agent, martin, voisin):
    """Two homes that share a child, names that hurt, everything that a file may say."""
    foyer = martin.foyer
    Foyer.objects.filter(pk=foyer.pk).update(nom="L’Œuvre d’Ajò", situation="separes")
    creer_ecole(nom="École Jean-Zay", par=agent)
    zoe = ajouter_enfant(
        foyer,
        prenom="Zoé-Ÿsé",
        nom="Œuvrard; d’Été",
        naissance=date(2020, 2, 29),
        lieu_naissance="Châteauroux",
        ecole="Jean Zay",
        classe="CE1",
        par=agent,
    )
    Rattachement.objects.filter(enfant=zoe, foyer=foyer).update(garde="alternee", semaines="paires")
    zoe.rattachements.create(foyer=voisin.foyer, garde="alternee", debut=date(2024, 1, 1))
    Responsable.objects.create(
        foyer=foyer,
        prenom="=cmd()",
        nom="Sans Courriel",
        lien="tuteur",
        telephone_fixe="+3226495867",
    )
    ContactFamille.objects.create(
        foyer=foyer,
        prenom="Marthe",
        nom="Vidal",
        lien="grand-mère",
        telephone="+33639980059",
        a_prevenir=True,
        peut_recuperer=True,
        ordre=1,
    )
    for accordee in (True, False):
        Autorisation.objects.create(enfant=zoe, genre="image", accordee=accordee, par=agent)
    FicheSanitaire.objects.create(
        enfant=zoe,
        regime="sans-viande",
        allergies="arachide ; œuf",
        pai=True,
        medecin="Dr Blé",
        valable_jusqu_au=date(2027, 8, 31),
        assurance_compagnie="MAE",
        assurance_numero="007",
        assurance_fin=date(2027, 8, 31),
    )
    QuotientFamilial.objects.create(
        foyer=foyer, valeur=Decimal("742.50"), debut=date(2026, 1, 1), fin=date(2026, 12, 31)
    )


def en_octets(sorte):
    fichier = io.BytesIO()
    ECRIRE[sorte](fichier, lambda *_ligne: None)
    return fichier


def dites(fichier, nom):
    """What the Reprise reads of the file: {kind: {what is said, sorted}}."""
    fichier.seek(0)
    tableaux = decrire_les_tableaux(fichier, nom)
    reprise = Reprise.objects.create(source="essai", nom_du_fichier=nom, tableaux=tableaux)
    lecteur = LecteurDeLignes(reprise, Tranche(reprise))
    for rang, lu in enumerate(ouvrir(fichier, nom)):
        if rang < len(tableaux):
            lecteur.lire(rang, lu, tableaux[rang], lambda _fait: None)
    assert list(reprise.fautes.values_list("numero", "colonne", "raison")) == []
    lues: dict[str, list] = {}
    for ligne in LigneDeReprise.objects.filter(reprise=reprise):
        lues.setdefault(ligne.sujet, []).append(ligne.donnees["dit"])
    return {sujet: sorted(siennes, key=str) for sujet, siennes in lues.items()}


def test_each_kind_that_is_read_is_written_with_each_of_its_fields():
    assert {table.sujet for table in tables()} == set(sujets())
    for table in tables():
        voulus = {champ.nom for champ in sujets()[table.sujet].champs} - {"nom_complet", "cle"}
        ecrits = {
            code.rpartition(".")[2] for code in table.colonnes if code.startswith(table.sujet)
        }
        assert voulus <= ecrits, table.nom


@pytest.mark.parametrize("sorte", FORMATS)
def test_the_file_is_read_back_field_by_field(sorte, agent, famille_martin, voisin):
    batir(agent, famille_martin, voisin)
    lues = dites(en_octets(sorte), f"familles.{sorte}")
    [martin] = [une for une in lues["famille"] if une["numero"] == "2026-00417"]
    assert (martin["nom"], martin["situation"]) == ("L’Œuvre d’Ajò", "separes")
    assert (martin["voie"], martin["code_postal"]) == ("12 rue Bourdillon", "36000")
    [zoe] = [un for un in lues["enfant"] if un["prenom"] == "Zoé-Ÿsé"]
    assert zoe == {
        "prenom": "Zoé-Ÿsé",
        "nom": "Œuvrard; d’Été",
        "naissance": "2020-02-29",
        "lieu_naissance": "Châteauroux",
        "ecole": "École Jean-Zay",
        "classe": "CE1",
    }
    assert [un["prenom"] for un in lues["adulte"] if un.get("lien") == "tuteur"] == ["=cmd()"]
    assert {un.get("garde") for un in lues["lien"]} == {"principale", "alternee"}
    assert lues["contact"][0]["telephone"] == "+33639980059"
    assert lues["autorisation"] == [{"image": False}]
    assert lues["sante"][0]["allergies"] == "arachide ; œuf"
    assert lues["sante"][0]["assurance_numero"] in ("007", "7")
    [quotient] = lues["quotient"]
    assert (quotient["valeur"], quotient["fin"]) == ("742.50", "2026-12-31")


def test_both_formats_say_the_same(agent, famille_martin, voisin):
    batir(agent, famille_martin, voisin)
    assert dites(en_octets("zip"), "f.zip") == dites(en_octets("xlsx"), "f.xlsx")


def test_what_a_spreadsheet_would_run_is_not_run(agent, famille_martin, voisin):
    batir(agent, famille_martin, voisin)
    with zipfile.ZipFile(en_octets("zip")) as archive:
        assert ";'=cmd();" in archive.read("adultes.csv").decode()


def test_the_job_is_its_author_s_and_each_household_is_told(
    agent, administrateur, famille_martin, voisin
):
    travail = lancer_l_export("zip", par=administrateur)
    travaux.executer(str(travail.pk))
    travail = Travail.objects.get(pk=travail.pk)
    assert travail.nom_du_fichier == "familles-2026-11-25.zip"
    with storages["prive"].open(travail.fichier) as fichier, zipfile.ZipFile(fichier) as archive:
        assert "familles.csv" in archive.namelist()
    lues = Consultation.objects.filter(quoi="export de tous les dossiers de la collectivité")
    assert set(lues.values_list("foyer", flat=True)) == {famille_martin.foyer.pk, voisin.foyer.pk}


PERDU = Jeton("écrit sous une clé perdue")


@pytest.mark.parametrize("sorte", FORMATS)
def test_what_no_key_reads_any_more_is_told_and_loses_nothing_else(
    sorte, agent, administrateur, famille_martin, voisin
):
    """Before, one health record stopped the whole export."""
    batir(agent, famille_martin, voisin)
    IdentitePivot.objects.create(
        responsable=famille_martin.foyer.responsables.first(), naissance=PERDU, nom=PERDU
    )
    creancier()
    rum = mandat(famille_martin.foyer).rum
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, allergies="arachide", valable_jusqu_au=date(2027, 8, 31)
    )
    entier = dites(en_octets(sorte), f"f.{sorte}")
    zoe = FicheSanitaire.objects.exclude(enfant=famille_martin.lea)
    zoe.update(regime=PERDU, allergies=PERDU, medecin=PERDU, medecin_telephone=PERDU)
    MandatSEPA.objects.update(iban_chiffre="écrit sous une clé perdue")
    travail = lancer_l_export(sorte, par=administrateur)
    travaux.executer(str(travail.pk))
    travail = Travail.objects.get(pk=travail.pk)
    assert travail.etat == Travail.Etat.FINI
    phrase = travail.resultat["phrase"]
    assert "fiches sanitaires (Zoé-Ÿsé Œuvrard; d’Été)" in phrase
    assert f"mandats de prélèvement ({rum})" in phrase
    assert "identités d’état civil (Camille Martin)" in phrase
    assert "Léa" not in phrase
    lues = dites(en_octets(sorte), f"f.{sorte}")
    assert {sujet for sujet in entier if lues.get(sujet) != entier[sujet]} == {"sante", "mandat"}
    [perdue] = [une for une in lues["sante"] if une.get("assurance_compagnie") == "MAE"]
    assert perdue["allergies"] == ILLISIBLE, "it never looks like none"
    assert (perdue["regime"], perdue["pai"]) == ("autre", True)
    assert [une["allergies"] for une in lues["sante"] if une != perdue] == ["arachide"]


def test_only_the_administration_takes_the_town_away(
    agent, administrateur, connecter, famille_martin
):
    adresse = reverse("export_des_familles")
    reponse = connecter(agent).post(adresse, {"format": "zip"})
    assert reponse.status_code != 200
    assert not Travail.objects.exists()
    reponse = connecter(administrateur).post(adresse, {"format": "zip"})
    assert reponse["Location"] == reverse("travaux:travail", args=[Travail.objects.get().pk])


def test_an_empty_town_is_told_so(administrateur):
    with pytest.raises(Refus, match="rien à exporter"):
        lancer_l_export("zip", par=administrateur)


def test_what_is_over_is_not_carried(agent, famille_martin):
    famille_martin.hugo.rattachements.update(fin=date(2026, 1, 1))
    Responsable.objects.create(
        foyer=famille_martin.foyer, prenom="Parti", nom="Loin", fin=date(2026, 1, 1)
    )
    lues = dites(en_octets("zip"), "f.zip")
    assert [un["prenom"] for un in lues["enfant"]] == ["Léa"]
    assert [un["prenom"] for un in lues["adulte"]] == ["Camille"]


def en_base():
    """Every value that the Reprise reads, as the rows hold it."""
    lues = {
        Foyer: ("numero", "nom", "situation", "regime"),
        AdresseFoyer: (
            *("foyer__numero", "voie", "complement", "code_postal", "commune", "pays", "depuis"),
        ),
        Responsable: (
            *("foyer__numero", "prenom", "nom", "lien", "telephone_portable", "telephone_fixe"),
            "utilisateur__email",
        ),
        Enfant: (
            *("prenom", "nom", "naissance", "lieu_naissance", "ecole__nom", "classe__nom"),
            *("niveau", "ecole_dite", "classe_dite"),
        ),
        Rattachement: (*("foyer__numero", "enfant__prenom", "garde", "semaines", "debut", "fin"),),
        ContactFamille: (
            *("foyer__numero", "prenom", "nom", "lien", "telephone"),
            *("a_prevenir", "peut_recuperer", "ordre"),
        ),
        QuotientFamilial: ("foyer__numero", "valeur", "debut", "fin", "source"),
        ServicePreleve: ("foyer__numero", "mandat__rum", "service", "fin"),
    }
    dits = {
        modele.__name__: sorted(modele.objects.values_list(*champs), key=str)
        for modele, champs in lues.items()
    }
    dites = Autorisation.objects.order_by("le", "pk")
    dits["Autorisation"] = {(une.enfant.prenom, une.genre): une.accordee for une in dites}
    # encrypted: read by attribute
    dits["FicheSanitaire"] = [
        [une.enfant.prenom, *(str(getattr(une, nom)) for nom in SANTE)]
        for une in FicheSanitaire.objects.all()
    ]
    dits["MandatSEPA"] = [
        (un.foyer.numero, un.rum, un.iban, un.bic, un.titulaire_nom, localdate(un.signe_le))
        for un in MandatSEPA.objects.all()
    ]
    return dits


@pytest.mark.parametrize("sorte", FORMATS)
def test_a_town_that_leaves_finds_its_families_again_in_an_empty_base(sorte, agent):
    with transaction.atomic():
        martin = creer_foyer(
            "2026-00417", "Martin", "Camille", "camille.martin@exemple.fr", enfants=ENFANTS
        )[0]
        benali = creer_foyer("2026-00418", "Benali", "Nadia", "nadia.benali@exemple.fr")[0]
        batir(agent, SimpleNamespace(foyer=martin), SimpleNamespace(foyer=benali))
        creancier()
        mandat(martin)
        octets, avant = en_octets(sorte).getvalue(), en_base()
        transaction.set_rollback(True)
    assert not Foyer.objects.exists()
    assert not Enfant.objects.exists()
    creer_ecole(nom="École Jean-Zay", par=agent)
    creancier()
    reprise = reprendre(octets, f"familles.{sorte}", par=agent, source="Portail Famille")
    assert list(reprise.fautes.values_list("colonne", "raison")) == []
    apres = en_base()
    for quoi, dit in avant.items():
        assert dit, quoi
        assert apres[quoi] == dit, quoi
    # nobody was told: the town has not pressed "Inviter"
    assert not Courriel.objects.exists()
    assert a_inviter(Groupe.TOUS, "").nombre == 3
