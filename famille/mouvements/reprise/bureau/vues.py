"""Families that come in a file: brought, its columns, dry run, duplicates, import, undo."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.dossier.doublons.lecture import avec_leur_foyer, avec_leurs_foyers
from famille.dossier.foyers.bureau.droits import VOIR, exige
from famille.models import DoublonDeReprise, Enfant, FauteDeReprise, Reprise, Responsable
from famille.mouvements.reprise import actions, doublons
from famille.mouvements.reprise.export.actions import EXPORTER, FORMATS, lancer_l_export
from famille.mouvements.reprise.export.tables import tables
from famille.mouvements.reprise.rapport import PARTI as RAPPORT_PARTI
from famille.mouvements.reprise.rapport import (
    ecrire_les_fautes,
    mettre_en_classeur,
    nom_du_tableau,
    rapport_garde,
)
from famille.mouvements.reprise.registre import sujets
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.erreurs import Refus
from famille.socle.tableaux import TABLEAUX, TYPES, XLSX
from famille.travaux.bureau import arrete

from .droits import REPRENDRE
from .formulaires import (
    FichierForm,
    choix_des_colonnes,
    lire_les_choix,
    lire_les_colonnes,
    tableaux_a_montrer,
)

Etat = Reprise.Etat
LISTE = ("Reprise", "reprise:liste")
_PAR_PAGE, _FAUTES_MONTREES, _DOUBLONS_PAR_PAGE = 20, 100, 20
_EN_COURS = (Etat.RELECTURE, Etat.IMPORT, Etat.ANNULATION)
_LIBELLES = {"creee": "créés", "changee": "mis à jour", "pareil": "inchangés", "refusee": "refusés"}


@require_http_methods(["GET", "POST"])
@exige(REPRENDRE)
def liste(request: RequeteConnectee) -> HttpResponse:
    formulaire = FichierForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and formulaire.is_valid():
        dits = formulaire.cleaned_data
        with agir(formulaire):
            reprise = actions.deposer_le_fichier(dits["fichier"], dits["source"], par=request.user)
            return redirect("reprise:reprise", reprise.pk)
    deposees = Reprise.objects.select_related("par").defer("tableaux")
    contexte = {
        "titre": "Reprise des familles",
        "form": formulaire,
        "page": Paginator(deposees, _PAR_PAGE).get_page(request.GET.get("p")),
        "breadcrumbs_items": fil(),
    }
    return page(request, "famille/reprise/liste.html", contexte, refusee=formulaire.errors)


@require_safe
@exige(REPRENDRE)
def reprise(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One file, where it is. htmx asks how far its job is, and reloads after."""
    trouvee = _trouver(pk)
    travail = trouvee.travail
    en_cours = bool(travail and not travail.fini_le and trouvee.etat in _EN_COURS)
    contexte: dict[str, Any] = {
        "travail": travail,
        "arrete": travail is not None and en_cours and arrete(travail),
        "en_cours": en_cours,
        "reprise": trouvee,
    }
    if request.headers.get("HX-Request"):
        if not en_cours:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "famille/travaux/_avancement.html", contexte | {"fragment": True})
    contexte |= {
        "titre": f"Reprise\u00a0: {trouvee.source}",
        "sujets": _dits(trouvee),
        "breadcrumbs_items": fil(LISTE),
    }
    if trouvee.etat == Etat.COLONNES:
        contexte |= _colonnes(trouvee)
    elif trouvee.etat in (Etat.RELUE, Etat.FAITE):
        contexte |= _fautes(trouvee)
    if trouvee.etat == Etat.FAITE:
        contexte["rapport"] = rapport_garde(trouvee)
    return page(request, "famille/reprise/reprise.html", contexte)


def _colonnes(trouvee: Reprise) -> dict[str, Any]:
    try:
        exemples = actions.exemples_de(trouvee)
    except Refus as refus:
        return {"tableaux": [], "groupes": [], "erreurs": [str(refus)]}
    return {
        "tableaux": tableaux_a_montrer(trouvee, exemples),
        "groupes": choix_des_colonnes(),
        "erreurs": [trouvee.refus] if trouvee.refus else [],
    }


def _fautes(trouvee: Reprise) -> dict[str, Any]:
    fautes = FauteDeReprise.objects.filter(reprise=trouvee)
    montrees = fautes.order_by("-bloque", "tableau", "numero")[:_FAUTES_MONTREES]
    doublons_lus = DoublonDeReprise.objects.filter(reprise=trouvee, choix="")
    return {
        "fautes": [(nom_du_tableau(trouvee, une.tableau), une) for une in montrees],
        "plusieurs_tableaux": len(trouvee.tableaux) > 1,
        "doublons_a_dire": doublons_lus.count(),
        "importables": any(
            nombre
            for dits in trouvee.bilan.get("sujets", {}).values()
            for resultat, nombre in dits.items()
            if resultat in ("creee", "changee")
        ),
    }


def _dits(trouvee: Reprise) -> list[dict[str, Any]]:
    lus = trouvee.bilan.get("sujets", {})
    return [
        {"nom": sujet.pluriel[:1].upper() + sujet.pluriel[1:], **dict.fromkeys(_LIBELLES, 0)}
        | lus[code]
        for code, sujet in sujets().items()
        if code in lus
    ]


