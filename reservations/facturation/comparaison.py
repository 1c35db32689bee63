"""What was billed beside what would be billed today, whatever changed it: a month at a time, by a
job, each night or when an agent asks (docs/comprendre/facturation.md)."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from famille.models import Facture, LigneARevoir, LigneFacture, Travail, Utilisateur
from famille.socle.dire import compte, en_euros, en_lettres
from famille.travaux.actions import AReprendre, Avancement, lancer
from reservations.consommation.lecture import foyers_du_mois
from reservations.consommation.lignes import LigneConsommee, lire_consommations
from reservations.lecture.filtres import Mois
from reservations.models import CampagneFacturation

from .actions import DUREE_TOUR, FOYERS_PAR_LOT

GENRE = "facturation-comparaison"
MOIS_DE_LA_NUIT = 3  # the latest ones that a campaign has published
HEURES = range(1, 6)  # of the night
ZERO = Decimal("0.00")


@dataclass
class Bilan:
    """What a comparison has found. Amounts are texts, so that JSON keeps them."""

    lignes: int = 0
    fausses: int = 0
    trop: str = "0.00"
    oubliees: int = 0  # due, and billed nowhere
    manque: str = "0.00"

    def compter(self, trop: Decimal) -> None:
        self.fausses += 1
        self.trop = str(Decimal(self.trop) + trop)

    def oublier(self, montant: Decimal) -> None:
        self.oubliees += 1
        self.manque = str(Decimal(self.manque) + montant)

    @property
    def phrase(self) -> str:
        trop = Decimal(self.trop)
        ecart = f"{en_euros(abs(trop))} {'de trop' if trop > 0 else 'de moins que ce qui est dû'}"
        if not trop:
            ecart = "au même prix"
        fausses = (
            f"{compte(self.fausses, 'n’est plus juste', 'ne sont plus justes')}, {ecart} en tout"
            if self.fausses
            else "toutes sont justes"
        )
        phrase = f"{compte(self.lignes, 'ligne facturée', 'lignes facturées')} : {fausses}."
        if self.oubliees:
            phrase += (
                f" {compte(self.oubliees, 'autre est due', 'autres sont dues')} et sur aucune"
                f" facture, {en_euros(Decimal(self.manque))} : une campagne du même mois les"
                " facture."
            )
        return phrase


def comparer(mois: Sequence[Mois], *, par: Utilisateur | None) -> Travail:
    """The job that compares these months."""
    dits = ", ".join(str(un) for un in mois)
    codes = {"mois": [un.code for un in mois]}
    return lancer(GENRE, f"Comparaison du facturé et du dû, {dits}", codes, par=par)


def comparer_la_nuit() -> bool:
    """Whether the night's comparison was begun now: once a night, of the latest months that were
    published."""
    maintenant = timezone.localtime()
    if maintenant.hour not in HEURES:
        return False
    minuit = maintenant.replace(hour=0, minute=0, second=0, microsecond=0)
    if Travail.objects.filter(genre=GENRE, par=None, cree_le__gte=minuit).exists():
        return False
    publiees = CampagneFacturation.objects.filter(publiee_le__isnull=False).order_by("-mois")
    mois = list(publiees.values_list("mois", flat=True).distinct()[:MOIS_DE_LA_NUIT])
    if not mois:
        return False
    comparer([Mois.du(un) for un in mois], par=None)
    return True


def executer_comparaison(travail: Travail, avancer: Avancement) -> dict:
    """The job: parametres dict(mois: ["2026-11"]), and what it has done, rang and bilan, so that it
    goes on from there. dict(phrase, adresse)."""
    fin_du_tour = time.monotonic() + DUREE_TOUR
    lots = [
        (mois, lot)
        for mois in (Mois(*map(int, code.split("-"))) for code in travail.parametres["mois"])
        for lot in batched(_foyers(mois), FOYERS_PAR_LOT, strict=False)
    ]
    for rang, (mois, lot) in enumerate(lots):
        if rang < travail.parametres.get("rang", 0):
            continue
        if time.monotonic() > fin_du_tour:
            raise AReprendre
        _comparer_un_lot(travail, rang, mois, lot)
        avancer(rang + 1, len(lots))
    bilan = Bilan(**travail.parametres.get("bilan", {}))
    return {"phrase": bilan.phrase, "adresse": reverse("factures:a_revoir")}


def _foyers(mois: Mois) -> list[int]:
    """Who has used something, or was billed: what was billed may be of a booking that is no
    more."""
    factures = _facturees(mois).order_by().values_list("facture__foyer", flat=True)
    return sorted({*foyers_du_mois(mois, None), *factures.distinct()})


def _facturees(mois: Mois) -> QuerySet[LigneFacture]:
    lignes = LigneFacture.objects.filter(
        facture__etat=Facture.Etat.PUBLIEE,
        facture__genre=Facture.Genre.FACTURE,
        facture__mois=mois.debut,
        corrigee=False,
    )
    return lignes.exclude(source="")


@transaction.atomic
def _comparer_un_lot(travail: Travail, rang: int, mois: Mois, foyers: Sequence[int]) -> None:
    """Its differences, and how far the job is, together. Of two runs at once, the later one writes
    nothing."""
    tenu = Travail.objects.select_for_update().get(pk=travail.pk)
    travail.parametres = tenu.parametres
    if rang != tenu.parametres.get("rang", 0):
        return
    bilan = Bilan(**tenu.parametres.get("bilan", {}))
    lues = {une.quoi.source: une for une in lire_consommations(mois, foyers=foyers)}
    siennes = _facturees(mois).filter(facture__foyer__in=foyers)
    facturees = list(siennes.prefetch_related("parts_payeurs"))
    bilan.lignes += len(facturees)
    _noter(facturees, lues, bilan)
    _compter_les_oubliees(mois, lues, bilan)
    travail.parametres |= {"rang": rang + 1, "bilan": asdict(bilan)}
    travail.save(update_fields=["parametres"])


def _noter(
    facturees: Sequence[LigneFacture], lues: dict[str, LigneConsommee], bilan: Bilan
) -> None:
    """Keep the lines that are wrong, of their price or of who pays it, let go of those that are
    right again. What a decision has said of a line stays its reason."""
    connues = {
        une.ligne_id: une
        for une in LigneARevoir.objects.filter(ligne__in=[ligne.pk for ligne in facturees])
    }
    origine = f"vérification du {en_lettres(timezone.localdate())}"
    justes, nouvelles = [], []
    for ligne in facturees:
        lue, connue = lues.get(ligne.source), connues.get(ligne.pk)
        du = (lue.prix.montant or ZERO) if lue and lue.raison.facturable else ZERO
        parts = lue.prix.parts if lue and lue.raison.facturable else ()
        parts_dues = {part.droit: part.montant for part in parts}
        memes_payeurs = parts_dues == {un.droit_id: un.montant for un in ligne.parts_payeurs.all()}
        if du == ligne.montant and memes_payeurs:
            justes += [connue.pk] if connue else []
            continue
        bilan.compter(ligne.montant - du)
        if connue is None:
            dite = origine if du != ligne.montant else f"autres payeurs, {origine}"
            nouvelles.append(LigneARevoir(ligne=ligne, du=du, origine=dite))
        elif connue.du != du:
            LigneARevoir.objects.filter(pk=connue.pk).update(du=du, le=timezone.now())
    LigneARevoir.objects.filter(pk__in=justes).delete()
    LigneARevoir.objects.bulk_create(nouvelles, ignore_conflicts=True)


def _compter_les_oubliees(mois: Mois, lues: dict[str, LigneConsommee], bilan: Bilan) -> None:
    """What is due, of activities that a campaign has billed, and that no invoice and no draft
    has."""
    campagnes = CampagneFacturation.objects.filter(mois=mois.debut, publiee_le__isnull=False)
    facturees = set(campagnes.values_list("activites", flat=True))
    dues = {
        source: une.prix.montant
        for source, une in lues.items()
        if une.raison.facturable and une.prix.montant and une.quoi.activite in facturees
    }
    deja = LigneFacture.objects.filter(source__in=list(dues), corrigee=False)
    for source in dues.keys() - set(deja.values_list("source", flat=True)):
        bilan.oublier(dues[source])
