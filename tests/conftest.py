"""The cast: the Martins, a neighbour who must see nothing, two agents, a director, an editor, an
administrator."""

import gc
from datetime import UTC, date, datetime
from math import inf
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache, caches
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation
from django.utils import timezone
from hypothesis import settings as reglages_d_hypothesis
from wagtail.models import Site

from famille.comptes.connexion.allauth import session_de_test
from famille.dossier.documents import laboratoire
from famille.models import AdresseFoyer, Enfant, Foyer, Rattachement, Responsable, Utilisateur
from famille.socle import mesure
from famille.socle.ville import DitsDeLaVille, Nom, retenir
from portail.settings import machine
from tests.outils import base_preparee, papiers, souvenirs

gc.disable()  # until all is loaded: walked again and again, it costs a tenth of that time

pytest_plugins = [
    "tests.outils.passes",  # first: `absents` reads it
    "tests.outils.absents",
    "tests.outils.trace",
    "tests.etages",
    "tests.ville.alertes",
    "tests.ville.caisses",
    "tests.outils.ecritures",
    "tests.outils.verrous",
    "tests.horloge",
    "tests.ville.maison",
    "tests.ville.payfip",
]


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not walk it again after every test."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


# No example fails because the machine is busy: Hypothesis' own default is 200 ms of wall clock.
reglages_d_hypothesis.register_profile("sans_delai", reglages_d_hypothesis(), deadline=None)
reglages_d_hypothesis.load_profile("sans_delai")

MOT_DE_PASSE = "un cheval blanc au galop"


@pytest.fixture(scope="session")
def du_passage(request, tmp_path_factory):
    """The folder that the workers of this run have in common; None where there is one process."""
    ouvrier = hasattr(request.config, "workerinput")
    return tmp_path_factory.getbasetemp().parent if ouvrier else None


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker, du_passage
):
    """In place of pytest-django's: a copy of one prepared base. A test that commits finds what the
    migrations wrote, put back row by row: Django would load each as an object."""
    with django_db_blocker.unblock():
        ancienne = base_preparee.ouvrir()
        depart = souvenirs.photographier()
    if du_passage:
        souvenirs.partager(du_passage / f"souvenirs-{connection.vendor}")
    with pytest.MonkeyPatch.context() as remplacement:
        remplacement.setattr(
            BaseDatabaseCreation,
            "deserialize_db_from_string",
            lambda creation, contenu: souvenirs.remettre(depart),
        )
        if connection.vendor == "postgresql":
            remplacement.setattr(
                type(connection.ops), "sql_flush", base_preparee.requetes_pour_vider
            )
        yield
    with django_db_blocker.unblock():
        base_preparee.fermer(ancienne)


# an account in use: what is said at a first sign-in has been
DEJA_VENU = datetime(2020, 1, 1, tzinfo=UTC)


def creer_foyer(numero, nom, prenom, courriel, *, enfants=(), voie="12 rue Bourdillon"):
    """A household of one adult with an account, and his children ((first name, birth date), …)."""
    foyer = Foyer.objects.create(numero=numero, nom=nom)
    AdresseFoyer.objects.create(
        foyer=foyer,
        voie=voie,
        code_postal="36000",
        commune="Châteauroux",
        dans_agglomeration=True,
        depuis=date(2020, 1, 1),
    )
    compte = Utilisateur.objects.create_user(
        courriel, MOT_DE_PASSE, first_name=prenom, last_name=nom, last_login=DEJA_VENU
    )
    compte.emailaddress_set.create(email=courriel, verified=True, primary=True)
    Responsable.objects.create(
        foyer=foyer, utilisateur=compte, prenom=prenom, nom=nom, telephone_portable="+33639980001"
    )
    for prenom_enfant, naissance in enfants:
        enfant = Enfant.objects.create(prenom=prenom_enfant, nom=nom, naissance=naissance)
        Rattachement.objects.create(enfant=enfant, foyer=foyer, debut=naissance)
    return foyer, compte


@pytest.fixture(autouse=True)
def _compteurs_a_zero():
    """Limits and codes already used belong to the accounts of the test before, whose keys come
    again."""
    cache.clear()
    mesure.oublier()


@pytest.fixture(autouse=True)
def _le_service_est_connu(monkeypatch):
    """What every page has read of the town is known to this process, as in a town: its name for the
    service costs no test a query, and what one test writes of it is not read by the next."""
    monkeypatch.setattr("famille.socle.ville.lecture.DUREE", inf)
    retenir(DitsDeLaVille(service=Nom("Pôle Familles")))


@pytest.fixture(autouse=True)
def _fichiers_lus_sur_place(request, monkeypatch):
    """What reads files runs here, not in a child that takes 0.2 s to start. `laboratoire` tests the
    child itself."""
    if "laboratoire" not in request.keywords:
        monkeypatch.setattr(
            "famille.dossier.documents.laboratoire._dans_un_enfant",
            lambda geste, contenu: laboratoire._gestes()[geste](contenu),
        )


@pytest.fixture
def proche(settings):
    """What every page reads, kept by this process as in a town (portail.settings); longer than its
    five seconds, which a busy machine may take between two readings."""
    garde = machine.caches("")["proche"] | {"TIMEOUT": 600}
    settings.CACHES = settings.CACHES | {"proche": garde}
    yield caches["proche"]
    caches["proche"].clear()


