"""Debts given to the Trésor public: chosen after the last reminder, listed, taken back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.courriels.destinataires import et_le_foyer
from famille.listes.vues import exporter_la_liste, montrer
from famille.models import EtatNominatif, Facture
from famille.papiers import repondre
from famille.regie.bureau.droits import ENCAISSER, exige, fait_des_titres
from famille.regie.bureau.formulaires import MotifForm
from famille.regie.recouvrement.balance import totaux_de_la_balance
from famille.regie.recouvrement.tresor import (
    annuler_la_transmission,
    creances_de,
    feuille_de_l_etat,
    tableau_de_l_etat,
    transmettre_au_tresor,
)
from famille.regie.tresorerie.candidats import attentes, qui_attendent
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.tableaux import TYPES, XLSX

from .liste_balance import ListeDeLaBalance
from .liste_tresor import ListeDuTresor

ICI = ("Trésor public", "regie:tresor")
PAR_PAGE, MONTREES, ETATS = 100, 200, 12


@require_safe
@exige(ENCAISSER)
def tresor(request: RequeteConnectee) -> HttpResponse:
    """What may be given up collecting, what the Trésor has, what it has collected; and the lists
    made."""
    au_tresor = Facture.objects.au_tresor()
    titres = fait_des_titres(request.user)
    attendent = qui_attendent(timezone.localdate()) if titres else {}
    contexte = {
        "titres": titres,
        "attendent": attendent,
        "attentes": attentes(attendent),
        "chez_lui": au_tresor.count(),
        "montant_chez_lui": en_euros(au_tresor.somme_due()),
        "etats": [
            (etat, en_euros(etat.montant))
            for etat in EtatNominatif.objects.select_related("par")[:ETATS]
        ],
    }
    return montrer(request, ListeDuTresor, **contexte)


@require_POST
@exige(ENCAISSER)
def exporter_le_tresor(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDuTresor)


@require_POST
@exige(ENCAISSER)
def transmettre(request: RequeteConnectee) -> HttpResponse:
    """`facture` (several): their list, at once the Trésor's."""
    lues = map(entier, request.POST.getlist("facture")[:MONTREES])
    cles = [cle for cle in lues if cle is not None]
    with agir(request):
        etat = transmettre_au_tresor(cles, par=request.user)
        messages.success(
            request,
            f"L’état {etat.numero} est fait : donnez-le au comptable. Chaque adulte qui a un compte"
            " est prévenu.",
        )
        return redirect("regie:etat", etat.pk)
    return redirect("regie:tresor")


@require_safe
@exige(ENCAISSER)
def etat(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve = _trouver(pk)
    feuillet = Paginator(creances_de(trouve), PAR_PAGE).get_page(request.GET.get("p"))
    contexte = {
        "titre": f"État nominatif {trouve.numero}",
        "etat": trouve,
        "montant": en_euros(trouve.montant),
        "page": feuillet,
        "creances": [(une, en_euros(une.montant), en_euros(une.facture.solde)) for une in feuillet],
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "famille/regie/bureau/recouvrement/etat.html", contexte)


@require_safe
@exige(ENCAISSER)
def etat_en_fichier(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    trouve = _trouver(pk)
    reponse = HttpResponse(tableau_de_l_etat(trouve, par=request.user), content_type=TYPES[XLSX])
    return a_enregistrer(reponse, sous=f"{trouve.numero}.xlsx")


@require_safe
@exige(ENCAISSER)
def etat_en_pdf(request: RequeteConnectee, pk: int) -> HttpResponse:
    return repondre(request, feuille_de_l_etat(_trouver(pk), par=request.user), pdf=True)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def retour(request: RequeteConnectee, numero: str) -> HttpResponse:
    """The régie collects it again, with its reason."""
    facture = get_object_or_404(Facture.objects.publiees().select_related("foyer"), numero=numero)
    form = MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            annuler_la_transmission(facture, motif=form.cleaned_data["motif"], par=request.user)
            suite = et_le_foyer(facture.foyer, "La famille est prévenue par e-mail.")
            messages.success(request, f"La facture {numero} est de nouveau à la régie. {suite}")
            return redirect("factures:facture", numero)
    contexte = {
        "titre": f"Reprendre {numero}",
        "facture": facture,
        "reste": en_euros(facture.solde),
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/recouvrement/reprendre.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_safe
@exige(ENCAISSER)
def balance(request: RequeteConnectee) -> HttpResponse:
    """Who owes what, since when."""
    totaux = totaux_de_la_balance(timezone.localdate())
    return montrer(request, ListeDeLaBalance, totaux=totaux)


@require_POST
@exige(ENCAISSER)
def exporter_la_balance(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDeLaBalance)


def _trouver(pk: int) -> EtatNominatif:
    return get_object_or_404(EtatNominatif.objects.select_related("par"), pk=pk)
