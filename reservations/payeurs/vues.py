"""Payers and rights on the agents' screens."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.actions import noter_consultation
from famille.argent.factures.aides.lecture import lire_les_aides
from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.journal.une_fois import NOM as CLE
from famille.journal.une_fois import nouvelle_cle, une_seule_fois
from famille.models import DroitPayeur, Foyer, TiersPayeur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import TENIR_LES_PAYEURS, VOIR_LES_PAYEURS, exige
from reservations.lecture.filtres import Mois
from reservations.regles.prise_en_charge.partage import ORDRE

from .actions import (
    enregistrer_le_payeur,
    finir_un_droit,
    joindre_la_preuve,
    noter_un_droit,
    retirer_un_droit,
)
from .formulaires import DroitForm, FinDeDroitForm, MoisDuReleveForm, PayeurForm, PreuveForm
from .liste import ListeDesPayeurs
from .releves import a_demander, dernier_mois_a_demander, preparer_le_releve

ICI = ("Payeurs", "reservations_bureau:payeurs")
ZERO = Decimal("0.00")
DERNIERS = 24  # statements of a payer: two years


@require_safe
@exige(VOIR_LES_PAYEURS)
def payeurs(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesPayeurs, ordre=ORDRE)


@require_POST
@exige(VOIR_LES_PAYEURS)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesPayeurs)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(TENIR_LES_PAYEURS)
def nouveau(request: RequeteConnectee) -> HttpResponse:
    form = PayeurForm(request.POST or None, initial={"ordre": 50})
    return _enregistrer(request, TiersPayeur(), form, "Ajouter un payeur")


@require_http_methods(["GET", "HEAD", "POST"])
@exige(TENIR_LES_PAYEURS)
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve = get_object_or_404(TiersPayeur, pk=pk)
    depart = {nom: getattr(trouve, nom) for nom in PayeurForm.base_fields}
    form = PayeurForm(request.POST or None, initial=depart)
    return _enregistrer(request, trouve, form, f"Modifier {trouve}")


def _enregistrer(
    request: RequeteConnectee, payeur: TiersPayeur, form: PayeurForm, titre: str
) -> HttpResponse:
    if form.is_valid():
        with agir(form):
            garde = enregistrer_le_payeur(form.remplir(payeur), par=request.user)
            messages.success(request, f"C’est enregistré : {garde}.")
            return redirect("reservations_bureau:payeur", garde.pk)
    contexte = {"titre": titre, "form": form, "ordre": ORDRE, "breadcrumbs_items": fil(ICI)}
    return page(request, "reservations/payeurs/bureau/modifier.html", contexte, refusee=form.errors)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(VOIR_LES_PAYEURS)
def payeur(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One of them, its statements; POST prepares that of a month."""
    trouve = get_object_or_404(TiersPayeur, pk=pk)
    ce_mois = Mois.du(timezone.localdate())
    form = MoisDuReleveForm(request.POST or None, du=dernier_mois_a_demander(trouve, ce_mois))
    if request.method == "POST" and form.is_valid():
        with agir(form):
            return _preparer(request, trouve, form)
    attend = a_demander(TiersPayeur.objects.filter(pk=pk), ce_mois)
    gardees = Sum("parts__montant", filter=Q(parts__refusee_le=None))
    contexte = {
        "titre": trouve.nom,
        "payeur": trouve,
        "attend": en_euros(attend[pk]) if attend.get(pk) else "",
        "releves": [
            (un, str(Mois.du(un.mois)), en_euros(un.somme or ZERO), en_euros(un.regle))
            for un in trouve.releves.annotate(somme=gardees).order_by("-mois")[:DERNIERS]
        ],
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "reservations/payeurs/bureau/payeur.html", contexte, refusee=form.errors)


