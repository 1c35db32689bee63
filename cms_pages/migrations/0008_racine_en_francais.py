"""Wagtail's own migrations name the root of pages and of collections in English; editors read it."""

from django.db import migrations


def nommer(apps, schema_editor):
    pages = apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title="Root")
    pages.update(title="Toutes les pages", draft_title="Toutes les pages")
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name="Root").update(
        name="Toutes les collections"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cms_pages", "0007_evaluation_par_la_collectivite"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(nommer, migrations.RunPython.noop)]
