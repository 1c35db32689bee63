"""Makes the seeded site, once. In the place of Wagtail's welcome page, with the site's root set on
ours."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import (
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms_pages.blocs.contacts import COORDONNEES
from cms_pages.models import (
    AccueilPage,
    AidePage,
    ChapitreFourni,
    EcranAide,
    GuidePage,
    IdentiteSite,
    PageLegale,
)

from .dessins import IMAGES, fichier
from .fiches import Fiche, Redaction, typographie
from .lecture import avis_connexion, site_complet
from .ville import CHATEAUROUX, Ville

if TYPE_CHECKING:
    from cms_pages.models.base import PagePortail


@transaction.atomic
def creer_pages(ville: Ville | None = None, aujourdhui: date | None = None) -> None:
    """Make the whole site if no home page of ours exists; else change nothing, for it is the
    editors' by now.

    `ville`: Ville, the demo's where DEMO is set and a neutral one elsewhere; `aujourdhui`: date of
    the news.
    """
    if AccueilPage.objects.exists():
        return
    ville = ville or (CHATEAUROUX if settings.DEMO else ville_dite())
    accueil = site_complet(ville, aujourdhui or timezone.localdate())
    pages = planter(accueil)
    _remplacer_la_bienvenue(pages[""])
    redaction = Redaction(pages, dessiner())
    ecrire(accueil, "", pages, redaction)
    noter_les_chapitres()
    _identifier(ville, redaction)
    _organiser_la_relecture(pages[""])


def ville_dite() -> Ville:
    """What the town says of itself (`preparer --ville` writes it before its pages are made)."""
    identite = IdentiteSite.de_la_ville()
    dits = {champ: getattr(identite, champ) for champ in COORDONNEES}
    return Ville(identite.ville, service=identite.dits.service, **dits)


def noter_les_chapitres() -> None:
    """Those of the guide as it is given today: an upgrade does not give them again
    (contenu.ajouts)."""
    guide = GuidePage.objects.first()
    slugs = guide.get_children().values_list("slug", flat=True) if guide else ()
    ChapitreFourni.objects.bulk_create(
        [ChapitreFourni(slug=slug) for slug in slugs], ignore_conflicts=True
    )


def planter(
    fiche: Fiche,
    chemin: str = "",
    parent: "PagePortail | None" = None,
    pages: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """dict path → page: the tree, still without its texts, so that any page may link to any
    other."""
    pages = {} if pages is None else pages
    page = fiche.modele(
        title=typographie(fiche.titre),
        slug=fiche.slug,
        chapo=typographie(fiche.chapo),
        **fiche.options,
    )
    page.show_in_menus = fiche.modele.show_in_menus_default
    (parent or Page.get_first_root_node()).add_child(instance=page)
    pages[chemin] = page
    if fiche.aux_agents:
        _reserver_aux_agents(page)
    for enfant in fiche.enfants:
        planter(enfant, f"{chemin}/{enfant.slug}".strip("/"), page, pages)
    return pages


def _reserver_aux_agents(page: AidePage) -> None:
    """Wagtail's own privacy, which editors may change: neither the search, the plan nor the guide
    names such a page."""
    reservee = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.GROUPS
    )
    reservee.groups.set(Group.objects.filter(permissions__codename="access_admin"))


def dessiner(noms: Iterable[str] = tuple(IMAGES)) -> dict[str, Any]:
    """dict name → Image: these pictures, put now."""
    modele, images = get_image_model(), {}
    for nom in noms:
        source, legende = fichier(nom), IMAGES[nom]
        contenu = ImageFile(BytesIO(source.read_bytes()), name=source.name)
        images[nom] = modele.objects.create(title=legende, description=legende, file=contenu)
    return images


def ecrire(fiche: Fiche, chemin: str, pages: dict[str, Any], redaction: Redaction) -> None:
    page = pages[chemin]
    page.corps = page.corps.stream_block.to_python(redaction.corps(chemin, fiche.corps))
    if fiche.image:
        page.image = redaction.image(fiche.image)
    for rang, cle in enumerate(fiche.ecrans):
        page.ecrans.add(EcranAide(cle=cle, sort_order=rang))
    if isinstance(page, PageLegale) and page.a_completer and not page.reliee:
        page.live = False  # a plan that says nothing yet: the town writes it, then publishes it
        page.save()
        page.save_revision()
    else:
        page.save_revision().publish()
    for enfant in fiche.enfants:
        ecrire(enfant, f"{chemin}/{enfant.slug}".strip("/"), pages, redaction)


def _remplacer_la_bienvenue(accueil: AccueilPage) -> None:
    """The default site opens on our home; Wagtail's welcome page, when nobody made anything of it,
    goes."""
    adresse = urlsplit(settings.ADRESSE)
    port = adresse.port or (443 if adresse.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page = adresse.hostname or "localhost", port, accueil
    site.save()
    for page in Page.objects.filter(depth=2, content_type__model="page").exclude(pk=accueil.pk):
        page.delete()


def _identifier(ville: Ville, redaction: Redaction) -> None:
    identite = IdentiteSite.de_la_ville()
    identite.ville = ville.nom
    for champ in COORDONNEES:
        setattr(identite, champ, getattr(ville, champ))
    identite.avis_connexion = redaction.html(avis_connexion(ville))
    identite.save()


def _organiser_la_relecture(accueil: AccueilPage) -> None:
    """Wagtail's workflow, in French: whoever may not publish sends the page to Communication."""
    circuit = Workflow.objects.filter(name="Moderators approval").first() or Workflow()
    circuit.name = "Relecture avant publication"
    circuit.save()
    tache = (
        GroupApprovalTask.objects.filter(workflow_tasks__workflow=circuit).first()
        or GroupApprovalTask()
    )
    tache.name = "Relecture par la Communication"
    tache.save()
    tache.groups.add(*Group.objects.filter(name="Communication"))
    WorkflowTask.objects.get_or_create(workflow=circuit, task=tache, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=accueil, defaults={"workflow": circuit})