@exige(TENIR_LES_PAYEURS)
def _preparer(
    request: RequeteConnectee, trouve: TiersPayeur, form: MoisDuReleveForm
) -> HttpResponse:
    releve = preparer_le_releve(trouve, form.lu(), par=request.user)
    messages.success(request, f"Le relevé {releve} est prêt : relisez-le, puis envoyez-le.")
    return redirect("reservations_bureau:releve_payeur", releve.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(TENIR_LES_PAYEURS)
def droit_nouveau(request: RequeteConnectee, foyer: int) -> HttpResponse:
    """`foyer`: the household of whose page one comes (key)."""
    pour = get_object_or_404(Foyer.objects.ouverts(), pk=foyer)
    depart = {"debut": timezone.localdate(), "pourcent": 100}
    form = DroitForm(request.POST or None, initial=depart, foyer=pour)
    if form.is_valid():
        with agir(form):
            suite = une_seule_fois(request, lambda: _noter_le_droit(request, form))
            messages.success(request, f"L’aide est notée : {form.cleaned_data['quoi']}. {SUITE}")
            return redirect(suite)
    noter_consultation(pour, "enfants et documents, pour noter une aide", par=request.user)
    contexte = {
        "titre": f"Noter une aide, {pour}",
        "foyer": pour,
        "retour": url_du_foyer(pour, "factures"),
        "cle": request.POST.get(CLE) or nouvelle_cle(),
        "form": form,
        "ordre": ORDRE,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "reservations/payeurs/bureau/droit_nouveau.html"
    return page(request, gabarit, contexte, refusee=form.errors)


SUITE = "Ce qui était déjà facturé et change de prix est dans « Lignes à revoir »."


def _noter_le_droit(request: RequeteConnectee, form: DroitForm) -> str:
    note = noter_un_droit(form.droit(), par=request.user)
    return url_du_foyer(note.foyer, "factures")


@require_http_methods(["GET", "HEAD", "POST"])
@exige(VOIR_LES_PAYEURS)
def droit(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One right; POST gives it a last day, takes it back (`retirer`), or says which paper proves it
    (`joindre`)."""
    lus = DroitPayeur.objects.select_related("foyer", "payeur", "enfant", "par", "preuve")
    trouve = get_object_or_404(lus, pk=pk)
    retire, joint = "retirer" in request.POST, "joindre" in request.POST
    finit = request.method == "POST" and not (retire or joint)
    form = FinDeDroitForm(request.POST if finit else None, initial={"fin": trouve.fin})
    jointe = {"preuve": trouve.preuve_id}
    preuve = PreuveForm(request.POST if joint else None, foyer=trouve.foyer, initial=jointe)
    if joint and preuve.is_valid():
        return _joindre(request, trouve, preuve)
    if request.method == "POST" and (retire or form.is_valid()):
        try:
            return _changer(request, trouve, form, retire=retire)
        except Refus as refus:
            messages.error(request, str(refus))
            if not retire:
                form.refuser(refus)
    noter_consultation(trouve.foyer, "aide d’un payeur", par=request.user)
    contexte = {
        "titre": f"Aide : {trouve.quoi}",
        "droit": trouve,
        "paie": trouve.plafonds_dits,
        "aide": lire_les_aides(DroitPayeur.objects.filter(pk=pk))[0],
        "retour": url_du_foyer(trouve.foyer, "factures"),
        "form": form,
        "form_preuve": preuve,
        "breadcrumbs_items": fil(ICI),
    }
    refusee = form.errors or preuve.errors or (request.method == "POST")
    return page(request, "reservations/payeurs/bureau/droit.html", contexte, refusee=refusee)


@exige(TENIR_LES_PAYEURS)
def _joindre(request: RequeteConnectee, trouve: DroitPayeur, form: PreuveForm) -> HttpResponse:
    joindre_la_preuve(trouve, form.cleaned_data["preuve"], par=request.user)
    messages.success(request, "Le courrier de l’aide est noté.")
    return redirect("reservations_bureau:droit_payeur", trouve.pk)


@exige(TENIR_LES_PAYEURS)
def _changer(
    request: RequeteConnectee, trouve: DroitPayeur, form: FinDeDroitForm, *, retire: bool
) -> HttpResponse:
    if retire:
        retirer_un_droit(trouve, par=request.user)
        messages.success(request, "L’aide est retirée.")
        return redirect(url_du_foyer(trouve.foyer, "factures"))
    finir_un_droit(trouve, fin=form.cleaned_data["fin"], par=request.user)
    messages.success(request, f"Son dernier jour est noté. {SUITE}")
    return redirect("reservations_bureau:droit_payeur", trouve.pk)
