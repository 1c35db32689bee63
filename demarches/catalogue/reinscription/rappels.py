"""What families are mailed of a campaign: that it begins, then two reminders to those who have not
answered for all their children. Each once, nothing once they have; agents may hold them. Safe to
run twice."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from demarches.models import CampagneReinscription, ReglageDemarche
from famille.courriels.boite_d_envoi import adresse_absolue, courriels_de, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import CleDeCourriel, GenreDeCourriel
from famille.models import Foyer, Rattachement
from famille.socle.dire import enumerer

from .campagne import CODE, SANS_REPONSE, enfants_attendus

DEBUT = GenreDeCourriel("reinscription-debut", "demarches/reinscription_debut")
RAPPEL = GenreDeCourriel("reinscription-rappel", "demarches/reinscription_rappel")

LOT = 100
DUREE_TOUR = 25  # seconds after which a turn begins nothing more; the next one goes on


@dataclass(frozen=True)
class Envoi:
    """One mailing of a campaign: its day, and the key of its mails, whatever becomes of the day."""

    nom: str
    jour: date
    cle: CleDeCourriel


def envois_de(campagne: CampagneReinscription) -> list[Envoi]:
    """In the order of their days; a reminder that would come before the beginning is none."""
    prevus = [Envoi("Annonce", campagne.debut, DEBUT.cle(campagne.pk))]
    rappels = {
        "Premier rappel": campagne.rappel_jours,
        "Second rappel": campagne.second_rappel_jours,
    }
    for rang, (nom, jours) in enumerate(rappels.items(), start=1):
        jour = campagne.fin - timedelta(days=jours)
        if jours and jour > campagne.debut:
            prevus.append(Envoi(nom, jour, RAPPEL.cle(campagne.pk, rang)))
    return sorted(prevus, key=lambda un: un.jour)


def prevenir_les_familles(*, jour: date | None = None) -> int:
    """How many mails were written: of the last mailing that is due, to each adult of the households
    where an answer is missing. None while the démarche is closed, or the mails are held."""
    jour = jour or timezone.localdate()
    campagne = CampagneReinscription.objects.ouvertes(jour).filter(rappels_retenus_le=None).first()
    if campagne is None or not ReglageDemarche.objects.ouvertes().filter(code=CODE).exists():
        return 0
    [*_passes, envoi] = [un for un in envois_de(campagne) if un.jour <= jour]
    fin, ecrits, foyers = time.monotonic() + DUREE_TOUR, 0, _foyers(campagne, jour)
    lot = list(foyers[:LOT])
    while lot and time.monotonic() < fin:
        ecrits += _prevenir(campagne, envoi, lot, jour)
        lot = list(foyers.filter(pk__gt=lot[-1].pk)[:LOT])
    return ecrits


def _foyers(campagne: CampagneReinscription, jour: date) -> QuerySet[Foyer]:
    enfants = enfants_attendus(campagne, jour).filter(SANS_REPONSE)
    rattaches = _rattaches(jour).filter(enfant__in=enfants.values("pk"))
    return Foyer.objects.filter(pk__in=rattaches.values("foyer")).order_by("pk")


def _rattaches(jour: date) -> QuerySet[Rattachement]:
    return Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)


def _prevenir(
    campagne: CampagneReinscription, envoi: Envoi, foyers: Iterable[Foyer], jour: date
) -> int:
    """Mails written for these households, read together: all the adults of one, or none yet."""
    enfants: dict[int, list[str]] = {}
    manquent = enfants_attendus(campagne, jour).filter(SANS_REPONSE)
    rattaches = _rattaches(jour).filter(foyer__in=foyers, enfant__in=manquent.values("pk"))
    for un in rattaches.select_related("enfant").order_by("enfant__naissance"):
        enfants.setdefault(un.foyer_id, []).append(un.enfant.prenom)
    deja = set(courriels_de(envoi.cle).values_list("cle", flat=True))
    ecrits = 0
    for foyer, adultes in adultes_de(foyers).items():
        cle = envoi.cle.genre.cle(*envoi.cle.de, foyer)
        nouveaux = [un for un in adultes if str(cle.pour(un)) not in deja]
        contexte = {
            "saison": campagne.saison,
            "enfants": enumerer(enfants.get(foyer, [])),
            "fin": campagne.fin,
            "lien": adresse_absolue(reverse("demarches:reinscriptions")),
        }
        with transaction.atomic():
            for adulte in nouveaux if contexte["enfants"] else ():
                preparer(cle.pour(adulte), adulte.email, contexte | {"prenom": adulte.first_name})
                ecrits += 1
    return ecrits
