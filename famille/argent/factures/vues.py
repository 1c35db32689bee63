"""My invoices: what I owe, why, and a question about a line (G4)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.argent.factures.en_cours import paiements_en_cours
from famille.comptes.sessions.vie import est_du_personnel
from famille.dossier.foyers.bureau.chez_les_agents import ou_chez_les_agents
from famille.dossier.foyers.bureau.droits import VOIR_LES_FACTURES
from famille.dossier.messages.actions import ouvrir_fil
from famille.dossier.papiers import repondre
from famille.dossier.papiers.avis import tresorerie_de
from famille.journal.une_fois import CleField, une_seule_fois
from famille.models import (
    DroitPayeur,
    Facture,
    Foyer,
    LigneFacture,
    Paiement,
    ReglageRegie,
    Utilisateur,
)
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import Formulaire, agir
from famille.socle.offres import lien_offert

from .attestation_fiscale import annees_payees_par
from .cesu import dire_le_cesu
from .credits import credits_deduits
from .en_plusieurs_fois import en_cours
from .lecture import LigneDite, aides_deduites, detailler, dire, paiement_en_ligne, prelevement_de
from .papiers import feuille_de_la_facture, feuille_fiscale

PAR_PAGE = 24
ENVOYEE = (
    "Votre question est envoyée. La réponse arrivera dans votre messagerie, et un e-mail vous"
    " préviendra."
)
_AIDE = Exists(DroitPayeur.objects.filter(foyer=OuterRef("pk")))

_ou_chez_les_agents = ou_chez_les_agents(
    Facture.objects.de, champ="numero", droit=VOIR_LES_FACTURES, espace="factures"
)


@require_safe
def factures(request: RequeteConnectee) -> HttpResponse:
    """All my invoices, the latest first, with what is owed in all. Six queries, two more where
    something is paid in several times, one where nothing is paid online."""
    les_miennes = Facture.objects.de(request.user)
    a_moi = Facture.objects.de_ses_foyers(request.user)
    foyers: list[Any] = list(Foyer.objects.de(request.user).annotate(aide=_AIDE))
    toutes = les_miennes.avec_tenue().select_related("foyer").order_by("-emise_le", "-pk")
    page = Paginator(toutes, PAR_PAGE).get_page(request.GET.get("page"))
    dites = dire(list(page), timezone.localdate(), chez={foyer.pk for foyer in foyers})
    dues = a_moi.sommes_dues()
    du, preleve, au_tresor = dues["regie"], dues["preleve"], dues["tresor"]
    contexte = {
        "page": page,
        "factures": dites,
        "du": en_euros(du),
        "en_cours": paiements_en_cours(a_moi),
        "preleve": en_euros(preleve) if preleve else "",
        "plans": en_cours(foyers, timezone.localdate()),
        "rien_du": not du and not au_tresor,
        "reste_ailleurs": not du and not au_tresor and les_miennes.dues().exists(),
        "au_tresor": en_euros(au_tresor) if au_tresor else "",
        "annees_fiscales": annees_payees_par(request.user),
        "payables": [dite for dite in dites if dite.payable],
        "regie": None if paiement_en_ligne() else ReglageRegie.lire(),
        "plusieurs": len({facture.foyer_id for facture in page}) > 1,
        "quittes": any(dite.quittee for dite in dites),
        "consommation": lien_offert("consommation"),
        "aidee": any(foyer.aide for foyer in foyers),
    }
    return render(request, "famille/factures/liste.html", contexte)


@require_safe
@_ou_chez_les_agents
def facture(request: RequeteConnectee, numero: str) -> HttpResponse:
    """One invoice or credit note; each line opens its computation, and they add up."""
    trouvee: Any = _la_mienne(request, numero)
    chez = {trouvee.foyer_id} if trouvee.de_mon_foyer else set()
    [dite] = dire([trouvee], timezone.localdate(), chez=chez)
    detaillee = detailler(trouvee)
    payee_en_plusieurs_fois = trouvee.echeancier_id and not dite.quittee
    jour = timezone.localdate()
    plans = en_cours([trouvee.foyer_id], jour) if payee_en_plusieurs_fois else []
    lisibles = Paiement.objects.de(request.user).payes().filter(parts__facture=trouvee)
    contexte = {
        "dite": dite,
        "facture": trouvee,
        "parts": detaillee,
        "aides": aides_deduites(trouvee, detaillee),
        "en_cours": [] if dite.quittee else paiements_en_cours([trouvee]),
        "avoirs": Facture.objects.de(request.user).filter(corrige=trouvee),
        "paiements": trouvee.parts.filter(paiement__etat="paye").select_related("paiement"),
        "recouvrements": trouvee.recouvrements.filter(annule_le=None),
        "credits": credits_deduits(trouvee),
        "remboursements": trouvee.remboursements.faits().select_related("lot"),
        # the payments of which the reader may open the receipt
        "recus": set(lisibles.values_list("pk", flat=True)) if dite.quittee else None,
        "plans": [lu for lu in plans if lu.echeancier.pk == trouvee.echeancier_id],
        "regie": ReglageRegie.lire(),
        "prelevement": None if dite.quittee else prelevement_de(trouvee),
        "tresorerie": None if dite.quittee else tresorerie_de(trouvee),
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
    without a payment. An agent is sent to the same address among his own."""
    les_miennes = annees_payees_par(request.user)
    mon_foyer = next((un for an, un in les_miennes if (an, un.numero) == (annee, foyer)), None)
    if mon_foyer is None:
        if est_du_personnel(request) and request.user.has_perm(VOIR_LES_FACTURES):
            nom = "attestation_fiscale_pdf" if pdf else "attestation_fiscale"
            return redirect(f"factures:{nom}", foyer, annee)
        raise Http404
    dernier_jour = None  # of this account, in a household that it has left
    if not Foyer.objects.de(request.user).filter(pk=mon_foyer.pk).exists():
        siens = mon_foyer.responsables.filter(utilisateur=request.user)
        dernier_jour = siens.partis_avec_leurs_papiers().values_list("fin", flat=True).first()
    feuille = feuille_fiscale(mon_foyer, annee, timezone.localdate(), jusqu_au=dernier_jour)
    return repondre(request, feuille, pdf=pdf)


