"""The screens of a school on which a list of ONDE is brought: what it says of pupils becomes lines,
applied and taken back; adults are compared only. The file is read, and kept nowhere."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.ecoles.rangements import annulable, annuler
from famille.models import Ecole, LigneRangee, RangementDEcole
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus

from .comparaison import comparer_les_adultes
from .lecture import AdulteDOnde, Eleve, lire
from .lignes import CERTAINES, ONDE, appliquer_la_liste, garder_la_comparaison

Sorte = LigneRangee.Sorte
A_FAIRE, FAITE = LigneRangee.Etat.A_FAIRE, LigneRangee.Etat.FAITE


class ListeDOndeForm(forms.Form):
    fichier = forms.FileField(
        label="Liste d’ONDE",
        help_text=(
            "Le fichier CSV des élèves, ou celui de leurs responsables, que donne la direction de"
            " l’école. L’identifiant national (INE) n’est ni lu ni gardé."
        ),
        error_messages={"required": "Choisissez le fichier que l’école vous a donné."},
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def onde(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A list of pupils leads to its lines; one of adults is compared here."""
    ecole = get_object_or_404(Ecole, pk=pk)
    formulaire = ListeDOndeForm(request.POST or None, request.FILES or None)
    contexte: dict[str, Any] = {}
    if request.method == "POST" and formulaire.is_valid():
        try:
            fichier = formulaire.cleaned_data["fichier"]
            lue = lire(fichier.file, fichier.name or "")
            eleves = [une for une in lue if isinstance(une, Eleve)]
            if eleves:
                rangement = garder_la_comparaison(ecole, eleves, par=request.user)
                return redirect("onde_lignes", rangement.pk)
            adultes = [un for un in lue if isinstance(un, AdulteDOnde)]
            contexte = {"adultes": comparer_les_adultes(ecole, adultes)}
        except Refus as refus:
            formulaire.add_error("fichier", str(refus))
    contexte |= {
        "ecole": ecole,
        "form": formulaire,
        "listes": ecole.rangements.filter(genre=ONDE)[:10],
        "titre": f"Comparer avec ONDE : {ecole}",
        "breadcrumbs_items": fil(("Écoles", "ecoles:liste"), (str(ecole), "ecoles:ecole", pk)),
    }
    return page(request, "famille/reprise/onde.html", contexte, refusee=formulaire.errors)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def lignes_d_onde(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What a list said, by line. `geste`: "certaines", "ligne-<key>", "rendre-<key>", "annuler"."""
    rangement = get_object_or_404(
        RangementDEcole.objects.select_related("ecole"), pk=pk, genre=ONDE
    )
    if request.method == "POST":
        with agir(request):
            messages.success(request, _faire(request, rangement))
        return redirect("onde_lignes", pk)
    lignes = list(rangement.lignes.select_related("enfant__ecole", "enfant__classe"))
    contexte = {
        "rangement": rangement,
        "ecole": rangement.ecole,
        "groupes": [
            (titre, aide, [une for une in lignes if une.sorte == sorte])
            for sorte, titre, aide in GROUPES
        ],
        "certaines": sum(une.sorte in CERTAINES and une.etat == A_FAIRE for une in lignes),
        "faites": sum(une.etat == FAITE for une in lignes),
        "annulable": annulable(rangement),
        "titre": f"Liste d’ONDE : {rangement.ecole}",
        "breadcrumbs_items": fil(
            ("Écoles", "ecoles:liste"), (str(rangement.ecole), "ecoles:ecole", rangement.ecole_id)
        ),
    }
    return page(request, "famille/reprise/onde_lignes.html", contexte)


GROUPES = (
    (Sorte.DEPLACE, "Changent d’école ou de classe", "Même nom, même jour de naissance."),
    (
        Sorte.ECRITURE,
        "Écrits autrement",
        "Nés le même jour, d’un nom voisin. Appliquer range l’enfant, sans changer son nom.",
    ),
    (Sorte.NOUVEAU, "Sans dossier", "Rien n’est créé : invitez la famille à ouvrir son dossier."),
    (Sorte.PARTI, "Dans vos dossiers, pas dans la liste", "Appliquer retire l’école de la fiche."),
)


def _faire(request: RequeteConnectee, rangement: RangementDEcole) -> str:
    quoi, _, cle = request.POST.get("geste", "").partition("-")
    lignes = [int(cle)] if cle.isdigit() else None
    if quoi in ("annuler", "rendre"):
        bilan = annuler(rangement, par=request.user, lignes=lignes)
        dit = compte(bilan.faites, "enfant retrouve", "enfants retrouvent")
        suite = " Les autres ont changé depuis : rien n’est modifié." if bilan.laissees else ""
        return f"{dit} sa place d’avant.{suite}"
    bilan = appliquer_la_liste(rangement, par=request.user, lignes=lignes)
    laisses = compte(bilan.laissees, "laissé", "laissés")
    dit = compte(bilan.faites, "enfant a changé", "enfants ont changé")
    suite = f" {laisses}, sa ligne dit pourquoi." if bilan.laissees else ""
    return f"{dit} d’école, de classe ou de niveau.{suite}"
