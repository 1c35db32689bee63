"""A file of families: brought, its columns said, judged by a job, written by another, undone."""

import hashlib
import uuid
from collections import Counter
from typing import Any

from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from famille import models
from famille.models import FauteDeReprise, LigneDeReprise, Reprise, Travail, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.socle.tableaux import CSV
from famille.travaux.actions import Avancement, lancer
from famille.travaux.fichiers import deposer

from . import annulation, colonnes, doublons, ecriture, lecture
from .fichiers import TAILLE_MAX, TROP_GROS
from .oubli import (
    oublier_bientot,
    oublier_celles_qui_restent,
    oublier_la_relecture,
    oublier_le_fichier,
    oublier_les_lignes,
)
from .rapport import IMPORT, ecrire_le_rapport
from .registre import codes
from .tranches import Tranche

DOSSIER = "reprises"
ESSAI, ANNULATION = "reprise-essai", "reprise-annulation"
Etat = Reprise.Etat
CHANGE = "Cette reprise a changé d’état entre-temps : actualisez la page pour voir où elle en est."
PARTI = "Ce fichier n’est plus gardé ici : déposez-le de nouveau."
_AVANT_IMPORT = (Etat.DEPOSEE, Etat.COLONNES, Etat.RELECTURE, Etat.RELUE)


@transaction.atomic
def deposer_le_fichier(fichier: UploadedFile, source: str, *, par: Utilisateur) -> Reprise:
    """Keep the file, that comes from the software `source`. Refus: empty, too big, or no table."""
    if not fichier.size:
        raise Refus("Ce fichier est vide : déposez celui de vos familles.", champ="fichier")
    if fichier.size > TAILLE_MAX:
        raise Refus(TROP_GROS, champ="fichier")
    lu: Any = fichier.file
    try:
        tableaux = lecture.decrire_les_tableaux(lu, fichier.name or "")
    except Refus as refus:
        raise Refus(str(refus), champ="fichier") from None
    empreinte = hashlib.sha256()
    fichier.seek(0)
    for morceau in fichier.chunks():
        empreinte.update(morceau)
    fichier.seek(0)
    return Reprise.objects.create(
        source=" ".join(source.split())[:60],
        nom_du_fichier=(fichier.name or "")[:160],
        fichier=storages["prive"].save(f"{DOSSIER}/{uuid.uuid4()}", fichier),
        sha256=empreinte.hexdigest(),
        etat=Etat.COLONNES,
        tableaux=tableaux,
        par=par,
    )


@transaction.atomic
def confirmer_les_colonnes(
    reprise: Reprise, choix: list[list[str]], *, par: Utilisateur
) -> Reprise:
    """What each column is (code, or "" for kept aside), one list a table; remembered for the next
    file like it. The dry run begins. Refus: it cannot be read so."""
    reprise = Reprise.objects.select_for_update().get(pk=reprise.pk)
    if reprise.etat not in (Etat.COLONNES, Etat.RELUE):
        raise Refus(CHANGE)
    connus = codes()
    retenues = []
    for tableau, dites in zip(reprise.tableaux, choix, strict=True):
        lues = [
            colonnes.NIR if avant == colonnes.NIR else code if code in connus else ""
            for avant, code in zip(tableau["colonnes"], dites, strict=True)
        ]
        dits = [code for code in lues if code not in ("", colonnes.NIR)]
        if repetee := next((code for code in dits if dits.count(code) > 1), ""):
            raise Refus(
                f"« {connus[repetee]} » est choisi pour deux colonnes du tableau"
                f" « {tableau['nom']} » : gardez-en une."
            )
        retenues.append(lues)
    if fautes := colonnes.fautes_de(retenues):
        raise Refus(" ".join(fautes))
    for tableau, lues in zip(reprise.tableaux, retenues, strict=True):
        tableau["colonnes"] = lues
        colonnes.retenir(tableau["entetes"], lues, par=par)
    # what was read before goes with the job, batch after batch
    reprise.etat, reprise.bilan, reprise.refus = Etat.RELECTURE, {}, ""
    reprise.avance = 0
    reprise.travail = lancer(ESSAI, f"Relecture de {reprise}", {"reprise": reprise.pk}, par=par)
    reprise.save()
    return reprise


