"""A file of counts: brought, read by a job, shown, then written by another job, whole or not at
all; and undone.

Two imports of one month never write at once: each locks the rows of that month's imports, in the
order of their keys.
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any

from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille.actions import noter_modification
from famille.models import Foyer, Travail, Utilisateur
from famille.socle.dire import compte, en_lettres
from famille.socle.erreurs import Refus
from famille.travaux.actions import Avancement, lancer
from reservations.lecture.filtres import Mois
from reservations.models import ConsommationImportee, ImportConsommation

from .controle import (
    Controle,
    LigneLue,
    bilan_de,
    combien_dit,
    comparer_encore,
    controler,
    factures_de,
    phrase_du_bilan,
)
from .fichier import TAILLE_MAX

DOSSIER = "imports"
GARDE = timedelta(days=7)
LECTURE, ECRITURE = "consommation-lecture", "consommation-import"
Etat = ImportConsommation.Etat
_PAR_LOT = 500
_CHAMPS = [
    *("quantite", "presence", "foyer", "importation", "avant"),
    *("acceptee_le", "acceptee_par"),  # put back to nothing: what changes is to be read again
]
CHANGE = "Cet import a changé d’état entre-temps : actualisez la page pour voir où il en est."


@transaction.atomic
def deposer_fichier(fichier: UploadedFile, mois: date, *, par: Utilisateur) -> ImportConsommation:
    """Keep the file aside and have it read. `fichier`: an uploaded file. Refus: empty, or too
    big."""
    if not fichier.size:
        raise Refus(
            "Ce fichier est vide : remplissez le modèle, puis déposez-le de nouveau.",
            champ="fichier",
        )
    if fichier.size > TAILLE_MAX:
        raise Refus(
            "Ce fichier dépasse 10 Mo : importez le mois en plusieurs fichiers.", champ="fichier"
        )
    empreinte = hashlib.sha256()
    for morceau in fichier.chunks():
        empreinte.update(morceau)
    fichier.seek(0)
    depose = ImportConsommation.objects.create(
        mois=mois.replace(day=1),
        nom_du_fichier=(fichier.name or "")[:160],
        fichier=storages["prive"].save(f"{DOSSIER}/{uuid.uuid4()}", fichier),
        sha256=empreinte.hexdigest(),
        par=par,
    )
    depose.travail = lancer(LECTURE, _titre("Lecture", depose), {"importation": depose.pk}, par=par)
    depose.save(update_fields=["travail"])
    return depose


def executer_lecture(travail: Travail, avancer: Avancement) -> dict[str, Any]:
    """The job "consommation-lecture": the file is judged, nothing is written but its preview."""
    depose = ImportConsommation.objects.get(pk=travail.parametres["importation"])
    if depose.etat == Etat.LECTURE:
        try:
            controle = _controler(depose, avancer)
        except Refus as refus:
            _noter(depose, fautes=[(0, str(refus))], bilan={"illisible": True})
        else:
            _noter(depose, fautes=controle.fautes, bilan=bilan_de(depose, controle))
        depose.refresh_from_db()
    fautes = len(depose.fautes)
    return {"phrase": f"{compte(fautes, 'ligne')} à corriger." if fautes else "Le fichier est lu."}


@transaction.atomic
def confirmer_import(depose: ImportConsommation, *, par: Utilisateur) -> ImportConsommation:
    """Have it written. Refus: it has faults, changes nothing, or is no longer to confirm."""
    depose = ImportConsommation.objects.select_for_update().get(pk=depose.pk)
    if depose.etat != Etat.LU:
        raise Refus(CHANGE)
    if depose.fautes:
        raise Refus(
            "Des lignes sont à corriger : rien ne s’importe tant qu’il en reste. Déposez le fichier"
            " corrigé."
        )
    depose.travail = lancer(ECRITURE, _titre("Import", depose), {"importation": depose.pk}, par=par)
    depose.par = par
    depose.save(update_fields=["travail", "par"])
    return depose


def executer_import(travail: Travail, avancer: Avancement) -> dict[str, Any]:
    """The job "consommation-import": judged again, since a file or an invoice may have come
    meanwhile, then written, all or nothing. Run twice, it says what the first run did."""
    depose = ImportConsommation.objects.get(pk=travail.parametres["importation"])
    if depose.etat == Etat.LU:
        depose = _importer(depose, _controler(depose, avancer), par=travail.par)
    if depose.etat != Etat.FAIT:
        raise Refus(
            "Rien n’est importé : des lignes ne conviennent plus depuis l’aperçu. Revoyez-les."
        )
    return {"phrase": phrase_du_bilan(depose.bilan)}


@transaction.atomic
def _importer(
    depose: ImportConsommation, controle: Controle, *, par: Utilisateur | None
) -> ImportConsommation:
    depose = _verrouiller(depose.pk)
    if depose.etat != Etat.LU:
        return depose
    controle = comparer_encore(controle)
    bilan = bilan_de(depose, controle)
    if controle.fautes:
        _noter(depose, fautes=controle.fautes, bilan=bilan)
    else:
        ecrire(depose, controle, par=par)
        _clore(depose, Etat.FAIT, bilan, fait_le=timezone.now())
    return depose


@transaction.atomic
def abandonner_import(depose: ImportConsommation, *, par: Utilisateur) -> None:
    """Give it up before anything is written. Refus: it is written, or being written."""
    depose = (
        ImportConsommation.objects.select_for_update(of=("self",))
        .select_related("travail")
        .get(pk=depose.pk)
    )
    en_cours = depose.travail and depose.travail.genre == ECRITURE and not depose.travail.fini_le
    if depose.etat not in (Etat.LECTURE, Etat.LU) or en_cours:
        raise Refus(CHANGE)
    _clore(depose, Etat.ABANDONNE, depose.bilan)


@transaction.atomic
def annuler_import(depose: ImportConsommation, *, par: Utilisateur) -> int:
    """Take an import back: its new rows go, those that it changed are as before. int: how many
    rows.

    Refus: one of them is invoiced, or a later import has changed it.
    """
    depose = _verrouiller(depose.pk)
    if depose.etat != Etat.FAIT:
        raise Refus(CHANGE)
    combien = _annuler_lignes(depose)
    depose.etat, depose.annule_le, depose.annule_par = Etat.ANNULE, timezone.now(), par
    depose.save(update_fields=["etat", "annule_le", "annule_par"])
    return combien


def purger_les_anciens() -> int:
    """How many files that nobody confirmed in 7 days were deleted. Each day, by the schedule."""
    limite, stockage = timezone.now() - GARDE, storages["prive"]
    anciens = ImportConsommation.objects.filter(
        etat__in=[Etat.LECTURE, Etat.LU], cree_le__lt=limite
    )
    for depose in anciens:
        with transaction.atomic():
            _clore(depose, Etat.ABANDONNE, depose.bilan)
    effaces = len(anciens)
    try:
        _dossiers, noms = stockage.listdir(DOSSIER)
    except FileNotFoundError:  # nothing was ever brought
        return effaces
    gardes = set(ImportConsommation.objects.exclude(fichier="").values_list("fichier", flat=True))
    for chemin in {f"{DOSSIER}/{nom}" for nom in noms} - gardes:
        if stockage.get_modified_time(chemin) < limite:
            stockage.delete(chemin)
            effaces += 1
    return effaces


def _verrouiller(pk: int) -> ImportConsommation:
    """The import, every import of its month being locked: one writes at a time."""
    mois = ImportConsommation.objects.values_list("mois", flat=True).get(pk=pk)
    verrouilles = ImportConsommation.objects.filter(
        Q(mois=mois) & ~Q(etat=Etat.ABANDONNE) | Q(pk=pk)
    )
    return {un.pk: un for un in verrouilles.order_by("pk").select_for_update()}[pk]


def _controler(depose: ImportConsommation, avancer: Avancement) -> Controle:
    stockage = storages["prive"]
    if not depose.fichier or not stockage.exists(depose.fichier):
        raise Refus("Ce fichier n’est plus gardé ici : déposez-le de nouveau.")
    with stockage.open(depose.fichier, "rb") as fichier:
        return controler(fichier, Mois.du(depose.mois), timezone.localdate(), avancer)


def _noter(depose: ImportConsommation, *, fautes: list[tuple[int, str]], bilan: dict) -> None:
    lu = ImportConsommation.objects.filter(pk=depose.pk, etat__in=[Etat.LECTURE, Etat.LU])
    lu.update(etat=Etat.LU, fautes=fautes, bilan=bilan)


def _clore(depose: ImportConsommation, etat: str, bilan: dict, **champs: datetime) -> None:
    """The end of a file: nothing of it stays but its name, its print and its counts."""
    chemin, depose.fichier, depose.etat = depose.fichier, "", etat
    depose.bilan = {
        cle: valeur for cle, valeur in bilan.items() if cle not in ("apercu", "changements")
    }
    depose.fautes = []
    for nom, valeur in champs.items():
        setattr(depose, nom, valeur)
    depose.save(update_fields=["fichier", "etat", "bilan", "fautes", *champs])
    if chemin:
        transaction.on_commit(lambda: storages["prive"].delete(chemin))


def _titre(quoi: str, depose: ImportConsommation) -> str:
    return f"{quoi} des consommations {Mois.du(depose.mois).complement}"


def ecrire(depose: ImportConsommation, controle: Controle, *, par: Utilisateur | None) -> None:
    """Within the caller's transaction."""
    _ranger(_neuve(ligne, depose) for ligne in controle.nouvelles)
    _noter_les_corrections(controle, par=par)
    _ranger(_neuve(ligne, depose, avant=_etat_de(rangee)) for ligne, rangee in controle.modifiees)


