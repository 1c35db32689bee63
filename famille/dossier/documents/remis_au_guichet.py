"""A paper that a family brings to the counter, shows on its telephone or sends by post: put on its
file by an agent, with what it is and how long it holds. The antivirus reads it as any other."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from famille.dossier.foyers.sante import deposer_vaccins, tenir_la_fiche
from famille.models import LIRE_LA_SANTE, Document, Enfant, Foyer, Utilisateur
from famille.socle.dire import de
from famille.socle.erreurs import Refus

from .actions import classer_document, deposer_document
from .fichiers import FichierVerifie

Genre = Document.Genre
SANTE_RESERVEE = (
    "Ce document dit la santé d’un enfant, que votre compte ne peut pas lire : confiez-le à un"
    " agent habilité."
)
PERIME = "Ce document n’est déjà plus valable : demandez à la famille celui qui le remplace."


@transaction.atomic
def recevoir_document(
    foyer: Foyer,
    fichier: FichierVerifie,
    *,
    genre: str,
    par: Utilisateur,
    enfant: Enfant | None = None,
    emis_le: date | None = None,
    valable_jusqu_au: date | None = None,
    origine: str = "",
) -> Document:
    """File it. Document. A vaccination record and a PAI are the child's: both homes have them, and
    his health record. `fichier`: of `examiner_document`, asked before any transaction. Refus: a
    health paper without its child or the right to read it; one that is over."""
    if genre in Document.DE_SANTE and enfant is None:
        raise Refus("Dites de quel enfant est ce document.", champ="enfant")
    if genre in Document.DE_SANTE and not par.has_perm(LIRE_LA_SANTE):
        raise Refus(SANTE_RESERVEE, champ="genre")
    if valable_jusqu_au and valable_jusqu_au < timezone.localdate():
        raise Refus(PERIME, champ="valable_jusqu_au")
    document = deposer_document(
        fichier, foyer=foyer, enfant=enfant, genre=genre, emis_le=emis_le, par=par
    )
    document.remis_le = timezone.now()
    document.save(update_fields=["remis_le"])
    _classer(document, enfant, par=par, origine=origine)
    if valable_jusqu_au:  # what is written on it, rather than the end of the season
        document.valable_jusqu_au = valable_jusqu_au
        document.save(update_fields=["valable_jusqu_au"])
    return document


def _classer(document: Document, enfant: Enfant | None, *, par: Utilisateur, origine: str) -> None:
    jour = timezone.localdate()
    if enfant and document.genre == Genre.VACCINS:
        deposer_vaccins(enfant, document, jour=jour, par=par, origine=origine)
    elif enfant and document.genre == Genre.PAI:
        tenir_la_fiche(
            enfant, jour=jour, auteur=par, par=par, origine=origine, pai=True, pai_document=document
        )
    else:
        classer_document(document, par=par, origine=origine)


def dire_le_document(genre: str, enfant: Enfant | None) -> str:
    """What the family is told was added to its file, by mail: of a health paper, not which one."""
    if genre in Document.DE_SANTE:
        return f"un document {de(enfant.prenom)} ajouté" if enfant else "un document ajouté"
    quoi = Genre(genre).label
    quoi = quoi if quoi.isupper() else f"{quoi[0].lower()}{quoi[1:]}"
    return f"un document ajouté ({quoi}{f' {de(enfant.prenom)}' if enfant else ''})"
