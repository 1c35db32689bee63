"""What the screen of one household shows: a fixed number of queries, whatever it holds."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from famille.foyers.autorisations import autorisations_de, raconter_autorisations
from famille.models import (
    AdresseFoyer,
    Autorisation,
    Document,
    Foyer,
    Modification,
    QuotientFamilial,
    Rattachement,
    Responsable,
    Utilisateur,
)

RECENTS = 10


def lire(pk: int) -> Any:
    """The Foyer with its people, addresses, quotients and filed documents, or None."""
    rattachements = Rattachement.objects.select_related("enfant").order_by(
        "enfant__naissance", "debut"
    )
    return (
        Foyer.objects.filter(pk=pk)
        .prefetch_related(
            Prefetch("responsables", Responsable.objects.select_related("utilisateur")),
            Prefetch("rattachements", rattachements),
            Prefetch("adresses", AdresseFoyer.objects.order_by("-depuis", "-pk")),
            "quotients",
            "contacts",
            Prefetch(
                "documents",
                Document.objects.du_dossier().select_related("enfant"),
                to_attr="classes",
            ),
        )
        .first()
    )


def presenter(foyer: Foyer, *, tout: bool = False) -> dict[str, Any]:
    """dict for the template. `tout`: the whole journals, not the latest lines."""
    jour = timezone.localdate()
    adresse = foyer.adresse
    fermes = list(foyer.acces_a_confirmer.fermants())
    ailleurs = _autres_residences(foyer)
    autorisations = autorisations_de(
        [rattachement.enfant_id for rattachement in foyer.rattachements.all()]
    )
    modifications = foyer.modifications.select_related("par")
    consultations = foyer.consultations.select_related("par")
    nombre = None if tout else RECENTS + 1
    return {
        "foyer": foyer,
        "adultes_fermes": {acces.responsable_id for acces in fermes},
        "rattachements_fermes": {acces.rattachement_id for acces in fermes},
        "adresse": adresse,
        "adresse_a_venir": foyer.adresse_a_venir,
        "anciennes": [a for a in foyer.adresses.all() if a.depuis <= jour and a != adresse],
        "adultes": [_adulte(responsable, jour) for responsable in foyer.responsables.all()],
        "enfants": [
            _enfant(un, jour, ailleurs, autorisations[un.enfant_id])
            for un in foyer.rattachements.all()
        ],
        "contacts": list(foyer.contacts.all()),
        "quotients": [_quotient(quotient, jour) for quotient in foyer.quotients.all()],
        "mandats": list(foyer.mandats.avec_services()),
        "documents": foyer.classes,
        "modifications": [_changement(modification) for modification in modifications[:nombre]],
        "consultations": list(consultations[:nombre]),
        "recents": RECENTS,
        "tout": tout,
    }


def _adulte(responsable: Responsable, jour: date) -> dict[str, Any]:
    """The adult and the state of his account, in words and as a class."""
    compte = responsable.utilisateur
    if responsable.fin and responsable.fin < jour:
        etat = ("parti", "A quitté le foyer")
    elif compte is None:
        etat = ("sans", "Sans compte")
    elif not compte.is_active:
        etat = ("ferme", "Compte fermé")
    elif not compte.has_usable_password():
        etat = ("a-activer", "Compte à activer")
    else:
        etat = ("actif", "Compte actif")
    return {"responsable": responsable, "compte": compte, "etat": etat[0], "libelle": etat[1]}


def _autres_residences(foyer: Foyer) -> dict[str, Any]:
    """{child pk: [Foyer]}: the other households of these children, which only agents see (D11)."""
    enfants = [rattachement.enfant_id for rattachement in foyer.rattachements.all()]
    autres = (
        Rattachement.objects.filter(enfant__in=enfants, fin=None)
        .exclude(foyer=foyer)
        .select_related("foyer")
    )
    residences = {}
    for rattachement in autres:
        residences.setdefault(rattachement.enfant_id, []).append(rattachement.foyer)
    return residences


def _enfant(
    rattachement: Rattachement,
    jour: date,
    ailleurs: dict[str, Any],
    autorisations: list[Autorisation],
) -> dict[str, Any]:
    return {
        "rattachement": rattachement,
        "enfant": rattachement.enfant,
        "parti": bool(rattachement.fin and rattachement.fin < jour),
        "ailleurs": ailleurs.get(rattachement.enfant_id, []),
        "autorisations": raconter_autorisations(autorisations, nommer=_nom),
    }


def _nom(compte: Utilisateur) -> str:
    return str(compte) if compte else "le portail"


def _quotient(quotient: QuotientFamilial, jour: date) -> dict[str, Any]:
    en_vigueur = quotient.debut <= jour and (quotient.fin is None or quotient.fin >= jour)
    return {"quotient": quotient, "en_vigueur": en_vigueur}


def _changement(modification: Modification) -> dict[str, Any]:
    """One change, as lines (label, before, after)."""
    libelles = [
        *modification.avant,
        *(cle for cle in modification.apres if cle not in modification.avant),
    ]
    lignes = [
        (cle, modification.avant.get(cle, ""), modification.apres.get(cle, "")) for cle in libelles
    ]
    return {"modification": modification, "lignes": lignes}
