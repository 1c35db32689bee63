"""The screens of figures, the same as files, and the children of one figure, for who plans."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import du_au, en_heures, en_jour
from famille.socle.ecran import Formulaire, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.saisie.champ_jour import JourDAgentField
from famille.socle.tableaux import TABLEAUX, TYPES
from reservations.bureau.droits import CHIFFRER, IMPORTER, PLANIFIER, exige, exige_l_un_de
from reservations.models import Activite
from reservations.regles.accueil.heures import (
    BORNES_CAF,
    BORNES_SDJES,
    HEURE,
    NOMS_DES_REGIMES,
    Temps,
    noms_des_tranches,
)
from reservations.regles.blocs import NOMS, Moment
from reservations.regles.saison import annee_scolaire, bornes_de_saison

from .lecture import (
    LigneDHeures,
    activites_declarees,
    enfants_attendus,
    enfants_d_une_case,
    lire_les_effectifs,
    lire_les_heures,
    somme,
)
from .occupation import Figure, enfants_d_une_figure, lire_l_occupation

HEURES, EFFECTIFS, OCCUPATION = "heures", "effectifs", "occupation"
TITRES = {
    HEURES: "Heures réalisées",
    EFFECTIFS: "Effectifs pour le SDJES",
    OCCUPATION: "Occupation des places",
}
TOUS_LES_REGIMES = "Tous les régimes"
JOURS_MAX = 400  # a school year and its summer
type Tableau = tuple[list[str], list[list[Any]]]


class PeriodeForm(Formulaire):
    du = JourDAgentField(label="Du")
    au = JourDAgentField(label="Au", help_text="Dernier jour compris.")

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or {}
        debut, fin = lues.get("du"), lues.get("au")
        if debut and fin and not 0 <= (fin - debut).days <= JOURS_MAX:
            self.add_error("au", "Choisissez une fin après le début, à un an au plus.")
        return lues


def periode_lue(request: RequeteConnectee, quoi: str) -> tuple[PeriodeForm, date, date]:
    """The form and its days; by default the year of the declaration: the civil year for the CAF,
    the season for the rest."""
    jour = timezone.localdate()
    saison = bornes_de_saison(annee_scolaire(jour))
    debut, fin = (date(jour.year, 1, 1), jour) if quoi == HEURES else saison
    form = PeriodeForm(
        request.GET if "du" in request.GET else None, initial={"du": debut, "au": fin}
    )
    if form.is_bound and form.is_valid():
        return form, form.cleaned_data["du"], form.cleaned_data["au"]
    return form, debut, fin


@require_safe
@exige_l_un_de(PLANIFIER, CHIFFRER)
def chiffres(request: RequeteConnectee, quoi: str = HEURES) -> HttpResponse:
    """`?du=2026-01-01&au=2026-12-31`."""
    if quoi not in TITRES:
        raise Http404
    gabarit, dire, _table = _LECTURES[quoi]
    form, debut, fin = periode_lue(request, quoi)
    contexte = {
        "titre": TITRES[quoi],
        "quoi": quoi,
        "onglets": list(TITRES.items()),
        "form": form,
        "debut": debut,
        "fin": fin,
        "quand": du_au(debut, fin),
        **dire(debut, fin),
        "peut_importer": request.user.has_perm(IMPORTER),
        "breadcrumbs_items": fil(),
    }
    return page(request, gabarit, contexte, refusee=form.errors)


@require_safe
@exige_l_un_de(PLANIFIER, CHIFFRER)
def fichier(request: RequeteConnectee, quoi: str, sorte: str) -> HttpResponseBase:
    """The same lines as a file: figures, nobody's name; of hours, a line a social scheme."""
    if quoi not in TITRES or sorte not in TABLEAUX:
        raise Http404
    _form, debut, fin = periode_lue(request, quoi)
    entetes, lignes = _LECTURES[quoi][2](debut, fin)
    contenu = io.BytesIO()
    tableau = TABLEAUX[sorte](contenu, entetes)
    for ligne in lignes:
        tableau.ajouter(ligne)
    tableau.finir()
    reponse = HttpResponse(contenu.getvalue(), content_type=TYPES[sorte])
    return a_enregistrer(reponse, sous=f"{quoi}-{debut}-au-{fin}.{sorte}")


