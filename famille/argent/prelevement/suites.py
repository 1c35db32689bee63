"""What becomes of debits: paid on their day, sent back, left without a mandate (D16)."""

import time
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille.argent.paiement.encaissement import passer
from famille.courriels.genres import CleDeCourriel
from famille.journal.modifications import noter_modification
from famille.models import (
    Facture,
    Foyer,
    MandatSEPA,
    Paiement,
    PartPaiement,
    RemiseSEPA,
    Utilisateur,
)
from famille.models.argent.facture import FactureQuerySet
from famille.regles.rejets import motif_de, peut_representer
from famille.socle.erreurs import Refus, exiger_ecrit

from .avis import MANDAT_FINI, REJETE, dire_a_payer, dire_le_mandat
from .candidats import a_prelever, candidates, mandat_qui_preleve
from .mandats import (
    annuler_suspension,
    exiger_le_motif,
    revoquer_mandat,
    suivre_le_refus,
    suspendre_mandat,
)

Etat, EtatRemise = Paiement.Etat, RemiseSEPA.Etat
DUREE_TOUR = 25  # seconds: the task must end before its cluster stops it


def encaisser_les_remises(jour: date) -> int:
    """On their day, the debits at the bank count as paid, with their receipts (D1). int: how many.

    A debit sent back later is taken off then; each one is a transaction, so that a task stopped
    goes on.
    """
    faits, fin_du_tour = 0, time.monotonic() + DUREE_TOUR
    envoyees = RemiseSEPA.objects.filter(etat=EtatRemise.TRANSMISE)
    for remise in envoyees.filter(date__lte=jour).order_by("date", "pk"):
        ouverts = remise.paiements.filter(etat=Etat.OUVERT).order_by("pk")
        for pk in list(ouverts.values_list("pk", flat=True)):
            if time.monotonic() > fin_du_tour:
                return faits
            faits += _encaisser(pk)
        envoyees.filter(pk=remise.pk).update(etat=EtatRemise.ENCAISSEE)
    return faits


@transaction.atomic
def _encaisser(pk: int) -> bool:
    paiement = Paiement.objects.select_for_update().select_related("foyer").get(pk=pk)
    if paiement.etat != Etat.OUVERT:
        return False
    passer(paiement, Etat.PAYE)
    return True


@transaction.atomic
def rejeter_prelevement(paiement: Paiement, *, code: str, par: Utilisateur) -> None:
    """What the bank has sent back: the invoice is owed again, its family is told to pay it
    otherwise, and its mandate follows (`famille.regles.rejets`).

    `code`: the bank's. Refus: none; it is not a debit that the bank has; it was sent back already.
    """
    lus = Paiement.objects.select_related("foyer", "remise", "mandat__foyer")
    paiement = lus.select_for_update(of=("self",)).get(pk=paiement.pk)
    if not code:
        raise Refus("Choisissez la raison que donne la banque.", champ="code")
    chez_elle = (EtatRemise.TRANSMISE, EtatRemise.ENCAISSEE)
    chez_la_banque = paiement.remise and paiement.remise.etat in chez_elle
    if not chez_la_banque or paiement.etat not in (Etat.OUVERT, Etat.PAYE):
        raise Refus(
            "Ce prélèvement n’est pas chez la banque, ou son rejet est déjà noté : relisez la"
            " remise."
        )
    motif, paiement.code = motif_de(code), code[:10]
    passer(paiement, Etat.REJETE, motif=f"{code} : {motif.libelle}", par=par)
    if paiement.mandat:
        origine = f"prélèvement {paiement.reference} refusé"
        suivre_le_refus(paiement.mandat, code, par=par, origine=origine)
    factures = list(_factures(paiement))
    if motif.muet:
        Facture.objects.filter(pk__in=[facture.pk for facture in factures]).update(mandat=None)
    else:
        _rendre_a_la_famille(factures, REJETE.cle(paiement.pk))


@transaction.atomic
def annuler_rejet(paiement: Paiement, *, motif: str, par: Utilisateur) -> None:
    """The bank has taken its refusal back, and the money is there: the debit counts as paid again.
    A mandate that the refusal has suspended stays so (`mandats.annuler_suspension`). Refus: no
    reason; it was not refused; its invoice was paid otherwise, or is being."""
    lus = Paiement.objects.select_related("foyer").select_for_update(of=("self",))
    paiement = lus.get(pk=paiement.pk)
    motif = exiger_ecrit(motif, "Dites ce que la banque a annoncé : le journal le garde.")
    if paiement.etat != Etat.REJETE or not paiement.remise_id:
        raise Refus("Ce prélèvement n’est pas refusé : relisez la remise.")
    factures = list(_factures(paiement).order_by("pk").select_for_update(of=("self",)))
    payee = any(facture.solde < paiement.montant for facture in factures)
    if payee or PartPaiement.objects.qui_tiennent().filter(facture__in=factures).exists():
        raise Refus(
            "Cette facture a été payée autrement depuis, ou un paiement est en cours : notez plutôt"
            " la somme reçue comme un trop-perçu à rendre, avec le comptable."
        )
    passer(paiement, Etat.PAYE, motif=motif, par=par)


