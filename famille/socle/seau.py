"""A bucket of a S3 store. One that does not answer, or refuses, is an OSError, as a folder that
cannot be read: who keeps or reads a file knows one kind of failure, and so does Wagtail, which
shows a page without its picture."""

from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from .stockage import StockageMuet

FAUTES = (Boto3Error, BotoCoreError, ClientError)


class Seau(S3Storage):
    """Each gesture raises StockageMuet when the store fails; FileNotFoundError stays what it is."""

    def _faire(self, geste: str, *arguments: Any) -> Any:
        try:
            return getattr(super(), geste)(*arguments)
        except FAUTES as erreur:
            raise StockageMuet(f"S3: {type(erreur).__name__}") from erreur

    def _open(self, name: str, mode: str = "rb") -> Any:
        fichier = self._faire("_open", name, mode)
        try:
            if "r" in mode:
                _entier = fichier.file  # fetched whole now: what would fail then fails here
        except FAUTES as erreur:
            raise StockageMuet(f"S3: {type(erreur).__name__}") from erreur
        return fichier

    def _save(self, name: str, content: File) -> str:
        return self._faire("_save", name, content)

    def delete(self, name: str) -> bool:
        return self._faire("delete", name)

    def exists(self, name: str) -> bool:
        return self._faire("exists", name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self._faire("listdir", path)

    def size(self, name: str) -> int:
        return self._faire("size", name)

    def get_modified_time(self, name: str) -> datetime:
        return self._faire("get_modified_time", name)
