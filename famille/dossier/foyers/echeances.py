"""Families are told that a paper of a child's file ends, and nothing of a health (D10)."""

import time
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Enfant, Foyer, RappelDossier, Rattachement, ReglageDossier
from famille.regles.dossier import Etat, Piece, palier_du
from famille.socle.pages_de_cles import a_la_suite

from .dossier import avec_besoins, avec_faits, points_de
from .fiche import en_vigueur

DOSSIER_FIN = GenreDeCourriel("dossier-fin", "famille/dossier_fin")

LOT = 100
DUREE_TOUR = 25  # seconds after which a turn begins nothing more; the next one goes on


def rappeler_les_dossiers(*, jour: date | None = None) -> int:
    """How many mails were written: one an adult, once a paper and a step of the setting."""
    jour, reglage = jour or timezone.localdate(), ReglageDossier.lire()
    if not reglage.paliers:
        return 0
    foyers = _concernes(jour, reglage)

    def rappeler(cles: list[int]) -> int:
        return sum(_rappeler(cle, reglage, jour) for cle in cles)

    fin = time.monotonic() + DUREE_TOUR
    ecrits, _au_bout = a_la_suite("dossiers", foyers, rappeler, lot=LOT, fin=fin)
    return ecrits


def _concernes(jour: date, reglage: ReglageDossier) -> list[int]:
    """The households (pks) where something of a child's file ends within the longest step."""
    bornes = (jour, jour + timedelta(days=max(reglage.paliers)))
    finissent = avec_faits(Enfant.objects.all()).filter(
        Q(fiche_sanitaire__valable_jusqu_au__range=bornes)
        | Q(fiche_sanitaire__assurance_fin__range=bornes)
        | Q(vaccins_jusqu_au__range=bornes)
    )
    rattaches = Rattachement.objects.filter(en_vigueur(jour), enfant__in=finissent.values("pk"))
    foyers = Foyer.objects.filter(pk__in=rattaches.values("foyer")).order_by("pk")
    return list(foyers.values_list("pk", flat=True))


@transaction.atomic
def _rappeler(pk: int, reglage: ReglageDossier, jour: date) -> int:
    # locked: two tasks at once, one mail
    foyer = Foyer.objects.select_for_update().filter(pk=pk).first()
    adultes = adultes_de([foyer]).get(pk, []) if foyer else []
    nouveaux = _a_dire(foyer, reglage, jour) if foyer and adultes else []
    if not nouveaux:
        return 0
    RappelDossier.objects.bulk_create(nouveaux)
    # the child's own page, which leads to what is wanted; the household's for several
    enfants, page = {rappel.enfant_id for rappel in nouveaux}, reverse("famille:famille")
    if len(enfants) == 1:
        page = reverse("famille:enfant", args=[*enfants])
    contexte = {
        "prenoms": list(dict.fromkeys(rappel.enfant.prenom for rappel in nouveaux)),
        "assurance": {rappel.piece for rappel in nouveaux} == {Piece.ASSURANCE},
        "plusieurs": len(nouveaux) > 1,
        "fin": min(rappel.fin for rappel in nouveaux),
        "lien": adresse_absolue(page),
    }
    for adulte in adultes:
        cle = DOSSIER_FIN.cle(nouveaux[0].pk).pour(adulte)
        preparer(cle, adulte.email, contexte | {"prenom": adulte.first_name})
    return len(adultes)


def _a_dire(foyer: Foyer, reglage: ReglageDossier, jour: date) -> list[RappelDossier]:
    """list[RappelDossier], not saved: what this household was not told yet at the step of today."""
    faits = RappelDossier.objects.filter(foyer=foyer, fin__gte=jour)
    dits = set(faits.values_list("enfant", "piece", "fin", "palier"))
    rappels = []
    for enfant in avec_besoins(avec_faits(Enfant.objects.du([foyer])), jour):
        for point in points_de(enfant, reglage, jour=jour):
            if point.etat != Etat.FINIT or not point.jusqu_au:
                continue
            palier = palier_du(point.jusqu_au, jour, reglage.paliers)
            if palier and (enfant.pk, point.piece.value, point.jusqu_au, palier) not in dits:
                champs = {"piece": point.piece.value, "fin": point.jusqu_au, "palier": palier}
                rappels.append(RappelDossier(foyer=foyer, enfant=enfant, **champs))
    return rappels
