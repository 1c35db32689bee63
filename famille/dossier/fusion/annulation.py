"""Taking a merge back, for thirty days: the record is read backwards; or a sentence says what has
come since and depends on it, and nothing changes."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import DateTimeField, ForeignKey, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.journal import carnet
from famille.journal.modifications import noter_modification
from famille.journal.recherche import rafraichir_recherche
from famille.models import Enfant, Foyer, Fusion, Rattachement, Responsable, Utilisateur
from famille.socle.dire import enumerer
from famille.socle.erreurs import Refus

from .registre import PERSONNES, sans_suite

ANNULATION = GenreDeCourriel("fusion_annulee", "famille/fusion_annulee")
OBJET = "fusion annulée"
DITS = 4  # of the rows that depend on it
TROP_TARD = (
    "Cette fusion ne peut plus être annulée : elle l’est déjà, ou ses trente jours sont passés."
    " Ouvrez un dossier pour la personne à séparer, et corrigez les fiches."
)
PLUS_DE_PLACE = "Ce qui a été enregistré depuis ne laisse plus de place à ce qui était là avant."
SUITE = " Retirez-le d’abord, ou laissez la fusion et corrigez les fiches."
_CALCULES = ("recherche", "lieux")
_SECONDS = 100  # rows looked at, of one kind


@transaction.atomic
def annuler(fusion: Fusion, *, par: Utilisateur) -> None:
    """Put everything back. Refus: too late, or something written or merged since stands on it."""
    fusion = Fusion.objects.select_for_update(of=("self",)).get(pk=fusion.pk)
    if not fusion.est_annulable:
        raise Refus(TROP_TARD)
    _tenir(fusion)
    if raisons := ce_qui_en_depend(fusion):
        raise Refus(f"Depuis cette fusion, ceci s’appuie sur elle : {enumerer(raisons)}.{SUITE}")
    comptes = _comptes(fusion)
    try:
        with transaction.atomic():
            for geste in reversed(fusion.releve["gestes"]):
                carnet.annuler_le_geste(geste)
            # what a row points at may be gone: told now, and not when all is written
            modeles = {carnet.modele_nomme(geste["modele"]) for geste in fusion.releve["gestes"]}
            connection.check_constraints(table_names=sorted(un._meta.db_table for un in modeles))
    except IntegrityError as erreur:
        raise Refus(PLUS_DE_PLACE + SUITE) from erreur
    _refermer(fusion, comptes, par=par)


def oublier_les_perimees() -> int:
    """How many records were deleted, whose thirty days are over: what they held goes with them."""
    return Fusion.objects.perimees().delete()[0]


def _refermer(fusion: Fusion, comptes: dict[int, Utilisateur], *, par: Utilisateur) -> None:
    """The journals, what households are found by, the mails; the record is of no more use."""
    for foyer in Foyer.objects.filter(pk__in=fusion.releve["foyers"]).order_by("pk"):
        rafraichir_recherche(foyer)
        noter_modification(foyer, OBJET, par=par, avant={"Fusion": fusion.quoi})
    for pk, compte in (_comptes(fusion) | comptes).items():
        contexte = {
            "prenom": compte.first_name,
            "agent": par.get_full_name(),
            "lien": adresse_absolue(reverse("famille:tableau_de_bord")),
        }
        preparer(ANNULATION.cle(fusion.pk, pk), compte.email, contexte)
    Fusion.objects.filter(pk=fusion.pk).update(
        annulee_le=timezone.now(), annulee_par=par, releve={}
    )


def ce_qui_en_depend(fusion: Fusion) -> list[str]:
    """What was written since and stands on what the merge has moved, each in a few words."""
    suivantes = _plus_recentes(fusion)
    if suivantes:
        return [f"une fusion plus récente ({une.quoi})" for une in suivantes]
    deplaces = _deplaces(fusion)
    dits = [f"{_nom(ligne)}" for ligne in _nees_depuis(fusion, deplaces)]
    # one that is gone since (a day that was cancelled) stays gone
    dits += [
        f"{_nom(ligne)}, qui a changé"
        for _modele, champ, _cle, ligne in carnet.changees_depuis(fusion.releve["gestes"])
        if ligne is not None and champ not in _CALCULES
    ]
    dits = list(dict.fromkeys(dits))
    return [*dits[:DITS], "d’autres encore"] if len(dits) > DITS else dits


def _nom(ligne: Any) -> str:
    return f"{ligne._meta.verbose_name} « {str(ligne)[:80]} »"


def _plus_recentes(fusion: Fusion) -> list[Fusion]:
    """Those done since on one of the same files, and that still stand."""
    miens = {(modele, cle) for modele, *cles in fusion.releve["unions"] for cle in cles}
    foyers = set(fusion.releve["foyers"])
    return [
        une
        for une in Fusion.objects.filter(pk__gt=fusion.pk, annulee_le=None).order_by("pk")
        if foyers & set(une.releve["foyers"])
        or miens & {(modele, cle) for modele, *cles in une.releve["unions"] for cle in cles}
    ]


def _deplaces(fusion: Fusion) -> dict[type[Any], set[Any]]:
    """model → keys of what the merge has moved and of whom it concerns."""
    deplaces: dict[type[Any], set[Any]] = defaultdict(set)
    for geste in fusion.releve["gestes"]:
        if geste["geste"] != carnet.CHANGE:
            continue
        modele = carnet.modele_nomme(geste["modele"])
        champ = modele._meta.get_field(geste["champ"])
        if isinstance(champ, ForeignKey) and champ.related_model in PERSONNES:
            cles = [modele._meta.pk.to_python(cle) for cle, _tenu in geste["lignes"]]
            deplaces[modele].update(cles)
    for nom, garde, _autre in fusion.releve["unions"]:
        if carnet.modele_nomme(nom) is not Foyer:
            deplaces[carnet.modele_nomme(nom)].add(garde)
    venus = Rattachement.objects.filter(pk__in=deplaces[Rattachement])
    deplaces[Enfant] |= set(venus.values_list("enfant", flat=True))
    adultes = Responsable.objects.filter(pk__in=deplaces[Responsable], utilisateur__isnull=False)
    deplaces[Utilisateur] |= set(adultes.values_list("utilisateur", flat=True))
    return {modele: cles for modele, cles in deplaces.items() if cles}


def _nees_depuis(fusion: Fusion, deplaces: dict[type[Any], set[Any]]) -> Iterator[Any]:
    """Newer rows that point at one of these; of an account, in the households of the merge only."""
    sans = sans_suite()
    ajoutees = {
        (geste["modele"], cle)
        for geste in fusion.releve["gestes"]
        if geste["geste"] == carnet.AJOUTE
        for cle in geste["cles"]
    }
    for modele in apps.get_models(include_auto_created=True):
        if modele in sans or (neuves := nees_apres(modele, fusion)) is None:
            continue
        for champ in modele._meta.concrete_fields:
            vises = deplaces.get(champ.related_model) if isinstance(champ, ForeignKey) else None
            if not vises:
                continue
            lignes = neuves.filter(**{f"{champ.name}__in": vises})
            if champ.related_model is Utilisateur:
                lignes = _dans_les_foyers(lignes, fusion)
            for ligne in lignes.order_by("pk")[:_SECONDS]:
                if (modele._meta.label_lower, ligne.pk) not in ajoutees:
                    yield ligne


def nees_apres(modele: type[Any], fusion: Fusion) -> QuerySet[Any] | None:
    """Its newer rows, by key, or by date of birth where keys are random. None: nothing says it."""
    dernier = fusion.releve["derniers"].get(modele._meta.label_lower)
    if dernier is not None:
        return carnet.tout(modele).filter(pk__gt=dernier)
    for champ in modele._meta.concrete_fields:
        if isinstance(champ, DateTimeField) and champ.default is timezone.now:
            return carnet.tout(modele).filter(**{f"{champ.name}__gt": fusion.le})
    return None


def _dans_les_foyers(lignes: QuerySet[Any], fusion: Fusion) -> QuerySet[Any]:
    dedans = Q(pk__in=[])
    for champ in lignes.model._meta.concrete_fields:
        if isinstance(champ, ForeignKey) and champ.related_model is Foyer:
            dedans |= Q(**{f"{champ.name}__in": fusion.releve["foyers"]})
    return lignes.filter(dedans)


def _tenir(fusion: Fusion) -> None:
    for modele in (Foyer, Enfant, Responsable):
        nom = str(modele._meta.label_lower)
        cles = {cle for autre, *deux in fusion.releve["unions"] if autre == nom for cle in deux}
        list(carnet.tout(modele).select_for_update().filter(pk__in=cles).order_by("pk"))


def _comptes(fusion: Fusion) -> dict[int, Utilisateur]:
    adultes = Responsable.objects.actuels().filter(foyer__in=fusion.releve["foyers"])
    return Utilisateur.objects.filter(is_active=True, responsabilites__in=adultes).in_bulk()
