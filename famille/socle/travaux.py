"""Long jobs of this app: done by the worker, followed on their page. Who runs them stands to our
left, and is not known here: settings.MOTEUR_DES_TRAVAUX names the module that gives `lancer` and
`deposer`."""

from importlib import import_module

from django.conf import settings


def lancer(genre: str, titre: str, parametres: dict, *, par):
    """The job, written now, begun once this transaction is kept; its page is "planning:travail"
    with its pk."""
    return import_module(settings.MOTEUR_DES_TRAVAUX).lancer(genre, titre, parametres, par=par)


def deposer(travail, sorte: str, nom: str, ecrire, *, avec=None) -> bool:
    """What `ecrire(file)` writes becomes the job's file, kept 7 days; `avec()` writes what is kept
    with it, both or neither. False: another run has given it one."""
    return import_module(settings.MOTEUR_DES_TRAVAUX).deposer(
        travail, sorte, nom, ecrire, avec=avec
    )
