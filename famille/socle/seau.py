"""A bucket of a S3 store. One that does not answer, or refuses, is an OSError, as a folder that
cannot be read: who keeps or reads a file knows one kind of failure, and so does Wagtail, which
shows a page without its picture."""

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from .stockage import StockageMuet

FAUTES = (Boto3Error, BotoCoreError, ClientError)


class Seau(S3Storage):
    """Each gesture raises StockageMuet when the store fails; FileNotFoundError stays what it is."""

    def _faire(self, geste, *arguments):
        try:
            return getattr(super(), geste)(*arguments)
        except FAUTES as erreur:
            raise StockageMuet(f"S3: {type(erreur).__name__}") from erreur

    def _open(self, name, mode="rb"):
        fichier = self._faire("_open", name, mode)
        if "r" in mode:
            self._lire(fichier)
        return fichier

    def _lire(self, fichier):
        """Fetch it whole now, as its first reading would: what fails then fails here."""
        try:
            return fichier.file
        except FAUTES as erreur:
            raise StockageMuet(f"S3: {type(erreur).__name__}") from erreur

    def _save(self, name, content):
        return self._faire("_save", name, content)

    def delete(self, name):
        return self._faire("delete", name)

    def exists(self, name):
        return self._faire("exists", name)

    def listdir(self, path):
        return self._faire("listdir", path)

    def size(self, name):
        return self._faire("size", name)

    def get_modified_time(self, name):
        return self._faire("get_modified_time", name)
