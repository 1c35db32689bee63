"""The démarche of docs/etendre/une_demarche.md, put into the catalogue as the page says: by one
file."""

import re
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.conf import settings

from demarches import catalogue
from demarches.models import ReglageDemarche
from demarches.reglages.initiaux import creer_reglages

PAGE = Path(settings.RACINE) / "docs" / "etendre" / "une_demarche.md"
[(MODULE, SOURCE)] = re.findall(
    r"```python\n# demarches/catalogue/(\w+)\.py\n(.*?)```", PAGE.read_text(), re.DOTALL
)
CODE = MODULE.replace("_", "-")


@contextmanager
def catalogue_avec(module, source):
    """The catalogue with one more file, until the end of the block."""
    with TemporaryDirectory() as dossier:
        (Path(dossier) / f"{module}.py").write_text(source)
        catalogue.toutes.cache_clear()
        with mock.patch.object(catalogue, "__path__", [*catalogue.__path__, dossier]):
            yield
    catalogue.toutes.cache_clear()


def ouvrir():
    """Its settings, chosen as those of the change of address."""
    creer_reglages(demo=True)
    modele = ReglageDemarche.objects.get(code="changement-adresse")
    noms = (
        "etat",
        "effet_silence",
        "delai_silence_mois",
        "delai_jours",
        "voies_de_recours",
        "service",
        "service_courriel",
    )
    ReglageDemarche.objects.filter(code=CODE).update(**{nom: getattr(modele, nom) for nom in noms})
