"""The pretend service's two addresses for a quotient: by a name, by a token of FranceConnect. Who
is asked about decides of the answer (docs/comprendre/ville_demo.md)."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from demo.franceconnect.personnes import Personne
from demo.franceconnect.vues import lire_l_acces
from famille.regles.identite import MASCULIN

from . import contrat

# birth name, first name → the answer; the others are drawn from their name
VALEURS = {
    ("MARTIN", "CAMILLE"): (742, "CNAF"),
    ("BENALI", "NADIA"): (512, "MSA"),
    ("FONTAINE", "AURÉLIE"): (560, "CNAF"),
}
SANS_DOSSIER = {("LEMOINE", "JULIEN")}
INCONNUS = {("MARTIN", "NICOLAS")}
EN_PANNE = {("VANDENBROUCKE-DESCHAMPS DE SAINT-AUBIN", "MARIE-CHRISTINE")}
DROIT = "cnaf_quotient_familial"  # the scope that a token must have
QUESTIONS = "demo:caf:questions"
UNE_SUR = 10  # of the questions about the crowd comes too soon
# of the crowd, by the remainder of a draw of twenty
DE_SANS_DOSSIER, D_INCONNUS, DE_PANNES, DE_LA_MSA = (0, 1), (2,), (3,), (4, 5)


@require_safe
@never_cache
@login_not_required
def identite(request: HttpRequest) -> JsonResponse:
    dits = dict(request.GET.lists())
    attendu = settings.API_PARTICULIER.get("jeton", "")
    refusee = contrat.controler(
        request.headers.get("Authorization", ""), attendu, dits, identite=True
    )
    return _json(refusee or _repondre(dits))


@require_safe
@never_cache
@login_not_required
def france_connect(request: HttpRequest) -> JsonResponse:
    """By the access token that the pretend FranceConnect gave: whose it is, and for what."""
    autorisation, dits = request.headers.get("Authorization", ""), dict(request.GET.lists())
    lu = lire_l_acces(autorisation)
    if lu is None:
        return _json(contrat.controler(autorisation, "", dits, identite=False) or contrat.panne())
    personne, portees = lu
    if DROIT not in portees.split():
        return _json(contrat.sans_droit())
    jeton = autorisation.removeprefix("Bearer ")
    refusee = contrat.controler(autorisation, jeton, dits, identite=False)
    return _json(refusee or _repondre(dits | _nommee(personne)))


def _nommee(personne: Personne) -> dict[str, list[str]]:
    """As the other address would have been told of her."""
    connu = personne.etat_civil
    return {
        "nomNaissance": [connu.nom],
        "prenoms[]": list(connu.prenoms),
        "sexeEtatCivil": ["M" if connu.sexe == MASCULIN else "F"],
    }


def _repondre(dits: dict[str, list[str]]) -> contrat.Reponse:
    qui = (dits["nomNaissance"][0].upper(), dits["prenoms[]"][0].upper())
    if qui in SANS_DOSSIER:
        return contrat.sans_dossier()
    if qui in INCONNUS:
        return contrat.non_reference()
    if qui in EN_PANNE:
        return contrat.panne()
    if qui in VALEURS:
        return _trouve(*VALEURS[qui], dits)
    return contrat.trop() if _trop_tot() else _de_la_foule(qui, dits)


def _trop_tot() -> bool:
    cache.add(QUESTIONS, 0)
    return cache.incr(QUESTIONS) % UNE_SUR == 0


def _de_la_foule(qui: tuple[str, str], dits: dict[str, list[str]]) -> contrat.Reponse:
    tire = int.from_bytes(hashlib.sha256(" ".join(qui).encode()).digest()[:4])
    reste = tire % 20
    if reste in DE_SANS_DOSSIER:
        return contrat.sans_dossier()
    if reste in D_INCONNUS:
        return contrat.non_reference()
    if reste in DE_PANNES:
        return contrat.panne()
    return _trouve(300 + tire // 20 % 1200, "MSA" if reste in DE_LA_MSA else "CNAF", dits)


def _trouve(valeur: int, regime: str, dits: dict[str, list[str]]) -> contrat.Reponse:
    """Of the month that is wanted, else of this one."""
    jour = timezone.localdate()
    annee, mois = dits.get("annee", [str(jour.year)])[0], dits.get("mois", [str(jour.month)])[0]
    return contrat.quotient(valeur, int(annee), int(mois), regime=regime, dits=dits)


def _json(reponse: contrat.Reponse) -> JsonResponse:
    return JsonResponse(reponse.corps, status=reponse.statut, headers=reponse.en_tetes)
