"""The screens of the passage to the next school year: the town, then one school's children."""

from collections import Counter, defaultdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.ecoles import passage, passage_ville, rangements
from famille.models import Classe, Ecole, LigneRangee, RangementDEcole
from famille.regles.passage import annee_a_preparer, jour_de_la_rentree, niveau_precedent
from famille.regles.scolarite import dire_annee
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_lettres
from famille.socle.ecran import agir, fil, page

from . import LISTE, PASSAGE

Sorte, Etat = LigneRangee.Sorte, LigneRangee.Etat
_ECOLE = "ecoles:passage_ecole"
_PAR_PAGE = 100
CHOIX = [
    (Sorte.PASSE, "Passe"),
    (Sorte.REDOUBLE, "Redouble"),
    (Sorte.SAUTE, "Saute une classe"),
    (Sorte.QUITTE, "Quitte nos écoles"),
]


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def ville(request: RequeteConnectee) -> HttpResponse:
    """Every school with what becomes of its children. `geste`: what is asked of all of them."""
    annee = annee_a_preparer(timezone.localdate())
    if request.method == "POST":
        return _agir(request, annee)
    comptes = {nom: Count("lignes", filter=quoi) for nom, quoi in _COMPTES.items()}
    ecoles: list[Any] = list(passage_ville.passages(annee).annotate(**comptes))
    totaux = {nom: sum(getattr(une, nom) for une in ecoles) for nom in _COMPTES}
    faites = [une for une in ecoles if une.est_fait]
    contexte = {
        "ecoles": ecoles,
        "totaux": totaux,
        "faites": len(faites),
        "a_faire": len(ecoles) - len(faites),
        "annulables": [une for une in faites if rangements.annulable(une)],
        "demande": any(une.demande_le and not une.est_fait for une in ecoles),
        "avant_la_rentree": jour_de_la_rentree(annee) > timezone.localdate(),
        "rentree": en_lettres(jour_de_la_rentree(annee)),
        "annee": dire_annee(annee),
        "titre": passage.titre_du_passage(annee),
        "breadcrumbs_items": fil(("Écoles", LISTE)),
    }
    return page(request, "famille/foyers/bureau/ecoles/passage.html", contexte)


_COMPTES = {
    "nombre": Q(),
    "passent": Q(lignes__sorte=Sorte.PASSE),
    "redoublent": Q(lignes__sorte=Sorte.REDOUBLE),
    "sautent": Q(lignes__sorte=Sorte.SAUTE),
    "quittent": Q(lignes__sorte=Sorte.QUITTE),
    "a_decider": Q(lignes__sorte=Sorte.A_DECIDER),
    "laisses": Q(lignes__etat=Etat.LAISSEE),
}


def _agir(request: RequeteConnectee, annee: int) -> HttpResponse:
    geste, travail = request.POST.get("geste", ""), None
    with agir(request):
        if geste == "preparer":
            prets = passage.preparer_la_ville(annee, par=request.user)
            messages.success(request, _dire_prets(len(prets)))
        elif geste == "passer":
            travail = passage_ville.demander(annee, par=request.user)
            if travail is None:
                rentree = en_lettres(jour_de_la_rentree(annee))
                messages.success(request, f"C’est demandé : les enfants passeront le {rentree}.")
        elif geste == "attendre":
            passage_ville.retirer_la_demande(annee, par=request.user)
            messages.success(request, "La demande est retirée : rien ne se fera à la rentrée.")
        elif geste == "annuler":
            travail = passage_ville.annuler_la_ville(annee, par=request.user)
        elif geste == "abandonner":
            passage.abandonner(annee, par=request.user)
            messages.success(request, "La préparation est abandonnée.")
    return redirect("travaux:travail", travail.pk) if travail else redirect(PASSAGE)


