"""Reminders to those who are late, in the steps that the town sets; nobody is excluded for a debt
(D17)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import Lettre, adresse_absolue, preparer_plusieurs
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import EtapeRelance, Facture, ReglageRegie, Relance, Utilisateur
from famille.regles.relance import remplacer
from famille.socle.dire import en_lettres

from .relances import a_relancer, lire_les_retards

RELANCE = GenreDeCourriel("relance", "famille/relance")

FOYERS_PAR_LOT = 100


def relancer_les_retards(jour: date) -> int:
    """Write the reminders whose time has come. int: how many invoices were reminded. Safe to
    repeat: a reminder is written once an invoice and a step. Nothing before the town has set a
    step."""
    if not EtapeRelance.objects.exists():
        return 0
    foyers = list(
        dict.fromkeys(a_relancer(jour).order_by("foyer", "pk").values_list("foyer", flat=True))
    )
    lots = range(0, len(foyers), FOYERS_PAR_LOT)
    return sum(_relancer(foyers[debut : debut + FOYERS_PAR_LOT], jour) for debut in lots)


@transaction.atomic
def _relancer(foyers: Sequence[int], jour: date) -> int:
    """Under the lock of their invoices: one that is being paid now, or reminded by another task, is
    left alone."""
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
    valeurs = _valeurs(factures, regie)
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
    return [
        Lettre(
            RELANCE.cle(etape.pk, factures[0].numero).pour(adulte),
            adulte.email,
            {
                "prenom": adulte.first_name,
                "titre": sujet,
                "texte": texte,
                "service": regie.nom,
                "lien": lien,
            },
        )
        for adulte in siens
    ]


def _valeurs(factures: list[Facture], regie: ReglageRegie) -> dict[str, str]:
    return {
        "factures": ", ".join(str(facture) for facture in factures),
        "echeance": en_lettres(min(facture.echeance for facture in factures if facture.echeance)),
        "dossier": factures[0].foyer.numero,
        "regie": regie.nom,
        "contact": " ou ".join(moyen for moyen in (regie.telephone, regie.courriel) if moyen),
    }


def noter_imprimees(cles: Sequence[int], *, par: Utilisateur) -> int:
    """Those letters are on paper. int: how many were not yet."""
    a_imprimer = Relance.objects.filter(pk__in=cles, lettre=True, imprimee_le=None)
    return a_imprimer.update(imprimee_le=timezone.now(), imprimee_par=par)
