"""Demandes past their time, or erased, go with the papers that only they hold (D9)."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from demarches.catalogue import toutes
from demarches.declaration.mise_a_jour import retenues
from demarches.models import (
    AccordCaisses,
    Demande,
    PieceJointe,
    QuotientDemande,
    SaisieDuComplement,
    VueDeCampagne,
)
from famille.models import Document, Fil, Foyer, Utilisateur
from famille.mouvements.donnees.effacement import COMPTE_EFFACE
from famille.mouvements.donnees.effacer_le_dossier import supprimer_documents, supprimer_fils
from famille.mouvements.donnees.postes import debut_de_saison
from famille.socle.chiffrement import Illisible
from famille.socle.pages_de_cles import par_pages
from famille.socle.requetes.jours import minuit

if TYPE_CHECKING:
    from demarches.models.demande import DemandeQuerySet


CODE = "effacement-des-donnees"
_REPONSES = ("saisie", "recapitulatif", "changements", "avancement")
TERMINEES = (
    Demande.Statut.VALIDEE,
    Demande.Statut.REJETEE,
    Demande.Statut.RETIREE,
    Demande.Statut.CLOSE,
)


@transaction.atomic
def effacer_demandes(demandes: "DemandeQuerySet") -> int:
    """How many of these (a QuerySet) were deleted, with their conversations, their trace and their
    papers; papers that the household's file holds stay there."""
    cles = list(demandes.values_list("pk", flat=True))
    avec_fil = Demande.objects.filter(pk__in=cles, fil__isnull=False)
    fils = list(avec_fil.values_list("fil", flat=True))
    siens = Document.objects.filter(pieces__demande__in=cles, classe_le=None)
    papiers = list(siens.values_list("pk", flat=True))
    Demande.objects.filter(pk__in=cles).delete()
    supprimer_fils(Fil.objects.filter(pk__in=fils))
    supprimer_documents(Document.objects.filter(pk__in=papiers, pieces=None))
    return len(cles)


def effacer_du_foyer(foyer: Foyer, *, par: Utilisateur) -> None:
    """Every demande of a household that is erased, but the requests to erase: they are the trace of
    it, without an answer that names anybody."""
    VueDeCampagne.objects.filter(foyer=foyer).delete()
    finies = Demande.objects.filter(foyer=foyer, statut__in=[*TERMINEES, Demande.Statut.BROUILLON])
    effacer_demandes(finies.exclude(code=CODE))
    QuotientDemande.objects.filter(foyer=foyer).delete()
    AccordCaisses.objects.filter(foyer=foyer).delete()


def comptes_inutiles() -> QuerySet[Any]:
    """The accounts closed for good that no demande names any more."""
    fermes = Utilisateur.objects.filter(email__endswith=f"@{COMPTE_EFFACE}", is_active=False)
    nommes = Demande.objects.values("par").union(SaisieDuComplement.objects.values("par"))
    return fermes.exclude(pk__in=nommes)


@transaction.atomic
def purger_les_comptes_inutiles() -> int:
    """How many were deleted."""
    comptes = list(comptes_inutiles())
    for compte in comptes:
        compte.delete()
    return len(comptes)


def avec_de_la_sante(limite: date) -> list[Any]:
    """Keys of the decided demandes of a past season that still tell of health (D10)."""
    finies = Demande.objects.filter(
        statut__in=TERMINEES, deposee_le__lt=minuit(debut_de_saison(limite))
    )
    pieces = PieceJointe.objects.filter(
        document__genre__in=Document.DE_SANTE, demande__in=finies.values("pk")
    )
    cles = set(pieces.values_list("demande", flat=True))
    lues = finies.filter(code__in=_codes_sensibles()).only("code", *_REPONSES)
    return sorted(
        cles | {demande.pk for page in par_pages(lues) for demande in page if _sensible(demande)}
    )


@transaction.atomic
def effacer_la_sante(cles: Iterable[int], limite: date) -> int:
    """Of how many of these demandes what tells of health is gone; the rest of them stays."""
    encore = set(avec_de_la_sante(limite)) & set(cles)
    de_sante = Document.objects.filter(pieces__demande__in=encore, genre__in=Document.DE_SANTE)
    papiers = list(de_sante.values_list("pk", flat=True))
    PieceJointe.objects.filter(demande__in=encore, document__in=papiers).delete()
    supprimer_documents(Document.objects.filter(pk__in=papiers, classe_le=None, pieces=None))
    for demande in Demande.objects.select_for_update(of=("self",)).filter(pk__in=encore):
        _oublier_la_sante(demande)
    return len(encore)


def _oublier_la_sante(demande: Demande) -> None:
    for page in demande.avancement.connues:
        if _page_sensible(demande, page):
            demande.avancement = retenues(demande.avancement, page, None)
    # what nobody reads any more stays: `tourner_les_cles` names it
    with suppress(Illisible):
        dites = demande.saisie.items()
        demande.saisie = {page: dit for page, dit in dites if not _page_sensible(demande, page)}
    for champ in ("recapitulatif", "changements"):
        with suppress(Illisible):
            lignes = getattr(demande, champ)
            setattr(demande, champ, [une for une in lignes if not une.get("sensible")])
    demande.save(update_fields=_REPONSES)


def _sensible(demande: Demande) -> bool:
    with suppress(Illisible):
        lignes = [*demande.recapitulatif, *demande.changements]
        pages = [*demande.saisie, *demande.avancement.connues]
        return any(ligne.get("sensible") for ligne in lignes) or any(
            _page_sensible(demande, page) for page in pages
        )
    return False


def _page_sensible(demande: Demande, page: str) -> bool:
    """Whether this page asks for health; "sante-12" is the page "sante" of one child."""
    etapes = toutes()[demande.code].etapes
    etape = etapes.get(page) or etapes.get(page.partition("-")[0])
    return bool(etape and etape.sensible)


def _codes_sensibles() -> list[Any]:
    return [
        code for code, une in toutes().items() if any(page.sensible for page in une.etapes.values())
    ]


D_UNE_AUTRE = "Une demande faite par une autre personne autorisée s’appuie dessus."


def des_demandes(documents: list[Document], foyers: list[Foyer]) -> dict[UUID, str]:
    """dict pk → sentence. Nothing is told of the demande of another household (D11)."""
    cles = [document.pk for document in documents]
    pieces = PieceJointe.objects.filter(document__in=cles).select_related("demande").order_by("pk")
    miens = {foyer.pk for foyer in foyers}
    return {piece.document_id: _phrase(piece.demande, miens) for piece in pieces}


def _phrase(demande: Demande, miens: set[int]) -> str:
    if demande.foyer_id not in miens:
        return D_UNE_AUTRE
    if demande.statut == Demande.Statut.BROUILLON:
        return (
            f"Il est joint à « {demande.titre_court} », que vous n’avez pas encore envoyée :"
            " retirez-le depuis cette démarche."
        )
    return f"Il accompagne votre demande {demande.numero}, déjà envoyée : elle garde ses pièces."
