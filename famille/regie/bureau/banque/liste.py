"""The list of what the bank has given back."""

from operator import attrgetter, methodcaller
from typing import Any

from django.db.models import Count, Q, QuerySet

from famille.listes.declaration import Colonne, Liste
from famille.models import LigneBancaire, RetourBancaire

Etat = LigneBancaire.Etat


class ListeDesRetours(Liste):
    titre = "Retours de la banque"
    adresse = "regie:retours"
    gabarit = "famille/regie/bureau/banque/retours.html"
    cellules = "famille/regie/bureau/banque/colonnes.html"
    colonnes = (
        Colonne("depose", "Déposé", attrgetter("cree_le"), "Déposé le"),
        Colonne("genre", "Genre", methodcaller("get_genre_display")),
        Colonne("numero", "Numéro", attrgetter("identifiant"), classe="pfg-chiffres"),
        Colonne("lignes", "Lignes", attrgetter("toutes"), classe="pfg-nombre"),
        Colonne("sures", "À appliquer", attrgetter("sures"), classe="pfg-nombre"),
        Colonne("rapprocher", "À rapprocher", attrgetter("a_rapprocher"), classe="pfg-nombre"),
        Colonne("par", "Déposé par", lambda retour: str(retour.par or "")),
    )
    ecran = ("depose", "genre", "lignes", "sures", "rapprocher")
    fichier = ("depose", "genre", "numero", "lignes", "sures", "rapprocher", "par")
    genre, adresse_du_fichier = "retours-de-la-banque", "regie:retours_exporter"
    par_page = 20
    une_ligne, des_lignes = "retour", "retours"

    def base(self) -> QuerySet[RetourBancaire]:
        """Each with how many lines it has, of which how many wait."""
        return RetourBancaire.objects.select_related("par").annotate(
            toutes=Count("lignes"),
            sures=Count("lignes", filter=Q(lignes__etat=Etat.SURE)),
            a_rapprocher=Count("lignes", filter=Q(lignes__etat=Etat.A_RAPPROCHER)),
        )

    def ranger(
        self, lignes: QuerySet[RetourBancaire], cle: str, valeurs: dict[str, Any]
    ) -> QuerySet[RetourBancaire]:
        return lignes.order_by("-cree_le", "-pk")

    def foyers_de(self, objet: RetourBancaire) -> tuple[int, ...]:
        """None: the list names nobody."""
        return ()
