"""Who may fill a demande, and read what it tells of health: the rules of the wizard.

Pages of health that an agent enters for a family without the right to read them, or that an adult
begins before his coming is confirmed (famille.models.acces), are left, and it is said (D8, D10).
The family, or an agent who has the right, fills them when they are given back.
"""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404

from demarches.declaration.mise_a_jour import PageDuDossier
from demarches.declaration.verifications import a_voir
from demarches.models import Demande
from famille.comptes.droits import exige
from famille.models import LIRE_LA_SANTE, Foyer, Utilisateur, foyers_ouverts_a

if TYPE_CHECKING:
    from demarches.declaration.etapes import Etape
    from demarches.models.demande import DemandeQuerySet

Canal = Demande.Canal
INSTRUIRE = "demarches.instruire_demande"  # entering for a family included
pour_instructeurs = exige(INSTRUIRE)
ETAPE = "non-remplies"  # of the page that tells it, in the summary of what was sent
RAISON = (
    "Laissée de côté : qui a saisi cette demande n’est pas habilité à lire les informations de"
    " santé."
)


def demande_a_remplir(utilisateur: Utilisateur, pk: UUID, *, verrou: bool = False) -> Demande:
    """The Demande that this account may fill or follow; Http404 otherwise.

    A family: those of its households. An agent: what agents enter for families, at the counter, by
    telephone or from a letter (D8), and what is sent, which he follows at the desk. `verrou`: locks
    the row until the transaction ends.
    """
    siennes = Demande.objects.de(utilisateur).values("pk")
    mienne = _demandes(verrou=verrou).filter(pk=pk, pk__in=siennes).first()
    if mienne:
        mienne.la_famille_ecrit = True  # see Demande.canal_de_la_saisie
        return mienne
    if utilisateur.has_perm(INSTRUIRE):
        mienne = _demandes(verrou=verrou).filter(pk=pk).first()
        if mienne and not (mienne.modifiable and mienne.canal_de_la_saisie == Canal.PORTAIL):
            mienne.la_famille_ecrit = False
            return mienne
    raise Http404(
        "not a demande of this account; or a family's own draft, or a complement that no agent has"
        " begun"
    )


def _demandes(*, verrou: bool) -> "DemandeQuerySet":
    demandes = Demande.objects.select_related("foyer", "par")
    return demandes.select_for_update(of=("self",)) if verrou else demandes


def lit_la_sante(utilisateur: Utilisateur, demande: Demande) -> bool:
    """Whether this account may read what the demande tells of children's health: the right (D10),
    or its family, once its coming there is confirmed; always, when the account has begun the
    demande itself (`DemandeQuerySet.de`)."""
    if (
        utilisateur.has_perm(LIRE_LA_SANTE)
        or foyers_ouverts_a(utilisateur).filter(pk=demande.foyer_id).exists()
    ):
        return True
    return est_de_la_famille(utilisateur, demande) and demande.par_id == utilisateur.pk


def est_de_la_famille(utilisateur: Utilisateur, demande: Demande) -> bool:
    """Whether the demande is of one of this account's households."""
    return Foyer.objects.de(utilisateur).filter(pk=demande.foyer_id).exists()


def sante_reservee(utilisateur: Utilisateur, demande: Demande, pages: Any) -> bool:
    """Whether an agent who enters these pages (Etape classes) for a family would read its
    children's health without the right (D10), or an adult before his coming is confirmed: a
    complement gives back pages that were left."""
    if demande.canal_de_la_saisie == Canal.PORTAIL:
        return any(page_fermee(demande, page) for page in pages)
    if demande.complement_attendu:
        return complement_reserve(utilisateur, demande)
    return _sante_illisible(utilisateur, demande, pages)


def complement_reserve(utilisateur: Utilisateur, demande: Demande) -> bool:
    """Whether this agent may not enter the complement awaited: one of its pages tells of health, or
    the démarche is one that is not begun either without the right to read it."""
    debut = Demande(
        code=demande.code,
        foyer=demande.foyer,
        enfant=demande.enfant,
        canal=Canal.GUICHET,
        par=utilisateur,
    )
    pages = [
        *demande.sa_demarche.pages_a_remplir(demande).values(),
        *demande.sa_demarche.pages(debut).values(),
    ]
    return _sante_illisible(utilisateur, demande, pages)


def _sante_illisible(utilisateur: Utilisateur, demande: Demande, pages: Any) -> bool:
    return any(page.sensible for page in pages) and not lit_la_sante(utilisateur, demande)


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
