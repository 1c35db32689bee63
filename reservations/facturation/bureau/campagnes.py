"""Billing runs: begun for a month, computed, checked, published (G4)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.actions import noter_consultation
from famille.argent.factures.lecture import LigneDite
from famille.argent.factures.retouches import lignes_sans_brouillon
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.models import BrouillonEcarte, Facture
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros, enumerer
from famille.socle.ecran import Formulaire, agir, fil, page
from reservations.bureau import ESPACE
from reservations.bureau.droits import CORRIGER, FACTURER, exige
from reservations.bureau.formulaires import ACTIVITES
from reservations.facturation.actions import (
    abandonner_campagne,
    annuler_la_publication,
    commencer_campagne,
    est_en_cours,
    publier_campagne,
    recalculer_campagne,
)
from reservations.facturation.derniere_facture import brouillons_du_depart
from reservations.facturation.liste import CampagneLue, ListeDesCampagnes
from reservations.facturation.regularisation import preparer_regularisation, regulariser
from reservations.lecture.filtres import Mois
from reservations.models import CampagneFacturation

if TYPE_CHECKING:
    from famille.models.argent.facture import FactureQuerySet


FACTURES_PAR_PAGE = 50
MOIS_PROPOSES, DEPARTS_MONTRES = 12, 20
FIL = [("Campagnes de facturation", f"{ESPACE}:campagnes")]
DEJA_LA = (
    "Vous avez déjà commencé la facturation de ce mois, avec d’autres activités : la voici."
    " Publiez-la ou abandonnez-la, puis facturez les autres."
)
DELAI = timedelta(minutes=10)  # to take a publication back
PUBLICATION = (
    "Les factures seront publiées à {heure}, et les familles prévenues. Jusque-là, vous pouvez tout"
    " reprendre."
)
FAITS = {
    "abandonner": "La campagne est abandonnée : ses brouillons sont effacés, rien n’a été envoyé.",
    "retenir": "La publication est reprise : rien n’est numéroté, aucune famille n’est prévenue.",
    "recalculer": "Le calcul recommence : les brouillons d’avant sont remplacés.",
}


def fil_de(campagne: CampagneFacturation) -> list[dict]:
    """Above the screens of one of them."""
    return fil(*FIL, (CampagneLue(campagne).titre, f"{ESPACE}:campagne", campagne.pk))


class CampagneForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    mois = forms.ChoiceField(label="Mois à facturer")
    activites = forms.ModelMultipleChoiceField(
        label="Activités",
        queryset=ACTIVITES.order_by("structure__nom", "nom"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, demande: Mois | None = None, **kwargs: Any) -> None:
        """`demande`: the month that the address asks for; proposed even when it is older."""
        super().__init__(*args, **kwargs)
        courant = Mois.du(timezone.localdate())
        mois = [courant.decale(-rang) for rang in range(MOIS_PROPOSES)]
        if demande and demande.debut < mois[-1].debut:
            mois.append(demande)
        self.fields["mois"].choices = [
            (un.code, f"{un}{' (en cours)' if un == courant else ''}") for un in mois
        ]
        self.fields["mois"].initial = (demande or courant.decale(-1)).code
        self.fields["activites"].initial = list(self.fields["activites"].queryset)
        self.fields["activites"].error_messages["required"] = (
            "Choisissez au moins une activité à facturer."
        )


@require_safe
@exige(FACTURER)
def campagnes(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesCampagnes, departs=brouillons_du_depart()[:DEPARTS_MONTRES])


@require_POST
@exige(FACTURER)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesCampagnes)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(FACTURER)
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    """`?mois=2026-03`: the month already chosen."""
    demande = Mois.lire(request.GET.get("mois", ""), timezone.localdate())
    form = CampagneForm(request.POST or None, demande=demande)
    if request.method == "POST" and form.is_valid():
        mois = Mois.lire(form.cleaned_data["mois"], timezone.localdate())
        assert mois is not None, "one of those that the form proposes"
        with agir(form):
            campagne = commencer_campagne(mois, form.cleaned_data["activites"], par=request.user)
            if campagne.par != request.user:
                messages.warning(
                    request, f"{campagne.par} a déjà commencé la facturation de ce mois : la voici."
                )
            elif set(campagne.activites.all()) != set(form.cleaned_data["activites"]):
                messages.warning(request, DEJA_LA)
            return redirect(f"{ESPACE}:campagne", campagne.pk)
    contexte = {"titre": "Facturer un mois", "form": form, "breadcrumbs_items": fil(*FIL)}
    gabarit = "reservations/facturation/bureau/campagne_nouvelle.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_safe
@exige(FACTURER)
def campagne(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Its totals, what is odd, its drafts. htmx asks again while a job runs; without it, a link
    does."""
    trouvee = _trouver(pk)
    factures = _les_siennes(trouvee)
    page = Paginator(factures.order_by("foyer__nom", "pk"), FACTURES_PAR_PAGE).get_page(
        request.GET.get("p")
    )
    lue = CampagneLue(trouvee)
    ecartees = BrouillonEcarte.objects.filter(cle__startswith=trouvee.prefixe)
    contexte = {
        "titre": lue.titre,
        "lue": lue,
        "campagne": trouvee,
        "page": page,
        "a_publier": _a_publier(trouvee) if lue.a_verifier else 0,
        "ecartees": dict(ecartees.values_list("cle", "motif")),
        "sans_brouillon": lignes_sans_brouillon(trouvee.prefixe),
        "breadcrumbs_items": fil(*FIL),
    }
    return render(request, "reservations/facturation/bureau/campagne.html", contexte)


