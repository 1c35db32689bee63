"""The Martins' papers, one in each state, and what their children's files still want: to be seen in
"Mes documents"."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from demo.ville.jours import au_moment, il_y_a
from famille.actions import classer_document, deposer_document, deposer_vaccins, noter_consultation
from famille.models import Autorisation, Document, Enfant, FicheSanitaire, Foyer, Utilisateur

from . import pieces

Etat, Genre = Document.Etat, Document.Genre
FIN_DE_L_ASSURANCE = timedelta(days=19)


def ranger_les_papiers(
    personnages: SimpleNamespace, *, agent: Utilisateur, directrice: Utilisateur, jour: date
) -> None:
    """Hugo's insurance ends soon and one of his authorisations has no answer; his sister's file is
    in order."""
    foyer = personnages.martin
    lea, hugo = Enfant.objects.du([foyer]).order_by("naissance")
    parent = foyer.responsables.select_related("utilisateur").order_by("pk")[0].utilisateur
    with au_moment(il_y_a(70, 20, 12)):
        carnet = _papier(foyer, parent, "Carnet de vaccination", str(lea), Genre.VACCINS, lea)
        deposer_vaccins(lea, carnet, jour=jour, par=agent)
        assurance = _papier(
            foyer, parent, "Attestation d’assurance", str(hugo), Genre.ASSURANCE, hugo
        )
        classer_document(assurance, par=agent)
    fin = jour + FIN_DE_L_ASSURANCE
    Document.objects.filter(pk=assurance.pk).update(valable_jusqu_au=fin)
    FicheSanitaire.objects.filter(enfant=hugo).update(assurance_fin=fin)
    Autorisation.objects.filter(enfant=hugo, genre=Autorisation.Genre.BAIGNADE).delete()
    with au_moment(il_y_a(12, 21, 3)):
        bloque = _papier(foyer, parent, "Livret de famille", "Famille Martin", Genre.AUTRE)
    bloque.fichier.storage.delete(str(bloque.fichier.name))
    Document.objects.filter(pk=bloque.pk).update(etat=Etat.INFECTE, fichier="")
    with au_moment(il_y_a(0, 7, 40)):
        _papier(foyer, parent, "Attestation de la mutuelle", "Camille Martin", Genre.AUTRE)
    for jours, quoi, par in [
        (9, "informations de sécurité de Léa (liste de présence)", directrice),
        (5, "fiche sanitaire de Léa", agent),
    ]:
        with au_moment(il_y_a(jours, 8, 55)):
            noter_consultation(foyer, quoi, par=par, sante_de=lea)


def _papier(
    foyer: Foyer,
    parent: Utilisateur,
    titre: str,
    nom: str,
    genre: Document.Genre,
    enfant: Enfant | None = None,
) -> Document:
    contenu = pieces.facture_pdf(titre, nom, ["36000 Châteauroux"], date.today())
    fichier = SimpleUploadedFile(f"{titre.lower()}.pdf", contenu)
    return deposer_document(fichier, foyer=foyer, par=parent, genre=genre, enfant=enfant)
