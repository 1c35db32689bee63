"""Filters of the lists. Django's own for a relation looks for django.contrib.admin, which is not
installed."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from reservations.models import Activite, GrilleTarifaire, ReglementInterieur, Structure


class ParStructure(SimpleListFilter):
    """Only what belongs to one centre; `chemin`: from the list's model to it."""

    title = "structure"
    parameter_name = "structure"
    chemin = "activite__structure"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [(str(pk), nom) for pk, nom in Structure.objects.values_list("pk", "nom")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> QuerySet[Activite] | QuerySet[GrilleTarifaire] | QuerySet[ReglementInterieur]:
        choisie = self.value() or ""
        connues = {cle for cle, _nom in self.lookup_choices}
        return queryset.filter(**{self.chemin: choisie}) if choisie in connues else queryset
