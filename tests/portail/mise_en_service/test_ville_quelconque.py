"""A production base speaks of no town in particular: neither in its tables, nor in its pages, mails
and papers."""

import ast
import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from wagtail.models import Page

from cms_pages.identite.nommer import nommer_la_ville
from cms_pages.models import AidePage, IdentiteSite
from demarches.models import ReglageDemarche
from famille.dossier.papiers import Feuille
from famille.socle.ville.lecture import oublier
from reservations.models import JourFerie, PeriodeScolaire, ReglageReservations
from tests.outils import souvenirs

pytestmark = pytest.mark.django_db

D_UNE_VILLE = re.compile(
    r"Ch(?:â|a)teauroux|Pingaudi|\bValla\b|P(?:ô|o)le[\s\u00a0]+(?:Ados|Familles)|[Zz]one[\s\u00a0]+B\b"
)
# the service, then "il" or "lui" in the same sentence
AU_MASCULIN = re.compile(
    r"\{% (?:[Ll]e|du|au)_service %\}(?:(?!</(?:p|li|h\d|td|dd)>|[.?!…](?:\s|<)).)*?"
    r"[\s’](?:il|lui)\b(?!\sy\sa)",
    re.DOTALL,
)
SALLES = ("cms_pages", "demarches", "famille", "reservations", "site/portail")
# the demo town's own words, and the list of all zones
DE_LA_DEMO = {
    "cms_pages/contenu/ville.py",
    "cms_pages/models/identite.py",
    "demarches/reglages/initiaux.py",
    "reservations/models/reglages.py",
}
LAISSEES = {"django_migrations"}  # names of files
# what was, and stays as it was
HISTOIRE = {"wagtailcore_revision", "wagtailcore_pagelogentry", "wagtailcore_modellogentry"}


@pytest.fixture
def de_production(settings):
    settings.DEMO = False
    oublier()


@pytest.fixture
def base(groupes, de_production):
    souvenirs.une_fois("production", lambda: call_command("preparer", verbosity=0))
    oublier()


def textes():
    """(table, what one of its rows says): every column of every table."""
    with connection.cursor() as curseur:
        for table in connection.introspection.table_names():
            if table not in LAISSEES:
                curseur.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                for ligne in curseur.fetchall():
                    yield table, " ".join(str(un) for un in ligne)


def test_no_row_of_a_production_base_speaks_of_the_demo_town(base):
    trouves = [(table, D_UNE_VILLE.search(dit)) for table, dit in textes()]
    assert {(table, trouve[0]) for table, trouve in trouves if trouve} == set()


def test_no_page_shown_to_the_public_speaks_of_the_demo_town(base, proche):
    client = Client()
    pages = [page.url for page in Page.objects.live().public() if page.depth > 1]
    ecrans = ["/compte/connexion/", "/aide/", "/recherche/?q=quotient", "/introuvable/"]
    assert len(pages) > 30
    fautes = {}
    for adresse in [*pages, *ecrans]:
        page = client.get(adresse, follow=True).content.decode()
        if trouve := D_UNE_VILLE.search(page):
            fautes[adresse] = trouve[0]
    assert fautes == {}


def test_no_template_names_the_service_by_the_word_of_one_town():
    """Mails and papers, whatever their context."""
    dossier = settings.RACINE / "templates"
    gabarits = [*dossier.rglob("*.html"), *dossier.rglob("*.txt")]
    fautes = [
        f"{un.relative_to(dossier)}"
        for un in gabarits
        if "demo" not in un.parts and D_UNE_VILLE.search(un.read_text())
    ]
    assert fautes == []


def test_no_template_takes_the_service_for_a_masculine_name():
    """It may be "la Maison de l’enfance": {% il_service %} says it."""
    dossier = settings.RACINE / "templates"
    fautes = {
        f"{un.relative_to(dossier)}": trouve[0]
        for un in [*dossier.rglob("*.html"), *dossier.rglob("*.txt")]
        if (trouve := AU_MASCULIN.search(un.read_text()))
    }
    assert fautes == {}


def phrases(source):
    """Each text of a module that is no documentation of it."""
    noeuds = list(ast.walk(ast.parse(source)))
    documentations = {id(un.value) for un in noeuds if isinstance(un, ast.Expr)}
    return [
        un.value
        for un in noeuds
        if isinstance(un, ast.Constant) and isinstance(un.value, str)
        if id(un) not in documentations
    ]


