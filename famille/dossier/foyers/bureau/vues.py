"""The screens of one household: read it (which leaves a trace), change each part of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.comptes.activation.actions import inviter
from famille.dossier.doublons.actions import ecarter_a_la_creation
from famille.dossier.foyers import personnes
from famille.dossier.foyers.acces.changements_dits import en_le_disant
from famille.dossier.foyers.actions import (
    CHAMPS,
    ajouter_quotient,
    corriger_quotient,
    modifier_foyer,
)
from famille.dossier.foyers.adresses import changer_adresse
from famille.journal.modifications import noter_consultation
from famille.models import Foyer, QuotientFamilial, Rattachement, Responsable
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de
from famille.socle.offres import en_revoyant_les_factures

from . import dossier as lecture
from . import formulaires as forms
from . import url, url_du_foyer
from .droits import MODIFIER, VOIR, exige
from .ecran import fil_du_foyer, page_de_formulaire
from .ressemblants import d_une_personne, reponse
from .volets import composer

NOUVEL_ADULTE = (
    "Les adultes déjà dans ce foyer en sont prévenus. La santé des enfants et les brouillons"
    " restent fermés au nouvel adulte jusqu’à ce que l’un d’eux, ou un autre agent, confirme."
)
AUTRE_ADRESSE = (
    "Une autre adresse e-mail est annoncée à l’ancienne et aux autres adultes du foyer. Pendant 24"
    " heures, aucun lien pour choisir un nouveau mot de passe ne part à la nouvelle."
)


@require_safe
@exige(VOIR)
def dossier(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`?onglet=`: the code of a tab (famille.dossier.foyers.bureau.volets)."""
    foyer = lecture.lire(request, pk)
    if foyer is None:
        raise Http404
    if foyer.fusionne_dans:
        messages.info(request, f"Le dossier {foyer.numero} est réuni à celui-ci.")
        return redirect(url_du_foyer(foyer.fusionne_dans))
    noter_consultation(foyer, "fiche du foyer", par=request.user)
    contexte = {
        "foyer": foyer,
        "adultes_presents": [un for un in foyer.responsables.all() if not un.est_parti],
        "enfants_presents": [enfant for enfant, _points in foyer.enfants_lus],
        "peut_modifier": request.user.has_perm(MODIFIER),
        "breadcrumbs_items": fil_du_foyer(),
        **composer(request, foyer, request.GET.get("onglet", "")),
    }
    return render(request, "famille/foyers/bureau/dossier.html", contexte)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def foyer(request: RequeteConnectee, pk: int) -> HttpResponse:
    le_foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    initial = {nom: getattr(le_foyer, nom) for nom in CHAMPS}
    return page_de_formulaire(
        request,
        forms.FoyerForm(request.POST or None, initial=initial),
        foyer=le_foyer,
        titre="Modifier le foyer",
        action=lambda dits: modifier_foyer(le_foyer, par=request.user, **dits),
        succes="Le foyer est à jour.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def nouvel_adulte(request: RequeteConnectee, pk: int) -> HttpResponse:
    le_foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    formulaire = forms.ResponsableForm(request.POST or None)
    return page_de_formulaire(
        request,
        formulaire,
        foyer=le_foyer,
        titre="Ajouter un adulte",
        bouton="Ajouter cet adulte",
        aide=NOUVEL_ADULTE,
        action=lambda dits: _creer(request, personnes.ajouter_responsable, le_foyer, dits),
        **_qui_ressemble(request, formulaire, le_foyer),
        succes=(
            "L’adulte est ajouté. Avec une adresse e-mail et sans compte encore, il reçoit un lien"
            " d’activation."
        ),
    )


def _qui_ressemble(request: RequeteConnectee, formulaire: Any, foyer: Foyer) -> dict[str, Any]:
    """What `page_de_formulaire` needs, to ask whether who is typed is in a file already."""
    la = {"ressemblants": url("ressemblants_du_foyer", foyer.pk)}
    if request.method != "POST":
        return la
    question = d_une_personne(formulaire, foyer, agent=request.user)
    return la | ({"question": question} if question.attend(request) else {})


@transaction.atomic
def _creer(
    request: RequeteConnectee, ajouter: Callable[..., Any], foyer: Foyer, donnees: dict[str, Any]
) -> None:
    """What the agent has answered is remembered of whom is created."""
    cree = ajouter(foyer, par=request.user, **donnees)
    ecarter_a_la_creation([cree], reponse(request), par=request.user)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def adulte(request: RequeteConnectee, pk: int) -> HttpResponse:
    lus = Responsable.objects.select_related("foyer", "utilisateur")
    responsable = get_object_or_404(lus, pk=pk)
    initial = {nom: getattr(responsable, nom) for nom in personnes.CHAMPS_ADULTE}
    initial["courriel"] = responsable.utilisateur.email if responsable.utilisateur else ""
    if request.method == "GET":
        noter_consultation(responsable.foyer, f"fiche {de(responsable)}", par=request.user)
    return page_de_formulaire(
        request,
        forms.ModifierResponsableForm(request.POST or None, initial=initial),
        foyer=responsable.foyer,
        titre=f"Modifier {responsable}",
        aide=AUTRE_ADRESSE,
        action=en_le_disant(
            [responsable.foyer],
            f"la fiche {de(responsable)}",
            lambda dits: personnes.modifier_responsable(responsable, par=request.user, **dits),
            par=request.user,
            cle=f"adulte-{pk}",
        ),
        succes=f"La fiche {de(responsable)} est à jour.",
    )


@require_POST
@exige(MODIFIER)
def renvoyer_le_lien(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Mail the activation link again."""
    lus = Responsable.objects.select_related("foyer", "utilisateur")
    responsable = get_object_or_404(lus, pk=pk)
    if responsable.utilisateur and inviter(responsable.utilisateur):
        messages.success(
            request, f"Un nouveau lien d’activation part à {responsable.utilisateur.email}."
        )
    else:
        messages.warning(
            request,
            f"{responsable} a déjà activé son compte, ou n’en a pas : aucun lien n’est envoyé.",
        )
    return redirect(url_du_foyer(responsable.foyer, "famille"))


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def nouvel_enfant(request: RequeteConnectee, pk: int) -> HttpResponse:
    le_foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    formulaire = forms.NouvelEnfantForm(request.POST or None, initial={"nom": le_foyer.nom})
    return page_de_formulaire(
        request,
        formulaire,
        foyer=le_foyer,
        titre="Ajouter un enfant",
        bouton="Ajouter cet enfant",
        action=lambda dits: _creer(request, personnes.ajouter_enfant, le_foyer, dits),
        **_qui_ressemble(request, formulaire, le_foyer),
        succes="L’enfant est ajouté au foyer.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def enfant(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the Rattachement, since the screen belongs to one household."""
    lus = Rattachement.objects.select_related("foyer", "enfant__ecole", "enfant__classe")
    rattachement = get_object_or_404(lus, pk=pk)
    l_enfant = rattachement.enfant
    initial = {nom: getattr(l_enfant, nom) for nom in forms.EnfantForm.base_fields}
    initial |= {"ecole": l_enfant.nom_ecole, "classe": l_enfant.nom_classe}
    if request.method == "GET":
        noter_consultation(rattachement.foyer, f"fiche {de(l_enfant)}", par=request.user)
    return page_de_formulaire(
        request,
        forms.EnfantForm(request.POST or None, initial=initial),
        foyer=rattachement.foyer,
        titre=f"Modifier {l_enfant}",
        action=en_le_disant(
            {rattachement.foyer, *l_enfant.residences()},
            f"la fiche {de(l_enfant.prenom)}",
            lambda dits: personnes.modifier_enfant(l_enfant, par=request.user, **dits),
            par=request.user,
            cle=f"enfant-{l_enfant.pk}",
        ),
        succes=f"La fiche {de(l_enfant)} est à jour.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def residence(request: RequeteConnectee, pk: int) -> HttpResponse:
    rattachement = get_object_or_404(Rattachement.objects.select_related("foyer", "enfant"), pk=pk)
    initial = {"garde": rattachement.garde, "fin": rattachement.fin}
    return page_de_formulaire(
        request,
        forms.RattachementForm(request.POST or None, initial=initial),
        foyer=rattachement.foyer,
        titre=f"Résidence {de(rattachement.enfant)}",
        action=lambda dits: personnes.modifier_rattachement(rattachement, par=request.user, **dits),
        succes=f"La résidence {de(rattachement.enfant)} est à jour.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def adresse(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    return page_de_formulaire(
        request,
        forms.AdresseForm(request.POST or None),
        foyer=foyer,
        titre="Changer l’adresse",
        bouton="Enregistrer cette adresse",
        aide=(
            "L’adresse d’aujourd’hui reste dans l’historique. La nouvelle vaut à partir de la date"
            " que vous donnez."
        ),
        action=_en_revoyant(request, foyer, changer_adresse, foyer, "changement d’adresse"),
        succes="La nouvelle adresse est enregistrée.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def quotient(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    return page_de_formulaire(
        request,
        forms.QuotientForm(request.POST or None),
        foyer=foyer,
        titre="Ajouter un quotient familial",
        bouton="Ajouter ce quotient",
        aide="Le quotient en cours s’arrête la veille ; il reste dans l’historique.",
        action=_en_revoyant(request, foyer, ajouter_quotient, foyer, "quotient familial"),
        succes="Le quotient familial est ajouté.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def correction(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the QuotientFamilial that was mistyped."""
    faux = get_object_or_404(QuotientFamilial.objects.select_related("foyer"), pk=pk)
    initial = {nom: getattr(faux, nom) for nom in forms.QuotientForm.base_fields}
    return page_de_formulaire(
        request,
        forms.CorrectionDeQuotientForm(request.POST or None, initial=initial),
        foyer=faux.foyer,
        titre="Corriger un quotient familial",
        bouton="Corriger ce quotient",
        aide=(
            "Pour une erreur de saisie : l’ancienne valeur ne comptera plus pour aucun jour. Si le"
            " quotient a changé, ajoutez plutôt le nouveau."
        ),
        action=_en_revoyant(
            request, faux.foyer, corriger_quotient, faux, "quotient familial corrigé"
        ),
        succes="Le quotient familial est corrigé.",
    )


def _en_revoyant(
    request: RequeteConnectee,
    foyer: Foyer,
    action: Callable[..., Any],
    objet: Foyer | QuotientFamilial,
    origine: str,
) -> Callable[[dict[str, Any]], None]:
    """The invoices that it makes wrong are kept for correction (docs/comprendre/facturation.md)."""

    @transaction.atomic
    def _faire(donnees: dict[str, Any]) -> None:
        with en_revoyant_les_factures([foyer], origine=origine, par=request.user):
            action(objet, par=request.user, **donnees)

    return _faire
