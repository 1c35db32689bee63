"""No personal data is forgotten: by a copy (D9), nor by the register of processing
(docs/droit/registre.md)."""

import re
from pathlib import Path

from django.apps import apps

from famille.models import Enfant, Foyer, Responsable, Utilisateur
from famille.mouvements.donnees import de_toutes, exclus
from famille.regles.conservation import DUREES

REGISTRE = Path(__file__).parents[2] / "docs" / "droit" / "registre.md"
PERSONNES = {Foyer, Enfant, Responsable, Utilisateur}
DES_SALLES = ("famille", "demarches", "reservations")
D_AILLEURS = (
    "famille.EssaiDeConnexion",  # where somebody signed in from
    "account.EmailAddress",
    "mfa.Authenticator",
    "socialaccount.SocialAccount",
    "usersessions.UserSession",
)


def etiquette(modele):
    return f"{modele._meta.app_label}.{modele.__name__}"


def concernent_quelqu_un():
    """Labels of every model of the site that points at a household, a child or somebody, and of
    those four."""
    modeles = {
        modele
        for modele in apps.get_models()
        if any(champ.related_model in PERSONNES for champ in propres(modele) if champ.is_relation)
    }
    return {etiquette(modele) for modele in modeles | PERSONNES}


def propres(modele):
    """Its own fields: what a kind of page has of `Page` is told once."""
    return [*modele._meta.local_fields, *modele._meta.local_many_to_many]


def test_each_model_about_somebody_is_in_the_copy_or_says_why_not():
    exportes = {modele for tiroir in de_toutes("TIROIRS") for modele in tiroir.modeles}
    assert concernent_quelqu_un() - exportes - exclus().keys() == set()


def test_nothing_is_both_in_the_copy_and_left_out():
    exportes = {modele for tiroir in de_toutes("TIROIRS") for modele in tiroir.modeles}
    assert exportes & exclus().keys() == set()


def test_what_is_left_out_exists():
    assert exclus().keys() - {etiquette(modele) for modele in apps.get_models()} == set()


def lignes_du_registre():
    """dict label → set of fields, of the table of the register."""
    lignes = re.findall(r"^\| `([\w.]+)` \| ([^|]+) \|", REGISTRE.read_text(), re.MULTILINE)
    return {modele: set(re.findall(r"`(\w+)`", champs)) for modele, champs in lignes}


def sans_donnee():
    """Labels of the models that the register says to hold nothing about anybody."""
    partie = REGISTRE.read_text().partition("## Sans donnée personnelle")[2].partition("\n## ")[0]
    return set(re.findall(r"`(\w+\.\w+)`", partie))


def modeles_tenus():
    salles = [modele for app in DES_SALLES for modele in apps.get_app_config(app).get_models()]
    return {etiquette(modele): modele for modele in [*salles, *map(apps.get_model, D_AILLEURS)]}


def test_each_field_stands_in_the_register():
    """A new field fails here: say in the table what it is for, or that its model tells nothing of
    anybody."""
    lignes, libres = lignes_du_registre(), sans_donnee()
    manquent = {
        nom: champs - lignes.get(nom, set())
        for nom, modele in modeles_tenus().items()
        if nom not in libres
        for champs in [
            {champ.name for champ in modele._meta.concrete_fields if not champ.primary_key}
        ]
        if champs - lignes.get(nom, set())
    }
    assert manquent == {}


def test_the_register_names_nothing_that_no_longer_exists():
    modeles = modeles_tenus()
    assert (lignes_du_registre().keys() | sans_donnee()) - modeles.keys() == set()
    for nom, champs in lignes_du_registre().items():
        assert champs <= {champ.name for champ in modeles[nom]._meta.get_fields()}, nom


def test_a_model_without_personal_data_points_at_nobody():
    assert sans_donnee() & concernent_quelqu_un() - exclus().keys() == set()


def test_each_retention_period_stands_in_the_register():
    texte = REGISTRE.read_text()
    assert [code for code in DUREES if f"`{code}`" not in texte] == []
