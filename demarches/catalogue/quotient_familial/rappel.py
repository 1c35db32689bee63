"""Remind households whose quotient ends soon, once, by a mail that holds no amount. Safe to run
twice (G17)."""

import time
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from demarches.models import ReglageDemarche, ReglageQuotient
from famille.courriels.boite_d_envoi import adresse_absolue, deja_ecrits, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.foyers.mises_a_jour import PAR_ACCORD, ou_le_demander
from famille.models import QuotientFamilial, Utilisateur
from famille.socle.offres import quotients_par_accord
from famille.socle.pages_de_cles import a_la_suite

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
    fin = time.monotonic() + DUREE_TOUR
    proches = quotients_qui_finissent(jour, jour + timedelta(days=jours)).select_related("foyer")

    def rappeler(cles: list[int]) -> int:
        return _rappeler(list(proches.filter(pk__in=cles)))

    cles = proches.values_list("pk", flat=True)
    ecrits, _au_bout = a_la_suite("quotients", cles, rappeler, lot=LOT, fin=fin)
    return ecrits


def _rappeler(quotients: list[QuotientFamilial]) -> int:
    """Mails written to the adults of their households, read together: all those of one, or none
    yet."""
    adultes = adultes_de([un.foyer for un in quotients])
    par_accord = quotients_par_accord({un.foyer_id for un in quotients})
    deja = deja_ecrits(
        FIN.cle(un.pk).pour(adulte) for un in quotients for adulte in adultes.get(un.foyer_id, ())
    )
    ecrits = 0
    for quotient in quotients:
        siens = adultes.get(quotient.foyer_id, ())
        nouveaux = [un for un in siens if str(FIN.cle(quotient.pk).pour(un)) not in deja]
        if not nouveaux:
            continue
        with transaction.atomic():
            for adulte in nouveaux:
                _ecrire(quotient, adulte, par_accord=quotient.foyer_id in par_accord)
        ecrits += len(nouveaux)
    return ecrits


def _ecrire(quotient: QuotientFamilial, adulte: Utilisateur, *, par_accord: bool) -> None:
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
    preparer(FIN.cle(quotient.pk).pour(adulte), adulte.email, contexte)
