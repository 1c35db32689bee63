"""One statement on the agents' screens: read, sent, paid, refused, taken away as a file."""

import io
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.actions import noter_export
from famille.journal.une_fois import NOM as CLE
from famille.journal.une_fois import nouvelle_cle, une_seule_fois
from famille.models import PartPayeur, RecuDuPayeur, RelevePayeur, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_chiffres, en_euros, en_nombre, enumerer
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.erreurs import Refus
from famille.socle.tableaux import CSV, TYPES, XLSX, TableauCsv, TableauXlsx
from reservations.bureau.droits import TENIR_LES_PAYEURS, VOIR_LES_PAYEURS, exige
from reservations.lecture.filtres import Mois

from .formulaires import ReceptionForm, RecuReprisForm, RefusDePartForm
from .releves import (
    annuler_un_recu,
    envoyer_le_releve,
    factures_a_son_nom,
    lire_les_comptes,
    recevoir_du_payeur,
    refuser_une_part,
)
from .vues import ICI

ENTETES = [
    *("Enfant", "Jours", "Nombre de jours", "Activité", "Aide", "Numéro chez le payeur"),
    *("Montant", "Refusé", "Facture", "Dossier"),
]
DE_CHORUS = [
    *("Numéro", "Date", "SIRET du destinataire", "Code service", "Numéro d’engagement"),
    *("Montant", "Mois"),
]
PAR_LECTURE = 500


def ecrire_le_releve(releve: RelevePayeur) -> bytes:
    """XLSX, a row a line of an invoice. Read by 500: a payer may have a town's children."""
    fichier = io.BytesIO()
    tableau = TableauXlsx(fichier, ENTETES)
    lues = releve.parts.select_related("ligne__facture__foyer", "droit").order_by(
        "ligne__enfant_nom", "ligne__jour", "pk"
    )
    for debut in range(0, lues.count(), PAR_LECTURE):
        for part in lues[debut : debut + PAR_LECTURE]:
            tableau.ajouter(_ligne(part))
    tableau.finir()
    return fichier.getvalue()


def ecrire_pour_chorus(releve: RelevePayeur) -> bytes:
    """CSV, one row: what is typed in Chorus Pro, or given to the software that sends it there."""
    fichier, payeur = io.BytesIO(), releve.payeur
    comptes = lire_les_comptes(releve)
    tableau = TableauCsv(fichier, DE_CHORUS)
    tableau.ajouter(
        [
            releve.numero,
            releve.envoye_le or "",
            payeur.siret,
            payeur.code_service,
            payeur.engagement,
            en_nombre(comptes.demande - comptes.refuse),
            f"{releve.mois:%m/%Y}",
        ]
    )
    tableau.finir()
    return fichier.getvalue()


def _ligne(part: PartPayeur) -> list[object]:
    ligne, signe = part.ligne, 1 if part.montant > 0 else -1
    return [
        ligne.enfant_nom,
        ", ".join(map(en_chiffres, part.jours)),
        signe * len(part.dates),
        ligne.libelle,
        part.droit.quoi,
        part.droit.reference,
        part.montant,
        part.montant if part.refusee_le else Decimal("0.00"),
        ligne.facture.numero or "",
        ligne.facture.foyer.numero,
    ]


PAR_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@exige(VOIR_LES_PAYEURS)
def releve(request: RequeteConnectee, pk: int) -> HttpResponse:
    """POST: `envoyer`, or money received. Nine queries, whatever it holds."""
    trouve = _trouver(pk)
    envoie = "envoyer" in request.POST
    form = ReceptionForm(request.POST if request.method == "POST" and not envoie else None)
    if request.method == "POST" and (envoie or form.is_valid()):
        try:
            return _avancer(request, trouve, form, envoie=envoie)
        except Refus as refus:
            form = form if form.is_bound else ReceptionForm({})
            form.refuser(refus)
    comptes = lire_les_comptes(trouve)
    lues = trouve.parts.select_related("ligne__facture__foyer", "droit").order_by(
        "ligne__enfant_nom", "ligne__jour", "pk"
    )
    feuille = Paginator(lues, PAR_PAGE).get_page(request.GET.get("p"))
    contexte = {
        "titre": f"Relevé {trouve}",
        "releve": trouve,
        "mois": Mois.du(trouve.mois),
        "comptes": [
            ("Demandé", en_euros(comptes.demande)),
            ("Refusé", en_euros(comptes.refuse)),
            ("Reçu", en_euros(comptes.regle)),
            ("Reste à recevoir", en_euros(comptes.reste)),
        ],
        "reste": comptes.reste,
        "feuille": feuille,
        "parts": [(part, _jours(part), en_euros(part.montant)) for part in feuille],
        "recus": [(un, en_euros(un.montant)) for un in trouve.recus.select_related("par")],
        "factures": factures_a_son_nom(trouve),
        "form": form,
        "cle": request.POST.get(CLE) or nouvelle_cle(),
        "deja": str(trouve.regle),
        "breadcrumbs_items": fil(
            ICI, (str(trouve.payeur), "reservations_bureau:payeur", trouve.payeur_id)
        ),
    }
    return page(request, "reservations/payeurs/bureau/releve.html", contexte, refusee=form.errors)


