"""Several demandes at once, from the list: taking, handing over, validating what is wholly
verified.

One by one, each in its own transaction: what could not be done is told with its reason, and does
not stop the others.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from demarches.bureau import url_de_la_liste
from demarches.bureau.ecran import changements, lisibles
from demarches.bureau.forms import ConfierForm, formulaire_de
from demarches.bureau.liste import URGENCE, ListeDesDemandes
from demarches.catalogue.place_en_accueil_de_loisirs.mise_sur_liste import mettre_sur_liste
from demarches.declaration.lectures import noter_la_lecture
from demarches.instruction.acces import pour_instructeurs
from demarches.instruction.decider import reste_a_voir, valider_si_tout_est_verifie
from demarches.instruction.prise import confier, prendre
from demarches.models import Demande
from famille.dossier.listes.chemin import filtres_postes
from famille.models import Utilisateur
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.erreurs import Refus

from . import lecture

GABARIT = "demarches/bureau/liste/lot.html"
RIEN = "Cochez d’abord les demandes, puis choisissez quoi en faire."
FAITES = {
    "prendre": "prises en charge",
    "confier": "confiées",
    "confirmer": "validées",
    "sur-liste": "mises sur liste d’attente",
    "confirmer-rejet": "rejetées",
    "confirmer-complement": "rendues à leur famille pour être complétées",
}


@require_POST
@pour_instructeurs
def lot(request: RequeteConnectee) -> HttpResponse:
    """`demande`: the keys ticked; `action`: prendre, confier (with `agent`), sur-liste, valider
    (which asks first), confirmer; rejeter, completer (which ask why), confirmer-…; lire, one after
    the other."""
    cles = [cle for cle in request.POST.getlist("demande") if _est_une_cle(cle)][
        : ListeDesDemandes.par_page
    ]
    cochees = (
        Demande.objects.deposees().filter(pk__in=cles).select_related("foyer", "enfant", "agent")
    )
    demandes = list(cochees.annotate(vu=Max("passages")).order_by(*URGENCE))
    if not demandes:
        messages.error(request, RIEN)
        return redirect(_liste(request))
    if request.POST.get("action") == "lire":
        return lecture.commencer(request, demandes, _liste(request))
    if request.POST.get("action") in _ACTIONS:
        suite = demander(request, demandes, _liste(request))
        return suite if isinstance(suite, HttpResponse) else _faire(request, demandes, suite)
    if request.POST.get("action") == "valider":
        contexte = {"retour": filtres_postes(request), "liste": _liste(request)}
        return render(request, GABARIT, _a_confirmer(demandes, request.user) | contexte)
    if faire := _action(request):
        return _faire(request, demandes, faire)
    messages.error(request, "Choisissez quoi faire des demandes cochées, et à qui les confier.")
    return redirect(_liste(request))


def _action(request: RequeteConnectee) -> Callable[[Demande], Any] | None:
    agent, formulaire = request.user, ConfierForm(request.POST)
    match request.POST.get("action"):
        case "prendre":
            return lambda demande: prendre(demande, par=agent)
        case "sur-liste":
            return lambda demande: mettre_sur_liste(demande, par=agent)
        case "confirmer":
            return lambda une: valider_si_tout_est_verifie(une, par=agent, vu=vu(request, une))
        case "confier" if formulaire.is_valid():
            return lambda une: confier(une, par=agent, agent=formulaire.cleaned_data["agent"])
    return None


def _faire(
    request: RequeteConnectee, demandes: list[Demande], faire: Callable[[Demande], Any]
) -> HttpResponse:
    refusees = []
    for demande in demandes:
        try:
            faire(demande)
        except Refus as refus:
            refusees.append({"demande": demande, "raison": str(refus)})
    nombre = len(demandes) - len(refusees)
    phrase = _phrase(nombre, FAITES[request.POST["action"]])
    if not refusees:
        messages.success(request, phrase)
        return redirect(_liste(request))
    contexte = {"phrase": phrase, "refusees": refusees, "liste": _liste(request)}
    return render(request, GABARIT, contexte)


def _phrase(nombre: int, faites: str) -> str:
    une = faites.removesuffix("s").replace("prises", "prise").replace("mises", "mise")
    if nombre == 0:
        return f"Aucune demande n’a été {une}."
    if nombre == 1:
        return f"1 demande {une}."
    return f"{nombre} demandes {faites}."


def _a_confirmer(demandes: list[Demande], agent: Utilisateur) -> dict[str, Any]:
    """What validating would change, what is to be opened first. It leaves a trace."""
    pretes, refusees = [], []
    for demande in demandes:
        noter_la_lecture(demande, f"demande {demande.numero}, validation groupée", par=agent)
        if raison := reste_a_voir(demande):
            refusees.append({"demande": demande, "raison": raison})
            continue
        lignes = lisibles(changements(demande, demande.sa_demarche), agent)
        pretes.append(
            {"demande": demande, "lignes": [ligne for ligne in lignes if not ligne["inchange"]]}
        )
    return {"a_confirmer": True, "pretes": pretes, "refusees": refusees}


def _est_une_cle(texte: str) -> bool:
    try:
        Demande._meta.pk.to_python(texte)
    except ValidationError:
        return False
    return True


def _liste(request: RequeteConnectee) -> str:
    retour = filtres_postes(request)
    return f"{url_de_la_liste()}?{retour}" if retour else url_de_la_liste()


GABARIT_DU_MOTIF = "demarches/bureau/liste/motif.html"
_ACTIONS = {
    "rejeter": "rejeter",
    "confirmer-rejet": "rejeter",
    "completer": "completer",
    "confirmer-complement": "completer",
}
UNE_SEULE_DEMARCHE = (
    "Un complément rend des pages à la famille : cochez des demandes d’une seule démarche, qui ont"
    " des pages en commun."
)


def demander(
    request: RequeteConnectee, demandes: Sequence[Demande], liste: str
) -> HttpResponse | Callable[[Demande], Any]:
    """The page that asks why, or, once it is said, what is to be done of each demande."""
    quoi = _ACTIONS[request.POST["action"]]
    envoye = request.POST["action"].startswith("confirmer")
    pages = _pages_communes(demandes) if quoi == "completer" else {}
    if quoi == "completer" and not pages:
        messages.error(request, UNE_SEULE_DEMARCHE)
        return redirect(liste)
    donnees = request.POST if envoye else None
    formulaire = formulaire_de(quoi, demandes[0], donnees, pages=pages)
    if envoye and formulaire.is_valid():
        champs = {nom: dit for nom, dit in formulaire.cleaned_data.items() if nom != "vu"}
        agir = lecture.MOTIVEES[quoi]
        return lambda demande: agir(demande, par=request.user, vu=vu(request, demande), **champs)
    contexte = {
        "quoi": quoi,
        "form": formulaire,
        "demandes": demandes,
        "liste": liste,
        "retour": request.POST.get("retour", "")[:500],
    }
    return render(request, GABARIT_DU_MOTIF, contexte, status=422 if envoye else 200)


def vu(request: RequeteConnectee, demande: Demande) -> int:
    """The last passage that the page of confirmation had shown; 0, which is none, without it."""
    return entier(request.POST.get(f"vu-{demande.pk}")) or 0


def _pages_communes(demandes: Sequence[Demande]) -> dict[str, Any]:
    """The pages that may be given back for each of them: {} for several démarches, for a
    conversation, or when none is shared."""
    if len({demande.code for demande in demandes}) > 1 or not demandes[0].attend_une_decision:
        return {}
    des_autres = [
        set(demande.sa_demarche.pages_a_rendre(demande)) for demande in demandes if demande.demarche
    ]
    if len(des_autres) < len(demandes):
        return {}
    communes = set.intersection(*des_autres)
    toutes = demandes[0].sa_demarche.pages_a_rendre(demandes[0])
    return {code: page for code, page in toutes.items() if code in communes}
