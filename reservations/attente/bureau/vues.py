"""The queues, and what an agent decides there with a reason: give a child a place, or take him
out."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.actions import noter_consultation
from famille.courriels.destinataires import et_le_foyer
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import fil, page
from famille.socle.erreurs import Refus
from reservations.attente.actions import donner_place, sortir_de_la_liste
from reservations.attente.dit_a_l_agent import tout_dire_a_l_agent
from reservations.attente.don_de_place import SANS_MOTIF, SORTIE_SANS_MOTIF
from reservations.attente.page import lire_groupe
from reservations.bureau import ESPACE
from reservations.bureau.droits import GUICHET, exige
from reservations.models import Attente

from .file import lire_la_file
from .liste import ListeDAttente


class DecisionForm(forms.Form):
    """Why: kept, and read by the family."""

    motif = forms.CharField(
        label="Raison",
        max_length=300,
        help_text=(
            "Gardée dans l’historique du foyer ; la famille peut la lire. Pas de donnée de santé."
        ),
    )

    def __init__(self, *args: Any, sans_motif: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].error_messages["required"] = sans_motif


# What is decided -> (action, what is said without a reason, what is said once done, and of the mail
# that leaves)
DECISIONS = {
    "donner": (
        donner_place,
        SANS_MOTIF,
        "La place est réservée pour {prenom}.",
        "La famille reçoit le récapitulatif par e-mail.",
    ),
    "retirer": (
        sortir_de_la_liste,
        SORTIE_SANS_MOTIF,
        "{prenom} n’est plus dans la liste d’attente.",
        "Sa famille est prévenue par e-mail.",
    ),
}


@require_safe
@exige(GUICHET)
def attentes(request: RequeteConnectee) -> HttpResponse:
    """`?q=&activite=&etat=&depuis=2026-12-09&p=`: the queues from today on, the nearest day
    first."""
    return montrer(request, ListeDAttente)


@require_POST
@exige(GUICHET)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDAttente)


@require_safe
@exige(GUICHET)
def attente(request: RequeteConnectee, reference: UUID) -> HttpResponse:
    """One child in a queue: his rank, what is against a place, what can be decided."""
    return _page(request, _lire(reference))


@require_http_methods(["POST"])
@exige(GUICHET)
def decision(request: RequeteConnectee, reference: UUID, quoi: str) -> HttpResponse:
    """Give the place, or take out of the queue. A refusal is the sentence beside the reason."""
    if quoi not in DECISIONS:
        raise Http404("nothing of the kind is decided")
    decider, sans_motif, fait, prevenue = DECISIONS[quoi]
    la_sienne = _lire(reference)
    form = DecisionForm(request.POST, prefix=quoi, sans_motif=sans_motif)
    if form.is_valid():
        try:
            decider(la_sienne, par=request.user, motif=form.cleaned_data["motif"])
        except Refus as refus:
            form.add_error("motif" if refus.champ else None, str(refus))
        else:
            suite = et_le_foyer(la_sienne.foyer, prevenue)
            messages.success(request, f"{fait.format(prenom=la_sienne.enfant.prenom)} {suite}")
            return redirect(f"{ESPACE}:attentes")
    return _page(request, la_sienne, {quoi: form}, refusee=True)


def _lire(reference: UUID) -> Attente:
    lignes = Attente.objects.select_related("foyer", "enfant", "activite__structure")
    return get_object_or_404(lignes, reference=reference)


def _page(
    request: RequeteConnectee,
    la_sienne: Attente,
    formulaires: dict[str, Any] | None = None,
    *,
    refusee: bool = False,
) -> HttpResponse:
    noter_consultation(la_sienne.foyer, "liste d’attente", par=request.user)
    groupe = lire_groupe(la_sienne, maintenant=timezone.now())
    membres = groupe.membres if groupe else []
    membre = next((m for m in membres if m.attente.pk == la_sienne.pk), None)
    formulaires = {
        quoi: DecisionForm(prefix=quoi, sans_motif=sans_motif)
        for quoi, (_agir, sans_motif, _fait, _prevenue) in DECISIONS.items()
    } | (formulaires or {})
    contexte = {
        "titre": str(la_sienne.enfant),
        "attente": la_sienne,
        "membre": membre,
        "contre": tout_dire_a_l_agent(membre) if membre else [],
        "freres": [m.enfant for m in membres if m.attente.pk != la_sienne.pk],
        "file": lire_la_file(la_sienne),
        "formulaires": formulaires,
        "form": next((form for form in formulaires.values() if form.errors), None),
        "breadcrumbs_items": fil(("Liste d’attente", f"{ESPACE}:attentes")),
    }
    return page(request, "reservations/attente/bureau/file_attente.html", contexte, refusee=refusee)
