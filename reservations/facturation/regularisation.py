"""A published invoice that a decision has made wrong, put right in one gesture: a credit note takes
its wrong lines off, a new invoice bills what is due instead (docs/comprendre/facturation.md).
Several at once, of the lines that an agent has ticked: by a job.

Prices are those of today, as a campaign of the same month would find them: the engine is the same.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from famille.actions import corriger_facture, ecrire_brouillons, publier_factures
from famille.argent.factures.actions import Brouillon
from famille.argent.factures.annonces import annoncer
from famille.models import Facture, LigneARevoir, LigneFacture, Travail, Utilisateur
from famille.socle.dire import compte, en_euros, enumerer
from famille.socle.erreurs import Refus
from famille.travaux.actions import AReprendre, Avancement, lancer
from reservations.consommation.aides import tenir_les_droits
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois
from reservations.lecture.payeurs import payeurs_de

from .actions import DUREE_TOUR, mandats_de, rattachements_de
from .brouillons import BilanBrouillons, a_facturer, brouillons_de

GENRE = "regularisations"
LIGNES_MAX = 5_000  # of one job
ZERO = Decimal("0.00")
RIEN = (
    "Cette facture n’a plus de ligne à revoir : elle vient d’être corrigée, ou ce qui l’avait"
    " changée a été annulé."
)
PLUS_A_REVOIR = (
    "Ces lignes ne sont plus à revoir : elles viennent d’être régularisées, ou leur prix est de"
    " nouveau juste."
)
A_CHANGE = (
    "Ce qui est dû a changé depuis que vous avez ouvert cette page : relisez les montants, puis"
    " recommencez."
)


@dataclass(frozen=True)
class Regularisation:
    """What would be done: the lines taken off, and the drafts of what is due instead (two when a
    part of it is collected by mandate). `remises`: discounts that go with them, where they would
    give back what nobody paid."""

    facture: Facture
    notees: list[LigneARevoir]
    brouillons: list[Brouillon]
    remises: list[LigneFacture]

    @property
    def retirees(self) -> list[LigneFacture]:
        """The lines that the credit note takes off."""
        return [*(une.ligne for une in self.notees), *self.remises]

    @property
    def avoir(self) -> Decimal:
        """What the credit note gives back, in euros."""
        return sum((ligne.montant for ligne in self.retirees), ZERO)

    @property
    def nouvelle(self) -> Decimal:
        """What the new invoices ask."""
        return sum((brouillon.total for brouillon in self.brouillons), ZERO)

    @property
    def ecart(self) -> Decimal:
        """What the family owes more, or less when it is negative."""
        return self.nouvelle - self.avoir

    @property
    def vue(self) -> str:
        """What an agent has read and confirms: it must still be true."""
        return f"{self.avoir}:{self.nouvelle}"

    @property
    def pourquoi(self) -> str:
        """ "demande D-2026-00231 et quotient familial corrigé"."""
        return enumerer(dict.fromkeys(une.origine for une in self.notees))

    @property
    def motif(self) -> str:
        """The family reads it on the credit note."""
        return f"Régularisation : {self.pourquoi}"

    @property
    def dite(self) -> str:
        """ "avoir de 24,84 €, nouvelle facture de 3,10 €"."""
        suite = f", nouvelle facture de {en_euros(self.nouvelle)}" if self.nouvelle else ""
        return f"avoir de {en_euros(self.avoir)}{suite}"


def preparer_regularisation(facture: Facture, cles: Sequence[int] | None = None) -> Regularisation:
    """What regularising this published invoice would do now, or these of its lines to look at
    (keys). Nothing is written. Five queries more than `lire_consommations`, whatever its lines."""
    siennes = LigneARevoir.objects.a_traiter().filter(ligne__facture=facture)
    siennes = siennes if cles is None else siennes.filter(pk__in=cles)
    notees = list(
        siennes.select_related("ligne").order_by("ligne__enfant_nom", "ligne__jour", "ligne__pk")
    )
    sources = {une.ligne.source for une in notees}
    brouillons = _brouillons(facture, sources) if sources else []
    return Regularisation(facture, notees, brouillons, _remises(facture, notees, brouillons))


@transaction.atomic
def regulariser(
    facture: Facture, *, par: Utilisateur, jour: date, vue: str, cles: Sequence[int] | None = None
) -> tuple[Facture, list[Facture]]:
    """(credit note, new invoices). `vue`, `cles`: of the Regularisation that was confirmed. Each
    adult with an account is told of the new invoices by mail. Refus: nothing is left to put right,
    or the amounts are no longer those; nothing is written."""
    Facture.objects.select_for_update(no_key=True).get(pk=facture.pk)
    tenir_les_droits([facture.foyer_id])
    prevue = preparer_regularisation(facture, cles)
    if not prevue.notees:
        raise Refus(RIEN)
    if prevue.vue != vue:
        raise Refus(A_CHANGE)
    avoir = corriger_facture(
        facture, prevue.retirees, motif=prevue.motif, par=par, jour=jour, refacture=prevue.nouvelle
    )
    return avoir, _publier(prevue, par=par, jour=jour)


def _remises(
    facture: Facture, notees: Sequence[LigneARevoir], brouillons: Sequence[Brouillon]
) -> list[LigneFacture]:
    """The discounts of this invoice, where what is left of it and what is billed again come to less
    than them."""
    if not notees:
        return []
    restent = facture.lignes.filter(corrigee=False).exclude(pk__in=[une.ligne_id for une in notees])
    lignes = list(restent)
    reste = sum((ligne.montant for ligne in lignes), ZERO)
    if reste + sum((brouillon.total for brouillon in brouillons), ZERO) >= 0:
        return []
    return [ligne for ligne in lignes if ligne.montant < 0]


def _brouillons(facture: Facture, sources: set[str]) -> list[Brouillon]:
    foyers = [facture.foyer_id]
    mois = Mois.du(facture.mois)
    lues = [une for une in lire_consommations(mois, foyers=foyers) if une.quoi.source in sources]
    retenues = a_facturer(
        lues, deja=set(), rattaches=rattachements_de(foyers), bilan=BilanBrouillons()
    )
    prefixe = f"regularisation-{facture.pk}-{facture.avoirs.count()}:"
    return brouillons_de(
        retenues, mois, prefixe=prefixe, mandats=mandats_de(foyers), payeurs=payeurs_de(foyers)
    )


def _publier(prevue: Regularisation, *, par: Utilisateur, jour: date) -> list[Facture]:
    """Due when the invoice was, if no more is asked than it asked: what was late stays late."""
    if not prevue.brouillons:
        return []
    ecrire_brouillons(prevue.brouillons)
    ecrites = Facture.objects.filter(cle__in=[brouillon.cle for brouillon in prevue.brouillons])
    gardee = prevue.facture.echeance if prevue.ecart <= 0 else None
    publiees = publier_factures([une.pk for une in ecrites], par=par, jour=jour, echeance=gardee)
    annoncer(publiees)
    return publiees


@dataclass(frozen=True)
class LotARegulariser:
    """What was ticked: its lines, with what they bill and what is due."""

    notees: Sequence[LigneARevoir]

    @property
    def factures(self) -> int:
        return len({une.ligne.facture_id for une in self.notees})

    @property
    def avoirs(self) -> Decimal:
        return sum((une.ligne.montant for une in self.notees), ZERO)

    @property
    def vue(self) -> str:
        """What an agent has read and confirms: it must still be true, of these very lines."""
        lignes = ",".join(f"{une.pk}:{une.du}" for une in self.notees)
        empreinte = sha256(lignes.encode()).hexdigest()[:12]
        return f"{len(self.notees)}:{self.avoirs}:{self.dus}:{empreinte}"

    @property
    def dus(self) -> Decimal:
        return sum((une.du for une in self.notees), ZERO)


def lire_le_lot(cles: Iterable[int] | None) -> LotARegulariser:
    """The lines of the list that are ticked (keys), or all of them (None), that are still to put
    right. Refus: nothing is ticked, none is left, or more than one job takes."""
    notees = LigneARevoir.objects.a_traiter().select_related("ligne__facture")
    if cles is not None:
        cochees = list(cles)
        if not cochees:
            raise Refus("Cochez au moins une ligne à régulariser.")
        notees = notees.filter(pk__in=cochees)
    lues = list(notees.order_by("ligne__facture", "pk")[: LIGNES_MAX + 1])
    if not lues:
        raise Refus(PLUS_A_REVOIR)
    if len(lues) > LIGNES_MAX:
        raise Refus(
            f"Un lot compte {LIGNES_MAX} lignes au plus : régularisez d’abord une partie de la"
            " liste."
        )
    return LotARegulariser(lues)


def regulariser_un_lot(lot: LotARegulariser, *, par: Utilisateur) -> Travail:
    """The job that makes the credit note and the new invoice of each of its invoices. What each
    line was to cost is kept: one that has changed since is left out."""
    factures: dict[int, dict[str, str]] = defaultdict(dict)
    for une in lot.notees:
        factures[une.ligne.facture_id][str(une.pk)] = str(une.du)
    demandees = [[facture, lignes] for facture, lignes in factures.items()]
    titre = f"Régularisation de {compte(lot.factures, 'facture')}"
    return lancer(GENRE, titre, {"factures": demandees}, par=par)


def executer_regularisations(travail: Travail, avancer: Avancement) -> dict:
    """The job: parametres dict(factures: [[key, {line to look at: due}]], rang, bilan). Each
    invoice is put right in the transaction that says it is done. dict(phrase, adresse)."""
    fin_du_tour = time.monotonic() + DUREE_TOUR
    demandees = travail.parametres["factures"]
    for rang, (facture, lignes) in enumerate(demandees):
        if rang < travail.parametres.get("rang", 0):
            continue
        if time.monotonic() > fin_du_tour:
            raise AReprendre
        _faire_une(travail, rang, facture, lignes)
        avancer(rang + 1, len(demandees))
    return {"phrase": _rediger(travail), "adresse": reverse("factures:a_revoir")}


@transaction.atomic
def _faire_une(travail: Travail, rang: int, facture: int, lignes: dict[str, str]) -> None:
    tenu = Travail.objects.select_for_update().get(pk=travail.pk)
    travail.parametres = tenu.parametres
    if rang != tenu.parametres.get("rang", 0):
        return
    bilan = tenu.parametres.get("bilan", {"faites": 0, "laissees": [], "avoirs": "0.00"})
    trouvee = Facture.objects.select_related("foyer").get(pk=facture)
    avoir = _regulariser(trouvee, lignes, par=travail.demandeur)
    if avoir is None:
        bilan["laissees"].append(trouvee.numero)
    else:
        bilan["faites"] += 1
        bilan["avoirs"] = str(Decimal(bilan["avoirs"]) - avoir.total)
    travail.parametres |= {"rang": rang + 1, "bilan": bilan}
    travail.save(update_fields=["parametres"])


def _regulariser(facture: Facture, lignes: dict[str, str], *, par: Utilisateur) -> Facture | None:
    """The credit note; None where what the agent read is no longer true."""
    cles = [int(cle) for cle in lignes]
    prevue = preparer_regularisation(facture, cles)
    lus = {str(une.pk): str(une.du) for une in prevue.notees}
    if lus != lignes or prevue.nouvelle != sum((une.du for une in prevue.notees), ZERO):
        return None
    try:
        with transaction.atomic():
            return regulariser(
                facture, par=par, jour=timezone.localdate(), vue=prevue.vue, cles=cles
            )[0]
    except Refus:
        return None


def _rediger(travail: Travail) -> str:
    bilan = travail.parametres["bilan"]
    phrase = (
        f"{compte(bilan['faites'], 'facture régularisée', 'factures régularisées')}, avoirs de"
        f" {en_euros(Decimal(bilan['avoirs']))}."
    )
    if bilan["laissees"]:
        phrase += (
            f" {compte(len(bilan['laissees']), 'laissée')} de côté, ce qui est dû ayant changé"
            f" depuis : {', '.join(bilan['laissees'][:20])}. Relisez la liste."
        )
    return phrase
