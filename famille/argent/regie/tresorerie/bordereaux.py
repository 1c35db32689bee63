"""A bordereau of titres: prepared, downloaded, sent, given up. Its invoices are the Trésor's from
the moment it is prepared, so that nobody pays here what its file asks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from famille.argent.regie.recouvrement.tresor import (
    TRANSMISE,
    creances_de,
    prevenir,
    rendre_a_la_regie,
    transmettre_au_tresor,
)
from famille.journal.modifications import noter_export
from famille.journal.numeros import prochains_numeros
from famille.models import (
    BordereauTresor,
    CreanceTransmise,
    Facture,
    LigneTitre,
    ReglageTresorerie,
    TitreTresor,
    Utilisateur,
)
from famille.regles.montants import ZERO
from famille.regles.tresor import texte_pes
from famille.socle.dire import en_euros, enumerer
from famille.socle.erreurs import Refus, exiger_ecrit

from .candidats import CIVILITES, TitrePrevu, dettes, prevoir
from .pes import fichier_du_bordereau, nom_du_fichier

Etat, Genre = BordereauTresor.Etat, BordereauTresor.Genre
_COPIES = (
    *("version", "codique", "siret", "code_collectivite", "code_budget", "regie", "edition"),
    *("nature", "periode", "cle_1"),
)
_A_CHANGE = "Ce bordereau vient de changer d’état : relisez-le avant de décider."
AVEC_SA_SUITE = "lignes__creance__facture__recouvrements"  # to prefetch
EN_ROUTE = (
    "Le bordereau précédent n’a pas encore sa réponse : les numéros doivent se suivre sans trou."
    " Notez d’abord ce que la trésorerie en dit."
)


def exiger_les_reglages() -> ReglageTresorerie:
    """Refus: the town has not written what its trésorerie gives."""
    reglage = ReglageTresorerie.lire()
    if reglage.envoi == ReglageTresorerie.Envoi.ETAT:
        raise Refus(
            "Votre régie transmet ses créances par un état nominatif. Pour envoyer des titres,"
            " l’administration le choisit dans Paramètres, Trésorerie."
        )
    if manques := reglage.manques():
        raise Refus(
            f"Il manque {enumerer(manques)} : l’administration les écrit dans Paramètres,"
            " Trésorerie."
        )
    return reglage


def exiger_rien_en_route(genre: str) -> None:
    """Refus: a bordereau of this kind has no answer yet."""
    if en_route(genre).exists():
        raise Refus(EN_ROUTE)


def genre_des_titres(reglage: ReglageTresorerie) -> str:
    return Genre.ROLE if reglage.envoi == ReglageTresorerie.Envoi.ORMC else Genre.TITRES


def preparer_les_titres(
    cles: Sequence[int], debiteurs: Mapping[int, str], *, par: Utilisateur
) -> BordereauTresor:
    """The bordereau of these invoices (keys); they are no longer to be paid here. `debiteurs`:
    household (key) → "adult-civility", as the preview offers them; a household without one waits.

    Refus: no setting, another bordereau is on its way, nothing to titre, or the format refuses what
    was written. Then nothing is prepared.
    """
    reglage, jour = exiger_les_reglages(), timezone.localdate()
    genre = genre_des_titres(reglage)
    with un_seul_en_route(genre):
        bordereau = nouveau_bordereau(genre, reglage, jour, par=par)
        tenues = Facture.objects.filter(pk__in=list(cles)).order_by("pk").select_for_update()
        list(tenues.values("pk"))
        prevus = prevoir(dettes(cles, jour), reglage, jour).titres
        titres = [un for un in prevus if debiteurs.get(un.foyer.pk) in un.choix]
        if not titres:
            raise Refus(
                "Aucun titre ne peut être fait : choisissez au moins un débiteur et sa civilité,"
                " parmi les factures prêtes."
            )
        factures = [une.pk for un in titres for une in un.factures]
        etat = transmettre_au_tresor(factures, par=par, prevenir_les_familles=False)
        bordereau.etat_nominatif = etat
        creances = {une.facture_id: une for une in etat.creances.all()}
        premier = prochain_titre(genre, bordereau.exercice, reglage)
        dette = prochains_numeros("dette", len(titres)) if genre == Genre.ROLE else None
        for rang, prevu in enumerate(titres):
            titre = TitreTresor(numero=premier + rang, dette=dette and dette + rang)
            _ecrire(bordereau, titre, prevu, debiteurs[prevu.foyer.pk], creances)
        return clore_la_preparation(bordereau)


@contextmanager
def un_seul_en_route(genre: str) -> Iterator[None]:
    """All or nothing. Refus: another of this kind was prepared meanwhile."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if not en_route(genre).exists():
            raise
        raise Refus(EN_ROUTE) from None


