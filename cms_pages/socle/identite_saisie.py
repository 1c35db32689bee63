"""What an editor writes of the town's identity."""

from contextlib import suppress
from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.models import SourceImageIOError


class IdentiteForm(WagtailAdminModelForm):
    """Each process keeps the frame of the pages, the logo in it: this one is made at once."""

    def save(self, commit: bool = True) -> Any:
        identite = super().save(commit=commit)
        if commit and identite.logo:
            with suppress(SourceImageIOError):  # its file is lost
                identite.logo.faire_le_logo()
        return identite
