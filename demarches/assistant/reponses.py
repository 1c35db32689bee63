"""What a POST of the wizard shows when it does not go to another page."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from demarches.declaration.champ_secret import montrer_la_frappe
from demarches.declaration.etapes import Etape, PieceField

from .contexte_etape import garnir_les_pieces

if TYPE_CHECKING:
    from .vue import Assistant


def a_corriger(form: Etape, refus: dict[str, str], action: str, envoye: QueryDict) -> Etape:
    """The page to correct; a file refused while saving judges no other answer."""
    montrer_la_frappe(form, envoye)
    if action == "valider":
        return form
    for champ in list(form.errors):
        if champ not in refus:
            del form.errors[champ]
    return form


def dire_l_enregistrement(
    request: HttpRequest, etat: str, form: Etape | None = None
) -> HttpResponse:
    """The sentence that htmx puts in the live region. `form`: the page written, whose button
    "nothing has changed" goes once it is no longer true."""
    return render(
        request,
        "demarches/assistant/enregistre.html",
        {"etat": etat, "instant": timezone.now(), "form": form},
    )


def remontrer_la_piece(
    assistant: "Assistant", champ: str, form: Etape, refus: dict[Any, str] | None = None
) -> HttpResponse:
    """The file field again, for htmx: the document with its state, or why it is refused."""
    if not isinstance(form.fields.get(champ), PieceField):
        raise SuspiciousOperation("not a file field of this page")
    garnir_les_pieces(assistant, assistant.steps.current, form)
    widget = form.fields[champ].widget
    widget.template_name, widget.refus = (
        "demarches/declaration/champs/piece_zone.html",
        (refus or {}).get(champ, ""),
    )
    widget.htmx = True
    form.errors.pop(champ, None)  # the rest of the page is not judged yet
    return HttpResponse(str(form[champ]))