@exige(TENIR_LES_PAYEURS)
def _avancer(
    request: RequeteConnectee, trouve: RelevePayeur, form: ReceptionForm, *, envoie: bool
) -> HttpResponse:
    if envoie:
        envoyer_le_releve(trouve, le=timezone.localdate())
        messages.success(request, f"Le relevé {trouve} est noté comme envoyé.")
    else:
        une_seule_fois(request, lambda: _recevoir(trouve, form, request.user))
        messages.success(request, f"{en_euros(form.cleaned_data['montant'])} notés.")
    return redirect("reservations_bureau:releve_payeur", trouve.pk)


def _recevoir(releve: RelevePayeur, form: ReceptionForm, par: Utilisateur) -> str:
    recevoir_du_payeur(releve, **form.cleaned_data, par=par)
    return reverse("reservations_bureau:releve_payeur", args=[releve.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@exige(TENIR_LES_PAYEURS)
def annuler_le_recu(request: RequeteConnectee, pk: int, recu: int) -> HttpResponse:
    """A sum noted by mistake."""
    trouve = _trouver(pk)
    repris: RecuDuPayeur = get_object_or_404(trouve.recus.filter(repris_le=None), pk=recu)
    form = RecuReprisForm(request.POST or None)
    if form.is_valid():
        with agir(form):
            annuler_un_recu(repris, **form.cleaned_data, par=request.user)
            dit = f"{en_euros(repris.montant)} repris : cette somme est de nouveau à recevoir."
            messages.success(request, dit)
            return redirect("reservations_bureau:releve_payeur", pk)
    contexte = {
        "titre": "Reprendre une somme reçue",
        "releve": trouve,
        "recu": repris,
        "montant": en_euros(repris.montant),
        "form": form,
        "breadcrumbs_items": fil(ICI, _etape(trouve)),
    }
    return page(
        request, "reservations/payeurs/bureau/reprendre.html", contexte, refusee=form.errors
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(TENIR_LES_PAYEURS)
def refuser(request: RequeteConnectee, pk: int, part: int) -> HttpResponse:
    trouve = _trouver(pk)
    lues = trouve.parts.select_related("ligne__facture__foyer", "droit")
    refusee: PartPayeur = get_object_or_404(lues, pk=part)
    form = RefusDePartForm(request.POST or None)
    if form.is_valid():
        with agir(form):
            refuser_une_part(refusee, **form.cleaned_data, par=request.user)
            suite = (
                " Sa ligne est dans « Lignes à revoir » : régularisez-la pour que la famille la"
                " paie."
            )
            pour_elle = form.cleaned_data["pour"] == PartPayeur.Pour.FAMILLE
            messages.success(request, "Le refus est noté." + suite * pour_elle)
            return redirect("reservations_bureau:releve_payeur", pk)
    contexte = {
        "titre": "Noter un refus du payeur",
        "releve": trouve,
        "part": refusee,
        "jours": _jours(refusee),
        "montant": en_euros(refusee.montant),
        "form": form,
        "breadcrumbs_items": fil(ICI, _etape(trouve)),
    }
    return page(request, "reservations/payeurs/bureau/refuser.html", contexte, refusee=form.errors)


@require_safe
@exige(VOIR_LES_PAYEURS)
def en_fichier(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    trouve = _trouver(pk)
    foyers = set(trouve.parts.values_list("ligne__facture__foyer", flat=True))
    noter_export(foyers, f"relevé d’un payeur {trouve}", par=request.user)
    reponse = HttpResponse(ecrire_le_releve(trouve), content_type=TYPES[XLSX])
    return a_enregistrer(reponse, sous=f"{trouve}.xlsx")


@require_safe
@exige(VOIR_LES_PAYEURS)
def pour_chorus(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """404: its payer has no SIRET."""
    trouve = get_object_or_404(
        RelevePayeur.objects.exclude(payeur__siret="").select_related("payeur"), pk=pk
    )
    reponse = HttpResponse(ecrire_pour_chorus(trouve), content_type=TYPES[CSV])
    return a_enregistrer(reponse, sous=f"{trouve}-chorus.csv")


def _trouver(pk: int) -> RelevePayeur:
    return get_object_or_404(RelevePayeur.objects.select_related("payeur"), pk=pk)


def _etape(releve: RelevePayeur) -> tuple[str, str, int]:
    return f"Relevé {releve}", "reservations_bureau:releve_payeur", releve.pk


def _jours(part: PartPayeur) -> str:
    return enumerer(map(en_chiffres, part.jours))