def executer_essai(travail: Travail, avancer: Avancement) -> dict[str, Any]:
    """The job "reprise-essai": the file is read and judged; nothing of families is written."""
    reprise = Reprise.objects.get(pk=travail.parametres["reprise"])
    if reprise.etat == Etat.RELECTURE:
        try:
            bilan = relire(reprise, avancer)
        except Refus as refus:
            Reprise.objects.filter(pk=reprise.pk, etat=Etat.RELECTURE).update(
                etat=Etat.COLONNES, refus=str(refus)[:500]
            )
            raise
        Reprise.objects.filter(pk=reprise.pk, etat=Etat.RELECTURE).update(
            etat=Etat.RELUE, bilan=bilan
        )
    return {"phrase": "Le fichier est relu : rien n’est encore repris."}


def relire(reprise: Reprise, avancer: Avancement) -> dict[str, Any]:
    """What would be made: counts. Refus: the file cannot be read."""
    tranche = Tranche(reprise)
    if not tranche.ou:
        oublier_la_relecture(reprise, tranche.souffler)
    lecteur, lues = lecture.LecteurDeLignes(reprise, tranche), 0
    decrits = {decrit["place"]: (rang, decrit) for rang, decrit in enumerate(reprise.tableaux)}
    atteint = tranche.ou.get("lecture", [0, 0])[0]
    with _fichier(reprise) as fichier:
        for place, tableau in enumerate(lecture.ouvrir(fichier, reprise.nom_du_fichier)):
            if place in decrits and place >= atteint:
                rang, decrit = decrits[place]

                def avancer_de(n: int, avant: int = lues) -> None:
                    avancer(avant + n, 0)

                lecteur.lire(rang, tableau, decrit, avancer_de)
                lues += decrit["lignes"]
    total = LigneDeReprise.objects.filter(reprise=reprise).count() + 1
    faits = ecriture.juger(tranche, lambda n: avancer(n, total))
    return _bilan(reprise, faits) | {"doublons": doublons.chercher(tranche)}


def _bilan(reprise: Reprise, faits: Counter[tuple[str, str]]) -> dict[str, Any]:
    par_sujet: dict[str, dict[str, int]] = {}
    for (sujet, resultat), nombre in faits.items():
        par_sujet.setdefault(sujet, {})[resultat] = nombre
    fautes = FauteDeReprise.objects.filter(reprise=reprise).order_by()
    lignes = {  # one line may have several faults
        bloque: fautes.filter(bloque=bloque).values("tableau", "numero").distinct().count()
        for bloque in (True, False)
    }
    return {"sujets": par_sujet, "refusees": lignes[True], "signalees": lignes[False]}


@transaction.atomic
def importer(reprise: Reprise, *, par: Utilisateur) -> Reprise:
    """Have it written. Refus: it is not read, or it is under way; another import is."""
    reprise = Reprise.objects.select_for_update().get(pk=reprise.pk)
    if reprise.etat != Etat.RELUE:
        raise Refus(CHANGE)
    if not LigneDeReprise.objects.filter(reprise=reprise, resultat="").exists():
        raise Refus("Aucune ligne de ce fichier ne peut être reprise : corrigez-le d’abord.")
    reprise.etat, reprise.par = Etat.IMPORT, par
    reprise.travail = lancer(IMPORT, f"Reprise de {reprise}", {"reprise": reprise.pk}, par=par)
    return _commencer(reprise, "par")


def _commencer(reprise: Reprise, *champs: str) -> Reprise:
    """Refus: another one is written or undone; of two agents at once, the database keeps one."""
    reprise.bilan, reprise.avance = _sans(reprise.bilan, "ou"), 0
    try:
        with transaction.atomic():
            reprise.save(update_fields=["etat", "travail", "bilan", "avance", *champs])
    except IntegrityError as erreur:
        raise Refus("Une autre reprise est en cours : attendez qu’elle soit finie.") from erreur
    return reprise