def _ranger(rangees: Iterable[ConsommationImportee]) -> None:
    """Written, or put in the place of what the same child has that day: the row keeps its key,
    which invoices name."""
    ConsommationImportee.objects.bulk_create(
        rangees,
        batch_size=_PAR_LOT,
        update_conflicts=True,
        unique_fields=["enfant", "activite", "jour"],
        update_fields=_CHAMPS,
    )


def _neuve(
    ligne: LigneLue, depose: ImportConsommation, avant: dict | None = None
) -> ConsommationImportee:
    return ConsommationImportee(
        enfant_id=ligne.enfant,
        activite_id=ligne.activite,
        jour=ligne.jour,
        foyer_id=ligne.foyer,
        quantite=ligne.quantite,
        presence=ligne.presence,
        importation=depose,
        avant=avant,
    )


def _etat_de(rangee: ConsommationImportee) -> dict:
    return {
        "quantite": str(rangee.quantite),
        "presence": rangee.presence,
        "foyer": rangee.foyer_id,
        "importation": rangee.importation_id,
        "avant": rangee.avant,
    }


def _annuler_lignes(depose: ImportConsommation) -> int:
    """How many rows. Refus as annuler_import."""
    rangees = list(depose.lignes.select_for_update().order_by("pk"))
    attendues = depose.bilan["nouvelles"] + depose.bilan["modifiees"]
    if len(rangees) != attendues:
        raise Refus(
            "Un import plus récent a corrigé des lignes de celui-ci : annulez d’abord le plus"
            " récent, puis celui-ci."
        )
    if factures := factures_de([rangee.pk for rangee in rangees]):
        raise Refus(
            f"Des lignes de cet import sont déjà facturées ({len(factures)}, dont une sur la"
            f" facture {min(factures.values())}) : corrigez les factures par un avoir, puis annulez"
            " l’import."
        )
    neuves = [rangee.pk for rangee in rangees if rangee.avant is None]
    for lot in batched(neuves, _PAR_LOT, strict=False):
        ConsommationImportee.objects.filter(pk__in=lot).delete()
    _ranger(_remise(rangee, rangee.avant) for rangee in rangees if rangee.avant is not None)
    return len(rangees)


