import cms_pages.models.identite
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A town that is installed keeps the name that its pages and its mails have used until now."""

    dependencies = [("cms_pages", "0004_images_des_pages")]
    operations = [
        migrations.AddField(
            model_name="identitesite",
            name="service",
            field=models.CharField(
                default="Pôle Familles", max_length=60,
                verbose_name="nom du service qui répond aux familles",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='identitesite',
            name='perimetre',
            field=models.CharField(choices=[('commune', 'la commune'), ('agglomeration', 'l’agglomération'), ('communaute', 'la communauté de communes'), ('metropole', 'la métropole'), ('territoire', 'le territoire')], default='agglomeration', help_text='Au-delà, une famille a le « tarif hors… ». Les communes qui en font partie se donnent dans Communes.', max_length=15, verbose_name='le tarif des habitants est celui de'),
        ),
        migrations.AddField(
            model_name='identitesite',
            name='service_article',
            field=models.CharField(choices=[('le', 'le (le Guichet famille)'), ('la', 'la (la Maison de l’enfance)'), ('l_m', 'l’, masculin (l’Espace famille)'), ('l_f', 'l’, féminin (l’Antenne enfance)')], default='le', help_text='Pour que les phrases s’accordent : « du Guichet », « de la Maison ».', max_length=3, verbose_name='son article'),
        ),
        migrations.AddField(
            model_name='identitesite',
            name='tribunal',
            field=models.CharField(blank=True, help_text='La ville du tribunal dont dépend la collectivité : Limoges, Lyon, Montreuil… Les voies de recours, jointes à chaque rejet, le nomment.', max_length=60, verbose_name='tribunal administratif de'),
        ),
        migrations.AlterField(
            model_name='identitesite',
            name='avis_connexion',
            field=wagtail.fields.RichTextField(blank=True, help_text='Affiché à côté du formulaire : qui doit appeler le service avant de se connecter.', verbose_name='message de la page de connexion'),
        ),
        migrations.AlterField(
            model_name='identitesite',
            name='courriel',
            field=models.EmailField(blank=True, max_length=254, verbose_name='adresse e-mail du service'),
        ),
        migrations.AlterField(
            model_name='identitesite',
            name='service',
            field=models.CharField(default=cms_pages.models.identite.service_au_depart, help_text='Sans article, comme au milieu d’une phrase : Guichet famille, service enfance. Au singulier : « service des affaires scolaires » plutôt que « Affaires scolaires ».', max_length=60, verbose_name='nom du service qui répond aux familles'),
        ),
        migrations.AlterField(
            model_name='identitesite',
            name='telephone',
            field=models.CharField(blank=True, max_length=30, verbose_name='téléphone du service'),
        ),
    ]
