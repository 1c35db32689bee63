"""A task of the worker: begun, held in the middle of its writing, and how many times its effect is
there."""

from dataclasses import dataclass
from typing import Any, ClassVar

from tests.pannes.ville import Ville

FAMILLES = 4


@dataclass
class Tache:
    """`table` and `geste`: where it is held in the middle of its writing. `lancer` begins it;
    `faits` gives how many times each of its effects is there: it is over once none of them is 0."""

    ville: Ville
    nom: ClassVar[str]
    table: ClassVar[str]
    geste: ClassVar[str] = "UPDATE"
    delai: ClassVar[int] = 90  # seconds that it may take after the worker is back

    def preparer(self) -> None:
        """What must be there before."""

    def lancer(self) -> None:
        raise NotImplementedError

    def faits(self) -> list[int]:
        raise NotImplementedError

    def confier(self, fonction: str, *arguments: Any) -> None:
        from django_q.tasks import async_task

        async_task(fonction, *arguments)

    @property
    def agent(self):
        from famille.models import Utilisateur

        nouveau = {
            "first_name": "Sophie",
            "last_name": "Renard",
            "qualite": "gestionnaire",
            "service": "Pôle Familles",
        }
        return Utilisateur.objects.get_or_create(
            email="agent@exemple.fr", defaults=nouveau | {"is_superuser": True, "password": "!"}
        )[0]

    def foyers(self) -> list[int]:
        return [menage.foyer for menage in self.ville.rayon.menages]
