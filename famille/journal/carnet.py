"""The record of what a merge or an import writes: rows changed, with their former values; rows
removed, whole; rows added. Undone backwards, it restores the database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.db.models.deletion import Collector

from famille.models.champs import ChampChiffre, Jeton
from famille.socle.chiffrement import Illisible

CHANGE, RETIRE, AJOUTE = "change", "retire", "ajoute"
_PAR_QUESTION = 2000  # rows


class Carnet:
    """`gestes`: a list of dicts that JSON can hold, in the order in which they were done:

    - change: modele, champ, apres, lignes [[key, what it held]];
    - retire: modele, valeurs {column: what it held};
    - ajoute: modele, cles.
    """

    def __init__(self) -> None:
        self.gestes: list[dict[str, Any]] = []

    def changer(self, lignes: QuerySet[Any], **champs: Any) -> int:
        """Write these column values in all of these rows. How many changed."""
        nombre = 0
        for nom, valeur in champs.items():
            nombre = max(nombre, self._changer(lignes, nom, valeur))
        return nombre

    def _changer(self, lignes: QuerySet[Any], nom: str, valeur: Any) -> int:
        modele = lignes.model
        champ = modele._meta.get_field(nom)
        apres = en_texte(champ, valeur)
        avant = [
            [str(une.pk), tenu]
            for une in tout(modele).filter(pk__in=lignes.values("pk")).order_by("pk")
            if (tenu := lire(une, champ)) != apres
        ]
        if avant:
            cles = [cle for cle, _tenu in avant]
            tout(modele).filter(pk__in=cles).update(**{champ.attname: valeur})
            self._noter_le_champ(champ, apres, avant)
        return len(avant)

    def _noter_le_champ(self, champ: Any, apres: Any, avant: list[list[Any]]) -> None:
        self.gestes.append(
            {
                "geste": CHANGE,
                "modele": champ.model._meta.label_lower,
                "champ": champ.name,
                "apres": apres,
                "lignes": avant,
            }
        )

    def ecrire(self, ligne: Model, **valeurs: Any) -> None:
        """Save these values in this row, already read."""
        changes = []
        for nom, valeur in valeurs.items():
            champ: Any = ligne._meta.get_field(nom)
            avant = lire(ligne, champ)
            setattr(ligne, nom, valeur)
            apres = lire(ligne, champ)
            if _different(champ, avant, apres):
                self._noter_le_champ(champ, apres, [[str(ligne.pk), avant]])
                changes.append(champ.name)
        if changes:
            ligne.save(update_fields=changes)

    def retirer(self, objet: Model) -> None:
        """Delete this row and those that cascade; other keys to it become NULL. ProtectedError."""
        collecte = Collector(using=DEFAULT_DB_ALIAS, origin=objet)
        collecte.collect([objet])
        retouches: Any = collecte.field_updates.items()  # the stubs say rows, where Django has lots
        for (champ, valeur), paquets in retouches:
            for paquet in paquets:
                cles = [une.pk for une in paquet]
                if cles:
                    self.changer(tout(champ.model).filter(pk__in=cles), **{champ.name: valeur})
        lots: list[Any] = [*collecte.data.values(), *collecte.fast_deletes]
        partis = [une for lot in lots for une in lot]
        for un in _dans_l_ordre_du_depart(partis):
            self._retirer(un)

    def _retirer(self, objet: Model) -> None:
        modele = type(objet)
        self.gestes.append(
            {
                "geste": RETIRE,
                "modele": modele._meta.label_lower,
                "valeurs": {
                    champ.name: lire(objet, champ) for champ in modele._meta.concrete_fields
                },
            }
        )
        tout(modele).filter(pk=objet.pk).delete()  # nothing points at it any more

    def ajouter(self, *objets: Model) -> None:
        """Note that these rows, of one model, have just been written."""
        cles = [objet.pk for objet in objets]
        self.gestes.append({"geste": AJOUTE, "modele": objets[0]._meta.label_lower, "cles": cles})


def annuler_le_geste(geste: Mapping[str, Any]) -> None:
    """Undo this geste. The last geste of a record is undone first."""
    modele = modele_nomme(geste["modele"])
    if geste["geste"] == AJOUTE:
        tout(modele).filter(pk__in=geste["cles"]).delete()
    elif geste["geste"] == RETIRE:
        refaire(modele, geste["valeurs"]).save(force_insert=True)
    else:
        champ = modele._meta.get_field(geste["champ"])
        for cle, avant in geste["lignes"]:
            tout(modele).filter(pk=cle).update(**{champ.attname: en_valeur(champ, avant)})


type Change = tuple[type[Model], str, str, Any]  # model, column, key, row


def changees_depuis(gestes: Iterable[Mapping[str, Any]]) -> Iterator[Change]:
    """The rows that no longer hold what these wrote; None for a row that is gone."""
    derniers: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for geste in gestes:
        if geste["geste"] == CHANGE:
            dits = {cle: geste["apres"] for cle, _tenu in geste["lignes"]}
            derniers[geste["modele"], geste["champ"]].update(dits)
    for (nom, colonne), attendus in derniers.items():
        modele = modele_nomme(nom)
        champ = modele._meta.get_field(colonne)
        for cles in batched(attendus, _PAR_QUESTION, strict=False):
            lues = {str(une.pk): une for une in tout(modele).filter(pk__in=cles)}
            for cle in cles:
                if cle not in lues or _different(champ, lire(lues[cle], champ), attendus[cle]):
                    yield modele, colonne, cle, lues.get(cle)


def _different(champ: Any, un: Any, autre: Any) -> bool:
    """Whether two texts of `lire` differ; one value encrypted twice gives two tokens."""
    if un == autre or not (un and autre and isinstance(champ, ChampChiffre)):
        return bool(un != autre)
    try:
        return bool(champ.ouvrir(Jeton(un)) != champ.ouvrir(Jeton(autre)))
    except Illisible:
        return True


def rechiffrer_les_gestes(gestes: Iterable[dict[str, Any]], f: Callable[..., str]) -> None:
    """Replace each token that these hold with `f(token, usage)`."""
    for geste in gestes:
        modele = modele_nomme(geste["modele"])
        if geste["geste"] == RETIRE:
            for nom, tenu in geste["valeurs"].items():
                champ = modele._meta.get_field(nom)
                if tenu and isinstance(champ, ChampChiffre):
                    geste["valeurs"][nom] = f(tenu, champ.usage)
        elif geste["geste"] == CHANGE:
            champ = modele._meta.get_field(geste["champ"])
            if isinstance(champ, ChampChiffre):
                lus = [[cle, tenu and f(tenu, champ.usage)] for cle, tenu in geste["lignes"]]
                geste["apres"] = geste["apres"] and f(geste["apres"], champ.usage)
                geste["lignes"] = lus


def tout(modele: type[Model]) -> QuerySet[Any]:
    """Every row of the table, whatever its managers leave out."""
    return QuerySet(modele)


def _dans_l_ordre_du_depart(objets: Iterable[Model]) -> list[Model]:
    """The rows, those that point at others among them first."""
    restent = {(type(un), un.pk): un for un in objets}
    ranges: list[Model] = []
    while restent:
        vises = {
            (champ.related_model, getattr(un, champ.attname))
            for un in restent.values()
            for champ in un._meta.concrete_fields
            if isinstance(champ, ForeignKey)
        }
        libres = [cle for cle in restent if cle not in vises] or list(restent)
        ranges += [restent.pop(cle) for cle in libres]
    return ranges


def lire(objet: Model, champ: Any) -> Any:
    """The value of a column, as JSON can hold it; an encrypted value stays encrypted."""
    brut = objet.__dict__.get(champ.attname)
    if isinstance(champ, ChampChiffre) and brut is not None:
        return str(champ.get_prep_value(brut))
    return None if champ.value_from_object(objet) is None else champ.value_to_string(objet)


def en_texte(champ: Any, valeur: Any) -> Any:
    """What `lire` returns for a row that holds this value."""
    if valeur is None:
        return None
    temoin = champ.model()
    setattr(temoin, champ.attname, valeur)
    return lire(temoin, champ)


def en_valeur(champ: Field, texte: Any) -> Any:
    """The value of a text of `lire`: its inverse."""
    if texte is None:
        return None
    if isinstance(champ, ChampChiffre):
        return Jeton(texte)
    if isinstance(champ, ForeignKey):
        return champ.target_field.to_python(texte)
    return champ.to_python(texte)


def refaire(modele: type[Model], valeurs: Mapping[str, Any]) -> Model:
    """A removed row made again, not written yet."""
    objet = modele()
    for nom, texte in valeurs.items():
        champ: Any = modele._meta.get_field(nom)
        setattr(objet, champ.attname, en_valeur(champ, texte))
    return objet


def modele_nomme(nom: str) -> type[Any]:
    return apps.get_model(nom)
