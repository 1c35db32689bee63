"""The style sheets and scripts put together: nothing that a page needs is missing, nothing is
loaded that it does not use (docs/comprendre/ecrans.md)."""

import gzip
import os
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

from deploy import polices
from deploy.bootstrap import CLASSES, reduire
from deploy.styles import feuilles
from portail.statiques import ensembles
from portail.statiques.ensembles import BOOTSTRAP, ENSEMBLES, assembler

RACINE = Path(settings.RACINE)
FAMILLE = "portail/css/famille.css"
GABARITS = sorted((RACINE / "templates").rglob("*.html"))
SALLES = ("site", "cms_pages", "demarches", "reservations", "famille")
# Read by a few pages beside the side's own sheet: papers, which are the PDF's too; the sheets of a
# director's telephone; the pretend bank.
A_PART = {
    *("famille/papiers/papier.css", "famille/papiers/pdf.css", "famille/regie/papier.css"),
    *("reservations/presences/feuille.css", "reservations/presences/presences.css"),
    "portail/css/demo.css",
}
DITES = re.compile(
    r"""class(?:Name|List\.\w+)?["']?\s*[=:(]\s*["']([^"']*)["']|_classe? = "([^"]*)\""""
)


def classes_dites():
    """The classes that families' pages name: in templates, widgets and scripts."""
    agents = {"bureau", "wagtailadmin", "wagtailusers", "courriels"}
    fichiers = [gabarit for gabarit in GABARITS if not agents & set(gabarit.parts)]
    for salle in SALLES:
        for suffixe in ("*.py", "*.js"):
            fichiers += [
                une
                for une in (RACINE / salle).rglob(suffixe)
                if not {"vendor", "bureau"} & set(une.parts)
            ]
    mots = " ".join("".join(m) for une in fichiers for m in DITES.findall(une.read_text()))
    return set(re.findall(r"[\w-]+", mots))


def test_what_is_kept_of_bootstrap_is_what_families_pages_name():
    entiere = Path(finders.find(BOOTSTRAP)).with_name("bootstrap.min.css").read_text()
    connues = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", entiere))
    assert connues & classes_dites() == CLASSES
    assert reduire(entiere) == Path(finders.find(BOOTSTRAP)).read_text()  # else: make vendor


def test_a_rule_of_bootstrap_is_kept_whole_or_left_out():
    assert reduire(
        ":root{--bs-a:1px;--bs-b:2px}.btn,.badge{margin:var(--bs-a)}.badge{color:red}"
        "@media (min-width:9px){.btn>p:hover{margin:0}.modal{top:0}}@media print{.modal{top:0}}"
        "[data-bs-theme=dark] .btn{color:red}"
    ) == (
        ":root{--bs-a:1px}\n.btn{margin:var(--bs-a)}\n"
        "@media (min-width:9px){.btn>p:hover{margin:0}\n}\n"
    )


def test_each_property_of_bootstrap_that_a_sheet_reads_is_declared():
    texte = assembler(FAMILLE)
    lues = set(re.findall(r"var\((--bs-[\w-]+)\)", texte))
    assert lues - set(re.findall(r"[{;\s](--bs-[\w-]+):", texte)) == {
        # Bootstrap itself leaves these to whoever wants another.
        "--bs-body-text-align",
        "--bs-breadcrumb-font-size",
    }


def test_each_sheet_of_ours_is_put_together_or_named_apart():
    ecrites = {str(une).partition("/static/")[2] for une in feuilles()}
    reunies = {nom for noms in ENSEMBLES.values() for nom in noms if nom.endswith(".css")}
    assert ecrites - reunies == A_PART
    assert reunies - ecrites == {BOOTSTRAP}


def test_no_template_asks_for_a_file_that_is_already_in_the_one_of_its_side():
    reunis = {nom for noms in ENSEMBLES.values() for nom in noms}
    doubles = {
        (gabarit.name, nom)
        for gabarit in GABARITS
        for nom in re.findall(r'\{% static "([^"]+)" %\}', gabarit.read_text())
        if nom in reunis
    }
    # The admin has its own sheet; it borrows the end of the session, and one page of it the pieces
    # that families' pages are made of.
    assert doubles == {
        ("base.html", "portail/js/session.js"),
        ("ecran.html", "portail/css/composants.css"),
    }


def test_the_print_sheet_holds_on_paper_only():
    assert "@media print{@page{margin: 16mm 14mm;" in assembler(FAMILLE)


def test_a_sheet_put_together_keeps_the_rules_and_leaves_the_comments():
    texte = assembler("portail/css/agents.css")
    assert "/*" not in texte
    for nom in ENSEMBLES["portail/css/agents.css"]:
        brut = re.sub(r"/\*.*?\*/", "", Path(finders.find(nom)).read_text(), flags=re.DOTALL)
        assert re.sub(r"\s", "", brut) in re.sub(r"\s", "", texte)


