"""Online payments: opened, asked about, settled once (D15), by `famille.regles.paiement`.

The provider is never called inside a transaction: it may take long, and what it says is written in
one of its own.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from famille.models import Facture, Foyer, Paiement, PartPaiement, PassagePaiement, Utilisateur
from famille.regles import paiement as regles
from famille.regles.montants import ZERO
from famille.regles.paiement import Reponse
from famille.socle.dire import en_euros, en_heure
from famille.socle.erreurs import Refus, exiger_ecrit
from famille.socle.ville import service as nom_du_service

from .encaissement import nouvelle_reference, passer
from .fournisseur import FournisseurIndisponible, RefusDuFournisseur, fournisseur

Etat, Moyen = Paiement.Etat, Paiement.Moyen
SANS_FOURNISSEUR = (
    "Le paiement en ligne n’est pas ouvert dans cette ville : la facture dit comment payer"
    " autrement."
)
PAR_TOUR = 50
# seconds after which a turn asks nothing more: the task must end before its cluster stops it
DUREE_TOUR = 25
DEJA_SOLDEE = (
    "Ces factures sont déjà payées, ou ne sont plus à payer. Revenez à la liste de vos factures."
)
AU_TRESOR = (
    "Une de ces factures est au Trésor public, qui l’encaisse : payez-la comme l’indique son"
    " courrier."
)
_COUPE = "Le portail s’est arrêté avant d’ouvrir la page de paiement."
_INDISPONIBLE = "Le service de paiement n’a pas répondu à l’ouverture."


@transaction.atomic
def rendre_ce_qui_est_expire(foyer: Foyer, cles: Sequence[int]) -> None:
    """Give back these invoices (keys) that an attempt holds no more, to the second, whenever the
    sweeping task comes. Before their rows are locked: payments are locked first."""
    maintenant = timezone.now()
    commences = Paiement.objects.filter(foyer=foyer, parts__facture__in=cles)
    for pk in commences.expires(maintenant).values_list("pk", flat=True):
        constater(pk, None)
    for coupe in commences.jamais_partis(maintenant - regles.ENVOI):
        _fermer(coupe, _COUPE)


@transaction.atomic
def ouvrir_paiement(
    foyer: Foyer,
    cles: Sequence[int],
    *,
    par: Utilisateur,
    parts: Mapping[int, Decimal] | None = None,
) -> Paiement:
    """An attempt that holds these invoices (keys) for 20 minutes; its amount is computed here.
    `parts`: invoice → what of it is paid, where not all (an instalment).

    Refus: nothing to pay, less than one euro, or an invoice that another attempt holds.
    """
    # The household first, as who merges it or makes two of it does: each waits for the other.
    list(Foyer.objects.filter(pk=foyer.pk).select_for_update(no_key=True))
    rendre_ce_qui_est_expire(foyer, cles)
    siennes = foyer.factures.a_payer().aux_familles().filter(pk__in=cles)
    factures = list(siennes.select_for_update().order_by("pk"))
    if not factures or len(factures) != len(set(cles)):
        au_tresor = foyer.factures.au_tresor().filter(pk__in=cles).exists()
        raise Refus(AU_TRESOR if au_tresor else DEJA_SOLDEE)
    _exiger_libres(factures)
    montants = {une.pk: min(une.solde, (parts or {}).get(une.pk, une.solde)) for une in factures}
    montant = sum(montants.values(), ZERO)
    if montant < regles.MINIMUM:
        raise Refus(
            f"Le paiement en ligne commence à {en_euros(regles.MINIMUM)} : ajoutez une autre"
            f" facture, ou payez {en_euros(montant)} au guichet de la régie."
        )
    maintenant = timezone.now()
    paiement = Paiement.objects.create(
        foyer=foyer,
        reference=nouvelle_reference(maintenant),
        moyen=Moyen.EN_LIGNE,
        montant=montant,
        par=par,
        ouvert_le=maintenant,
        expire_le=maintenant + regles.TENUE,
    )
    PartPaiement.objects.bulk_create(
        PartPaiement(paiement=paiement, facture=une, montant=montants[une.pk], vive=True)
        for une in factures
    )
    PassagePaiement.objects.create(paiement=paiement, vers=Etat.OUVERT, par=par)
    return paiement


def demander_au_fournisseur(
    paiement: Paiement, *, courriel: str, retour: str, notification: str
) -> str:
    """The address where the person pays. `retour`, `notification`: absolute addresses.

    Refus: the provider refuses, or does not answer; the invoices are given back and can be paid
    again at once.
    """
    service = fournisseur()
    if service is None:
        _fermer(paiement, SANS_FOURNISSEUR)
        raise Refus(SANS_FOURNISSEUR)
    try:
        ordre = service.demander(
            reference=paiement.reference,
            montant=paiement.montant,
            courriel=courriel,
            objet=f"Factures {nom_du_service().du}",
            exercice=timezone.localdate(paiement.ouvert_le).year,
            url_retour=retour,
            url_notification=notification,
        )
    except FournisseurIndisponible as panne:
        _fermer(paiement, _INDISPONIBLE)
        raise Refus(str(panne)) from panne
    except RefusDuFournisseur as refus:
        _fermer(paiement, f"Refusé à l’ouverture ({refus.code}).")
        raise
    paiement.identifiant, paiement.adresse = ordre.identifiant, ordre.adresse
    paiement.prochaine_question_le = regles.prochaine_question(paiement.ouvert_le, 0)
    paiement.save(update_fields=["identifiant", "adresse", "prochaine_question_le"])
    return ordre.adresse


def interroger_paiement(paiement: Paiement) -> str:
    """Ask the provider now. str: the state afterwards. FournisseurIndisponible: unchanged."""
    service = fournisseur()
    if service is None or not paiement.identifiant:
        return constater(paiement.pk, None)
    return constater(paiement.pk, service.interroger(paiement.identifiant))


def noter_notification(identifiant: str) -> int | None:
    """The provider has something to say of its payment. int: our key; None: nothing to ask.

    Many notifications are one mark: it goes before the question is put, so that one which comes
    meanwhile is asked about again, and none is lost (D15).
    """
    trouve = Paiement.objects.filter(identifiant=identifiant, etat__in=regles.SE_REDEMANDENT)
    cle = trouve.values_list("pk", flat=True).first()
    if cle:
        Paiement.objects.filter(pk=cle, notifie_le=None).update(notifie_le=timezone.now())
    return cle


def repondre_a_la_notification(pk: int) -> str:
    """Ask about a payment that was notified, unless somebody has since. str: the state afterwards.

    FournisseurIndisponible: the mark is put back, and the next turn asks.
    """
    if not Paiement.objects.notifies().filter(pk=pk).update(notifie_le=None):
        return Paiement.objects.values_list("etat", flat=True).get(pk=pk)
    try:
        return interroger_paiement(Paiement.objects.get(pk=pk))
    except FournisseurIndisponible:
        Paiement.objects.filter(pk=pk, notifie_le=None).update(notifie_le=timezone.now())
        raise


@transaction.atomic
def constater(pk: int, reponse: Reponse | None) -> str:
    """Write the provider's answer, once; None: it has said nothing. str: the state afterwards.

    Safe to repeat, and to call in any order: the payment's row is the lock.
    """
    paiement = Paiement.objects.select_for_update().select_related("foyer").get(pk=pk)
    if reponse is not None:
        apres, motif = regles.suite(
            paiement.etat, reponse, reference=paiement.reference, montant=paiement.montant
        )
        if apres != paiement.etat:
            paiement.code, paiement.autorisation = reponse.code, reponse.numero_autorisation[:40]
            passer(paiement, apres, motif=motif, paye_le=reponse.payee_le)
            return paiement.etat
    if paiement.expire_le and regles.est_expire(paiement.etat, paiement.expire_le, timezone.now()):
        passer(paiement, Etat.EXPIRE)
    return paiement.etat


def relancer_paiements(maintenant: datetime) -> int:
    """Ask about the online payments whose time has come, give back the invoices of those over. int:
    how many states have changed. A provider that is down is not asked further."""
    changes, fin_du_tour = 0, time.monotonic() + DUREE_TOUR
    for pk, etat in Paiement.objects.notifies().values_list("pk", "etat")[:PAR_TOUR]:
        if time.monotonic() > fin_du_tour:
            break
        try:
            changes += repondre_a_la_notification(pk) != etat
        except FournisseurIndisponible:
            break
    for paiement in Paiement.objects.a_interroger(maintenant)[:PAR_TOUR]:
        if time.monotonic() > fin_du_tour:
            break
        if not _prendre(paiement):
            continue
        try:
            changes += interroger_paiement(paiement) != paiement.etat
        except FournisseurIndisponible:
            break
    for pk in Paiement.objects.expires(maintenant).values_list("pk", flat=True):
        changes += constater(pk, None) != Etat.OUVERT
    return changes


def _prendre(paiement: Paiement) -> bool:
    """Note that its result is being asked: nobody else asks for the same time of the calendar."""
    posees = paiement.questions + 1
    suivante = regles.prochaine_question(paiement.ouvert_le, posees)
    prise = Paiement.objects.filter(pk=paiement.pk, questions=paiement.questions)
    return bool(prise.update(questions=posees, prochaine_question_le=suivante))


@transaction.atomic
def trancher_paiement(paiement: Paiement, *, encaisse: bool, motif: str, par: Utilisateur) -> None:
    """Whether the money of a payment that did not match is there. Refus: it is settled."""
    paiement = Paiement.objects.select_for_update().select_related("foyer").get(pk=paiement.pk)
    if paiement.etat != Etat.A_VERIFIER:
        raise Refus("Ce paiement a déjà été vérifié : relisez-le avant de décider.")
    motif = exiger_ecrit(
        motif, "Dites ce que vous avez vérifié : c’est la trace de votre décision."
    )
    passer(paiement, Etat.PAYE if encaisse else Etat.ANNULE, motif=motif, par=par)


def _exiger_libres(factures: Sequence[Facture]) -> None:
    parts = PartPaiement.objects.qui_tiennent().filter(facture__in=factures)
    tenue = parts.select_related("paiement", "facture").order_by("paiement__etat").first()
    if tenue is None:
        return
    if tenue.paiement.etat == Etat.A_VERIFIER:
        raise Refus(
            f"Un paiement de la facture {tenue.facture} est en cours de vérification par la régie :"
            " ne la payez pas une seconde fois. La régie vous répondra."
        )
    if tenue.paiement.moyen == Moyen.EN_LIGNE and not tenue.paiement.identifiant:
        raise Refus(
            f"Le paiement de la facture {tenue.facture} s’ouvre. Recommencez dans une minute."
        )
    jusqua = tenue.paiement.expire_le
    raise Refus(
        f"Un paiement de la facture {tenue.facture} est déjà commencé, par vous ou par l’autre"
        f" adulte du foyer. Terminez-le, ou recommencez après {en_heure(jusqua)}."
    )


@transaction.atomic
def _fermer(paiement: Paiement, motif: str) -> None:
    """Give up an attempt that the provider never opened."""
    passer(Paiement.objects.select_for_update().get(pk=paiement.pk), Etat.ABANDONNE, motif=motif)