def executer_import(travail: Travail, avancer: Avancement) -> dict[str, Any]:
    """The job "reprise-import": batch by batch. Killed, it goes on where it was."""
    reprise = Reprise.objects.get(pk=travail.parametres["reprise"])
    if reprise.etat == Etat.IMPORT:
        tranche = Tranche(reprise)
        total = LigneDeReprise.objects.filter(reprise=reprise).count()
        faits = total - LigneDeReprise.objects.filter(reprise=reprise, resultat="").count()
        ecriture.ecrire(tranche, lambda n: avancer(faits + n, total + 1))
        ecriture.rafraichir(tranche)
        nom = f"rapport-de-reprise-{reprise.pk}.csv"
        deposer(travail, CSV, nom, lambda fichier: ecrire_le_rapport(reprise, fichier, CSV))
        _finir(reprise)
    oublier_les_lignes(reprise, Tranche(reprise).souffler)
    reprise.refresh_from_db()
    return {"phrase": phrase_du_bilan(reprise)}


def _finir(reprise: Reprise) -> None:
    """Counts; then nothing of the file is to stay but its faults and the record that undoes it."""
    faits: Counter[tuple[str, str]] = Counter()
    lues = LigneDeReprise.objects.filter(reprise=reprise).order_by()
    for sujet, resultat, nombre in lues.values_list("sujet", "resultat").annotate(Count("pk")):
        faits[sujet, resultat] += nombre
    bilan = _bilan(reprise, faits) | {"doublons": reprise.bilan.get("doublons", 0)}
    with transaction.atomic():
        en_cours = Reprise.objects.filter(pk=reprise.pk, etat=Etat.IMPORT)
        if en_cours.update(etat=Etat.FAITE, faite_le=timezone.now(), bilan=bilan):
            oublier_le_fichier(reprise)


@transaction.atomic
def abandonner(reprise: Reprise, *, par: Utilisateur) -> None:
    """Give it up before anything is written. Refus: it is written, or being written."""
    reprise = Reprise.objects.select_for_update().get(pk=reprise.pk)
    if reprise.etat not in _AVANT_IMPORT:
        raise Refus(CHANGE)
    reprise.etat = Etat.ABANDONNEE
    reprise.save(update_fields=["etat"])
    _oublier_l_abandonnee(reprise)


@transaction.atomic
def annuler(reprise: Reprise, *, par: Utilisateur) -> Reprise:
    """Have a whole import taken back. Refus: it is too late, a later file of the same software has
    come, or another import is under way."""
    reprise = Reprise.objects.select_for_update().get(pk=reprise.pk)
    if not reprise.est_annulable:
        raise Refus(
            "Cette reprise ne s’annule plus : elle a plus de trente jours, ou une famille qu’elle a"
            " fait entrer a été effacée."
        )
    apres = Reprise.objects.filter(
        source=reprise.source, etat=Etat.FAITE, faite_le__gt=reprise.faite_le
    )
    if apres.exists():
        raise Refus("Une reprise plus récente a suivi celle-ci : annulez d’abord la plus récente.")
    reprise.etat, reprise.refus, reprise.annulee_par = Etat.ANNULATION, "", par
    titre = f"Annulation de {reprise}"
    reprise.travail = lancer(ANNULATION, titre, {"reprise": reprise.pk}, par=par)
    return _commencer(reprise, "refus", "annulee_par")


