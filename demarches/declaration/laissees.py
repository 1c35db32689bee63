"""Pages of health that an agent enters for a family without the right to read them, or that an
adult begins before his coming is confirmed (famille.models.acces): they are left, and it is said
(D8, D10). The family, or an agent who has the right, fills them when they are given back."""

from typing import TYPE_CHECKING, Any

from demarches.models import Demande
from famille.models import LIRE_LA_SANTE

from .mise_a_jour import PageDuDossier
from .verifications import a_voir

if TYPE_CHECKING:
    from demarches.declaration.etapes import Etape


ETAPE = "non-remplies"  # of the page that tells it, in the summary of what was sent
RAISON = (
    "Laissée de côté : qui a saisi cette demande n’est pas habilité à lire les informations de"
    " santé."
)


def sans_la_sante(demande: Demande) -> bool:
    """Whether this demande is entered by an agent who may not read what families say of health."""
    return demande.canal != demande.Canal.PORTAIL and not demande.par.has_perm(LIRE_LA_SANTE)


def sans_laissees(demande: Demande, pages: dict[str, Any]) -> dict:
    """These pages {code: page}, without those of health that who fills them leaves."""
    if not sans_la_sante(demande) and not demande.enfants_fermes:
        return pages
    return {
        code: page
        for code, page in pages.items()
        if code in demande.saisie or not _laissee(demande, page)
    }


def _laissee(demande: Demande, page: "type[Etape]") -> bool:
    if not page.sensible or sans_la_sante(demande):
        return page.sensible
    return page_fermee(demande, page)


def page_fermee(demande: Demande, page: "type[Etape]") -> bool:
    """Whether this page would show the health of a child that is closed to who fills it."""
    if not (page.sensible and issubclass(page, PageDuDossier)):
        return False
    enfant = getattr(page, "enfant", None) or demande.enfant
    return enfant.pk in demande.enfants_fermes if enfant else bool(demande.enfants_fermes)


def en_resume(demande: Demande) -> list[dict]:
    """[] or the page of the summary that names them."""
    titres = demande.sa_demarche.pages_laissees(demande)
    lignes = [{"libelle": titre, "valeur": RAISON} for titre in titres]
    return [{"etape": ETAPE, "titre": "Pages non remplies", "lignes": lignes}] if lignes else []


def a_dire(demande: Demande) -> list[dict]:
    """[] or one verification, for who decides."""
    pages = [page for page in demande.recapitulatif if page["etape"] == ETAPE]
    titres = [ligne["libelle"] for page in pages for ligne in page["lignes"]]
    if not titres:
        return []
    noms = ", ".join(f"« {titre} »" for titre in titres)
    texte = (
        f"Non rempli à la saisie, faute d’habilitation à lire la santé : {noms}. Si ces"
        " informations doivent changer, demandez un complément : la famille remplira ces pages."
    )
    return [a_voir(texte)]
