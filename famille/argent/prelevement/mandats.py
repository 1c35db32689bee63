"""Mandates: written when a démarche is validated, ended, never rewritten (G18, D16)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from famille.journal.modifications import noter_modification
from famille.journal.numeros import prochain_numero
from famille.models import (
    AdresseFoyer,
    CreancierSEPA,
    Document,
    Foyer,
    MandatSEPA,
    Responsable,
    Service,
    ServicePreleve,
    Utilisateur,
)
from famille.regles.rejets import SuiteDuMandat, motif_de
from famille.socle import chiffrement
from famille.socle.erreurs import Refus, exiger_ecrit
from famille.socle.saisie.iban import CompteBancaire

OBJET = "prélèvement automatique"
CHAMPS_DE_L_ADRESSE = ("voie", "complement", "code_postal", "commune", "pays")
Fin = MandatSEPA.Fin


@transaction.atomic
def creer_mandat(
    foyer: Foyer,
    *,
    titulaire: Responsable,
    compte: CompteBancaire,
    services: Sequence[str],
    texte: str,
    signe_le: datetime,
    signe_par: Utilisateur | None,
    par: Utilisateur,
    rib: Document | None = None,
    remplace: MandatSEPA | None = None,
    origine: str = "",
) -> MandatSEPA:
    """Write the mandate that a family has accepted, in force from today, and end the one it
    replaces. `services`: codes of Service. Refus: a service has a mandate already, the one to
    replace has ended, the household has no address, the town is not ready to collect."""
    _verrouiller(foyer)
    jour = timezone.localdate()
    creancier, adresse = _creancier(), _adresse(foyer, jour)
    if remplace:
        _finir(remplace, jour=jour, motif=Fin.REMPLACE, par=par, origine=origine)
    _exiger_libres(foyer, services)
    mandat = MandatSEPA.objects.create(
        foyer=foyer,
        rum=f"PF-{jour.year}-{prochain_numero(f'rum-{jour.year}'):06}",
        titulaire=titulaire,
        titulaire_nom=str(titulaire),
        **{nom: getattr(adresse, nom) for nom in CHAMPS_DE_L_ADRESSE},
        **du_compte(compte),
        **du_creancier(creancier),
        texte=texte,
        signe_le=signe_le,
        signe_par=signe_par,
        debut=jour,
        remplace=remplace,
        rib=rib,
    )
    ServicePreleve.objects.bulk_create(
        ServicePreleve(mandat=mandat, foyer=foyer, service=service) for service in services
    )
    noter_modification(foyer, OBJET, par=par, apres=_decrire(mandat), origine=origine)
    return mandat


def du_creancier(creancier: CreancierSEPA) -> dict[str, str]:
    """What a mandate keeps of it."""
    lignes = ", ".join(creancier.lignes)
    return {"creancier_nom": creancier.nom, "creancier_adresse": lignes, "ics": creancier.ics}


def du_compte(compte: CompteBancaire) -> dict[str, str]:
    """The same, of the account."""
    return {
        "iban_chiffre": chiffrement.chiffrer(compte.iban, usage=chiffrement.IBAN),
        "iban_masque": compte.masque,
        "bic": compte.bic,
        "banque": compte.banque,
    }


def _decrire(mandat: MandatSEPA) -> dict[str, str]:
    return {
        "Mandat": mandat.rum,
        "Compte": mandat.iban_masque,
        "Titulaire": mandat.titulaire_nom,
        "Services": mandat.services_couverts,
    }


@transaction.atomic
def revoquer_mandat(mandat: MandatSEPA, *, par: Utilisateur, origine: str = "") -> MandatSEPA:
    """End a mandate today: nothing more is collected on it. Refus: it has ended already."""
    _verrouiller(mandat.foyer)
    return _finir(mandat, jour=timezone.localdate(), motif=Fin.REVOQUE, par=par, origine=origine)


def suivre_le_refus(mandat: MandatSEPA, code: str, *, par: Utilisateur, origine: str) -> None:
    """What the bank's refusal does to the mandate: nothing, suspended, or ended
    (`famille.regles.rejets`); one ended or suspended already is left as it is."""
    suite, jour = motif_de(code).mandat, timezone.localdate()
    if suite == SuiteDuMandat.FINI and mandat.fin is None:
        _finir(mandat, jour=jour, motif=Fin.BANQUE, par=par, origine=origine)
    if suite != SuiteDuMandat.SUSPENDU:
        return
    libres = MandatSEPA.objects.prelevables().filter(pk=mandat.pk)
    if libres.update(suspendu_le=jour, suspendu_pour=code[:10]):
        _noter_l_etat(mandat, "suspendu par un refus de la banque", par=par, origine=origine)


@transaction.atomic
def suspendre_mandat(mandat: MandatSEPA, *, motif: str, par: Utilisateur) -> MandatSEPA:
    """Collect nothing on it until taken up again. Refus: no reason, ended, or suspended."""
    motif = exiger_le_motif(motif)
    _verrouiller(mandat.foyer)
    libres = MandatSEPA.objects.prelevables().filter(pk=mandat.pk)
    if not libres.update(suspendu_le=timezone.localdate(), suspendu_pour=""):
        raise Refus(
            f"Le mandat {mandat.rum} est déjà suspendu, ou il est terminé : relisez-le avant de"
            " décider."
        )
    _noter_l_etat(mandat, "suspendu par un agent", par=par, origine=motif)
    mandat.refresh_from_db()
    return mandat


def exiger_le_motif(motif: str) -> str:
    return exiger_ecrit(
        motif, "Dites ce que la famille vous a répondu : le journal du dossier le garde."
    )


@transaction.atomic
def annuler_suspension(mandat: MandatSEPA, *, motif: str, par: Utilisateur) -> MandatSEPA:
    """Collect again, once the family has said so. Refus: no reason, ended, or not suspended."""
    motif = exiger_le_motif(motif)
    _verrouiller(mandat.foyer)
    suspendus = MandatSEPA.objects.en_vigueur().filter(pk=mandat.pk, suspendu_le__isnull=False)
    if not suspendus.update(suspendu_le=None, suspendu_pour=""):
        raise Refus(
            f"Le mandat {mandat.rum} n’est plus suspendu, ou il est terminé : relisez-le avant de"
            " décider."
        )
    _noter_l_etat(mandat, "repris", par=par, origine=motif)
    mandat.refresh_from_db()
    return mandat


def _noter_l_etat(mandat: MandatSEPA, etat: str, *, par: Utilisateur, origine: str) -> None:
    dit = {"Mandat": f"{mandat.rum}, {mandat.iban_masque} : {etat}"}
    noter_modification(mandat.foyer, OBJET, par=par, apres=dit, origine=origine)


def _verrouiller(foyer: Foyer) -> None:
    """The household's row is the lock: of two validations, the second sees the first."""
    Foyer.objects.select_for_update().get(pk=foyer.pk)