@require_POST
@exige(REPRENDRE)
def colonnes(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouvee = _trouver(pk)
    choix = lire_les_colonnes(trouvee, request.POST)
    try:
        actions.confirmer_les_colonnes(trouvee, choix, par=request.user)
    except Refus as refus:
        for tableau, dites in zip(trouvee.tableaux, choix, strict=True):
            tableau["colonnes"] = dites
        contexte = {
            "reprise": trouvee,
            "titre": f"Reprise\u00a0: {trouvee.source}",
            "breadcrumbs_items": fil(LISTE),
            **_colonnes(trouvee),
            "erreurs": [str(refus)],
        }
        return page(request, "famille/reprise/reprise.html", contexte, refusee=True)
    return redirect("reprise:reprise", pk)


@require_http_methods(["GET", "POST"])
@exige(REPRENDRE)
def pareils(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The probable duplicates, the likeliest first, and what an agent says of each."""
    trouvee = _trouver(pk)
    if trouvee.etat != Etat.RELUE:
        return redirect("reprise:reprise", pk)
    if request.method == "POST":
        doublons.choisir(trouvee, lire_les_choix(request.POST), par=request.user)
        messages.success(request, "Vos choix sont gardés.")
        return redirect(request.get_full_path())
    siens = DoublonDeReprise.objects.filter(reprise=trouvee).select_related("ligne", "autre")
    feuille = Paginator(siens, _DOUBLONS_PAR_PAGE).get_page(request.GET.get("p"))
    contexte = {
        "titre": "Doublons probables",
        "reprise": trouvee,
        "page": feuille,
        "paires": _paires(list(feuille.object_list)),
        "choix": DoublonDeReprise.Choix.choices,
        "voit_les_foyers": request.user.has_perm(VOIR),
        "breadcrumbs_items": fil(
            LISTE, (f"Reprise\u00a0: {trouvee.source}", "reprise:reprise", pk)
        ),
    }
    return page(request, "famille/reprise/doublons.html", contexte)


def _paires(lus: list[DoublonDeReprise]) -> list[dict[str, Any]]:
    enfants = {
        un.pk: un
        for un in avec_leurs_foyers(Enfant.objects.filter(pk__in={d.enfant_id for d in lus}))
    }
    adultes = {
        un.pk: un
        for un in avec_leur_foyer(Responsable.objects.filter(pk__in={d.adulte_id for d in lus}))
    }
    paires = []
    for doublon in lus:
        enfant = enfants.get(doublon.enfant_id or 0)
        adulte = adultes.get(doublon.adulte_id or 0)
        foyers = [adulte.foyer] if adulte else []
        if enfant:
            foyers = [lien.foyer for lien in enfant.residences_lues]
        paires.append(
            {
                "doublon": doublon,
                "dit": _personne(doublon.ligne),
                "connu": enfant or adulte,
                "naissance": enfant and enfant.naissance,
                "foyers": foyers,
                "autre": doublon.autre and _personne(doublon.autre),
            }
        )
    return paires


def _personne(ligne: Any) -> dict[str, Any]:
    dit = ligne.donnees["dit"]
    naissance = dit.get("naissance")
    return {
        "nom": f"{dit.get('prenom', '')} {dit.get('nom', '')}".strip(),
        "naissance": date.fromisoformat(naissance) if naissance else None,
        "ligne": ligne.numero,
    }


@require_safe
@exige(REPRENDRE)
def fautes(request: RequeteConnectee, pk: int, sorte: str) -> HttpResponseBase:
    """Every fault, in a file."""
    if sorte not in TABLEAUX:
        raise Http404("not a kind of file")
    fichier = io.BytesIO()
    ecrire_les_fautes(_trouver(pk), fichier, sorte)
    reponse = HttpResponse(fichier.getvalue(), content_type=TYPES[sorte])
    return a_enregistrer(reponse, sous=f"lignes-a-revoir-{pk}.{sorte}")


@require_safe
@exige(REPRENDRE)
def rapport(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """What became of each line, as a workbook; as a .csv it is the file of the job."""
    garde, fichier = rapport_garde(_trouver(pk)), io.BytesIO()
    with agir(request):
        if garde is None:
            raise Refus(RAPPORT_PARTI)
        mettre_en_classeur(garde, fichier)
        reponse = HttpResponse(fichier.getvalue(), content_type=TYPES[XLSX])
        return a_enregistrer(reponse, sous=f"rapport-de-reprise-{pk}.{XLSX}")
    return redirect("reprise:reprise", pk)


def _geste(faire: Callable[..., Any], dit: str = "") -> Callable[..., HttpResponse]:
    """The view of one gesture, that leads back to the file."""

    @require_POST
    @exige(REPRENDRE)
    def vue(request: RequeteConnectee, pk: int) -> HttpResponse:
        with agir(request, dit):
            faire(_trouver(pk), par=request.user)
        return redirect("reprise:reprise", pk)

    return vue


importer = _geste(actions.importer)
abandonner = _geste(actions.abandonner, "Rien n’est repris, et le fichier est effacé d’ici.")
annuler = _geste(actions.annuler)


@require_http_methods(["GET", "POST"])
@exige(EXPORTER)
def export(request: RequeteConnectee) -> HttpResponse:
    """Asks for the whole town in one file. `format`: one of FORMATS."""
    sorte = request.POST.get("format", "")
    if request.method == "POST" and sorte in FORMATS:
        with agir(request):
            return redirect("travaux:travail", lancer_l_export(sorte, par=request.user).pk)
    contexte = {
        "tables": [(table.nom, table.lignes().count()) for table in tables()],
        "titre": "Exporter tous les dossiers",
        "breadcrumbs_items": fil(),
    }
    return page(request, "famille/reprise/export.html", contexte)


def _trouver(pk: int) -> Reprise:
    return get_object_or_404(
        Reprise.objects.select_related("travail__par", "par", "annulee_par"), pk=pk
    )
