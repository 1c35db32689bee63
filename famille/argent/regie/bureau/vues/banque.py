"""Files of the bank: brought, their sure lines applied by one press, the others matched by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.argent.regie.banque.actions import appliquer, attribuer, deposer, ecarter
from famille.argent.regie.banque.rapprochement import suggestions
from famille.argent.regie.bureau.droits import PRELEVER, exige
from famille.argent.regie.bureau.formulaires import AttribuerForm, FichierBancaireForm, MotifForm
from famille.argent.regie.bureau.listes import ListeDesLignesBancaires, ListeDesRetours
from famille.dossier.listes.vues import montrer
from famille.models import LigneBancaire, RetourBancaire
from famille.regles.rejets import motif_de
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_euros
from famille.socle.ecran import agir, fil, page

ICI = ("Retours de la banque", "regie:retours")
PAR_PAGE = 50
Etat, Nature = LigneBancaire.Etat, LigneBancaire.Nature


@require_safe
@exige(PRELEVER)
def retours(request: RequeteConnectee) -> HttpResponse:
    """The files brought, the latest first."""
    return montrer(
        request, ListeDesRetours, en_attente=LigneBancaire.objects.a_rapprocher().count()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def deposer_un_fichier(request: RequeteConnectee) -> HttpResponse:
    """Read and judged; nothing is applied before the next press."""
    form = FichierBancaireForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        with agir(form):
            depot = deposer(fichier.read(), fichier.name, par=request.user)
            if depot.deja:
                messages.info(
                    request,
                    f"{compte(len(depot.deja), 'message')} de ce fichier déjà connu : rien n’est lu"
                    " deux fois.",
                )
            if len(depot.nouveaux) > 1:
                return redirect("regie:retours")
            return redirect("regie:retour", (depot.nouveaux + depot.deja)[0].pk)
    contexte = {
        "titre": "Déposer un fichier de la banque",
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/banque/deposer.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_safe
@exige(PRELEVER)
def retour(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One file: what one press does, what waits, and all its lines. Seven queries."""
    trouve = get_object_or_404(RetourBancaire.objects.select_related("par"), pk=pk)
    lignes = trouve.lignes.order_by("pk")
    feuillet = Paginator(lignes.avec_foyers(), PAR_PAGE).get_page(request.GET.get("p"))
    contexte = {
        "titre": f"{trouve.get_genre_display()} {trouve.identifiant}",
        "retour": trouve,
        "sures": lignes.sures().count(),
        "a_rapprocher": lignes.a_rapprocher().count(),
        "page": feuillet,
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "famille/regie/bureau/banque/retour.html", contexte)


@require_safe
@exige(PRELEVER)
def a_rapprocher(request: RequeteConnectee) -> HttpResponse:
    """The lines of every file that wait for somebody who knows; unsorted, the oldest first."""
    return montrer(request, ListeDesLignesBancaires)


@require_POST
@exige(PRELEVER)
def appliquer_les_sures(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve = get_object_or_404(RetourBancaire, pk=pk)
    bilan = appliquer(trouve, par=request.user)
    dit = f"{compte(bilan.faites, 'ligne appliquée', 'lignes appliquées')}."
    if bilan.restent:
        dit += f" Il en reste {bilan.restent} : appuyez de nouveau."
    (messages.success if bilan.faites else messages.info)(request, dit)
    if bilan.a_rapprocher:
        messages.warning(
            request,
            f"{compte(bilan.a_rapprocher, 'ligne a', 'lignes ont')} changé entre-temps : à"
            " rapprocher à la main.",
        )
    return redirect("regie:retour", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def ligne(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One line, and the invoices that its sum may pay; POST pays those that are named."""
    trouvee = _trouver(pk)
    form = AttribuerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            paiement = attribuer(trouvee, form.cleaned_data["numeros"], par=request.user)
            messages.success(
                request, f"Le virement est noté : la famille a son reçu {paiement.numero_recu}."
            )
            return redirect("regie:retour", trouvee.retour_id)
    return _montrer(request, trouvee, form, MotifForm())


@require_POST
@exige(PRELEVER)
def mettre_de_cote(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouvee, form = _trouver(pk), MotifForm(request.POST)
    if form.is_valid():
        with agir(form):
            ecarter(trouvee, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(request, "La ligne est mise de côté, avec sa raison.")
            return redirect("regie:retour", trouvee.retour_id)
    return _montrer(request, trouvee, AttribuerForm(), form)


def _trouver(pk: int) -> LigneBancaire:
    lues = LigneBancaire.objects.select_related("retour", "paiement__remise", "traitee_par")
    return get_object_or_404(lues.prefetch_related("factures__foyer"), pk=pk)


def _montrer(
    request: RequeteConnectee, trouvee: LigneBancaire, form: AttribuerForm, motif: MotifForm
) -> HttpResponse:
    recue = trouvee.credit and trouvee.etat in (Etat.A_RAPPROCHER, Etat.ECARTEE)
    contexte = {
        "titre": trouvee.get_nature_display(),
        "ligne": trouvee,
        "geste": motif_de(trouvee.code).geste if trouvee.nature == Nature.REJET else "",
        "form": form,
        "motif": motif,
        "recue": recue,
        "en_attente": trouvee.etat in (Etat.A_RAPPROCHER, Etat.SURE),
        "proposees": [
            (une, en_euros(une.solde)) for une in (suggestions(trouvee) if recue else [])
        ],
        "breadcrumbs_items": fil(
            ICI, (str(trouvee.retour.identifiant), "regie:retour", trouvee.retour_id)
        ),
    }
    return page(
        request,
        "famille/regie/bureau/banque/ligne.html",
        contexte,
        refusee=form.errors or motif.errors,
    )
