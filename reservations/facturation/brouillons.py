"""From what a household used to its draft invoices, and what an agent should look at first
(docs/comprendre/facturation.md)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from famille.argent.factures.actions import Brouillon, LigneAFacturer
from famille.models import Facture, LigneFacture, Service
from famille.regles.montants import CENTIME
from famille.socle.dire import enumerer
from reservations.consommation.lignes import LigneConsommee
from reservations.lecture.filtres import Mois
from reservations.lecture.payeurs import Payeurs
from reservations.regles.consommation import Anomalie

EXEMPLES = 500  # of each oddity: the page lists them, the figure counts them all
HORS_FOYER = "hors-foyer"  # the child is not attached to this household on that day
LIBELLES = {
    Anomalie.SANS_QUOTIENT: "sans quotient familial, au tarif le plus haut",
    Anomalie.SANS_TARIF: "sans tarif voté : rien n’est facturé",
    Anomalie.PRIX_NUL: "au prix de zéro",
    Anomalie.PAS_NOTEE: "dont la présence n’a pas été notée",
    Anomalie.SANS_RESERVATION: "sans réservation, à accepter",
    HORS_FOYER: "pour un enfant qui n’est pas rattaché à ce foyer ce jour-là",
}
Nature = LigneFacture.Nature
_REPAS = {Service.RESTAURATION}
ZERO = Decimal("0.00")


@dataclass
class BilanBrouillons:
    """What a run has found. Amounts are euros."""

    factures: int = 0
    lignes: int = 0
    total: Decimal = ZERO
    preleve: Decimal = ZERO
    deja: int = 0  # lines that another invoice has
    reportees: int = 0  # lines that cannot be billed yet
    anomalies: Counter = field(default_factory=Counter)
    exemples: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    def ajouter(self, brouillons: Iterable[Brouillon]) -> None:
        for brouillon in brouillons:
            self.factures += 1
            self.lignes += len(brouillon.lignes)
            self.total += brouillon.total
            self.preleve += brouillon.total if brouillon.mandat else ZERO

    def signaler(self, anomalie: str, ligne: LigneConsommee) -> None:
        self.anomalies[str(anomalie)] += 1
        exemples = self.exemples[str(anomalie)]
        if len(exemples) < EXEMPLES:
            exemples.append(
                {
                    "foyer": ligne.quoi.foyer,
                    "enfant": ligne.quoi.nom_complet,
                    "jour": ligne.jour.isoformat(),
                    "quoi": ligne.libelle,
                }
            )

    @classmethod
    def depuis(cls, donnees: dict) -> "BilanBrouillons":
        """Back from `en_donnees`; {} is a new one."""
        nombres = ("factures", "lignes", "deja", "reportees")
        bilan = cls(**{nom: donnees.get(nom, 0) for nom in nombres})
        bilan.total, bilan.preleve = (Decimal(donnees.get(un, 0)) for un in ("total", "preleve"))
        for anomalie in donnees.get("anomalies", ()):
            bilan.anomalies[anomalie["code"]] = anomalie["nombre"]
            bilan.exemples[anomalie["code"]] = anomalie["exemples"]
        return bilan

    def en_donnees(self) -> dict:
        """JSON's own types; amounts are texts."""
        return {
            "factures": self.factures,
            "lignes": self.lignes,
            "total": str(self.total),
            "preleve": str(self.preleve),
            "deja": self.deja,
            "reportees": self.reportees,
            "anomalies": [
                {
                    "code": code,
                    "libelle": LIBELLES[code],
                    "nombre": nombre,
                    "exemples": self.exemples[code],
                }
                for code, nombre in self.anomalies.most_common()
            ],
        }


def totaux(factures: QuerySet[Facture]) -> dict:
    """What a BilanBrouillons says of these (a QuerySet of Facture), as they are in the database."""
    prelevees = Sum("total", filter=Q(mandat__isnull=False))
    lus = factures.order_by().aggregate(factures=Count("pk"), somme=Sum("total"), preleve=prelevees)
    lignes = LigneFacture.objects.filter(facture__in=factures.order_by().values("pk")).count()
    # SQLite adds floats
    montants = {
        nom: str((lus[lu] or ZERO).quantize(CENTIME))
        for nom, lu in (("total", "somme"), ("preleve", "preleve"))
    }
    return {"factures": lus["factures"], "lignes": lignes, **montants}


