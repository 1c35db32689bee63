"""What a family that leaves the town is told: what its last day ends, and what stays."""

from datetime import date

from django.urls import reverse

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Foyer

DEPART = GenreDeCourriel("depart-de-la-commune", "reservations/depart_de_la_commune")


def prevenir_du_depart(
    foyer: Foyer, *, dernier_jour: date, passe: bool, mandat_arrete: bool, garde: bool
) -> int:
    """How many mails were written: one an adult, once for a last day. Inside the transaction of
    the departure. `garde`: some child stays registered, who lives in another home too."""
    ecrits = 0
    for adultes in adultes_de([foyer]).values():
        for adulte in adultes:
            contexte = {
                "prenom": adulte.first_name,
                "dernier_jour": dernier_jour,
                "passe": passe,
                "mandat_arrete": mandat_arrete,
                "garde": garde,
                "lien": adresse_absolue(reverse("famille:tableau_de_bord")),
            }
            cle = DEPART.cle(foyer.pk, f"{dernier_jour:%Y%m%d}").pour(adulte)
            ecrits += bool(preparer(cle, adulte.email, contexte))
    return ecrits
