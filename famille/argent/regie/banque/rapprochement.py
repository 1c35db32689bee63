"""What each line of the bank is of here, and whether one press may apply it. Writes nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F

from famille.models import (
    Facture,
    LigneBancaire,
    LotRemboursement,
    Paiement,
    PartPaiement,
    Remboursement,
    RemiseSEPA,
)
from famille.regles.montants import CENTIME, ZERO
from famille.regles.rejets import motif_de
from famille.socle.dire import compte, en_chiffres, en_euros, enumerer

Etat, Nature = LigneBancaire.Etat, LigneBancaire.Nature
_FACTURE = re.compile(r"(?<![A-Z0-9])F[- ]?(\d{4})[- ]?(\d{6})(?!\d)", re.IGNORECASE)
_DE_LOT = re.compile(r"(REMB-\d{4}-\d{4})-(\d{1,9})")
_CHEZ_LA_BANQUE = (RemiseSEPA.Etat.TRANSMISE, RemiseSEPA.Etat.ENCAISSEE)
_REPARTIE = (
    "Une somme est repartie du compte, et son libellé nomme une facture : la banque reprend"
    " peut-être un virement déjà noté. Si oui, annulez l’encaissement sur son reçu, puis mettez la"
    " ligne de côté."
)
_LUES, _MONTREES = 50, 5  # suggestions


@dataclass(frozen=True)
class Jugement:
    """`etat`: of LigneBancaire; `pourquoi`: the sentence shown; what the line is of, if known."""

    etat: LigneBancaire.Etat
    pourquoi: str
    paiement: Paiement | None = None
    remboursement: Remboursement | None = None
    factures: tuple[Facture, ...] = ()

    @property
    def sure(self) -> bool:
        return self.etat == Etat.SURE


def numeros_de_facture(texte: str) -> list[str]:
    """The numbers of invoices in a text, each once, in our spelling.

    >>> numeros_de_facture("cantine f 2026 000189 et F-2026-000190")
    ['F-2026-000189', 'F-2026-000190']
    """
    lus = (f"F-{annee}-{rang}" for annee, rang in _FACTURE.findall(texte))
    return list(dict.fromkeys(lus))


@dataclass
class Connus:
    """What the lines may be of, read at once. Nine queries, however many lines."""

    paiements: dict[str, Paiement] = field(default_factory=dict)
    factures_de: dict[int, Facture] = field(default_factory=dict)  # by payment
    remboursements: dict[str, Remboursement] = field(default_factory=dict)
    factures: dict[str, Facture] = field(default_factory=dict)  # by number
    tenues: set[int] = field(default_factory=set)
    remises: dict[Decimal, str] = field(default_factory=dict)
    cles: dict[str, LigneBancaire] = field(default_factory=dict)
    semblables: Counter[str] = field(default_factory=Counter)


def lire_les_connus(lignes: Sequence[LigneBancaire]) -> Connus:
    """`lignes`: kept or not yet."""
    connus = Connus()
    references = {une.reference for une in lignes if une.reference}
    lus = Paiement.objects.filter(reference__in=references, remise__isnull=False)
    connus.paiements = {un.reference: un for un in lus.select_related("remise", "foyer")}
    parts = PartPaiement.objects.filter(paiement__in=connus.paiements.values())
    for part in parts.select_related("facture").prefetch_related("facture__lignes"):
        connus.factures_de[part.paiement_id] = part.facture
    connus.remboursements = _remboursements(references)
    numeros = {numero for une in lignes if une.credit for numero in _numeros(une)}
    publiees = Facture.objects.publiees().filter(numero__in=numeros).select_related("foyer")
    connus.factures = {str(une.numero): une for une in publiees}
    connus.tenues = PartPaiement.objects.tenues_de(connus.factures.values())
    sommes = {une.montant for une in lignes if une.montant and une.nature == Nature.ENCAISSEMENT}
    envoyees = RemiseSEPA.objects.filter(montant__in=sommes, etat__in=_CHEZ_LA_BANQUE)
    connus.remises = {remise.montant: remise.numero for remise in envoyees}
    _lire_les_anciennes(connus, lignes)
    return connus


def _numeros(ligne: LigneBancaire) -> list[str]:
    return numeros_de_facture(f"{ligne.reference} {ligne.libelle}")


def _remboursements(references: Iterable[str]) -> dict[str, Remboursement]:
    """Ours by the end-to-end reference that their file gave them (`prelevement.lots`)."""
    cles = {trouve[2]: une for une in references if (trouve := _DE_LOT.fullmatch(une))}
    lus = Remboursement.objects.filter(pk__in=cles, lot__isnull=False)
    siens = {
        f"{un.lot.numero}-{un.pk}": un
        for un in lus.select_related("lot", "facture__foyer")
        if un.lot
    }
    return {reference: un for reference, un in siens.items() if reference in cles.values()}


def _lire_les_anciennes(connus: Connus, lignes: Sequence[LigneBancaire]) -> None:
    """The credits of earlier files that are the same, by the bank's key or by what is read."""
    credits_lus = [une for une in lignes if une.credit]
    ces_fichiers = {une.retour_id for une in lignes}
    anciennes = LigneBancaire.objects.filter(credit=True).exclude(retour__in=ces_fichiers)
    vraies = anciennes.select_related("retour").exclude(etat=Etat.DEJA)
    for ancienne in vraies.filter(cle__in={une.cle for une in credits_lus}):
        connus.cles[ancienne.cle] = ancienne
    comptees = vraies.filter(empreinte__in={une.empreinte for une in credits_lus}).order_by()
    combien = comptees.values_list("empreinte").annotate(combien=Count("pk"))
    connus.semblables = Counter(dict(combien))


