import reservations.models.reglages
from django.db import migrations, models


class Migration(migrations.Migration):
    """A town that is installed had the holidays of zone B until now."""

    dependencies = [("reservations", "0004_supplement_sans_reservation")]
    operations = [
        migrations.AddField(
            model_name="reglagereservations",
            name="zone",
            field=models.CharField(default="B", max_length=5, blank=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='reglagereservations',
            name='territoire',
            field=models.CharField(choices=[('metropole', 'France métropolitaine'), ('alsace-moselle', 'Bas-Rhin, Haut-Rhin, Moselle'), ('guadeloupe', 'Guadeloupe'), ('guyane', 'Guyane'), ('martinique', 'Martinique'), ('mayotte', 'Mayotte'), ('reunion', 'La Réunion'), ('saint-barthelemy', 'Saint-Barthélemy'), ('saint-martin', 'Saint-Martin'), ('saint-pierre-et-miquelon', 'Saint-Pierre-et-Miquelon'), ('wallis-et-futuna', 'Wallis-et-Futuna'), ('polynesie-francaise', 'Polynésie française'), ('nouvelle-caledonie', 'Nouvelle-Calédonie')], default='metropole', max_length=24, verbose_name='jours fériés'),
        ),
        migrations.AlterField(
            model_name='reglagereservations',
            name='zone',
            field=models.CharField(blank=True, choices=[('A', 'Zone A'), ('B', 'Zone B'), ('C', 'Zone C'), ('corse', 'Corse'), ('autre', 'Outre-mer, ou un autre calendrier')], default=reservations.models.reglages.zone_au_depart, help_text='Les vacances déjà publiées s’ajoutent au calendrier quand vous la choisissez. Celles de Corse et d’outre-mer s’importent depuis le fichier de l’académie.', max_length=5, verbose_name='zone des vacances scolaires'),
        ),
    ]
