"""`manage.py migrate`: Django's, in two thirds of the time. The tables are the same."""

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.commands import migrate


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with moins_recompter():
            super().handle(*args, **options)


@contextlib.contextmanager
def moins_recompter() -> Iterator[None]:
    """What migrations ask again and again of this process is asked once: which model stands for the
    accounts. Each model that they make anew has Django forget it, for nothing: it is asked of the
    real models, which do not change. Leans on a name of Django's, behind RACCOURCIS."""
    if not settings.RACCOURCIS:
        yield
        return
    demander = functools.cache(functools.partial(type(apps).get_swappable_settings_name, apps))
    vars(apps)["get_swappable_settings_name"] = demander
    try:
        yield
    finally:
        del vars(apps)["get_swappable_settings_name"]
