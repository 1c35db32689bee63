"""formtools' storage, in the database: a draft survives sign-out, an ended session and a change of
device (G24).

It reads the Demande fetched by the wizard, works on a copy, and writes once, at the end of a POST;
a GET never writes. Files are not its business: they are Documents, joined by demarches.actions.
"""

from copy import deepcopy
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from formtools.wizard.storage.base import BaseStorage

from demarches.declaration.champ_secret import proteger
from demarches.declaration.etapes import fichiers_prefixes, saisie_prefixee
from demarches.depot.brouillon import enregistrer_page
from demarches.models import Demande
from famille.socle.connectee import RequeteConnectee

VALEURS_MAX = 100  # of one question: boxes ticked, the three of a date
LONGUEUR_MAX = 10_000  # characters, of a field that has no limit of its own


class RequeteDUneDemande(RequeteConnectee):
    """As the wizard hands it to formtools, which makes the storage of it."""

    demande: Demande


class StockageDemande(BaseStorage):
    def __init__(self, prefix: str, request: RequeteDUneDemande, file_storage: Any = None) -> None:
        super().__init__(prefix, request, file_storage)
        self.demande = request.demande
        self.saisie = deepcopy(self.demande.saisie)
        self.avancement = self.demande.avancement

    def _get_current_step(self) -> str:
        return self.avancement.etape

    def _set_current_step(self, step: str) -> None:
        self.avancement = self.avancement.a_l_etape(step)

    @property
    def extra_data(self) -> dict[str, Any]:
        """Nothing: what formtools would add to the templates is said by the wizard itself."""
        return {}

    def get_step_data(self, step: str) -> MultiValueDict | None:
        return saisie_prefixee(self.demande, step) if step in self.demande.saisie else None

    def set_step_data(self, step: str, cleaned_data: QueryDict) -> None:
        self.saisie[step] = self.saisie_de(step, cleaned_data)

    def saisie_de(self, step: str, cleaned_data: QueryDict) -> dict[str, Any]:
        """The answers to the page's own fields, as typed, secrets encrypted. Nothing else of the
        POST is kept, so that a draft holds no more than its pages ask; nor a NUL, which PostgreSQL
        stores in no JSON."""
        page = self.demande.sa_demarche.pages_a_rendre(self.demande).get(step)
        champs = page(demande=self.demande, prefix=step).fields if page else {}
        saisie = {
            nom: _borner(champ, cleaned_data.getlist(f"{step}-{nom}"))
            for nom, champ in champs.items()
            if f"{step}-{nom}" in cleaned_data
        }
        return proteger(self.demande, step, saisie)

    def get_step_files(self, step: str) -> MultiValueDict:
        return fichiers_prefixes(self.demande, step)

    def set_step_files(self, step: str, files: dict[str, Any] | None) -> None:
        """Nothing: pieces are joined before the page is checked."""

    def reset(self) -> None:
        """Nothing: what is sent is kept, and a draft is only deleted by `abandonner`."""

    def update_response(self, response: HttpResponse) -> None:
        change = self.saisie != self.demande.saisie or self.avancement != self.demande.avancement
        if change and self.request.method == "POST" and self.demande.modifiable:
            enregistrer_page(self.demande, saisie=self.saisie, avancement=self.avancement)


def _borner(champ: Any, valeurs: list[str]) -> list[str]:
    """What is kept of a question. Twice what its field takes: a text that is a little too long is
    shown again whole, to be shortened by who wrote it; the field says that it is too long."""
    longueur = 2 * (getattr(champ, "max_length", None) or LONGUEUR_MAX // 2)
    return [valeur.replace("\0", "")[:longueur] for valeur in valeurs[:VALEURS_MAX]]
