"""Two files made one, in one transaction; its record is kept while it can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from famille.comptes.sessions.vie import fermer_les_sessions
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.journal.carnet import Carnet, tout
from famille.journal.modifications import noter_modification
from famille.journal.recherche import rafraichir_recherche
from famille.models import Enfant, Foyer, Fusion, Rattachement, Responsable, Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus

from .registre import Union, salles
from .sante_fermee import LecturesDAvant, fermer_la_sante
from .union import appliquer

FUSION = GenreDeCourriel("fusion", "famille/fusion")
OBJET = "fusion"
NON_FUSIONNABLE = (
    "Ces deux fiches ne peuvent pas être fusionnées : l’une d’elles l’est déjà, ou c’est la même."
    " Revenez à la liste des doublons."
)
SE_CONTREDISENT = (
    "Deux choses de ces fiches se contredisent et aucune ne peut l’emporter : rien n’est changé."
    " Regardez les deux fiches, retirez de l’une ce qui est en double, puis recommencez."
)


@dataclass(frozen=True)
class Projet:
    """The two files (`principale`), and those of the people of two households who are one."""

    principale: Union
    personnes: list[Union] = field(default_factory=list)

    @property
    def unions(self) -> list[Union]:
        """In the order in which they are done: a household's people first."""
        return [*self.personnes, self.principale]

    @property
    def genre(self) -> Fusion.Genre:
        genres = {Foyer: Fusion.Genre.FOYERS, Responsable: Fusion.Genre.ADULTES}
        return genres.get(type(self.principale.garde), Fusion.Genre.ENFANTS)

    @property
    def objets(self) -> list[Any]:
        """All the files of its unions."""
        return [un for union in self.unions for un in (union.garde, union.autre)]


def obstacles(projet: Projet) -> list[str]:
    """French sentences: what stands in the way today, the rooms' all together."""
    dits = [
        phrase for union in projet.unions for salle in salles() for phrase in salle.obstacles(union)
    ]
    return list(dict.fromkeys(dits))


@transaction.atomic
def fusionner(projet: Projet, *, foyer: Foyer, par: Utilisateur) -> Fusion:
    """`foyer`: whose journal tells it first. Refus, nothing changes: something is in the way."""
    principale = projet.principale
    _tenir(projet)
    if raisons := obstacles(projet):
        raise Refus(" ".join(raisons))
    avant, lectures = _comptes_par_foyer(projet), LecturesDAvant(projet.unions)
    comptes = sorted({un for siens in avant.values() for un in siens}, key=attrgetter("pk"))
    carnet = Carnet()
    try:
        with transaction.atomic():
            for union in projet.unions:
                appliquer(union, carnet)
    except (IntegrityError, ProtectedError) as erreur:
        raise Refus(SE_CONTREDISENT) from erreur
    fermer_la_sante(principale, lectures, avant, carnet, par=par)
    _fermer_les_comptes_laisses(comptes, carnet)
    _rafraichir(projet, avant, carnet)
    fusion = Fusion.objects.create(
        genre=projet.genre,
        foyer=foyer,
        autre_foyer=principale.autre if isinstance(principale.autre, Foyer) else None,
        quoi=_rediger(projet),
        par=par,
        le=timezone.now(),
    )
    for touche in Foyer.objects.filter(pk__in=avant).order_by("pk"):
        noter_modification(touche, OBJET, par=par, apres={"Fusion": fusion.quoi})
    _ecrire_aux_comptes(comptes, fusion, par=par)
    fusion.releve = {
        "gestes": carnet.gestes,
        "derniers": derniers(),
        "unions": [
            [str(union.modele._meta.label_lower), union.garde.pk, union.autre.pk]
            for union in projet.unions
        ],
        "foyers": sorted(avant),
    }
    fusion.save(update_fields=["releve"])
    return fusion


def _tenir(projet: Projet) -> None:
    """Lock all the files, in one order. Refus: one of them is merged already."""
    for modele in (Foyer, Enfant, Responsable):
        cles = {objet.pk for objet in projet.objets if type(objet) is modele}
        tenus = tout(modele).select_for_update().filter(pk__in=cles).order_by("pk")
        if len(tenus) < len(cles) or any(getattr(un, "fusionne_dans_id", None) for un in tenus):
            raise Refus(NON_FUSIONNABLE)
    if any(union.garde.pk == union.autre.pk for union in projet.unions):
        raise Refus(NON_FUSIONNABLE)


def _comptes_par_foyer(projet: Projet) -> dict[int, set[Utilisateur]]:
    """Household (key) that the two files are of → the accounts that see it."""
    cles: set[int] = set()
    for objet in projet.objets:
        if isinstance(objet, Foyer):
            cles.add(objet.pk)
        elif isinstance(objet, Responsable):
            cles.add(objet.foyer_id)
        else:
            siens = Rattachement.objects.filter(enfant=objet.pk)
            cles.update(siens.values_list("foyer", flat=True))
    comptes: dict[int, set[Utilisateur]] = {cle: set() for cle in sorted(cles)}
    adultes = Responsable.objects.actuels().filter(foyer__in=cles)
    for adulte in adultes.select_related("utilisateur"):
        if adulte.utilisateur:
            comptes[adulte.foyer_id].add(adulte.utilisateur)
    return comptes


def _fermer_les_comptes_laisses(comptes: Iterable[Utilisateur], carnet: Carnet) -> None:
    """Of somebody who had two, the one that no household has any more: he signs in by the other."""
    for compte in comptes:
        if compte.is_active and not compte.responsabilites.exists() and not compte.est_du_personnel:
            carnet.changer(Utilisateur.objects.filter(pk=compte.pk), is_active=False)
            fermer_les_sessions(compte)


def _rafraichir(projet: Projet, foyers: Iterable[int], carnet: Carnet) -> None:
    """What households are found by. The number of the one that goes leads to the other."""
    union = projet.principale
    if isinstance(union.autre, Foyer):
        carnet.changer(Foyer.objects.filter(pk=union.autre.pk), recherche="", lieux="")
    for foyer in Foyer.objects.ouverts().filter(pk__in=foyers):
        rafraichir_recherche(foyer)


def _ecrire_aux_comptes(
    comptes: Iterable[Utilisateur], fusion: Fusion, *, par: Utilisateur
) -> None:
    """The closed account included. Nothing of the other household is said in a mail."""
    for compte in comptes:
        compte.refresh_from_db(fields=["is_active"])
        contexte = {
            "prenom": compte.first_name,
            "agent": par.get_full_name(),
            "genre": fusion.genre,
            "ferme": not compte.is_active,
            "jusqu_au": en_lettres(timezone.localdate(fusion.jusqu_au)),
            "lien": adresse_absolue(reverse("famille:tableau_de_bord")),
        }
        preparer(FUSION.cle(fusion.pk).pour(compte), compte.email, contexte)


def _rediger(projet: Projet) -> str:
    union = projet.principale
    if isinstance(union.garde, Foyer):
        return f"le dossier {union.autre.numero} réuni au dossier {union.garde.numero}"[:300]
    genre = "l’enfant" if isinstance(union.garde, Enfant) else "l’adulte"
    return f"{genre} {union.autre} réuni à {union.garde}, une même personne"[:300]


def derniers() -> dict[str, int]:
    """model → its last key: what comes after was not there when the files were merged."""
    lus = {}
    for modele in apps.get_models(include_auto_created=True):
        if modele._meta.pk.get_internal_type() in ("AutoField", "BigAutoField"):
            dernier = tout(modele).order_by("-pk").values_list("pk", flat=True).first()
            lus[str(modele._meta.label_lower)] = dernier or 0
    return lus
