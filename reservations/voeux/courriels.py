"""The mails of wishes: written down (D1), and answered, with the mention of the algorithm (D20).
They name no child, no day and no centre."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Foyer
from famille.socle.dire import en_moment
from famille.socle.ville import dits
from famille.socle.ville.recours import voies_de_recours
from reservations.models import Tirage

RECUS = GenreDeCourriel("voeux", "reservations/voeux_recus")
REPONSE = GenreDeCourriel("reponse-voeux", "reservations/voeux_reponse")


def accuser_reception(tirage: Tirage, foyer: Foyer, maintenant: datetime) -> None:
    """One mail an hour at most, to each adult: whoever changes his mind ten times gets one."""
    heure = f"{timezone.localtime(maintenant):%Y%m%d%H}"
    ouverture = tirage.ouverture
    contexte = {
        "nom": ouverture.nom,
        "recus": en_moment(maintenant, maintenant),
        "jusqu_au": en_moment(ouverture.voeux_au, maintenant) if ouverture.voeux_au else "",
        "lien": adresse_absolue(reverse("reservations:voeux", args=[ouverture.pk])),
        "ville": dits(),
    }
    for adulte in adultes_de([foyer]).get(foyer.pk, []):
        cle = RECUS.cle(tirage.pk, foyer.pk, heure).pour(adulte)
        preparer(cle, adulte.email, contexte | {"prenom": adulte.first_name})


def repondre(tirage: Tirage, foyer: Foyer) -> None:
    """The answer is on the portal: once, to each adult."""
    contexte = {
        "nom": tirage.ouverture.nom,
        "lien": adresse_absolue(reverse("reservations:voeux", args=[tirage.ouverture_id])),
        "regles": adresse_absolue(
            reverse("reservations:regles_appliquees", args=[tirage.ouverture_id])
        ),
        "voies_de_recours": voies_de_recours(dits().tribunal),
    }
    for adulte in adultes_de([foyer]).get(foyer.pk, []):
        cle = REPONSE.cle(tirage.pk, foyer.pk).pour(adulte)
        preparer(cle, adulte.email, contexte | {"prenom": adulte.first_name})
