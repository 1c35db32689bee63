"""What a town takes away comes back: its own export, read in an empty base, makes the same
families."""

import hashlib
import io
import zipfile
from datetime import date

import pytest

from famille.argent.prelevement.papiers import feuille_du_mandat
from famille.dossier.identites.lecture import adultes_de_cette_identite
from famille.models import (
    Autorisation,
    CleEtrangere,
    ContactFamille,
    CreancierSEPA,
    DoublonDeReprise,
    FicheSanitaire,
    Foyer,
    IdentitePivot,
    MandatSEPA,
    Rattachement,
    Utilisateur,
)
from famille.mouvements.reprise.export.actions import ecrire_l_archive
from famille.regles.identite import EtatCivil
from reservations.models import Activite, Inscription
from tests.reservations.consommation.scene import creer_cantine

from . import essai

pytestmark = pytest.mark.django_db

CONTACTS = [
    ["Famille", "Prénom", "Nom", "Lien", "Téléphone", "À prévenir", "Peut venir chercher"],
    ["4512", "Rosa", "Lefèvre", "grand-mère", "02 54 00 00 01", "oui", "oui"],
]
MANDATS = [
    ["Famille", "RUM", "IBAN", "Titulaire", "Date signature", "Premier prélèvement"],
    [
        *("4512", "CAF-2023-17", "FR76 3000 6000 0112 3456 7890 189", "Inès Lefèvre"),
        *("04/09/2023", "05/10/2023"),
    ],
]
IDENTITES = [
    [
        "Adulte",
        *(
            f"Identité d’état civil : {titre}"
            for titre in (
                "nom de naissance de l’adulte",
                "tous les prénoms de l’adulte",
                "sexe de l’adulte à l’état civil",
                "date de naissance de l’adulte",
                "code INSEE de la commune de naissance de l’adulte",
                "code INSEE du pays de naissance de l’adulte",
            )
        ),
    ],
    ["A1", "D’Almeida", "Inès, Marie-Claire", "F", "00/11/1985", "1004", ""],
    ["A3", "Moreau", "Jeanne", "", "1990-02-03", "", "99352"],
    ["A2", "Lefèvre", "Paul", "M", "31/02/1984", "36044", ""],
]


@pytest.fixture
def par(administrateur):
    return administrateur


@pytest.fixture
def creancier():
    return CreancierSEPA.objects.create(
        nom="Régie", voie="1 place", code_postal="36000", commune="Ville", ics="FR72ZZZ123456"
    )


def portraits():
    """All that is told of each household, by its number."""
    return {foyer.numero: portrait(foyer) for foyer in Foyer.objects.order_by("numero")}


def portrait(foyer):
    enfants = [
        (
            *(lien.enfant.prenom, lien.enfant.nom, lien.enfant.naissance, lien.enfant.nom_ecole),
            *(lien.garde, lien.debut, lien.fin, lien.semaines),
            sorted(lien.enfant.autorisations.values_list("genre", "accordee")),
            [
                (une.regime, une.allergies, une.pai, une.valable_jusqu_au)
                for une in FicheSanitaire.objects.filter(enfant=lien.enfant)
            ],
        )
        for lien in Rattachement.objects.filter(foyer=foyer).order_by("enfant__prenom")
    ]
    adultes = [
        (
            *(adulte.prenom, adulte.nom, adulte.lien, str(adulte.telephone_portable)),
            adulte.utilisateur.email if adulte.utilisateur else "",
        )
        for adulte in foyer.responsables.order_by("prenom")
    ]
    contacts = ContactFamille.objects.filter(foyer=foyer)
    return {
        "nom": (foyer.nom, foyer.situation, foyer.adresse.lignes),
        "adultes": adultes,
        "enfants": enfants,
        "contacts": [(str(un), str(un.telephone), un.peut_recuperer) for un in contacts],
        "quotients": sorted(foyer.quotients.values_list("valeur", "debut", "fin")),
        "mandats": [
            (
                *(un.rum, un.iban, un.titulaire_nom, un.signe_le.date(), un.services_couverts),
                un.premier_usage_le,
            )
            for un in MandatSEPA.objects.filter(foyer=foyer)
        ],
    }


def test_the_town_s_own_export_makes_the_same_families_in_an_empty_base(par, creancier):
    tout = essai.TOUT | {"contacts": CONTACTS, "mandats": MANDATS}
    reprise = essai.reprendre(essai.zip_de(tout), par=par)
    assert not reprise.bilan["refusees"]
    attendu, fichier = portraits(), io.BytesIO()
    assert attendu
    mandat = MandatSEPA.objects.get()
    assert mandat.iban.endswith("189")
    assert mandat.premier_usage_le == date(2023, 10, 5)
    assert ("Premier prélèvement", "le 5 octobre 2023") in feuille_du_mandat(mandat).contexte[
        "accord"
    ]
    ecrire_l_archive(fichier, lambda *_ligne: None)
    essai.annuler(reprise, par=par)
    assert not Foyer.objects.exists()
    Utilisateur.objects.filter(invitation_retenue_le__isnull=False).delete()

    retour = essai.reprendre(fichier.getvalue(), par=par, source="Portail Famille")
    assert portraits() == attendu
    assert not retour.bilan["refusees"]
    assert Autorisation.objects.count() == 2


