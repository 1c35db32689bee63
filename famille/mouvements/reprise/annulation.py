"""Taking a whole import back while nothing stands on it: its rows go, what it changed is as before.
All is looked at first; then batch after batch, the last first: what was killed goes on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import batched
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from famille import models
from famille.journal.carnet import AJOUTE, annuler_le_geste, changees_depuis, modele_nomme, tout
from famille.journal.recherche import rafraichir_des
from famille.models import CleEtrangere, EcritureDeReprise, Foyer, Reprise, Utilisateur
from famille.socle.dire import compte

from .tranches import Tranche

RETIRE = "Dossier retiré"  # the name of a household that was read, and whose trace stays
_PAR_QUESTION = 2000
MONTRES = 20
# what is only computed, or a trace, or ours: none of it keeps an import
_SANS_POIDS = (
    CleEtrangere,
    models.Consultation,
    models.Doublon,
    models.DoublonDeReprise,
    models.Modification,
)

type Ajouts = dict[type[Model], set[int]]


def ce_qui_retient(tranche: Tranche) -> list[str]:
    """Why it cannot be undone, in French, MONTRES sentences at most; [] when it can. Step after
    step: a task that has looked long enough leaves the others to the next one."""
    reprise = tranche.reprise
    raisons: list[str] = list(tranche.ou.get("raisons", []))
    ajoutes, deja = ajouts(reprise), tranche.ou.get("regarde", 0)
    for rang, regarder in enumerate(_regards(reprise, ajoutes)):
        if rang < deja:
            continue
        if len(raisons) >= MONTRES:
            break
        raisons += regarder()
        tranche.noter(regarde=rang + 1, raisons=raisons[:MONTRES])
        tranche.souffler()
    if deja and not raisons:  # what families and agents may have done while it was being looked at
        raisons = _modifies(reprise, ajoutes) + _comptes_ouverts(ajoutes)
    return raisons[:MONTRES]


def _regards(reprise: Reprise, ajoutes: Ajouts) -> Iterator[Callable[[], list[str]]]:
    """Always in the same order: nothing is added to what it wrote."""
    yield partial(_modifies, reprise, ajoutes)
    yield partial(_comptes_ouverts, ajoutes)
    for modele in sorted(ajoutes, key=lambda un: un._meta.label):
        for relation in _relations(modele):
            if relation.related_model not in _SANS_POIDS:
                yield partial(_poses_dessus, ajoutes, modele, relation)
    yield partial(_changes_depuis, reprise)


def ajouts(reprise: Reprise) -> Ajouts:
    """The keys of the rows that it has added, by model."""
    return ajoutes_par(ecriture.gestes for ecriture in _ecritures(reprise))


def ajoutes_par(lots: Iterable[list[dict[str, Any]]]) -> Ajouts:
    par_modele: Ajouts = defaultdict(set)
    for gestes in lots:
        for geste in gestes:
            if geste["geste"] == AJOUTE:
                par_modele[modele_nomme(geste["modele"])].update(geste["cles"])
    return par_modele


def _ecritures(reprise: Reprise, *, a_rebours: bool = False) -> Iterator[EcritureDeReprise]:
    """One at a time: a batch is large."""
    rangs = EcritureDeReprise.objects.filter(reprise=reprise).order_by(
        "-rang" if a_rebours else "rang"
    )
    for cle in list(rangs.values_list("pk", flat=True)):
        yield EcritureDeReprise.objects.get(pk=cle)


def _modifies(reprise: Reprise, ajoutes: Ajouts) -> list[str]:
    depuis = models.Modification.objects.filter(le__gte=reprise.cree_le).exclude(
        origine__startswith=f"reprise {reprise.pk},"
    )
    numeros: set[str] = set()
    for cles in batched(sorted(ajoutes.get(Foyer, ())), _PAR_QUESTION, strict=False):
        siennes = depuis.filter(foyer__in=cles).order_by().values_list("foyer__numero", flat=True)
        numeros |= set(siennes.distinct())
    return [f"Le dossier {numero} a été modifié depuis." for numero in sorted(numeros)]


def _comptes_ouverts(ajoutes: Ajouts) -> list[str]:
    ouverts = 0
    for cles in batched(sorted(ajoutes.get(Utilisateur, ())), _PAR_QUESTION, strict=False):
        siens = Utilisateur.objects.filter(pk__in=cles, invitation_retenue_le=None)
        ouverts += siens.count()
    dit = compte(ouverts, "adulte")
    return [f"{dit} de cette reprise ont déjà été invités à ouvrir leur compte."] if ouverts else []


def _poses_dessus(ajoutes: Ajouts, modele: type[Model], relation: Any) -> list[str]:
    """Rows that others have added since, and that point at one of its own by this key."""
    autres: Any = relation.related_model
    siens, nombre = ajoutes.get(autres, set()), 0
    for lot in batched(sorted(ajoutes[modele]), _PAR_QUESTION, strict=False):
        la = tout(autres).filter(**{f"{relation.field.name}__in": lot})
        nombre += len(set(la.values_list("pk", flat=True)) - siens)
    if not nombre:
        return []
    nom = autres._meta.verbose_name if nombre == 1 else autres._meta.verbose_name_plural
    return [f"{nombre} {nom} ({modele._meta.verbose_name_plural} de cette reprise)."]


def _relations(modele: type[Model]) -> list[Any]:
    """Foreign keys that point at this model; a table between two models counts as one."""
    return [
        relation
        for relation in modele._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    ]


def _changes_depuis(reprise: Reprise) -> list[str]:
    """Values that it wrote in rows that were there before, and that are others now."""
    gestes = (geste for ecriture in _ecritures(reprise) for geste in ecriture.gestes)
    autres = {(modele, cle) for modele, _champ, cle, _ligne in changees_depuis(gestes)}
    dit = compte(sum(modele is not CleEtrangere for modele, _cle in autres), "fiche")
    return [f"{dit} mises à jour par cette reprise ont changé depuis."] if autres else []


def annuler_les_lots(tranche: Tranche, avancer: Callable[[int], None]) -> int:
    """How many rows went. Batch after batch, the last one first; the caller has looked."""
    reprise = tranche.reprise
    partis, siens = 0, ajouts(reprise).get(Foyer, set())
    for ecriture in _ecritures(reprise, a_rebours=True):
        touches: set[int] = set()
        with transaction.atomic():
            partis += _annuler_un_lot(ecriture, touches)
            ecriture.delete()
            for cles in batched(sorted(touches - siens), _PAR_QUESTION, strict=False):
                rafraichir_des(list(Foyer.objects.filter(pk__in=cles)))
        avancer(partis)
        tranche.souffler()
    return partis


def _annuler_un_lot(ecriture: EcritureDeReprise, touches: set[int]) -> int:
    """In the caller's transaction. `touches`: households that stay, to be searched anew."""
    partis = 0
    for geste in reversed(ecriture.gestes):
        modele = modele_nomme(geste["modele"])
        if modele is CleEtrangere:
            annuler_le_geste(geste)
        elif geste["geste"] == AJOUTE:
            _noter_les_foyers(modele, geste["cles"], touches)
            partis += _supprimer(modele, geste["cles"])
        else:
            annuler_le_geste(geste)
            _noter_les_foyers(modele, [cle for cle, _tenu in geste["lignes"]], touches)
    return partis


