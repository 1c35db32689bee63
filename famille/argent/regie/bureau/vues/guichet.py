"""The counter: find the household, tick what it pays, check, take the money, print the receipt."""

from datetime import timedelta
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.argent.factures.cesu import payable_en_cesu
from famille.argent.factures.en_plusieurs_fois import en_cours
from famille.argent.factures.lecture import dire
from famille.argent.regie.bureau.droits import ENCAISSER, exige
from famille.argent.regie.bureau.ecran import ENCAISSER as ICI
from famille.argent.regie.bureau.ecran import JOURNAL, recu_du_guichet
from famille.argent.regie.bureau.formulaires import EncaissementForm, MotifForm
from famille.argent.regie.guichet import (
    CE_QUE_PAIE_UN_CESU,
    CE_QUE_PAIE_UN_CHEQUE_VACANCES,
    annuler_encaissement,
    encaisser_au_guichet,
    essayer_au_guichet,
    moment_recu,
)
from famille.dossier.papiers import repondre
from famille.dossier.papiers.feuille import Feuille
from famille.journal.modifications import noter_consultation
from famille.models import AU_GUICHET, Facture, Foyer, Paiement
from famille.regles.montants import ZERO
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page
from famille.socle.requetes.jours import minuit

LU = "factures à payer, au guichet de la régie"
MAX_FOYERS, MAX_FACTURES = 20, 60
DERNIERS = 8


@require_safe
@exige(ENCAISSER)
def encaisser(request: RequeteConnectee) -> HttpResponse:
    """Find the household; the only one found is opened at once. Four queries."""
    cherche = request.GET.get("q", "").strip()[:100]
    foyers = []
    if cherche:
        trouves = Foyer.objects.cherches(cherche).avec_adultes().order_by("nom", "numero")
        foyers = list(trouves[: MAX_FOYERS + 1])
        if len(foyers) == 1:
            return redirect("regie:foyer", foyers[0].pk)
    jour = timezone.localdate()
    derniers = Paiement.objects.payes().filter(
        moyen__in=AU_GUICHET,
        paye_le__gte=minuit(jour),
        paye_le__lt=minuit(jour + timedelta(days=1)),
    )
    derniers = derniers.select_related("foyer").order_by("-paye_le", "-pk")[:DERNIERS]
    contexte = {
        "titre": "Encaisser",
        "cherche": cherche,
        "foyers": foyers[:MAX_FOYERS],
        "encore": len(foyers) > MAX_FOYERS,
        "derniers": [(un, en_euros(un.montant)) for un in derniers],
    }
    return page(request, "famille/regie/bureau/encaisser.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def foyer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What the household owes; POST checks, then (`encaisser`) takes the money."""
    trouve = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    dues = trouve.factures.a_payer().avec_tenue().select_related("payeur")
    factures = list(dues.order_by("echeance", "pk")[:MAX_FACTURES])
    plans = en_cours([trouve.pk], timezone.localdate())
    form = EncaissementForm(request.POST or None, factures=factures, plans=plans)
    montrer = _recevoir if request.method == "POST" else _montrer
    return montrer(request, trouve, form)


def _recevoir(request: RequeteConnectee, foyer: Foyer, form: EncaissementForm) -> HttpResponse:
    if not form.is_valid() or "corriger" in request.POST:
        return _montrer(request, foyer, form)
    lu, montants = form.cleaned_data, form.montants()
    with agir(form):
        if "encaisser" in request.POST:
            paiement = encaisser_au_guichet(
                foyer,
                montants,
                moyen=lu["moyen"],
                piece=lu["piece"],
                banque=lu["banque"],
                tireur=lu["tireur"],
                recu_le=moment_recu(lu["recu_le"]),
                saisie=lu["saisie"],
                par=request.user,
            )
            fait = f"{en_euros(paiement.montant)} encaissés, reçu {paiement.numero_recu}."
            messages.success(request, fait)
            return redirect("regie:recu", paiement.numero_recu)
        choisies = essayer_au_guichet(foyer, montants, moyen=lu["moyen"], piece=lu["piece"])
        return _verifier(request, foyer, form, choisies, montants)
    return _montrer(request, foyer, form)


def _montrer(request: RequeteConnectee, foyer: Foyer, form: EncaissementForm) -> HttpResponse:
    noter_consultation(foyer, LU, par=request.user)
    jour = timezone.localdate()
    dites, cesu = dire(form.factures, jour), payable_en_cesu(form.factures)
    au_tresor = foyer.factures.au_tresor().somme_due()
    contexte = {
        "titre": f"Encaisser, {foyer}",
        "foyer": foyer,
        "form": form,
        "lignes": [
            (dite, *ligne[1:], en_euros(cesu[ligne[0].pk]))
            for dite, ligne in zip(dites, form.lignes(), strict=True)
        ],
        "plans": form.echeances(),
        "au_tresor": en_euros(au_tresor) if au_tresor else "",
        "regle_du_cesu": f"{CE_QUE_PAIE_UN_CESU} {CE_QUE_PAIE_UN_CHEQUE_VACANCES}",
        "du": en_euros(sum((un.solde for un in form.factures if not un.payeur_id), ZERO)),
        "peut_voir": request.user.has_perm("famille.view_foyer"),
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "famille/regie/bureau/foyer.html", contexte, refusee=form.errors)


def _verifier(
    request: RequeteConnectee,
    foyer: Foyer,
    form: EncaissementForm,
    factures: list[Facture],
    montants: dict[int, Decimal],
) -> HttpResponse:
    noter_consultation(foyer, LU, par=request.user)
    contexte = {
        "titre": "Vérifier avant d’encaisser",
        "foyer": foyer,
        "form": form,
        "lignes": [
            (une, en_euros(montants[une.pk]), en_euros(une.solde - montants[une.pk]))
            for une in factures
        ],
        "total": en_euros(sum(montants.values(), ZERO)),
        "moyen": Paiement.Moyen(form.cleaned_data["moyen"]).label,
        "breadcrumbs_items": fil(ICI, (str(foyer), "regie:foyer", foyer.pk)),
    }
    return page(request, "famille/regie/bureau/verifier.html", contexte)


@require_safe
@exige(ENCAISSER)
def recu(request: RequeteConnectee, numero: str, *, pdf: bool = False) -> HttpResponse:
    """The receipt, as the family has it; from here an entry typed by mistake is taken back."""
    return repondre(request, _feuille(request, numero, MotifForm()), pdf=pdf)


@require_http_methods(["POST"])
@exige(ENCAISSER)
def annuler(request: RequeteConnectee, numero: str) -> HttpResponse:
    paiement = get_object_or_404(Paiement, numero_recu=numero)
    form = MotifForm(request.POST)
    if form.is_valid():
        with agir(form):
            annuler_encaissement(paiement, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(
                request,
                f"L’encaissement {numero} est annulé : les factures sont de nouveau à payer.",
            )
            return redirect("regie:foyer", paiement.foyer_id)
    reponse = repondre(request, _feuille(request, numero, form))
    reponse.status_code = 422
    return reponse


def _feuille(request: RequeteConnectee, numero: str, form: MotifForm) -> Feuille:
    lus = Paiement.objects.select_related("foyer", "par")
    paiement = get_object_or_404(lus, numero_recu=numero)
    reste = paiement.foyer.factures.a_payer().filter(parts__paiement=paiement)
    return recu_du_guichet(paiement).avec(
        form=form,
        annulable=paiement.paye and paiement.moyen in AU_GUICHET,
        reste=reste.exists(),
        dernier=paiement.passages.select_related("par").last(),
        etapes=fil(ICI, JOURNAL),
    )
