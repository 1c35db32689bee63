"""PostgreSQL stopped for 30 seconds under load, then started again."""

import time
from functools import partial

from tests.pannes.charge import compteurs, courriels, repond, sous_charge
from tests.pannes.constat import Constat
from tests.pannes.ville import Ville, attendre

TITRE = "PostgreSQL arrêté 30 s sous la charge"
PANNE, AVANT, APRES = 30, 4, 6  # seconds


def eprouver(ville: Ville) -> list[Constat]:
    from django.utils import timezone

    debut, deja = timezone.now(), len(ville.t.courriels)
    ville.nouveau_releve()
    with sous_charge(ville) as charge:
        time.sleep(AVANT)
        ville.t.arreter("postgresql")
        fin = time.monotonic() + PANNE
        while time.monotonic() < fin:
            repond(ville)
            time.sleep(1)
        ville.revenir("postgresql")
        retour = attendre(partial(repond, ville), 60, "the pages come back")
        time.sleep(APRES)
    constat = charge.constater(ville, TITRE)
    constat.notes.insert(0, f"revenu en {retour:.1f} s")
    return [constat, compteurs(ville, TITRE), courriels(ville, TITRE, debut, deja)]
