"""The lists of those who ask for a place, at the desk: ranks, reasons, the place that is given, and
their file (G21)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from demarches.instruction.acces import pour_instructeurs
from demarches.instruction.avis import et_la_famille
from demarches.instruction.decider import valider
from demarches.models import Demande, PlaceDemandee
from demarches.models.places import PlaceDemandeeQuerySet
from famille.actions import noter_consultation
from famille.dossier.listes.declaration import Colonne, Liste
from famille.dossier.listes.export import deposer_la_liste
from famille.dossier.listes.vues import montrer
from famille.models import Travail
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import QuiRefuse, agir, fil, page
from famille.socle.erreurs import Refus
from famille.socle.tableaux import TABLEAUX, XLSX
from famille.travaux.actions import lancer_un_export
from reservations.actions import places_d_inscription
from reservations.models import Activite

from .mise_sur_liste import DESCENDRE, MONTER, deplacer, devant, rang_de

if TYPE_CHECKING:
    from demarches.models.places import PlaceClassee
    from famille.travaux.actions import Avancement


@dataclass(frozen=True)
class PlacesDUneSaison:
    """The places of one activity and season (its first year). `libres` None: no maximum."""

    activite: Activite
    annee: int
    libres: int | None

    @property
    def saison(self) -> str:
        return f"{self.annee}-{self.annee + 1}"


@dataclass(frozen=True)
class PlaceLue:
    place: PlaceDemandee
    rang: int
    liste: PlacesDUneSaison
    situation: str

    @property
    def possible(self) -> bool:
        return self.situation == LIBRE


class ListeDesPlaces(Liste):
    titre = "Demandes de place"
    adresse = "demandes_places"
    gabarit = "demarches/catalogue/place_en_accueil_de_loisirs/bureau/places.html"
    cellules = "demarches/catalogue/place_en_accueil_de_loisirs/bureau/colonnes.html"
    colonnes = (
        Colonne("enfant", "Enfant"),
        Colonne("rang", "Rang"),
        Colonne("foyer", "Foyer"),
        Colonne("demandee", "Demandée le"),
        Colonne("etat", "Où en est-on"),
    )
    ecran = ("enfant", "rang", "foyer", "demandee", "etat")
    par_page = 50
    par_cles = cles_d_abord = True
    une_ligne, des_lignes = "demande de place", "demandes de place"

    def base(self) -> QuerySet:
        return a_dire()

    def ranger(self, lignes: QuerySet, cle: str, valeurs: dict) -> QuerySet:
        return lignes

    def preparer(self, objets: list[PlaceDemandee]) -> list[PlaceLue]:
        """Only those before the page's first are counted: no list is ranked for fifty."""
        lues: list[PlaceLue] = []
        premier = devant(objets[0]) + 1 if objets else 1
        for (activite, annee), places in groupby(objets, key=attrgetter("activite", "saison")):
            liste = PlacesDUneSaison(activite, annee, places_d_inscription(activite, annee))
            lues += [
                PlaceLue(une, rang, liste, situation(une, rang, liste.libres))
                for rang, une in enumerate(places, premier)
            ]
            premier = 1
        return lues

    def groupe_de(self, ligne: PlaceLue) -> PlacesDUneSaison:
        return ligne.liste

    def cle_de(self, ligne: PlaceLue) -> UUID:
        return ligne.place.pk


LIBRE = "Une place est libre"
ENTETES = [
    *("Structure", "Activité", "Saison", "Rang", "Nom de l’enfant", "Prénom de l’enfant", "Né le"),
    *("Dossier", "Foyer", "Numéro", "Demandée le", "Où en est-on"),
]
# Never what a family answered, which is ciphered.
DITS = (
    *("saison", "ordre", "demande__numero", "demande__statut", "demande__deposee_le"),
    *("demande__enfant__prenom", "demande__enfant__nom", "demande__enfant__naissance"),
    *("demande__foyer__numero", "demande__foyer__nom"),
    *("activite__nom", "activite__inscriptions_max", "activite__structure__nom"),
)


def a_dire() -> PlaceDemandeeQuerySet:
    """Those still to be decided, in the order of places, with what a line says of each."""
    places = PlaceDemandee.objects.en_jeu()
    places = places.select_related("demande__enfant", "demande__foyer", "activite__structure")
    return places.only(*DITS)


def choisies(activite: int | None = None, saison: int | None = None) -> "QuerySet[PlaceClassee]":
    """QuerySet of the PlaceDemandee still to be decided, with their rank: of one list, or of all,
    in the order in which places are given. `activite`: key; `saison`: year."""
    places = a_dire().avec_rang()
    return places.filter(activite=activite, saison=saison) if activite and saison else places


def situation(place: PlaceDemandee, rang: int, libres: int | None) -> str:
    """Where a demande of the list is. `libres`: places left in its activity (None: no maximum)."""
    if place.demande.statut == Demande.Statut.A_COMPLETER:
        return "Complément attendu"
    return LIBRE if libres is None or rang <= libres else "Sur liste"


def verifier_le_nombre(total: int) -> int:
    """`total`. Refus: none waits."""
    if not total:
        raise Refus("Aucune demande de place n’attend dans cette liste : il n’y a rien à exporter.")
    return total


