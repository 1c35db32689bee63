"""The exact record of what a merge writes: each row moved or changed, with what it held; each row
removed, whole; each row added. Read backwards, it puts the base back as it was."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.db.models.deletion import Collector

from famille.models.champs import ChampChiffre, Jeton

CHANGE, RETIRE, AJOUTE = "change", "retire", "ajoute"


class Carnet:
    """`gestes`: a list of dicts that JSON can hold, in the order in which they were done:

    - change: modele, champ, apres, lignes [[key, what it held]];
    - retire: modele, valeurs {column: what it held};
    - ajoute: modele, cle.
    """

    def __init__(self) -> None:
        self.gestes: list[dict[str, Any]] = []

    def changer(self, lignes: QuerySet[Any], **champs: Any) -> int:
        """Write these values in all of these rows; how many changed. A value is as the column holds
        it: a key, for a row that it points at."""
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
            self.gestes.append(
                {
                    "geste": CHANGE,
                    "modele": modele._meta.label_lower,
                    "champ": nom,
                    "apres": apres,
                    "lignes": avant,
                }
            )
        return len(avant)

    def retirer(self, objet: Model) -> None:
        """Delete this row and what goes with it; what only pointed at it points at nothing.

        ProtectedError: something holds it.
        """
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

    def ajouter(self, objet: Model) -> None:
        """This row has just been written."""
        geste = {"geste": AJOUTE, "modele": objet._meta.label_lower, "cle": str(objet.pk)}
        self.gestes.append(geste)


def tout(modele: type[Model]) -> QuerySet[Any]:
    """Every row of the table, whatever its managers leave out."""
    return QuerySet(modele)


def _dans_l_ordre_du_depart(objets: Iterable[Model]) -> list[Model]:
    """Those that point at others of them first."""
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
    """What the column holds, as JSON can keep it; what is encrypted stays so."""
    brut = objet.__dict__.get(champ.attname)
    if isinstance(champ, ChampChiffre) and isinstance(brut, Jeton):
        return str(brut)
    return None if champ.value_from_object(objet) is None else champ.value_to_string(objet)


def en_texte(champ: Any, valeur: Any) -> Any:
    """What `lire` says of a row that holds this value."""
    if valeur is None:
        return None
    temoin = champ.model()
    setattr(temoin, champ.attname, valeur)
    return lire(temoin, champ)


def en_valeur(champ: Field, texte: Any) -> Any:
    """The value that `lire` has read."""
    if texte is None:
        return None
    if isinstance(champ, ChampChiffre):
        return Jeton(texte)
    if isinstance(champ, ForeignKey):
        return champ.target_field.to_python(texte)
    return champ.to_python(texte)


def refaire(modele: type[Model], valeurs: Mapping[str, Any]) -> Model:
    """The row that was removed, not written yet."""
    objet = modele()
    for nom, texte in valeurs.items():
        champ: Any = modele._meta.get_field(nom)
        setattr(objet, champ.attname, en_valeur(champ, texte))
    return objet


def modele_nomme(nom: str) -> type[Any]:
    return apps.get_model(nom)
