"""The tasks that come back by themselves. An app declares its own in `taches.PLANIFICATIONS`; this
gathers them."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django_q.models import Schedule


def planifications() -> list[dict]:
    """Dicts name (str), func (dotted path), minutes (int), as the apps declare them."""
    return [
        planification
        for app in apps.get_app_configs()
        if app.module and module_has_submodule(app.module, "taches")
        for planification in getattr(import_module(f"{app.name}.taches"), "PLANIFICATIONS", [])
    ]


def installer_planifications() -> int:
    """Makes the schedules in the database like the declared ones, keeping the next run of each;
    returns how many."""
    declarees = planifications()
    for planification in declarees:
        Schedule.objects.update_or_create(
            name=planification["name"],
            defaults={
                "func": planification["func"],
                "schedule_type": Schedule.MINUTES,
                "minutes": planification["minutes"],
                "repeats": -1,
            },
        )
    Schedule.objects.exclude(
        name__in=[planification["name"] for planification in declarees]
    ).delete()
    return len(declarees)
