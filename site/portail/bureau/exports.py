"""The CSV files that Wagtail makes itself (history, reports, lists): as ours, they hold no
formula."""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from famille.socle.tableaux import sans_formule

_d_origine = SpreadsheetExportMixin.preprocess_field_value


def desarmer() -> None:
    """Wagtail types every cell of an XLSX as text, but leaves "=…" as it is in a CSV."""
    SpreadsheetExportMixin.preprocess_field_value = _preparer


def _preparer(self: Any, field: str, value: str | int, export_format: str) -> str | int:
    valeur = _d_origine(self, field, value, export_format)
    if export_format == self.FORMAT_CSV and isinstance(valeur, str):
        return sans_formule(valeur)
    return valeur
