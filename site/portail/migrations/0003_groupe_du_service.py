from django.db import migrations

ANCIEN, NOUVEAU = "Pôle Familles", "Service des familles"


def renommer(apps, schema_editor):
    """Of the software, no town's: its members and what it may do stay. A town that has a group of
    the new name keeps both."""
    groupes = apps.get_model("auth", "Group").objects
    if not groupes.filter(name=NOUVEAU).exists():
        groupes.filter(name=ANCIEN).update(name=NOUVEAU)


class Migration(migrations.Migration):
    dependencies = [
        ("portail", "0002_file_d_entree"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(renommer, migrations.RunPython.noop)]
