"""What a file may cost: it is opened in a child, one at a time, within bounds; an account sends so
many in an hour."""

import errno
import io
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pillow_heif
import pytest
from django.db import transaction
from PIL import Image

from famille import actions
from famille.dossier.documents import cloison, laboratoire
from famille.dossier.documents.fichiers import FichierRefuse, verifier
from famille.models import Document
from famille.socle.erreurs import Refus
from famille.socle.mesure import OCCUPE, Occupe, Tour
from tests.famille.documents.test_fichiers import PDF, envoi, photo

pillow_heif.register_heif_opener()


def heic(cote):
    return photo("HEIF", (cote, cote))


@pytest.fixture
def interdit_ici(monkeypatch):
    """Nothing decodes in this process: the site's."""

    def jamais(*arguments):
        raise AssertionError("a stranger's file was opened by the process that serves the site")

    for nom in ("images.jpeg", "images.png", "images.heic_en_jpeg", "pdf.verifier"):
        monkeypatch.setattr(f"famille.dossier.documents.{nom}", jamais)


@pytest.mark.laboratoire
@pytest.mark.usefixtures("interdit_ici")
@pytest.mark.parametrize(
    ("contenu", "type_mime"),
    [
        (heic(64), "image/jpeg"),
        (photo("JPEG"), "image/jpeg"),
        (photo("PNG"), "image/png"),
        (PDF, "application/pdf"),
    ],
    ids=["heic", "jpeg", "png", "pdf"],
)
def test_no_file_is_opened_by_the_process_that_serves_the_site(contenu, type_mime):
    verifie = verifier(envoi(contenu))
    assert verifie.type_mime == type_mime
    if type_mime.startswith("image"):
        assert Image.open(io.BytesIO(verifie.contenu)).size in ((64, 64), (60, 40))


@pytest.mark.laboratoire
def test_only_the_demo_town_that_draws_its_papers_reads_them_on_the_spot(monkeypatch):
    """A child for each was half of its making. What is sent meanwhile, in another thread of the
    same process, and what is sent after it go to the child."""
    ouverts = []
    monkeypatch.setattr(laboratoire, "_dans_un_enfant", lambda geste, _: ouverts.append(geste))
    with laboratoire.dessines_ici():
        assert verifier(envoi(PDF)).type_mime == "application/pdf"
        assert ouverts == []
        with ThreadPoolExecutor(1) as autre:
            autre.submit(laboratoire.examiner, "pdf", PDF).result()
        assert ouverts == ["pdf"]
    laboratoire.examiner("png", b"")
    assert ouverts == ["pdf", "png"]
    qui = [
        fichier
        for piece in ("cms_pages", "demarches", "famille", "reservations", "site")
        for fichier in (laboratoire._RACINE / piece).rglob("*.py")
        if "dessines_ici" in fichier.read_text()
    ]
    assert {fichier.name for fichier in qui} == {"laboratoire.py", "fabrique.py"}


@pytest.mark.laboratoire
def test_a_refusal_read_on_the_spot_is_the_child_s():
    with laboratoire.dessines_ici(), pytest.raises(FichierRefuse, match="abîmée"):
        verifier(envoi(photo()[:400]))


@pytest.mark.laboratoire
def test_the_child_s_sentence_reaches_who_sent_the_file():
    with pytest.raises(FichierRefuse, match="abîmée"):
        verifier(envoi(photo()[:400]))


@pytest.mark.laboratoire
def test_a_file_that_takes_too_much_memory_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(laboratoire, "MEMOIRE", 250 * 1024 * 1024)
    assert verifier(envoi(photo())).type_mime == "image/jpeg"
    with pytest.raises(FichierRefuse, match="trop compliqué"):
        verifier(envoi(photo("PNG", (7000, 7000))))


@pytest.mark.laboratoire
def test_a_file_that_takes_too_long_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(laboratoire, "SECONDES", 0)
    with pytest.raises(FichierRefuse, match="trop compliqué"):
        verifier(envoi(photo()))


