"""What has been billed already, where a decision changes what it costs: a published invoice never
changes by itself.

The lines that a decision makes wrong are listed for agents, who correct them by a credit note
(docs/comprendre/facturation.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from famille.models import Enfant, Facture, Foyer, LigneARevoir, LigneFacture, Utilisateur
from famille.socle.dire import en_euros
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois
from reservations.regles.calendrier import Intervalle

REMONTE = timedelta(days=400)  # a certificate is taken for twelve months
ZERO = Decimal("0.00")


def lignes_facturees(
    foyer: Foyer, *, depuis: date, jusqua: date | None = None, enfant: Enfant | None = None
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


def prix_du_jour(
    foyer: Foyer, *, depuis: date | None = None, jusqua: date | None = None
) -> dict[LigneFacture, Decimal]:
    """What each line billed to this household would cost if it were billed now, in euros; 0 for
    what would not be. From `depuis` to `jusqua`: by default, the last thirteen months.

    One query, and those of `lire_consommations` for each month in which something is billed.
    """
    facturees = lignes_facturees(
        foyer, depuis=depuis or timezone.localdate() - REMONTE, jusqua=jusqua
    )
    prix: dict[LigneFacture, Decimal] = {}
    for mois, siennes in groupby(facturees, key=attrgetter("facture.mois")):
        lues = {
            ligne.quoi.source: ligne
            for ligne in lire_consommations(Mois.du(mois), foyers=[foyer.pk])
        }
        for ligne in siennes:
            lue = lues.get(ligne.source)
            prix[ligne] = (lue.prix.montant or ZERO) if lue and lue.raison.facturable else ZERO
    return prix


@contextmanager
def en_revoyant_les_factures(
    foyers: Iterable[Foyer],
    *,
    origine: str,
    par: Utilisateur,
    jours: Intervalle | None = None,
    annulation: bool = False,
) -> Iterator[None]:
    """What is done meanwhile may change the price of what is billed already to these households:
    those lines are kept for correction. `jours`: only what is billed between these two days;
    `annulation`: it takes back what was done under this `origine`."""
    depuis, jusqua = jours or (None, None)
    foyers = list(foyers)
    avant = {foyer: prix_du_jour(foyer, depuis=depuis, jusqua=jusqua) for foyer in foyers}
    yield
    for foyer in foyers:
        if not avant[foyer]:
            continue
        apres = prix_du_jour(foyer, depuis=depuis, jusqua=jusqua)
        noter_les_lignes_a_revoir(
            avant[foyer], apres, origine=origine, par=par, annulation=annulation
        )


@transaction.atomic
def noter_les_lignes_a_revoir(
    avant: Mapping[LigneFacture, Decimal],
    apres: Mapping[LigneFacture, Decimal],
    *,
    origine: str,
    par: Utilisateur,
    annulation: bool = False,
) -> list[LigneARevoir]:
    """The lines whose price a decision has just changed, kept for whoever corrects invoices; those
    that are right again leave the list. `avant`, `apres`: `prix_du_jour` on both sides of it.
    list[LigneARevoir]: what is to be corrected.

    A decision that is taken back (`annulation`) leaves each line as it found it: under the decision
    before, or out of the list.
    """
    changees = {li: du for li, du in apres.items() if du != avant.get(li, li.montant)}
    anciennes = {une.ligne_id: une for une in LigneARevoir.objects.filter(ligne__in=changees)}
    notees = []
    for ligne, du in changees.items():
        ancienne = anciennes.get(ligne.pk)
        avant_elle = ancienne.origine_precedente if ancienne else ""
        d_une_autre = ancienne is not None and ancienne.origine != origine[:120]
        if du == ligne.montant or (annulation and not avant_elle and not d_une_autre):
            LigneARevoir.objects.filter(ligne=ligne).delete()
            continue
        if annulation:
            dite, precedente = ancienne.origine if ancienne and d_une_autre else avant_elle, ""
        elif ancienne and d_une_autre:
            dite, precedente = origine[:120], ancienne.origine
        else:
            dite, precedente = origine[:120], avant_elle
        champs = {"du": du, "origine": dite, "origine_precedente": precedente, "par": par}
        champs["le"] = timezone.now()
        notees.append(LigneARevoir.objects.update_or_create(ligne=ligne, defaults=champs)[0])
    return notees


def dire_les_factures(lignes: Iterable[LigneFacture]) -> str:
    """ "2 lignes déjà facturées, facture F-2026-000012"; "" for none. No query: read with their
    invoices."""
    lignes = list(lignes)
    if not lignes:
        return ""
    s, numeros = "s" * (len(lignes) > 1), dict.fromkeys(une.facture.numero for une in lignes)
    des = "factures" if len(numeros) > 1 else "facture"
    return f"{len(lignes)} ligne{s} déjà facturée{s}, {des} {', '.join(filter(None, numeros))}"


def dire_les_lignes_a_revoir(notees: Sequence[LigneARevoir]) -> str:
    """The same with what is wrong in all: "…, facture F-2026-000012 : 24,84 € de trop"; "" for
    none."""
    if not notees:
        return ""
    trop = sum((une.trop for une in notees), ZERO)
    ecart = "de trop" if trop >= 0 else "de moins que ce qui est dû"
    return f"{dire_les_factures(une.ligne for une in notees)} : {en_euros(abs(trop))} {ecart}"
