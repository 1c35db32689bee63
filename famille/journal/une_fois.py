"""A form that does its thing once, however often it is sent (a lost answer, a reload, a double
click). The page draws a key in its form (`CleField`): the key, with what was sent, and what is done
of it are written together or not at all; another text from the same page is another sending."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django import forms
from django.db import transaction
from django.utils import timezone

from famille.models import FormulaireRecu
from famille.socle.connectee import RequeteConnectee

GARDE = timedelta(days=1)
NOM = "cle"


def nouvelle_cle() -> str:
    return uuid4().hex


class CleField(forms.CharField):
    """Hidden, called `cle`; the same when the form is shown again with a refusal."""

    def __init__(self) -> None:
        super().__init__(
            max_length=64, required=False, initial=nouvelle_cle, widget=forms.HiddenInput
        )


@transaction.atomic
def une_seule_fois(request: RequeteConnectee, faire: Callable[[], str]) -> str:
    """The path that `faire` has led to, now or when this was first sent; what it raises undoes all.
    A second sending waits for the end of the first. One without a key is done each time."""
    if not request.POST.get(NOM):
        return faire()
    recu, nouveau = FormulaireRecu.objects.get_or_create(cle=_empreinte(request))
    if nouveau:
        recu.suite = faire()
        recu.save(update_fields=["suite"])
    return recu.suite


def _empreinte(request: RequeteConnectee) -> str:
    champs = sorted(
        (nom, valeurs) for nom, valeurs in request.POST.lists() if nom != "csrfmiddlewaretoken"
    )
    fichiers = sorted(
        (nom, [(un.name, un.size) for un in envoyes]) for nom, envoyes in request.FILES.lists()
    )
    tout = repr((request.user.pk, request.path, champs, fichiers))
    return hashlib.sha256(tout.encode(errors="replace")).hexdigest()


def purger_les_anciens() -> int:
    """How many keys past their day were deleted."""
    return FormulaireRecu.objects.filter(recu_le__lt=timezone.now() - GARDE).delete()[0]
