import django.db.models.deletion
from django.db import migrations, models


def vider(apps, schema_editor):
    """Wagtail's own rows, of which ours are the copy; nothing names them any more."""
    for application, modele in (
        ("wagtailimages", "Rendition"),
        ("wagtailimages", "Image"),
        ("wagtaildocs", "Document"),
    ):
        apps.get_model(application, modele).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0003_reprise_des_medias")]
    operations = [
        migrations.AlterField(
            model_name='accueilpage',
            name='image',
            field=models.ForeignKey(blank=True, help_text='Décorative : elle ne doit porter aucune information, les lecteurs d’écran ne la lisent pas.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.illustration', verbose_name='illustration'),
        ),
        migrations.AlterField(
            model_name='actualitepage',
            name='image',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.illustration', verbose_name='image'),
        ),
        migrations.AlterField(
            model_name='identitesite',
            name='logo',
            field=models.ForeignKey(blank=True, help_text='Carré de préférence, 200 pixels de côté au moins. Sans logo, un motif neutre est affiché.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.illustration', verbose_name='logo'),
        ),
        migrations.RunPython(vider, migrations.RunPython.noop),
    ]