def _dire_les_heures(debut: date, fin: date) -> dict[str, Any]:
    lues = lire_les_heures(activites_declarees(), debut, fin, aujourdhui=timezone.localdate())
    return {
        "tranches": noms_des_tranches(BORNES_CAF),
        "lignes": [{"ligne": ligne, "rangees": _rangees(ligne)} for ligne in lues.lignes],
        "total": en_heures(lues.minutes),
        "a_pointer": lues.a_pointer,
        "sans_duree": sorted({str(un.activite) for un in lues.lignes if un.sans_duree}),
    }


def _rangees(ligne: LigneDHeures) -> list[dict[str, Any]]:
    """All schemes together, then each of those by which somebody came; in each, the ages, then all
    of them."""
    tous = [(len(NOMS_DES_REGIMES), TOUS_LES_REGIMES, ligne.cases)]
    chacun = zip(range(len(NOMS_DES_REGIMES)), NOMS_DES_REGIMES, ligne.croisees, strict=True)
    return [
        {
            "regime": rang,
            "nom": nom,
            "cases": [
                (
                    *(tranche, case.venues, en_heures(case.minutes)),
                    en_heures(case.ecretees) if case.ecretees else "",
                )
                for tranche, case in enumerate([*cases, somme(cases)])
            ],
        }
        for rang, nom, cases in [*tous, *chacun]
        if somme(cases).venues
    ]


def _dire_les_effectifs(debut: date, fin: date) -> dict[str, Any]:
    return {
        "tranches": noms_des_tranches(BORNES_SDJES),
        "effectifs": lire_les_effectifs(activites_declarees(), debut, fin),
    }


def _dire_l_occupation(debut: date, fin: date) -> dict[str, Any]:
    lues = lire_l_occupation(debut, fin, aujourdhui=timezone.localdate())
    par_fichier = any(un.nombres.get(Figure.COMPTEES) for un in lues)
    figures = [une for une in Figure if par_fichier or une != Figure.COMPTEES]
    return {
        "figures": figures,
        "par_fichier": par_fichier,
        "occupations": [(un, [une for une in un.figures if une[0] in figures]) for un in lues],
    }


def _table_des_heures(debut: date, fin: date) -> Tableau:
    lues = lire_les_heures(activites_declarees(), debut, fin, aujourdhui=timezone.localdate())
    entetes = [
        *("Structure", "Activité", "Temps", "Jours", "Régime"),
        *(f"Heures, {tranche.lower()}" for tranche in noms_des_tranches(BORNES_CAF)),
        *("Heures retenues", "Heures au-delà du plafond", "Venues"),
    ]
    lignes = []
    for ligne in lues.lignes:
        activite = ligne.activite
        debut_de_ligne = (str(activite.structure), activite.nom, ligne.temps.nom, len(ligne.jours))
        for regime, cases in zip(NOMS_DES_REGIMES, ligne.croisees, strict=True):
            total = somme(cases)
            if total.venues:
                heures = (*(case.minutes for case in (*cases, total)), total.ecretees)
                lignes.append([*debut_de_ligne, regime, *map(_decimal, heures), total.venues])
    return entetes, lignes


def _table_des_effectifs(debut: date, fin: date) -> Tableau:
    entetes = [
        *("Structure", "Activité", "Période", "Du", "Au"),
        *noms_des_tranches(BORNES_SDJES),
        *("En tout", "Jours"),
    ]
    lignes = [
        [
            *(str(un.activite.structure), un.activite.nom, un.periode, un.debut, un.fin),
            *(*un.maximums, un.maximum, un.jours),
        ]
        for un in lire_les_effectifs(activites_declarees(), debut, fin)
    ]
    return entetes, lignes


def _table_de_l_occupation(debut: date, fin: date) -> Tableau:
    entetes = ["Structure", "Activité", "Places offertes", *(une.nom for une in Figure)]
    lignes = [
        [
            *(str(un.activite.structure), un.activite.nom, un.offertes),
            *(combien for _figure, combien, _part in un.figures),
        ]
        for un in lire_l_occupation(debut, fin, aujourdhui=timezone.localdate())
    ]
    return entetes, lignes


def _decimal(minutes: int) -> float:
    """Hours, as a spreadsheet adds them."""
    return round(minutes / HEURE, 2)


