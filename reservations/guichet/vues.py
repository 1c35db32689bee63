"""Booking for a family at the counter, past the deadline too, with a reason that is kept (D8)."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.actions import noter_consultation
from famille.courriels.destinataires import et_le_foyer
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau import ESPACE
from reservations.bureau.droits import GUICHET, exige
from reservations.guichet.lecture import Verification
from reservations.lecture.aides_dites import PrixMontre, avant_les_aides
from reservations.models import DemandeReservation
from reservations.moteur.demande import RIEN, SANS_MOTIF, LigneDemandee, controler
from reservations.moteur.resultat import en_bref
from reservations.moteur.soumettre import soumettre
from reservations.planning.bureau.plage import MOIS, lire_le_jour, plage
from reservations.voeux.lecture import lire_voeux

from .lecture import lire_le_guichet, lire_les_choix, verifier

ICI = ("Réserver pour une famille", f"{ESPACE}:guichet")
TROUVES_MAX = 10
DERNIERES = 5


@require_safe
@exige(GUICHET)
def guichet(request: RequeteConnectee) -> HttpResponse:
    """Find the household: `?q=` a name, a number, a child, a mail or a telephone."""
    cherche = request.GET.get("q", "").replace("\0", "")[:100].strip()
    foyers = (
        list(Foyer.objects.cherches(cherche).avec_adultes()[: TROUVES_MAX + 1]) if cherche else None
    )
    contexte = {"cherche": cherche, "foyers": foyers, "max": TROUVES_MAX}
    return render(request, "reservations/guichet/guichet.html", contexte)


@require_safe
@exige(GUICHET)
def foyer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The household's days of a month, each with what can be done."""
    le_foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    noter_consultation(le_foyer, "réservations, au guichet", par=request.user)
    return _page(request, le_foyer)


@require_POST
@exige(GUICHET)
def verification(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The summary before anything is saved."""
    le_foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    with agir(request):
        lignes = _lignes(request, le_foyer)
        verifiee = verifier(le_foyer, lignes, par=request.user)
        return _recapituler(request, le_foyer, verifiee)
    return redirect(_adresse(le_foyer, request))


@require_POST
@exige(GUICHET)
def enregistrement(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Save what the summary showed: all of it, or nothing and why."""
    le_foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    motif = request.POST.get("motif", "").replace("\0", "").strip()
    with agir(request):
        verifiee = verifier(le_foyer, _lignes(request, le_foyer), par=request.user)
        if verifiee.hors_delai and not motif:
            return _recapituler(request, le_foyer, verifiee, erreur=SANS_MOTIF)
        demande = soumettre(
            le_foyer,
            verifiee.lignes,
            par=request.user,
            cle=request.POST.get("cle", "").replace("\0", "")[:64] or str(uuid4()),
            canal=DemandeReservation.Canal.GUICHET,
            motif=motif[:300],
            hors_regles=verifiee.hors_delai,
        )
        if not demande.acceptee:
            verifiee = verifier(le_foyer, verifiee.lignes, par=request.user)
            return _recapituler(request, le_foyer, verifiee)
        suite = et_le_foyer(le_foyer, "La famille reçoit le récapitulatif par e-mail.")
        messages.success(request, f"C’est enregistré : {en_bref(demande)}. {suite}")
    return redirect(_adresse(le_foyer, request))


def _lignes(request: RequeteConnectee, le_foyer: Foyer) -> list[LigneDemandee]:
    """Refus: nothing is ticked, or what is not of our pages."""
    lignes = lire_les_choix(le_foyer, request.POST.getlist("ligne"))
    if not lignes:
        raise Refus(RIEN)
    return list(
        controler(lignes, cle="guichet", maintenant=timezone.now(), motif="", hors_regles=False)
    )


def _page(request: RequeteConnectee, le_foyer: Foyer) -> HttpResponse:
    aujourd_hui = timezone.localdate()
    periode = plage(MOIS, lire_le_jour(request.GET.get("le", ""), aujourd_hui))
    demandes = DemandeReservation.objects.filter(foyer=le_foyer, acceptee=True).select_related(
        "par"
    )[:DERNIERES]
    maintenant = timezone.now()
    lignes = lire_le_guichet(le_foyer, debut=periode.debut, fin=periode.fin, maintenant=maintenant)
    montres = (
        PrixMontre(le_foyer.pk, une.enfant.pk, une.activite.pk, periode.debut, periode.fin)
        for une in lignes
        if une.a_un_prix
    )
    contexte = {
        "foyer": le_foyer,
        "periode": periode,
        "voeux": lire_voeux([le_foyer], maintenant),
        "lignes": lignes,
        "avant_aides": avant_les_aides(montres).get(le_foyer.pk, ""),
        "dernieres": [{"demande": demande, "en_bref": en_bref(demande)} for demande in demandes],
        "breadcrumbs_items": fil(ICI),
    }
    return render(request, "reservations/guichet/guichet_foyer.html", contexte)


def _recapituler(
    request: RequeteConnectee, le_foyer: Foyer, verifiee: Verification, erreur: str = ""
) -> HttpResponse:
    contexte = {
        "foyer": le_foyer,
        "verification": verifiee,
        "valeurs": request.POST.getlist("ligne"),
        "le": request.POST.get("le", ""),
        "motif": request.POST.get("motif", ""),
        "cle": str(uuid4()),
        "erreurs": erreur,
        "retour": _adresse(le_foyer, request),
        "breadcrumbs_items": [
            *fil(ICI),
            {"url": _adresse(le_foyer, request), "label": str(le_foyer)},
        ],
    }
    refuse = erreur or not verifiee.possible
    return page(request, "reservations/guichet/guichet_verifier.html", contexte, refusee=refuse)


def _adresse(le_foyer: Foyer, request: RequeteConnectee) -> str:
    """The household's days, at the month that was shown."""
    le = lire_le_jour(request.POST.get("le", ""), timezone.localdate())
    return f"{reverse(f'{ESPACE}:guichet_foyer', args=[le_foyer.pk])}?le={le}"
