from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('famille', '0034_duree_des_voeux'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='communemembre',
            options={
                'ordering': ['nom'],
                'verbose_name': 'commune au tarif des habitants',
                'verbose_name_plural': 'communes au tarif des habitants',
            },
        ),
    ]
