"""The queues as agents see them: by day and activity, who waits, since when, what is offered until
when."""

from datetime import timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q, QuerySet

from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import Foyer
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.lecture.file_attente import rangs_de
from reservations.models import Activite, Attente

from .file import EnfantEnFile, File, PartDeFile, dire_le_jour, lire_les_enfants

Etat = Attente.Etat
SEMAINE = timedelta(days=6)
MONTRES_MAX = 10  # of each queue: a hundred and fifty lines a page, whatever the town
PAR_MORCEAU = 10  # of the one that is read whole: fifteen parts a page
# The nearest day first, and matin before après-midi.
PAR_FILE = ("debut", "activite__structure__nom", "activite__nom", "activite", "-bloc")


class FiltreFileForm(Filtres):
    fields: dict[str, Any]  # each of its own class

    q = forms.CharField(
        label="Foyer : nom, enfant, numéro, e-mail ou téléphone",
        help_text="Nom, enfant, numéro, e-mail, téléphone",
        required=False,
        max_length=100,
    )
    activite = forms.ModelChoiceField(
        Activite.objects.none(), label="Activité", required=False, empty_label="Toutes"
    )
    depuis = JourDAgentField(label="À partir du", required=False)
    bloc = forms.CharField(widget=forms.HiddenInput, max_length=24, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activite"].queryset = Activite.objects.select_related("structure")


class AttenteEtRang(NamedTuple):
    """A line of the file; `rang` None once a place is offered."""

    attente: Attente
    rang: int | None


class ListeDAttente(Liste):
    """Its pages hold the first of each queue; with an activity and a bloc, all of one queue."""

    titre = "Liste d’attente"
    adresse = "reservations_bureau:attentes"
    gabarit = "reservations/attente/bureau/liste.html"
    cellules = "reservations/attente/bureau/colonnes.html"
    colonnes = (
        Colonne("structure", "Structure", attrgetter("attente.activite.structure.nom")),
        Colonne("activite", "Activité", attrgetter("attente.activite.nom")),
        Colonne(
            "jour", "Jour", lambda une: dire_le_jour(une.attente.bloc, une.attente.activite.service)
        ),
        Colonne("rang", "Rang", attrgetter("rang")),
        Colonne("enfant", "Enfant"),
        Colonne("nom", "Nom de l’enfant", attrgetter("attente.enfant.nom")),
        Colonne("prenom", "Prénom de l’enfant", attrgetter("attente.enfant.prenom")),
        Colonne("dossier", "Dossier", attrgetter("attente.foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("attente.foyer.nom")),
        Colonne("demandee", "Demandée le", attrgetter("attente.demandee_le")),
        Colonne("etat", "Où en est-on", lambda une: une.attente.get_etat_display()),
        Colonne("expire", "À accepter avant", attrgetter("attente.expire_le")),
    )
    ecran = ("enfant", "rang", "foyer", "demandee", "etat")
    fichier = (
        *("structure", "activite", "jour", "rang", "nom", "prenom", "dossier", "foyer"),
        *("demandee", "etat", "expire"),
    )
    genre, adresse_du_fichier = "liste-d-attente", "reservations_bureau:attentes_exporter"
    onglets = (
        Onglet("", "Toute la liste"),
        Onglet(Etat.EN_ATTENTE, "En attente", Q(etat=Etat.EN_ATTENTE)),
        Onglet(Etat.PROPOSEE, "Place proposée", Q(etat=Etat.PROPOSEE)),
    )
    filtres = FiltreFileForm
    par_page = 15
    par_groupes = True
    une_ligne, des_lignes = "place demandée", "places demandées"

    def base(self) -> QuerySet:
        return Attente.objects.en_cours()

    def filtrer(self, lignes: QuerySet, valeurs: dict[str, Any]) -> QuerySet:
        if "depuis" in valeurs:
            lignes = lignes.filter(debut__gte=max(valeurs["depuis"], self.jour))
        else:  # a week that has begun is not over
            commencee = Q(debut__gte=self.jour - SEMAINE, bloc__contains="-S")
            lignes = lignes.filter(Q(debut__gte=self.jour) | commencee)
        if "q" in valeurs:
            foyers = Foyer.objects.cherches(valeurs["q"]).order_by().values("pk")
            lignes = lignes.filter(foyer__in=foyers)
        if "activite" in valeurs:
            lignes = lignes.filter(activite=valeurs["activite"])
        if "bloc" in valeurs:
            lignes = lignes.filter(bloc=valeurs["bloc"])
        return lignes

    def ranger(self, lignes: QuerySet, cle: str, valeurs: dict[str, Any]) -> Any:
        """The queues, or the parts of the one that was chosen."""
        if "activite" in valeurs and "bloc" in valeurs:
            file = valeurs["activite"].pk, valeurs["bloc"]
            return [
                PartDeFile(file, debut, PAR_MORCEAU, entiere=True)
                for debut in range(0, lignes.count(), PAR_MORCEAU)
            ]
        return lignes.order_by(*PAR_FILE).values_list("activite", "bloc").distinct()

    def preparer_les_groupes(self, groupes: list, lignes: QuerySet) -> list[EnfantEnFile]:
        morceaux = [
            un if isinstance(un, PartDeFile) else PartDeFile(un, 0, MONTRES_MAX) for un in groupes
        ]
        return lire_les_enfants(lignes, morceaux)

    def groupe_de(self, ligne: EnfantEnFile) -> File:
        return ligne.file

    def reste_de(self, groupe: File) -> int:
        return groupe.restent

    def cle_de(self, ligne: EnfantEnFile) -> int:
        return ligne.attente.pk

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        lues = lignes.select_related("enfant", "foyer", "activite__structure")
        return lues.order_by(*PAR_FILE, "pk")

    def preparer_le_fichier(self, objets: list[Attente]) -> list[AttenteEtRang]:
        rangs = rangs_de(une for une in objets if une.etat == Etat.EN_ATTENTE)
        return [AttenteEtRang(une, rangs.get(une.pk)) for une in objets]
