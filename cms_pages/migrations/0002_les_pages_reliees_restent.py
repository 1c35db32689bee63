"""The publication calendar runs from now on: what every footer links to must not leave on a date
once typed in vain."""

from django.db import migrations


def vider_les_dates_de_retrait(apps, schema_editor):
    apps.get_model("cms_pages", "AccueilPage").objects.update(expire_at=None)
    apps.get_model("cms_pages", "PageLegale").objects.filter(
        slug__in=("accessibilite", "mentions-legales", "donnees-personnelles", "modalites")
    ).update(expire_at=None)


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0001_initial")]

    operations = [migrations.RunPython(vider_les_dates_de_retrait, migrations.RunPython.noop)]