def test_civil_identities_come_back_and_are_never_written_over(par):
    premiere = essai.reprendre(essai.zip_de(essai.TOUT | {"identites": IDENTITES}), par=par)
    [faute] = premiere.fautes.filter(bloque=True)
    assert (faute.numero, faute.colonne) == (4, IDENTITES[0][4])

    def dites():
        return {une.responsable.prenom: une.dite for une in IdentitePivot.objects.all()}

    attendues = {
        "Inès": EtatCivil(
            "D’Almeida", ("Inès", "Marie-Claire"), "female", "1985-11-00", "01004", "99100"
        ),
        "Jeanne": EtatCivil("Moreau", ("Jeanne",), "", "1990-02-03", "", "99352"),
    }
    assert dites() == attendues
    assert adultes_de_cette_identite(attendues["Jeanne"])[0].origine == "reprise"
    en_clair = str(list(CleEtrangere.objects.values_list("dit")))
    assert hashlib.blake2b(b'"1990-02-03"', digest_size=4).hexdigest() not in en_clair
    fichier = io.BytesIO()
    ecrire_l_archive(fichier, lambda *_ligne: None)
    essai.annuler(premiere, par=par)
    assert not IdentitePivot.objects.exists()
    Utilisateur.objects.filter(invitation_retenue_le__isnull=False).delete()

    essai.reprendre(fichier.getvalue(), par=par, source="Portail Famille")
    assert dites() == attendues
    corrigees = [IDENTITES[0], [*IDENTITES[2][:4], "1991-02-03", "", "99352"]]
    with zipfile.ZipFile(fichier) as archive:
        adulte = archive.read("identites.csv").decode().splitlines()[-1].partition(";")[0]
    corrigees[1][0] = adulte.strip('"')
    seconde = essai.reprendre(
        essai.zip_de({"identites": corrigees}), par=par, source="Portail Famille"
    )
    assert "qui est gardée" in seconde.fautes.get().raison
    assert dites() == attendues


def test_a_mandate_used_before_it_was_signed_is_told(par, creancier):
    avant = [MANDATS[0], [*MANDATS[1][:5], "01/09/2023"]]
    reprise = essai.reprendre(essai.zip_de(essai.TOUT | {"mandats": avant}), par=par)
    [faute] = reprise.fautes.filter(bloque=True)
    assert faute.colonne == "Premier prélèvement"
    assert not MandatSEPA.objects.exists()


def test_registrations_come_from_a_room_that_families_do_not_name(par):
    activite = creer_cantine()
    activite = activite if isinstance(activite, Activite) else Activite.objects.latest("pk")
    lignes = [
        ["Enfant", "Activité", "Début inscription", "Fin inscription"],
        ["E1", str(activite), "01/09/2026", "31/08/2027"],
        ["E2", "Escalade", "01/09/2026", ""],
    ]
    reprise = essai.reprendre(essai.zip_de(essai.TOUT | {"inscriptions": lignes}), par=par)
    inscription = Inscription.objects.get()
    assert (inscription.enfant.prenom, inscription.activite) == ("Noé", activite)
    [faute] = reprise.fautes.filter(bloque=True)
    assert (faute.numero, faute.colonne) == (3, "Activité")
    essai.annuler(reprise, par=par)
    assert not Inscription.objects.exists()


COCHES = (["oeufs", "fruits_a_coque"], "kiwi")


def _export_d_un_dossier_coche(par):
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    fiche = FicheSanitaire.objects.get(enfant__prenom="Noé")
    fiche.allergenes, fiche.allergies = COCHES
    fiche.save()
    fichier = io.BytesIO()
    ecrire_l_archive(fichier, lambda *_ligne: None)
    return reprise, fichier.getvalue()


def _coches():
    fiche = FicheSanitaire.objects.get(enfant__prenom="Noé")
    return fiche.allergenes, fiche.allergies


def test_ticked_allergens_come_back_as_ticks_and_change_nothing_the_second_time(par):
    reprise, export = _export_d_un_dossier_coche(par)
    essai.annuler(reprise, par=par)
    Utilisateur.objects.filter(invitation_retenue_le__isnull=False).delete()
    for resultat in ("creee", "pareil"):
        retour = essai.reprendre(export, par=par, source="Portail Famille")
        assert retour.bilan["sujets"]["sante"].keys() == {resultat}
        assert _coches() == COCHES


def test_ticked_allergens_are_not_written_again_over_a_child_who_is_here_already(par):
    _reprise, export = _export_d_un_dossier_coche(par)
    relue = essai.relire(essai.deposer(export, par=par, source="Notre export"), par=par)
    DoublonDeReprise.objects.filter(reprise=relue).update(choix=DoublonDeReprise.Choix.MEME)
    assert essai.importer(relue, par=par).bilan["sujets"]["sante"].keys() == {"pareil"}
    assert _coches() == COCHES
