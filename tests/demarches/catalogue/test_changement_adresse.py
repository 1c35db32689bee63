"""Je déclare un changement d’adresse (G15): its rules, its checks, what its validation does."""

from datetime import date

import pytest
from django.utils import timezone

from demarches.actions import abandonner, commencer, deposer, enregistrer_page, joindre, valider
from demarches.models import Demande, ReglageDemarche
from demarches.regles.pieces import (
    est_trop_vieux,
    limite_des_3_mois,
    taxe_fonciere_attendue,
    validite,
)
from famille.models import CommuneMembre, Document
from tests.demarches.outils import au_clic_suivant, nouvelle_adresse, pdf

Piece = ReglageDemarche.Piece


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


def erreurs(demande, etape, champs, fichier=None):
    """dict of the page's errors, once it holds these answers."""
    saisie = {
        nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in champs.items()
    }
    enregistrer_page(
        demande, saisie=demande.saisie | {etape: saisie}, avancement=demande.avancement
    )
    if fichier:
        joindre(
            demande,
            etape,
            "fichier",
            fichier,
            par=demande.par,
            genre=Document.Genre.JUSTIFICATIF_DOMICILE,
        )
    page = demande.demarche.formulaire(demande, etape)
    return {champ: list(phrases) for champ, phrases in page.errors.items()}


def remplie(demande, **adresse):
    assert erreurs(demande, "adresse", nouvelle_adresse(demande, **adresse)) == {}
    assert (
        erreurs(
            demande, "justificatif", {"nature": "facture", "date_document": "15/10/2026"}, pdf()
        )
        == {}
    )
    return demande


@pytest.mark.parametrize("code_postal", ["3600", "360000", "36 00", "A6000"])
def test_a_postcode_has_five_digits(brouillon, code_postal):
    champs = nouvelle_adresse(brouillon, code_postal=code_postal)
    assert erreurs(brouillon, "adresse", champs) == {
        "code_postal": ["Le code postal a 5 chiffres, par exemple 36000."]
    }


@pytest.mark.parametrize("jour", ["24/11/2025", "28/05/2027", "31/02/2027", "15/12/0026"])
def test_an_absurd_day_is_refused(brouillon, jour):
    assert "a_partir_du" in erreurs(
        brouillon, "adresse", nouvelle_adresse(brouillon, a_partir_du=jour)
    )


@pytest.mark.parametrize("jour", ["25/11/2025", "25/11/2026", "27/05/2027"])
def test_a_recent_or_coming_move_is_taken(brouillon, jour):
    assert erreurs(brouillon, "adresse", nouvelle_adresse(brouillon, a_partir_du=jour)) == {}


@pytest.mark.parametrize(("jour", "refusee"), [("31/10/2026", True), ("01/11/2026", False)])
def test_a_move_does_not_come_before_the_address_of_the_file(brouillon, jour, refusee):
    brouillon.foyer.adresses.update(depuis=date(2026, 11, 1))
    vues = erreurs(brouillon, "adresse", nouvelle_adresse(brouillon, a_partir_du=jour))
    assert ("ne peut pas commencer avant" in str(vues)) == refusee


def test_when_only_some_move_the_family_is_sent_to_the_pole_familles(brouillon):
    champs = nouvelle_adresse(brouillon)
    [phrase] = erreurs(brouillon, "adresse", champs | {"qui": champs["qui"][1:]})["qui"]
    assert "la garde" in phrase
    assert "contactez-le" in phrase


def test_the_address_already_known_is_refused(brouillon):
    champs = nouvelle_adresse(
        brouillon, voie="12, RUE BOURDILLON", code_postal="36000", commune="Chateauroux"
    )
    assert "C’est déjà l’adresse" in erreurs(brouillon, "adresse", champs)["__all__"][0]