@pytest.mark.laboratoire
def test_the_child_holds_none_of_the_town_s_secrets(monkeypatch):
    vus = {}
    monkeypatch.setenv("PORTAIL_CLE_SECRETE", "x" * 50)

    def courir(commande, **options):
        vus.update(options["env"])
        raise FileNotFoundError

    monkeypatch.setattr(laboratoire.subprocess, "run", courir)
    with pytest.raises(FileNotFoundError):
        laboratoire.examiner("png", b"")
    assert vus
    assert not [nom for nom in vus if "PORTAIL" in nom]


DEDANS = """
import os, socket, subprocess, sys
from famille.dossier.documents.cloison import se_cloisonner
se_cloisonner()
parent, secret, geste = int(sys.argv[1]), sys.argv[2], sys.argv[3]
GESTES = {
    "environ": lambda: open(f"/proc/{parent}/environ", "rb").read(),
    "memory": lambda: open(f"/proc/{parent}/mem", "rb").read(1),
    "file": lambda: open(secret).read(),
    "folder": lambda: os.listdir(os.path.dirname(secret)),
    "truncate": lambda: os.truncate(secret, 0),
    "remove": lambda: os.unlink(secret),
    "mode": lambda: os.chmod(secret, 0),
    "write": lambda: open(secret + "2", "w"),
    "network": lambda: socket.socket(),
    "a local socket": lambda: socket.socket(socket.AF_UNIX),
    "program": lambda: subprocess.run(["/bin/true"]),
    "signal": lambda: os.kill(parent, 0),
    "library": lambda: __import__("famille.dossier.documents.pages"),
}
try:
    GESTES[geste]()
except OSError as erreur:
    print(erreur.errno)
else:
    print("done")
"""


