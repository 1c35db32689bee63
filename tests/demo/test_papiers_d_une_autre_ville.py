"""Each paper of the portal, made in a town that is not the demonstration's: its village, of which
every text says another town. What a paper would still say of the first one is its own."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import CharField, JSONField, TextField
from django.test.signals import template_rendered
from django.urls import resolve
from django.utils import timezone

from cms_pages.identite.nommer import nommer_la_ville
from demarches.catalogue.reinscription.papier import feuille_de_reinscription
from demarches.models import CampagneReinscription
from famille.argent.factures.papiers import feuille_fiscale
from famille.argent.regie.recouvrement.tresor import feuille_de_l_etat
from famille.dossier.papiers import moteur
from famille.dossier.papiers.feuille import en_pdf
from famille.dossier.papiers.registre import lire
from famille.models import (
    CreanceTransmise,
    EtatNominatif,
    Facture,
    Foyer,
    Invitation,
    Utilisateur,
    VagueInvitations,
)
from famille.models.champs import ChampChiffre
from famille.mouvements.invitations import lettres
from famille.socle.ville.lecture import oublier
from reservations.guichet.vues_depart import feuille_de_radiation
from reservations.models import Activite, Inscription
from reservations.presences.attestation import feuille_de_presence, lire_presences
from tests.portail.mise_en_service.test_ville_quelconque import D_UNE_VILLE

pytestmark = [pytest.mark.django_db, pytest.mark.long]
VILLE = "Clairval"
CORPS = re.compile(r'corps="([\w/]+\.html)"')
DES_PIECES = ("famille", "reservations", "demarches", "cms_pages")


def corps_de_tous_les_papiers():
    """As the code names them: a paper that is added is looked at here, or this test says so."""
    return {
        corps
        for piece in DES_PIECES
        for module in (Path(settings.RACINE) / piece).rglob("*.py")
        for corps in CORPS.findall(module.read_text())
    }


def changer_de_ville():
    for modele in apps.get_models():
        if modele._meta.app_label not in DES_PIECES or not modele._meta.managed:
            continue
        champs = [
            un
            for un in modele._meta.local_concrete_fields
            if isinstance(un, CharField | TextField | JSONField | ChampChiffre) and not un.choices
        ]
        for ligne in modele._base_manager.all() if champs else ():
            dits = {un: _ailleurs(getattr(ligne, un.attname)) for un in champs}
            neufs = {un.attname: dit for un, dit in dits.items() if dit is not None}
            if neufs:
                _ecrire(modele, ligne, neufs)


def _ailleurs(valeur):
    """The same of another town; None when it says nothing of this one."""
    if not isinstance(valeur, str | list | dict):
        return None
    texte = json.dumps(valeur, ensure_ascii=False, default=str)
    change = D_UNE_VILLE.sub(VILLE, texte)
    return None if change == texte else json.loads(change)


def _ecrire(modele, ligne, neufs):
    try:
        with transaction.atomic():
            modele._base_manager.filter(pk=ligne.pk).update(**neufs)
    except DatabaseError:  # a journal that is only added to: no paper reads it
        assert modele._meta.model_name in ("consultation", "modification"), modele


@pytest.fixture
def clairval(village):
    changer_de_ville()
    nommer_la_ville(
        par=None,
        ville=VILLE,
        nom_portail="Mon portail",
        service="Maison de l’enfance",
        service_article="la",
    )
    cache.clear()
    oublier()


@pytest.fixture
def imprimes(monkeypatch):
    """The HTML of each PDF that is drawn, and the templates that made them."""
    vrai, pages, gabarits = moteur.produire, [], set()

    def produire(html, *, styles=""):
        pages.append(html)
        return vrai(html, styles=styles)

    def noter(sender, template, **_reste):
        gabarits.add(template.name)

    monkeypatch.setattr(moteur, "produire", produire)
    template_rendered.connect(noter)
    yield pages, gabarits
    template_rendered.disconnect(noter)


def des_familles(connecter):
    """One paper of each kind that the households hold, drawn for its parent."""
    vus = set()
    for foyer in Foyer.objects.ouverts().order_by("pk"):
        adulte = foyer.responsables.actuels().exclude(utilisateur=None).first()
        for papier in lire([foyer]) if adulte else ():
            quoi = papier.genre, resolve(papier.lien_pdf.partition("?")[0]).view_name
            if quoi in vus:
                continue
            reponse = connecter(adulte.utilisateur).get(papier.lien_pdf)
            assert reponse["Content-Type"] == "application/pdf", (quoi, reponse.status_code)
            vus.add(quoi)


def des_agents(jour):
    """Those that an agent prints, or a parent makes for himself."""
    par = Utilisateur.objects.filter(is_superuser=True).first()
    foyer = Foyer.objects.ouverts().filter(enfants__inscriptions__isnull=False).first()
    enfant = foyer.enfants.filter(inscriptions__isnull=False).first()
    Inscription.objects.filter(enfant=enfant).update(fin=jour)
    yield feuille_de_radiation(foyer, enfant, jour=jour, agent="Alix Auger")
    debut = jour - timedelta(days=30)
    yield feuille_de_presence(
        enfant,
        lire_presences([foyer], enfant, debut, jour),
        debut=debut,
        fin=jour,
        jour=jour,
        demandeur="Alix Auger",
    )
    yield feuille_fiscale(foyer, jour.year - 1, jour)
    campagne = CampagneReinscription.objects.first() or CampagneReinscription.objects.create(
        annee=jour.year + 5, debut=jour, fin=jour
    )
    campagne.activites.add(*Activite.objects.all()[:3])
    yield feuille_de_reinscription(enfant, campagne, avec_sante=True)
    facture = Facture.objects.publiees().first()
    etat = EtatNominatif.objects.create(numero="E-1", montant=facture.total, nombre=1, par=par)
    CreanceTransmise.objects.create(etat=etat, facture=facture, montant=facture.total)
    yield feuille_de_l_etat(etat, par=par)


def les_lettres(jour):
    """By the letter of one adult, as a wave writes them."""
    foyer = Foyer.objects.ouverts().filter(adresses__isnull=False).first()
    invitation = Invitation.objects.create(
        vague=VagueInvitations.objects.create(a_qui="Toutes les familles", par_jour=10),
        responsable=foyer.responsables.actuels().filter(invitation=None).first(),
        moyen=Invitation.Moyen.LETTRE,
    )
    return lettres.en_html([invitation], {invitation.pk: lettres.nouveau_code()}, jour)


def test_no_paper_names_the_demo_town(clairval, connecter, imprimes):
    pages, gabarits = imprimes
    jour: date = timezone.localdate()
    des_familles(connecter)
    for feuille in des_agents(jour):
        assert en_pdf(None, feuille).startswith(b"%PDF")
    html = les_lettres(jour)
    assert moteur.imprimer(html).startswith(b"%PDF")
    assert corps_de_tous_les_papiers() - gabarits == set()
    trouves = {
        (page[page.index("<title") :][:80], trouve[0])
        for page in (*pages, f"<title {html}")
        if (trouve := D_UNE_VILLE.search(page))
    }
    assert trouves == set()
    assert all(VILLE in page for page in pages)