def _dire_prets(combien: int) -> str:
    if not combien:
        return "Aucun enfant de vos dossiers n’est dans une école : il n’y a rien à préparer."
    pretes = compte(combien, "école est prête", "écoles sont prêtes")
    return f"{pretes} : relisez, puis faites passer."


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def une_ecole(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Where its classes go, then each child. `geste`: which of the forms was sent."""
    rangement = get_object_or_404(
        RangementDEcole.objects.select_related("ecole__suite"), pk=pk, genre=passage.PASSAGE
    )
    if request.method == "POST":
        with agir(request):
            messages.success(request, _faire(request, rangement))
        numero = request.POST.get("page", "")
        suite = f"?page={numero}" if numero.isdigit() else ""
        return redirect(f"{reverse(_ECOLE, args=[rangement.pk])}{suite}")
    nouvelles = _nouvelles(rangement)
    lignes = rangement.lignes.select_related("enfant__classe", "vers", "rangement")
    feuille = Paginator(lignes.order_by("enfant__nom", "enfant__prenom", "pk"), _PAR_PAGE)
    lue = feuille.get_page(request.GET.get("page"))
    contexte = {
        "rangement": rangement,
        "ecole": rangement.ecole,
        "suites": _suites(rangement, nouvelles),
        "autres": Ecole.objects.filter(fermee=False).exclude(pk=rangement.ecole_id),
        "lignes": [_dite(une, nouvelles) for une in lue],
        "page": lue,
        "choix": CHOIX,
        "nouvelles": nouvelles,
        "annulable": rangements.annulable(rangement),
        "annee": dire_annee(rangement.annee),
        "titre": f"{passage.titre_du_passage(rangement.annee)} : {rangement.ecole}",
        "breadcrumbs_items": fil(("Écoles", LISTE), ("Passage de classe", PASSAGE)),
    }
    return page(request, "famille/foyers/bureau/ecoles/passage_ecole.html", contexte)


def _nouvelles(rangement: RangementDEcole) -> list[Classe]:
    ecoles = {rangement.ecole_id, rangement.ecole.suite_id} - {None}
    lues = Classe.objects.filter(ecole__in=ecoles, annee=rangement.annee)
    return list(lues.select_related("ecole").order_by("ecole__nom", "nom"))


def _nom(classe: Classe, rangement: RangementDEcole) -> str:
    return classe.nom if classe.ecole_id == rangement.ecole_id else f"{classe.nom} ({classe.ecole})"


def _suites(rangement: RangementDEcole, nouvelles: list[Classe]) -> list[dict[str, Any]]:
    """Each class and level of today's year, how many pass, and where most of them go."""
    par_suite: dict[tuple[str, str], Counter] = defaultdict(Counter)
    lignes = rangement.lignes.filter(sorte=Sorte.PASSE, a_la_main=False)
    for ligne in lignes.select_related("enfant__classe"):
        if ligne.etat != Etat.A_FAIRE or ligne.enfant is None:
            continue
        apres = ligne.apres
        cle = passage.cle_de_suite(ligne.avant["classe_id"], niveau_precedent(apres["niveau"]))
        par_suite[cle, ligne.enfant.nom_classe][apres["classe_id"], apres["niveau"]] += 1
    dites = []
    for (cle, nom), vers in sorted(par_suite.items(), key=lambda une: une[0][1]):
        (choisie, niveau), _n = vers.most_common(1)[0]
        possibles = [(un.pk, _nom(un, rangement)) for un in nouvelles if niveau in un.niveaux]
        dite = {"cle": cle, "nom": nom, "niveau": niveau, "nombre": vers.total()}
        dites.append(dite | {"choisie": choisie, "possibles": possibles})
    return dites


def _dite(ligne: LigneRangee, nouvelles: list[Classe]) -> dict[str, Any]:
    noms = {une.pk: _nom(une, ligne.rangement) for une in nouvelles}
    apres = ligne.apres
    vers = noms.get(apres.get("classe_id")) or apres.get("niveau", "")
    if ligne.sorte == Sorte.QUITTE:
        vers = f"hors de nos écoles{f', {vers}' if vers else ''}"
    encore = ligne.enfant if ligne.etat == Etat.A_FAIRE else None
    # of a line that is done, the class is the child's no more: its level says enough
    avant = str(ligne.avant.get("classe_dite") or ligne.avant.get("niveau") or "")
    return {
        "ligne": ligne,
        "enfant": ligne.enfant,
        "avant": encore.nom_classe if encore else avant,
        "vers": vers,
        "modifiable": ligne.etat == Etat.A_FAIRE,
        "vers_choisi": ligne.vers_id,
    }


def _faire(request: RequeteConnectee, rangement: RangementDEcole) -> str:
    geste, donnees = request.POST.get("geste", ""), request.POST
    if geste == "suite":
        return _choisir_l_ecole(request, rangement)
    if geste == "classes":
        suites = {
            nom.removeprefix("suite-"): int(str(valeur))
            for nom, valeur in donnees.items()
            if nom.startswith("suite-") and str(valeur).isdigit()
        }
        passage.choisir_les_suites(rangement, suites, par=request.user)
        return "C’est enregistré : chaque classe va où vous l’avez dit."
    if geste == "passer":
        bilan = passage_ville.passer_une_ecole(rangement, par=request.user)
        return f"{compte(bilan.faites, 'enfant a changé', 'enfants ont changé')} d’année."
    if geste == "annuler":
        bilan = rangements.annuler(rangement, par=request.user)
        return passage_ville.dire_l_annulation(bilan)
    changes = passage.choisir_pour(rangement, _lus(donnees))
    if not changes:
        return "Rien n’a changé."
    return f"C’est enregistré : {compte(changes, 'enfant', 'enfants')} à part."


def _choisir_l_ecole(request: RequeteConnectee, rangement: RangementDEcole) -> str:
    choisie = request.POST.get("suite", "")
    suite = get_object_or_404(Ecole, pk=choisie) if choisie.isdigit() else None
    passage.choisir_l_ecole_suivante(rangement.ecole, suite, par=request.user)
    passage.preparer(rangement.ecole, rangement.annee, par=request.user)
    return "C’est enregistré, pour cette année et les suivantes."


def _lus(donnees: Any) -> dict[int, tuple[str, int | None]]:
    """Key of a line → what the form says of it: "enfant-<key>" and "vers-<key>"."""
    lus: dict[int, tuple[str, int | None]] = {}
    for nom, sorte in donnees.items():
        cle = nom.removeprefix("enfant-")
        if nom == cle or not cle.isdigit():
            continue
        vers = donnees.get(f"vers-{cle}", "")
        lus[int(cle)] = (sorte, int(vers) if vers.isdigit() else None)
    return lus