def dans_la_cloison(geste, secret):
    return subprocess.run(
        [sys.executable, "-c", DEDANS, str(os.getpid()), str(secret), geste],
        env={"PYTHONPATH": str(laboratoire._RACINE)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        timeout=60,
    ).stdout.strip()


@pytest.mark.parametrize(
    "geste",
    [
        "environ",
        "memory",
        "file",
        "folder",
        "truncate",
        "remove",
        "mode",
        "write",
        "network",
        "a local socket",
        "program",
        "signal",
    ],
)
def test_the_child_reaches_neither_its_parent_nor_the_town_s_files(geste, tmp_path):
    """A decoder that a file has taken over reads /proc/<parent>/environ, where the keys are."""
    (secret := tmp_path / "cles").write_text("CLE")
    assert cloison.ce_qui_manque() == []
    assert dans_la_cloison(geste, secret) in {str(errno.EACCES), str(errno.EPERM)}
    assert secret.read_text() == "CLE"


def test_the_child_still_loads_what_decodes(tmp_path):
    assert dans_la_cloison("library", tmp_path) == "done"


def test_the_child_is_walled_before_it_reads_anything(monkeypatch):
    faits = []
    monkeypatch.setattr(laboratoire, "_se_borner", lambda *_: faits.append("bounded"))
    monkeypatch.setattr(laboratoire, "se_cloisonner", lambda: faits.append("walled"))
    entree = SimpleNamespace(buffer=SimpleNamespace(read=lambda: faits.append("reads")))
    monkeypatch.setattr(sys, "stdin", entree)
    monkeypatch.setattr(laboratoire, "_gestes", lambda: {"jpeg": lambda _: b""})
    laboratoire._principal("jpeg", "1", "1")
    assert faits == ["bounded", "walled", "reads"]


def test_a_process_of_the_town_is_read_by_no_other():
    """Where there is no Landlock: the kernel gives its /proc to root alone."""
    code = (
        "import ctypes; from famille.dossier.documents.cloison import se_rendre_illisible;"
        "se_rendre_illisible(); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    dit = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(laboratoire._RACINE)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    assert dit.stdout.strip() == "0"  # PR_GET_DUMPABLE


@pytest.mark.laboratoire
def test_on_a_busy_machine_a_sound_file_is_asked_to_wait(monkeypatch):
    monkeypatch.setattr(laboratoire, "PATIENCE", 0.01)
    with pytest.raises(FichierRefuse, match="Attendez une minute"):
        verifier(envoi(photo()))


def test_of_six_files_at_once_one_is_read_and_two_wait(monkeypatch):
    """The attack: six HEIC of 49 million pixels took the web process to 3.2 GB."""
    lache, entre, compte = threading.Event(), threading.Event(), {"en cours": 0, "au plus": 0}

    def lent(geste, contenu):
        compte["en cours"] += 1
        compte["au plus"] = max(compte["au plus"], compte["en cours"])
        entre.set()
        lache.wait(10)
        compte["en cours"] -= 1
        return b""

    monkeypatch.setattr(laboratoire, "_dans_un_enfant", lent)
    monkeypatch.setattr(laboratoire, "TOUR", Tour(ensemble=1, en_attente=2, secondes=10))
    with ThreadPoolExecutor(6) as fils:
        premier = fils.submit(verifier, envoi(PDF))
        assert entre.wait(10)
        suivants = [fils.submit(verifier, envoi(PDF)) for _ in range(5)]
        while sum(un.done() for un in suivants) < 3:
            threading.Event().wait(0.01)
        lache.set()
        issues = [un.exception() for un in (premier, *suivants)]
    assert compte["au plus"] == 1
    assert [str(issue) for issue in issues if issue] == [OCCUPE] * 3
    assert all(isinstance(issue, FichierRefuse) for issue in issues if issue)


def test_who_waited_too_long_is_told_to_come_again():
    tour = Tour(ensemble=1, en_attente=1, secondes=0.01)
    with tour.attendre(), pytest.raises(Occupe), tour.attendre():
        pass
    with tour.attendre():  # the places were given back
        pass


def test_a_place_is_given_back_when_the_work_fails():
    tour = Tour(ensemble=1, en_attente=0, secondes=0)
    for _ in range(3):
        with pytest.raises(Refus, match="fini"), tour.attendre():
            raise Refus("fini")


def test_an_account_sends_so_many_files_in_an_hour(famille_martin, time_machine, monkeypatch):
    time_machine.move_to("2026-11-25T10:00:00+01:00", tick=False)
    monkeypatch.setattr("famille.dossier.documents.actions.PAR_HEURE", 3)

    def deposer(par, contenu=PDF):
        return actions.deposer_document(envoi(contenu), foyer=famille_martin.foyer, par=par)

    deposer(famille_martin.camille)
    for _ in range(2):  # a file that is refused was opened too
        with pytest.raises(FichierRefuse, match="abîmé"):
            deposer(famille_martin.camille, PDF[:-40])
    with monkeypatch.context() as jamais:
        jamais.setattr(
            "famille.dossier.documents.laboratoire._dans_un_enfant",
            lambda *_: pytest.fail("it was opened"),
        )
        with pytest.raises(FichierRefuse, match="Attendez une heure"):
            deposer(famille_martin.camille)
    time_machine.move_to("2026-11-25T11:00:01+01:00", tick=False)
    deposer(famille_martin.camille)
    assert Document.objects.count() == 2


def test_a_refusal_that_undoes_its_transaction_is_counted_all_the_same(famille_martin, monkeypatch):
    """As the pieces of a message, which are written with it or not at all."""
    monkeypatch.setattr("famille.dossier.documents.actions.PAR_HEURE", 2)
    monkeypatch.setattr("famille.socle.mesure._compter_partout", lambda cle: 0)
    for attendu in ("abîmé", "abîmé", "Attendez une heure"):
        with pytest.raises(FichierRefuse, match=attendu), transaction.atomic():
            actions.deposer_document(
                envoi(PDF[:-40]), foyer=famille_martin.foyer, par=famille_martin.camille
            )


def test_an_agent_sends_more(agent, famille_martin, monkeypatch):
    monkeypatch.setattr("famille.dossier.documents.actions.PAR_HEURE", 1)
    for _ in range(3):
        actions.deposer_document(envoi(PDF), foyer=famille_martin.foyer, par=agent)


def test_the_share_of_one_account_is_not_another_s(famille_martin, voisin, monkeypatch):
    monkeypatch.setattr("famille.dossier.documents.actions.PAR_HEURE", 1)
    for par in (famille_martin.camille, voisin.nadia, None, None):
        actions.deposer_document(envoi(PDF), foyer=famille_martin.foyer, par=par)
    with pytest.raises(FichierRefuse, match="Attendez une heure"):
        actions.deposer_document(envoi(PDF), foyer=voisin.foyer, par=voisin.nadia)
