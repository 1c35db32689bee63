"""Why a family cannot delete one of its documents: something depends on it (G7). Each room offers a
function that says it; a sentence names nothing of another household (D11)."""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import timezone

from famille.models import Document, FicheSanitaire, Foyer, MandatSEPA, Message, Responsable
from famille.socle.dire import de
from famille.socle.offres import offres
from famille.socle.ville.phrases import dit

D_UN_AUTRE = dit(
    "Une autre personne autorisée, ou un agent, l’a mis au dossier de votre enfant :"
    " demandez {au_service} de le supprimer."
)
DU_PRELEVEMENT = (
    "C’est le RIB de votre prélèvement automatique : il reste ici tant que ce prélèvement est en"
    " place."
)
D_UN_MESSAGE = "Il accompagne un message déjà envoyé : la conversation garde ses pièces."
DE_LA_FICHE = (
    "La fiche sanitaire {de_qui} s’appuie dessus : déposez le document qui le remplace, et il"
    " sera libre."
)


def pourquoi_garder(documents: list[Document], foyers: list[Foyer]) -> dict[UUID, str]:
    """dict pk → sentence, of those that must stay. `foyers`: of who would delete them."""
    raisons: dict = {}
    for fonction in _fonctions():
        raisons = fonction(documents, foyers) | raisons  # the room on the right is heard first
    return raisons


@cache
def _fonctions() -> list[Callable[..., Any]]:
    return [retenue for offre in reversed(offres()) for retenue in offre.retenues]


def du_dossier(documents: list[Document], foyers: list[Foyer]) -> dict[UUID | None, str]:
    """What the file itself holds: a paper put by another, a health record, a mandate in force."""
    cles = [document.pk for document in documents]
    raisons = _d_un_autre(documents, foyers)
    fiches = FicheSanitaire.objects.filter(
        valable_jusqu_au__gte=timezone.localdate()
    ).select_related("enfant")
    for nom in ("pai_document", "vaccins_document"):
        for fiche in fiches.filter(**{f"{nom}__in": cles}):
            raisons[getattr(fiche, f"{nom}_id")] = DE_LA_FICHE.format(
                de_qui=de(fiche.enfant.prenom)
            )
    envoyes = Message.documents.through.objects.filter(document__in=cles).values_list(
        "document", flat=True
    )
    raisons |= dict.fromkeys(envoyes, D_UN_MESSAGE)
    ribs = MandatSEPA.objects.en_vigueur().filter(rib__in=cles).values_list("rib", flat=True)
    return raisons | dict.fromkeys(ribs, DU_PRELEVEMENT)


def _d_un_autre(documents: list[Document], foyers: list[Foyer]) -> dict[UUID | None, str]:
    miens = set(Responsable.objects.filter(foyer__in=foyers).values_list("utilisateur", flat=True))
    return {
        document.pk: D_UN_AUTRE
        for document in documents
        if document.foyer_id is None
        and (document.depose_par_id is None or document.depose_par_id not in miens)
    }
