"""A file of the bank, brought and applied: each line once, whichever files it comes in."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from famille.argent.prelevement.suites import rejeter_prelevement
from famille.argent.regie.guichet import moment_recu, recevoir
from famille.journal.modifications import noter_modification
from famille.models import (
    CreancierSEPA,
    Facture,
    LigneBancaire,
    Paiement,
    PartPaiement,
    Remboursement,
    RetourBancaire,
    Utilisateur,
)
from famille.socle.dire import en_chiffres
from famille.socle.erreurs import Refus, exiger_ecrit

from .messages import Genre, LigneLue, MessageLu, Nature, lire_les_messages
from .rapprochement import Jugement, juger, lire_les_connus, numeros_de_facture, pourquoi_pas

Etat = LigneBancaire.Etat
SANS_CODE = "NARR"  # a refusal whose reason is not coded
A_LA_FOIS = 300  # lines that one press applies
FACTURES_MAX = 12  # that one transfer pays
PAYS_ET_CLE = 4  # signs of an IBAN before the number that some banks give alone
_NOS_VIREMENTS = UUID("6f1f8f5e-8a0d-4a33-9c3e-4a6f0f3f7a11")
_VIENT_DE_CHANGER = "Cette ligne vient d’être traitée : relisez-la avant de décider."


@dataclass(frozen=True)
class Depot:
    """`nouveaux`: the messages kept; `deja`: those that an earlier file had brought."""

    nouveaux: list[RetourBancaire]
    deja: list[RetourBancaire]


@transaction.atomic
def deposer(contenu: bytes, nom: str, *, par: Utilisateur) -> Depot:
    """What a file of the bank says, kept and judged; nothing is applied. The same message twice
    changes nothing. Refus: it is no such file, it is damaged, or of another account."""
    messages = lire_les_messages(contenu)
    _exiger_le_bon_compte(messages)
    depot = Depot([], [])
    for message in messages:
        cle = _cle(message)
        if deja := RetourBancaire.objects.filter(cle=cle).first():
            depot.deja.append(deja)
            continue
        retour = RetourBancaire.objects.create(
            genre=message.genre,
            cle=cle,
            identifiant=message.identifiant[:70],
            nom_du_fichier=nom[:160],
            par=par,
        )
        _ecrire(retour, _lignes(message))
        depot.nouveaux.append(retour)
    return depot


def _exiger_le_bon_compte(messages: Sequence[MessageLu]) -> None:
    notre = CreancierSEPA.lire().iban.replace(" ", "")
    if not notre:
        raise Refus(
            "L’IBAN de la régie n’est pas encore écrit : l’administration le renseigne dans"
            " Paramètres, Créancier des prélèvements."
        )
    for message in messages:
        if not message.compte and message.genre != Genre.COMPTE_RENDU:
            raise Refus(
                "Ce fichier ne dit pas de quel compte il est : rien n’est lu. Demandez à la banque"
                " un relevé qui porte l’IBAN du compte de la régie."
            )
        if message.compte and message.compte not in (notre, notre[PAYS_ET_CLE:]):
            raise Refus(
                "Ce fichier est celui d’un autre compte que celui de la régie, écrit dans"
                " Paramètres, Créancier des prélèvements : rien n’est lu."
            )


def _cle(message: MessageLu) -> str:
    """The same message, whatever its file is called; some banks number anew each year."""
    lignes = ";".join(f"{une.cle},{une.montant},{une.credit}" for une in message.lignes)
    dite = f"{message.genre}|{message.compte}|{message.identifiant}|{message.origine}|{lignes}"
    return hashlib.sha256(dite.encode()).hexdigest()


def _lignes(message: MessageLu) -> Sequence[LigneLue]:
    """Its lines; of a file that the bank refuses whole, each of its debits."""
    if message.tout_refuse is None:
        return message.lignes
    siens = Paiement.objects.filter(remise__numero=message.origine)
    return [
        LigneLue(
            nature=Nature.REJET,
            credit=False,
            montant=paiement.montant,
            jour=None,
            reference=paiement.reference,
            code=message.tout_refuse,
            cle=f"rejet:{paiement.reference}",
        )
        for paiement in siens.exclude(etat=Paiement.Etat.ANNULE).order_by("pk")
    ]


def _ecrire(retour: RetourBancaire, lues: Sequence[LigneLue]) -> None:
    lignes = [
        LigneBancaire(retour=retour, **asdict(replace(lue, reference=lue.reference[:35])))
        for lue in lues
    ]
    connus, vues = lire_les_connus(lignes), set[str]()
    jugements = [juger(ligne, connus) for ligne in lignes]
    for ligne, jugement in zip(lignes, jugements, strict=True):
        _porter(ligne, jugement)
        if ligne.nature == Nature.REJET and ligne.reference:
            if ligne.cle in vues:
                ligne.etat, ligne.pourquoi = Etat.DEJA, "Deux fois dans ce fichier."
            vues.add(ligne.cle)
    LigneBancaire.objects.bulk_create(lignes, batch_size=500)
    liens = LigneBancaire.factures.through
    liens.objects.bulk_create(
        (
            liens(lignebancaire_id=ligne.pk, facture_id=facture.pk)
            for ligne, jugement in zip(lignes, jugements, strict=True)
            for facture in jugement.factures
        ),
        batch_size=500,
    )


def _porter(ligne: LigneBancaire, jugement: Jugement) -> None:
    ligne.etat, ligne.pourquoi = jugement.etat, jugement.pourquoi[:300]
    ligne.paiement, ligne.remboursement = jugement.paiement, jugement.remboursement


@dataclass(frozen=True)
class BilanDeLaBanque:
    faites: int
    a_rapprocher: int
    restent: int


def appliquer(retour: RetourBancaire, *, par: Utilisateur) -> BilanDeLaBanque:
    """Its sure lines, A_LA_FOIS at most, each in its own transaction: one no longer sure waits."""
    cles = list(retour.lignes.sures().order_by("pk").values_list("pk", flat=True)[:A_LA_FOIS])
    faites = [appliquer_une(cle, par=par) for cle in cles]
    return BilanDeLaBanque(sum(faites), len(faites) - sum(faites), retour.lignes.sures().count())


def appliquer_une(cle: int, *, par: Utilisateur) -> bool:
    """Whether it is applied. Judged again under its lock: what was sure may have changed."""
    try:
        with transaction.atomic():
            ligne = LigneBancaire.objects.select_for_update().get(pk=cle)
            if ligne.etat != Etat.SURE:
                return ligne.etat == Etat.FAITE
            jugement = juger(ligne, lire_les_connus([ligne]))
            if jugement.sure:
                _faire(ligne, jugement, par=par)
            else:
                _porter(ligne, jugement)
                ligne.save()
            return jugement.sure
    except Refus as refus:
        LigneBancaire.objects.filter(pk=cle, etat=Etat.SURE).update(
            etat=Etat.A_RAPPROCHER, pourquoi=str(refus)[:300]
        )
        return False


def _faire(ligne: LigneBancaire, jugement: Jugement, *, par: Utilisateur) -> None:
    if jugement.remboursement:
        noter_revenu(jugement.remboursement, par=par)
    elif jugement.paiement:
        rejeter_prelevement(jugement.paiement, code=ligne.code or SANS_CODE, par=par)
    else:
        ligne.paiement = _recevoir(ligne, jugement.factures, par=par)
    _clore(ligne, Etat.FAITE, jugement.pourquoi, par=par)


def _recevoir(ligne: LigneBancaire, factures: Sequence[Facture], *, par: Utilisateur) -> Paiement:
    """The oldest due first, as far as the sum goes."""
    assert ligne.montant is not None, "a sum is judged before it is received"
    reste, montants = ligne.montant, {}
    for une in sorted(factures, key=lambda une: (str(une.echeance), une.pk)):
        montants[une.pk] = min(reste, une.solde)
        reste -= montants[une.pk]
    return recevoir(
        factures[0].foyer,
        montants,
        moyen=Paiement.Moyen.VIREMENT,
        par=par,
        piece=(ligne.cle if len(ligne.cle) <= 60 else ligne.empreinte),
        recu_le=moment_recu(ligne.jour),
        saisie=uuid5(_NOS_VIREMENTS, str(ligne.pk)),
    )


def _clore(ligne: LigneBancaire, etat: str, dit: str, *, par: Utilisateur) -> None:
    ligne.etat, ligne.pourquoi = etat, dit[:300]
    ligne.traitee_le, ligne.traitee_par = timezone.now(), par
    ligne.save()


@transaction.atomic
def attribuer(ligne: LigneBancaire, texte: str, *, par: Utilisateur) -> Paiement:
    """A sum received pays these invoices. `texte`: their numbers, as typed. Refus: no number, an
    unknown or paid invoice, more than what is owed, or the line is no longer to be matched."""
    ligne = LigneBancaire.objects.select_for_update().get(pk=ligne.pk)
    if ligne.etat not in (Etat.A_RAPPROCHER, Etat.ECARTEE) or not ligne.credit:
        raise Refus(_VIENT_DE_CHANGER)
    numeros = numeros_de_facture(texte)[: FACTURES_MAX + 1]
    if not numeros:
        raise Refus("Écrivez le numéro de la facture, par exemple F-2026-000189.", champ="numeros")
    if len(numeros) > FACTURES_MAX:
        raise Refus(f"Un virement paie {FACTURES_MAX} factures au plus.", champ="numeros")
    lues = Facture.objects.publiees().filter(numero__in=numeros).select_related("foyer")
    factures = list(lues.order_by("pk"))
    connus = {facture.numero for facture in factures}
    if inconnu := next((un for un in numeros if un not in connus), None):
        raise Refus(f"Aucune facture ne porte le numéro {inconnu}.", champ="numeros")
    tenues = PartPaiement.objects.tenues_de(factures)
    if pourquoi := pourquoi_pas(factures, ligne.montant, tenues, partage=True):
        raise Refus(pourquoi, champ="numeros")
    ligne.paiement = _recevoir(ligne, factures, par=par)
    ligne.factures.set(factures)
    _clore(ligne, Etat.FAITE, "Rapprochée à la main.", par=par)
    return ligne.paiement


@transaction.atomic
def ecarter(ligne: LigneBancaire, *, motif: str, par: Utilisateur) -> None:
    """Put aside a line that is not the régie's. Refus: no reason, or no longer to be matched."""
    ligne = LigneBancaire.objects.select_for_update().get(pk=ligne.pk)
    if ligne.etat not in (Etat.A_RAPPROCHER, Etat.SURE):
        raise Refus(_VIENT_DE_CHANGER)
    motif = exiger_ecrit(motif, "Dites pourquoi cette ligne est mise de côté.")
    _clore(ligne, Etat.ECARTEE, motif, par=par)


@transaction.atomic
def noter_revenu(remboursement: Remboursement, *, par: Utilisateur) -> None:
    """A refund did not reach its account: the household has the sum again. Refus: noted already."""
    lus = Remboursement.objects.select_related("facture__foyer", "lot")
    remboursement = lus.select_for_update(of=("self",)).get(pk=remboursement.pk)
    if remboursement.annule_le:
        raise Refus("Ce remboursement est déjà noté comme revenu.")
    Facture.objects.select_for_update().get(pk=remboursement.facture_id)
    Facture.objects.filter(pk=remboursement.facture_id).regler(remboursement.montant)
    remboursement.annule_le = timezone.now()
    remboursement.save(update_fields=["annule_le"])
    noter_modification(
        remboursement.facture.foyer,
        f"remboursement de la facture {remboursement.facture}",
        par=par,
        avant={"Remboursement": f"fait le {en_chiffres(remboursement.le)}"},
        apres={"Remboursement": "revenu : le compte ne l’a pas reçu"},
    )
