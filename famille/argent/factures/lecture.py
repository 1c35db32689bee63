"""An invoice as its family reads it: its state, its lines by child, how prices are made (G4)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from famille.models import Facture, LigneFacture, MandatSEPA, Paiement
from famille.regles.montants import ZERO
from famille.socle.dire import en_euros, en_jour, en_lettres, en_nombre, enumerer

_EN_COURS = {
    Paiement.Etat.OUVERT: "Paiement en cours",
    Paiement.Etat.A_VERIFIER: "Paiement en cours de vérification",
}


def paiement_en_ligne() -> bool:
    """Whether the town has opened online payment."""
    return bool(settings.PAIEMENT)


@dataclass(frozen=True)
class FactureDite:
    """An invoice as it is shown. `statut`: its colour and icon ({% pastille %}); `mot`: its words;
    `payable`: by its family, now; `quittee`: of a household that the reader has left."""

    facture: Facture
    statut: str
    mot: str
    payable: bool
    quittee: bool = False

    @property
    def en_ligne(self) -> bool:
        """Whether its family may pay it online, now."""
        return self.payable and paiement_en_ligne()

    @property
    def total(self) -> str:
        """The total, in French; what is left of an opening balance owed to the household."""
        une = self.facture
        return en_euros(une.solde if une.est_une_avance else une.total)

    @property
    def regle(self) -> str:
        return en_euros(self.facture.regle)

    @property
    def avance(self) -> str:
        """What is left of an advance: a sum owed to the household."""
        return en_euros(max(-self.facture.solde, ZERO))

    @property
    def reste(self) -> str:
        return en_euros(max(self.facture.solde, ZERO))


@dataclass(frozen=True)
class LigneDite:
    """A line as shown. `phrases`: how its price is made; `corrigee`: a credit note cancels it."""

    ligne: LigneFacture
    phrases: list[str]

    @property
    def jour(self) -> str:
        return en_jour(self.ligne.jour)

    @property
    def montant(self) -> str:
        return en_euros(self.ligne.montant)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(who, "− 8,00 €") for each part that a payer pays; "+ " on a credit note."""
        signe = "− " if self.ligne.corrige_id is None else "+ "
        return [
            (f"{part['qui']} ({part['quoi']})", signe + en_euros(Decimal(part["montant"])))
            for part in self.ligne.calcul.get("parts", ())
        ]

    @property
    def deduit(self) -> str:
        """The sum that payers pay, in euros, or "": it is why the amount is less than the price."""
        parts = self.ligne.calcul.get("parts", ())
        return en_euros(sum((Decimal(part["montant"]) for part in parts), ZERO)) if parts else ""

    @property
    def absence(self) -> str:
        """The sentence of a charged absence; "" for another line, and on a credit note."""
        une = self.ligne
        absent = une.calcul.get("statut") == "absent"
        if une.corrige_id is not None or not (une.dont_absence or absent):
            return ""
        if 0 < une.dont_absence < une.montant:
            return f"Dont {en_euros(une.dont_absence)} pour une absence : non annulée à temps"
        return "Absence : non annulée à temps, elle reste due"

    @property
    def payeurs(self) -> str:
        """The payers' names: "CAF de l’Indre et CCAS"."""
        return enumerer(dict.fromkeys(part["qui"] for part in self.ligne.calcul.get("parts", ())))

    @property
    def combien(self) -> str:
        """ "3 × 4,20 €", "" for one."""
        return "" if self.ligne.quantite == 1 else self.produit

    @property
    def compte(self) -> str:
        """ "3 × 4,20 € = 12,60 €", "3 × 4,20 € − 8,00 € = 4,60 €": how the line adds up."""
        deduits = "".join(f" {montant}" for _qui, montant in self.parts)
        return f"{self.produit}{deduits} = {self.montant}"

    @property
    def produit(self) -> str:
        """ "3 × 4,20 €"."""
        return f"{en_nombre(self.ligne.quantite)} × {en_euros(self.ligne.prix_unitaire)}"


@dataclass
class PartEnfant:
    """The lines of one child. `enfant` is empty for lines of no child in particular."""

    enfant: str
    lignes: list[LigneDite] = field(default_factory=list)

    @property
    def total(self) -> str:
        return en_euros(sum((dite.ligne.montant for dite in self.lignes), ZERO))


def dire(
    factures: Iterable[Facture], aujourdhui: date, chez: Collection[int] | None = None
) -> list[FactureDite]:
    """Each invoice as it is shown, in order. No query: they were read `avec_tenue`. `chez`: keys of
    the reader's households of today; he no longer pays here what others owe."""
    dites = [_de_qui(_decrire(facture, aujourdhui)) for facture in factures]
    if chez is None:
        return dites
    return [dite if dite.facture.foyer_id in chez else _quittee(dite) for dite in dites]


def _de_qui(dite: FactureDite) -> FactureDite:
    """Name the payer of an invoice that is not the family's to pay, for agents."""
    if dite.facture.payeur_id is None or not dite.payable:
        return dite
    return replace(dite, mot=f"{dite.mot}, par : {dite.facture.payeur}", payable=False)


