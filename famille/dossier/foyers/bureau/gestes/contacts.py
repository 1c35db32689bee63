"""Who may be called, and who may fetch the children, named by the family to an agent."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.acces.changements_dits import en_le_disant
from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.bureau.ecran import page_de_formulaire
from famille.dossier.foyers.contacts import ajouter_contact, modifier_contact, retirer_contact
from famille.models import ContactFamille, Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.noms import NomField
from famille.socle.saisie.telephones import TelephoneField

from .dit_par import FormDitPar

RANGS = range(1, 9)
AIDE = (
    "Vérifiez l’identité de qui vous appelle avant de nommer une personne qui peut venir chercher"
    " un enfant. Les adultes du foyer qui ont un compte en sont prévenus par e-mail."
)


class ContactForm(FormDitPar):
    prenom = NomField(label="Prénom", max_length=100)
    nom = NomField(label="Nom", max_length=100)
    lien = forms.CharField(
        label="Lien avec les enfants",
        max_length=60,
        required=False,
        help_text="Exemple : grand-mère",
    )
    telephone = TelephoneField(label="Téléphone", help_text="Exemple : 06 39 98 00 01")
    a_prevenir = forms.BooleanField(label="À prévenir en cas d’urgence", required=False)
    peut_recuperer = forms.BooleanField(label="Peut venir chercher les enfants", required=False)
    ordre = forms.TypedChoiceField(
        label="Ordre d’appel",
        coerce=int,
        choices=[(rang, "En premier" if rang == 1 else f"En {rang}e") for rang in RANGS],
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def nouveau_contact(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer, pk=pk)
    rang = min(foyer.contacts.count() + 1, RANGS[-1])
    formulaire = ContactForm(
        request.POST or None, foyer=foyer, initial={"a_prevenir": True, "ordre": rang}
    )

    return _page(
        request,
        formulaire,
        lambda **qui: ajouter_contact(foyer, **qui, **formulaire.dites()),
        titre="Ajouter une personne à appeler",
        bouton="Ajouter cette personne",
        succes="Cette personne est ajoutée.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def contact(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the ContactFamille."""
    le_sien = _trouver(pk)
    initial = {nom: getattr(le_sien, nom) for nom in ContactForm.base_fields}
    formulaire = ContactForm(request.POST or None, foyer=le_sien.foyer, initial=initial)

    return _page(
        request,
        formulaire,
        lambda **qui: modifier_contact(le_sien, **qui, **formulaire.dites()),
        titre=f"Modifier {le_sien}",
        succes=f"{le_sien} est à jour.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def retrait_du_contact(request: RequeteConnectee, pk: int) -> HttpResponse:
    le_sien = _trouver(pk)
    formulaire = FormDitPar(request.POST or None, foyer=le_sien.foyer)

    return _page(
        request,
        formulaire,
        lambda **qui: retirer_contact(le_sien, **qui),
        titre=f"Retirer {le_sien}",
        bouton="Retirer cette personne",
        aide=f"{le_sien} ne sera plus appelé, et ne pourra plus venir chercher les enfants.",
        succes=f"{le_sien} ne figure plus dans ce dossier.",
    )


def _page(
    request: RequeteConnectee,
    formulaire: FormDitPar,
    faire: Callable[..., Any],
    *,
    aide: str = AIDE,
    **mots: str,
) -> HttpResponse:
    """`faire(par, origine)` writes it; the family is told."""

    def _ecrire(_donnees: dict[str, Any]) -> None:
        faire(par=request.user, origine=formulaire.origine)

    foyer = formulaire.foyer
    action = en_le_disant([foyer], "les personnes à appeler", _ecrire, par=request.user)
    return page_de_formulaire(request, formulaire, foyer=foyer, action=action, aide=aide, **mots)


def _trouver(pk: int) -> ContactFamille:
    return get_object_or_404(ContactFamille.objects.select_related("foyer"), pk=pk)
