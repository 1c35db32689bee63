"""The files of a page's POST: uploaded, taken again from the household's file, or removed."""

from uuid import UUID

from django.utils import timezone

from famille.fichiers import FichierRefuse
from famille.models import Document

from .actions import joindre, joindre_du_dossier, retirer


def traiter_les_pieces(assistant, etape, action):
    """{field: French sentence} of the files that are refused; the others are joined. Before the page's check."""
    demande, request, refus = assistant.demande, assistant.request, {}
    for champ in demande.demarche.champs_de_piece.get(etape, []):
        nom = f"{etape}-{champ}"
        if action == f"retirer-{champ}":
            retirer(demande, etape, champ)
        elif fichier := request.FILES.get(nom):
            try:
                joindre(demande, etape, champ, fichier, par=request.user, genre=genre_du_champ(demande, etape, champ))
            except FichierRefuse as erreur:
                refus[champ] = str(erreur)
        elif reprise := request.POST.get(f"{nom}-dossier"):
            document = proposables(demande, etape, champ).filter(pk=reprise).first() if est_uuid(reprise) else None
            if document:
                joindre_du_dossier(demande, etape, champ, document)
    return refus


def recopier_les_dates(demande, etape, saisie):
    """Write in `saisie` the date that a joined document is already known by, where the family has typed none (D6)."""
    for piece in demande.pieces_jointes:
        if piece.etape == etape and piece.document.emis_le:
            champ_date = demande.demarche.etapes[etape].base_fields[piece.champ].champ_date
            if champ_date and saisie.get(champ_date, [""]) == [""]:
                saisie[champ_date] = [piece.document.emis_le.strftime("%d/%m/%Y")]


def proposables(demande, etape, champ):
    """QuerySet of the documents of the file that still serve at this field (CRPA L113-12, D6)."""
    return Document.objects.du_dossier().filter(
        foyer=demande.foyer,
        genre=genre_du_champ(demande, etape, champ),
        etat__in=[Document.Etat.SAIN, Document.Etat.NON_ANALYSE],
        valable_jusqu_au__gte=timezone.localdate(),
    )


def genre_du_champ(demande, etape, champ):
    return demande.demarche.etapes[etape].base_fields[champ].genre


def est_uuid(texte):
    """bool: a key that the database may be asked for."""
    try:
        UUID(texte)
    except ValueError:
        return False
    return True
