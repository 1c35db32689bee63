"""Where files are kept, when it fails: an OSError whatever the store is, and nothing half written
left behind."""

import contextlib
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class StockageMuet(ConnectionError):
    """The store of files does not answer, or refuses: nothing was read nor kept, try later."""


class Dossier(FileSystemStorage):
    """A folder of the machine. A file that could not be written whole is taken away: a full disk
    fills no further."""

    def _save(self, name: str, content: File) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]  # no stub names it
        except OSError:
            with contextlib.suppress(OSError):
                Path(self.path(name)).unlink()
            raise
