"""One message to many households, each in a conversation of its own."""

from django.db import models
from django.utils import timezone

from .champs import un_compte


class EnvoiGroupe(models.Model):
    """A draft until `envoye_le`. `cible`: to whom, as the room that chooses writes it; `foyers`:
    their keys, frozen on sending. `auteur`: who signs, as it was. Its piece: `Document.envoi`."""

    sujet = models.CharField(max_length=120)
    texte = models.TextField(max_length=5000)
    cible = models.JSONField(default=dict)
    a_qui = models.CharField("à qui", max_length=250)  # "Les familles de l’école Jean-Zay"
    foyers = models.JSONField(default=list)
    auteur = models.CharField(max_length=250)
    par = un_compte()
    cree_le = models.DateTimeField("préparé le", default=timezone.now)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    fini_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "message groupé"
        verbose_name_plural = "messages groupés"
        ordering = ["-cree_le", "-pk"]
        permissions = [
            (
                "ecrire_aux_familles",
                "Peut écrire à toutes les familles d’une activité ou d’une école",
            )
        ]

    def __str__(self) -> str:
        return self.sujet
