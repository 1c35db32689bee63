"""The absences that wait for an agent: a certificate was sent, and nobody has decided."""

from datetime import date

from django.urls import reverse

from demarches.instruction.droits import INSTRUIRE
from demarches.models import Demande
from famille.socle.offres.restes import Reste


def des_absences(debut: date, fin: date) -> list[Reste]:
    """One query. Those sent during the season."""
    return [
        Reste(
            "absences",
            "Absences à décider : un certificat attend votre réponse",
            Demande.objects.a_traiter()
            .filter(code="justificatif-medical", deposee_le__date__range=(debut, fin))
            .count(),
            reverse("demandes_modeladmin_index"),
            INSTRUIRE,
        )
    ]
