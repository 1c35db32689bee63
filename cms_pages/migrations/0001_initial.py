"""The tables of the app as version 0.2.0 had them (docs/decisions/05-maison.md)."""

from decimal import Decimal
from django.conf import settings
from django.db import migrations, models
from famille.socle.requetes.tables import par_ensembles
import cms_pages.models.identite
import cms_pages.socle.champs
import cms_pages.socle.ecrans
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import taggit.managers
import wagtail.contrib.routable_page.models
import wagtail.fields
import wagtail.images.models
import wagtail.models.media


def decrire_les_sites(apps, _schema_editor):
    """Without its row, the first page shown would write it."""
    declarations = apps.get_model("cms_pages", "DeclarationAccessibilite").objects
    for site in apps.get_model("wagtailcore", "Site").objects.all():
        declarations.get_or_create(site=site)


class Migration(migrations.Migration):
    # of version 0.2.0
    replaces = [
        ("cms_pages", "0001_squashed_0006"),
        ("cms_pages", "0002_medias"),
        ("cms_pages", "0003_reprise_des_medias"),
        ("cms_pages", "0004_images_des_pages"),
        ("cms_pages", "0005_nom_du_service"),
        ("cms_pages", "0006_menus"),
    ]

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
        ("reservations", "0001_initial"),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = par_ensembles([
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
            name='BilanEgalim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('annee', models.PositiveSmallIntegerField(unique=True, verbose_name='année')),
                ('siret', models.CharField(max_length=14, verbose_name='SIRET de la cantine')),
                ('totale', models.DecimalField(decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Valeur totale des achats')),
                ('bio', models.DecimalField(decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Produits bio')),
                ('bio_equitable', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='dont bio et commerce équitable')),
                ('siqo', models.DecimalField(decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Produits SIQO, hors bio (label rouge, AOP, IGP…)')),
                ('externalites', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Externalités environnementales ou performance')),
                ('autres', models.DecimalField(decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Autres achats EGAlim (HVE, pêche durable, fermier…)')),
                ('autres_equitable', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='dont commerce équitable, hors bio')),
                ('viandes', models.DecimalField(decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Viandes et volailles')),
                ('viandes_egalim', models.DecimalField(decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Viandes et volailles EGAlim')),
                ('viandes_france', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Viandes et volailles d’origine France')),
                ('poissons', models.DecimalField(decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Poissons et produits aquatiques')),
                ('poissons_egalim', models.DecimalField(decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Poissons et produits aquatiques EGAlim')),
                ('poissons_france', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Poissons et produits aquatiques d’origine France')),
                ('fruits_france', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Fruits et légumes d’origine France')),
                ('charcuterie_france', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Charcuterie d’origine France')),
                ('laitiers_france', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Produits laitiers, beurre et œufs d’origine France')),
                ('boulangerie_france', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Boulangerie et pâtisserie d’origine France')),
                ('boissons_france', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Boissons d’origine France')),
                ('epicerie_france', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Autres produits d’origine France')),
                ('publie', models.BooleanField(default=False, verbose_name='affiché aux familles')),
                ('modifie_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='modifié le')),
                ('modifie_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bilan des achats',
                'verbose_name_plural': 'bilans des achats',
                'ordering': ['-annee'],
            },
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
            name='DocumentPublic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', models.FileField(upload_to='documents', verbose_name='file')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
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
            name='Illustration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('description', models.CharField(blank=True, default='', help_text='Ce que montre l’image, en une phrase, pour qui ne la voit pas. Il est proposé à chaque page qui la prend.', max_length=255, verbose_name='texte de remplacement')),
                ('ornement', models.BooleanField(default=False, help_text='Elle n’apprend rien de plus que le texte : les lecteurs d’écran l’ignorent.', verbose_name='image décorative')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'image',
                'verbose_name_plural': 'images',
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='AccueilPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('chapo', models.TextField(blank=True, help_text='Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus.', max_length=400, verbose_name='introduction')),
                ('accroche', models.CharField(help_text='La phrase en grand, en haut de la page. Le titre de la page, lui, s’affiche dans le fil d’Ariane.', max_length=100, verbose_name='grand titre')),
                ('corps', cms_pages.socle.champs.ChampBlocs(blank=True, verbose_name='contenu')),
                ('image', models.ForeignKey(blank=True, help_text='Décorative : elle ne doit porter aucune information, les lecteurs d’écran ne la lisent pas.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.illustration', verbose_name='illustration')),
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
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.illustration', verbose_name='image')),
            ],
            options={
                'verbose_name': 'actualité',
            },
            bases=('wagtailcore.page',),
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
                ('service', models.CharField(default=cms_pages.models.identite.service_au_depart, help_text='Sans article, comme au milieu d’une phrase : Guichet famille, service enfance. Au singulier : « service des affaires scolaires » plutôt que « Affaires scolaires ».', max_length=60, verbose_name='nom du service qui répond aux familles')),
                ('service_article', models.CharField(choices=[('le', 'le (le Guichet famille)'), ('la', 'la (la Maison de l’enfance)'), ('l_m', 'l’, masculin (l’Espace famille)'), ('l_f', 'l’, féminin (l’Antenne enfance)')], default='le', help_text='Pour que les phrases s’accordent : « du Guichet », « de la Maison ».', max_length=3, verbose_name='son article')),
                ('perimetre', models.CharField(choices=[('commune', 'la commune'), ('agglomeration', 'l’agglomération'), ('communaute', 'la communauté de communes'), ('metropole', 'la métropole'), ('territoire', 'le territoire')], default='agglomeration', help_text='Au-delà, une famille a le « tarif hors… ». Les communes qui en font partie se donnent dans Communes.', max_length=15, verbose_name='le tarif des habitants est celui de')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='téléphone du service')),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='adresse e-mail du service')),
                ('adresse', models.TextField(blank=True, help_text='Une ligne par ligne d’adresse.', verbose_name='adresse postale')),
                ('horaires', models.TextField(blank=True, help_text='Une plage par ligne.', verbose_name='horaires d’ouverture')),
                ('tribunal', models.CharField(blank=True, help_text='La ville du tribunal dont dépend la collectivité : Limoges, Lyon, Montreuil… Les voies de recours, jointes à chaque rejet, le nomment.', max_length=60, verbose_name='tribunal administratif de')),
                ('avis_connexion', wagtail.fields.RichTextField(blank=True, help_text='Affiché à côté du formulaire : qui doit appeler le service avant de se connecter.', verbose_name='message de la page de connexion')),
                ('bandeau', models.CharField(blank=True, help_text='Une ou deux phrases, en haut de tous les écrans : fermeture, incident, ouverture des réservations.', max_length=240, verbose_name='texte du bandeau')),
                ('bandeau_actif', models.BooleanField(default=False, verbose_name='afficher le bandeau')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
                ('logo', models.ForeignKey(blank=True, help_text='Carré de préférence, 200 pixels de côté au moins. Sans logo, un motif neutre est affiché.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.illustration', verbose_name='logo')),
            ],
            options={
                'verbose_name': 'identité du portail',
                'verbose_name_plural': 'identités du portail',
            },
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
            name='Menu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lundi', models.DateField(verbose_name='semaine du')),
                ('publie_le', models.DateTimeField(blank=True, null=True, verbose_name='publié le')),
                ('modifie_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='modifié le')),
                ('modifie_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restaurant', models.ForeignKey(blank=True, help_text='Vide : tous les restaurants.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='menus', to='reservations.structure')),
            ],
            options={
                'verbose_name': 'menu',
                'ordering': ['-lundi', 'restaurant__nom'],
                'constraints': [models.UniqueConstraint(fields=('lundi', 'restaurant'), name='menu_une_fois'), models.UniqueConstraint(condition=models.Q(('restaurant', None)), fields=('lundi',), name='menu_de_tous_une_fois')],
            },
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
            name='PlatDuMenu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jour', models.DateField()),
                ('ordre', models.PositiveSmallIntegerField()),
                ('rubrique', models.CharField(blank=True, max_length=40)),
                ('nom', models.CharField(max_length=160)),
                ('allergenes', models.JSONField(blank=True, default=list)),
                ('labels', models.JSONField(blank=True, default=list)),
                ('menu', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plats', to='cms_pages.menu')),
            ],
            options={
                'verbose_name': 'plat d’un menu',
                'verbose_name_plural': 'plats des menus',
                'ordering': ['jour', 'ordre'],
                'constraints': [models.UniqueConstraint(fields=('menu', 'jour', 'ordre'), name='plat_a_sa_place')],
            },
        ),
        migrations.CreateModel(
            name='Rendu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='cms_pages.illustration')),
            ],
            options={
                'verbose_name': 'taille d’une image',
                'verbose_name_plural': 'tailles des images',
                'constraints': [models.UniqueConstraint(fields=('image', 'filter_spec', 'focal_point_key'), name='rendu_une_fois_par_image')],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
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
        migrations.RunPython(decrire_les_sites, migrations.RunPython.noop),
    ])
