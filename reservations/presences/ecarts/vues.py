"""The screen of the differences: a month, an activity, day by day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_euros
from famille.socle.ecran import fil, page
from reservations.bureau.droits import FACTURER, IMPORTER, exige
from reservations.bureau.ecran import IMPORTS
from reservations.lecture.filtres import Mois
from reservations.models import Activite, CampagneFacturation
from reservations.planning.directions import recul_de
from reservations.presences.issues import motif_du_jour

from .actions import (
    LIMITE,
    Choisis,
    EcartsRegles,
    accepter_sans_reservation,
    annuler_les_decisions,
    noter_les_absences,
)
from .lecture import EcartsDuMois, en_attente_au_plus, lire_les_ecarts


def _annoncer(activite: Activite, mois: Mois, *, par: Utilisateur) -> dict[str, Any]:
    """What noting the absences of a month does: how many (`nombre`), what they cost as they stand
    and once noted (`avant`, `apres`, of those that have a price: `sans_prix` have none), the last
    day on which the first of them is taken back; how many are left for another press (`reste`), how
    many nobody may note any more (`trop_tard`), and `motif`, why."""
    recul = recul_de(par)
    trouvees = lire_les_ecarts(mois, activite).non_pointes
    motifs = [motif_du_jour(un.ligne.jour, recul) for un in trouvees]
    libres = [un for un, motif in zip(trouvees, motifs, strict=True) if not motif]
    voulues = libres[:LIMITE]
    prix = [
        (un.ligne.prix.montant, un.montant_absent)
        for un in voulues
        if un.ligne.prix.montant is not None and un.montant_absent is not None
    ]
    premier = min((un.ligne.jour for un in voulues), default=None)
    return {
        "nombre": len(voulues),
        "reste": len(libres) - len(voulues),
        "trop_tard": len(trouvees) - len(libres),
        "motif": next(filter(None, motifs), ""),
        "recul": recul,
        "sans_prix": len(voulues) - len(prix),
        "avant": en_euros(sum((avant for avant, _apres in prix), Decimal(0))),
        "apres": en_euros(sum((apres for _avant, apres in prix), Decimal(0))),
        "premier_terme": premier and premier + timedelta(days=recul),
    }


@require_http_methods(["GET", "POST"])
@exige(IMPORTER)
def ecarts(request: RequeteConnectee) -> HttpResponse:
    activites = list(
        Activite.objects.comptees()
        .exclude(Q(unite_scolaire="") & Q(unite_vacances=""))
        .select_related("structure")
    )
    code, aujourdhui = request.GET.get("mois", ""), timezone.localdate()
    mois = Mois.lire(code, aujourdhui) if code else Mois.du(aujourdhui)
    if mois is None:
        raise Http404("not a month")
    activite, lus = _activite(request.GET.get("activite", ""), activites), None
    if request.method == "POST":
        if activite is None:  # the one where most waits has changed since it was shown
            raise Http404("not said of which activity")
        return _regler(request, mois, activite)
    if activite is None and activites:
        activite, lus = _la_plus_chargee(mois, activites)
    contexte = {
        "titre": "Comptages et réservations",
        "activites": activites,
        "activite": activite,
        "mois": mois,
        "precedent": mois.decale(-1),
        "suivant": mois.decale(1),
        "ecarts": lus or (lire_les_ecarts(mois, activite) if activite else None),
        "publiee": _campagne_publiee(mois, activite),
        "peut_facturer": request.user.has_perm(FACTURER),
        "a_defaire": "fait" in request.GET and JUSTE in request.session,
        "breadcrumbs_items": fil(IMPORTS),
    }
    return page(request, "reservations/consommation/ecarts.html", contexte)


# What each button does, by its name; its value: the source of a line, a day, or TOUT.
GESTES = {
    "accepter": (accepter_sans_reservation, "prise acceptée", "prises acceptées"),
    "absence": (noter_les_absences, "absence notée", "absences notées"),
    "annuler": (annuler_les_decisions, "décision annulée", "décisions annulées"),
}
TOUT = "mois"
JUSTE = "ecarts_juste_decides"  # of the session, and the value of a press: what the last one did


def _regler(request: RequeteConnectee, mois: Mois, activite: Activite) -> HttpResponse:
    geste = next((nom for nom in GESTES if nom in request.POST), None)
    if geste is None:
        raise Http404("not a gesture")
    choisis = _choisis(request, geste)
    if geste == "absence" and choisis.tout and (question := _demander(request, mois, activite)):
        return question
    action, un_seul, plusieurs = GESTES[geste]
    bilan = action(activite, mois, choisis, par=request.user)
    adresse = f"{reverse('planning:ecarts')}?activite={activite.pk}&mois={mois.code}"
    if bilan.faits and bilan.sources:
        request.session[JUSTE] = list(bilan.sources)
        adresse += "&fait=1"
    _annoncer_le_bilan(request, bilan, compte(bilan.faits, un_seul, plusieurs))
    return redirect(adresse)


def _demander(request: RequeteConnectee, mois: Mois, activite: Activite) -> HttpResponse | None:
    """The question before all the absences of a month are noted; None once it is answered, or
    nothing is to be noted. `confirmer`: how many the agent has read, so that others are asked
    anew."""
    annonce = _annoncer(activite, mois, par=request.user)
    nombre = annonce["nombre"]
    if not nombre and annonce["motif"]:
        messages.error(request, annonce["motif"])
        return redirect(f"{reverse('planning:ecarts')}?activite={activite.pk}&mois={mois.code}")
    if not nombre or request.POST.get("confirmer") == str(nombre):
        return None
    contexte = {
        "titre": f"Noter {compte(nombre, 'absence', 'absences')} ?",
        "activite": activite,
        "mois": mois,
        "annonce": annonce,
        "publiee": _campagne_publiee(mois, activite),
        "breadcrumbs_items": fil(IMPORTS),
    }
    return page(request, "reservations/consommation/absences_a_noter.html", contexte)


def _annoncer_le_bilan(request: RequeteConnectee, bilan: EcartsRegles, faits: str) -> None:
    """`faits`: what was done, in words."""
    if bilan.faits:
        reste = f" Il en reste {bilan.reste} : recommencez pour la suite." if bilan.reste else ""
        messages.success(request, f"{faits}.{reste}")
    for phrase in bilan.refus:
        messages.error(request, phrase)
    if not bilan.faits and not bilan.refus:
        messages.warning(request, "Rien n’a changé : ces lignes ont été comptées entre-temps.")


def _choisis(request: RequeteConnectee, geste: str) -> Choisis:
    valeur = request.POST[geste]
    if valeur == JUSTE:
        return Choisis(sources=set(request.session.pop(JUSTE, ())))
    if valeur == TOUT:
        return Choisis(tout=True)
    if ":" in valeur:
        return Choisis(sources={valeur})
    return Choisis(jour=_jour(valeur))


def _activite(cle: str, activites: list[Activite]) -> Activite | None:
    """The activity asked for, or None. Http404: not one of these."""
    if not cle:
        return None
    trouvee = next((une for une in activites if str(une.pk) == cle), None)
    if trouvee is None:
        raise Http404("not an activity that is booked and counted")
    return trouvee


def _la_plus_chargee(mois: Mois, activites: list[Activite]) -> tuple[Activite, EcartsDuMois | None]:
    """The one where most waits, with its differences; the first one, unread, when nothing waits
    anywhere: who opens the screen is not told that there is nothing while another waits. Those that
    cannot have more than what is found are not read."""
    au_plus = en_attente_au_plus(mois, [une.pk for une in activites])
    trouvee, trouves, attendent = activites[0], None, 0
    for activite in sorted(activites, key=lambda une: -au_plus[une.pk]):
        if au_plus[activite.pk] <= attendent:
            break
        lus = lire_les_ecarts(mois, activite)
        if lus.en_attente > attendent:
            trouvee, trouves, attendent = activite, lus, lus.en_attente
    return trouvee, trouves


def _campagne_publiee(mois: Mois, activite: Activite | None) -> CampagneFacturation | None:
    """The billing run that has sent the invoices of this month, the last of them."""
    publiees = CampagneFacturation.objects.filter(
        mois=mois.debut, activites=activite, etat=CampagneFacturation.Etat.PUBLIEE
    )
    return publiees.order_by("-publiee_le").first() if activite else None


def _jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte) if texte else None
    except ValueError as erreur:
        raise Http404("not a day") from erreur
