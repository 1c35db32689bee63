"""A small town on one machine, its files in a folder: nginx gives them, once a view has let it."""

import pytest

from tests.demarches.outils import PDF
from tests.deploiement.outils import CAMILLE, commencer, demander, joindre
from tests.ville.topologie import MOT_DE_PASSE, topologie
from tests.ville.visiteur import Visiteur


@pytest.fixture(scope="module")
def petite():
    sans = {"redis": False, "s3": False, "clamd": False}
    with topologie(webs=1, grappes=0, **sans, PORTAIL_ENVOI_INTERNE="/_prive/") as petite:
        yield petite


def test_the_file_comes_from_nginx_with_the_headers_of_the_view(petite):
    camille = Visiteur(petite.adresse, certificat=petite.certificat)
    camille.se_connecter(CAMILLE, MOT_DE_PASSE)
    joindre(camille, commencer(camille), PDF)
    nom, cle = demander(petite, "[(d.fichier.name, str(d.pk)) for d in Document.objects.all()][0]")
    recu = camille.lire(f"/mes-documents/{cle}/")
    assert recu.content == PDF
    assert recu.headers["Content-Type"] == "application/pdf"
    assert recu.headers["Content-Disposition"].startswith("inline;")
    assert recu.headers["Cache-Control"] == "private, no-store"
    assert recu.headers["X-Content-Type-Options"] == "nosniff"
    assert recu.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in recu.headers["Content-Security-Policy"]
    assert "ETag" in recu.headers  # nginx read it
    assert camille.lire(f"/_prive/{nom}").status_code == 404
    assert (
        Visiteur(petite.adresse, certificat=petite.certificat)
        .lire(f"/mes-documents/{cle}/")
        .status_code
        == 302
    )
