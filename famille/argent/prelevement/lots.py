"""Refunds paid together: transfers, or the accountant's list (docs/comprendre/regie.md)."""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue
from famille.courriels.destinataires import ecrire_aux_adultes
from famille.courriels.genres import GenreDeCourriel
from famille.journal.modifications import noter_export, noter_modification
from famille.journal.numeros import prochain_numero
from famille.models import (
    CreancierSEPA,
    Facture,
    Foyer,
    LotRemboursement,
    MandatSEPA,
    Remboursement,
    Utilisateur,
)
from famille.models.argent.paiement import RemboursementQuerySet
from famille.regles.montants import ZERO
from famille.regles.prelevement import prochain_jour_ouvre
from famille.socle.erreurs import Refus
from famille.socle.tableaux import TableauXlsx

from .sepa import fichier_des_virements

REMBOURSE = GenreDeCourriel("remboursement", "famille/remboursement")

Etat, Genre = LotRemboursement.Etat, LotRemboursement.Genre
PAR_LOT = 2_000  # sums of one lot: what one file and one page hold
_A_CHANGE = "Ce lot vient de changer d’état : relisez-le avant de décider."
_DU_DONNEUR = ("nom", "voie", "code_postal", "commune", "iban", "bic")
ENTETES = ["Dossier", "Foyer", "Destinataire", "Adresse", "Facture", "Objet", "Montant", "Lot"]


def comptes_de(factures: Iterable[Facture]) -> dict[int, MandatSEPA]:
    """invoice → the mandate in force whose account a transfer goes to, its household's latest. Not
    of those that somebody else pays: what he paid is not the household's. One query."""
    siennes = {une.pk: une.foyer_id for une in factures if une.payeur_id is None}
    mandats = MandatSEPA.objects.en_vigueur().filter(foyer__in=set(siennes.values()))
    du_foyer = {mandat.foyer_id: mandat for mandat in mandats.order_by("debut", "pk")}
    return {pk: du_foyer[foyer] for pk, foyer in siennes.items() if foyer in du_foyer}


def preparer_lot(genre: str, cles: Sequence[int], *, par: Utilisateur) -> LotRemboursement:
    """The lot that pays back what these invoices (keys) have too much: nothing else gives it back.

    Refus: nothing to give back, a transfer to a household without an account or of what somebody
    else had paid, the town has not written its own, or a lot of this kind is ready already.
    """
    creancier = CreancierSEPA.lire()  # its ICS is for debits
    rempli = creancier.nom and creancier.voie and creancier.code_postal and creancier.commune
    exigences = [
        (rempli, "le nom ou l’adresse du créancier"),
        (creancier.iban, "l’IBAN de la régie"),
    ]
    manques = [libelle for ecrit, libelle in exigences if not ecrit]
    if genre == Genre.VIREMENTS and manques:
        raise Refus(
            f"Il manque {', '.join(manques)} : l’administration les écrit dans Paramètres,"
            " Créancier."
        )
    try:
        with transaction.atomic():
            return _preparer(Genre(genre), cles, creancier, par=par)
    except IntegrityError:
        deja = LotRemboursement.objects.filter(genre=genre, etat=Etat.PREPARE).first()
        if deja is None:
            raise
        raise Refus(
            f"Le lot {deja.numero} est déjà prêt : transmettez-le ou abandonnez-le avant d’en"
            " préparer un autre."
        ) from None


