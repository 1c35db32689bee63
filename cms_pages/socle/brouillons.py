"""A draft may be left unfinished: what a page must have is asked for when it is published."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.fields import StreamField
from wagtail.models import Page


class FormulaireDePage(WagtailAdminPageForm):
    """Wagtail's defers what its fields and blocks require; this tells the page, whose own rules
    wait too."""

    def _post_clean(self) -> None:
        self.instance.brouillon = self.is_deferred_validation
        super()._post_clean()


def est_complete(page: Page) -> bool:
    """Whether its last version holds all that publishing asks for: where pages are published
    without their form, in a list, nothing else asks."""
    version = page.get_latest_revision_as_object()
    try:
        version.full_clean()
        for champ in version._meta.get_fields():
            if isinstance(champ, StreamField):
                champ.stream_block.clean(getattr(version, champ.name))
    except ValidationError:
        return False
    return True
