"""A démarche of the tests' own, and demandes already sent, so that the desk is tested whatever the
catalogue holds."""

from datetime import datetime, timedelta

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.utils import timezone

from demarches import catalogue
from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import Etape, PieceField
from demarches.models import Accuse, Demande, Passage, PieceJointe, ReglageDemarche
from famille.actions import changer_adresse
from famille.models import Document

CODE = "essai"
ADRESSE = {"voie": ["4 allée des Lilas"], "code_postal": ["36130"], "commune": ["Déols"]}


class AdresseEtape(Etape):
    titre = "Votre nouvelle adresse"
    voie = forms.CharField()
    code_postal = forms.CharField()
    commune = forms.CharField()


class PreuveEtape(Etape):
    titre = "Votre justificatif"
    preuve = PieceField(required=False)


class DemarcheEssai(Demarche):
    titre = "Je déclare un changement d’adresse"
    titre_court = "Changement d’adresse"
    verbe_validation = "Valider et changer l’adresse"
    etapes = {"adresse": AdresseEtape, "preuve": PreuveEtape}
    genres_pieces = (Document.Genre.JUSTIFICATIF_DOMICILE,)

    def changements(self, demande):
        avant = demande.foyer.adresse
        apres = demande.donnees["adresse"]
        return [
            {"libelle": "Rue", "avant": avant.voie, "apres": apres["voie"]},
            {"libelle": "Tarif", "avant": "agglomération", "apres": "agglomération"},
        ]

    def verifications(self, demande):
        return [
            {"ok": True, "texte": "Justificatif de moins de 3 mois"},
            {"ok": None, "texte": "Le nom sur le justificatif est à comparer"},
        ]

    def appliquer(self, demande, *, par):
        changer_adresse(
            demande.foyer,
            **demande.donnees["adresse"],
            complement="",
            depuis=timezone.localdate(),
            par=par,
            origine=f"demande {demande}",
        )


@pytest.fixture
def demarche(monkeypatch, db):
    """ReglageDemarche of the test démarche, open."""
    reelles = catalogue.toutes()
    essai = DemarcheEssai(code=CODE)
    monkeypatch.setattr(catalogue, "toutes", lambda: reelles | {CODE: essai})
    return ReglageDemarche.objects.create(
        code=CODE,
        titre=essai.titre,
        etat="ouverte",
        effet_silence="rejet",
        delai_silence_mois=2,
        delai_jours=14,
        delai_complement_jours=15,
        service="Pôle Familles",
        voies_de_recours="Vous avez deux mois.",
    )


def deposee(foyer, par, numero, *, le=None, echeance=None, statut="en-attente", **champs):
    """Demande already sent, with its receipt and its passage."""
    le = le or timezone.now()
    demande = Demande.objects.create(
        numero=numero,
        code=CODE,
        foyer=foyer,
        par=par,
        statut=statut,
        saisie={"adresse": ADRESSE, "preuve": {}},
        recapitulatif=[
            {
                "etape": "adresse",
                "titre": "Adresse",
                "lignes": [{"libelle": "Rue", "valeur": "4 allée des Lilas"}],
            }
        ],
        deposee_le=le,
        echeance=echeance or (timezone.localdate(le) + timedelta(days=14)),
        **champs,
    )
    Passage.objects.create(demande=demande, de="brouillon", vers="en-attente", par=par, le=le)
    Accuse.objects.create(demande=demande, emis_le=le, mentions={})
    return demande


def joindre(
    demande,
    *,
    etat=Document.Etat.SAIN,
    nom="facture.pdf",
    type_mime="application/pdf",
    champ="preuve",
):
    """Document: the proof of this demande, sent with it."""
    document = Document.objects.create(
        foyer=demande.foyer,
        nom=nom,
        type_mime=type_mime,
        taille=4,
        sha256="0" * 64,
        etat=etat,
        fichier=ContentFile(b"%PDF", name=nom),
        remis_le=demande.deposee_le,
    )
    PieceJointe.objects.create(demande=demande, etape="preuve", champ=champ, document=document)
    return document


@pytest.fixture
def demande(demarche, famille_martin):
    """The Martin family's demande, waiting: n° D-2026-00231."""
    return deposee(famille_martin.foyer, famille_martin.camille, "D-2026-00231")


def le(annee, mois, jour, heure=9):
    """datetime in Paris."""
    return datetime(annee, mois, jour, heure, tzinfo=timezone.get_default_timezone())
