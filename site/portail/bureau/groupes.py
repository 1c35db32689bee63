"""The groups of a town and what each may do (docs/comprendre/acces.md). Idempotent: run again at
each upgrade.

What the software gives a group is given again by the next upgrade; a town that wants less makes a
group of its own.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageViewRestriction,
)

ENTRER = ["wagtailadmin.access_admin"]
LIRE = ("view",)
TENIR = ("view", "add", "change")
TOUT = ("view", "add", "change", "delete")

# Families and their demandes: read and kept, never deleted by hand. What is a trace is only read.
SERVICE_DES_FAMILLES = {
    "famille": {
        "foyer": (*TENIR, "fusionner"),
        "adressefoyer": ("view", "add"),
        "responsable": TENIR,
        "enfant": TENIR,
        "rattachement": TENIR,
        "quotientfamilial": ("view", "add"),
        "mandatsepa": LIRE,
        "droitpayeur": LIRE,
        "facture": ("view", "corriger"),
        "iban": ("lire",),  # no model: the permission is lire_iban
        "document": ("view", "add"),
        "fil": ("repondre",),  # the shared inbox
        "aux_familles": ("ecrire",),  # no model: the permission is ecrire_aux_familles
        "vagueinvitations": ("inviter",),
        "modification": LIRE,
        "consultation": LIRE,
    },
    "demarches": {
        "demande": (*TENIR, "instruire"),
        "piecejointe": ("view", "add"),
        "passage": LIRE,
        "complement": ("view", "add"),
        "accuse": LIRE,
        "noteinterne": ("view", "add"),
        "reponsetype": TOUT,
    },
    # Prices are voted and centres named by others: agents only read those two.
    "reservations": {
        "structure": LIRE,
        "activite": TENIR,
        "inscription": TENIR,
        "reglementinterieur": TOUT,
        "ouverture": TOUT,
        "fermeture": TOUT,
        "periodescolaire": TOUT,
        "jourferie": TOUT,
        "grilletarifaire": LIRE,
        "criteredepriorite": LIRE,
        "reductionaccordee": LIRE,
        "baremepsu": LIRE,
        "reservation": ("view", "planifier"),
        "guichet": ("reserver_au",),  # no model: the permission is reserver_au_guichet
        "campagnefacturation": ("facturer",),
        "consommation": ("importer",),  # no model: the permission is importer_consommation
    },
}
# Money: beside it, or alone. The bank's files name accounts in clear.
REGIE = {
    "famille": {
        "facture": LIRE,
        "droitpayeur": TOUT,
        "paiement": ("encaisser",),
        "remisesepa": ("prelever",),
        "bordereautresor": ("titrer",),
        "etaperelance": TOUT,
        "reglageregie": ("change",),
    },
    "reservations": {"reductionaccordee": TOUT},
}
COMMUNICATION = {
    "wagtailredirects": {"redirect": TOUT},
    "wagtailsearchpromotions": {"searchpromotion": TOUT},
}
ADMINISTRATION = {
    "auth": {"group": TOUT},
    "famille": {
        "utilisateur": TENIR,
        "communemembre": TOUT,
        # the town's other software: what it reads, what it is told
        "cleapi": TENIR,
        "webhook": TENIR,
        "creanciersepa": ("change",),
        "reglagetresorerie": ("change",),
        "reglagedossier": ("change",),
        "reglageconservation": ("change",),
        "purge": LIRE,
        # no model: the permissions are exporter_familles and reprendre_familles
        "familles": ("exporter", "reprendre"),
        "consultation": ("exporter",),  # who read which file, by number: no name
    },
    "demarches": {
        "reglagedemarche": TENIR,
        "reglagequotient": ("change",),
        "reglagedelais": ("change",),
    },
    # A director reads children's health: naming one is an access right, like an account. Prices are
    # the council's.
    "reservations": {
        "structure": TENIR,
        "grilletarifaire": TENIR,
        "criteredepriorite": TENIR,
        "baremepsu": TENIR,
        "reglagereservations": ("change",),
    },
    "cms_pages": {"identitesite": ("change",), "declarationaccessibilite": ("change",)},
    # No model of that name: the permission is voir_etat_du_portail.
    "portail": {"reglagesurveillance": ("change",), "etat_du_portail": ("voir",)},
    "wagtailcore": dict.fromkeys(
        ("site", "workflow", "task", "groupapprovaltask", "collection"), TOUT
    ),
    "wagtailredirects": {"redirect": TOUT},
}
GROUPES: dict[str, dict[str, Any]] = {
    "Service des familles": SERVICE_DES_FAMILLES,
    # Only the presence lists, and only of the centres that name one: each view also reads
    # Structure.directeurs, and Structure.animateurs. The field, not the group, makes a director.
    "Direction de centre": {"reservations": {"reservation": ("pointer",)}},
    "Animation": {"reservations": {"reservation": ("pointer",)}},
    # Alone, for an elected member or a head of finance: the figures, and no child behind them.
    "Lecture et chiffres": {"reservations": {"chiffres": ("lire",)}},  # no model: lire_chiffres
    # Alone, for a kitchen: how many plates of each kind, and no name.
    "Cuisine": {"reservations": {"cuisine": ("lire",)}},
    # Beside the first, for those of its agents who validate health records (D10).
    "Santé des enfants": {"famille": {"fichesanitaire": LIRE}},
    # Beside it too, for who asks the CAF or receives who comes by FranceConnect: who adults are.
    "État civil des adultes": {"famille": {"identitepivot": ("view", "change")}},
    # Beside it too, for those who print the letters of invitation: each code opens an account.
    "Lettres d’invitation": {"famille": {"vagueinvitations": ("imprimer",)}},
    "Régie": REGIE,
    "Administration": ADMINISTRATION,
}
PAGES = ("add", "change", "publish", "lock", "unlock")
COLLECTIONS = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
    "wagtailcore": ("add_collection", "change_collection", "delete_collection"),
}


@transaction.atomic
def creer_groupes() -> None:
    """Make what is missing. Safe at any time, in any state of the database after migrate."""
    for nom, tableau in GROUPES.items():
        _donner(nom, tableau)
    communication = _donner("Communication", COMMUNICATION | {"cms_pages": _extraits_et_reglages()})
    _donner_les_pages(communication)
    _remplacer_la_moderation(communication)


def _donner(nom: str, tableau: dict[str, Any]) -> Group:
    """Group `nom`, with the permissions of {app: {model: (action, …)}}; a model that does not exist
    gives none."""
    groupe, cree = Group.objects.get_or_create(name=nom)
    if cree:
        _donner_le_guide(groupe)
    voulues = ENTRER + [
        f"{application}.{action}_{modele}"
        for application, modeles in tableau.items()
        for modele, actions in modeles.items()
        for action in actions
    ]
    connues = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    groupe.permissions.add(*(connues[une] for une in voulues if une in connues))
    return groupe


def _donner_le_guide(groupe: Group) -> None:
    """A group that a later version brings reads what the guide gives to all the desk: two trades
    that have nothing else in common read it."""
    du_bureau = PageViewRestriction.objects.filter(
        restriction_type=PageViewRestriction.GROUPS, groups__name="Service des familles"
    )
    for reservee in du_bureau.filter(groups__name="Communication"):
        reservee.groups.add(groupe)


def _extraits_et_reglages() -> dict[str, Any]:
    """Everything of cms_pages that is not a page: snippets, settings, counts."""
    modeles = apps.get_app_config("cms_pages").get_models()
    return {
        str(modele._meta.model_name): TOUT for modele in modeles if not issubclass(modele, Page)
    }


def _donner_les_pages(groupe: Group) -> None:
    racine = Page.get_first_root_node()
    for action in PAGES:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{action}_page"
        )
        GroupPagePermission.objects.get_or_create(group=groupe, page=racine, permission=permission)
    collection = Collection.get_first_root_node()
    for application, codes in COLLECTIONS.items():
        droits = Permission.objects.filter(content_type__app_label=application, codename__in=codes)
        for permission in droits:
            GroupCollectionPermission.objects.get_or_create(
                group=groupe, collection=collection, permission=permission
            )


def _remplacer_la_moderation(groupe: Any) -> None:
    """Wagtail's own groups go, unless the town put someone in them; Communication approves in their
    place."""
    anciens = Group.objects.filter(name__in=["Editors", "Moderators"], user__isnull=True)
    for tache in GroupApprovalTask.objects.filter(groups__in=anciens).distinct():
        tache.groups.add(groupe)
        tache.groups.remove(*anciens)
    anciens.delete()
