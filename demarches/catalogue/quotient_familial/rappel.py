"""Remind households whose quotient ends soon, once, by a mail that holds no amount. Safe to run
twice (G17)."""

import time
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from demarches.models import ReglageDemarche, ReglageQuotient
from famille.courriels.boite_d_envoi import adresse_absolue, courriels_de, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.foyers.mises_a_jour import PAR_ACCORD, ou_le_demander
from famille.models import QuotientFamilial, Utilisateur
from famille.socle.offres import quotients_par_accord

from .fins import CODE, quotients_qui_finissent

FIN = GenreDeCourriel("quotient-fin", "demarches/quotient_fin")

LOT = 100
DUREE_TOUR = 25  # seconds after which a turn begins nothing more; the next one goes on


def rappeler_les_quotients(*, jour: date | None = None) -> int:
    """How many mails were written. None while the démarche is closed, or the town wants no
    reminder."""
    jour = jour or timezone.localdate()
    jours = ReglageQuotient.load().rappel_jours
    if not jours or not ReglageDemarche.objects.ouvertes().filter(code=CODE).exists():
        return 0
    fin, ecrits = time.monotonic() + DUREE_TOUR, 0
    proches = quotients_qui_finissent(jour, jour + timedelta(days=jours)).select_related("foyer")
    lot = list(proches[:LOT])
    while lot and time.monotonic() < fin:
        ecrits += sum(_rappeler(quotient) for quotient in lot)
        lot = list(proches.filter(pk__gt=lot[-1].pk)[:LOT])
    return ecrits


@transaction.atomic
def _rappeler(quotient: QuotientFamilial) -> int:
    """Mails written to the adults of the household: all of them, or none yet."""
    adultes = Utilisateur.objects.filter(
        responsabilites__in=quotient.foyer.responsables.actuels(), is_active=True
    )
    cle = FIN.cle(quotient.pk)
    ecrites = set(courriels_de(cle).values_list("cle", flat=True))
    par_accord = bool(quotients_par_accord([quotient.foyer_id]))
    nouveaux = [un for un in adultes.distinct() if str(cle.pour(un)) not in ecrites]
    for adulte in nouveaux:
        contexte = {
            "prenom": adulte.first_name,
            "fin": quotient.fin,
            "par_accord": str(PAR_ACCORD) if par_accord else "",
            "lien": adresse_absolue(
                ou_le_demander(quotient.foyer_id)
                if par_accord
                else reverse("demarches:presentation", args=[CODE])
            ),
        }
        preparer(cle.pour(adulte), adulte.email, contexte)
    return len(nouveaux)
