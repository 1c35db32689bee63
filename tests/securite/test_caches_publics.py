"""What shared caches may keep: it is the same for everybody, and holds nothing of the person who
asked for it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.acces.adresses import toutes
from tests.acces.table import TOUS
from tests.acces.test_acces import classer

pytestmark = pytest.mark.django_db


@pytest.fixture
def camille_depuis_longtemps(connecter, famille_martin, pages):
    """Signed in for longer than the minute after which a page used pushes the session's end back,
    by a cookie."""
    client = connecter(famille_martin.camille)
    client.raise_request_exception = False

    def lire(adresse):
        session = client.session
        session["vue"] = 1
        session.save()
        return client.get(adresse)

    return lire


def test_no_answer_kept_by_shared_caches_holds_a_cookie_nor_depends_on_one(
    camille_depuis_longtemps,
):
    default_storage.save("images/essai.png", ContentFile(b"x"))
    adresses = [adresse.exemple for adresse in toutes() if classer(adresse) == TOUS]
    publiques = {}
    for adresse in [*adresses, "/media/images/essai.png", "/"]:
        reponse = camille_depuis_longtemps(adresse)
        if "public" in reponse.headers.get("Cache-Control", ""):
            publiques[adresse] = (
                list(reponse.cookies),
                "cookie" in reponse.headers.get("Vary", "").lower(),
            )
    assert set(publiques) >= {"/theme.css", "/media/images/essai.png"}
    assert {adresse: vu for adresse, vu in publiques.items() if vu != ([], False)} == {}


def test_the_page_itself_pushes_the_session_s_end_back(camille_depuis_longtemps):
    """Otherwise the test above would prove nothing."""
    assert camille_depuis_longtemps("/mes-documents/").cookies
