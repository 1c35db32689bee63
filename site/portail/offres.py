"""What a higher app offers to a lower one, which never imports it
(docs/comprendre/architecture.md): named in the settings."""

from django.urls import reverse

from demarches.catalogue import toutes
from demarches.models import ReglageDemarche


def demarches_ouvertes():
    """dict code → dict(titre, lien): the démarches of the catalogue that the town has opened. One
    query."""
    catalogue = toutes()
    return {
        reglage.code: {
            "titre": reglage.titre,
            "lien": reverse("demarches:presentation", args=[reglage.code]),
        }
        for reglage in ReglageDemarche.objects.ouvertes()
        if reglage.code in catalogue
    }