@pytest.mark.parametrize(
    ("date_document", "attendu"),
    [
        (
            "25/08/2026",
            (
                "Le justificatif date de plus de 3 mois : choisissez un document émis après le 25"
                " août 2026."
            ),
        ),
        (
            "02/07/2026",
            (
                "Le justificatif date de plus de 3 mois : choisissez un document émis après le 25"
                " août 2026."
            ),
        ),
        ("26/11/2026", "Cette date n’est pas encore passée : recopiez celle du document."),
        ("26/08/2026", None),
        ("25/11/2026", None),
    ],
)
def test_a_bill_is_under_three_months_old(brouillon, date_document, attendu):
    vues = erreurs(
        brouillon, "justificatif", {"nature": "facture", "date_document": date_document}, pdf()
    )
    assert vues.get("date_document", [None])[0] == attendu


@pytest.mark.parametrize(("date_document", "admise"), [("25/08/2026", True), ("30/09/2025", False)])
def test_the_taxe_fonciere_is_this_year_s(brouillon, date_document, admise):
    vues = erreurs(
        brouillon,
        "justificatif",
        {"nature": "taxe-fonciere", "date_document": date_document},
        pdf(),
    )
    assert ("date_document" not in vues) == admise


@pytest.mark.parametrize(
    ("jour", "limite"),
    [
        (date(2026, 11, 25), date(2026, 8, 25)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2027, 1, 15), date(2026, 10, 15)),
    ],
)
def test_three_months_back(jour, limite):
    assert limite_des_3_mois(jour) == limite
    assert est_trop_vieux(limite, jour)


def test_last_year_s_tax_notice_serves_until_this_year_s_has_come():
    assert taxe_fonciere_attendue(date(2027, 3, 1)) == [2027, 2026]
    assert taxe_fonciere_attendue(date(2027, 11, 1)) == [2027]


def test_how_long_a_paper_is_proposed_again():
    assert validite(date(2026, 10, 15), annuel=False) == date(2027, 1, 15)
    assert validite(date(2026, 9, 1), annuel=True) == date(2027, 10, 31)


@pytest.mark.parametrize(
    ("choix", "attendues"),
    [
        (Piece.OBLIGATOIRE, {"nature", "date_document", "fichier"}),
        (Piece.FACULTATIVE, set()),
    ],
)
def test_the_town_chooses_whether_a_proof_is_due(brouillon, reglage, choix, attendues):
    ReglageDemarche.objects.update(justificatif=choix)
    assert set(erreurs(au_clic_suivant(brouillon), "justificatif", {})) == attendues


def test_an_optional_proof_is_given_whole(brouillon, reglage):
    ReglageDemarche.objects.update(justificatif=Piece.FACULTATIVE)
    demande = au_clic_suivant(brouillon)
    assert set(erreurs(demande, "justificatif", {"nature": "facture"})) == {
        "date_document",
        "fichier",
    }


def test_without_a_proof_there_is_one_page(brouillon, reglage, camille):
    ReglageDemarche.objects.update(justificatif=Piece.NON_DEMANDEE)
    reponse = camille.poster("adresse", nouvelle_adresse(brouillon))
    assert reponse.url == camille.adresse("recapitulatif")
    reponse = camille.poster("recapitulatif", {"certifie": "on"})
    assert camille.relue().statut == Demande.Statut.EN_ATTENTE


def test_what_validation_would_change(brouillon):
    CommuneMembre.objects.create(nom="Déols", code_postal="36130")
    lignes = {
        ligne["libelle"]: (ligne["avant"], ligne["apres"])
        for ligne in brouillon.demarche.changements(remplie(brouillon))
    }
    assert lignes["Rue"] == ("12 rue Bourdillon", "4 allée des Lilas")
    assert lignes["Commune"] == ("36000 Châteauroux", "36130 Déols")
    assert lignes["À partir du"] == ("", "2 décembre 2026")
    assert lignes["Tarif"] == ("agglomération", "agglomération")


def test_leaving_the_agglomeration_changes_the_tariff(brouillon):
    lignes = {
        ligne["libelle"]: ligne["apres"]
        for ligne in brouillon.demarche.changements(
            remplie(brouillon, commune="Paris", code_postal="75012")
        )
    }
    assert lignes["Tarif"] == "hors agglomération"


