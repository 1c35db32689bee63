"""Reminders to those who are late, in the town's steps (D17)."""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import Lettre, adresse_absolue, preparer_plusieurs
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import EtapeRelance, Facture, ReglageRegie, Relance, Utilisateur
from famille.regles.relance import remplacer
from famille.socle.dire import en_lettres
from famille.socle.pages_de_cles import a_la_suite

from .relances import a_relancer, lire_les_retards

RELANCE = GenreDeCourriel("relance", "famille/relance")

FOYERS_PAR_LOT = 100
DUREE_TOUR = 25  # seconds after which a turn begins nothing more; the next one goes on


def relancer_les_retards(jour: date, *, duree: float | None = None) -> int:
    """Write the reminders whose time has come. int: how many invoices were reminded. Safe to
    repeat: a reminder is written once an invoice and a step. Nothing before the town has set a
    step. `duree`: seconds after which nothing more is begun, DUREE_TOUR without."""
    etapes = list(EtapeRelance.objects.all())
    if not etapes:
        return 0
    fin = time.monotonic() + (DUREE_TOUR if duree is None else duree)
    dus = a_relancer(jour).filter(_ou_il_reste_a_dire(etapes, jour)).order_by()
    foyers = set(dus.values_list("foyer", flat=True))
    relances, _au_bout = a_la_suite(
        "relances", foyers, lambda siens: _relancer(siens, jour), lot=FOYERS_PAR_LOT, fin=fin
    )
    return relances


def _ou_il_reste_a_dire(etapes: Sequence[EtapeRelance], jour: date) -> Q:
    """The invoices late enough for a step that was not written, nor one after it (regles.relance);
    a step that the town adds at the end since is one of them."""
    ecrites = Relance.objects.filter(facture=OuterRef("pk"))
    conditions = [
        Q(echeance__lte=jour - timedelta(days=etape.jours))
        & Q(~Exists(ecrites.filter(etape__jours__gte=etape.jours)))
        for etape in etapes
    ]
    return reduce(or_, conditions)


@transaction.atomic
def _relancer(foyers: Sequence[int], jour: date) -> int:
    """Under the lock of their invoices: one being paid, or reminded by another task, is left."""
    list(
        Facture.objects.en_retard(jour).filter(foyer__in=foyers).order_by("pk").select_for_update()
    )
    retards = lire_les_retards(list(a_relancer(jour).filter(foyer__in=foyers)), jour)
    groupes: dict[tuple[int, EtapeRelance], list[Facture]] = defaultdict(list)
    for retard in retards:
        if retard.prochaine:
            groupes[retard.facture.foyer_id, retard.prochaine].append(retard.facture)
    adultes = adultes_de({retard.facture.foyer for retard in retards})
    regie = ReglageRegie.lire()
    lettres = [
        lettre
        for (_foyer, etape), siennes in groupes.items()
        for lettre in _ecrire(etape, siennes, adultes, regie)
    ]
    if lettres:
        preparer_plusieurs(lettres)
    return sum(len(siennes) for siennes in groupes.values())


def _ecrire(
    etape: EtapeRelance,
    factures: list[Facture],
    adultes: dict[int, list[Utilisateur]],
    regie: ReglageRegie,
) -> list[Lettre]:
    """The reminders of one household at one step: their rows, and its mails (one an adult)."""
    siens = adultes.get(factures[0].foyer_id, []) if etape.par_courriel else []
    valeurs = {
        "factures": ", ".join(str(facture) for facture in factures),
        "echeance": en_lettres(min(une.echeance for une in factures if une.echeance)),
        "dossier": factures[0].foyer.numero,
        "regie": regie.nom,
        "contact": " ou ".join(moyen for moyen in (regie.telephone, regie.courriel) if moyen),
    }
    sujet, texte = remplacer(etape.sujet, valeurs)[:200], remplacer(etape.texte, valeurs)
    Relance.objects.bulk_create(
        Relance(
            facture=facture,
            etape=etape,
            courriel=bool(siens),
            lettre=etape.par_lettre or not siens,
            sujet=sujet,
            texte=texte,
        )
        for facture in factures
    )
    lien = adresse_absolue(reverse("famille:factures"))
    dit = {"titre": sujet, "texte": texte, "service": regie.nom, "lien": lien}
    return [
        Lettre(
            RELANCE.cle(etape.pk, factures[0].numero).pour(adulte),
            adulte.email,
            {"prenom": adulte.first_name, **dit},
        )
        for adulte in siens
    ]


def noter_imprimees(cles: Sequence[int], *, par: Utilisateur) -> int:
    """Those letters are on paper. int: how many were not yet."""
    a_imprimer = Relance.objects.filter(pk__in=cles, lettre=True, imprimee_le=None)
    return a_imprimer.update(imprimee_le=timezone.now(), imprimee_par=par)
