"""Wagtail's form builder and promoted search results are no longer installed: their tables go.

Left there, a page that a promoted result points at could not be deleted: the database would refuse.
"""

from django.db import migrations

# A table before the one it points at.
TABLES = [
    "wagtailforms_formsubmission",
    "wagtailsearchpromotions_searchpromotion",
    "wagtailsearchpromotions_querydailyhits",
    "wagtailsearchpromotions_query",
]
# Forgotten as well, so that a town which installs them again gets its tables back.
OUBLI = "DELETE FROM django_migrations WHERE app IN ('wagtailforms', 'wagtailsearchpromotions')"


class Migration(migrations.Migration):
    operations = [
        *(migrations.RunSQL(f"DROP TABLE IF EXISTS {table}", migrations.RunSQL.noop) for table in TABLES),
        migrations.RunSQL(OUBLI, migrations.RunSQL.noop),
    ]