def test_what_the_machine_checks_for_the_agent(brouillon):
    remplie(brouillon)
    Document.objects.update(etat=Document.Etat.SAIN)
    verdicts = [
        v["ok"] for v in brouillon.demarche.verifications(Demande.objects.get(pk=brouillon.pk))
    ]
    assert verdicts == [True, True, None]


def test_a_proof_does_not_get_old_while_it_waits(brouillon, time_machine):
    demande = deposer(remplie(brouillon), par=brouillon.par)
    time_machine.move_to("2027-02-25 10:00+01:00", tick=False)
    demande = Demande.objects.get(pk=demande.pk)
    assert demande.demarche.verifications(demande)[0]["ok"] is True
    assert demande.donnees["justificatif"]["date_document"] == date(2026, 10, 15)


def test_validation_changes_the_address_from_its_day_and_files_the_proof(
    brouillon, agent, time_machine
):
    demande = deposer(remplie(brouillon), par=brouillon.par)
    Document.objects.update(etat=Document.Etat.SAIN)
    valider(Demande.objects.get(pk=demande.pk), par=agent)
    foyer = demande.foyer
    assert foyer.adresse.voie == "12 rue Bourdillon"
    assert foyer.adresse_a_venir.lignes == ["4 allée des Lilas", "36130 Déols"]
    document = Document.objects.get()
    assert document.classe_le is not None
    assert (document.emis_le, document.valable_jusqu_au) == (date(2026, 10, 15), date(2027, 1, 15))
    time_machine.move_to("2026-12-02 08:00+01:00", tick=False)
    assert foyer.adresse.voie == "4 allée des Lilas"


def test_a_paper_of_the_file_is_proposed_and_taken_again(brouillon, agent, camille):
    demande = deposer(remplie(brouillon), par=brouillon.par)
    Document.objects.update(etat=Document.Etat.SAIN)
    valider(Demande.objects.get(pk=demande.pk), par=agent)
    camille.demande = commencer("changement-adresse", foyer=brouillon.foyer, par=brouillon.par)
    champs = nouvelle_adresse(camille.demande, voie="9 rue Neuve", a_partir_du="10/12/2026")
    camille.poster("adresse", champs)
    document = Document.objects.get()
    assert document.nom in camille.lire("justificatif").content.decode()
    cases = {"date_document": ["", "", ""]}  # as a browser sends a date left empty
    reponse = camille.poster(
        "justificatif", cases | {"nature": "facture", "fichier-dossier": str(document.pk)}
    )
    assert reponse.url == camille.adresse("recapitulatif")
    assert camille.relue().saisie["justificatif"]["date_document"] == ["15/10/2026"]


@pytest.mark.parametrize(
    ("ce_qu_il_est", "sert"),
    [
        ({}, True),
        ({"valable_jusqu_au": date(2026, 11, 24)}, False),
        ({"etat": Document.Etat.INFECTE}, False),
        ({"foyer": "du voisin"}, False),
    ],
)
def test_a_paper_is_taken_again_until_its_last_day(brouillon, camille, voisin, ce_qu_il_est, sert):
    """Neither one that is past it, nor one that holds a virus, nor a neighbour's."""
    valeurs = {
        "genre": Document.Genre.JUSTIFICATIF_DOMICILE,
        "nom": "a.pdf",
        "taille": 1,
        "classe_le": timezone.now(),
        "valable_jusqu_au": date(2026, 11, 25),
        "etat": Document.Etat.SAIN,
    } | ce_qu_il_est
    valeurs["foyer"] = voisin.foyer if "foyer" in ce_qu_il_est else brouillon.foyer
    document = Document.objects.create(**valeurs)
    camille.poster("adresse", nouvelle_adresse(brouillon))
    camille.poster(
        "justificatif", {"nature": "facture", "fichier-dossier": str(document.pk)}, "enregistrer"
    )
    assert brouillon.pieces.exists() == sert
    abandonner(brouillon, par=brouillon.par)
    assert Document.objects.filter(pk=document.pk).exists()
