"""Filling a démarche as a browser does: read the page, post what it holds."""

import re
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from demarches.models import Demande
from tests.outils.lisible import lisible

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count"
    b" 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0"
    b" 4\ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)


def pdf(nom="facture-edf.pdf", suite=b""):
    return SimpleUploadedFile(
        nom, PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + (suite or nom.encode()) + b"\n")
    )


def au_clic_suivant(demande) -> Demande:
    """The same, as another request reads it."""
    return Demande.objects.get(pk=demande.pk)


def principal(page) -> str:
    """What is read between the menus of this page and its foot."""
    return lisible(page.text.partition("<main")[2].partition("</main>")[0])


def jj(jour: date) -> str:
    return jour.strftime("%d/%m/%Y")


class Navigateur:
    """One open démarche in one browser: it keeps the hidden fields of the page it has read."""

    def __init__(self, client, demande):
        self.client, self.demande = client, demande
        self.caches = {}

    def adresse(self, etape):
        return f"/demarches/brouillon/{self.demande.pk}/{etape}/"

    def lire(self, etape, **kwargs):
        reponse = self.client.get(self.adresse(etape), **kwargs)
        self.retenir(reponse)
        return reponse

    def retenir(self, reponse):
        if reponse.status_code in (200, 409) and b'name="ecran"' in reponse.content:
            html = reponse.content.decode()
            self.caches = {
                nom: re.search(rf'name="{nom}"\s+value="([^"]*)"', html).group(1)
                for nom in ("version", "ecran", "retour")
            }

    def poster(self, etape, champs=None, action="valider", *, relire=True, **entetes):
        """Read the page, then post it; `relire=False` posts from the page read before."""
        if relire:
            self.lire(etape)
        donnees = {f"{etape}-{nom}": valeur for nom, valeur in (champs or {}).items()}
        donnees |= self.caches | {"assistant-current_step": etape, "action": action}
        reponse = self.client.post(self.adresse(etape), donnees, **entetes)
        self.retenir(reponse)
        return reponse

    def relue(self):
        return Demande.objects.get(pk=self.demande.pk)


def nouvelle_adresse(demande, **autres):
    """dict: a right first page, the whole household moving next week."""
    from demarches.catalogue.changement_adresse import personnes_du_foyer

    return {
        "voie": "4 allée des Lilas",
        "complement": "",
        "code_postal": "36130",
        "commune": "Déols",
        "a_partir_du": jj(timezone.localdate() + timedelta(days=7)),
        "qui": [cle for cle, _nom in personnes_du_foyer(demande)],
    } | autres


def justificatif(**autres):
    """dict: a right second page, its bill of last month."""
    jour = timezone.localdate() - timedelta(days=30)
    return {"nature": "facture", "date_document": jj(jour), "fichier": pdf()} | autres


def remplir(navigateur):
    """Both pages, checked; the summary is next."""
    navigateur.poster("adresse", nouvelle_adresse(navigateur.demande))
    return navigateur.poster("justificatif", justificatif())


__all__ = [
    "Navigateur",
    "au_clic_suivant",
    "jj",
    "justificatif",
    "nouvelle_adresse",
    "pdf",
    "remplir",
]