def executer(travail: Travail, avancer: "Avancement") -> dict[str, Any]:
    """The job "demandes-de-place"; `activite` and `saison` None for every list."""
    places = choisies(travail.parametres["activite"], travail.parametres["saison"])
    total = verifier_le_nombre(places.count())
    trace = "export d’une liste de demandes de place"
    deposer_la_liste(travail, avancer, GENRE, ENTETES, _lignes(places), total=total, trace=trace)
    return {"phrase": f"{compte(total, 'demande')} de place.", "lignes": total}


def _lignes(
    places: "QuerySet[PlaceClassee]",
) -> Iterator[tuple[list[int], list[str | int | date | None]]]:
    libres: dict[tuple[int, int], int | None] = {}
    for place in places:
        liste = (place.activite_id, place.saison)
        if liste not in libres:
            libres[liste] = places_d_inscription(place.activite, place.saison)
        yield [place.demande.foyer_id], _valeurs(place, libres[liste])


def _valeurs(place: "PlaceClassee", libres: int | None) -> list[str | int | date | None]:
    demande, enfant = place.demande, place.demande.son_enfant
    saison = f"{place.saison}-{place.saison + 1}"
    return [
        *(place.activite.structure.nom, place.activite.nom, saison, place.rang),
        *(enfant.nom, enfant.prenom, enfant.naissance),
        *(demande.foyer.numero, demande.foyer.nom, demande.numero, demande.deposee_le),
        situation(place, place.rang, libres),
    ]


LISTE = "demandes_places"
UNE = "demandes_places_une"
GENRE = "demandes-de-place"  # of the job (demarches.offre)


class RangForm(QuiRefuse, forms.Form):
    """Why: kept in the history of the list."""

    sens = forms.ChoiceField(
        choices=[(MONTER, "Monter d’un rang"), (DESCENDRE, "Descendre d’un rang")]
    )
    motif = forms.CharField(
        label="Raison",
        max_length=300,
        help_text="Gardée dans l’historique de la liste. Pas de donnée de santé.",
        error_messages={"required": "Dites pourquoi ce rang change."},
    )


@require_safe
@pour_instructeurs
def listes(request: RequeteConnectee) -> HttpResponse:
    """The demandes that wait, in the order of their places. A fixed number of queries a list."""
    return montrer(request, ListeDesPlaces)


@require_safe
@pour_instructeurs
def une(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """One demande in its list: its rank, how it moved, what can be done."""
    place = _trouver(pk)
    noter_consultation(place.demande.foyer, f"liste de {place.activite}", par=request.user)
    return _page(request, place)


@require_POST
@pour_instructeurs
def deplacement(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    place, form = _trouver(pk), RangForm(request.POST)
    if form.is_valid():
        with agir(form):
            mouvement = deplacer(place, **form.cleaned_data, par=request.user)
            messages.success(
                request, f"{place.demande.enfant} est maintenant au rang {mouvement.vers}."
            )
            return redirect(UNE, pk)
    return _page(request, place, form=form)


@require_POST
@pour_instructeurs
def don(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """The place is given: the demande is validated, which registers the child."""
    place = _trouver(pk)
    with agir(request):
        valider(place.demande, par=request.user)
        messages.success(
            request,
            f"{place.demande.enfant} a sa place à {place.activite}. {et_la_famille(place.demande)}",
        )
        return redirect(LISTE)
    return redirect(UNE, pk)


@require_POST
@pour_instructeurs
def exporter(request: RequeteConnectee) -> HttpResponse:
    """One list (`activite`, `saison`), or all of them, by rank, as a file made by a job."""
    liste = {nom: entier(request.POST.get(nom)) for nom in ("activite", "saison")}
    sorte = request.POST.get("format", XLSX)
    parametres = {"format": sorte if sorte in TABLEAUX else XLSX, **liste}
    with agir(request):
        verifier_le_nombre(choisies(**liste).count())
        travail = lancer_un_export(GENRE, "Demandes de place", parametres, par=request.user)
        return redirect("travaux:travail", travail.pk)
    return redirect(LISTE)


def _trouver(pk: UUID) -> PlaceDemandee:
    places = PlaceDemandee.objects.en_jeu().select_related(
        "demande__enfant", "demande__foyer", "activite__structure"
    )
    return get_object_or_404(places, pk=pk)


def _page(
    request: RequeteConnectee, place: PlaceDemandee, *, form: RangForm | None = None
) -> HttpResponse:
    rang, libres = rang_de(place)
    contexte = {
        "titre": str(place.demande.enfant),
        "place": place,
        "saison": f"{place.saison}-{place.saison + 1}",
        "rang": rang,
        "libres": libres,
        "a_completer": place.demande.statut == Demande.Statut.A_COMPLETER,
        "form": form or RangForm(),
        "mouvements": place.mouvements.select_related("par"),
        "breadcrumbs_items": fil(("Demandes de place", LISTE)),
    }
    gabarit = "demarches/catalogue/place_en_accueil_de_loisirs/bureau/place.html"
    return page(request, gabarit, contexte, refusee=form)