# what the screen shows, what its file holds
_LECTURES: dict[str, tuple[str, Callable[..., dict[str, Any]], Callable[..., Tableau]]] = {
    HEURES: ("reservations/chiffres/heures.html", _dire_les_heures, _table_des_heures),
    EFFECTIFS: ("reservations/chiffres/effectifs.html", _dire_les_effectifs, _table_des_effectifs),
    OCCUPATION: (
        "reservations/chiffres/occupation.html",
        _dire_l_occupation,
        _table_de_l_occupation,
    ),
}


@require_safe
@exige(PLANIFIER)
def enfants(
    request: RequeteConnectee, activite: int, temps: str, tranche: int, regime: int
) -> HttpResponse:
    """Who is in one figure of the hours done: of an age band and a social scheme; the last of each:
    of all."""
    tranches = [*noms_des_tranches(BORNES_CAF), "Tous les âges"]
    connus = 0 <= tranche < len(tranches) and 0 <= regime <= len(NOMS_DES_REGIMES)
    if temps not in list(Temps) or not connus:
        raise Http404
    noms = [*(f"régime {un[0].lower()}{un[1:]}" for un in NOMS_DES_REGIMES), "tous les régimes"]
    l_activite = get_object_or_404(activites_declarees(), pk=activite)
    _form, debut, fin = periode_lue(request, HEURES)
    lus = enfants_d_une_case(
        *(l_activite, debut, fin),
        temps=Temps(temps),
        tranche=None if tranche == len(tranches) - 1 else tranche,
        regime=None if regime == len(NOMS_DES_REGIMES) else regime,
    )
    quoi = f"{tranches[tranche]}, {noms[regime]}, {du_au(debut, fin)}"
    contexte = {
        "titre": f"{l_activite} : {Temps(temps).nom.lower()}",
        "phrase": f"{quoi} : {en_heures(sum(un.minutes for un in lus))}.",
        "avec_heures": True,
        "enfants": [(un, en_heures(un.minutes)) for un in lus],
    }
    return _page(request, HEURES, contexte)


@require_safe
@exige(PLANIFIER)
def d_un_effectif(
    request: RequeteConnectee, activite: int, jour: str, moment: str, tranche: int
) -> HttpResponse:
    """Who is in a head count told to the State: expected on that day, of a band; the last one: of
    all."""
    if moment not in list(Moment) or not 0 <= tranche <= len(BORNES_SDJES) + 1:
        raise Http404
    le_jour, l_activite = _jour(jour), get_object_or_404(activites_declarees(), pk=activite)
    noms = [*noms_des_tranches(BORNES_SDJES), "Tous les âges"]
    voulue = tranche if tranche <= len(BORNES_SDJES) else None
    lus = enfants_attendus(l_activite, le_jour, Moment(moment), tranche=voulue)
    contexte = {
        "titre": f"{l_activite} : enfants attendus",
        "phrase": (
            f"{noms[tranche]}, {en_jour(le_jour)}, {NOMS[Moment(moment)]} : {len(lus)} en tout."
        ),
        "enfants": [(un, "") for un in lus],
        "seuls": True,
    }
    return _page(request, EFFECTIFS, contexte)


@require_safe
@exige(PLANIFIER)
def d_une_figure(request: RequeteConnectee, activite: int, figure: str) -> HttpResponse:
    """The children behind a figure of the occupancy."""
    if figure not in list(Figure):
        raise Http404
    l_activite = get_object_or_404(Activite.objects.select_related("structure"), pk=activite)
    _form, debut, fin = periode_lue(request, OCCUPATION)
    lus = enfants_d_une_figure(
        l_activite, debut, fin, Figure(figure), aujourdhui=timezone.localdate()
    )
    contexte = {
        "titre": f"{l_activite} : {Figure(figure).nom.lower()}",
        "phrase": f"Places, {du_au(debut, fin)} : {sum(un.venues for un in lus)} en tout.",
        "enfants": [(un, "") for un in lus],
    }
    return _page(request, OCCUPATION, contexte)


def _page(request: RequeteConnectee, quoi: str, contexte: dict[str, Any]) -> HttpResponse:
    contexte["breadcrumbs_items"] = fil((TITRES[quoi], "reservations_bureau:chiffres", quoi))
    return render(request, "reservations/chiffres/enfants.html", contexte)


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError as erreur:
        raise Http404("not a day") from erreur
