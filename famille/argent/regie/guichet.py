"""Money received at the counter, by any means, and typed by the régie."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from famille.argent.factures.cesu import payable_par
from famille.argent.paiement.actions import rendre_ce_qui_est_expire
from famille.argent.paiement.encaissement import nouvelle_reference, passer
from famille.models import (
    AU_GUICHET,
    Facture,
    Foyer,
    Paiement,
    PartPaiement,
    PassagePaiement,
    ReglageRegie,
    Utilisateur,
)
from famille.regles.montants import CENTIME, ZERO
from famille.socle.dire import en_euros, en_heure
from famille.socle.erreurs import Refus, exiger_ecrit

Moyen, Etat = Paiement.Moyen, Paiement.Etat
_SANS_TITRE = "Notez le numéro du chèque ou du titre : il sert à le retrouver."
# what is received with a number, and what is said without it
AVEC_PIECE = {
    Moyen.CARTE: (
        "Notez le numéro du ticket du terminal : il sert à retrouver la carte sur le relevé de la"
        " banque."
    ),
    Moyen.CHEQUE: _SANS_TITRE,
    Moyen.CESU: _SANS_TITRE,
    Moyen.CHEQUE_VACANCES: _SANS_TITRE,
}
CE_QUE_PAIE_UN_CESU = (
    "Un CESU paie la crèche, la garderie et l’accueil de loisirs avant six ans, jamais un repas."
)
CE_QUE_PAIE_UN_CHEQUE_VACANCES = (
    "Un chèque-vacances paie l’accueil de loisirs, jamais la cantine, la garderie ni la crèche."
)
CE_QUE_PAIE = {
    Moyen.CESU.value: ("CESU", CE_QUE_PAIE_UN_CESU),
    Moyen.CHEQUE_VACANCES.value: ("chèque-vacances", CE_QUE_PAIE_UN_CHEQUE_VACANCES),
}
_DEUX_PAYEURS = (
    "Ces factures ne sont pas au même nom : encaissez d’abord celles de la famille, puis celles de"
    " l’autre payeur, chacune avec son reçu."
)
_RECEMMENT_PAYEE = (
    "Choisissez au moins une facture à payer de ce foyer. Si l’une d’elles vient d’être payée, elle"
    " n’est plus dans la liste : relisez-la."
)


@transaction.atomic
def encaisser_au_guichet(
    foyer: Foyer,
    montants: Mapping[int, Decimal],
    *,
    moyen: str,
    par: Utilisateur,
    piece: str = "",
    banque: str = "",
    tireur: str = "",
    recu_le: datetime | None = None,
    saisie: UUID | None = None,
) -> Paiement:
    """Money received now, or at `recu_le`. `montants`: invoice → euros. Paiement, paid.

    `banque`, `tireur`: of a cheque, whose slip names them. `saisie`: the form it was typed in;
    sent twice, it gives the same payment. Refus: nothing received, more than what is owed, a title
    without its number, an invoice that another payment holds, more than what a CESU or
    a holiday voucher may pay.
    """
    _exiger_une_piece(moyen, piece)
    cheque = {}
    if moyen == Moyen.CHEQUE:
        cheque = {"banque": banque.strip()[:60], "tireur": tireur.strip()[:120]}
    return recevoir(
        foyer, montants, moyen=moyen, par=par, piece=piece, recu_le=recu_le, saisie=saisie, **cheque
    )


@transaction.atomic
def recevoir(
    foyer: Foyer,
    montants: Mapping[int, Decimal],
    *,
    moyen: str,
    par: Utilisateur,
    piece: str = "",
    recu_le: datetime | None = None,
    saisie: UUID | None = None,
    **cheque: str,
) -> Paiement:
    """Money received for these invoices of the household, whether or not the counter takes this
    means: key → amount in euros. Paiement, paid. `saisie`: what was received; told twice, it gives
    the same payment. Refus: as `encaisser_au_guichet`."""
    donnes = {cle: montant for cle, montant in montants.items() if montant}
    rendre_ce_qui_est_expire(foyer, list(donnes))
    publiees = foyer.factures.publiees().filter(pk__in=donnes)
    factures = list(publiees.order_by("pk").select_for_update())
    if saisie and (deja := Paiement.objects.filter(saisie=saisie, foyer=foyer).first()):
        return deja
    _exiger_justes(factures, donnes)
    _exiger_de_la_garde(factures, donnes, moyen)
    maintenant = recu_le or timezone.now()
    paiement = Paiement.objects.create(
        foyer=foyer,
        reference=nouvelle_reference(maintenant),
        moyen=moyen,
        montant=sum(donnes.values(), ZERO),
        par=par,
        ouvert_le=maintenant,
        piece=piece.strip()[:60],
        saisie=saisie,
        **cheque,
    )
    parts = [PartPaiement(paiement=paiement, facture=f, montant=donnes[f.pk]) for f in factures]
    PartPaiement.objects.bulk_create(parts)
    PassagePaiement.objects.create(paiement=paiement, vers=Etat.OUVERT, par=par)
    passer(paiement, Etat.PAYE, par=par, paye_le=maintenant)
    return paiement


def moment_recu(jour: date | None) -> datetime:
    """When money received on `jour` was: at noon; now, of today's, or of a day that is not said."""
    maintenant = timezone.now()
    if jour is None or jour >= timezone.localdate(maintenant):
        return maintenant
    return timezone.make_aware(datetime.combine(jour, time(12)))


