"""Several invoices put right at once: the lines that an agent has ticked, by a job."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from famille.models import Facture, LigneARevoir, Travail, Utilisateur
from famille.socle.dire import compte, en_euros
from famille.socle.erreurs import Refus
from famille.travaux.actions import AReprendre, Avancement, lancer

from .regularisation import preparer_regularisation, regulariser

GENRE = "regularisations"
DUREE_TOUR = 40  # seconds, below the cluster's timeout
LIGNES_MAX = 5_000
ZERO = Decimal("0.00")
PLUS_A_REVOIR = (
    "Ces lignes ne sont plus à revoir : elles viennent d’être régularisées, ou leur prix est de"
    " nouveau juste."
)


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
    return {"phrase": _dire(travail), "adresse": reverse("factures:a_revoir")}


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


def _dire(travail: Travail) -> str:
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
