"""The town says what it is: its name, its service, its tribunal. When the service changes its name,
the pages and the démarches that named it follow."""

from typing import Any

from django.core.cache import caches
from django.db import models, transaction
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import Page

from cms_pages.models import IdentiteSite
from demarches.actions import renommer_le_service
from famille.models import Utilisateur
from famille.socle.ville import Nom
from famille.socle.ville.lecture import oublier
from famille.socle.ville.renommage import renommer, renommer_dans

# What an editor does not read in a page, and what is an address.
TECHNIQUES = {"path", "url_path", "slug", "content_type", "draft_title", "lock", "language_code"}


@transaction.atomic
def nommer_la_ville(*, par: Utilisateur | None, **champs: Any) -> IdentiteSite:
    """`champs`: fields of IdentiteSite. ValidationError: a value that may not be. `par`: None for
    the command that prepares a base."""
    identite = IdentiteSite.de_la_ville()
    avant = identite.dits.service
    for nom, valeur in champs.items():
        setattr(identite, nom, valeur)
    identite.full_clean()
    if avant != (apres := identite.dits.service):
        identite.avis_connexion = renommer(identite.avis_connexion, avant, apres)
        _renommer_dans_les_pages(avant, apres, par)
        renommer_le_service(avant, apres)
    identite.save()
    if par:
        log(instance=identite, action="wagtail.edit", user=par)
    transaction.on_commit(_relire)
    _relire()
    return identite


def _relire() -> None:
    caches["proche"].clear()
    oublier()


def _renommer_dans_les_pages(avant: Nom, apres: Nom, par: Utilisateur | None) -> None:
    """A page that is published stays so, with a revision of its own; what waits in a draft is
    renamed there, and still waits."""
    for page in Page.objects.specific():
        brouillon = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
        if _renommer(page, avant, apres):
            if brouillon is None:
                revision = page.save_revision(user=par, log_action=True)
                # who renames the service is no editor: the pages follow all the same
                revision.publish(user=par, skip_permission_checks=True)
            else:
                page.save()
        if brouillon is not None and _renommer(brouillon, avant, apres):
            brouillon.save_revision(user=par, log_action=True)


def _renommer(page: Page, avant: Nom, apres: Nom) -> bool:
    """Whether it had named the service."""
    change = False
    for champ in page._meta.concrete_fields:
        if champ.name in TECHNIQUES:
            continue
        valeur = getattr(page, champ.attname)
        if isinstance(champ, StreamField):
            brut = list(valeur.raw_data)
            neuf = renommer_dans(brut, avant, apres)
            if neuf != brut:
                setattr(page, champ.attname, valeur.stream_block.to_python(neuf))
                change = True
        elif isinstance(champ, models.CharField | models.TextField) and valeur:
            texte = renommer(str(valeur), avant, apres)
            if texte != valeur:
                setattr(page, champ.attname, texte)
                change = True
    return change
