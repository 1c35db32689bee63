"""Paying online: a summary, the way to the provider, what became of it, the receipt (D1, D15)."""

from collections.abc import Mapping
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from famille.argent.factures.en_cours import paiements_en_cours
from famille.argent.factures.en_plusieurs_fois import lire_les_echeanciers
from famille.argent.factures.lecture import FactureDite, dire, paiement_en_ligne
from famille.argent.factures.papiers import feuille_du_recu
from famille.courriels.boite_d_envoi import adresse_absolue
from famille.dossier.foyers.bureau.chez_les_agents import ou_chez_les_agents
from famille.dossier.foyers.bureau.droits import ENCAISSER
from famille.dossier.papiers import repondre
from famille.models import Echeancier, Facture, Foyer, Paiement, ReglageRegie
from famille.regles.montants import ZERO
from famille.regles.paiement import SE_REDEMANDENT
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros, en_heure
from famille.socle.erreurs import Refus
from famille.travaux.file import confier

from .actions import (
    AU_TRESOR,
    demander_au_fournisseur,
    interroger_paiement,
    noter_notification,
    ouvrir_paiement,
)
from .fournisseur import FournisseurIndisponible, fournisseur

UN_SEUL_FOYER = (
    "Ces factures sont celles de deux foyers : payez-les séparément, un foyer à la fois."
)
AUCUNE = "Cochez au moins une facture, puis «\u00a0Payer les factures cochées\u00a0»."
UNE_DE_MOINS = "L’une de ces factures n’est plus à payer : relisez le total, puis confirmez."
RIEN_A_PAYER = "Rien n’est à payer de cet échéancier aujourd’hui."
A_CHANGE = "Ce qui est à payer a changé : relisez le montant, puis confirmez."
REGLEE = "Cette facture est réglée depuis : vous n’en devez plus rien."
REGLEES = "Ces factures sont réglées depuis : vous n’en devez plus rien."
RESTE, RESTENT = "Votre facture reste à payer", "Vos factures restent à payer"
UNE_RESTE = "Une de ces factures reste à payer"
CERTAINES_RESTENT = "Certaines de ces factures restent à payer"
PLUS_A_PAYER = "Ces factures sont déjà payées, ou ne sont plus à payer."
# seconds: neither a page reloaded nor a notification repeated asks the provider each time
_ENTRE_DEUX_QUESTIONS, _ENTRE_DEUX_TACHES = 3, 10
MAX_FACTURES = 60
Etat = Paiement.Etat


@require_http_methods(["GET", "HEAD", "POST"])
def payer(request: RequeteConnectee) -> HttpResponse:
    """What is about to be paid (`?facture=…&facture=…`); POST opens the payment."""
    numeros, erreur = (request.POST or request.GET).getlist("facture")[:MAX_FACTURES], ""
    choisies = _choisies(request, numeros)
    if not choisies:
        miennes = Facture.objects.de_ses_foyers(request.user)
        transmises = miennes.au_tresor().filter(numero__in=numeros)
        plus = AU_TRESOR if transmises.exists() else PLUS_A_PAYER
        messages.info(request, plus if numeros else AUCUNE)
        return redirect("famille:factures")
    if request.method == "POST":
        try:
            if len(choisies) < len(set(numeros)):
                raise Refus(UNE_DE_MOINS)
            return redirect(_ouvrir(request, choisies))
        except Refus as refus:
            erreur = str(refus)
    dites = dire(choisies, timezone.localdate())
    total = en_euros(sum((facture.solde for facture in choisies), ZERO))
    contexte = {"factures": dites, "total": total}
    return _resumer(request, "famille/paiement/payer.html", choisies, erreur, contexte)


