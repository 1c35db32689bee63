import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("famille", "0018_factures_en_retard_sans_plan")]

    operations = [
        migrations.RenameField("enfant", "ecole", "ecole_dite"),
        migrations.RenameField("enfant", "classe", "classe_dite"),
        migrations.CreateModel(
            name='Classe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année scolaire')),
                ('nom', models.CharField(max_length=80)),
                ('niveaux', models.JSONField(blank=True, default=list)),
                ('onde', models.CharField(blank=True, max_length=40, verbose_name='identifiant ONDE')),
            ],
            options={
                'verbose_name': 'classe',
                'ordering': ['-annee', 'nom'],
            },
        ),
        migrations.AddField(
            model_name='enfant',
            name='niveau',
            field=models.CharField(blank=True, choices=[('TPS', 'TPS'), ('PS', 'PS'), ('MS', 'MS'), ('GS', 'GS'), ('CP', 'CP'), ('CE1', 'CE1'), ('CE2', 'CE2'), ('CM1', 'CM1'), ('CM2', 'CM2'), ('ULIS', 'ULIS'), ('6E', '6e'), ('5E', '5e'), ('4E', '4e'), ('3E', '3e'), ('2DE', '2de'), ('1RE', '1re'), ('TLE', 'Terminale')], max_length=4),
        ),
        migrations.AlterField(
            model_name='enfant',
            name='classe_dite',
            field=models.CharField(blank=True, max_length=80, verbose_name='classe dite'),
        ),
        migrations.AlterField(
            model_name='enfant',
            name='ecole_dite',
            field=models.CharField(blank=True, max_length=120, verbose_name='école dite'),
        ),
        migrations.AddField(
            model_name='enfant',
            name='classe',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='enfants', to='famille.classe'),
        ),
        migrations.CreateModel(
            name='Ecole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=120, unique=True)),
                ('uai', models.CharField(blank=True, max_length=8, verbose_name='UAI')),
                ('code_postal', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('commune', models.CharField(blank=True, max_length=100)),
                ('fermee', models.BooleanField(default=False, verbose_name='fermée')),
            ],
            options={
                'verbose_name': 'école',
                'verbose_name_plural': 'écoles',
                'ordering': ['nom'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('uai', ''), _negated=True), fields=('uai',), name='ecole_une_par_uai')],
            },
        ),
        migrations.AddField(
            model_name='classe',
            name='ecole',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classes', to='famille.ecole'),
        ),
        migrations.AddField(
            model_name='enfant',
            name='ecole',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='enfants', to='famille.ecole', verbose_name='école'),
        ),
        migrations.CreateModel(
            name='EcritureClasse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.CharField(max_length=80)),
                ('cle', models.CharField(max_length=250)),
                ('classe', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ecritures', to='famille.classe')),
            ],
            options={
                'verbose_name': 'écriture de classe',
                'verbose_name_plural': 'écritures de classe',
                'ordering': ['texte'],
            },
        ),
        migrations.CreateModel(
            name='EcritureEcole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.CharField(max_length=120)),
                ('cle', models.CharField(max_length=250, unique=True)),
                ('ecole', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ecritures', to='famille.ecole')),
            ],
            options={
                'verbose_name': 'écriture d’école',
                'verbose_name_plural': 'écritures d’école',
                'ordering': ['texte'],
            },
        ),
        migrations.AddConstraint(
            model_name='classe',
            constraint=models.UniqueConstraint(fields=('ecole', 'annee', 'nom'), name='classe_unique'),
        ),
        migrations.AddConstraint(
            model_name='ecritureclasse',
            constraint=models.UniqueConstraint(fields=('classe', 'cle'), name='ecriture_de_classe_unique'),
        ),
    ]
