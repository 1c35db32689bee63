"""What families are mailed of a campaign: that it begins, then two reminders to those who have not
answered for all their children. Each once, nothing once they have; agents may hold them. Safe to
run twice."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from demarches.models import CampagneReinscription, ReglageDemarche
from famille.courriels.boite_d_envoi import adresse_absolue, deja_ecrits, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import CleDeCourriel, GenreDeCourriel
from famille.models import Foyer, Rattachement
from famille.socle.dire import enumerer
from famille.socle.pages_de_cles import a_la_suite

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
    fin, foyers = time.monotonic() + DUREE_TOUR, _foyers(campagne, jour)
    prevenir = partial(_prevenir, campagne, envoi, jour)
    ecrits, _au_bout = a_la_suite(str(envoi.cle), foyers, prevenir, lot=LOT, fin=fin)
    return ecrits


def _foyers(campagne: CampagneReinscription, jour: date) -> list[int]:
    enfants = enfants_attendus(campagne, jour).filter(SANS_REPONSE)
    rattaches = _rattaches(jour).filter(enfant__in=enfants.values("pk"))
    foyers = Foyer.objects.filter(pk__in=rattaches.values("foyer")).order_by("pk")
    return list(foyers.values_list("pk", flat=True))


def _rattaches(jour: date) -> QuerySet[Rattachement]:
    return Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)


def _prevenir(campagne: CampagneReinscription, envoi: Envoi, jour: date, foyers: list[int]) -> int:
    """Mails written for these households (pks): all the adults of one, or none yet."""
    enfants = _enfants_sans_reponse(campagne, jour, foyers)
    adultes = adultes_de(Foyer.objects.filter(pk__in=foyers))
    cles = {foyer: envoi.cle.genre.cle(*envoi.cle.de, foyer) for foyer in adultes}
    deja = deja_ecrits(cles[foyer].pour(un) for foyer, siens in adultes.items() for un in siens)
    ecrits = 0
    for foyer, siens in adultes.items():
        nouveaux = [un for un in siens if str(cles[foyer].pour(un)) not in deja]
        if not nouveaux or foyer not in enfants:
            continue
        contexte = {
            "saison": campagne.saison,
            "enfants": enumerer(enfants[foyer]),
            "fin": campagne.fin,
            "lien": adresse_absolue(reverse("demarches:reinscriptions")),
        }
        with transaction.atomic():
            for adulte in nouveaux:
                cle = cles[foyer].pour(adulte)
                preparer(cle, adulte.email, contexte | {"prenom": adulte.first_name})
                ecrits += 1
    return ecrits


def _enfants_sans_reponse(
    campagne: CampagneReinscription, jour: date, foyers: list[int]
) -> dict[int, list[str]]:
    """household (pk) → the first names of those of whom an answer is missing. Their keys are said,
    so that the campaign's other children are not read again."""
    enfants: dict[int, list[str]] = {}
    les_leurs = _rattaches(jour).filter(foyer__in=foyers).select_related("enfant")
    rattaches = list(les_leurs.order_by("enfant__naissance"))
    siens = enfants_attendus(campagne, jour).filter(pk__in={un.enfant_id for un in rattaches})
    manquent = set(siens.filter(SANS_REPONSE).values_list("pk", flat=True))
    for un in rattaches:
        if un.enfant_id in manquent:
            enfants.setdefault(un.foyer_id, []).append(un.enfant.prenom)
    return enfants
