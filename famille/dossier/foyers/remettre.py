"""What was written on a household's file minutes ago, by two photographs of it; taken back, or a
Refus. Of an added row a fingerprint is kept, of a changed one what changed. A field goes back if it
holds what was written, a row goes if it is as it was and serves nothing."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, router
from django.db.models import Field, Model, Q
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.db.transaction import atomic
from django.utils import timezone

from famille import models
from famille.journal.modifications import noter_modification
from famille.journal.recherche import rafraichir_recherche
from famille.models import AdresseFoyer, Autorisation, Document, Enfant, Foyer, QuotientFamilial
from famille.models.champs import Jeton
from famille.socle.chiffrement import Illisible
from famille.socle.dire import de
from famille.socle.erreurs import Refus

# model → what one of its rows is called. Those that point to others come after them: the reverse is
# the order in which they are taken back.
MODELES: dict[type[Any], Callable[[Any], str]] = {
    Foyer: lambda objet: "la situation du foyer",
    Enfant: lambda objet: f"la fiche de {objet}",
    models.Responsable: lambda objet: f"la fiche de {objet}",
    models.Rattachement: lambda objet: f"la résidence {de(objet.enfant)}",
    AdresseFoyer: lambda objet: "l’adresse",
    QuotientFamilial: lambda objet: "le quotient familial",
    models.ContactFamille: lambda objet: f"le contact {objet}",
    models.FicheSanitaire: lambda objet: f"la fiche sanitaire {de(objet.enfant)}",
    Autorisation: lambda objet: f"une autorisation {de(objet.enfant)}",
    models.MandatSEPA: lambda objet: f"le mandat {objet.rum}",
    models.ServicePreleve: lambda objet: f"le mandat {objet.mandat.rum}",
    Document: lambda objet: f"le document « {objet.nom} »",
}
AJOUT, CHANGEMENT, RETRAIT = "ajout", "changement", "retrait"
_CHAMPS = {
    Foyer: ("nom", "situation", "regime"),
    # Its scan, its handing over and its deletion are not the file's.
    Document: ("foyer", "enfant", "emis_le", "valable_jusqu_au", "classe_le"),
}
_RECENT = timedelta(hours=1)
PERDU = "\x1a"  # before a token that no key of this site reads; nobody types it
SUITE = " Elle ne peut plus être annulée : corrigez plutôt la fiche du foyer."
# Of these, a later row says something newer: what comes before it is history.
_PLUS_RECENT = {
    AdresseFoyer: (["foyer_id"], "Une autre adresse a été enregistrée depuis cette validation."),
    QuotientFamilial: (["foyer_id"], "Un autre quotient a été enregistré depuis cette validation."),
    Autorisation: (
        ["enfant_id", "genre"],
        "Une autorisation a reçu une autre réponse depuis cette validation.",
    ),
}


def photographier(foyer: Foyer) -> dict[str, Any]:
    """dict(lignes, traces): the file as it is, and the keys of its journal's last entries."""
    # keys, and not a query of them: under an "or", it would have all the town's papers read
    enfants = _enfants(foyer)
    conditions = {
        Foyer: Q(pk=foyer.pk),
        Enfant: Q(pk__in=enfants),
        models.FicheSanitaire: Q(enfant__in=enfants),
        Autorisation: Q(enfant__in=enfants),
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
    if models.Modification.objects.filter(pk__in=traces).exclude(origine=origine).exists():
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
    ailleurs = models.Rattachement.objects.filter(enfant__in=_enfants(foyer))
    foyers = {foyer.pk, *ailleurs.values_list("foyer", flat=True)}
    lues = models.Modification.objects.filter(foyer__in=foyers, le__gte=timezone.now() - _RECENT)
    return list(lues.order_by().values_list("pk", flat=True))


def _enfants(foyer: Foyer) -> list[int]:
    return list(models.Rattachement.objects.filter(foyer=foyer).values_list("enfant", flat=True))


@atomic
def remettre(
    foyer: Foyer, faits: dict[str, Any], *, depuis: datetime, par: models.Utilisateur, origine: str
) -> None:
    """Put the file back as before `faits` (`ecarts`), written at `depuis`; each home's journal
    tells it. Refus: something changed since, hangs on it, or was billed."""
    # as who adds a quotient or a mandate
    Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)
    if foyer.factures.filter(cree_le__gte=depuis).exists():
        raise Refus("Une facture de ce foyer a été préparée depuis cette validation." + SUITE)
    for modele in reversed(MODELES):
        siennes = [une for une in faits["lignes"] if modele_de(une["cle"]) is modele]
        for une in siennes:
            if une["genre"] == AJOUT:
                _retirer(une, {autre["cle"] for autre in siennes if autre["genre"] == AJOUT})
        for une in siennes:
            if une["genre"] == CHANGEMENT:
                _rendre(une)
    for une in faits["lignes"]:
        if une["genre"] == RETRAIT:
            _refaire(une)
    _noter(faits["traces"], par=par, origine=origine)


