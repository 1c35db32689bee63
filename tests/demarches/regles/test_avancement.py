"""Where a family is in a demande: a value, kept as JSON that older rows can still be read from."""

from datetime import UTC, date, datetime

from demarches.declaration.mise_a_jour import connues, retenues
from demarches.depot.brouillon import enregistrer_page
from demarches.models import Demande
from demarches.regles.avancement import Avancement, Ecriture

INSTANT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
ANCIEN = {
    "etape": "adresse",
    "validees": ["adresse"],
    "versions": {"adresse": [2, "a1b2", INSTANT.isoformat()]},
    "complement": None,
}


def test_a_row_begun_before_pages_were_named_is_read_and_goes_on():
    lu = Avancement.de(ANCIEN)
    assert lu.pages is None
    assert lu.ecriture("adresse") == Ecriture(2, "a1b2", INSTANT.isoformat())
    assert lu.enregistree_le("adresse") == INSTANT
    suite = lu.ecrite("adresse", ecran="", instant=INSTANT)
    assert (suite.ecriture("adresse").numero, lu.ecriture("adresse").numero) == (3, 2)


def test_a_complement_begins_its_pages_again():
    juge = Avancement.de(ANCIEN).jugee("preuve", valide=True, complement=7, empreinte="e1")
    assert juge.validees_de(7) == ["preuve"]
    assert juge.validees_de(None) == []
    assert juge.changees({"preuve": "e2", "adresse": "e9"}) == ["preuve"]


def test_what_the_database_keeps_is_read_again_the_same(brouillon):
    entier = retenues(
        brouillon.avancement.a_l_etape("recapitulatif")
        .ecrite("adresse", ecran="a1b2", instant=INSTANT)
        .jugee("adresse", valide=True, complement=None, empreinte="e1")
        .recues(["adresse"], date(2026, 11, 3)),
        "adresse",
        {"voie": "rue des Lilas"},
    )
    enregistrer_page(brouillon, saisie={}, avancement=entier)
    relue = Demande.objects.get(pk=brouillon.pk)
    assert relue.avancement == entier
    assert connues(relue.avancement, "adresse") == {"voie": "rue des Lilas"}
    assert Demande.objects.filter(avancement__has_key="connues").exists()
    relue.avancement = retenues(relue.avancement, "adresse", None)
    relue.save(update_fields=["avancement"])
    assert not Demande.objects.filter(avancement__has_key="connues").exists()