def a_facturer(
    lignes: Iterable[LigneConsommee],
    *,
    deja: set[str],
    rattaches: Mapping[tuple[int, int], list],
    bilan: BilanBrouillons,
) -> list[LigneConsommee]:
    """Those that can be billed now, what is odd about them told to `bilan`.

    `deja`: sources that an invoice has; `rattaches`: (child, household) → [(first day, last day or
    None)].
    """
    retenues = []
    for ligne in lignes:
        if ligne.quoi.source in deja:
            bilan.deja += 1
            continue
        # to come, nothing of it is billed: its tariff and quotient may still come
        if not ligne.raison.a_venir:
            for anomalie in ligne.raison.anomalies:
                bilan.signaler(anomalie, ligne)
        if not ligne.raison.facturable or ligne.prix.montant is None:
            bilan.reportees += ligne.raison.a_venir or bool(ligne.raison.anomalies)
            continue
        if not _rattache(rattaches.get((ligne.quoi.enfant, ligne.quoi.foyer), ()), ligne.jour):
            bilan.signaler(HORS_FOYER, ligne)
        retenues.append(ligne)
    return retenues


def brouillons_de(
    lignes: Iterable[LigneConsommee],
    mois: Mois,
    *,
    prefixe: str,
    mandats: Mapping[int, Mapping[str, int]],
    payeurs: Payeurs,
) -> list[Brouillon]:
    """One a household, one more for what a mandate collects, and one for what somebody else pays in
    its place. `mandats`: household → service → mandate in force; `payeurs`: of `payeurs_de`. A
    household whose lines come to nothing gets none, unless somebody else pays them: his part is on
    them."""
    groupes: dict[tuple[int, int | None, int | None], list[LigneConsommee]] = defaultdict(list)
    for ligne in lignes:
        payeur = payeurs.du(ligne.quoi.enfant, ligne.quoi.foyer, ligne.jour)
        mandat = None if payeur else mandats.get(ligne.quoi.foyer, {}).get(ligne.activite.service)
        groupes[ligne.quoi.foyer, mandat, payeur].append(ligne)
    brouillons = [
        Brouillon(
            cle=f"{prefixe}{foyer}:{mandat or 0}" + (f":{payeur}" if payeur else ""),
            foyer=foyer,
            objet=_objet(siennes, mois),
            mois=mois.debut,
            lignes=[_ligne(ligne) for ligne in siennes],
            mandat=mandat,
            payeur=payeur,
        )
        for (foyer, mandat, payeur), siennes in groupes.items()
    ]
    return [un for un in brouillons if un.total > 0 or any(ligne.parts for ligne in un.lignes)]


def _ligne(ligne: LigneConsommee) -> LigneAFacturer:
    nature, prix = _nature(ligne), ligne.prix
    return LigneAFacturer(
        jour=ligne.jour,
        libelle=ligne.libelle[:200],
        service=ligne.activite.service,
        nature=nature,
        enfant=ligne.quoi.enfant,
        enfant_nom=ligne.quoi.nom_complet[:201],
        quantite=prix.quantite,
        prix_unitaire=prix.unitaire or ZERO,
        montant=prix.montant or ZERO,
        dont_absence=prix.dont_absence,
        dont_repas=prix.montant or ZERO if nature == Nature.REPAS else prix.dont_repas,
        calcul=_calcul(ligne),
        source=ligne.quoi.source,
        parts=tuple((part.droit, part.par_jour) for part in prix.parts),
    )


def _calcul(ligne: LigneConsommee) -> dict:
    """With what others pay of it, which the family reads under the line."""
    calcul = ligne.raison.calcul
    if not ligne.prix.parts:
        return calcul
    return calcul | {"phrases": [*calcul["phrases"], calcul["aide"]]}


def _nature(ligne: LigneConsommee) -> str:
    """What is asked for a late pick-up pays no care: the fiscal attestation leaves it out."""
    if ligne.retard:
        return Nature.AUTRE
    return Nature.REPAS if ligne.activite.service in _REPAS else Nature.GARDE


def _objet(lignes: Iterable[LigneConsommee], mois: Mois) -> str:
    """ "Accueils de loisirs et restauration scolaire, novembre 2026"."""
    presents = {ligne.activite.service for ligne in lignes}
    noms = [libelle for code, libelle in Service.choices if code in presents]
    suite = [nom[:1].lower() + nom[1:] for nom in noms[1:]]
    return f"{enumerer([*noms[:1], *suite])}, {mois}"


def _rattache(periodes: Iterable[tuple[date, date | None]], jour: date) -> bool:
    return any(debut <= jour and (fin is None or jour <= fin) for debut, fin in periodes)
