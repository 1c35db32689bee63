"""Taking back what was written on a file minutes ago (famille.foyers.photo): all, or a Refus. A
field goes back if it holds what was written, a row goes if it is as it was and serves nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, router
from django.db.models import Model
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.db.transaction import atomic

from famille import models
from famille.journal.modifications import noter_modification
from famille.journal.recherche import rafraichir_recherche
from famille.models import AdresseFoyer, Autorisation, Foyer, QuotientFamilial, Utilisateur
from famille.socle.dire import de
from famille.socle.erreurs import Refus

from .photo import (
    AJOUT,
    CHANGEMENT,
    MODELES,
    RETRAIT,
    cle_de,
    ecarts,
    empreinte,
    modele_de,
    photographier,
    remplir,
    valeurs_de,
)

__all__ = ["ecarts", "photographier", "remettre"]
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
_NOMS: dict[type[Model], Callable[[Any], str]] = {
    Foyer: lambda objet: "la situation du foyer",
    models.Enfant: lambda objet: f"la fiche de {objet}",
    models.Responsable: lambda objet: f"la fiche de {objet}",
    models.Rattachement: lambda objet: f"la résidence {de(objet.enfant)}",
    AdresseFoyer: lambda objet: "l’adresse",
    QuotientFamilial: lambda objet: "le quotient familial",
    models.ContactFamille: lambda objet: f"le contact {objet}",
    models.FicheSanitaire: lambda objet: f"la fiche sanitaire {de(objet.enfant)}",
    Autorisation: lambda objet: f"une autorisation {de(objet.enfant)}",
    models.MandatSEPA: lambda objet: f"le mandat {objet.rum}",
    models.ServicePreleve: lambda objet: f"le mandat {objet.mandat.rum}",
    models.Document: lambda objet: f"le document « {objet.nom} »",
}


@atomic
def remettre(
    foyer: Foyer, faits: dict[str, Any], *, depuis: datetime, par: Utilisateur, origine: str
) -> None:
    """Put the file back as before `faits` (famille.foyers.photo.ecarts), written at `depuis`. The
    journal of each home tells it. Refus: something changed since, hangs on it, or was billed."""
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
        nom = _NOMS[type(objet)](objet)
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
    return f"Quelqu’un a modifié {_NOMS[type(objet)](objet)} depuis cette validation.{SUITE}"


def _noter(traces: list[int], *, par: Utilisateur, origine: str) -> None:
    faites = list(
        models.Modification.objects.filter(pk__in=traces).select_related("foyer").order_by("pk")
    )
    for faite in reversed(faites):
        noter_modification(
            faite.foyer, faite.objet, par=par, avant=faite.apres, apres=faite.avant, origine=origine
        )
    for foyer in {faite.foyer for faite in faites}:
        rafraichir_recherche(foyer)
