"""Who may fill a demande, and read what it tells of health: the rules of the wizard."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404

from demarches.declaration.laissees import page_fermee
from demarches.models import Demande
from famille.comptes.droits import exige
from famille.models import LIRE_LA_SANTE, Foyer, Utilisateur, foyers_ouverts_a

if TYPE_CHECKING:
    from demarches.models.demande import DemandeQuerySet

Canal = Demande.Canal
INSTRUIRE = "demarches.instruire_demande"  # entering for a family included
pour_instructeurs = exige(INSTRUIRE)


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