def _remise(rangee: ConsommationImportee, avant: dict) -> ConsommationImportee:
    return ConsommationImportee(
        enfant_id=rangee.enfant_id,
        activite_id=rangee.activite_id,
        jour=rangee.jour,
        foyer_id=avant["foyer"],
        quantite=Decimal(avant["quantite"]),
        presence=avant["presence"],
        importation_id=avant["importation"],
        avant=avant["avant"],
    )


def _noter_les_corrections(controle: Controle, *, par: Utilisateur | None) -> None:
    """Each household finds in its journal what was changed of a count that it may have read
    already."""
    avant: dict[int, dict[str, str]] = defaultdict(dict)
    apres: dict[int, dict[str, str]] = defaultdict(dict)
    for ligne, rangee in controle.modifiees:
        quoi = f"{ligne.qui}, {ligne.quoi}, {en_lettres(ligne.jour)}"
        avant[rangee.foyer_id][quoi] = combien_dit(rangee.quantite, rangee.presence)
        if ligne.foyer == rangee.foyer_id:
            apres[ligne.foyer][quoi] = combien_dit(ligne.quantite, ligne.presence)
    for pk, foyer in Foyer.objects.in_bulk(avant).items():
        noter_modification(
            foyer,
            f"consommation {controle.mois.complement}",
            par=par,
            avant=avant[pk],
            apres=apres[pk],
        )
