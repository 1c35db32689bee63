"""The town of the fault tests: production settings on real servers, families with an account, and
what is in its database. Django runs in this process too: what families do goes by HTTP, what is
counted does not.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.pannes.navigateur import Navigateur, Releve
from tests.ville.machines import RACINE, Topologie
from tests.ville.processus import port_libre
from tests.ville.topologie import topologie

if TYPE_CHECKING:
    from bench.villes.ville import VilleDeBench
    from tests.ville.faux_payfip.serveur import FauxPayFiP

REGLAGES = "tests.ville.reglages_pannes"
FAMILLES = 24


class Ville:
    """`t`: its machines. `rayon`: its households, children, créneaux. `releve`: what browsers have
    seen since `nouveau_releve`."""

    def __init__(self, t: Topologie, rayon: "VilleDeBench", payfip: "FauxPayFiP"):
        self.t, self.rayon, self.payfip = t, rayon, payfip
        self.releve = Releve()
        self.prochains: dict[
            int, int
        ] = {}  # by household: the créneaux that no sending has used yet
        self.sorti: Navigateur | None = None  # keeps the cookie of a session that was ended
        self._navigateurs: dict[int, Navigateur] = {}

    def nouveau_releve(self) -> Releve:
        self.releve = Releve()
        for navigateur in self._navigateurs.values():
            navigateur.releve = self.releve
        return self.releve

    def parent(self, rang: int) -> Navigateur:
        """The browser of this household's adult, signed in."""
        if rang not in self._navigateurs:
            from bench.villes.ville import MOT_DE_PASSE, courriel

            navigateur = self.inconnu(rang)
            navigateur.se_connecter(courriel(rang), MOT_DE_PASSE)
            self._navigateurs[rang] = navigateur
        return self._navigateurs[rang]

    def parents(self, combien: int) -> list[Navigateur]:
        return en_meme_temps([partial(self.parent, rang) for rang in range(combien)])

    def inconnu(self, rang: int) -> Navigateur:
        """A browser that has signed in nowhere."""
        return Navigateur(
            self.t.adresse,
            str(self.t.certificat),
            self.releve,
            f"10.9.{rang // 250}.{rang % 250 + 1}",
        )

    def foyer(self, rang: int) -> int:
        return self.rayon.menages[rang].foyer

    def creneaux(self, rang: int, combien: int) -> int:
        """The rank of the first of so many créneaux that this household has never asked for."""
        premier = self.prochains.get(rang, 0)
        self.prochains[rang] = premier + combien
        assert premier + combien <= len(self.rayon.creneaux), (
            "no créneau left: bench.villes.rayon.JOURS is too small"
        )
        return premier

    def reparer(self) -> None:
        """Every machine is there again."""
        for nom in self.t.pieces:
            if not self.t.est_vivant(nom):
                self.revenir(nom)

    def revenir(self, nom: str) -> None:
        """This machine is there again; its port may have been lent to a client's connection
        meanwhile."""
        for _ in range(30):
            with contextlib.suppress(OSError):
                self.t.demarrer(nom)
                return
            time.sleep(1)
        self.t.demarrer(nom)


@contextlib.contextmanager
def ville() -> Iterator[Ville]:
    """Two web processes behind nginx, one task cluster, a PostgreSQL that keeps what it has
    confirmed, Redis, S3, clamd, a mail server, a fake PayFiP."""
    port = port_libre()
    with (
        topologie(
            webs=2,
            grappes=1,
            ville="",
            durable=True,
            PORTAIL_MANDATAIRES="2",
            DJANGO_SETTINGS_MODULE=REGLAGES,
            PANNES_PAYFIP=f"http://127.0.0.1:{port}/tpa",
        ) as t,
        contextlib.ExitStack() as pile,
    ):
        _ouvrir_django(t)
        from django.test import override_settings

        from bench.villes import rayon
        from tests.ville.faux_payfip.serveur import FauxPayFiP

        with override_settings(DEMO=True):
            payfip = pile.enter_context(FauxPayFiP(port))
        _ouvrir_les_demarches()
        yield Ville(t, rayon.peupler(FAMILLES), payfip)


def _ouvrir_django(t: Topologie) -> None:
    sys.path[:0] = [str(RACINE / "site"), str(RACINE)]
    os.environ.update(t.environnement)
    import django

    django.setup()


def _ouvrir_les_demarches() -> None:
    """As the demo town has chosen."""
    from demarches.models import ReglageDemarche
    from demarches.reglages.initiaux import creer_reglages

    ReglageDemarche.objects.all().delete()
    creer_reglages(demo=True)


def en_meme_temps[T](gestes: Sequence[Callable[[], T]], mains: int = 8) -> list[T]:
    """What each gives, in order. Raises what one of them raised."""
    with ThreadPoolExecutor(mains) as bassin:
        return [futur.result() for futur in [bassin.submit(sans_base(geste)) for geste in gestes]]


def sans_base[T](geste: Callable[[], T]) -> Callable[[], T]:
    """A thread that used the database gives its connection back."""

    def faire() -> T:
        from django.db import connections

        try:
            return geste()
        finally:
            connections.close_all()

    return faire


def attendre(condition: Callable[[], Any], secondes: float, quoi: str) -> float:
    """Seconds that it took. Raises AssertionError."""
    debut = time.monotonic()
    while time.monotonic() < debut + secondes:
        if condition():
            return time.monotonic() - debut
        time.sleep(0.2)
    raise AssertionError(f"waited {secondes:.0f} s in vain: {quoi}")