def _choisies(request: RequeteConnectee, numeros: list[str]) -> list[Facture]:
    miennes = Facture.objects.de_ses_foyers(request.user).a_payer().filter(mandat=None)
    lues = miennes.filter(numero__in=numeros).avec_tenue().select_related("foyer")
    return list(lues.order_by("emise_le", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def payer_echeance(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What is late of a plan, or its next instalment; POST opens its payment."""
    miens = Echeancier.objects.filter(foyer__in=Foyer.objects.de(request.user))
    plan = get_object_or_404(miens.prefetch_related("echeances", "factures"), pk=pk)
    [lu] = lire_les_echeanciers([plan], timezone.localdate())
    if plan.etat != Echeancier.Etat.EN_COURS or not lu.payable:
        messages.info(request, RIEN_A_PAYER)
        return redirect("famille:factures")
    erreur, choisies = "", [une for une in lu.factures if une.pk in lu.parts]
    if request.method == "POST":
        try:
            if request.POST.get("montant") != lu.demande:
                raise Refus(A_CHANGE)
            return redirect(_ouvrir(request, choisies, parts=lu.parts))
        except Refus as refus:
            erreur = str(refus)
    return _resumer(request, "famille/paiement/echeance.html", choisies, erreur, {"lu": lu})


def _resumer(
    request: RequeteConnectee, gabarit: str, choisies: list[Facture], erreur: str, contexte: dict
) -> HttpResponse:
    """What is about to be paid, 409 when it was just refused (`erreur`)."""
    contexte |= {
        "erreurs": [erreur] if erreur else [],
        "en_cours": paiements_en_cours(choisies),
        "ouvert": paiement_en_ligne(),
        "regie": ReglageRegie.lire(),
    }
    return render(request, gabarit, contexte, status=409 if erreur else 200)


def _ouvrir(
    request: RequeteConnectee, factures: list[Facture], parts: Mapping[int, Decimal] | None = None
) -> str:
    """The address of the provider's page (settings let our forms lead there). Refus: why not."""
    foyers = {facture.foyer for facture in factures}
    if len(foyers) > 1:
        raise Refus(UN_SEUL_FOYER)
    cles = [facture.pk for facture in factures]
    paiement = ouvrir_paiement(foyers.pop(), cles, par=request.user, parts=parts)
    return demander_au_fournisseur(
        paiement,
        courriel=request.user.email,
        retour=adresse_absolue(reverse("retour_paiement", args=[paiement.reference])),
        notification=adresse_absolue(reverse("notification_paiement")),
    )


@require_safe
def paiement(request: RequeteConnectee, reference: str) -> HttpResponse:
    """What became of a payment: asked to the provider when it is not final."""
    trouve = get_object_or_404(Paiement.objects.de(request.user), reference=reference)
    indisponible = False
    if trouve.etat in SE_REDEMANDENT and cache.add(
        f"paiement:{trouve.pk}", 1, _ENTRE_DEUX_QUESTIONS
    ):
        try:
            interroger_paiement(trouve)
        except FournisseurIndisponible:
            indisponible = True
        trouve.refresh_from_db()
    siennes = Facture.objects.filter(pk__in=trouve.parts.values("facture")).avec_tenue()
    dites = dire(siennes, timezone.localdate())
    contexte = {
        "paiement": trouve,
        "montant": en_euros(trouve.montant),
        "jusqua": en_heure(trouve.expire_le) if trouve.expire_le else "",
        "factures": [dite.facture for dite in dites],
        "reglees": all(dite.facture.soldee for dite in dites),
        "suite": _dire_ce_qui_reste(dites),
        "a_recommencer": any(dite.en_ligne for dite in dites),
        "indisponible": indisponible,
        "regie": ReglageRegie.lire(),
    }
    return render(request, "famille/paiement/paiement.html", contexte)


def _dire_ce_qui_reste(dites: list[FactureDite]) -> str:
    """Of an attempt that paid nothing: another, or the counter, may have paid them since."""
    dues = [dite for dite in dites if not dite.facture.soldee]
    if not dues:
        return REGLEE if len(dites) == 1 else REGLEES
    if len(dues) < len(dites):
        return UNE_RESTE if len(dues) == 1 else CERTAINES_RESTENT
    return RESTE if len(dites) == 1 else RESTENT


@login_not_required
@csrf_exempt  # the provider sends the browser back, with a form of its own
@require_http_methods(["GET", "HEAD", "POST"])
def retour_paiement(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the browser is sent back. It proves nothing (D15): our own page asks."""
    return redirect("famille:paiement", reference)


@login_not_required
@csrf_exempt  # from the provider's server; nothing that it says is believed (D15)
@require_http_methods(["GET", "POST"])
def notification_paiement(request: HttpRequest) -> HttpResponse:
    """ "Something happened to this payment": a task asks what. Always 200, whatever was sent."""
    service = fournisseur()
    identifiant = service.identifiant_notifie(request.POST or request.GET) if service else ""
    cle = noter_notification(identifiant) if identifiant else None
    # One task in a while: what comes in between is marked, and asked about at the next minute's
    # turn.
    if cle and cache.add(f"notification:{cle}", 1, _ENTRE_DEUX_TACHES):
        confier("famille.taches.interroger_paiement", cle)
    return HttpResponse("", content_type="text/plain")


@require_safe
@ou_chez_les_agents(Paiement.objects.de, champ="numero_recu", droit=ENCAISSER, espace="regie")
def recu(request: RequeteConnectee, numero: str, *, pdf: bool = False) -> HttpResponse:
    """The receipt of a payment (D1), as it was written."""
    trouve = get_object_or_404(Paiement.objects.de(request.user), numero_recu=numero)
    return repondre(request, feuille_du_recu(trouve), pdf=pdf)
