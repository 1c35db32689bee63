"""Nobody writes while a town moves: what would be written after a table was copied would be
lost."""

import contextlib
from collections.abc import Iterator

from django.db import OperationalError, connection, transaction

from portail.processus.en_marche import qui_tourne

from .arrivee import DemenagementRefuse

ATTENTE = 2  # seconds, for a base that somebody has open
QUE_FAIRE = (
    "Fermez le portail (systemctl stop portail-taches 'portail-web@*.socket'"
    " 'portail-web@*.service'), puis relancez cette commande. Rien n’a été changé."
)


@contextlib.contextmanager
def personne_n_ecrit() -> Iterator[None]:
    """For the time of a block, in one transaction. DemenagementRefuse: a process of the portal runs
    on this machine, or somebody has the base open. On SQLite nobody opens it before the end of the
    block; PostgreSQL, whose town moves its files only, is looked at once."""
    if en_marche := qui_tourne():
        raise DemenagementRefuse(f"Le portail tourne encore ({', '.join(en_marche)}). {QUE_FAIRE}")
    if connection.vendor == "sqlite":
        with _base_fermee():
            yield
    else:
        _exiger_d_etre_seul()
        yield


@contextlib.contextmanager
def _base_fermee() -> Iterator[None]:
    """SQLite's exclusive mode: asked for before the first look, it is had only while nobody else is
    connected."""
    anciennes = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = anciennes | {
        "init_command": f"PRAGMA locking_mode=EXCLUSIVE; {anciennes.get('init_command', '')}",
        "timeout": ATTENTE,
    }
    try:
        with _occupee_est_un_refus():
            connection.ensure_connection()
        with contextlib.ExitStack() as pile:
            with _occupee_est_un_refus():
                pile.enter_context(transaction.atomic())
            yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = anciennes


@contextlib.contextmanager
def _occupee_est_un_refus() -> Iterator[None]:
    try:
        yield
    except OperationalError as erreur:
        raise DemenagementRefuse(f"Un autre programme a ouvert la base. {QUE_FAIRE}") from erreur


def _exiger_d_etre_seul() -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <>"
            " pg_backend_pid()"
        )
        [autres] = curseur.fetchone()
    if autres:
        raise DemenagementRefuse(
            f"D’autres programmes ({autres}) sont connectés à la base. {QUE_FAIRE}"
        )
