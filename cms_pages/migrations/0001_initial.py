"""Every table of the app, and the accessibility of the sites that are there."""

import cms_pages.socle.champs
import cms_pages.socle.ecrans
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


def decrire_les_sites(apps, _schema_editor):
    """Without its row, the first page shown would write it."""
    declarations = apps.get_model("cms_pages", "DeclarationAccessibilite").objects
    for site in apps.get_model("wagtailcore", "Site").objects.all():
        declarations.get_or_create(site=site)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ActualitesPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
            ],
            options={
                'verbose_name': 'liste des actualités',
                'verbose_name_plural': 'listes des actualités',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='AidePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
            ],
            options={
                'verbose_name': 'page d’aide',
                'verbose_name_plural': 'pages d’aide',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ChapitreFourni',
            fields=[
                ('slug', models.SlugField(primary_key=True, serialize=False)),
                ('fourni_le', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'chapitre fourni',
                'verbose_name_plural': 'chapitres fournis',
            },
        ),
        migrations.CreateModel(
            name='GuidePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
            ],
            options={
                'verbose_name': 'guide d’utilisation',
                'verbose_name_plural': 'guides d’utilisation',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='InformationPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
            ],
            options={
                'verbose_name': 'page d’information',
                'verbose_name_plural': 'pages d’information',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PageLegale',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
            ],
            options={
                'verbose_name': 'page légale',
                'verbose_name_plural': 'pages légales',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='RubriquePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
            ],
            options={
                'verbose_name': 'rubrique',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='AccueilPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('accroche', models.CharField(help_text='La phrase en grand, en haut de la page. Le titre de la page, lui, s’affiche dans le fil d’Ariane.', max_length=100, verbose_name='grand titre')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
                ('image', models.ForeignKey(blank=True, help_text='Décorative : elle ne doit porter aucune information, les lecteurs d’écran ne la lisent pas.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='illustration')),
            ],
            options={
                'verbose_name': 'page d’accueil',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ActualitePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('image_alternative', models.CharField(blank=True, help_text='Ce que montre l’image, pour qui ne la voit pas. Vide seulement si elle est décorative.', max_length=200, verbose_name='texte de remplacement')),
                ('image_decorative', models.BooleanField(default=False, help_text='L’image n’apprend rien de plus que le texte.', verbose_name='image décorative')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='image')),
            ],
            options={
                'verbose_name': 'actualité',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='DeclarationAccessibilite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statut', models.CharField(choices=[('non', 'non conforme'), ('partiel', 'partiellement conforme'), ('total', 'totalement conforme')], default='non', help_text='Affiché en bas de toutes les pages. Sans audit, ou sous 50 % de critères respectés : non conforme.', max_length=10, verbose_name='état de conformité')),
                ('taux', models.DecimalField(blank=True, decimal_places=2, help_text='Le résultat de l’audit, parmi les critères applicables. Vide tant qu’aucun audit n’a été fait.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='critères respectés, en pour cent')),
                ('audite_le', models.DateField(blank=True, null=True, verbose_name='date de l’audit')),
                ('auditeur', models.CharField(blank=True, help_text='Une auto-évaluation n’est pas un audit : elle ne change pas l’état de conformité.', max_length=160, verbose_name='organisme qui a réalisé l’audit')),
                ('etablie_le', models.DateField(blank=True, null=True, verbose_name='date de la déclaration')),
                ('non_conformites', models.TextField(blank=True, help_text='Un défaut par ligne.', verbose_name='contenus non accessibles')),
                ('derogations', models.TextField(blank=True, help_text='Une dérogation par ligne, avec sa raison.', verbose_name='dérogations pour charge disproportionnée')),
                ('hors_obligation', models.TextField(blank=True, help_text='Un contenu par ligne.', verbose_name='contenus non soumis à l’obligation')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'accessibilité',
                'verbose_name_plural': 'accessibilité',
            },
        ),
        migrations.CreateModel(
            name='IdentiteSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ville', models.CharField(default='Votre collectivité', help_text='Tel qu’il s’affiche sous le nom du portail et dans les courriels.', max_length=120, verbose_name='nom de la collectivité')),
                ('nom_portail', models.CharField(default='Portail Famille', max_length=60, verbose_name='nom du portail')),
                ('couleur_principale', models.CharField(default='#0f5c63', help_text='Boutons et liens. Assez sombre pour porter un texte blanc.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Écrivez la couleur avec un dièse et six chiffres ou lettres, par exemple #0f5c63.')], verbose_name='couleur principale')),
                ('couleur_sombre', models.CharField(default='#0a4348', help_text='Boutons survolés. Plus sombre que la principale.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Écrivez la couleur avec un dièse et six chiffres ou lettres, par exemple #0f5c63.')], verbose_name='couleur sombre')),
                ('couleur_accent', models.CharField(default='#f0a202', help_text='Repères et choses à faire. Assez claire pour porter un texte sombre.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Écrivez la couleur avec un dièse et six chiffres ou lettres, par exemple #0f5c63.')], verbose_name='couleur d’accent')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='téléphone du Pôle Familles')),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='adresse e-mail du Pôle Familles')),
                ('adresse', models.TextField(blank=True, help_text='Une ligne par ligne d’adresse.', verbose_name='adresse postale')),
                ('horaires', models.TextField(blank=True, help_text='Une plage par ligne.', verbose_name='horaires d’ouverture')),
                ('avis_connexion', wagtail.fields.RichTextField(blank=True, help_text='Affiché à côté du formulaire : qui doit appeler le Pôle Familles avant de se connecter.', verbose_name='message de la page de connexion')),
                ('bandeau', models.CharField(blank=True, help_text='Une ou deux phrases, en haut de tous les écrans : fermeture, incident, ouverture des réservations.', max_length=240, verbose_name='texte du bandeau')),
                ('bandeau_actif', models.BooleanField(default=False, verbose_name='afficher le bandeau')),
                ('logo', models.ForeignKey(blank=True, help_text='Carré de préférence, 200 pixels de côté au moins. Sans logo, un motif neutre est affiché.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='logo')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'identité du portail',
                'verbose_name_plural': 'identités du portail',
            },
        ),
        migrations.CreateModel(
            name='AvisAide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mois', models.DateField(help_text='premier jour du mois')),
                ('oui', models.PositiveIntegerField(default=0)),
                ('non', models.PositiveIntegerField(default=0)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'avis sur l’aide',
                'verbose_name_plural': 'avis sur l’aide',
                'constraints': [models.UniqueConstraint(fields=('page', 'mois'), name='avis_un_compteur_par_mois'), models.CheckConstraint(condition=models.Q(('mois__endswith', '-01')), name='avis_premier_du_mois')],
            },
        ),
        migrations.CreateModel(
            name='EcranAide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('cle', models.CharField(choices=cms_pages.socle.ecrans.choix_des_ecrans, max_length=160, verbose_name='écran')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='ecrans', to='cms_pages.aidepage')),
            ],
            options={
                'verbose_name': 'écran expliqué',
                'verbose_name_plural': 'écrans expliqués',
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'cle'), name='ecran_une_fois_par_page')],
            },
        ),
        migrations.RunPython(decrire_les_sites, migrations.RunPython.noop),
    ]
