"""docs/ajouter_une_demarche.md, followed to the letter, adds a démarche by one file."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from demarches import catalogue
from demarches.actions import valider
from demarches.models import Demande, ReglageDemarche
from demarches.reglages_initiaux import creer_reglages
from tests.demarches.outils import Navigateur

PAGE = Path(settings.RACINE) / "docs" / "ajouter_une_demarche.md"


@pytest.fixture
def telephone(tmp_path, monkeypatch, reglage):
    """The code of the démarche that the page adds, its file in the catalogue and its settings chosen."""
    code, source = re.search(
        r"```python\n# demarches/catalogue/(\w+)\.py\n(.*?)```", PAGE.read_text(), re.DOTALL
    ).groups()
    (tmp_path / f"{code}.py").write_text(source)
    monkeypatch.setattr(catalogue, "__path__", [*catalogue.__path__, str(tmp_path)])
    catalogue.toutes.cache_clear()
    creer_reglages(demo=True)
    choix = {nom: getattr(reglage, nom) for nom in ("effet_silence", "delai_silence_mois", "service", "etat")}
    ReglageDemarche.objects.filter(code=code).update(**choix)
    yield code
    catalogue.toutes.cache_clear()


def test_the_page_adds_a_demarche_in_one_file(telephone, famille_martin, agent, connecter):
    client = connecter(famille_martin.camille)
    reponse = client.post(f"/demarches/{telephone}/")
    demande = Demande.objects.get()
    camille = Navigateur(client, demande)
    assert reponse.url == camille.adresse("numero")
    assert "n’existe pas" in camille.poster("numero", {"telephone": "06"}).content.decode()
    assert camille.poster("numero", {"telephone": "06 39 98 00 77"}).url == camille.adresse("recapitulatif")
    camille.poster("recapitulatif", {"certifie": "on"})
    demande = camille.relue()
    assert demande.changements == []
    valider(demande, par=agent)
    assert str(famille_martin.foyer.responsables.get().telephone_portable) == "06 39 98 00 77"


def test_a_file_that_declares_nothing_is_told_at_once(tmp_path, monkeypatch):
    (tmp_path / "vide.py").write_text("")
    monkeypatch.setattr(catalogue, "__path__", [*catalogue.__path__, str(tmp_path)])
    catalogue.toutes.cache_clear()
    with pytest.raises(TypeError, match="must define one subclass of Demarche"):
        catalogue.toutes()
    catalogue.toutes.cache_clear()