def nouveau_bordereau(
    genre: str, reglage: ReglageTresorerie, jour: date, *, par: Utilisateur
) -> BordereauTresor:
    """Empty, with its number. Refus: one of its kind is on its way."""
    exiger_rien_en_route(genre)
    siens = BordereauTresor.objects.filter(genre=genre, exercice=jour.year)
    dernier = siens.aggregate(dernier=Max("numero"))["dernier"]
    numero = max((dernier or 0) + 1, reglage.premier_bordereau)
    bordereau = BordereauTresor.objects.create(
        genre=genre,
        exercice=jour.year,
        numero=numero,
        emis_le=jour,
        entete={nom: getattr(reglage, nom) for nom in _COPIES},
        par=par,
    )
    bordereau.fichier = nom_du_fichier(genre, reglage.siret, f"{jour:%y%m%d}", bordereau.pk)
    return bordereau


def prochain_titre(genre: str, exercice: int, reglage: ReglageTresorerie) -> int:
    siens = TitreTresor.objects.filter(
        bordereau__genre=genre, bordereau__exercice=exercice, bordereau__numero__isnull=False
    )
    dernier = siens.aggregate(dernier=Max("numero"))["dernier"]
    return max((dernier or 0) + 1, reglage.premier_titre)


def _ecrire(
    bordereau: BordereauTresor,
    titre: TitreTresor,
    prevu: TitrePrevu,
    choisi: str,
    creances: Mapping[int, CreanceTransmise],
) -> None:
    cle, civilite = choisi.split("-")
    adulte = next(un for un in prevu.foyer.responsables.all() if un.pk == int(cle))
    adresse = prevu.foyer.adresse_au(bordereau.emis_le)
    titre.bordereau, titre.responsable, titre.montant = bordereau, adulte, prevu.montant
    titre.debiteur = {
        "civilite": civilite,
        "dit": f"{CIVILITES[civilite]} {adulte}",
        "nom": adulte.nom,
        "prenom": adulte.prenom,
        "dossier": prevu.foyer.numero,
        **{nom: getattr(adresse, nom) for nom in ("voie", "complement", "code_postal", "commune")},
    }
    titre.save()
    LigneTitre.objects.bulk_create(
        LigneTitre(
            titre=titre,
            creance=creances[ligne.facture.pk],
            rang=rang,
            # no child is named
            objet=texte_pes(f"{ligne.facture.numero} {ligne.facture.objet}", 160),
            produit=ligne.imputation[0],
            nature=ligne.imputation[1],
            fonction=ligne.imputation[2],
            montant=ligne.montant,
        )
        for rang, ligne in enumerate(prevu.lignes, 1)
    )


def clore_la_preparation(bordereau: BordereauTresor) -> BordereauTresor:
    """Its sum, its count, its file made once to check it. Refus: the format refuses it."""
    titres = list(titres_de(bordereau))
    bordereau.nombre = len(titres)
    bordereau.montant = sum((un.montant for un in titres), ZERO)
    bordereau.save()
    fichier_du_bordereau(bordereau, titres)
    return bordereau


def titres_de(bordereau: BordereauTresor) -> QuerySet[TitreTresor]:
    """QuerySet of its titres, with what its screen and its file say of each."""
    siens = bordereau.titres.select_related("bordereau", "origine__bordereau")
    return siens.prefetch_related("lignes__creance__facture__foyer", "lignes__origine")


@transaction.atomic
def telecharger_le_bordereau(bordereau: BordereauTresor, *, par: Utilisateur) -> bytes:
    """The file; each household is told who took it. Refus: the Treasury must not have it."""
    bordereau = BordereauTresor.objects.select_for_update().get(pk=bordereau.pk)
    if bordereau.numero is None:
        raise Refus("Ce bordereau n’a plus de numéro : son fichier ne doit plus partir.")
    titres = list(titres_de(bordereau))
    contenu = fichier_du_bordereau(bordereau, titres)
    bordereau.telecharge_le, bordereau.telecharge_par = timezone.now(), par
    bordereau.save(update_fields=["telecharge_le", "telecharge_par"])
    foyers = {ligne.creance.facture.foyer_id for un in titres for ligne in un.lignes.all()}
    noter_export(foyers, f"débiteurs, fichier {bordereau.fichier}", par=par)
    return contenu


