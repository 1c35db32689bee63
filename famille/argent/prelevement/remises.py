"""Direct debits: a remise prepared, downloaded, sent to the bank, or given up (D16)."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from famille.argent.paiement.encaissement import nouvelles_references, passer
from famille.journal.modifications import noter_export
from famille.journal.numeros import prochain_numero
from famille.models import (
    CreancierSEPA,
    Paiement,
    PartPaiement,
    PassagePaiement,
    RemiseSEPA,
    Utilisateur,
)
from famille.models.argent.paiement import PaiementQuerySet
from famille.regles.montants import ZERO
from famille.regles.prelevement import jour_ouvre
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus, exiger_ecrit

from .avis import annoncer_de_nouveau
from .candidats import Candidate, a_prelever, candidates
from .sepa import fichier
from .suites import rendre_sans_mandat

Etat, EtatRemise = Paiement.Etat, RemiseSEPA.Etat
PAR_LOT = 500  # rows of one statement
_A_CHANGE = "Cette remise vient de changer d’état : relisez-la avant de décider."
_DU_CREANCIER = ("nom", "voie", "code_postal", "commune", "ics", "iban", "bic")


def preparer_remise(jour: date, *, par: Utilisateur) -> RemiseSEPA:
    """The remise of every debit possible on `jour`; two agents at once get the same one.

    Refus: the bank is shut that day, the town has not written its account, nothing to collect, or
    the format of banks refuses what was written. Then nothing is prepared.
    """
    if jour <= timezone.localdate() or not jour_ouvre(jour):
        raise Refus(
            "Choisissez un jour à venir où les banques travaillent : ni week-end, ni férié.",
            champ="date",
        )
    if manques := CreancierSEPA.lire().manques_pour_prelever():
        raise Refus(
            f"Il manque {', '.join(manques)} : l’administration les écrit dans Paramètres,"
            " Créancier."
        )
    rendre_sans_mandat()
    try:
        with transaction.atomic():
            return _preparer(jour, par=par)
    except IntegrityError:
        deja = RemiseSEPA.objects.filter(date=jour, etat=EtatRemise.PREPAREE).first()
        if deja is None:
            raise
        return deja


def _preparer(jour: date, *, par: Utilisateur) -> RemiseSEPA:
    creancier = CreancierSEPA.lire()
    remise = RemiseSEPA.objects.create(
        numero=f"PRLV-{jour.year}-{prochain_numero(f'remise-{jour.year}'):04}",
        date=jour,
        montant=0,
        nombre=0,
        creancier={nom: getattr(creancier, nom) for nom in _DU_CREANCIER},
        par=par,
    )
    # Locked in the order of every payment; what holds them is read after.
    factures = list(a_prelever().order_by("pk").select_for_update(of=("self",)))
    retenues = [une for une in candidates(factures, jour, timezone.localdate()) if une.retenue]
    if not retenues:
        raise Refus(
            "Aucun prélèvement n’est possible ce jour-là : la liste dit pourquoi, facture par"
            " facture."
        )
    _ecrire(remise, retenues, par=par)
    fichier(remise, _du_fichier(remise))
    annoncer_de_nouveau([une.facture for une in retenues if une.nouvelle_annonce], jour)
    return remise


def _ecrire(remise: RemiseSEPA, retenues: Sequence[Candidate], *, par: Utilisateur) -> None:
    """One payment an invoice: when the bank returns a debit, that invoice alone is due again."""
    references = nouvelles_references(remise.cree_le, len(retenues))
    paiements = Paiement.objects.bulk_create(
        (
            Paiement(
                foyer=une.facture.foyer,
                reference=reference,
                moyen=Paiement.Moyen.PRELEVEMENT,
                montant=une.montant,
                par=par,
                ouvert_le=remise.cree_le,
                remise=remise,
                mandat=une.mandat,
            )
            for une, reference in zip(retenues, references, strict=True)
        ),
        batch_size=PAR_LOT,
    )
    PartPaiement.objects.bulk_create(
        (
            PartPaiement(paiement=paiement, facture=une.facture, montant=une.montant, vive=True)
            for une, paiement in zip(retenues, paiements, strict=True)
        ),
        batch_size=PAR_LOT,
    )
    PassagePaiement.objects.bulk_create(
        (PassagePaiement(paiement=paiement, vers=Etat.OUVERT, par=par) for paiement in paiements),
        batch_size=PAR_LOT,
    )
    remise.nombre = len(paiements)
    remise.montant = sum((un.montant for un in paiements), ZERO)
    remise.save(update_fields=["nombre", "montant"])


def paiements_de(remise: RemiseSEPA) -> PaiementQuerySet:
    """QuerySet of its payments, those taken out too, with what its screen says of each."""
    siens = remise.paiements.select_related("mandat", "foyer").order_by("foyer__nom", "pk")
    return siens.prefetch_related("parts__facture", "passages")


def _du_fichier(remise: RemiseSEPA) -> list[Paiement]:
    return list(paiements_de(remise).exclude(etat=Etat.ANNULE))


@transaction.atomic
def telecharger_remise(remise: RemiseSEPA, *, par: Utilisateur) -> bytes:
    """The file for the bank; each household is told who took it. Refus: it was given up."""
    remise = RemiseSEPA.objects.select_for_update().get(pk=remise.pk)
    if remise.etat == EtatRemise.ABANDONNEE:
        raise Refus("Cette remise a été abandonnée : son fichier ne doit plus partir.")
    paiements = _du_fichier(remise)
    contenu = fichier(remise, paiements)
    remise.telechargee_le, remise.telechargee_par = timezone.now(), par
    remise.save(update_fields=["telechargee_le", "telechargee_par"])
    quoi = f"IBAN, pour préparer le prélèvement du {en_lettres(remise.date)} ({remise.numero})"
    noter_export({un.foyer_id for un in paiements}, quoi, par=par)
    return contenu


@transaction.atomic
def transmettre_remise(remise: RemiseSEPA, *, par: Utilisateur) -> None:
    """The bank has the file: its debits count on their day. Refus: not downloaded, or too late."""
    remise = _verrouiller(remise)
    if remise.telechargee_le is None:
        raise Refus("Téléchargez d’abord le fichier et donnez-le à la banque.")
    if remise.date < timezone.localdate():
        raise Refus(
            "La date de prélèvement est passée : abandonnez cette remise et préparez-en une autre."
        )
    remise.etat = EtatRemise.TRANSMISE
    remise.transmise_le, remise.transmise_par = timezone.now(), par
    remise.save(update_fields=["etat", "transmise_le", "transmise_par"])


@transaction.atomic
def retirer_de_la_remise(paiement: Paiement, *, motif: str, par: Utilisateur) -> None:
    """Take one debit out before the bank has the file; a file downloaded is out of date. Refus: no
    reason, it has left, or nothing else would be left."""
    if paiement.remise is None:
        raise ValueError("not a debit of a remise")
    remise = _verrouiller(paiement.remise)
    restent = remise.paiements.select_for_update().filter(etat=Etat.OUVERT)
    siens = {un.pk: un for un in restent.select_related("foyer").order_by("pk")}
    if paiement.pk not in siens:
        raise Refus(_A_CHANGE)
    if len(siens) == 1:
        raise Refus("C’est le seul prélèvement de la remise : abandonnez-la plutôt.")
    motif = exiger_ecrit(motif, "Dites pourquoi ce prélèvement est retiré de la remise.")
    retire = siens.pop(paiement.pk)
    passer(retire, Etat.ANNULE, motif=motif, par=par)
    remise.nombre, remise.montant = len(siens), remise.montant - retire.montant
    remise.telechargee_le = remise.telechargee_par = None
    remise.save(update_fields=["nombre", "montant", "telechargee_le", "telechargee_par"])


@transaction.atomic
def abandonner_remise(remise: RemiseSEPA, *, motif: str, par: Utilisateur) -> None:
    """Before the bank has it: its invoices are owed again. Refus: no reason, or it has left."""
    remise = _verrouiller(remise)
    motif = exiger_ecrit(motif, "Dites pourquoi cette remise est abandonnée.")
    for paiement in remise.paiements.filter(etat=Etat.OUVERT).select_for_update().order_by("pk"):
        passer(paiement, Etat.ANNULE, motif=motif, par=par)
    remise.etat = EtatRemise.ABANDONNEE
    remise.save(update_fields=["etat"])


def _verrouiller(remise: RemiseSEPA) -> RemiseSEPA:
    remise = RemiseSEPA.objects.select_for_update().get(pk=remise.pk)
    if remise.etat != EtatRemise.PREPAREE:
        raise Refus(_A_CHANGE)
    return remise
