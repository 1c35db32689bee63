"""A list taken away as its agent does, and read."""

import csv
import io

from django.core.files.storage import storages
from django.urls import reverse

from famille.models import Travail


def exporter(client, sorte, rappels, **filtres):
    """[{head: value}] of the file that `sorte` makes under these filters. `rappels`:
    django_capture_on_commit_callbacks."""
    with rappels(execute=True):
        client.post(reverse(sorte.adresse_du_fichier), {"format": "csv"} | filtres)
    travail = Travail.objects.get(genre=sorte.genre)
    with storages["prive"].open(travail.fichier) as fichier:
        return list(csv.DictReader(io.StringIO(fichier.read().decode("utf-8-sig")), delimiter=";"))
