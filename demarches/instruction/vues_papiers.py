"""The papers of a demande, receipt (D1) and decision (D5), as pages and as PDF. Agents print them
for a family without mail (D8)."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from demarches.declaration.lectures import noter_la_lecture
from demarches.models import Demande, Passage
from famille.papiers import repondre
from famille.socle.connectee import RequeteConnectee

from .acces import ENTRER_POUR_UNE_FAMILLE, lit_la_sante
from .papiers import decisions, feuille_de_l_accuse, feuille_de_la_decision


@require_safe
def accuse(request: RequeteConnectee, pk: UUID, *, pdf: bool = False) -> HttpResponse:
    demande = _trouver(request, pk, "accusé de réception")
    feuille = feuille_de_l_accuse(demande, avec_la_sante=lit_la_sante(request.user, demande))
    return repondre(request, feuille, pdf=pdf)


@require_safe
def decision(request: RequeteConnectee, pk: UUID, *, pdf: bool = False) -> HttpResponse:
    demande = _trouver(request, pk, "décision", decisions=decisions().filter(demande=pk))
    passage = get_object_or_404(decisions(), demande=demande)
    passage.demande = demande
    feuille = feuille_de_la_decision(passage, avec_la_sante=lit_la_sante(request.user, demande))
    return repondre(request, feuille, pdf=pdf)


def _trouver(
    request: RequeteConnectee, pk: UUID, quoi: str, decisions: QuerySet[Passage] | None = None
) -> Demande:
    """Demande of this account, or any one for an agent, whose reading leaves a trace. Http404: a
    draft has no paper."""
    demandes = Demande.objects.filter(accuse__isnull=False).select_related("foyer", "accuse")
    if decisions is not None:
        demandes = demandes.filter(pk__in=decisions.values("demande"))
    demande = demandes.filter(pk__in=Demande.objects.de(request.user).values("pk"), pk=pk).first()
    if demande is None and request.user.has_perm(ENTRER_POUR_UNE_FAMILLE):
        demande = get_object_or_404(demandes, pk=pk)
        noter_la_lecture(demande, f"{quoi} {demande.numero}", par=request.user)
    if demande is None:
        raise Http404("not a demande of this account, or one that has no such paper")
    return demande
