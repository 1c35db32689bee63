"""What a town has in Wagtail's own tables goes to ours, under the same keys: pages name a picture or
a file by its key."""

from django.core.management.color import no_style
from django.db import migrations

# theirs -> ours, and what ours has of its own
REPRIS = {
    ("wagtailimages", "Image"): "Illustration",
    ("wagtailimages", "Rendition"): "Rendu",
    ("wagtaildocs", "Document"): "DocumentPublic",
}


def reprendre(apps, schema_editor):
    for (application, ancien), nouveau in REPRIS.items():
        _copier(apps.get_model(application, ancien), apps.get_model("cms_pages", nouveau))
        _suivre(apps, (application, ancien.lower()), ("cms_pages", nouveau.lower()))
    connexion = schema_editor.connection
    ours = [apps.get_model("cms_pages", nouveau) for nouveau in REPRIS.values()]
    # keys were given: the next one must come after them
    for ordre in connexion.ops.sequence_reset_sql(no_style(), ours):
        schema_editor.execute(ordre)


def _copier(ancien, nouveau):
    champs = [champ.attname for champ in ancien._meta.concrete_fields]
    dates = [nom for nom in champs if nom == "created_at"]
    for lignes in _par_lots(ancien.objects.order_by("pk").values(*champs)):
        nouveau.objects.bulk_create([nouveau(**ligne) for ligne in lignes])
        for ligne in lignes if dates else []:  # which is the day of the row, when it is made
            nouveau.objects.filter(pk=ligne["id"]).update(created_at=ligne["created_at"])


def _par_lots(lignes, taille=500):
    lot = []
    for ligne in lignes.iterator():
        lot.append(ligne)
        if len(lot) == taille:
            yield lot
            lot = []
    if lot:
        yield lot


def _suivre(apps, ancien, nouveau):
    """Tags, the index of the search and that of who uses what name a row by its kind and its key."""
    genres = apps.get_model("contenttypes", "ContentType").objects
    avant = genres.filter(app_label=ancien[0], model=ancien[1]).first()
    if avant is None:
        return
    apres, _cree = genres.get_or_create(app_label=nouveau[0], model=nouveau[1])
    for modele, champ in (
        (("taggit", "TaggedItem"), "content_type"),
        (("wagtailsearch", "IndexEntry"), "content_type"),
        (("wagtailcore", "ReferenceIndex"), "to_content_type"),
        (("wagtailcore", "ReferenceIndex"), "content_type"),
        (("wagtailcore", "ReferenceIndex"), "base_content_type"),
        (("wagtailcore", "ModelLogEntry"), "content_type"),
    ):
        apps.get_model(*modele).objects.filter(**{champ: avant}).update(**{champ: apres})


class Migration(migrations.Migration):
    dependencies = [
        ("cms_pages", "0002_medias"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]
    operations = [migrations.RunPython(reprendre, migrations.RunPython.noop)]