def _les_siennes(campagne: CampagneFacturation) -> "FactureQuerySet":
    return Facture.objects.filter(cle__startswith=campagne.prefixe).select_related(
        "foyer", "mandat"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(FACTURER)
def publication(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What is about to be published, with all that is odd in it; POST has it done in ten
    minutes."""
    trouvee = _trouver(pk)
    if request.method == "POST":
        en_cours = "mois_en_cours" in request.POST
        with agir(request):
            publier_campagne(trouvee, par=request.user, mois_en_cours=en_cours, dans=DELAI)
            heure = CampagneLue(trouvee).retenue_jusqu_a
            messages.success(request, PUBLICATION.format(heure=heure))
        return redirect(f"{ESPACE}:campagne", pk)
    lue, a_publier = CampagneLue(trouvee), _a_publier(trouvee)
    if not (lue.a_verifier and a_publier):
        return redirect(f"{ESPACE}:campagne", pk)
    contexte = {
        "titre": f"Publier les factures {lue.mois.complement}",
        "lue": lue,
        "campagne": trouvee,
        "a_publier": a_publier,
        "en_cours": est_en_cours(trouvee),
        "minutes": DELAI.seconds // 60,
        "breadcrumbs_items": fil_de(trouvee),
    }
    return render(request, "reservations/facturation/bureau/publier.html", contexte)


def _a_publier(campagne: CampagneFacturation) -> int:
    ecartes = BrouillonEcarte.objects.filter(cle__startswith=campagne.prefixe)
    siennes = _les_siennes(campagne).brouillons()
    return siennes.exclude(cle__in=ecartes.values("cle")).count()


@require_http_methods(["POST"])
@exige(FACTURER)
def geste(request: RequeteConnectee, pk: int, quoi: str) -> HttpResponse:
    """Take a publication back, compute again, give up."""
    trouvee = _trouver(pk)
    if quoi not in FAITS:
        raise Http404
    with agir(request, FAITS[quoi]):
        if quoi == "abandonner":
            abandonner_campagne(trouvee)
        elif quoi == "retenir":
            annuler_la_publication(trouvee)
        else:
            recalculer_campagne(trouvee, par=request.user)
    return redirect(f"{ESPACE}:campagne", pk)


def _trouver(pk: int) -> CampagneFacturation:
    return get_object_or_404(CampagneFacturation.objects.select_related("par", "travail"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(CORRIGER)
def regularisation(request: RequeteConnectee, numero: str) -> HttpResponse:
    """What the credit note and the new invoice would be; POST makes them."""
    facture = get_object_or_404(Facture.objects.publiees().select_related("foyer"), numero=numero)
    if request.method == "POST":
        return _regulariser(request, facture)
    noter_consultation(facture.foyer, f"régularisation de {numero}", par=request.user)
    prevue = preparer_regularisation(facture)
    contexte = {
        "titre": f"Régulariser la facture {numero}",
        "facture": facture,
        "prevue": prevue,
        "lignes": [
            (une, LigneDite(une.ligne, []), en_euros(une.du), en_euros(une.trop))
            for une in prevue.notees
        ],
        "nouvelles": [
            (brouillon.objet, en_euros(brouillon.total), bool(brouillon.mandat))
            for brouillon in prevue.brouillons
        ],
        "avoir": en_euros(prevue.avoir),
        "ecart": en_euros(abs(prevue.ecart)),
        "breadcrumbs_items": fil(
            ("Lignes à revoir", "factures:a_revoir"), (numero, "factures:facture", numero)
        ),
    }
    return render(request, "reservations/facturation/bureau/regularisation.html", contexte)


def _regulariser(request: RequeteConnectee, facture: Facture) -> HttpResponse:
    with agir(request):
        vue, jour = request.POST.get("vue", ""), timezone.localdate()
        avoir, nouvelles = regulariser(facture, par=request.user, jour=jour, vue=vue)
        numeros = enumerer([une.numero for une in nouvelles if une.numero])
        suite = f" et {numeros}" if numeros else ""
        messages.success(
            request,
            f"C’est fait : avoir {avoir.numero}{suite}. La famille les voit dans ses factures.",
        )
        return redirect("factures:facture", facture.numero)
    return redirect(f"{ESPACE}:regulariser", facture.numero)
