"""What an editor writes of the town's identity."""

from contextlib import suppress
from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.models import SourceImageIOError


class IdentiteForm(WagtailAdminModelForm):
    """The logo stands on each page: its sizes are made at once."""

    def save(self, commit: bool = True) -> Any:
        identite = super().save(commit=commit)
        if commit and identite.logo:
            with suppress(SourceImageIOError):  # its file is lost
                identite.logo.faire_le_logo()
        return identite
