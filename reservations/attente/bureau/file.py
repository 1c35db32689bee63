"""The queues as agents see them: by day and activity, who waits, since when, what is offered until
when."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from famille.models import Foyer
from famille.socle.champ_jour import JourDAgentField
from reservations.lecture.file_attente import rangs_de
from reservations.models import Activite, Attente, Creneau
from reservations.regles.dire import nom_du_bloc, quand
from reservations.regles.juge import Moment, Unite, cle_de, etendue

Etat = Attente.Etat
PAR_PAGE = 15  # queues
SEMAINE = timedelta(days=6)


class FiltreFileForm(forms.Form):
    """What the address of the list says. Nothing in it is compulsory, and what is not understood is
    left out."""

    q = forms.CharField(required=False, max_length=100)
    activite = forms.ModelChoiceField(Activite.objects.none(), required=False, empty_label="Toutes")
    etat = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Toute la liste"),
            (Etat.EN_ATTENTE, "En attente"),
            (Etat.PROPOSEE, "Place proposée"),
        ],
    )
    depuis = JourDAgentField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["activite"].queryset = Activite.objects.select_related("structure")

    def valeurs(self) -> dict:
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}


@dataclass(frozen=True)
class RangFile:
    """One child of a queue; `rang` None once a place is offered to him."""

    attente: Attente
    rang: int | None


@dataclass(frozen=True)
class File:
    """One day of one activity: `libres` places are free on the fullest of its créneaux, None when
    it has none left."""

    activite: Activite
    bloc: str
    rangs: list[RangFile] = field(default_factory=list)
    libres: int | None = None
    capacite: int = 0
    ouvert: bool = True

    @property
    def libelle(self) -> str:
        """ "mercredi 9 décembre 2026, matin"."""
        moment = nom_du_bloc(self.bloc)
        jour = f"{quand(self.bloc)} {etendue(self.bloc)[0].year}"
        return f"{jour}, {moment}" if moment != "semaine" else jour


def lire_la_file(attente: Attente) -> File:
    """The places of this one's day, with him alone. One query."""
    cle = attente.activite_id, attente.bloc
    return _file(attente.bloc, [attente], {}, _places([cle])[cle])


def lire_les_files(valeurs: dict, page: str | None):
    """Page of Django's Paginator, whose object_list are File. A fixed number of queries, whatever
    they hold."""
    lignes = _filtrer(valeurs)
    # matin, then après-midi
    cles = lignes.order_by(
        "debut", "activite__structure__nom", "activite__nom", "activite", "-bloc"
    )
    numerotee = Paginator(cles.values_list("activite", "bloc").distinct(), PAR_PAGE).get_page(page)
    voulues = list(numerotee.object_list)
    numerotee.object_list = _files(lignes, voulues) if voulues else []
    return numerotee


def _filtrer(valeurs):
    depuis = max(valeurs.get("depuis", date.min), timezone.localdate())
    lignes = Attente.objects.en_cours().filter(debut__gte=depuis)
    if "depuis" not in valeurs:  # a week that has begun is not over
        lignes = lignes | Attente.objects.en_cours().filter(
            debut__gte=depuis - SEMAINE, bloc__contains="-S"
        )
    if "q" in valeurs:
        lignes = lignes.filter(
            foyer__in=Foyer.objects.cherches(valeurs["q"]).order_by().values("pk")
        )
    if "activite" in valeurs:
        lignes = lignes.filter(activite=valeurs["activite"])
    return lignes.filter(etat=valeurs["etat"]) if "etat" in valeurs else lignes


def _files(lignes, voulues):
    """The queues of these keys, in their order: three queries."""
    activites = {activite for activite, _bloc in voulues}
    lues = lignes.filter(activite__in=activites, bloc__in={bloc for _activite, bloc in voulues})
    par_file = defaultdict(list)
    for attente in lues.select_related("enfant", "foyer", "activite__structure").order_by("pk"):
        par_file[attente.activite_id, attente.bloc].append(attente)
    trouvees = [attente for cle in voulues for attente in par_file[cle]]
    rangs = rangs_de([attente for attente in trouvees if attente.etat == Etat.EN_ATTENTE])
    places = _places(voulues)
    return [
        _file(bloc, par_file[activite, bloc], rangs, places[activite, bloc])
        for activite, bloc in voulues
    ]


def _file(bloc, attentes, rangs, places):
    tries = sorted((RangFile(attente, rangs.get(attente.pk)) for attente in attentes), key=_ordre)
    libres, capacite, ouvert = places
    return File(attentes[0].activite, bloc, tries, libres, capacite, ouvert)


def _ordre(rang):
    """Those who are offered a place first, then the ranks."""
    return rang.rang or 0, rang.attente.pk


def _places(voulues):
    """{(activity, bloc): (free places, capacity, open)} of the fullest créneau of each. One
    query."""
    bornes = [etendue(bloc) for _activite, bloc in voulues]
    creneaux = Creneau.objects.filter(
        activite__in={activite for activite, _bloc in voulues},
        jour__gte=min(debut for debut, _fin in bornes),
        jour__lte=max(fin for _debut, fin in bornes),
    ).order_by()
    trouvees = dict.fromkeys(voulues, (None, 0, False))
    for activite, jour, moment, capacite, prises, ouvert in creneaux.values_list(
        "activite", "jour", "moment", "places__capacite", "places__prises", "places__ouvert"
    ):
        for unite in Unite:
            cle = activite, cle_de(unite, jour, Moment(moment))
            if ouvert and cle in trouvees and _plus_plein(capacite - prises, trouvees[cle][0]):
                trouvees[cle] = (capacite - prises, capacite, True)
    return trouvees


def _plus_plein(libres, deja):
    return deja is None or libres < deja
