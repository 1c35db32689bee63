"""Mandates of direct debit, and the town as their creditor (G18, D16)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("famille", "0003_pieces_des_courriels")]

    operations = [
        migrations.CreateModel(
            name="CreancierSEPA",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nom",
                    models.CharField(
                        help_text="Tel que les familles le liront sur leur relevé de compte.",
                        max_length=70,
                        verbose_name="nom du créancier",
                    ),
                ),
                ("voie", models.CharField(max_length=70, verbose_name="numéro et rue")),
                ("code_postal", models.CharField(max_length=5, verbose_name="code postal")),
                ("commune", models.CharField(max_length=35)),
                (
                    "ics",
                    models.CharField(
                        help_text="Donné par la Banque de France ou le comptable public. Exemple : FR72ZZZ123456.",
                        max_length=35,
                        verbose_name="identifiant créancier SEPA (ICS)",
                    ),
                ),
            ],
            options={
                "verbose_name": "créancier des prélèvements",
                "verbose_name_plural": "créanciers des prélèvements",
            },
        ),
        migrations.AlterField(
            model_name="document",
            name="genre",
            field=models.CharField(
                choices=[
                    ("domicile", "Justificatif de domicile"),
                    ("identite", "Pièce d’identité"),
                    ("pai", "Projet d’accueil individualisé"),
                    ("vaccins", "Carnet de vaccination"),
                    ("medical", "Certificat médical"),
                    ("naissance", "Acte de naissance"),
                    ("assurance", "Attestation d’assurance"),
                    ("rib", "Relevé d’identité bancaire (RIB)"),
                    ("quotient", "Attestation de quotient familial"),
                    ("autre", "Autre document"),
                ],
                default="autre",
                max_length=12,
                verbose_name="nature",
            ),
        ),
        migrations.CreateModel(
            name="MandatSEPA",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rum", models.CharField(max_length=35, unique=True, verbose_name="référence unique du mandat (RUM)")),
                ("titulaire_nom", models.CharField(max_length=201, verbose_name="titulaire du compte")),
                ("voie", models.CharField(max_length=120, verbose_name="numéro et rue")),
                ("complement", models.CharField(blank=True, max_length=120, verbose_name="complément")),
                ("code_postal", models.CharField(max_length=5, verbose_name="code postal")),
                ("commune", models.CharField(max_length=100)),
                ("pays", models.CharField(default="FR", max_length=2)),
                ("iban_chiffre", models.TextField(editable=False)),
                ("iban_masque", models.CharField(max_length=20, verbose_name="compte")),
                ("bic", models.CharField(blank=True, max_length=11, verbose_name="BIC")),
                ("banque", models.CharField(blank=True, max_length=140)),
                ("creancier_nom", models.CharField(max_length=70, verbose_name="créancier")),
                ("creancier_adresse", models.CharField(max_length=120, verbose_name="adresse du créancier")),
                ("ics", models.CharField(max_length=35, verbose_name="ICS")),
                ("texte", models.TextField(verbose_name="texte accepté")),
                ("signe_le", models.DateTimeField(verbose_name="accepté le")),
                ("debut", models.DateField(verbose_name="en vigueur depuis le")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="terminé le")),
                (
                    "motif_fin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("revoque", "Arrêté à la demande de la famille"),
                            ("remplace", "Remplacé : changement de compte"),
                        ],
                        max_length=8,
                        verbose_name="raison de la fin",
                    ),
                ),
                (
                    "foyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mandats", to="famille.foyer"
                    ),
                ),
                (
                    "remplace",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="remplace_par",
                        to="famille.mandatsepa",
                    ),
                ),
                (
                    "rib",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="famille.document",
                    ),
                ),
                (
                    "signe_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "titulaire",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="famille.responsable",
                    ),
                ),
            ],
            options={
                "verbose_name": "mandat de prélèvement",
                "verbose_name_plural": "mandats de prélèvement",
                "ordering": ["-debut", "-pk"],
                "permissions": [("lire_iban", "Peut lire un IBAN en entier")],
            },
        ),
        migrations.CreateModel(
            name="ServicePreleve",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("fin", models.DateField(blank=True, null=True)),
                (
                    "foyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="famille.foyer"
                    ),
                ),
                (
                    "mandat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="services", to="famille.mandatsepa"
                    ),
                ),
            ],
            options={
                "verbose_name": "service prélevé",
                "verbose_name_plural": "services prélevés",
            },
        ),
        migrations.AddConstraint(
            model_name="mandatsepa",
            constraint=models.CheckConstraint(
                condition=models.Q(("fin", None), ("fin__gte", models.F("debut")), _connector="OR"),
                name="mandat_dates_en_ordre",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatsepa",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fin", None), ("motif_fin", "")),
                    models.Q(("fin__isnull", False), models.Q(("motif_fin", ""), _negated=True)),
                    _connector="OR",
                ),
                name="mandat_fini_dit_pourquoi",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicepreleve",
            constraint=models.UniqueConstraint(
                condition=models.Q(("fin", None)), fields=("foyer", "service"), name="un_mandat_en_vigueur_par_service"
            ),
        ),
    ]
