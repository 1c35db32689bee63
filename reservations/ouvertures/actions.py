"""Before an opening, or before its wishes: tell the families for whom something is missing. By day,
once, safe to run twice."""

import time
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, courriels_de, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import CleDeCourriel, GenreDeCourriel
from famille.models import Foyer, Rattachement
from famille.socle.dire import en_moment
from famille.socle.pages_de_cles import a_la_suite
from reservations.models import Inscription, Ouverture, ReglageReservations
from reservations.regles.attente import Nuit
from reservations.regles.ouverture import a_prevenir

from .du_foyer import lire_ouvertures

OUVERTURE = GenreDeCourriel("ouverture", "reservations/ouverture")

LOT = 50
DUREE_TOUR = 25  # seconds after which a turn begins nothing more: it must not outlive the task


def prevenir_familles(*, maintenant: datetime | None = None) -> int:
    """How many mails were written: to each adult of the households that would not be ready, some
    days before each opening (ReglageReservations). What one turn has no time for, the next does."""
    maintenant = maintenant or timezone.now()
    reglage = ReglageReservations.load()
    if Nuit(reglage.nuit_debut, reglage.nuit_fin).contient(maintenant):
        return 0
    fin, ecrits = time.monotonic() + DUREE_TOUR, 0
    for ouverture in Ouverture.objects.filter(ouvre_le__gt=maintenant).order_by("ouvre_le"):
        debut, deja = ouverture.voeux_du or ouverture.ouvre_le, ouverture.familles_prevenues_le
        if not a_prevenir(
            debut, deja, maintenant, jours=reglage.alerte_ouverture_jours, fin=ouverture.voeux_au
        ):
            continue
        prevenir = partial(_prevenir, ouverture, maintenant)
        foyers = _foyers(ouverture, maintenant)
        nouveaux, au_bout = a_la_suite(str(_cle(ouverture)), foyers, prevenir, lot=LOT, fin=fin)
        ecrits += nouveaux
        if not au_bout:
            return ecrits
        Ouverture.objects.filter(pk=ouverture.pk).update(familles_prevenues_le=maintenant)
    return ecrits


def _cle(ouverture: Ouverture) -> CleDeCourriel:
    """An opening put off to another day is another thing to tell."""
    return OUVERTURE.cle(ouverture.pk, f"{ouverture.voeux_du or ouverture.ouvre_le:%Y%m%d%H%M}")


def _foyers(ouverture: Ouverture, maintenant: datetime) -> list[int]:
    """The households (pks) with a child registered to one of its activities; those told are left
    out."""
    jour = timezone.localdate(maintenant)
    inscrits = Inscription.objects.filter(activite__ouvertures=ouverture).exclude(fin__lt=jour)
    rattaches = Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), enfant__in=inscrits.values("enfant")
    )
    prefixe = _cle(ouverture).prefixe
    cles = courriels_de(_cle(ouverture)).values_list("cle", flat=True)
    prevenus = {int(cle.removeprefix(prefixe).partition("-")[0]) for cle in cles}
    siens = Foyer.objects.filter(pk__in=rattaches.values("foyer")).order_by("pk")
    return [pk for pk in siens.values_list("pk", flat=True) if pk not in prevenus]


def _prevenir(ouverture: Ouverture, maintenant: datetime, cles: list[int]) -> int:
    """Mails written for these households (pks), which are read together."""
    foyers = Foyer.objects.filter(pk__in=cles).order_by("pk")
    vues = lire_ouvertures(foyers, Ouverture.objects.filter(pk=ouverture.pk), maintenant=maintenant)
    fiches = [fiche for vue in vues for fiche in vue.attendues if fiche.manque]
    non_prets = {fiche.foyer.pk: fiche.foyer for fiche in fiches}
    contexte = {
        "nom": ouverture.nom,
        "quand": en_moment(ouverture.ouvre_le, maintenant),
        "voeux_du": ouverture.voeux_du and en_moment(ouverture.voeux_du, maintenant),
        "voeux_au": ouverture.voeux_au and en_moment(ouverture.voeux_au, maintenant),
        "commences": ouverture.recoit_des_voeux(maintenant),
        "rester_connecte": settings.SESSION_GARDEE,
        "lien": adresse_absolue(reverse("reservations:ouvertures")),
    }
    ecrits = 0
    for foyer, adultes in adultes_de(non_prets.values()).items():
        with transaction.atomic():  # all the adults of a household, or none yet
            for adulte in adultes:
                cle = OUVERTURE.cle(*_cle(ouverture).de, foyer).pour(adulte)
                preparer(cle, adulte.email, contexte | {"prenom": adulte.first_name})
                ecrits += 1
    return ecrits
