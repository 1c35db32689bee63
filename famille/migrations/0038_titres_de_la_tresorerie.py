# 0038_titres_de_la_tresorerie

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0037_droits_aupres_des_payeurs"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReglageTresorerie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "envoi",
                    models.CharField(
                        choices=[
                            ("etat", "Un état nominatif, que le service des finances saisit"),
                            ("titres", "Des titres de recette (PES Aller)"),
                            ("ormc", "Un rôle, ou ORMC (PES ORMC)"),
                        ],
                        default="etat",
                        max_length=6,
                        verbose_name="ce que la régie envoie",
                    ),
                ),
                (
                    "version",
                    models.CharField(
                        choices=[("5.17", "5.17 à 5.29"), ("5.30", "5.30 ou après")],
                        default="5.30",
                        help_text=(
                            "Celle que la trésorerie accepte : demandez-la-lui. La 5.30 sait dire"
                            " « impayé de régie »."
                        ),
                        max_length=4,
                        verbose_name="version du PES",
                    ),
                ),
                (
                    "codique",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "Le numéro du poste comptable, 6 ou 7 chiffres. Faux, tout l’envoi "
                            "est refusé."
                        ),
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(02[AB][0-9]{3,4}|[0-9]{6,7})?$", "6 ou 7 chiffres."
                            )
                        ],
                        verbose_name="codique de la trésorerie",
                    ),
                ),
                (
                    "siret",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "14 chiffres, celui du budget qui émet les titres, pas toujours de la"
                            " mairie."
                        ),
                        max_length=14,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(\\d{14,14})?$", "14 chiffres, sans espace."
                            )
                        ],
                        verbose_name="SIRET du budget",
                    ),
                ),
                (
                    "code_collectivite",
                    models.CharField(
                        blank=True,
                        help_text="3 chiffres, dans Hélios, le logiciel du comptable.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(\\d{3,3})?$", "3 chiffres, sans espace."
                            )
                        ],
                        verbose_name="code collectivité",
                    ),
                ),
                (
                    "code_budget",
                    models.CharField(
                        blank=True,
                        help_text="2 caractères, dans Hélios. Souvent 00 pour le budget principal.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^([0-9A-Z][0-9])?$", "2 caractères, par exemple 00."
                            )
                        ],
                        verbose_name="code budget",
                    ),
                ),
                (
                    "regie",
                    models.CharField(
                        blank=True,
                        help_text="Tel que le comptable la nomme. Facultatif.",
                        max_length=10,
                        verbose_name="numéro de la régie",
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Non précisée"),
                            ("01", "La DGFiP imprime et envoie l’avis (01)"),
                            ("04", "La DGFiP n’envoie rien (04)"),
                        ],
                        default="",
                        help_text=(
                            "Pour des titres. « DGFiP » suppose une convention avec le centre "
                            "d’édition."
                        ),
                        max_length=2,
                        verbose_name="avis des sommes à payer",
                    ),
                ),
                (
                    "premier_bordereau",
                    models.PositiveIntegerField(
                        default=1,
                        help_text=(
                            "Si le logiciel des finances émet aussi des titres sur ce budget, "
                            "convenez d’une série à part : deux bordereaux du même numéro, et le "
                            "second est refusé."
                        ),
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9000000),
                        ],
                        verbose_name="premier numéro de bordereau de l’année",
                    ),
                ),
                (
                    "premier_titre",
                    models.PositiveIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(90000000),
                        ],
                        verbose_name="premier numéro de titre de l’année",
                    ),
                ),
                (
                    "produit",
                    models.CharField(
                        blank=True,
                        help_text="Convenu avec le comptable, 4 caractères au plus.",
                        max_length=4,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-Za-z]*$",
                                "Des lettres et des chiffres seulement, sans espace.",
                            )
                        ],
                        verbose_name="code produit",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "Le compte par nature, par exemple 7066. Pour un rôle, souvent 588."
                        ),
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]*$", "Des chiffres seulement, sans espace."
                            )
                        ],
                    ),
                ),
                (
                    "fonction",
                    models.CharField(
                        blank=True,
                        help_text="Le compte par fonction (M57), par exemple 331. Facultatif.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]*$", "Des chiffres seulement, sans espace."
                            )
                        ],
                    ),
                ),
                (
                    "periode",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="D’un rôle seulement : un chiffre, convenu avec le comptable.",
                        validators=[django.core.validators.MaxValueValidator(9)],
                        verbose_name="période",
                    ),
                ),
                (
                    "cle_1",
                    models.CharField(
                        choices=[("nature", "Le code nature"), ("role", "Le numéro du rôle")],
                        default="nature",
                        help_text=(
                            "D’un rôle seulement. À confirmer avec le comptable avant le premier "
                            "envoi."
                        ),
                        max_length=6,
                        verbose_name="clé du rôle calculée avec",
                    ),
                ),
                (
                    "avis",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "D’un rôle seulement : un Datamatrix, que lit un buraliste "
                            "partenaire. À ouvrir quand la DGFiP a validé un avis d’essai."
                        ),
                        verbose_name="imprimer le code de paiement de proximité sur l’avis",
                    ),
                ),
                (
                    "code_etablissement",
                    models.CharField(
                        blank=True,
                        help_text="Celui d’Hélios, écrit dans le code de paiement.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^([0-9]{1,3}|[A-Z]{2})?$", "1 à 3 chiffres, ou 2 lettres."
                            )
                        ],
                        verbose_name="code établissement",
                    ),
                ),
                (
                    "nom",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "Lu par les familles : qui appeler quand une facture est chez elle."
                        ),
                        max_length=120,
                        verbose_name="nom de la trésorerie",
                    ),
                ),
                (
                    "telephone",
                    models.CharField(blank=True, max_length=30, verbose_name="téléphone"),
                ),
                ("adresse", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "verbose_name": "trésorerie",
                "verbose_name_plural": "trésoreries",
            },
        ),
        migrations.CreateModel(
            name="BordereauTresor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("01", "Titres de recette"),
                            ("02", "Titres d’annulation"),
                            ("06", "Rôle (ORMC)"),
                        ],
                        max_length=2,
                    ),
                ),
                ("exercice", models.PositiveSmallIntegerField()),
                ("numero", models.PositiveIntegerField(null=True, verbose_name="numéro")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("prepare", "Prêt à envoyer"),
                            ("envoye", "Envoyé, sans réponse"),
                            ("accepte", "Accepté"),
                            ("refuse", "Refusé"),
                            ("abandonne", "Abandonné"),
                        ],
                        default="prepare",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("emis_le", models.DateField(verbose_name="émis le")),
                ("montant", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ("nombre", models.PositiveIntegerField(default=0)),
                ("entete", models.JSONField(default=dict)),
                ("fichier", models.CharField(max_length=100, verbose_name="fichier")),
                (
                    "cree_le",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="préparé le"
                    ),
                ),
                (
                    "telecharge_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="téléchargé le"),
                ),
                (
                    "envoye_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="envoyé le"),
                ),
                (
                    "fini_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="réponse notée le"),
                ),
                ("pourquoi", models.CharField(blank=True, max_length=500)),
                (
                    "envoye_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "etat_nominatif",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bordereau",
                        to="famille.etatnominatif",
                    ),
                ),
                (
                    "fini_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "telecharge_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bordereau de titres",
                "verbose_name_plural": "bordereaux de titres",
                "ordering": ["-cree_le", "-pk"],
                "permissions": [
                    ("titrer_bordereautresor", "Peut envoyer des titres à la trésorerie")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImputationService",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("creche", "Crèche"),
                            ("halte-garderie", "Halte-garderie"),
                            ("accueils-de-loisirs", "Accueils de loisirs"),
                            ("restauration", "Restauration scolaire"),
                            ("garderie", "Garderie scolaire"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "produit",
                    models.CharField(
                        blank=True,
                        max_length=4,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-Za-z]*$",
                                "Des lettres et des chiffres seulement, sans espace.",
                            )
                        ],
                        verbose_name="code produit",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]*$", "Des chiffres seulement, sans espace."
                            )
                        ],
                    ),
                ),
                (
                    "fonction",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]*$", "Des chiffres seulement, sans espace."
                            )
                        ],
                    ),
                ),
                (
                    "reglage",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imputations",
                        to="famille.reglagetresorerie",
                    ),
                ),
            ],
            options={
                "verbose_name": "imputation d’un service",
                "verbose_name_plural": "imputations des services",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReponseTresor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("acquit", "Accusé de réception (PES ACQUIT)"),
                            ("retour", "Suivi des titres (PES Retour)"),
                        ],
                        max_length=6,
                    ),
                ),
                ("cle", models.CharField(max_length=64, unique=True)),
                ("fichier", models.CharField(max_length=160)),
                (
                    "cree_le",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="déposé le"
                    ),
                ),
                (
                    "par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse de la trésorerie",
                "verbose_name_plural": "réponses de la trésorerie",
                "ordering": ["-cree_le", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="TitreTresor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("numero", models.PositiveIntegerField(verbose_name="numéro")),
                (
                    "dette",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="numéro de la dette"
                    ),
                ),
                ("debiteur", models.JSONField(default=dict, verbose_name="débiteur")),
                ("montant", models.DecimalField(decimal_places=2, max_digits=10)),
                (
                    "refuse_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="refusé le"),
                ),
                ("pourquoi", models.CharField(blank=True, max_length=500)),
                (
                    "bordereau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="titres",
                        to="famille.bordereautresor",
                    ),
                ),
                (
                    "origine",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annulations",
                        to="famille.titretresor",
                    ),
                ),
                (
                    "responsable",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="famille.responsable",
                    ),
                ),
            ],
            options={
                "verbose_name": "titre",
                "ordering": ["numero"],
            },
        ),
        migrations.CreateModel(
            name="LigneTitre",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rang", models.PositiveSmallIntegerField()),
                ("objet", models.CharField(max_length=160)),
                ("produit", models.CharField(max_length=4)),
                ("nature", models.CharField(max_length=12)),
                ("fonction", models.CharField(blank=True, max_length=10)),
                ("montant", models.DecimalField(decimal_places=2, max_digits=10)),
                (
                    "annule",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=10, verbose_name="annulé"
                    ),
                ),
                (
                    "creance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lignes",
                        to="famille.creancetransmise",
                    ),
                ),
                (
                    "origine",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annulations",
                        to="famille.lignetitre",
                    ),
                ),
                (
                    "titre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lignes",
                        to="famille.titretresor",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de titre",
                "verbose_name_plural": "lignes de titre",
                "ordering": ["titre", "rang"],
            },
        ),
        migrations.CreateModel(
            name="LigneReponse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quoi", models.CharField(max_length=120)),
                ("dit", models.CharField(max_length=600)),
                (
                    "suite",
                    models.CharField(
                        choices=[
                            ("faite", "Faite"),
                            ("deja", "Déjà connue"),
                            ("a-voir", "À voir"),
                            ("vue", "Vue"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "bordereau",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reponses",
                        to="famille.bordereautresor",
                    ),
                ),
                (
                    "reponse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lignes",
                        to="famille.reponsetresor",
                    ),
                ),
                (
                    "titre",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reponses",
                        to="famille.titretresor",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne d’une réponse de la trésorerie",
                "verbose_name_plural": "lignes des réponses de la trésorerie",
                "ordering": ["reponse", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="bordereautresor",
            constraint=models.UniqueConstraint(
                fields=("genre", "exercice", "numero"), name="un_numero_de_bordereau"
            ),
        ),
        migrations.AddConstraint(
            model_name="bordereautresor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat__in", ["prepare", "envoye"])),
                fields=("genre",),
                name="un_bordereau_en_route_par_genre",
            ),
        ),
        migrations.AddConstraint(
            model_name="imputationservice",
            constraint=models.UniqueConstraint(
                fields=("reglage", "service"),
                name="une_imputation_par_service",
                violation_error_message="Ce service a déjà son imputation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="titretresor",
            constraint=models.UniqueConstraint(
                fields=("bordereau", "numero"), name="un_numero_de_titre"
            ),
        ),
        migrations.AddConstraint(
            model_name="titretresor",
            constraint=models.CheckConstraint(
                condition=models.Q(("montant__gt", 0)), name="titre_positif"
            ),
        ),
        migrations.AddConstraint(
            model_name="lignetitre",
            constraint=models.UniqueConstraint(
                fields=("titre", "rang"), name="un_rang_par_ligne_de_titre"
            ),
        ),
        migrations.AddConstraint(
            model_name="lignetitre",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("annule__gte", 0), ("annule__lte", models.F("montant")), ("montant__gt", 0)
                ),
                name="ligne_de_titre_annulee_au_plus",
            ),
        ),
        migrations.AddIndex(
            model_name="lignereponse",
            index=models.Index(
                condition=models.Q(("suite", "a-voir")),
                fields=["suite"],
                name="ligne_de_reponse_a_voir",
            ),
        ),
    ]
