"""The demonstration town moves: its own export, read in an empty production base that has its
settings, makes the same town, family by family."""

import io
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Q
from django.forms.models import model_to_dict
from django.utils import timezone

from demarches.reglages.initiaux import creer_reglages
from famille.models import (
    Autorisation,
    ContactFamille,
    CreancierSEPA,
    Facture,
    FicheSanitaire,
    Foyer,
    MandatSEPA,
    Rattachement,
    Utilisateur,
)
from famille.reprise.export.actions import ecrire_l_archive
from portail.bureau.groupes import creer_groupes
from portail.mise_en_service import fichier as mise_en_service
from reservations.models import Inscription
from tests.famille.reprise import essai
from tests.outils.souvenirs import une_fois

from .conftest import _creer_le_village

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SANTE = (
    *("regime", "allergies", "pai", "medecin", "medecin_telephone", "valable_jusqu_au"),
    *("assurance_compagnie", "assurance_numero", "assurance_fin"),
)


def portraits():
    """All that is told of each household, by its number; read apart from what exports it."""
    return {foyer.numero: portrait(foyer) for foyer in Foyer.objects.ouverts().order_by("pk")}


def portrait(foyer):
    jour = timezone.localdate()
    liens = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour), foyer=foyer)
    contacts = ContactFamille.objects.filter(foyer=foyer)
    return {
        "nom": (foyer.nom, foyer.situation, lignes_d_adresse(foyer)),
        "adultes": sorted(adulte(un) for un in foyer.responsables.actuels()),
        "enfants": sorted(
            (
                *enfant(lien.enfant),
                *(lien.garde, lien.semaines, lien.debut.isoformat(), str(lien.fin)),
            )
            for lien in liens.select_related("enfant__ecole", "enfant__classe")
        ),
        "contacts": sorted(
            (
                *(un.prenom, un.nom, str(un.telephone), un.lien),
                *(un.a_prevenir, un.peut_recuperer, un.ordre),
            )
            for un in contacts
        ),
        "quotients": sorted(foyer.quotients.values_list("valeur", "debut", "fin", "source")),
        "mandats": sorted(
            mandat(un) for un in MandatSEPA.objects.filter(foyer=foyer, fin=None).avec_services()
        ),
        "soldes": sorted(
            (une.objet, une.solde, une.emise_le, une.echeance)
            for une in foyer.factures.aux_familles().non_soldees().filter(au_tresor_le=None)
        ),
    }


def lignes_d_adresse(foyer):
    return foyer.adresse.lignes if foyer.adresse else []


def adulte(un):
    return (
        *(un.prenom, un.nom, un.lien, str(un.telephone_portable), str(un.telephone_fixe)),
        un.utilisateur.email if un.utilisateur else "",
    )


def enfant(un):
    dites = dict(
        Autorisation.objects.filter(enfant=un).order_by("le", "pk").values_list("genre", "accordee")
    )
    fiche = FicheSanitaire.objects.filter(enfant=un).first()
    jour = timezone.localdate()
    inscriptions = Inscription.objects.filter(Q(fin=None) | Q(fin__gte=jour), enfant=un)
    return (
        *(un.prenom, un.nom, un.naissance.isoformat(), un.lieu_naissance),
        *(un.nom_ecole, un.nom_classe),
        tuple(sorted(dites.items())),
        tuple(str(getattr(fiche, nom)) for nom in SANTE) if fiche else (),
        tuple(
            sorted(
                (str(une.activite), une.debut.isoformat(), str(une.fin))
                for une in inscriptions.select_related("activite__structure")
            )
        ),
    )


def mandat(un):
    signe = timezone.localdate(un.signe_le)
    return un.rum, un.iban, un.bic, un.titulaire_nom, signe, un.services_couverts


def la_ville_s_en_va():
    """(its households, its export, its settings, its creditor); then nothing of it is left."""
    archive = io.BytesIO()
    with transaction.atomic():
        une_fois("village", _creer_le_village)
        ecrire_l_archive(archive, lambda _table: None)
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
