"""The database is one that its own programs can check and repair, without Django."""

import contextlib
import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Page

from cms_pages.models import AvisAide


def test_sqlite_s_own_program_finds_the_base_sound(maison):
    """A check or an index that calls a function of Django's stops `PRAGMA integrity_check` at its
    table."""
    with contextlib.closing(sqlite3.connect(Path(maison) / "portail.sqlite3")) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        schemas = base.execute(
            "SELECT name, lower(sql) FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
    assert len(schemas) > 300
    assert [nom for nom, sql in schemas if re.search(r"\bdjango_\w+\(", sql)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("jour", [2, 10, 11, 21, 31])
def test_opinions_on_the_help_are_counted_by_whole_months(jour):
    page = Page.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        AvisAide.objects.create(page=page, mois=date(2026, 12, jour))
    assert AvisAide.objects.create(page=page, mois=date(2026, 12, 1)).pk
