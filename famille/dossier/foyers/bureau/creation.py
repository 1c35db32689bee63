"""A whole household on one page, without JavaScript too; nothing that was typed is lost."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from famille.dossier.doublons.actions import ecarter_a_la_creation
from famille.dossier.foyers.personnes import ouvrir_dossier
from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, page

from . import url, url_du_foyer
from .droits import CREER, exige
from .ecran import fil_du_foyer
from .formulaires import AdresseForm, Adultes, Enfants, FoyerForm, remplis
from .ressemblants import Question, du_dossier, reponse

_FORMULAIRES: dict[str, Any] = {  # two forms, two sets of forms
    "foyer": FoyerForm,
    "adresse": AdresseForm,
    "adultes": Adultes,
    "enfants": Enfants,
}
_LIGNES = ("adultes", "enfants")


@require_http_methods(["GET", "POST"])
@exige(CREER)
def creer(request: RequeteConnectee) -> HttpResponse:
    if request.method == "POST" and request.POST.get("ajouter") not in _LIGNES:
        formulaires = {
            nom: classe(request.POST, prefix=nom) for nom, classe in _FORMULAIRES.items()
        }
        # each shows its own errors
        lus = [formulaire.is_valid() for formulaire in formulaires.values()]
        question = du_dossier(formulaires, agent=request.user)
        if all(lus) and question.attend(request):
            return _page(request, formulaires, question=question)
        if all(lus):
            with agir(formulaires["foyer"]):
                foyer = _ouvrir(formulaires, reponse(request), par=request.user)
                messages.success(
                    request, f"Le dossier {foyer.numero} est ouvert. {_dire_les_liens(foyer)}"
                )
                return redirect(url_du_foyer(foyer))
        return _page(request, formulaires, erreurs=True, question=question)
    return _page(request, {nom: _relire(nom, request.POST) for nom in _FORMULAIRES})


@transaction.atomic
def _ouvrir(formulaires: dict[str, Any], autres: list[str], *, par: Utilisateur) -> Foyer:
    """`autres`: keys of those that the agent has said to be other people."""
    foyer = ouvrir_dossier(
        foyer=formulaires["foyer"].cleaned_data,
        adresse=formulaires["adresse"].cleaned_data,
        adultes=remplis(formulaires["adultes"]),
        enfants=remplis(formulaires["enfants"]),
        par=par,
    )
    enfants = Enfant.objects.filter(foyers=foyer)
    ecarter_a_la_creation([*foyer.responsables.all(), *enfants], autres, par=par)
    return foyer


def _dire_les_liens(foyer: Foyer) -> str:
    """In words, the activation links sent: not without an address (D8), nor to old accounts."""
    lus = foyer.responsables.select_related("utilisateur")
    comptes = [compte for adulte in lus if (compte := adulte.utilisateur)]
    nouveaux = [compte for compte in comptes if compte.responsabilites.count() == 1]
    invites = [un.email for un in nouveaux if un.is_active and not un.has_usable_password()]
    if invites:
        return f"Un lien d’activation part à {' et à '.join(invites)}."
    if comptes:
        return "Aucun lien d’activation ne part : le compte existe déjà."
    return "Aucun lien d’activation ne part : aucun adulte n’a d’adresse e-mail."


def _relire(nom: str, donnees: QueryDict) -> Any:
    """The form as it was typed, not judged, with one line more where it is asked for."""
    classe = _FORMULAIRES[nom]
    if not donnees:
        return classe(prefix=nom)
    lu = classe(donnees, prefix=nom)
    if nom not in _LIGNES:
        return classe(prefix=nom, initial=_brut(lu))
    lignes = [_brut(form) for form in lu]
    if donnees.get("ajouter") == nom and len(lignes) < classe.max_num:
        lignes.append({})
    return classe(prefix=nom, initial=lignes)


def _brut(form: forms.Form) -> dict[str, Any]:
    return {champ.name: champ.value() for champ in form}


def _page(
    request: RequeteConnectee,
    formulaires: dict[str, Any],
    *,
    erreurs: bool = False,
    question: Question | None = None,
) -> HttpResponse:
    contexte = {
        "formulaires": formulaires,
        "erreurs": erreurs,
        "question": question,
        "asked": question and not erreurs,
        "titre": "Ouvrir un dossier",
        "retour": url("index"),
        "breadcrumbs_items": fil_du_foyer(),
    }
    gabarit = "famille/foyers/bureau/creation.html"
    return page(request, gabarit, contexte, refusee=erreurs or question)
