"""What has been billed already, where a decision changes what it costs: a published invoice never
changes by itself.

The lines that a decision makes wrong are listed for agents, who correct them by a credit note
(docs/comprendre/facturation.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from famille.models import Facture, Foyer, LigneARevoir, LigneFacture
from famille.socle.dire import en_euros
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois

REMONTE = timedelta(days=400)  # a certificate is taken for twelve months
ZERO = Decimal("0.00")


def lignes_facturees(
    foyer: Foyer, *, depuis: date, jusqua: date | None = None, enfant=None
) -> QuerySet[LigneFacture]:
    """The lines of this household's published invoices between two days, those that a credit note
    took off left out."""
    lignes = LigneFacture.objects.filter(
        facture__foyer=foyer,
        facture__etat=Facture.Etat.PUBLIEE,
        facture__genre=Facture.Genre.FACTURE,
        corrigee=False,
        jour__gte=depuis,
    ).exclude(source="")
    lignes = lignes.filter(jour__lte=jusqua) if jusqua else lignes
    lignes = lignes.filter(enfant=enfant) if enfant else lignes
    return lignes.select_related("facture").order_by("facture__mois", "facture", "jour", "pk")


def prix_du_jour(foyer: Foyer) -> dict[LigneFacture, Decimal]:
    """What each line billed to this household would cost if it were billed now, in euros; 0 for
    what would not be. One query, and those of `lire_consommations` for each month billed in the
    last thirteen."""
    facturees = lignes_facturees(foyer, depuis=timezone.localdate() - REMONTE)
    prix: dict[LigneFacture, Decimal] = {}
    for mois, siennes in groupby(facturees, key=attrgetter("facture.mois")):
        lues = {
            ligne.source: ligne for ligne in lire_consommations(Mois.du(mois), foyers=[foyer.pk])
        }
        for ligne in siennes:
            lue = lues.get(ligne.source)
            prix[ligne] = (lue.montant or ZERO) if lue and lue.facturable else ZERO
    return prix


@transaction.atomic
def noter_les_lignes_a_revoir(
    foyer: Foyer, avant: Mapping[LigneFacture, Decimal], *, origine: str, par
) -> list[LigneARevoir]:
    """The lines whose price a decision has just changed, kept for whoever corrects invoices; those
    that are right again leave the list. `avant`: `prix_du_jour` before it. list[LigneARevoir]: what
    is to be corrected."""
    notees = []
    for ligne, du in prix_du_jour(foyer).items() if avant else ():
        if du == avant.get(ligne, ligne.montant):
            continue
        if du == ligne.montant:
            LigneARevoir.objects.filter(ligne=ligne).delete()
            continue
        champs = {"du": du, "origine": origine[:120], "par": par, "le": timezone.now()}
        notees.append(LigneARevoir.objects.update_or_create(ligne=ligne, defaults=champs)[0])
    return notees


def dire_les_factures(lignes: Iterable[LigneFacture]) -> str:
    """ "2 lignes déjà facturées, facture F-2026-000012"; "" for none. No query: read with their
    invoices."""
    lignes = list(lignes)
    if not lignes:
        return ""
    s, numeros = (
        "s" * (len(lignes) > 1),
        list(dict.fromkeys(ligne.facture.numero for ligne in lignes)),
    )
    des = "factures" if len(numeros) > 1 else "facture"
    return f"{len(lignes)} ligne{s} déjà facturée{s}, {des} {', '.join(filter(None, numeros))}"


def dire_les_lignes_a_revoir(notees: Sequence[LigneARevoir]) -> str:
    """The same with what is wrong in all: "…, facture F-2026-000012 : 24,84 € de trop"; "" for
    none."""
    if not notees:
        return ""
    trop = sum((une.trop for une in notees), ZERO)
    ecart = (
        f"{en_euros(trop)} de trop"
        if trop >= 0
        else f"{en_euros(-trop)} de moins que ce qui est dû"
    )
    return f"{dire_les_factures(une.ligne for une in notees)} : {ecart}"
