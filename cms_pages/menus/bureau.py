"""The editors' screens: the weeks, one week, the years of purchases."""

from datetime import date
from functools import partial
from io import StringIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms_pages.models import BilanEgalim, Menu
from cms_pages.models.menus import lundi_de
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_lettres
from famille.socle.ecran import agir, fil, page
from reservations.models import Structure

from .actions import enregistrer_le_menu, publier_le_menu, retirer_le_menu, tenir_le_bilan
from .collage import en_table
from .egalim import COLONNES, ligne_d_import, parts
from .formulaires import BilanForm, QuelleSemaineForm, SemaineForm
from .lecture import SEMAINE, dire_les_jours, plats_de, restaurants, semaine_courante
from .regles import remarques

TENIR = "cms_pages.change_menu"
ACHATS = "cms_pages.change_bilanegalim"
ICI = ("Menus", "menus:menus")
DERNIERS = 30
ENREGISTRER = "enregistrer"


@require_safe
@permission_required(TENIR, raise_exception=True)
def menus(request: RequeteConnectee) -> HttpResponse:
    """The last weeks, and a form that leads to one."""
    prochaine = semaine_courante(timezone.localdate())
    form = QuelleSemaineForm(
        request.GET if "lundi" in request.GET else None, initial={"lundi": prochaine + SEMAINE}
    )
    if form.is_bound and form.is_valid():
        lues = form.cleaned_data
        return redirect(_adresse(lundi_de(lues["lundi"]), lues["restaurant"]))
    contexte = {
        "titre": "Menus",
        "form": form,
        "menus": Menu.objects.select_related("restaurant", "modifie_par")[:DERNIERS],
        "manquent": _sans_menu(prochaine),
        "achats": request.user.has_perm(ACHATS),
        "breadcrumbs_items": fil(),
    }
    return page(request, "cms_pages/menus/bureau/menus.html", contexte, refusee=form.errors)


def _sans_menu(lundi: date) -> list[date]:
    """The Mondays, of this week and the next, for which nothing is published."""
    voulus = [lundi, lundi + SEMAINE]
    publies = Menu.objects.publies().filter(lundi__in=voulus)
    return sorted(set(voulus) - set(publies.values_list("lundi", flat=True)))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(TENIR, raise_exception=True)
def semaine(request: RequeteConnectee, lundi: str) -> HttpResponse:
    """`?restaurant=3&copie=12`: sent once, the preview; with its button, the week."""
    le_lundi, restaurant = _lundi(lundi), _restaurant(request.GET)
    menu = Menu.objects.filter(lundi=le_lundi, restaurant=restaurant).first()
    form = SemaineForm(
        request.POST or None, lundi=le_lundi, initial=_depart(menu, request.GET, le_lundi)
    )
    apercu = None
    if form.is_valid():
        assert form.lue, "clean_table has read it"
        with agir(form):
            if request.POST.get("quoi") == ENREGISTRER:
                enregistrer_le_menu(
                    le_lundi,
                    restaurant,
                    form.lue.plats,
                    par=request.user,
                    vu=form.cleaned_data["vu"],
                )
                messages.success(request, "La semaine est enregistrée.")
                return redirect(_adresse(le_lundi, restaurant))
            apercu = form.lue.plats
    montres = apercu if apercu is not None else plats_de(menu) if menu else []
    rubriques, jours = dire_les_jours(montres)
    contexte = {
        "titre": f"Semaine du {en_lettres(le_lundi)}",
        "form": form,
        "menu": menu,
        "restaurant": restaurant,
        "lundi": le_lundi,
        "apercu": apercu is not None,
        "rubriques": rubriques,
        "jours": jours,
        "remarques": remarques(montres),
        "doutes": form.lue.doutes if form.lue else (),
        "fautes": form.lue.fautes if form.lue else (),
        "a_copier": Menu.objects.exclude(pk=menu.pk if menu else 0).select_related("restaurant")[
            :DERNIERS
        ],
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "cms_pages/menus/bureau/semaine.html", contexte, refusee=form.errors)


def _depart(menu: Menu | None, adresse: QueryDict, lundi: date) -> dict[str, Any]:
    """The week that is there, or one that is copied onto its days."""
    vu = menu.modifie_le.isoformat() if menu else ""
    source = Menu.objects.filter(pk=entier(adresse.get("copie", "")) or 0).first() or menu
    if source is None:
        return {"vu": vu}
    return {"vu": vu, "table": en_table(plats_de(source), source.lundi)}


@require_POST
@permission_required(TENIR, raise_exception=True)
def publication(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`quoi`: publier, or retirer."""
    menu = get_object_or_404(Menu.objects.select_related("restaurant"), pk=pk)
    with agir(request):
        if request.POST.get("quoi") == "retirer":
            retirer_le_menu(menu, par=request.user)
            messages.success(
                request, "Le menu est de nouveau un brouillon : plus personne ne le lit."
            )
        else:
            publier_le_menu(menu, par=request.user)
            messages.success(request, "Le menu est publié : les familles le lisent.")
    return redirect(_adresse(menu.lundi, menu.restaurant))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ACHATS, raise_exception=True)
def bilan(request: RequeteConnectee, annee: int | None = None) -> HttpResponse:
    """One year of purchases; without `annee`, a new one."""
    connu = get_object_or_404(BilanEgalim, annee=annee) if annee else BilanEgalim()
    form = BilanForm(request.POST or None, instance=connu)
    if form.is_valid():
        with agir(form):
            valeurs = dict(form.cleaned_data)
            tenir_le_bilan(valeurs.pop("annee"), valeurs, par=request.user)
            messages.success(request, "L’année est enregistrée.")
            return redirect("menus:bilans")
    contexte = {
        "titre": f"Achats de {annee}" if annee else "Ajouter une année d’achats",
        "form": form,
        "breadcrumbs_items": fil(ICI, ("Achats", "menus:bilans")),
    }
    return page(request, "cms_pages/menus/bureau/bilan.html", contexte, refusee=form.errors)


@require_safe
@permission_required(ACHATS, raise_exception=True)
def bilans(request: RequeteConnectee) -> HttpResponse:
    lus = [(un, parts(partial(getattr, un))) for un in BilanEgalim.objects.all()]
    contexte = {
        "titre": "Achats de la cantine",
        "bilans": lus,
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "cms_pages/menus/bureau/bilans.html", contexte)


@require_safe
@permission_required(ACHATS, raise_exception=True)
def ma_cantine(request: RequeteConnectee, annee: int) -> HttpResponse:
    """The file of the import of "ma cantine": commas, no mark before the titles."""
    connu = get_object_or_404(BilanEgalim, annee=annee)
    texte = StringIO()
    for ligne in ([colonne for colonne, _champ in COLONNES], ligne_d_import(connu)):
        texte.write(",".join(ligne) + "\r\n")
    reponse = HttpResponse(texte.getvalue(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="ma-cantine-{annee}.csv"'
    return reponse


def _lundi(texte: str) -> date:
    try:
        lu = date.fromisoformat(texte)
    except ValueError:
        raise Http404 from None
    if lu != lundi_de(lu):
        raise Http404
    return lu


def _restaurant(adresse: QueryDict) -> Structure | None:
    if not adresse.get("restaurant"):
        return None
    return get_object_or_404(restaurants(), pk=entier(adresse.get("restaurant")) or 0)


def _adresse(lundi: date, restaurant: Structure | None) -> str:
    adresse = reverse("menus:semaine", args=[lundi.isoformat()])
    return f"{adresse}?restaurant={restaurant.pk}" if restaurant else adresse
