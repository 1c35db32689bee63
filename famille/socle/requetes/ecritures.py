"""Rows written by statements that are written once: signing in writes five, and Django takes longer
to say each than the database to do it."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from .ecrites import curseur_qui_prepare


class Ecriture:
    """Of the rows of one model, one at a time. No signal is sent, as with `bulk_create` and
    `update`.

    >>> Ecriture(Session).inserer(session)  # doctest: +SKIP
    >>> Ecriture(EssaiDeConnexion).changer(12, reussi=True)  # doctest: +SKIP
    """

    def __init__(
        self, modele: type[Model], *, unique: tuple[str, ...] = (), sinon: tuple[str, ...] = ()
    ) -> None:
        """`unique`: a row that has the same values there already takes the fields `sinon` of the
        new one."""
        self._modele, self._unique, self._sinon = modele, unique, sinon
        self._ecrites: dict[tuple[str, ...], Any] = {}

    def inserer(self, objet: Model) -> None:
        """The object is a row, whose key it then has. IntegrityError: the row may not be."""
        if not settings.RACCOURCIS:
            self._inserer_par_django(objet)
            return
        meta = self._modele._meta
        champs = [champ for champ in meta.local_concrete_fields if champ is not meta.auto_field]
        valeurs = [champ.pre_save(objet, True) for champ in champs]
        (objet.pk,) = self._executer("INSERT", champs, valeurs) or ()
        objet._state.adding = False

    def changer(self, cle: Any, **valeurs: Any) -> bool:
        """Give these values to the row of this key; False: there is none."""
        if not settings.RACCOURCIS:
            return bool(self._modele._default_manager.filter(pk=cle).update(**valeurs))
        champs = [self._champ(nom) for nom in (*valeurs, "pk")]
        return self._executer("UPDATE", champs, [*valeurs.values(), cle]) is not None

    def _inserer_par_django(self, objet: Model) -> None:
        if not self._unique:
            objet.save(force_insert=True)
            return
        self._modele._default_manager.bulk_create(
            [objet],
            update_conflicts=True,
            unique_fields=self._unique,
            update_fields=self._sinon,
        )

    def _executer(self, quoi: str, champs: list[Field], valeurs: list) -> tuple | None:
        """What it gives back; written at the first one of these fields, and on PostgreSQL planned
        once a connection."""
        connection = connections[DEFAULT_DB_ALIAS]
        adaptees = [
            champ.get_db_prep_save(valeur, connection)
            for champ, valeur in zip(champs, valeurs, strict=True)
        ]
        cle = (quoi, *(champ.name for champ in champs))
        if cle not in self._ecrites:
            dire = self._insertion if quoi == "INSERT" else self._changement
            self._ecrites[cle] = _en_sql(dire(champs), connection)
        prepare = connection.vendor == "postgresql"
        with curseur_qui_prepare(connection) if prepare else connection.cursor() as curseur:
            curseur.execute(self._ecrites[cle], adaptees)
            return curseur.fetchone()

    def _insertion(self, champs: list[Field]) -> str:
        noms, marques = ", ".join(map(_colonne, champs)), ", ".join("?" for _champ in champs)
        texte = f"INSERT INTO {self._table} ({noms}) VALUES ({marques})"  # noqa: S608 - names of Django's
        if self._unique:
            sinon = [_colonne(self._champ(nom)) for nom in self._sinon]
            changes = ", ".join(f"{nom} = EXCLUDED.{nom}" for nom in sinon)
            unique = ", ".join(_colonne(self._champ(nom)) for nom in self._unique)
            texte += f" ON CONFLICT ({unique}) DO UPDATE SET {changes}"
        return f"{texte} RETURNING {_colonne(self._champ('pk'))}"

    def _changement(self, champs: list[Field]) -> str:
        *changes, cle = (f"{_colonne(champ)} = ?" for champ in champs)
        texte = f"UPDATE {self._table} SET {', '.join(changes)} WHERE {cle}"  # noqa: S608 - the same
        return f"{texte} RETURNING {_colonne(champs[-1])}"

    def _champ(self, nom: str) -> Any:
        meta = self._modele._meta
        return meta.pk if nom == "pk" else meta.get_field(nom)

    @property
    def _table(self) -> str:
        return f'"{self._modele._meta.db_table}"'


def _colonne(champ: Field) -> str:
    return f'"{champ.column}"'


def _en_sql(texte: str, connection: BaseDatabaseWrapper) -> bytes | str:
    """Its marks as the cursor wants them: $1, $2 for a server that keeps the statement."""
    morceaux = texte.split("?")
    if connection.vendor != "postgresql":
        return "%s".join(morceaux)
    suites = (f"${rang}{suite}" for rang, suite in enumerate(morceaux[1:], start=1))
    return "".join((morceaux[0], *suites)).encode()