def juger(ligne: LigneBancaire, connus: Connus) -> Jugement:
    """What this line is of, as things are now."""
    if ligne.nature != Nature.REJET and (ancienne := connus.cles.get(ligne.cle)):
        dit = f"Déjà lue dans un fichier du {en_chiffres(ancienne.retour.cree_le)}."
        return Jugement(Etat.DEJA, dit)
    rendu = ligne.nature == Nature.REJET and ligne.reference in connus.remboursements
    return _JUGES[Nature.RENDU if rendu else Nature(ligne.nature)](ligne, connus)


def _juger_un_rejet(ligne: LigneBancaire, connus: Connus) -> Jugement:
    paiement = connus.paiements.get(ligne.reference)
    if paiement is None or paiement.remise is None:
        dite = f" « {ligne.reference} »" if ligne.reference else ""
        return Jugement(
            Etat.A_RAPPROCHER,
            f"Aucun prélèvement du portail ne porte cette référence{dite} : il vient peut-être d’un"
            " autre logiciel.",
        )
    facture = connus.factures_de[paiement.pk]
    libelle = motif_de(ligne.code).libelle
    etat, dit = Etat.SURE, f"{libelle} : rend la facture {facture} à payer."
    if paiement.etat == Paiement.Etat.REJETE:
        etat, dit = Etat.DEJA, "Ce refus est déjà noté."
    elif pourquoi := _a_la_main(ligne, paiement, facture):
        etat, dit = Etat.A_RAPPROCHER, pourquoi
    return Jugement(etat, dit, paiement=paiement, factures=(facture,))


def _a_la_main(ligne: LigneBancaire, paiement: Paiement, facture: Facture) -> str:
    """Why this refusal is not applied by one press, "" when it may be."""
    remise = paiement.remise
    assert remise is not None, "a debit is of a remise"
    if paiement.etat == Paiement.Etat.ANNULE:
        return (
            f"Ce prélèvement a été retiré de la remise {remise} : la banque a-t-elle bien reçu le"
            " dernier fichier ?"
        )
    if remise.etat not in _CHEZ_LA_BANQUE:
        return f"La remise {remise} n’est pas notée comme reçue par la banque : notez-le d’abord."
    if ligne.montant is not None and ligne.montant != paiement.montant:
        return (
            f"La banque dit {en_euros(ligne.montant)}, et ce prélèvement était de"
            f" {en_euros(paiement.montant)} : vérifiez avant de noter le refus à la main."
        )
    if facture.au_tresor_le:
        return f"La facture {facture} est au Trésor public : voyez avec le comptable."
    if all(une.corrigee for une in facture.lignes.all()):
        return f"La facture {facture} a été annulée par un avoir : voyez ce qui reste à rendre."
    return ""


def _juger_un_rendu(ligne: LigneBancaire, connus: Connus) -> Jugement:
    remboursement = connus.remboursements.get(ligne.reference)
    if remboursement is None:
        return Jugement(
            Etat.A_RAPPROCHER,
            "Un virement est revenu, et aucun remboursement ne porte sa référence.",
        )
    rendus = en_euros(remboursement.montant)
    etat, dit = Etat.SURE, f"Le remboursement n’est pas arrivé : {rendus} à rendre de nouveau."
    lot = remboursement.lot
    if lot and lot.etat == LotRemboursement.Etat.ABANDONNE:
        etat = Etat.DEJA
        dit = f"Le lot {lot} est abandonné : ses sommes ont déjà été remises à rendre."
    elif remboursement.annule_le:
        etat, dit = Etat.DEJA, "Ce remboursement est déjà noté comme revenu."
    elif ligne.montant is not None and ligne.montant != remboursement.montant:
        dit = f"La banque dit {en_euros(ligne.montant)} au lieu de {rendus}."
        etat = Etat.A_RAPPROCHER
    factures = (remboursement.facture,)
    return Jugement(etat, dit, remboursement=remboursement, factures=factures)


