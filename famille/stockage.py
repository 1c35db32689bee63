"""Where files are kept, when it fails: what is raised then, and nothing half written left behind."""

import contextlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


@lru_cache(maxsize=1)
def fautes() -> tuple[type[Exception], ...]:
    """What keeping or reading a file raises when there is no room, no right, or no store that answers."""
    if not settings.S3:
        return (OSError,)
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    return OSError, Boto3Error, BotoCoreError, ClientError


class Dossier(FileSystemStorage):
    """A folder of the machine. A file that could not be written whole is taken away: a full disk fills no further."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            with contextlib.suppress(OSError):
                Path(self.path(name)).unlink()
            raise
