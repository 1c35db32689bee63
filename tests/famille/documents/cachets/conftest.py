"""An issuer that the town believes, and papers of it."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from demo.ville.papiers.emetteur import code_de_facture, nouvel_emetteur
from demo.ville.papiers.pieces import facture_pdf
from famille.dossier.documents.cachets.actions import lire_le_cachet
from famille.models import CachetLu, Document

LILAS = {"voie": "4 allée des Lilas", "code_postal": "36130", "commune": "Déols"}
LE = date(2026, 10, 12)


@pytest.fixture
def emetteur(settings, tmp_path):
    """Believed: its certificates are in the folder of this town."""
    settings.CERTIFICATS_2DDOC = str(tmp_path / "2ddoc")
    emetteur = nouvel_emetteur()
    emetteur.publier(tmp_path / "2ddoc")
    return emetteur


@pytest.fixture
def papier(famille_martin):
    """papier(code) -> Document: a bill on which that code is printed, handed to the service."""

    def _papier(*codes, **champs):
        contenu = facture_pdf("Facture", "Camille Martin", [], LE, code=codes[0] if codes else "")
        document = Document(
            foyer=famille_martin.foyer,
            genre=Document.Genre.JUSTIFICATIF_DOMICILE,
            nom="facture.pdf",
            type_mime="application/pdf",
            taille=len(contenu),
            sha256="0" * 64,
            etat=Document.Etat.SAIN,
            remis_le=timezone.now(),
        )
        for nom, valeur in champs.items():
            setattr(document, nom, valeur)
        document.fichier.save("facture.pdf", ContentFile(contenu), save=False)
        document.save()
        return document

    return _papier


@pytest.fixture
def lu(papier):
    """lu(code) -> CachetLu of a paper where it is printed."""

    def _lu(*codes, **champs):
        document = papier(*codes, **champs)
        lire_le_cachet(document.pk)
        return CachetLu.objects.filter(document=document).first()

    return _lu


def facture(emetteur, nom="Martin", prenom="Camille", adresse=LILAS, le=LE):
    return code_de_facture(emetteur, nom, prenom, adresse, le)