def essayer_au_guichet(
    foyer: Foyer, montants: Mapping[int, Decimal], *, moyen: str, piece: str = ""
) -> list[Facture]:
    """The invoices that would be paid. Refus: as `encaisser_au_guichet`."""
    _exiger_une_piece(moyen, piece)
    donnes = {cle: montant for cle, montant in montants.items() if montant}
    rendre_ce_qui_est_expire(foyer, list(donnes))
    factures = list(foyer.factures.publiees().filter(pk__in=donnes).order_by("pk"))
    _exiger_justes(factures, donnes)
    _exiger_de_la_garde(factures, donnes, moyen)
    return factures


@transaction.atomic
def annuler_encaissement(paiement: Paiement, *, motif: str, par: Utilisateur) -> None:
    """Take back an entry typed by mistake. Refus: no reason, not of the counter."""
    paiement = Paiement.objects.select_for_update().select_related("foyer").get(pk=paiement.pk)
    if paiement.moyen not in AU_GUICHET or not paiement.paye:
        raise Refus(
            "Seul un paiement encaissé au guichet s’annule ici : relisez-le avant de décider."
        )
    motif = exiger_ecrit(
        motif, "Dites pourquoi ce paiement est annulé : le journal de la régie le garde."
    )
    passer(paiement, Etat.ANNULE, motif=motif, par=par)


def moyens_du_guichet() -> list[Paiement.Moyen]:
    """The means of payment that the town has chosen, in our order."""
    choisis = ReglageRegie.lire().moyens
    return [moyen for moyen in AU_GUICHET if moyen in choisis]


def _exiger_une_piece(moyen: str, piece: str) -> None:
    if moyen not in moyens_du_guichet():
        raise Refus("Ce moyen de paiement ne s’encaisse pas au guichet.", champ="moyen")
    if moyen in AVEC_PIECE and not piece.strip():
        raise Refus(AVEC_PIECE[Moyen(moyen)], champ="piece")


def _exiger_justes(factures: list[Facture], donnes: dict[int, Decimal]) -> None:
    if len({facture.payeur_id for facture in factures}) > 1:
        raise Refus(_DEUX_PAYEURS)
    if au_tresor := next((facture for facture in factures if facture.au_tresor), None):
        raise Refus(
            f"La facture {au_tresor} est au Trésor public : la famille le paie, lui. Pour"
            " l’encaisser ici, la régie la reprend d’abord, depuis l’état nominatif."
        )
    a_payer = [facture for facture in factures if not facture.est_avoir and not facture.soldee]
    if not donnes or len(a_payer) != len(donnes):
        raise Refus(_RECEMMENT_PAYEE)
    for facture in factures:
        montant = donnes[facture.pk]
        if montant < 0 or montant != montant.quantize(CENTIME):
            raise Refus(
                f"Le montant reçu pour {facture} est à écrire en euros et centimes, par exemple"
                " 12,50."
            )
        if montant > facture.solde:
            raise Refus(
                f"Il reste {en_euros(facture.solde)} à payer sur {facture} : {en_euros(montant)}"
                " serait trop. Rendez la différence, ou répartissez-la sur une autre facture."
            )
    parts = PartPaiement.objects.qui_tiennent().filter(facture__in=factures)
    tenue = parts.select_related("facture", "paiement").first()
    if tenue:
        raise Refus(_dire_la_tenue(tenue))


def _exiger_de_la_garde(factures: list[Facture], donnes: dict[int, Decimal], moyen: str) -> None:
    """A CESU pays childcare only, holiday vouchers leisure only. Under the invoices' locks."""
    payables = payable_par(moyen, factures) or {}
    nom, regle = CE_QUE_PAIE.get(moyen, ("", ""))
    for facture in factures:
        possible = payables.get(facture.pk, donnes[facture.pk])
        if donnes[facture.pk] <= possible:
            continue
        if not possible:
            raise Refus(f"Rien ne reste à payer par {nom} sur {facture}. {regle}")
        raise Refus(
            f"Un {nom} peut payer {en_euros(possible)} au plus de {facture} : écrivez ce montant"
            f" comme une part, et encaissez le reste par un autre moyen. {regle}"
        )


def _dire_la_tenue(part: PartPaiement) -> str:
    if part.paiement.moyen == Moyen.PRELEVEMENT:
        return (
            f"La facture {part.facture} est dans une remise de prélèvements : ne l’encaissez pas"
            " une seconde fois. Si la banque rejette le prélèvement, elle sera de nouveau à payer."
        )
    if part.paiement.etat == Etat.A_VERIFIER:
        return (
            f"Un paiement de la facture {part.facture} attend d’être vérifié : dites d’abord, dans"
            " l’écran « À vérifier », si l’argent est arrivé."
        )
    jusqua = part.paiement.expire_le
    ensuite = f", ou recommencez après {en_heure(jusqua)} si elle n’a pas payé" if jusqua else ""
    return f"La famille est en train de payer {part.facture} en ligne : laissez-la finir{ensuite}."