@transaction.atomic
def envoyer_le_bordereau(bordereau: BordereauTresor, *, par: Utilisateur) -> None:
    """The Treasury has the file; each adult of a debt is told. Refus: never downloaded."""
    bordereau = verrouiller(bordereau, Etat.PREPARE)
    if bordereau.telecharge_le is None:
        raise Refus("Téléchargez d’abord le fichier, et déposez-le à la trésorerie.")
    bordereau.etat, bordereau.envoye_le, bordereau.envoye_par = Etat.ENVOYE, timezone.now(), par
    bordereau.save(update_fields=["etat", "envoye_le", "envoye_par"])
    if etat := bordereau.etat_nominatif:  # an annulation has none
        creances = creances_de(etat).filter(reprise_le=None)
        prevenir([une.facture for une in creances], TRANSMISE, etat.numero)


@transaction.atomic
def abandonner_le_bordereau(bordereau: BordereauTresor, *, motif: str, par: Utilisateur) -> None:
    """Before it leaves: its debts and its numbers are given back. Refus: no reason, or too late."""
    bordereau = verrouiller(bordereau, Etat.PREPARE)
    motif = exiger_ecrit(motif, "Dites pourquoi ce bordereau est abandonné.")
    annuler_le_bordereau(bordereau, Etat.ABANDONNE, motif[:300], par=par, dire=False)


def annuler_le_bordereau(
    bordereau: BordereauTresor, etat: str, motif: str, *, par: Utilisateur, dire: bool
) -> None:
    """The Treasury has none of it: its debts, or what it took off, are as before; its numbers serve
    again. `dire`: the families were told that it had left."""
    if bordereau.genre == Genre.ANNULATIONS:
        for titre in bordereau.titres.all():
            remettre_ce_qui_etait_annule(titre)
    elif bordereau.etat_nominatif:
        creances = creances_de(bordereau.etat_nominatif).filter(reprise_le=None)
        rendre_a_la_regie(creances, motif=motif, par=par, dire=dire)
    bordereau.etat, bordereau.numero, bordereau.pourquoi = etat, None, motif
    bordereau.fini_le, bordereau.fini_par = timezone.now(), par
    bordereau.save()


def remettre_ce_qui_etait_annule(titre: TitreTresor) -> None:
    for ligne in titre.lignes.select_related("origine").select_for_update(of=("self",)):
        assert ligne.origine is not None, "a line of an annulation takes another off"
        ligne.origine.annule -= ligne.montant
        ligne.origine.save(update_fields=["annule"])


def verrouiller(bordereau: BordereauTresor, *etats: str) -> BordereauTresor:
    """Locked. Refus: it is in none of these states."""
    tenu = BordereauTresor.objects.select_for_update(of=("self",)).select_related("etat_nominatif")
    bordereau = tenu.get(pk=bordereau.pk)
    if bordereau.etat not in etats:
        raise Refus(_A_CHANGE)
    return bordereau


def en_route(genre: str) -> QuerySet[BordereauTresor]:
    return BordereauTresor.objects.filter(genre=genre, etat__in=[Etat.PREPARE, Etat.ENVOYE])


def suites_du_titre(titre: TitreTresor) -> list[str]:
    """What became of an accepted titre, in words. No query, once `AVEC_SA_SUITE` is prefetched."""
    if titre.refuse_le or titre.origine_id:
        return []
    lignes = list(titre.lignes.all())
    creances = {ligne.creance_id: ligne.creance for ligne in lignes}.values()
    encaisse = sum(
        (
            recu.montant
            for creance in creances
            for recu in creance.facture.recouvrements.all()
            if recu.annule_le is None and recu.le >= titre.bordereau.cree_le
        ),
        ZERO,
    )
    annule = sum((ligne.annule for ligne in lignes), ZERO)
    dites = [f"{en_euros(encaisse)} encaissés"] if encaisse else []
    dites += [f"{en_euros(annule)} annulés"] if annule else []
    if any(une.reprise_le for une in creances) and titre.montant > encaisse + annule:
        dites.append("Repris par la régie : à annuler")
    return dites
