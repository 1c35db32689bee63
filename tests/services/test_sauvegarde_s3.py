"""A backup of files kept on a real S3, brought back to an empty bucket."""

import pytest
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

from famille.actions import deposer_document
from famille.models import Document
from portail.sauvegarde import bases, ecriture, fichiers, lecture
from tests.demarches.outils import pdf


def suivre(choses, libelle):
    return choses


@pytest.fixture
def seaux(s3):
    """(former, new): a private and a public storage each, empty: folders of one bucket, since the
    small S3 of the tests has room for few buckets."""
    options = {
        nom: getattr(s3, nom)
        for nom in ("bucket_name", "endpoint_url", "access_key", "secret_key", "region_name")
    }
    options |= {"addressing_style": "path", "signature_version": "s3v4", "file_overwrite": False}
    return [
        {part: S3Storage(**options, location=f"sauvegarde/{nom}/{part}") for part in fichiers.PARTS}
        for nom in ("ancien", "neuf")
    ]


@pytest.mark.django_db
def test_files_go_from_one_bucket_to_another_and_are_compared(
    seaux, famille_martin, monkeypatch, tmp_path
):
    ancien, neuf = seaux
    monkeypatch.setattr(fichiers, "stockage", ancien.__getitem__)
    monkeypatch.setattr(
        Document._meta.get_field("fichier").storage,
        "_save",
        lambda nom, contenu: ancien["prive"]._save(nom, contenu),
    )
    document = deposer_document(
        pdf("acte.pdf"), foyer=famille_martin.foyer, par=famille_martin.camille
    )
    ancien["public"].save("images/ecole.png", ContentFile(b"une image"))
    # pg_dump needs a committed database: tests/sauvegarde has it. Here, the files only.
    cliche = bases.Cliche(
        bases.compter(), [], {"prive": {document.fichier.name, "ab/perdu.pdf"}, "public": set()}
    )
    monkeypatch.setattr(bases, "photographier", lambda cible: cible.write_bytes(b"base") and cliche)
    chemin, manifeste = ecriture.sauvegarder(tmp_path, lambda phrase: None, suivre)
    assert manifeste.manquants == ["prive/ab/perdu.pdf"]
    monkeypatch.setattr(fichiers, "stockage", neuf.__getitem__)
    monkeypatch.setattr(bases, "restaurer", lambda source: None)
    lecture.restaurer(chemin, lecture.verifier(chemin, suivre), lambda phrase: None, suivre)
    assert lecture.comparer(manifeste, suivre) == []
    assert (
        neuf["prive"].open(document.fichier.name).read()
        == ancien["prive"].open(document.fichier.name).read()
    )
    assert neuf["public"].open("images/ecole.png").read() == b"une image"
    neuf["public"].delete("images/ecole.png")
    assert lecture.comparer(manifeste, suivre) != []
