"""The re-registration of a family's children, on one screen; "no" is one press."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from demarches.assistant.ouverture import lien_de_page
from demarches.catalogue.reinscription.campagne import (
    CODE,
    PAGE,
    avec_reponse,
    campagne_en_cours,
    inscriptions_d_avant,
    noter_la_vue,
)
from demarches.catalogue.reinscription.page import NON, REVIENT
from demarches.depot.brouillon import commencer, enregistrer_page, exiger_ouverte
from demarches.depot.depot import deposer
from demarches.models import CampagneReinscription, Demande, ReglageDemarche
from famille.models import Enfant, Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import enumerer
from famille.socle.ecran import agir

Statut = Demande.Statut
ATTENDUE = "Votre réponse est attendue."
REFUSEE = "Votre réponse a été refusée."
AILLEURS = "Une réponse est déjà donnée."
DITES = {
    Statut.EN_ATTENTE: ("Réponse envoyée.", "Voir la réponse"),
    Statut.A_COMPLETER: ("Un complément est attendu.", "Compléter"),
    Statut.VALIDEE: ("C’est fait.", "Voir la réponse"),
}
ETATS = {Statut.VALIDEE: "faite", Statut.A_COMPLETER: "a-completer"}


@dataclass(frozen=True)
class Ligne:
    """A child in one of the account's households. `etat`: a-faire, commencee, envoyee, a-completer,
    faite, refusee, part (he does not come back)."""

    enfant: Any
    foyer: Foyer
    etat: str
    phrase: str
    lien: str = ""
    verbe: str = ""
    peut_partir: bool = False


@require_safe
def accueil(request: RequeteConnectee) -> HttpResponse:
    """The same number of queries whatever the number of children of a household. A town that has
    closed the démarche has no campaign to answer: the guide leads here all the same."""
    ouverte = ReglageDemarche.objects.ouvertes().filter(code=CODE).exists()
    campagne = campagne_en_cours() if ouverte else None
    lignes, autres = _lignes(request, campagne) if campagne else ([], [])
    if campagne and lignes and request.method == "GET":
        noter_la_vue(campagne, {une.foyer.pk: une.foyer for une in lignes}.values())
    contexte = {
        "campagne": campagne,
        "lignes": lignes,
        "autres": autres,
        "restent": sum(une.etat in ("a-faire", "commencee", "refusee") for une in lignes),
        "a_completer": enumerer(
            dict.fromkeys(une.enfant.prenom for une in lignes if une.etat == "a-completer")
        ),
        "place": reverse("demarches:presentation", args=["place-en-accueil-de-loisirs"]),
    }
    return render(request, "demarches/suivi/reinscriptions/accueil.html", contexte)


@require_POST
def ne_revient_pas(request: RequeteConnectee) -> HttpResponse:
    """One press: the demande is made, filled and sent."""
    foyers = list(Foyer.objects.de(request.user))
    foyer = next((un for un in foyers if un.pk == entier(request.POST.get("foyer"))), None)
    enfant = (
        Enfant.objects.du([foyer]).filter(pk=entier(request.POST.get("enfant"))).first()
        if foyer
        else None
    )
    if foyer is None or enfant is None:
        raise Http404("no child of this account's households")
    fait = (
        f"C’est noté : {enfant.prenom} ne revient pas. Si vous changez d’avis avant la fin de"
        " la campagne, réinscrivez votre enfant ici."
    )
    with agir(request, fait), transaction.atomic():
        Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)
        _envoyer_non(enfant, foyer, request)
    return redirect("demarches:reinscriptions")


def _envoyer_non(enfant: Enfant, foyer: Foyer, request: RequeteConnectee) -> None:
    exiger_ouverte(CODE)
    demande = commencer(
        CODE, foyer=foyer, par=request.user, enfant=enfant, envoyee_aussitot=True, seules=[PAGE]
    )
    saisie = {PAGE: {REVIENT: [NON]}}
    enregistrer_page(demande, saisie=saisie, avancement=demande.avancement)
    deposer(demande, par=request.user)


def _lignes(
    request: RequeteConnectee, campagne: CampagneReinscription
) -> tuple[list[Ligne], list[Any]]:
    """(those that the campaign asks, the other children), of each household."""
    foyers = list(Foyer.objects.de(request.user))
    siennes = inscriptions_d_avant(campagne).filter(enfant__in=Enfant.objects.du(foyers))
    attendus = set(siennes.values_list("enfant", flat=True))
    lignes: list[Ligne] = []
    autres: list[Any] = []
    for foyer in foyers:
        for enfant in avec_reponse(Enfant.objects.du([foyer]), campagne):
            if enfant.pk in attendus:
                lignes.append(_ligne(enfant, foyer, campagne))
            else:
                autres.append(enfant)
    return lignes, autres


def _ligne(enfant: Any, foyer: Foyer, campagne: CampagneReinscription) -> Ligne:
    """What another home has answered is not told (D11): only that there is an answer."""
    ouvrir = lien_de_page(CODE, PAGE, enfant=enfant.pk)
    if enfant.statut and enfant.statut != Statut.REJETEE:
        if not enfant.revient:
            phrase = f"Ne revient pas en {campagne.saison}."
            phrase = phrase if enfant.reponse_foyer == foyer.pk else AILLEURS
            return Ligne(enfant, foyer, "part", phrase, ouvrir, "Réinscrire quand même")
        if enfant.reponse_foyer != foyer.pk:
            return Ligne(enfant, foyer, "faite", AILLEURS)
        suivre = reverse("demarches:demande", args=[enfant.demande_pk])
        phrase, verbe = DITES[Statut(enfant.statut)]
        etat = ETATS.get(Statut(enfant.statut), "envoyee")
        return Ligne(enfant, foyer, etat, phrase, suivre, verbe)
    if enfant.brouillon_foyer == foyer.pk:
        return Ligne(enfant, foyer, "commencee", "Réponse commencée.", ouvrir, "Reprendre", True)
    if enfant.statut and enfant.reponse_foyer == foyer.pk:
        return Ligne(enfant, foyer, "refusee", REFUSEE, ouvrir, "Répondre de nouveau", True)
    return Ligne(enfant, foyer, "a-faire", ATTENDUE, ouvrir, "Réinscrire", True)