def _finir(
    mandat: MandatSEPA, *, jour: date, motif: MandatSEPA.Fin, par: Utilisateur, origine: str
) -> MandatSEPA:
    if not MandatSEPA.objects.filter(pk=mandat.pk, fin=None).update(fin=jour, motif_fin=motif):
        raise Refus(
            f"Le mandat {mandat.rum} n’est plus en vigueur : il a été arrêté ou remplacé"
            " entre-temps. Relisez les mandats du foyer avant de décider."
        )
    ServicePreleve.objects.filter(mandat=mandat).update(fin=jour)
    mandat.fin, mandat.motif_fin = jour, motif
    avant = {"Mandat": f"{mandat.rum}, {mandat.iban_masque}", "Services": mandat.services_couverts}
    noter_modification(
        mandat.foyer,
        OBJET,
        par=par,
        avant=avant,
        apres={"Mandat": mandat.get_motif_fin_display()},
        origine=origine,
    )
    return mandat


def _exiger_libres(foyer: Foyer, services: Sequence[str]) -> None:
    if not services:
        raise Refus(
            "Ce mandat ne couvre aucun service : demandez à la famille lesquels elle veut faire"
            " prélever."
        )
    couverts = ServicePreleve.objects.filter(foyer=foyer, fin=None, service__in=services)
    if pris := couverts.select_related("mandat").first():
        raise Refus(
            f"Un mandat en vigueur couvre déjà ce service : {Service(pris.service).label}"
            f" ({pris.mandat.rum}, {pris.mandat.iban_masque}). Il ne peut pas y en avoir deux :"
            " voyez avec la famille lequel garder."
        )


def _creancier() -> CreancierSEPA:
    creancier = CreancierSEPA.lire()
    if creancier.manques():
        raise Refus(
            f"Ce mandat ne peut pas être écrit : il manque {' ; '.join(creancier.manques())}."
            " L’administration du portail les renseigne dans « Réglages », « Créancier des"
            " prélèvements »."
        )
    return creancier


def _adresse(foyer: Foyer, jour: date) -> AdresseFoyer:
    adresse = foyer.adresse_au(jour)
    if adresse is None:
        raise Refus(
            "Le dossier n’a pas d’adresse, et un mandat doit porter celle du titulaire :"
            " enregistrez-la d’abord sur la fiche du foyer."
        )
    return adresse
