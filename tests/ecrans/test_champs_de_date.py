"""There is one date field in the portal (famille.socle.saisie.champ_jour): no other is written, in
a form nor in a template."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from famille.dossier.identites.formulaires import NaissanceField
from famille.socle.saisie.champ_jour import CalendrierInput, JourField, JourInput

RACINE = Path(__file__).parents[2]
SALLES = ("famille", "demarches", "reservations", "cms_pages", "portail")
# Where agents alone fill forms: at a desk, the browser's own calendar serves them better.
CHEZ_LES_AGENTS = re.compile(
    r"\.bureau\b|^reservations\.envois\.formulaires\b|^reservations\.guichet\.vues_depart\b"
    r"|^reservations\.planning\.modeles\b|^reservations\.(?:reductions|chiffres|payeurs)\."
    r"|^cms_pages\.menus\."
)
# Of a form that families fill too: this field is an agent's, at the counter.
AU_GUICHET = {("demarches.declaration.etapes", "declaree_le")}
# "Go to this day", on the agents' boards: a link of theirs, read by `lire_le_jour`.
ALLER_A_UN_JOUR = {
    "reservations/presences/_jours.html",
    "reservations/planning/bureau/remplissage/_filtres.html",
}


def modules():
    for salle in SALLES:
        paquet = importlib.import_module(salle)
        yield paquet
        for trouve in pkgutil.walk_packages(paquet.__path__, f"{salle}."):
            if not re.search(r"\.(migrations|management|settings)\b|\.wsgi$", trouve.name):
                yield importlib.import_module(trouve.name)


def formulaires():
    """Every form class of the portal's own, once; Wagtail's models bring its own picker."""
    vus = {}
    for module in modules():
        for _nom, classe in inspect.getmembers(module, inspect.isclass):
            if issubclass(classe, forms.Form | forms.ModelForm) and not issubclass(
                classe, WagtailAdminModelForm
            ):
                vus[classe] = classe.__module__
    return {classe: module for classe, module in vus.items() if module.partition(".")[0] in SALLES}


@pytest.fixture(scope="module")
def champs_de_date():
    """dict: "module.Form.field" → (module, field)."""
    return {
        f"{module}.{classe.__name__}.{nom}": (module, champ)
        for classe, module in formulaires().items()
        for nom, champ in classe.base_fields.items()
        if isinstance(champ, forms.DateField | forms.DateTimeField)
        or isinstance(champ.widget, forms.DateInput | forms.SelectDateWidget | JourInput)
    }


def test_every_date_of_a_form_is_the_portal_s_own_field(champs_de_date):
    autres = {}
    for nom, (module, champ) in champs_de_date.items():
        if isinstance(champ, NaissanceField):
            continue  # a register presumes some: a text, "1992-11-00"
        agents = (module, nom.rpartition(".")[2]) in AU_GUICHET or CHEZ_LES_AGENTS.search(module)
        attendu = CalendrierInput if agents else JourInput
        if not isinstance(champ, JourField) or type(champ.widget) is not attendu:
            autres[nom] = f"{type(champ).__name__}, {type(champ.widget).__name__}"
    assert autres == {}


def test_the_rule_sees_the_dates_of_the_portal(champs_de_date):
    """Five démarches, a repeat and an attestation on the family's side; without them the walk above
    proves nothing."""
    assert {nom.partition(".")[0] for nom in champs_de_date} >= {
        *("famille", "demarches", "reservations")
    }
    assert len(champs_de_date) >= 25


def test_no_template_writes_a_date_field_of_its_own():
    ecrits = {
        str(gabarit.relative_to(RACINE / "templates"))
        for gabarit in (RACINE / "templates").rglob("*.html")
        if re.search(r"""type=["']?(date|month|datetime-local)\b""", gabarit.read_text())
    }
    assert ecrits == ALLER_A_UN_JOUR
