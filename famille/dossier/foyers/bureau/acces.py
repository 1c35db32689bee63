"""What agents have opened of households: confirmed by another agent, listed by month, unnamed."""

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.sidebar import LinkMenuItem

from famille.comptes.droits import avec_du_personnel
from famille.dossier.foyers.acces.actions import MODIFIER, a_montrer, confirmer_acces, est_un_autre
from famille.dossier.foyers.acces.contestation import garder_la_nouvelle, remettre_l_ancienne
from famille.dossier.listes.menu import compter
from famille.models import AccesAConfirmer, Utilisateur
from famille.models.acces import AccesAConfirmerQuerySet
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from famille.socle.envoi import a_enregistrer
from famille.socle.erreurs import Refus
from famille.socle.offres.menus import EntreeSelonLeDroit
from famille.socle.requetes.jours import minuit
from famille.socle.tableaux import CSV, TableauCsv

from .droits import exige
from .journal_acces import EXPORTER

PAR_MOIS_MAX = 2000  # lines on a screen; the file holds them all
MOIS_MONTRES = 12
ENTETES = [
    *("Date", "Agent", "Dossier", "Ce qui a été ouvert"),
    *("Santé fermée en attendant", "Confirmé par", "Confirmé le"),
]
REMISE = (
    "L’ancienne adresse est remise. Un e-mail y est parti : son titulaire y choisit un mot de"
    " passe. L’adresse de l’agenda du foyer, s’il en avait une, est fermée : il en crée une autre."
)
GARDEE = (
    "La nouvelle adresse est gardée, et le compte rouvert. Les deux adresses en sont prévenues."
)
_MOIS = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class EntreeAccesAConfirmer(EntreeSelonLeDroit):
    """The menu's line, with how many wait."""

    def __init__(self) -> None:
        super().__init__("Accès à confirmer", reverse("acces_a_confirmer"), "key", MODIFIER, 125)

    def render_component(self, request: RequeteConnectee) -> LinkMenuItem:
        return compter(super().render_component(request), request, AccesAConfirmer)


@require_safe
@exige(MODIFIER)
def a_confirmer(request: RequeteConnectee) -> HttpResponse:
    contexte = {
        "titre": "Accès à confirmer",
        "lignes": _a_faire(a_montrer(), request.user),
        "contestees": _a_faire(AccesAConfirmer.objects.contestes(), request.user),
        "breadcrumbs_items": [],
    }
    return render(request, "famille/foyers/bureau/acces.html", contexte)


def _a_faire(attente: QuerySet[AccesAConfirmer], agent: Utilisateur) -> list[Any]:
    """list[dict(acces, peut)]; `peut`: this agent's word counts."""
    lies = ("responsable__utilisateur", "responsable__invitation", "rattachement__enfant")
    lus = attente.select_related("foyer", "par", *lies).prefetch_related("foyer__responsables")
    return [{"acces": acces, "peut": est_un_autre(acces, agent)} for acces in lus[:PAR_MOIS_MAX]]


@require_POST
@exige(MODIFIER)
def trancher(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Which address of a contested account stays: `adresse` is "ancienne" or "nouvelle"."""
    contestee = get_object_or_404(AccesAConfirmer.objects.contestes(), pk=pk)
    remise = request.POST.get("adresse") == "ancienne"
    with agir(request):
        if remise:
            remettre_l_ancienne(contestee, par=request.user)
        elif request.POST.get("adresse") == "nouvelle":
            garder_la_nouvelle(contestee, par=request.user)
        else:
            raise Refus("Choisissez l’adresse à garder : l’ancienne ou la nouvelle.")
        messages.success(request, REMISE if remise else GARDEE)
    return redirect("acces_a_confirmer")


@require_POST
@exige(MODIFIER)
def confirmer(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request):
        acces = confirmer_acces(get_object_or_404(AccesAConfirmer, pk=pk), par=request.user)
        messages.success(
            request, f"C’est confirmé pour {acces.foyer}, dossier {acces.foyer.numero}."
        )
    return redirect("acces_a_confirmer")


@require_safe
@exige(EXPORTER)
def du_mois(request: RequeteConnectee) -> HttpResponseBase:
    """`?mois=2026-11` (by default this one), on the screen or, with `?format=csv`, as a file."""
    demande, ce_mois = _MOIS.fullmatch(request.GET.get("mois", "")), _mois_moins(0)
    mois = date(int(demande[1]), int(demande[2]), 1) if demande else ce_mois
    trouves = _du_mois(mois)
    if request.GET.get("format") == CSV:
        return _fichier(mois, _lignes(trouves))
    lignes = _lignes(trouves[: PAR_MOIS_MAX + 1])
    contexte = {
        "titre": "Accès ouverts par les agents",
        "mois": mois,
        "autres": [_mois_moins(recul) for recul in range(MOIS_MONTRES)],
        "entetes": ENTETES,
        "lignes": lignes[:PAR_MOIS_MAX],
        "au_dela": len(lignes) > PAR_MOIS_MAX,
        "maximum": PAR_MOIS_MAX,
        "breadcrumbs_items": [],
    }
    return render(request, "famille/foyers/bureau/acces_du_mois.html", contexte)


def _mois_moins(recul: int) -> date:
    jour = timezone.localdate()
    rang = jour.year * 12 + jour.month - 1 - recul
    return date(rang // 12, rang % 12 + 1, 1)


def _du_mois(mois: date) -> AccesAConfirmerQuerySet:
    suivant = date(mois.year + mois.month // 12, mois.month % 12 + 1, 1)
    trouves = AccesAConfirmer.objects.filter(le__gte=minuit(mois), le__lt=minuit(suivant))
    return trouves.order_by("le", "pk").select_related("par", "foyer", "confirme_par")


def _lignes(trouves: QuerySet[AccesAConfirmer]) -> list[Any]:
    tous = list(trouves)
    confirmeurs = {acces.confirme_par_id for acces in tous if acces.confirme_par_id}
    comptes: Any = avec_du_personnel(Utilisateur.objects.filter(pk__in=confirmeurs))
    agents = set(comptes.filter(du_personnel=True).values_list("pk", flat=True))
    return [_valeurs(acces, agents) for acces in tous]


def _valeurs(acces: AccesAConfirmer, agents: set[int]) -> list[datetime | str]:
    """Of a parent who confirmed, only that he is one. `agents`: the keys of those who are not."""
    confirme = acces.confirme_par
    par_qui = ""
    if confirme is not None:
        par_qui = confirme.get_full_name() if confirme.pk in agents else "un parent"
    return [
        acces.le,
        acces.par.get_full_name() if acces.par else "compte supprimé",
        acces.foyer.numero,
        acces.get_nature_display(),
        "oui" if acces.ferme else "",
        par_qui,
        acces.confirme_le or "",
    ]


def _fichier(mois: date, lignes: list[list[datetime | str]]) -> HttpResponseBase:
    fichier = BytesIO()
    tableau = TableauCsv(fichier, ENTETES)
    for ligne in lignes:
        tableau.ajouter(ligne)
    tableau.finir()
    reponse = HttpResponse(fichier.getvalue(), content_type="text/csv; charset=utf-8")
    return a_enregistrer(reponse, sous=f"acces-{mois:%Y-%m}.csv")