@pytest.fixture
def famille_martin(db):
    """SimpleNamespace(foyer, camille (Utilisateur), lea, hugo)."""
    foyer, camille = creer_foyer(
        "2026-00417",
        "Martin",
        "Camille",
        "camille.martin@exemple.fr",
        enfants=[("Léa", date(2018, 3, 14)), ("Hugo", date(2021, 6, 2))],
    )
    lea, hugo = Enfant.objects.du([foyer])
    return SimpleNamespace(foyer=foyer, camille=camille, lea=lea, hugo=hugo)


@pytest.fixture
def voisin(db):
    """SimpleNamespace(foyer, nadia, sami): another family, who must see nothing of the first."""
    foyer, nadia = creer_foyer(
        "2026-00418",
        "Benali",
        "Nadia",
        "nadia.benali@exemple.fr",
        enfants=[("Sami", date(2019, 1, 20))],
        voie="3 rue des Pavillons",
    )
    return SimpleNamespace(foyer=foyer, nadia=nadia, sami=Enfant.objects.du([foyer]).get())


def _du_personnel(courriel, prenom, nom, groupe, **champs):
    compte = Utilisateur.objects.create_user(
        courriel, MOT_DE_PASSE, first_name=prenom, last_name=nom, **champs
    )
    compte.emailaddress_set.create(email=courriel, verified=True, primary=True)
    compte.groups.add(Group.objects.get(name=groupe))
    return compte


@pytest.fixture
def groupes(db):
    from portail.bureau.groupes import creer_groupes

    souvenirs.une_fois("groupes", creer_groupes)


def planter_les_pages():
    """The seeded site of this day, at the address of this test: a browser's server has a port of
    its own."""
    from cms_pages.contenu import creer_pages

    souvenirs.une_fois(("pages", timezone.localdate()), creer_pages)
    adresse, site = urlsplit(settings.ADRESSE), Site.objects.get(is_default_site=True)
    site.hostname, site.port = adresse.hostname, adresse.port or 80
    site.save()


@pytest.fixture
def pages(groupes):
    """The seeded site, as a town has it from its first day."""
    planter_les_pages()


@pytest.fixture
def agent(groupes):
    return _du_personnel(
        "agent@exemple.fr",
        "Sophie",
        "Renard",
        "Service des familles",
        qualite="gestionnaire des dossiers familles",
        service="Pôle Familles",
    )


@pytest.fixture
def habilitee(agent):
    """The agent, who may read the health of children (D10)."""
    agent.groups.add(Group.objects.get(name="Santé des enfants"))
    return Utilisateur.objects.get(pk=agent.pk)


@pytest.fixture
def collegue(groupes):
    return _du_personnel(
        "collegue@exemple.fr",
        "Marc",
        "Petit",
        "Service des familles",
        qualite="gestionnaire",
        service="Pôle Familles",
    )


@pytest.fixture
def directrice(groupes):
    return _du_personnel(
        "directrice@exemple.fr",
        "Inès",
        "Moreau",
        "Direction de centre",
        qualite="directrice",
        service="La Valla",
    )


@pytest.fixture
def regisseur(groupes):
    return _du_personnel(
        "regie@exemple.fr", "Odile", "Blanc", "Régie", qualite="régisseuse", service="Régie"
    )


@pytest.fixture
def animatrice(groupes):
    return _du_personnel("animatrice@exemple.fr", "Lila", "Roy", "Animation", service="La Valla")


@pytest.fixture
def lecteur(groupes):
    """Figures, and what the kitchens make: nobody by name."""
    compte = _du_personnel(
        "lecture@exemple.fr", "Rémi", "Blot", "Lecture et chiffres", service="Finances"
    )
    compte.groups.add(Group.objects.get(name="Cuisine"))
    return compte


@pytest.fixture
def sante_seule(groupes):
    """The rights that are nothing by themselves: to read health, to read a civil identity."""
    compte = _du_personnel(
        "sante@exemple.fr", "Luc", "Adam", "Santé des enfants", qualite="infirmier", service="Santé"
    )
    compte.groups.add(Group.objects.get(name="État civil des adultes"))
    return compte


@pytest.fixture
def redactrice(groupes):
    return _du_personnel(
        "redactrice@exemple.fr", "Julie", "Caron", "Communication", service="Communication"
    )


@pytest.fixture
def administrateur(groupes):
    return _du_personnel(
        "admin@exemple.fr", "Paul", "Girard", "Administration", service="Informatique"
    )


@pytest.fixture
def connecter(client):
    """connecter(user) -> client signed in as that user, the second factor proved in this
    session."""

    def _connecter(utilisateur, navigateur=None):
        navigateur = navigateur or client
        navigateur.force_login(
            utilisateur, backend="famille.comptes.authentification.Authentification"
        )
        session = navigateur.session
        session_de_test(session, utilisateur)
        session.save()
        return navigateur

    return _connecter


@pytest.fixture
def lire_pdf():
    """lire_pdf(bytes) -> Pdf, by poppler (tests/outils/papiers.py). Who asks for it needs what
    makes and reads PDFs."""
    return papiers.lire_pdf
