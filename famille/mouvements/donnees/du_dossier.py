"""What `famille` says of personal data; the last of the rooms."""

from datetime import date
from typing import Any

from django.db.models import Q

from famille import models
from famille.models import Consultation, Document, Echeancier, Facture, Fil, Foyer, Paiement
from famille.socle.requetes.jours import minuit

from .effacement import obstacles_de_la_compta as obstacles
from .effacer_le_dossier import effacer_du_dossier as effacer
from .postes import POSTES
from .tiroirs import EXCLUS, TIROIRS

__all__ = ["EXCLUS", "POSTES", "TIROIRS", "actifs", "effacer", "obstacles", "retenus"]


def actifs(limite: date) -> list[Any]:
    """list of QuerySet of household keys: something happened since `limite`, or money is owed."""
    depuis = minuit(limite)
    factures = Facture.objects.filter(Q(cree_le__gte=depuis) | Q(etat=Facture.Etat.BROUILLON))
    vifs = Q(etat__in=[Paiement.Etat.OUVERT, Paiement.Etat.A_VERIFIER])
    return [
        Foyer.objects.filter(cree_le__gte=depuis).values("pk"),
        models.Responsable.objects.filter(utilisateur__last_login__gte=depuis).values("foyer"),
        models.Rattachement.objects.filter(Q(debut__gte=limite) | Q(fin__gte=limite)).values(
            "foyer"
        ),
        Document.objects.filter(depose_le__gte=depuis, foyer__isnull=False).values("foyer"),
        models.Modification.objects.filter(le__gte=depuis).values("foyer"),
        Fil.objects.filter(Q(dernier_le__gte=depuis) | Q(etat=Fil.Etat.A_TRAITER)).values("foyer"),
        factures.values("foyer"),
        Facture.objects.dues().values("foyer"),
        Facture.objects.trop_percues().values("foyer"),
        Paiement.objects.filter(Q(ouvert_le__gte=depuis) | vifs).values("foyer"),
    ]


def retenus() -> list[Any]:
    """list of QuerySet of household keys: those of which something must still be kept."""
    return [
        modele.objects.values("foyer")
        for modele in (Facture, Paiement, models.MandatSEPA, Echeancier, Consultation)
    ]