def executer_annulation(travail: Travail, avancer: Avancement) -> dict[str, Any]:
    """The job "reprise-annulation": all is looked at, then undone. Refus: why not."""
    reprise = Reprise.objects.get(pk=travail.parametres["reprise"])
    if reprise.etat == Etat.ANNULATION:
        # once begun, it is finished: what was looked at has gone in part
        tranche = Tranche(reprise)
        if not reprise.bilan.get("annulation") and (raisons := annulation.ce_qui_retient(tranche)):
            bilan = _sans(reprise.bilan, "ou") | {"retiennent": raisons}
            Reprise.objects.filter(pk=reprise.pk).update(etat=Etat.FAITE, bilan=bilan)
            raise Refus("Rien n’est annulé : " + " ".join(raisons))
        bilan = _sans(reprise.bilan, "retiennent", "ou")
        reprise.bilan = bilan | {"annulation": True}
        Reprise.objects.filter(pk=reprise.pk).update(bilan=reprise.bilan)
        total = max(sum(map(len, annulation.ajouts(reprise).values())), 1)
        annulation.annuler_les_lots(tranche, lambda n: avancer(min(n, total), total + 1))
        Reprise.objects.filter(pk=reprise.pk, etat=Etat.ANNULATION).update(
            etat=Etat.ANNULEE, annulee_le=timezone.now(), bilan=bilan
        )
    return {"phrase": "La reprise est annulée : tout est comme avant elle."}


def _sans(bilan: dict[str, Any], *noms: str) -> dict[str, Any]:
    return {un: dit for un, dit in bilan.items() if un not in noms}


def phrase_du_bilan(reprise: Reprise) -> str:
    """ "417 familles créées, 3 mises à jour." """
    dites = reprise.bilan.get("sujets", {}).get("famille", {})
    creees, changees = dites.get("creee", 0), dites.get("changee", 0)
    refusees = reprise.bilan.get("refusees", 0)
    fin = f" {compte(refusees, 'ligne')} à revoir." if refusees else ""
    return (
        f"{compte(creees, 'famille reprise', 'familles reprises')},"
        f" {compte(changees, 'mise à jour', 'mises à jour')}.{fin}"
    )


def purger_les_anciennes() -> int:
    """Each day: how many files not imported in 7 days, and records that undo nothing more, went."""
    limite = timezone.now() - models.DELAI_DE_REPRISE / 4
    oubliees = 0
    for reprise in Reprise.objects.filter(etat__in=_AVANT_IMPORT, cree_le__lt=limite):
        with transaction.atomic():
            Reprise.objects.filter(pk=reprise.pk).update(etat=Etat.ABANDONNEE)
            _oublier_l_abandonnee(reprise)
        oubliees += 1
    oublier_celles_qui_restent()
    for reprise in Reprise.objects.a_oublier():
        models.EcritureDeReprise.objects.filter(reprise=reprise).delete()
        FauteDeReprise.objects.filter(reprise=reprise).delete()
        Reprise.objects.filter(pk=reprise.pk).update(oubliee_le=timezone.now())
        oubliees += 1
    return oubliees + _fichiers_sans_reprise(limite)


def _fichiers_sans_reprise(limite: Any) -> int:
    stockage, effaces = storages["prive"], 0
    try:
        _dossiers, noms = stockage.listdir(DOSSIER)
    except FileNotFoundError:  # nothing was ever brought
        return 0
    gardes = set(Reprise.objects.exclude(fichier="").values_list("fichier", flat=True))
    for chemin in {f"{DOSSIER}/{nom}" for nom in noms} - gardes:
        if stockage.get_modified_time(chemin) < limite:
            stockage.delete(chemin)
            effaces += 1
    return effaces


def _oublier_l_abandonnee(reprise: Reprise) -> None:
    """In the caller's transaction; its lines follow."""
    oublier_le_fichier(reprise)
    FauteDeReprise.objects.filter(reprise=reprise).delete()
    oublier_bientot(reprise)


def _fichier(reprise: Reprise) -> Any:
    stockage = storages["prive"]
    if not reprise.fichier or not stockage.exists(reprise.fichier):
        raise Refus(PARTI)
    return stockage.open(reprise.fichier, "rb")


def exemples_de(reprise: Reprise) -> list[list[list[str]]]:
    """Some values of each column, read in the file now. Refus: it is no longer here."""
    with _fichier(reprise) as fichier:
        return lecture.exemples(fichier, reprise.nom_du_fichier)
