"""A paper handed to the service is looked at once; what an agent reads of it, and what is kept."""

import io
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from demarches.models import Demande, PieceJointe
from demo.ville.papiers.emetteur import nouvel_emetteur
from demo.ville.papiers.pieces import facture_pdf
from famille import taches
from famille.dossier.documents import laboratoire, pages
from famille.dossier.documents.cachets import actions
from famille.dossier.documents.cachets.actions import lire_le_cachet
from famille.models import AdresseFoyer, CachetLu, Document
from famille.socle.mesure import Occupe
from tests.demarches.essai import le

from .conftest import LE, LILAS, facture

pytestmark = pytest.mark.django_db
Etat = CachetLu.Etat


def test_a_signed_bill_is_read_and_little_of_it_is_kept(emetteur, lu):
    cachet = lu(facture(emetteur))
    assert (cachet.etat, cachet.emetteur, cachet.signataire) == (
        Etat.VALABLE,
        "FRZZ DEMO",
        "Énergie de démonstration",
    )
    assert (cachet.date_document, cachet.signe_le) == (LE, LE)
    assert cachet.contenu == {
        "noms": ["MARTIN CAMILLE"],
        "lieu": {
            "dit": "4 ALLEE DES LILAS, 36130 DEOLS",
            "voies": ["4 ALLEE DES LILAS"],
            "code_postal": "36130",
            "entiere": False,
        },
    }
    with connection.cursor() as curseur:
        curseur.execute("SELECT contenu FROM famille_cachetlu")
        assert "MARTIN" not in curseur.fetchone()[0]


@pytest.mark.parametrize(
    ("quoi", "etat"),
    [
        (lambda e: facture(e).replace("CAMILLE", "CAMILLA"), Etat.NON_VALABLE),
        (lambda e: facture(e, le=datetime(2011, 5, 1).date()), Etat.NON_VALABLE),
        (lambda e: facture(nouvel_emetteur(codes=("FRYY", "AUTR"))), Etat.INCONNU),
        (lambda e: facture(nouvel_emetteur(codes=("FR00", "0001"))), Etat.INCONNU),
        (lambda e: e.signer("B2", {"10": "MME/MARTIN/CAMILLE"}, LE), Etat.SANS),
        (lambda e: "DC pas un code", Etat.SANS),
        (lambda e: "", Etat.SANS),
    ],
)
def test_of_what_proves_nothing_nothing_is_kept(emetteur, lu, quoi, etat):
    cachet = lu(quoi(emetteur))
    assert (cachet.etat, cachet.contenu, cachet.date_document) == (etat, {}, None)


def test_a_wrong_code_beside_a_right_one_makes_the_paper_doubtful(emetteur):
    juste = facture(emetteur)
    faux = juste.replace("LILAS", "ROSES")
    for textes in ([juste, faux], [faux, juste]):
        assert actions._jugement(textes)["etat"] == Etat.NON_VALABLE
    inconnu = facture(nouvel_emetteur(codes=("FRYY", "AUTR")))
    assert actions._jugement([inconnu, juste])["etat"] == Etat.VALABLE