def _preparer(
    genre: LotRemboursement.Genre,
    cles: Sequence[int],
    creancier: CreancierSEPA,
    *,
    par: Utilisateur,
) -> LotRemboursement:
    jour = timezone.localdate()
    lot = LotRemboursement.objects.create(
        numero=f"REMB-{jour.year}-{prochain_numero(f'remboursement-{jour.year}'):04}",
        genre=genre,
        date=prochain_jour_ouvre(jour + timedelta(days=1)),
        donneur={nom: getattr(creancier, nom) for nom in _DU_DONNEUR},
        par=par,
    )
    # Locked in the order of every payment.
    trop_percues = Facture.objects.trop_percues().filter(pk__in=cles)
    factures = list(trop_percues.order_by("pk").select_for_update()[:PAR_LOT])
    if not factures:
        raise Refus(
            "Rien n’est à rembourser parmi ce que vous avez coché : ces sommes viennent d’être"
            " rendues, ou déduites d’une facture. Relisez la liste."
        )
    comptes: dict[int, MandatSEPA] = {}
    if genre == Genre.VIREMENTS:
        comptes = comptes_de(factures)
        _exiger_des_comptes(factures, comptes)
    _ecrire(lot, factures, comptes, par=par)
    if genre == Genre.VIREMENTS:
        fichier_des_virements(lot, list(remboursements_de(lot)))
    return lot


def _exiger_des_comptes(factures: list[Facture], comptes: dict[int, MandatSEPA]) -> None:
    sans = [une for une in factures if une.pk not in comptes]
    if not sans:
        return
    if d_un_payeur := next((une for une in sans if une.payeur), None):
        raise Refus(
            f"La facture {d_un_payeur} n’est pas au nom de la famille : ce qu’elle a de trop est à"
            f" rendre à son payeur, {d_un_payeur.payeur}, dont le portail n’a pas le compte."
            " Décochez-la, et mettez-la dans la liste pour le comptable, qui porte le nom et"
            " l’adresse du payeur."
        )
    raise Refus(
        "Un des foyers cochés n’a pas de compte connu : décochez-le, et mettez-le dans la liste"
        " pour le comptable."
    )


def _ecrire(
    lot: LotRemboursement,
    factures: list[Facture],
    comptes: dict[int, MandatSEPA],
    *,
    par: Utilisateur,
) -> None:
    rendus = [
        Remboursement(
            facture=une,
            montant=-une.solde,
            comment=f"{lot.get_genre_display()}, lot {lot.numero}",
            lot=lot,
            mandat=comptes.get(une.pk),
            par=par,
        )
        for une in factures
    ]
    Remboursement.objects.bulk_create(rendus)
    Facture.objects.filter(pk__in=[une.pk for une in factures]).update(regle=F("total"))
    lot.nombre, lot.montant = len(rendus), sum((un.montant for un in rendus), ZERO)
    lot.save(update_fields=["nombre", "montant"])


def remboursements_de(lot: LotRemboursement) -> RemboursementQuerySet:
    """Its sums, with what its screen and its file say of each."""
    siens = lot.remboursements.select_related("facture__foyer", "mandat")
    return siens.order_by("facture__foyer__nom", "pk")


@transaction.atomic
def telecharger_lot(lot: LotRemboursement, *, par: Utilisateur) -> tuple[bytes, str]:
    """(file, its ending), without the sums that have come back since: they are to give again. Each
    household is told who took its line away. Refus: it was given up, or all have come back."""
    lot = LotRemboursement.objects.select_for_update().get(pk=lot.pk)
    if lot.etat == Etat.ABANDONNE:
        raise Refus("Ce lot a été abandonné : son fichier ne doit plus partir.")
    siens = list(remboursements_de(lot).faits())
    if not siens:
        raise Refus(
            "Toutes les sommes de ce lot sont revenues : son fichier ne paierait plus rien. Celles"
            " qui restent à rendre sont dans « Remboursements »."
        )
    virements = lot.genre == Genre.VIREMENTS
    contenu = fichier_des_virements(lot, siens) if virements else _tableau(lot, siens)
    lot.telecharge_le, lot.telecharge_par = timezone.now(), par
    lot.save(update_fields=["telecharge_le", "telecharge_par"])
    quoi = "IBAN" if virements else "liste"
    pour = f"{quoi}, pour préparer votre remboursement ({lot.numero})"
    noter_export({un.facture.foyer_id for un in siens}, pour, par=par)
    return contenu, "xml" if virements else "xlsx"