@transaction.atomic
def representer(facture: Facture, *, motif: str, par: Utilisateur) -> None:
    """A refused debit may be collected once more, in a remise to come: the family is announced the
    new day, 14 days before, when it is prepared. Refus: no reason; the bank's code forbids it; no
    mandate collects for this household any more; it is paid, or is being."""
    facture = Facture.objects.select_for_update().get(pk=facture.pk)
    motif = exiger_ecrit(motif, "Dites pourquoi : le journal de la facture le garde.")
    lus = Paiement.objects.filter(parts__facture=facture, etat=Etat.REJETE)
    refuses = list(lus.select_related("mandat", "foyer").order_by("pk"))
    if not refuses or facture.soldee or facture.au_tresor or facture.mandat_id:
        raise Refus("Aucun prélèvement refusé de cette facture n’attend : relisez-la.")
    if PartPaiement.objects.qui_tiennent().filter(facture=facture).exists():
        raise Refus("Un paiement de cette facture est en cours : attendez qu’il finisse.")
    dernier = refuses[-1]
    if pourquoi := peut_representer(dernier.code, len(refuses) - 1):
        raise Refus(pourquoi)
    mandat = mandat_qui_preleve(dernier.mandat)
    if mandat is None:
        raise Refus(
            "Le mandat de cette facture est terminé ou suspendu : la famille la paie autrement, ou"
            " signe un nouveau mandat."
        )
    Facture.objects.filter(pk=facture.pk).update(mandat=mandat)
    noter_modification(
        dernier.foyer,
        f"prélèvement de la facture {facture.numero}",
        par=par,
        avant={"Prélèvement": "refusé par la banque"},
        apres={"Prélèvement": "à présenter de nouveau"},
        origine=motif,
    )


@transaction.atomic
def suspendre(mandat: MandatSEPA, *, motif: str, par: Utilisateur) -> None:
    """An agent's: nothing more is collected until it is taken up again; what it was to pay is to be
    paid otherwise; the family is told. Refus: of `suspendre_mandat`."""
    dire_le_mandat(suspendre_mandat(mandat, motif=motif, par=par), "suspendu")
    rendre_sans_mandat(mandat.foyer)


@transaction.atomic
def arreter(mandat: MandatSEPA, *, motif: str, par: Utilisateur) -> None:
    """An agent's: it ends today; the same of the rest. Refus: no reason, or it has ended."""
    motif = exiger_le_motif(motif)
    dire_le_mandat(revoquer_mandat(mandat, par=par, origine=motif), "arrete")
    rendre_sans_mandat(mandat.foyer)


@transaction.atomic
def annuler_la_suspension(mandat: MandatSEPA, *, motif: str, par: Utilisateur) -> None:
    """An agent's: collected again; the family is told. Refus: of `annuler_suspension`."""
    dire_le_mandat(annuler_suspension(mandat, motif=motif, par=par), "repris")


@transaction.atomic
def rendre_sans_mandat(foyer: Foyer | None = None) -> int:
    """Invoices to pay whose mandate has ended, or is suspended, are to be paid otherwise, and their
    family is told. int: how many. `foyer`: of this household only."""
    les_leurs = a_prelever() if foyer is None else a_prelever().filter(foyer=foyer)
    finis = Q(mandat__fin__isnull=False) | Q(mandat__suspendu_le__isnull=False)
    factures = list(les_leurs.filter(finis).order_by("pk").select_for_update(of=("self",)))
    tenues = PartPaiement.objects.tenues_de(factures)
    jour = timezone.localdate()
    finies = [une.facture for une in candidates(factures, jour, jour) if une.mandat is None]
    return _rendre_a_la_famille([une for une in finies if une.pk not in tenues], MANDAT_FINI.cle())


def _rendre_a_la_famille(factures: list[Facture], cle: CleDeCourriel) -> int:
    Facture.objects.filter(pk__in=[facture.pk for facture in factures]).update(mandat=None)
    dire_a_payer(factures, cle)
    return len(factures)


def _factures(paiement: Paiement) -> FactureQuerySet:
    return Facture.objects.filter(parts__paiement=paiement).select_related("foyer")
