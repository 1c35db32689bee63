"""A PDF is made once; too many at once, or by one account, are told in a sentence, on a page that
prints as well."""

import os
import threading

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from famille.dossier.documents import orphelins
from famille.dossier.papiers import moteur
from famille.socle.mesure import OCCUPE, Occupe, Tour
from tests.famille.facturation import facturer

pytestmark = pytest.mark.django_db


@pytest.fixture
def compositions(monkeypatch, settings, tmp_path):
    """The pages that were really made into a PDF; the engine is the machine's own business
    (test_papiers.py)."""
    faites = []

    def composer(html, styles):
        faites.append(html)
        return b"%PDF-1.7 " + str(len(faites)).encode()

    monkeypatch.setattr(moteur, "_composer", composer)
    monkeypatch.setattr(moteur, "disponible", lambda: True)
    settings.STORAGES = settings.STORAGES | {
        "prive": {
            "BACKEND": "famille.socle.stockage.Dossier",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        }
    }
    return faites


@pytest.fixture
def facture(famille_martin):
    return facturer(famille_martin.foyer, "12.50")


def telecharger(client, facture):
    return client.get(reverse("famille:facture_pdf", args=[facture.numero]))


def test_twenty_downloads_of_a_paper_are_one_work(compositions, connecter, famille_martin, facture):
    client = connecter(famille_martin.camille)
    recus = {telecharger(client, facture).content for _ in range(20)}
    assert recus == {b"%PDF-1.7 1"}
    assert len(compositions) == 1


def test_what_changes_is_made_again_and_never_shown_out_of_date(compositions):
    assert moteur.produire("<p>un</p>") == moteur.produire("<p>un</p>")
    assert moteur.produire("<p>deux</p>") == b"%PDF-1.7 2"
    assert moteur.produire("<p>un</p>", styles="p{color:red}") == b"%PDF-1.7 3"
    assert moteur.produire("<p>un</p>") == b"%PDF-1.7 1"


def test_a_paper_that_was_made_is_deleted_after_a_day(compositions, time_machine):
    moteur.produire("<p>un</p>")
    garde = storages["prive"].path(moteur.nom_de("<p>un</p>", ""))
    maintenant = timezone.now().timestamp()
    os.utime(garde, (maintenant, maintenant))  # a file is dated by the machine, not by the tests
    assert orphelins.purger_orphelins() == 0
    time_machine.move_to(timezone.now() + timezone.timedelta(days=1, minutes=1))
    assert orphelins.purger_orphelins() == 1
    assert not storages["prive"].exists(moteur.nom_de("<p>un</p>", ""))


def test_a_store_that_fails_makes_no_paper_fail(compositions, monkeypatch):
    def panne(*arguments, **options):
        raise OSError

    for geste in ("open", "save", "exists"):
        monkeypatch.setattr(storages["prive"], geste, panne)
    assert moteur.produire("<p>un</p>") == b"%PDF-1.7 1"


def test_who_comes_behind_too_many_is_told_and_reads_the_page(
    compositions, connecter, famille_martin, facture, monkeypatch
):
    monkeypatch.setattr(moteur, "TOUR", Tour(ensemble=1, en_attente=0, secondes=0))
    client = connecter(famille_martin.camille)
    with moteur.TOUR.attendre():
        reponse = telecharger(client, facture)
    assert reponse.url == reverse("famille:facture_papier", args=[facture.numero])
    assert OCCUPE.split(".")[0] in client.get(reponse.url).text
    assert compositions == []
    assert telecharger(client, facture).content.startswith(b"%PDF")


def test_two_who_want_the_same_paper_at_once_wait_for_one_work(compositions, monkeypatch):
    entre, lache, composer = threading.Event(), threading.Event(), moteur._composer

    def lent(html, styles):
        entre.set()
        assert lache.wait(10)
        return composer(html, styles)

    monkeypatch.setattr(moteur, "_composer", lent)
    recus = []
    fils = [
        threading.Thread(target=lambda: recus.append(moteur.produire("<p>un</p>")))
        for _ in range(2)
    ]
    fils[0].start()
    assert entre.wait(10)
    fils[1].start()
    lache.set()
    for fil in fils:
        fil.join(10)
    assert recus == [b"%PDF-1.7 1"] * 2


def test_the_engine_makes_one_at_a_time():
    with moteur.TOUR.attendre():
        assert not moteur.TOUR._places.acquire(blocking=False)
    with pytest.raises(Occupe), Tour(ensemble=1, en_attente=0, secondes=0).attendre() as _un:
        raise Occupe


def test_an_account_downloads_so_many_in_an_hour(
    compositions, connecter, famille_martin, facture, monkeypatch
):
    monkeypatch.setattr("famille.dossier.papiers.feuille.PAR_HEURE", 2)
    client = connecter(famille_martin.camille)
    assert [telecharger(client, facture).status_code for _ in range(3)] == [200, 200, 302]
    page = client.get(reverse("famille:facture_papier", args=[facture.numero])).text
    assert "beaucoup de PDF" in page