def _tableau(lot: LotRemboursement, siens: Sequence[Remboursement]) -> bytes:
    """What the accountant pays by his own means: no account is in it."""
    fichier = io.BytesIO()
    tableau = TableauXlsx(fichier, ENTETES)
    for un in siens:
        nom, *adresse = un.facture.destinataire or [un.facture.foyer.nom]
        foyer = un.facture.foyer
        tableau.ajouter(
            [
                *(foyer.numero, foyer.nom, nom, ", ".join(adresse)),
                *(un.facture.numero, un.facture.objet, un.montant, lot.numero),
            ]
        )
    tableau.finir()
    return fichier.getvalue()


@transaction.atomic
def transmettre_lot(lot: LotRemboursement, *, par: Utilisateur) -> None:
    """Note that the bank, or the accountant, has the file; each family is told that it is paid
    back. Refus: never downloaded, or its state has changed."""
    lot = _verrouiller(lot)
    if lot.telecharge_le is None:
        raise Refus("Téléchargez d’abord le fichier et donnez-le à qui doit payer.")
    lot.etat, lot.transmis_le, lot.transmis_par = Etat.TRANSMIS, timezone.now(), par
    lot.save(update_fields=["etat", "transmis_le", "transmis_par"])
    _prevenir(lot)


@transaction.atomic
def abandonner_lot(lot: LotRemboursement, *, par: Utilisateur, motif: str = "") -> None:
    """Give it up before it is paid: each sum is the household's again, to deduct or to pay back.
    Refus: it has left, or its file was downloaded and no reason is said."""
    lot = _verrouiller(lot)
    if lot.telecharge_le and not motif.strip():
        raise Refus(
            "Dites pourquoi ce lot est abandonné : son fichier est sorti du portail, et a pu être"
            " donné à qui paie.",
            champ="motif",
        )
    # Held before they are read: the bank's file may say meanwhile that one has come back, which
    # gives it back too.
    rendus = list(lot.remboursements.faits().order_by("pk").select_for_update())
    siens = list(_des_familles(lot))
    factures = Facture.objects.filter(pk__in=[un.facture_id for un in rendus])
    list(factures.order_by("pk").select_for_update())
    for un in rendus:
        Facture.objects.filter(pk=un.facture_id).regler(un.montant)
    lot.remboursements.faits().update(annule_le=timezone.now())
    lot.etat, lot.motif = Etat.ABANDONNE, motif.strip()[:300]
    lot.abandonne_le, lot.abandonne_par = timezone.now(), par
    lot.save(update_fields=["etat", "motif", "abandonne_le", "abandonne_par"])
    if not lot.telecharge_le:
        return
    for foyer in {un.facture.foyer for un in siens}:
        noter_modification(
            foyer,
            f"remboursement, lot {lot.numero}",
            par=par,
            avant={"Lot": "préparé, fichier téléchargé"},
            apres={"Lot": "abandonné", "Raison": lot.motif},
        )


def _des_familles(lot: LotRemboursement) -> RemboursementQuerySet:
    """The refunds told to families: not of what a payer had paid in their place."""
    a_elles = Facture.objects.aux_familles().order_by().values("pk")
    return remboursements_de(lot).filter(facture__in=a_elles)


def _verrouiller(lot: LotRemboursement) -> LotRemboursement:
    lot = LotRemboursement.objects.select_for_update().get(pk=lot.pk)
    if lot.etat != Etat.PREPARE:
        raise Refus(_A_CHANGE)
    return lot


def _prevenir(lot: LotRemboursement) -> None:
    """One mail an adult and a household: neither an amount nor an account."""
    par_foyer: dict[Foyer, list[str]] = defaultdict(list)
    for un in _des_familles(lot).faits():
        par_foyer[un.facture.foyer].append(str(un.facture.numero))
    dit = {
        "virement": lot.genre == Genre.VIREMENTS,
        "lien": adresse_absolue(reverse("famille:factures")),
    }
    ecrire_aux_adultes(
        (foyer, REMBOURSE.cle(lot.numero, foyer.pk), {**dit, "numeros": ", ".join(numeros)})
        for foyer, numeros in par_foyer.items()
    )
