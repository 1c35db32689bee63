"""The tasks that come back by themselves. An app declares its own in `taches.PLANIFICATIONS`, each
(name, dotted path, minutes between two runs); this gathers them."""

from datetime import datetime, time, timedelta
from importlib import import_module

from django.apps import apps
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django_q.models import Schedule

from reservations.models import Ouverture

UN_JOUR = 24 * 60  # minutes
HEURES = range(1, 7)  # of the night, when daily tasks come, one after the other
ECART = timedelta(minutes=15)
APRES = timedelta(hours=3)  # an opening: nothing heavy begins before


def planifications() -> list[tuple[str, str, int]]:
    """(name, dotted path, minutes), as the apps declare them."""
    return [
        declaree
        for app in apps.get_app_configs()
        if app.module and module_has_submodule(app.module, "taches")
        for declaree in getattr(import_module(f"{app.name}.taches"), "PLANIFICATIONS", ())
    ]


def installer_planifications() -> int:
    """Makes the schedules in the database like the declared ones, keeping the next run of each, but
    of daily ones that do not come at night; returns how many."""
    declarees = planifications()
    nuit = _prochaine_nuit()
    for nom, fonction, minutes in declarees:
        champs = {"func": fonction, "minutes": minutes, "repeats": -1}
        champs["schedule_type"] = Schedule.MINUTES
        prevue = Schedule.objects.filter(name=nom).first()
        if minutes == UN_JOUR:
            if prevue is None or timezone.localtime(prevue.next_run).hour not in HEURES:
                champs["next_run"] = nuit
            nuit += ECART
        Schedule.objects.update_or_create(name=nom, defaults=champs)
    Schedule.objects.exclude(name__in=[nom for nom, *_ in declarees]).delete()
    return len(declarees)


def _prochaine_nuit() -> datetime:
    demain = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(demain, time(HEURES.start)))


def libre_le(prevue: Schedule) -> datetime:
    """From when the worker may take this schedule's task: now, or, of a daily one, once the crowd
    of an opening has gone."""
    maintenant = timezone.now()
    if prevue.minutes != UN_JOUR:
        return maintenant
    foules = Ouverture.objects.en_ruee(maintenant, apres=APRES)
    derniere = foules.aggregate(derniere=Max("ouvre_le"))["derniere"]
    return derniere + APRES if derniere else maintenant