def test_no_sentence_of_the_product_speaks_of_the_demo_town():
    """Helps of fields, mails, papers, files of banks, whichever room writes them."""
    racine, fautes = settings.RACINE, []
    for module in (un for salle in SALLES for un in (racine / salle).rglob("*.py")):
        chemin, source = str(module.relative_to(racine)), module.read_text()
        if "migrations" in module.parts or chemin in DE_LA_DEMO or not D_UNE_VILLE.search(source):
            continue
        fautes += [(chemin, dit) for dit in phrases(source) if D_UNE_VILLE.search(dit)]
    assert fautes == []


def test_a_mail_and_a_paper_name_the_service_of_the_town(base):
    call_command("preparer", verbosity=0, service="la Maison de l’enfance", ville="Clairval")
    contexte = {"numero": "M-1", "sujet": "", "lien": "https://famille.exemple.fr/"}
    courriel = render_to_string("courriels/demarches/reponse.txt", contexte)
    assert "La Maison de l’enfance a répondu" in courriel
    feuille = Feuille(titre="Une attestation", corps="", fichier="a", lien_pdf="", lien_html="")
    assert feuille.service == "Maison de l’enfance"


def test_what_the_town_says_at_its_first_start_is_in_its_pages_and_its_calendar(de_production):
    call_command(
        "preparer",
        verbosity=0,
        ville="Clairval",
        service="l’Espace famille",
        tribunal="Lyon",
        zone="A",
        territoire="alsace-moselle",
    )
    identite = IdentiteSite.objects.get()
    assert (identite.ville, identite.dits.service.du) == ("Clairval", "de l’Espace famille")
    assert ReglageDemarche.objects.get(code="contact").titre == "J’écris à l’Espace famille"
    aide = AidePage.objects.get(slug="ma-famille")
    assert "l’Espace famille" in f"{aide.specific.chapo} {aide.corps}"
    assert JourFerie.objects.filter(nom="Vendredi saint").exists()
    hivers = PeriodeScolaire.objects.filter(nom="Vacances d’hiver", debut__year=2028)
    assert [f"{un.debut:%d/%m}" for un in hivers] == ["19/02"]
    reglage = ReglageDemarche.objects.get(code="changement-adresse")
    assert "tribunal administratif de Lyon" in reglage.repondant.voies_de_recours


def test_an_empty_base_takes_the_town_from_the_environment_and_never_again(de_production, settings):
    """A container is given its settings so, and prepares its base at each start."""
    settings.VILLE_AU_DEPART |= {"ville": "Clairval", "service": "l’Espace famille", "zone": "A"}
    call_command("preparer", verbosity=0, ville="Clairmont")
    identite = IdentiteSite.objects.get()
    assert (identite.ville, identite.dits.service.du) == ("Clairmont", "de l’Espace famille")
    assert PeriodeScolaire.objects.exists()
    settings.VILLE_AU_DEPART |= {"ville": "Autre", "zone": "B"}
    call_command("preparer", verbosity=0)
    assert IdentiteSite.objects.get().ville == "Clairmont"
    assert ReglageReservations.load().zone == "A"


def test_without_a_zone_no_holiday_is_guessed(base):
    assert not PeriodeScolaire.objects.exists()
    assert JourFerie.objects.filter(nom="Noël").exists()


def test_a_zone_that_does_not_exist_is_refused_in_a_sentence(de_production):
    with pytest.raises(CommandError, match="Z"):
        call_command("preparer", verbosity=0, zone="Z")


def test_a_service_that_changes_its_name_is_renamed_where_it_was_named(base, administrateur):
    aide = AidePage.objects.get(slug="ma-famille")
    assert "le service des familles" in f"{aide.corps}"
    nommer_la_ville(par=administrateur, service="Maison de l’enfance", service_article="la")
    anciens = {
        table
        for table, dit in textes()
        if re.search(r"(?:le|du|au) service des familles", dit) and table not in HISTOIRE
    }
    assert anciens == set()
    aide.refresh_from_db()
    assert "la Maison de l’enfance" in f"{aide.corps}"
    assert "elle corrige avec vous" in f"{aide.corps}"
    assert ReglageDemarche.objects.get(code="contact").titre == "J’écris à la Maison de l’enfance"
