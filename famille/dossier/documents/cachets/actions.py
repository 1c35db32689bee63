"""A paper handed to the service, looked at once: has it a 2D-Doc, and what is that worth?"""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from famille.dossier.documents import laboratoire
from famille.models import CachetLu, Document
from famille.regles.cachets.code import TYPES, Cachet, PasUnCachet, lire
from famille.regles.cachets.papier import papier_de
from famille.socle.erreurs import Refus
from famille.socle.mesure import Occupe

from .confiance import active, authentifier, signataires

Etat = CachetLu.Etat
Genre = Document.Genre
# Never a RIB, a paper of health or of identity: nothing here needs them.
GENRES = (Genre.JUSTIFICATIF_DOMICILE, Genre.QUOTIENT, Genre.AUTRE)
LUS = ("application/pdf", "image/jpeg", "image/png")
DEPUIS = timedelta(days=60)  # what is older has been decided
# Of several codes the one that is told: one that is wrong makes the whole paper doubtful.
_RANGS = [Etat.NON_VALABLE, Etat.VALABLE, Etat.INCONNU]


def a_lire() -> QuerySet[Document]:
    """The papers that the service has received lately, and that were not looked at."""
    if not active():
        return Document.objects.none()
    return Document.objects.filter(
        Q(remis_le__isnull=False) | Q(classe_le__isnull=False),
        cachet=None,
        genre__in=GENRES,
        type_mime__in=LUS,
        etat__in=[Document.Etat.SAIN, Document.Etat.NON_ANALYSE],
        depose_le__gte=timezone.now() - DEPUIS,
    ).exclude(fichier="")


def lire_le_cachet(pk: UUID | str) -> str:
    """Look at one paper: its CachetLu.Etat, "" when it is no more to be read, or not now.
    Idempotent. The store or the child process not free: the schedule tries again."""
    document = a_lire().filter(pk=pk).first()
    if document is None:
        return ""
    try:
        with document.fichier.open("rb") as flux:
            textes = json.loads(laboratoire.examiner("cachets", flux.read()))
    except (Occupe, OSError):
        return ""
    except Refus:  # too heavy, or spoilt: a person reads it
        textes = []
    ecrit, _neuf = CachetLu.objects.get_or_create(document=document, defaults=_jugement(textes))
    return ecrit.etat


def relire_les_inconnus() -> int:
    """The list has changed: how many papers of issuers that were not in it are looked at again."""
    return CachetLu.objects.filter(etat=Etat.INCONNU).delete()[0]


def _jugement(textes: list[str]) -> dict[str, Any]:
    juges = [_juger(cachet) for texte in textes if (cachet := _lu(texte))]
    return min(juges, key=lambda un: _RANGS.index(un["etat"]), default={"etat": Etat.SANS})


def _lu(texte: str) -> Cachet | None:
    """None: not a paper of those that are read here."""
    try:
        cachet = lire(texte)
    except PasUnCachet:
        return None
    return cachet if cachet.type in TYPES else None


def _juger(cachet: Cachet) -> dict[str, Any]:
    """What is kept of it. Of one that proves nothing, nothing that it says."""
    champs = {"emetteur": f"{cachet.autorite} {cachet.certificat}", "type_papier": cachet.type}
    signataire = signataires().get((cachet.autorite, cachet.certificat))
    if signataire is None:
        return champs | {"etat": Etat.INCONNU}
    if not authentifier(cachet, signataire):
        return champs | {"etat": Etat.NON_VALABLE, "signataire": signataire.nom[:100]}
    return champs | {
        "etat": Etat.VALABLE,
        "signataire": signataire.nom[:100],
        "date_document": cachet.date_document,
        "signe_le": cachet.date_signature,
        "contenu": papier_de(cachet.champs).en_json(),
    }
