"""Before a person is created: who is in a file already ("Est-ce la même personne ?")."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from famille.dossier.doublons import lecture
from famille.dossier.doublons.lecture import DuFoyer, Ressemblant
from famille.models import Foyer, Utilisateur
from famille.regles.foyer import chiffres
from famille.socle.connectee import RequeteConnectee

from .droits import CREER, MODIFIER, VOIR, exige
from .formulaires import AdresseForm, Adultes, Enfants, NouvelEnfantForm, ResponsableForm

CHAMP = "pas_la_meme"
GABARIT = "famille/foyers/bureau/_ressemblants.html"


@dataclass(frozen=True)
class Question:
    """`trouves`: who may be one of those that are typed; the answer names them (`cles`), so that
    another name typed meanwhile is asked again."""

    trouves: list[Ressemblant] = field(default_factory=list)

    @property
    def cles(self) -> str:
        return ",".join(trouve.cle for trouve in self.trouves)

    def attend(self, request: RequeteConnectee) -> bool:
        """Whether the agent has something to read before anything is written."""
        return not {trouve.cle for trouve in self.trouves} <= set(reponse(request))


def reponse(request: RequeteConnectee) -> list[str]:
    """The keys of those that the agent has said to be other people."""
    return request.POST.get(CHAMP, "").split(",")


def du_dossier(formulaires: dict[str, Any], *, agent: Utilisateur) -> Question:
    """Of a household being typed. An agent who may not read files is asked nothing."""
    adultes = [form for form in formulaires["adultes"] if form.has_changed()]
    enfants = [form for form in formulaires["enfants"] if form.has_changed()]
    adresse = lecture.cle_d_adresse(_lu(formulaires["adresse"]))
    commun = DuFoyer(adresses=frozenset([adresse] if adresse else []))
    for form in adultes:
        commun |= _moyens(form)
    trouves = [trouve for form in adultes for trouve in _adultes(form, commun)]
    trouves += [trouve for form in enfants for trouve in _enfants(form, commun)]
    return _question(trouves, agent)


def d_une_personne(form: forms.Form, foyer: Foyer, *, agent: Utilisateur) -> Question:
    """Of somebody who is being added to a household, whose form is bound."""
    commun = lecture.du_foyer(foyer)
    if isinstance(form, ResponsableForm):
        return _question(_adultes(form, commun | _moyens(form), sauf=foyer), agent)
    return _question(_enfants(form, commun), agent)


def _question(trouves: Iterable[Ressemblant], agent: Utilisateur) -> Question:
    if not agent.has_perm(VOIR):
        return Question()
    return Question(list({trouve.cle: trouve for trouve in trouves}.values()))


def _adultes(form: forms.Form, commun: DuFoyer, sauf: Foyer | None = None) -> list[Ressemblant]:
    lu = _lu(form)
    if not (lu.get("prenom") and lu.get("nom")):
        return []
    siens = _moyens(form)
    a_lui = DuFoyer(siens.courriels, siens.telephones, commun.adresses)
    pas_ici = sauf.pk if sauf else None
    return lecture.adultes_ressemblants(
        prenom=lu["prenom"], nom=lu["nom"], du_foyer=a_lui, sauf_foyer=pas_ici
    )


def _enfants(form: forms.Form, commun: DuFoyer) -> list[Ressemblant]:
    lu = _lu(form)
    if not (lu.get("prenom") and lu.get("nom") and lu.get("naissance")):
        return []
    return lecture.enfants_ressemblants(
        prenom=lu["prenom"], nom=lu["nom"], naissance=lu["naissance"], du_foyer=commun
    )


def _moyens(form: forms.Form) -> DuFoyer:
    lu = _lu(form)
    dits = (lu.get("telephone_portable"), lu.get("telephone_fixe"))
    # one that another account has is refused, and is evidence all the same
    courriel = str(form["courriel"].value() or "").strip().lower()
    return DuFoyer(
        courriels=frozenset([courriel] if courriel else []),
        telephones=frozenset(chiffres(dit.as_e164) for dit in dits if dit),
    )


def _lu(form: forms.Form) -> dict[str, Any]:
    """What could be read of a bound form, the rest of it be right or not."""
    form.is_valid()
    return getattr(form, "cleaned_data", {})


@require_POST
@exige(CREER)
def a_la_creation(request: RequeteConnectee) -> HttpResponse:
    """While one types a household."""
    classes: dict[str, Any] = {"adresse": AdresseForm, "adultes": Adultes, "enfants": Enfants}
    formulaires = {nom: classe(request.POST, prefix=nom) for nom, classe in classes.items()}
    question = du_dossier(formulaires, agent=request.user)
    return render(request, GABARIT, {"question": question})


@require_POST
@exige(MODIFIER)
def a_l_ajout(request: RequeteConnectee, pk: int) -> HttpResponse:
    """While one types somebody of this household: a child has a birth date."""
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    classe = NouvelEnfantForm if "naissance" in request.POST else ResponsableForm
    question = d_une_personne(classe(request.POST), foyer, agent=request.user)
    return render(request, GABARIT, {"question": question})