@pytest.mark.parametrize("feuille", [FAMILLE, "portail/css/agents.css"])
def test_no_string_of_a_sheet_loses_a_blank_when_it_is_put_together(feuille):
    texte = assembler(feuille)
    for nom in set(ENSEMBLES[feuille]) - {BOOTSTRAP}:
        brut = re.sub(r"/\*.*?\*/", "", Path(finders.find(nom)).read_text(), flags=re.DOTALL)
        assert [une for une in re.findall(r'"[^"]*"', brut) if une not in texte] == [], nom


def test_a_script_put_together_is_its_sources_without_the_lines_of_comments():
    nom = "portail/js/famille.js"
    texte = assembler(nom)
    assert not re.search(r"^[ \t]*//", texte, re.MULTILINE)
    for source in ENSEMBLES[nom]:
        brut = Path(finders.find(source)).read_text()
        code = re.sub(r"^[ \t]*//.*\n", "", brut, flags=re.MULTILINE).strip()
        assert f"{code};\n" in texte


def test_a_source_that_has_changed_is_seen_at_once(tmp_path, monkeypatch):
    source = tmp_path / "a.css"
    source.write_text("a {\n  top: 0;\n}\n")
    monkeypatch.setitem(ENSEMBLES, "portail/css/essai.css", ("portail/css/a.css",))
    monkeypatch.setattr(ensembles, "_source", lambda _nom: source)
    trouve = Path(finders.find("portail/css/essai.css"))
    assert trouve.read_text() == "a{top: 0;}\n"
    source.write_text("b {\n  top: 1px;\n}\n")
    os.utime(source, (trouve.stat().st_mtime + 5,) * 2)
    assert Path(finders.find("portail/css/essai.css")).read_text() == "b{top: 1px;}\n"


def test_several_threads_that_ask_at_once_are_given_the_same_files():
    ensembles._dossier.cache_clear()
    depart = Barrier(8)

    def demander(rang):
        depart.wait()
        return Path(finders.find([FAMILLE, "portail/js/famille.js"][rang % 2])).read_text()

    with ThreadPoolExecutor(8) as fils:
        lus = list(fils.map(demander, range(8)))
    assert lus == [assembler(FAMILLE), assembler("portail/js/famille.js")] * 4


def test_a_sheet_of_another_folder_that_names_a_file_beside_it_is_refused(tmp_path, monkeypatch):
    source = tmp_path / "a.css"
    source.write_text('a {\n  background: url("fond.png");\n}\n')
    monkeypatch.setitem(ENSEMBLES, "portail/css/essai.css", ("famille/a.css",))
    monkeypatch.setattr(ensembles, "_source", lambda _nom: source)
    with pytest.raises(ValueError, match=r"famille/a\.css"):
        assembler("portail/css/essai.css")


def test_a_release_holds_them_under_names_that_change_with_what_they_say(tmp_path):
    """As `collectstatic` in production: hashed, their own addresses rewritten."""
    magasin = CompressedManifestStaticFilesStorage(location=tmp_path)
    trouves = {}
    police = f"portail/polices/{polices.CIBLE.name}"
    for chemin in (*ENSEMBLES, "portail/fleche.svg", police):
        source = Path(finders.find(chemin))
        magasin.save(chemin, source.open("rb"))
        trouves[chemin] = (magasin, chemin)
    for _nom, _hache, fait in magasin.post_process(trouves):
        assert not isinstance(fait, Exception), fait
    publie = magasin.url(FAMILLE, force=True)
    assert re.search(r"/portail/css/famille\.[0-9a-f]{12}\.css$", publie)
    feuille = (tmp_path / publie.removeprefix("/static/")).read_text()
    assert re.search(r"\.\./fleche\.[0-9a-f]{12}\.svg", feuille)
    assert re.search(r"next-400-700\.[0-9a-f]{12}\.woff2", feuille)


@pytest.mark.django_db
def test_what_every_page_brings_to_a_phone_is_few_light_files(client, pages):
    # the page of sign-in alone has the scripts of passkeys
    partagees = _ressources(client, "/connexion/") & _ressources(client, "/aide/")
    assert f"/static/{FAMILLE}" in partagees
    assert len(partagees) <= 7  # with the page, and htmx where it serves: nine
    fichiers = [une.removeprefix("/static/") for une in partagees if une.startswith("/static/")]
    poids = sum(_compresse(Path(finders.find(nom))) for nom in fichiers)
    assert poids <= 57_500


class Ressources(HTMLParser):
    """What a browser fetches by itself when it opens the page, as addresses."""

    def __init__(self):
        super().__init__()
        self.adresses = []

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        liens = (attributs.get("rel") or "").split()
        if tag == "link" and {"stylesheet", "icon", "preload", "manifest"} & set(liens):
            self.adresses.append(attributs["href"])
        elif tag in ("script", "img") and attributs.get("src"):
            self.adresses.append(attributs["src"])
        elif tag == "use" and attributs.get("href"):
            self.adresses.append(attributs["href"])


def _ressources(client, adresse):
    lues = Ressources()
    lues.feed(client.get(adresse).text)
    return {une.partition("#")[0] for une in lues.adresses}


def _compresse(fichier):
    contenu = fichier.read_bytes()
    return len(contenu) if fichier.suffix == ".woff2" else len(gzip.compress(contenu, 9))
