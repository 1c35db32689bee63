"""What holds for every page that a parent opens, walked one by one: identifiers, titles, what a
browser may fill in, the names that a translation must leave alone."""

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.cache import cache

from famille.models import Enfant
from tests.ecrans.pages_de_famille import pages_du_parent
from tests.famille.facturation import Prestataire
from tests.securite.voisine import batir

pytestmark = pytest.mark.django_db
IDENTIFIANT = re.compile(r"""<[a-z][^<>]*?\sid=["']([^"']+)["']""")
TITRE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
CHAMP = re.compile(r"""<input\b[^<>]*\btype=["'](?:tel|email)["'][^<>]*>""")
DU_PARENT = re.compile(r'name="[^"]*telephone_(?:portable|fixe)')
FEUILLE = re.compile(r"""<link rel="stylesheet"\s+href="([^"]+)\"""")
PERMISES = {
    "/static/portail/css/famille.css",
    "/theme.css",
    "/static/famille/papiers/papier.css",
    "/static/portail/css/demo.css",
}
VIDES = frozenset("area br col embed hr img input link meta source track wbr use path".split())  # noqa: SIM905


@pytest.fixture
def cible(agent, regisseur, pages, time_machine, settings):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    Prestataire.oublier()
    cache.clear()
    return batir(agent, regisseur)


def test_every_page_of_a_parent_keeps_the_rules_of_pages(cible):
    """One walk for all of them: the pages are made once."""
    lues = pages_du_parent(cible)
    assert {une.nom for une in lues} >= {
        *("famille:tableau_de_bord", "famille:facture", "reservations:calendrier", "mes_donnees"),
        *(
            "demarches:etape changement-adresse adresse",
            "demarches:etape informations-du-foyer foyer",
            "/aide/",
        ),
    }
    assert en_double(lues) == []
    assert titres_partages(lues) == {}
    assert sans_remplissage(lues) == []
    assert traduits(lues, cible) == []
    assert htmx_de_travers(lues) == []
    assert feuilles_en_trop(lues) == []


def en_double(lues):
    """[(view, id)] of what is said to be one and is there twice."""
    return [
        (une.nom, cle)
        for une in lues
        for cle, combien in Counter(IDENTIFIANT.findall(une.texte)).items()
        if combien > 1
    ]


def titres_partages(lues):
    """{title: views} of what several screens are called by; the steps of one démarche count as
    one."""
    ecrans = {}
    for une in lues:
        titre = " ".join(unescape(TITRE.search(une.texte)[1]).split())
        ecrans.setdefault(titre, set()).add(une.nom)
    return {titre: sorted(vues) for titre, vues in ecrans.items() if len(vues) > 1}


def sans_remplissage(lues):
    """[(view, field)] of telephones and addresses of which a browser is not told whose they are
    ("off": not its owner's), and of a parent's own telephones kept from it (WCAG 1.3.5)."""
    champs = [
        (une.nom, " ".join(champ.split())) for une in lues for champ in CHAMP.findall(une.texte)
    ]
    return [
        (nom, champ)
        for nom, champ in champs
        if "autocomplete=" not in champ
        or (DU_PARENT.search(champ) and 'autocomplete="off"' in champ)
    ]


def htmx_de_travers(lues):
    """[view] of the pages that load htmx and have no use for it, or use it and have it not."""
    return [
        une.nom
        for une in lues
        if ("django_htmx/htmx-2.min.js" in une.texte)
        != any(f"hx-{quoi}=" in une.texte for quoi in ("get", "post"))
    ]


def feuilles_en_trop(lues):
    """[(view, sheets)] of the pages that wait for more than the families' sheet and the town's
    colours; a paper has its own."""
    return [
        (une.nom, autres) for une in lues if (autres := {*FEUILLE.findall(une.texte)} - PERMISES)
    ]


def noms_a_garder(cible):
    """{view: names, places and references that it shows as such}: a translation of the page leaves
    them alone."""
    enfant = Enfant.objects.get(pk=cible.champs["enfant"])
    return {
        "famille:tableau_de_bord": [cible.compte.first_name, cible.foyer.numero],
        "famille:famille": [cible.foyer.numero, str(enfant)],
        "famille:enfant": [str(enfant)],
        "famille:facture": [cible.champs["facture"], cible.foyer.numero],
        "famille:factures": [cible.champs["facture"]],
        # papers are read in a browser too
        "famille:facture_papier": [str(cible.foyer), cible.foyer.numero],
    }


def traduits(lues, cible):
    """[(view, name)] of what a translation of the page may change."""
    pages = {une.nom: une.texte for une in lues}
    return [
        (vue, nom)
        for vue, noms in noms_a_garder(cible).items()
        for nom in noms
        if not any(nom in texte for texte in textes_gardes(pages[vue]))
    ]


def textes_gardes(page):
    """list[str]: the texts of a page that are marked translate="no"."""
    lecteur = Lecteur()
    lecteur.feed(page)
    return lecteur.textes


class Lecteur(HTMLParser):
    def __init__(self):
        super().__init__()
        self.pile, self.textes = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VIDES:
            self.pile.append((tag, dict(attrs).get("translate") == "no"))

    def handle_endtag(self, tag):
        while self.pile and self.pile.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and any(garde for _tag, garde in self.pile):
            self.textes.append(" ".join(data.split()))