def _supprimer(modele: type[Model], cles: list[int]) -> int:
    """A household that an agent has read stays as an empty row: who read what is never deleted."""
    lignes = tout(modele).filter(pk__in=cles)
    if modele is Foyer:
        lues = models.Consultation.objects.filter(foyer__in=cles).values("foyer")
        lignes.filter(pk__in=lues).update(
            nom=RETIRE, situation="", regime="", recherche="", lieux=""
        )
        lignes = lignes.exclude(pk__in=lues)
    _oublier_les_references(modele, cles)
    with disable_reference_index_auto_update():
        return lignes.delete()[1].get(modele._meta.label, 0)


def _oublier_les_references(modele: type[Model], cles: list[int]) -> None:
    """Of Wagtail's index, that asks twice of each row that goes, what is asked once of all."""
    if modele not in ReferenceIndex.tracked_models:
        return
    sorte, dites = ContentType.objects.get_for_model(modele), [str(cle) for cle in cles]
    ReferenceIndex.objects.filter(base_content_type=sorte, object_id__in=dites).delete()
    ReferenceIndex.objects.filter(to_content_type=sorte, to_object_id__in=dites).delete()


def _noter_les_foyers(modele: type[Model], cles: list[Any], touches: set[int]) -> None:
    noms = {champ.name for champ in modele._meta.concrete_fields}
    if "foyer" in noms:
        touches.update(tout(modele).filter(pk__in=cles).values_list("foyer", flat=True))
    elif modele._meta.label == "famille.Enfant":
        touches.update(
            tout(modele).filter(pk__in=cles, foyers__isnull=False).values_list("foyers", flat=True)
        )
