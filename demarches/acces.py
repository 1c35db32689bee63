"""Who may fill a demande, and read what it tells of health: the rules of the wizard."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from famille.models import LIRE_LA_SANTE, Foyer

from .models import Demande

ENTRER_POUR_UNE_FAMILLE = "demarches.instruire_demande"


def demande_a_remplir(utilisateur, pk, *, verrou=False):
    """The Demande that this account may fill or follow; Http404 otherwise.

    A family: those of its households. An agent: those that agents enter for families, at the counter, by telephone or
    from a letter (D8). `verrou`: locks the row until the end of the transaction.
    """
    demandes = Demande.objects.select_related("foyer")
    if verrou:
        demandes = demandes.select_for_update(of=("self",))
    mienne = demandes.filter(pk=pk, pk__in=Demande.objects.de(utilisateur).values("pk")).first()
    if mienne is None and utilisateur.has_perm(ENTRER_POUR_UNE_FAMILLE):
        return get_object_or_404(demandes.exclude(canal=Demande.Canal.PORTAIL), pk=pk)
    if mienne is None:
        raise Http404("not a demande of this account")
    return mienne


def lit_la_sante(utilisateur, demande):
    """bool: this account may read what the demande tells of children's health: its family, or the right (D10)."""
    return utilisateur.has_perm(LIRE_LA_SANTE) or est_de_la_famille(utilisateur, demande)


def est_de_la_famille(utilisateur, demande):
    """bool: the demande is of one of this account's households."""
    return Foyer.objects.de(utilisateur).filter(pk=demande.foyer_id).exists()


def sante_reservee(utilisateur, demande, pages) -> bool:
    """Whether an agent who enters these pages (Etape classes) for a family would read its children's health without the
    right (D10)."""
    au_guichet = demande.canal != Demande.Canal.PORTAIL
    return au_guichet and any(page.sensible for page in pages) and not lit_la_sante(utilisateur, demande)
