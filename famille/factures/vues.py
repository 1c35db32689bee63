"""My invoices: what I owe, why, and a question about a line (G4)."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.factures.en_cours import paiements_en_cours
from famille.foyers.bureau.chez_les_agents import ou_chez_les_agents
from famille.foyers.bureau.droits import VOIR_LES_FACTURES
from famille.foyers.bureau.formulaires import FormDossier
from famille.foyers.les_siens import foyers_de
from famille.journal.une_fois import CleField, une_seule_fois
from famille.messages.actions import ouvrir_fil
from famille.models import Facture, Foyer, LigneFacture, ReglageRegie, Utilisateur
from famille.papiers import repondre
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.erreurs import Refus
from famille.socle.offres import lien_offert

from .attestation_fiscale import annees_payees
from .cesu import dire_le_cesu
from .credits import credits_deduits
from .en_plusieurs_fois import EcheancierLu, en_cours
from .lecture import LigneDite, detailler, dire
from .papiers import feuille_de_la_facture, feuille_fiscale

PAR_PAGE = 24
ENVOYEE = (
    "Votre question est envoyée. La réponse arrivera dans votre messagerie, et un e-mail vous"
    " préviendra."
)
_ou_chez_les_agents = ou_chez_les_agents(
    Facture.objects.de,
    champ="numero",
    droit=VOIR_LES_FACTURES,
    espace="factures",
)


@require_safe
def factures(request: RequeteConnectee) -> HttpResponse:
    """All my invoices, the latest first, with what is owed in all. Six queries, two more where
    something is paid in several times."""
    les_miennes = Facture.objects.de(request.user)
    toutes = les_miennes.avec_tenue().select_related("foyer").order_by("-emise_le", "-pk")
    page = Paginator(toutes, PAR_PAGE).get_page(request.GET.get("page"))
    dites = dire(list(page), timezone.localdate())
    dues = les_miennes.sommes_dues()
    du, preleve, au_tresor = dues["regie"], dues["preleve"], dues["tresor"]
    contexte = {
        "page": page,
        "factures": dites,
        "du": en_euros(du),
        "en_cours": paiements_en_cours(les_miennes),
        "preleve": en_euros(preleve) if preleve else "",
        "plans": en_cours(foyers_de(request.user), timezone.localdate()),
        "rien_du": not du and not au_tresor,
        "au_tresor": en_euros(au_tresor) if au_tresor else "",
        "annees_fiscales": annees_payees(foyers_de(request.user)),
        "payables": [dite for dite in dites if dite.payable],
        "plusieurs": len({facture.foyer_id for facture in page}) > 1,
        "consommation": lien_offert("consommation"),
    }
    return render(request, "famille/factures/liste.html", contexte)


@require_safe
@_ou_chez_les_agents
def facture(request: RequeteConnectee, numero: str) -> HttpResponse:
    """One invoice or credit note; each line opens its computation, and they add up."""
    trouvee = _la_mienne(request, numero)
    [dite] = dire([trouvee], timezone.localdate())
    contexte = {
        "dite": dite,
        "facture": trouvee,
        "parts": detailler(trouvee),
        "en_cours": paiements_en_cours([trouvee]),
        "avoirs": trouvee.avoirs.all(),
        "paiements": trouvee.parts.filter(paiement__etat="paye").select_related("paiement"),
        "recouvrements": trouvee.recouvrements.filter(annule_le=None),
        "credits": credits_deduits(trouvee),
        "remboursements": trouvee.remboursements.faits().select_related("lot"),
        "plans": _son_plan(trouvee),
        "regie": ReglageRegie.lire(),
        "cesu": dire_le_cesu(trouvee) if dite.payable and not trouvee.mandat else "",
    }
    return render(request, "famille/factures/facture.html", contexte)


@require_safe
@_ou_chez_les_agents
def papier(request: RequeteConnectee, numero: str, *, pdf: bool = False) -> HttpResponse:
    """The same on a sheet, to print or to download."""
    trouvee = _la_mienne(request, numero)
    [dite] = dire([trouvee], timezone.localdate())
    return repondre(request, feuille_de_la_facture(dite, detailler(trouvee)), pdf=pdf)


@require_safe
def attestation_fiscale(
    request: RequeteConnectee, foyer: str, annee: int, *, pdf: bool = False
) -> HttpResponse:
    """What one of my households paid in a year for the care of young children; 404 for a year
    without a payment."""
    mon_foyer = get_object_or_404(Foyer.objects.de(request.user), numero=foyer)
    if annee not in {payee for payee, _foyer in annees_payees([mon_foyer])}:
        raise Http404
    return repondre(request, feuille_fiscale(mon_foyer, annee, timezone.localdate()), pdf=pdf)


class QuestionForm(FormDossier):
    cle = CleField()
    texte = forms.CharField(
        label="Votre question", max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: RequeteConnectee, numero: str) -> HttpResponse:
    """A conversation about this invoice, already filled in with the line asked about
    (`?ligne=`)."""
    trouvee = _la_mienne(request, numero)
    ligne = _ligne_demandee(request, trouvee)
    form = QuestionForm(request.POST or None, initial={"texte": _debut(ligne)})
    if request.method == "POST" and form.is_valid():
        try:
            une_seule_fois(request, lambda: _poser(trouvee, ligne, request.user, form))
        except Refus as refus:
            form.refuser(refus)
        else:
            messages.success(request, ENVOYEE)
            return redirect("famille:facture", numero)
    dite = LigneDite(ligne, ligne.calcul.get("phrases", [])) if ligne else None
    return render(
        request, "famille/factures/question.html", {"form": form, "facture": trouvee, "dite": dite}
    )


def _son_plan(facture: Facture) -> list[EcheancierLu]:
    """The plan that pays this invoice, if one does."""
    if facture.echeancier_id is None:
        return []
    siens = en_cours([facture.foyer_id], timezone.localdate())
    return [lu for lu in siens if lu.echeancier.pk == facture.echeancier_id]


def _poser(
    facture: Facture, ligne: LigneFacture | None, par: Utilisateur, form: QuestionForm
) -> str:
    ouvrir_fil(
        facture.foyer,
        sujet=f"Question sur la facture {facture.numero}",
        texte=form.cleaned_data["texte"],
        par=par,
        auteur=par.get_full_name(),
        enfant=ligne.enfant if ligne else None,
        origine=facture.numero,
    )
    return reverse("famille:facture", args=[facture.numero])


def _la_mienne(request: RequeteConnectee, numero: str) -> Facture:
    miennes = (
        Facture.objects.de(request.user).avec_tenue().select_related("foyer", "mandat", "corrige")
    )
    return get_object_or_404(miennes, numero=numero)


def _ligne_demandee(request: RequeteConnectee, facture: Facture) -> LigneFacture | None:
    """LigneFacture of this invoice named by ?ligne=, or None: another's is not even told."""
    cle = entier(request.GET.get("ligne"))
    return facture.lignes.filter(pk=cle).select_related("enfant").first() if cle else None


def _debut(ligne: LigneFacture | None) -> str:
    if ligne is None:
        return ""
    dite = LigneDite(ligne, [])
    qui = f", {ligne.enfant_nom}" if ligne.enfant_nom else ""
    return (
        f"Ma question porte sur cette ligne : {dite.jour}{qui}, {ligne.libelle},"
        f" {dite.montant}.\n\n"
    )