def _quittee(dite: FactureDite) -> FactureDite:
    if dite.facture.est_avoir or dite.facture.solde <= 0:
        return replace(dite, quittee=True)
    return FactureDite(dite.facture, "en-attente", "Pas encore soldée", False, quittee=True)


@dataclass(frozen=True)
class PrelevementDit:
    """The debit that pays an invoice: its day, and the mandate whose account it takes. `manque`:
    that day is over and nothing was asked of the bank; a remise to come will."""

    jour: date
    mandat: MandatSEPA
    manque: bool = False


def prelevement_de(facture: Facture) -> PrelevementDit | None:
    """The debit asked of the bank, or else the one to come: a remise may delay its day, and a new
    account replaces the former. None when nothing is debited. One query, none without a mandate;
    `facture`: with its mandate and its remplace_par."""
    prevu = facture.mandat
    if prevu is None:
        return None
    etats = (Paiement.Etat.OUVERT, Paiement.Etat.PAYE)
    faits = Paiement.objects.filter(parts__facture=facture, remise__isnull=False, etat__in=etats)
    fait = faits.select_related("remise", "mandat").order_by("-pk").first()
    if fait and fait.remise and fait.mandat:
        return PrelevementDit(fait.remise.date, fait.mandat)
    mandat, jour = prevu.actuel, facture.prelevee_le
    if facture.soldee or facture.au_tresor or mandat is None or mandat.suspendu_le or jour is None:
        return None
    return PrelevementDit(jour, mandat, manque=jour < timezone.localdate())


def detailler(facture: Facture) -> list[PartEnfant]:
    """Its lines by child, in the order of days. One query."""
    lignes = facture.lignes.all()
    return [
        PartEnfant(enfant, [LigneDite(ligne, ligne.calcul.get("phrases", [])) for ligne in siennes])
        for enfant, siennes in groupby(lignes, key=lambda ligne: ligne.enfant_nom)
    ]


@dataclass(frozen=True)
class AidesDites:
    """What payers pay in all: `avant` less that is the total. `deduit`: "− 24,00 €", or "+ …"."""

    qui: str
    avant: str
    deduit: str


def aides_deduites(facture: Facture, parts: Iterable[PartEnfant]) -> AidesDites | None:
    """The sum of the payers' parts of an invoice; None without any. No query."""
    siennes = [
        une for part in parts for dite in part.lignes for une in dite.ligne.calcul.get("parts", ())
    ]
    if not siennes:
        return None
    aides = sum((Decimal(une["montant"]) for une in siennes), ZERO)
    signe, avant = ("+ ", -aides) if facture.est_avoir else ("− ", aides)
    qui = enumerer(dict.fromkeys(une["qui"] for une in siennes))
    return AidesDites(qui, en_euros(facture.total + avant), signe + en_euros(aides))


def explications(parts: Sequence[PartEnfant]) -> list[tuple[str, list[str]]]:
    """How prices are made, each way once, for a sheet of paper: (label of the lines, sentences)."""
    dites: dict[tuple[str, ...], list[str]] = {}
    for part in parts:
        for dite in part.lignes:
            libelles = dites.setdefault(tuple(dite.phrases), [])
            if dite.ligne.libelle not in libelles:
                libelles.append(dite.ligne.libelle)
    return [(" ; ".join(libelles), list(phrases)) for phrases, libelles in dites.items() if phrases]


def _decrire(facture: Facture, aujourdhui: date) -> FactureDite:
    if facture.est_avoir:
        return FactureDite(facture, "validee", "Avoir", payable=False)
    if facture.est_une_avance:
        mot = "Avance à déduire" if facture.solde < 0 else "Avance déduite"
        return FactureDite(facture, "validee", mot, payable=False)
    if facture.solde <= 0:
        mot = "Annulée par un avoir" if facture.annulee else "Payée"
        return FactureDite(facture, "validee", mot, payable=False)
    if facture.tenue:
        mot = _EN_COURS[Paiement.Etat(facture.tenue)]
        return FactureDite(facture, "en-attente", mot, payable=False)
    if facture.au_tresor:
        return FactureDite(facture, "en-attente", "Au Trésor public", payable=False)
    if facture.echeancier_id:
        return FactureDite(facture, "en-attente", "En plusieurs fois", payable=False)
    return _a_payer(facture, aujourdhui)


def _a_payer(facture: Facture, aujourdhui: date) -> FactureDite:
    limite = facture.echeance or aujourdhui
    if facture.mandat_id and not facture.se_preleve:  # the family can pay it within half an hour
        return FactureDite(facture, "en-attente", "Ne sera pas prélevée", payable=False)
    if facture.mandat_id:
        jour = facture.prelevee_le or aujourdhui
        mot = f"Sera prélevée le {en_lettres(jour)}"
        mot = "Prélèvement en cours" if jour < aujourdhui else mot
        return FactureDite(facture, "en-attente", mot, payable=False)
    if facture.refus:  # nothing of it is the family's fault
        return FactureDite(facture, "a-completer", "Prélèvement refusé : à payer", payable=True)
    if limite < aujourdhui:
        mot = f"En retard depuis le {en_lettres(limite)}"
        return FactureDite(facture, "rejetee", mot, payable=True)
    mot = f"À payer avant le {en_lettres(limite)}"
    return FactureDite(facture, "a-completer", mot, payable=True)
