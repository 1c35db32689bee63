"""What was written on a household's file between two instants, kept so that it may be taken back
(`famille.foyers.remettre`): of an added row, a fingerprint; of a changed one, what changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, Q
from django.utils import timezone

from famille import models
from famille.models import Document, Enfant, Foyer, Modification, Rattachement
from famille.models.champs import Jeton
from famille.socle.chiffrement import Illisible

# Those that point to others come after them: the reverse is the order in which they are taken back.
MODELES = (
    *(
        Foyer,
        Enfant,
        models.Responsable,
        Rattachement,
        models.AdresseFoyer,
        models.QuotientFamilial,
        models.ContactFamille,
    ),
    *(
        models.FicheSanitaire,
        models.Autorisation,
        models.MandatSEPA,
        models.ServicePreleve,
        Document,
    ),
)
AJOUT, CHANGEMENT, RETRAIT = "ajout", "changement", "retrait"
_CHAMPS = {
    Foyer: ("nom", "situation", "regime"),
    # Its scan, its handing over and its deletion are not the file's.
    Document: ("foyer", "enfant", "emis_le", "valable_jusqu_au", "classe_le"),
}
_RECENT = timedelta(hours=1)
PERDU = "\x1a"  # before a token that no key of this site reads; nobody types it


def photographier(foyer: Foyer) -> dict[str, Any]:
    """dict(lignes, traces): the file as it is, and the keys of its journal's last entries."""
    # keys, and not a query of them: under an "or", it would have all the town's papers read
    enfants = _enfants(foyer)
    conditions = {
        Foyer: Q(pk=foyer.pk),
        Enfant: Q(pk__in=enfants),
        models.FicheSanitaire: Q(enfant__in=enfants),
        models.Autorisation: Q(enfant__in=enfants),
        Document: Q(foyer=foyer) | Q(foyer=None, enfant__in=enfants),
    }
    lignes = {
        cle_de(objet): valeurs_de(objet)
        for modele in MODELES
        for objet in modele.objects.filter(conditions.get(modele, Q(foyer=foyer)))
    }
    return {"lignes": lignes, "traces": _traces(foyer)}


def ecarts(avant: dict[str, Any], apres: dict[str, Any], *, origine: str) -> dict[str, Any] | None:
    """dict(lignes, traces): what happened between two photographs. None: somebody else (of another
    `origine`) wrote at the same time, and cannot be told apart."""
    traces = sorted(set(apres["traces"]) - set(avant["traces"]))
    if Modification.objects.filter(pk__in=traces).exclude(origine=origine).exists():
        return None
    avant, apres = avant["lignes"], apres["lignes"]
    lignes = [
        une for cle in {**avant, **apres} if (une := _ecart(cle, avant.get(cle), apres.get(cle)))
    ]
    return {"lignes": lignes, "traces": traces}


def _ecart(
    cle: str, avant: dict[str, Any] | None, apres: dict[str, Any] | None
) -> dict[str, Any] | None:
    if avant == apres:
        return None
    if avant is None or apres is None:
        # A document is never made by a validation: one that appears is being joined by the family.
        if modele_de(cle) is Document:
            return None
        if apres is None:
            return {"cle": cle, "genre": RETRAIT, "avant": avant}
        return {"cle": cle, "genre": AJOUT, "empreinte": empreinte(apres)}
    changes = [nom for nom in avant if avant[nom] != apres[nom]]
    return {
        "cle": cle,
        "genre": CHANGEMENT,
        "avant": {nom: avant[nom] for nom in changes},
        "apres": empreinte({nom: apres[nom] for nom in changes}),
    }


def valeurs_de(objet: Model, noms: Sequence[str] = ()) -> dict[str, Any]:
    """{field: text or None} of a row, as `remplir` takes them back."""
    noms = noms or _CHAMPS.get(type(objet)) or [champ.name for champ in objet._meta.concrete_fields]
    return {nom: _texte(objet, _colonne(objet, nom)) for nom in noms}


def _texte(objet: Model, champ: Field) -> str | None:
    try:
        return None if champ.value_from_object(objet) is None else champ.value_to_string(objet)
    except Illisible:  # what nobody reads any more is photographed shut, and put back so
        return f"{PERDU}{objet.__dict__[champ.attname]}"


def _colonne(objet: Model, nom: str) -> Field:
    champ = objet._meta.get_field(nom)
    assert isinstance(champ, Field), "what is photographed are the columns of a row"
    return champ


def remplir(objet: Model, valeurs: Mapping[str, str | None]) -> None:
    for nom, valeur in valeurs.items():
        champ = _colonne(objet, nom)
        if isinstance(valeur, str) and valeur.startswith(PERDU):
            setattr(objet, champ.attname, Jeton(valeur.removeprefix(PERDU)))
        else:
            setattr(objet, champ.attname, None if valeur is None else champ.to_python(valeur))


def empreinte(valeurs: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(valeurs, sort_keys=True).encode()).hexdigest()


def cle_de(objet: Model) -> str:
    """str: "famille.adressefoyer:12"."""
    return f"{objet._meta.label_lower}:{objet.pk}"


def modele_de(cle: str) -> type[Any]:
    return apps.get_model(cle.partition(":")[0])


def _traces(foyer: Foyer) -> list[int]:
    """The journal's entries of the last hour, in each home of the household's children."""
    ailleurs = Rattachement.objects.filter(enfant__in=_enfants(foyer))
    foyers = {foyer.pk, *ailleurs.values_list("foyer", flat=True)}
    lues = Modification.objects.filter(foyer__in=foyers, le__gte=timezone.now() - _RECENT)
    return list(lues.order_by().values_list("pk", flat=True))


def _enfants(foyer: Foyer) -> list[int]:
    return list(Rattachement.objects.filter(foyer=foyer).values_list("enfant", flat=True))