@pytest.mark.parametrize(
    "champs",
    [
        {"remis_le": None},
        {"genre": Document.Genre.RIB},
        {"genre": Document.Genre.PAI},
        {"genre": Document.Genre.IDENTITE},
        {"etat": Document.Etat.EN_ANALYSE},
        {"etat": Document.Etat.INFECTE},
        {"depose_le": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_the_service_has_not_or_needs_not_is_never_looked_at(emetteur, papier, champs):
    document = papier(facture(emetteur), **champs)
    assert lire_le_cachet(document.pk) == ""
    assert taches.lire_les_cachets() == 0
    assert not CachetLu.objects.exists()


def test_without_a_folder_of_certificates_nothing_changes(emetteur, papier, settings):
    papier(facture(emetteur))
    settings.CERTIFICATS_2DDOC = ""
    assert taches.lire_les_cachets() == 0


def test_the_schedule_reads_each_paper_once(emetteur, papier, monkeypatch):
    for rang in range(3):
        papier(facture(emetteur, prenom=f"Camille {rang}"))
    assert taches.lire_les_cachets() == 3
    lus = []
    monkeypatch.setattr(laboratoire, "examiner", lambda *quoi: lus.append(quoi))
    assert taches.lire_les_cachets() == 0
    assert lus == []


def test_a_paper_that_cannot_be_read_now_is_read_later(emetteur, papier, monkeypatch):
    document = papier(facture(emetteur))

    def _occupe(geste, contenu):
        raise Occupe

    with monkeypatch.context() as m:
        m.setattr(laboratoire, "examiner", _occupe)
        assert lire_le_cachet(document.pk) == ""
    assert lire_le_cachet(document.pk) == Etat.VALABLE


def test_a_paper_too_heavy_to_be_read_is_left_to_people(emetteur, papier, monkeypatch):
    document = papier(facture(emetteur))

    def _lourd(geste, contenu):
        raise laboratoire.TropLourd

    monkeypatch.setattr(laboratoire, "examiner", _lourd)
    assert lire_le_cachet(document.pk) == Etat.SANS


def test_a_list_that_changes_has_unknown_papers_read_again(emetteur, lu, settings, tmp_path):
    autre = nouvel_emetteur(codes=("FRYY", "AUTR"))
    cachet = lu(facture(autre))
    assert cachet.etat == Etat.INCONNU
    autre.publier(tmp_path / "2ddoc")
    assert actions.relire_les_inconnus() == 1
    assert lire_le_cachet(cachet.document_id) == Etat.VALABLE


def test_it_goes_with_the_paper(emetteur, lu):
    lu(facture(emetteur)).document.delete()
    assert not CachetLu.objects.exists()


@pytest.mark.laboratoire
def test_a_photo_taken_askew_is_read_by_the_child(emetteur):
    code = facture(emetteur)
    pdf = facture_pdf("Facture", "Camille Martin", [], LE, code=code)
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=2.5).to_pil()
    photo = page.convert("RGB").rotate(7, expand=True, fillcolor="#7a5c43")
    sortie = io.BytesIO()
    photo.save(sortie, "JPEG", quality=70)
    assert code in laboratoire.examiner("cachets", sortie.getvalue()).decode("unicode_escape")


@pytest.mark.laboratoire
def test_a_damaged_pdf_has_no_code():
    assert laboratoire.examiner("cachets", b"%PDF-1.4\nabc") == b"[]"


def test_a_page_larger_than_a_wall_is_read_small():
    pages = pypdfium2.PdfDocument.new()
    pages.new_page(14_000, 14_000)
    sortie = io.BytesIO()
    pages.save(sortie)
    [page] = _pages(sortie.getvalue())
    assert max(page.size) <= 4001


def _pages(contenu):
    return list(pages._pages(contenu))


# What agents read


@pytest.fixture
def demande(famille_martin):
    """A move to the Lilas, sent."""
    saisie = LILAS | {"a_partir_du": "01 12 2026", "complement": "", "qui": ["adulte-1"]}
    return Demande.objects.create(
        numero="D-2026-00231",
        code="changement-adresse",
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
        statut=Demande.Statut.EN_ATTENTE,
        saisie={"adresse": {cle: v if isinstance(v, list) else [v] for cle, v in saisie.items()}},
        deposee_le=le(2026, 11, 20),
        echeance=le(2026, 12, 4).date(),
    )


@pytest.fixture
def lire_a_l_ecran(demande, lu, connecter, agent):
    """lire_a_l_ecran(code) -> the text of the demande's screen, that paper beside it."""

    def _lire(code):
        cachet = lu(code)
        PieceJointe.objects.create(
            demande=demande, etape="justificatif", champ="fichier", document=cachet.document
        )
        reponse = connecter(agent).get(reverse("demandes_modeladmin_inspect", args=[demande.pk]))
        assert reponse.status_code == 200
        return " ".join(reponse.text.split())

    return _lire


def test_same_name_same_address(emetteur, lire_a_l_ecran):
    texte = lire_a_l_ecran(facture(emetteur))
    assert "Signature valable, même nom et même adresse." in texte
    assert "Nom et adresse : ceux du code signé du document." in texte
    assert "Nom à comparer" not in texte
    assert (
        "Justificatif de domicile du 12 octobre 2026, signé par Énergie de démonstration" in texte
    )


def test_each_difference_is_said_with_both_sides(emetteur, lire_a_l_ecran):
    ailleurs = {"voie": "9 rue Haute", "code_postal": "36000", "commune": "Châteauroux"}
    texte = lire_a_l_ecran(facture(emetteur, prenom="Camilla", adresse=ailleurs))
    assert "Le nom du papier : MARTIN CAMILLA ; celui du dossier : Camille Martin." in texte
    assert (
        "L’adresse du papier : 9 RUE HAUTE, 36000 CHATEAUROUX ; celle de la demande :"
        " 4 allée des Lilas, 36130 Déols."
    ) in texte
    assert "Signature valable, autre nom et autre adresse." in texte
    assert "Nom à comparer avec le document : Camille Martin." in texte


def test_the_same_name_elsewhere_leaves_the_address_to_a_person(emetteur, lire_a_l_ecran):
    ailleurs = {"voie": "9 rue Haute", "code_postal": "36000", "commune": "Châteauroux"}
    texte = lire_a_l_ecran(facture(emetteur, adresse=ailleurs))
    assert "Nom : celui du code signé du document. Adresse à comparer." in texte


def test_a_forged_one_proves_nothing(emetteur, lire_a_l_ecran):
    texte = lire_a_l_ecran(facture(emetteur).replace("LILAS", "ROSES"))
    assert "ne prouve rien" in texte
    assert "ROSES" not in texte


def test_an_issuer_that_is_not_in_the_list(emetteur, lire_a_l_ecran):
    texte = lire_a_l_ecran(facture(nouvel_emetteur(codes=("FRYY", "AUTR"))))
    assert "Émetteur inconnu de la liste (FRYY AUTR)" in texte


def test_a_paper_without_a_code_shows_nothing_more(emetteur, lire_a_l_ecran):
    assert "2D-Doc" not in lire_a_l_ecran("")


def test_the_file_of_the_household_compares_with_every_address_it_has_had(
    emetteur, lu, famille_martin, connecter, agent
):
    AdresseFoyer.objects.create(
        foyer=famille_martin.foyer, **LILAS, depuis=LE - timedelta(days=900)
    )
    lu(facture(emetteur), classe_le=timezone.now())
    adresse = reverse("foyers_modeladmin_inspect", args=[famille_martin.foyer.pk])
    bureau = connecter(agent)
    assert "même nom et même adresse" in bureau.get(adresse, {"onglet": "documents"}).text


def test_the_household_s_papers_take_as_many_queries_for_1_and_20(
    emetteur, lu, famille_martin, connecter, agent
):
    bureau = connecter(agent)
    adresse = reverse("foyers_modeladmin_inspect", args=[famille_martin.foyer.pk])
    nombres = []
    for combien in (1, 19):
        premier = lu(facture(emetteur), classe_le=timezone.now())
        for _rang in range(combien - 1):
            document = Document.objects.get(pk=premier.document_id)
            document.pk = None
            document.save()
            CachetLu.objects.create(document=document, etat=Etat.VALABLE, contenu=premier.contenu)
        bureau.get(adresse, {"onglet": "documents"})
        with CaptureQueriesContext(connection) as lues:
            bureau.get(adresse, {"onglet": "documents"})
        nombres.append(len(lues))
    assert nombres[0] == nombres[1]