class QuestionForm(Formulaire):
    cle = CleField()
    texte = forms.CharField(
        label="Votre question", max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: RequeteConnectee, numero: str) -> HttpResponse:
    """A conversation about this invoice, filled in with the line asked about (`?ligne=`)."""
    trouvee = get_object_or_404(Facture.objects.de_ses_foyers(request.user), numero=numero)
    cle = entier(request.GET.get("ligne"))
    # another invoice's is not even told
    ligne = trouvee.lignes.filter(pk=cle).select_related("enfant").first() if cle else None
    form = QuestionForm(request.POST or None, initial={"texte": _debut(ligne)})
    if request.method == "POST" and form.is_valid():
        with agir(form):
            une_seule_fois(request, lambda: _poser(trouvee, ligne, request.user, form))
            messages.success(request, ENVOYEE)
            return redirect("famille:facture", numero)
    dite = LigneDite(ligne, ligne.calcul.get("phrases", [])) if ligne else None
    contexte = {"form": form, "facture": trouvee, "dite": dite}
    return render(request, "famille/factures/question.html", contexte)


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
    """With `de_mon_foyer`: it is of a household of today."""
    miens = Foyer.objects.de(request.user).filter(pk=OuterRef("foyer"))
    miennes = Facture.objects.de(request.user).annotate(de_mon_foyer=Exists(miens)).avec_tenue()
    lues = miennes.select_related("foyer", "mandat__remplace_par", "corrige")
    return get_object_or_404(lues, numero=numero)


def _debut(ligne: LigneFacture | None) -> str:
    if ligne is None:
        return ""
    dite = LigneDite(ligne, [])
    qui = f", {ligne.enfant_nom}" if ligne.enfant_nom else ""
    return (
        f"Ma question porte sur cette ligne : {dite.jour}{qui}, {ligne.libelle},"
        f" {dite.montant}.\n\n"
    )
