"""The demonstration town moves: its own export, read in an empty production base that has its
settings, makes the same town, family by family."""

import io
from collections import Counter

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from demarches.reglages.initiaux import creer_reglages
from famille.models import CreancierSEPA, Facture, Foyer, Utilisateur
from famille.mouvements.reprise.export.actions import ecrire_l_archive
from portail.bureau.groupes import creer_groupes
from portail.mise_en_service import fichier as mise_en_service
from tests.famille.reprise import essai

from .conftest import creer_le_village
from .portraits import portraits

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def la_ville_s_en_va():
    """(its households, its export, its settings, its creditor); then nothing of it is left."""
    archive = io.BytesIO()
    with transaction.atomic():
        creer_le_village()
        ecrire_l_archive(archive, lambda *_ligne: None)
        creancier = model_to_dict(CreancierSEPA.lire(), exclude=["id"])
        parti = portraits(), archive.getvalue(), mise_en_service.exporter(), creancier
        transaction.set_rollback(True)
    assert not Foyer.objects.exists()
    return parti


def une_base_de_production(reglages, creancier):
    """As `preparer` makes it, then what the town sets before its families come."""
    creer_groupes()
    creer_reglages()
    par = Utilisateur.objects.create_superuser("admin@exemple.fr", "un mot de passe long")
    mise_en_service.importer(reglages, par=par)
    CreancierSEPA.objects.create(**creancier)
    return par


def test_the_town_s_own_export_makes_the_same_town_in_an_empty_base(petite):
    attendus, archive, reglages, creancier = la_ville_s_en_va()
    assert len(attendus) >= 36
    par = une_base_de_production(reglages, creancier)
    reprise = essai.reprendre(archive, par=par, source="Portail Famille")
    raisons = Counter(reprise.fautes.values_list("raison", "colonne"))
    assert not raisons
    venus = portraits()
    assert venus.keys() == attendus.keys()
    for numero, attendu in attendus.items():
        assert venus[numero] == attendu, numero
    assert any(attendu["soldes"] for attendu in attendus.values())
    assert any(attendu["mandats"] for attendu in attendus.values())
    assert sum(len(attendu["enfants"]) for attendu in attendus.values()) >= 60
    assert Facture.objects.exclude(repris_de="Portail Famille").count() == 0