def _juger_un_encaissement(ligne: LigneBancaire, connus: Connus) -> Jugement:
    if paiement := connus.paiements.get(ligne.reference):
        if ligne.montant == paiement.montant and paiement.etat != Paiement.Etat.REJETE:
            dit = f"Prélèvement de la facture {connus.factures_de[paiement.pk]}, comme prévu."
            return Jugement(Etat.SANS_SUITE, dit, paiement=paiement)
        return Jugement(
            Etat.A_RAPPROCHER,
            "La banque a encaissé ce prélèvement, et le portail dit autre chose : relisez sa"
            " remise.",
            paiement=paiement,
        )
    if ligne.montant in connus.remises:
        return Jugement(
            Etat.SANS_SUITE, f"Le montant de la remise {connus.remises[ligne.montant]}."
        )
    return Jugement(Etat.A_RAPPROCHER, "Aucune remise transmise n’est de ce montant.")


def _juger_un_virement(ligne: LigneBancaire, connus: Connus) -> Jugement:
    numeros = _numeros(ligne)
    factures = tuple(connus.factures[un] for un in numeros if un in connus.factures)
    inconnus = [un for un in numeros if un not in connus.factures]
    if connus.semblables[ligne.empreinte]:
        pourquoi = (
            "Même jour, même somme et même libellé qu’une ligne déjà lue dans un autre fichier :"
            " vérifiez qu’il y a bien eu deux virements."
        )
    elif inconnus:
        pourquoi = f"Aucune facture ne porte le numéro {enumerer(inconnus)}."
    else:
        pourquoi = pourquoi_pas(factures, ligne.montant, connus.tenues)
    if pourquoi:
        return Jugement(Etat.A_RAPPROCHER, pourquoi, factures=factures)
    du = sum((une.solde for une in factures), ZERO)
    dites = enumerer([str(une) for une in factures])
    part = " en partie" if ligne.montant != du else ""
    return Jugement(Etat.SURE, f"Paie{part} {dites}, {factures[0].foyer}.", factures=factures)


def pourquoi_pas(
    factures: Sequence[Facture], montant: Decimal | None, tenues: set[int], *, partage: bool = False
) -> str:
    """Why a transfer of `montant` does not pay these invoices by itself, in French; "" when it
    does. `tenues`: those that another payment holds; `partage`: a person has chosen them, and a sum
    that does not cover them all pays the oldest first."""
    if not factures:
        return "Le libellé ne nomme aucune facture."
    if len({(une.foyer_id, une.payeur_id) for une in factures}) > 1:
        return "Ces factures ne sont pas du même foyer, ou pas au même nom."
    for une in factures:
        if une.est_avoir or une.soldee:
            return f"La facture {une} n’a plus rien à payer : une somme versée deux fois ?"
        if une.au_tresor:
            return f"La facture {une} est au Trésor public : c’est à lui que la famille doit payer."
        if une.pk in tenues:
            return f"Un autre paiement de la facture {une} est en cours, ou à vérifier."
    du = sum((une.solde for une in factures), ZERO)
    if not montant:
        return "La banque ne dit pas la somme."
    if montant > du:
        return (
            f"{en_euros(montant - du)} de plus que ce qui reste à payer"
            f" ({en_euros(du)} pour {compte(len(factures), 'facture')})."
        )
    if montant < du and len(factures) > 1 and not partage:
        return f"{en_euros(du - montant)} de moins que ces {len(factures)} factures ensemble."
    return ""


def _juger_une_autre(ligne: LigneBancaire, connus: Connus) -> Jugement:
    if not ligne.credit:
        if _numeros(ligne) and ligne.reference not in connus.remboursements:
            return Jugement(Etat.A_RAPPROCHER, _REPARTIE)
        return Jugement(Etat.SANS_SUITE, "Rien qui regarde les factures des familles.")
    if _numeros(ligne):
        return _juger_un_virement(ligne, connus)
    return Jugement(Etat.A_RAPPROCHER, "Une somme reçue dont la banque ne dit pas ce qu’elle est.")


_JUGES = {
    Nature.REJET: _juger_un_rejet,
    Nature.VIREMENT: _juger_un_virement,
    Nature.ENCAISSEMENT: _juger_un_encaissement,
    Nature.RENDU: _juger_un_rendu,
    Nature.AUTRE: _juger_une_autre,
}


def suggestions(ligne: LigneBancaire) -> list[Facture]:
    """Invoices that owe this very sum, those under the payer's name first. Two queries."""
    if not ligne.credit or not ligne.montant:
        return []
    # SQLite adds floats
    presque = (ligne.montant - CENTIME / 2, ligne.montant + CENTIME / 2)
    dues = list(
        Facture.objects.a_payer()
        .annotate(reste=F("total") - F("regle"))
        .filter(reste__range=presque)
        .select_related("foyer")
        .order_by("echeance", "pk")[:_LUES]
    )
    mots = set(ligne.donneur.upper().split())
    return sorted(dues, key=lambda une: not mots & set(une.foyer.nom.upper().split()))[:_MONTREES]
