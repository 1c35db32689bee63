"""Who has a mail translated reads the names of persons and the references as they are."""

import re

import pytest

from tests.ville.maison import RACINE

PERSONNES = "prenom|utilisateur.first_name|adulte|enfant|agent|par"
REFERENCES = "numero|mentions.numero|recu.numero|reference"
NU = re.compile(rf"{{{{ (?:{PERSONNES}|{REFERENCES}) }}}}".replace(".", r"\."))
GABARITS = sorted(
    gabarit
    for dossier in RACINE.rglob("courriels")
    if "node_modules" not in dossier.parts and ".venv" not in dossier.parts
    for gabarit in dossier.rglob("*.html")
)


@pytest.mark.parametrize("gabarit", GABARITS, ids=lambda un: f"{un.parent.name}/{un.stem}")
def test_a_name_in_a_mail_is_not_translated(gabarit):
    assert NU.findall(gabarit.read_text()) == []