def _retirer(ecart: dict[str, str], ajoutees: set[str]) -> None:
    plus_la = "Ce que cette demande avait ajouté n’est plus dans le dossier."
    objet = _trouver(ecart["cle"], plus_la=plus_la, entiere=True)
    if empreinte(valeurs_de(objet)) != ecart["empreinte"]:
        raise Refus(_change(objet))
    portee, phrase = _PLUS_RECENT.get(type(objet), ([], ""))
    if portee:
        siennes = {nom: getattr(objet, nom) for nom in portee}
        suivantes = type(objet).objects.filter(pk__gt=objet.pk, **siennes)
        if any(cle_de(suivante) not in ajoutees for suivante in suivantes):
            raise Refus(phrase + SUITE)
    if _sert(objet):
        nom = MODELES[type(objet)](objet)
        raise Refus(
            f"Quelque chose dépend déjà de ce que cette demande a ajouté au dossier : {nom}.{SUITE}"
        )
    objet.delete()


def _sert(objet: QuotientFamilial) -> bool:
    """Whether deleting it would take other rows away, or is refused by them."""
    collecte = Collector(using=router.db_for_write(type(objet)))
    try:
        collecte.collect([objet])
    except (ProtectedError, RestrictedError):
        return True
    autres = [un for lignes in collecte.data.values() for un in lignes if un != objet]
    return bool(autres) or any(lignes.exists() for lignes in collecte.fast_deletes)


def _rendre(ecart: dict[str, Any]) -> None:
    plus_la = "Ce que cette demande avait changé n’est plus dans le dossier."
    objet = _trouver(ecart["cle"], plus_la=plus_la)
    noms = list(ecart["avant"])
    if empreinte(valeurs_de(objet, noms)) != ecart["apres"]:
        raise Refus(_change(objet))
    remplir(objet, ecart["avant"])
    _ecrire(objet, update_fields=noms)


def _refaire(ecart: dict[str, Any]) -> None:
    """Write again a row that was deleted, under its own key."""
    objet = modele_de(ecart["cle"])()
    remplir(objet, ecart["avant"])
    _ecrire(objet, force_insert=True)


def _ecrire(objet: Model, **champs: Any) -> None:
    """What has come since may leave no room for what was: a service has one mandate in force."""
    try:
        with atomic():
            objet.save(**champs)
    except IntegrityError as erreur:
        raise Refus(_change(objet)) from erreur


def _trouver(cle: str, *, plus_la: str, entiere: bool = False) -> Any:
    """The row, held until the transaction ends; `entiere`: it is going, nothing may point to it."""
    verrou = modele_de(cle).objects.select_for_update(of=("self",), no_key=not entiere)
    objet = verrou.filter(pk=cle.partition(":")[2]).first()
    if objet is None:
        raise Refus(plus_la + SUITE)
    return objet


def _change(objet: Model) -> str:
    return f"Quelqu’un a modifié {MODELES[type(objet)](objet)} depuis cette validation.{SUITE}"


def _noter(traces: list[int], *, par: models.Utilisateur, origine: str) -> None:
    faites = list(
        models.Modification.objects.filter(pk__in=traces).select_related("foyer").order_by("pk")
    )
    for faite in reversed(faites):
        noter_modification(
            faite.foyer, faite.objet, par=par, avant=faite.apres, apres=faite.avant, origine=origine
        )
    for foyer in {faite.foyer for faite in faites}:
        rafraichir_recherche(foyer)
