"""A child's health record, for the agents who may read it (D10): each reading is told."""

from contextlib import suppress
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from famille.dossier.foyers import fiche_enfant
from famille.dossier.foyers.acces.changements_dits import en_le_disant
from famille.dossier.foyers.bureau import url
from famille.dossier.foyers.bureau.droits import MODIFIER, VOIR, exige
from famille.dossier.foyers.bureau.ecran import fil_du_foyer, page_de_formulaire
from famille.dossier.foyers.sante import AllergiesForm, tenir_la_fiche
from famille.journal.modifications import noter_consultation
from famille.models import LIRE_LA_SANTE, Enfant, FicheSanitaire, Foyer, Rattachement
from famille.socle.chiffrement import Illisible
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de
from famille.socle.saisie.champ_jour import JourDAgentField
from famille.socle.saisie.telephones import TelephoneField

from .dit_par import FormDitPar

OUI, NON = "oui", "non"
ASSURANCE = ("assurance_compagnie", "assurance_numero", "assurance_fin")
CHAMPS = ("regime", *FicheSanitaire.CHAMPS, "medecin", "medecin_telephone", *ASSURANCE)
AIDE = (
    "Écrivez ce que dit la famille, sans nommer une maladie ni un handicap. La fiche vaut ensuite"
    " jusqu’à la fin de la saison. Les parents en sont prévenus, et lisent que vous l’avez ouverte."
)
REMPLACE = (
    "Ce que la fiche d’avant disait de la santé ne peut plus être lu : demandez-le aux parents, ce"
    " que vous écrivez ici prend sa place."
)


class FicheForm(FormDitPar, AllergiesForm):
    field_order = ["regime", *FicheSanitaire.CHAMPS]

    regime = forms.ChoiceField(
        label="Régime alimentaire", choices=[("", "Choisissez…"), *FicheSanitaire.Regime.choices]
    )
    pai = forms.ChoiceField(
        label="Projet d’accueil individualisé (PAI)",
        choices=[(OUI, "Oui"), (NON, "Non")],
        widget=forms.RadioSelect,
        help_text="Ajoutez ensuite le PAI signé, depuis les documents de la famille.",
    )
    medecin = forms.CharField(label="Médecin traitant", max_length=120, required=False)
    medecin_telephone = TelephoneField(label="Téléphone du médecin", required=False)
    assurance_compagnie = forms.CharField(
        label="Assurance extrascolaire : compagnie", max_length=120, required=False
    )
    assurance_numero = forms.CharField(label="Numéro de contrat", max_length=60, required=False)
    assurance_fin = JourDAgentField(label="Assurance valable jusqu’au", required=False)

    def clean(self) -> dict[str, Any] | None:
        """An insurance is whole, or not there."""
        donnees = super().clean() or {}
        dites = [nom for nom in ASSURANCE if donnees.get(nom)]
        for nom in ASSURANCE if dites else ():
            if not donnees.get(nom) and nom not in self.errors:
                self.add_error(
                    nom, "Il manque une partie de l’assurance : complétez-la, ou videz-la."
                )
        fin = donnees.get("assurance_fin")
        if fin and fin < timezone.localdate():
            self.add_error(
                "assurance_fin", "Cette assurance est terminée : demandez celle qui la remplace."
            )
        return donnees


@require_safe
@never_cache
@exige(VOIR, LIRE_LA_SANTE)
def sante(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the Rattachement, since the screen belongs to one household."""
    rattachement = get_object_or_404(Rattachement.objects.select_related("foyer", "enfant"), pk=pk)
    enfant = rattachement.enfant
    _noter_la_lecture(request, rattachement.foyer, enfant)
    # not of a child who has left this household
    peut_corriger = not rattachement.est_fini and request.user.has_perm(MODIFIER)
    ou = url("tenir_la_sante", rattachement.foyer_id, enfant.pk)
    contexte = {
        "enfant": enfant,
        "fiche": fiche_enfant.sante(enfant),
        "declarees": fiche_enfant.sante_declaree(enfant),
        "corriger": ou if peut_corriger else "",
        "breadcrumbs_items": fil_du_foyer(rattachement.foyer),
    }
    return render(request, "famille/foyers/bureau/sante.html", contexte)


@require_http_methods(["GET", "POST"])
@never_cache
@exige(MODIFIER, LIRE_LA_SANTE)
def tenir_la_sante(request: RequeteConnectee, pk: int, enfant: int) -> HttpResponse:
    """`pk`: of the Foyer whose page one comes from; `enfant`: one of its children."""
    foyer = get_object_or_404(Foyer, pk=pk)
    le_sien = get_object_or_404(Enfant.objects.du([foyer]), pk=enfant)
    fiche = FicheSanitaire.objects.filter(enfant=le_sien).first()
    if request.method == "GET":
        _noter_la_lecture(request, foyer, le_sien)
    initial = _lues(fiche) | {"pai": OUI if fiche.pai else NON} if fiche else {}
    formulaire = FicheForm(request.POST or None, foyer=foyer, initial=initial)
    quoi = f"la fiche sanitaire {de(le_sien.prenom)}"

    def _ecrire(_donnees: dict[str, Any]) -> None:
        tenir_la_fiche(
            le_sien,
            jour=timezone.localdate(),
            auteur=formulaire.auteur or request.user,
            par=request.user,
            origine=formulaire.origine,
            **_changes(formulaire.dites(), fiche),
        )

    return page_de_formulaire(
        request,
        formulaire,
        foyer=foyer,
        titre=f"Fiche sanitaire {de(le_sien)}",
        bouton="Enregistrer cette fiche",
        aide=f"{AIDE} {REMPLACE}" if fiche and fiche.illisible else AIDE,
        action=en_le_disant(
            {foyer, *le_sien.residences()}, quoi, _ecrire, par=request.user, cle=f"sante-{enfant}"
        ),
        succes=f"La fiche sanitaire {de(le_sien)} est à jour.",
    )


def _noter_la_lecture(request: RequeteConnectee, foyer: Foyer, enfant: Enfant) -> None:
    with transaction.atomic():
        for maison in {foyer, *enfant.residences()}:
            noter_consultation(
                maison, f"fiche sanitaire {de(enfant.prenom)}", par=request.user, sante_de=enfant
            )


def _lues(fiche: FicheSanitaire) -> dict[str, Any]:
    """Of CHAMPS, those that a key of this site still reads."""
    lues = {}
    for nom in CHAMPS:
        with suppress(Illisible):
            lues[nom] = getattr(fiche, nom)
    return lues


def _changes(dites: dict[str, Any], fiche: FicheSanitaire | None) -> dict[str, Any]:
    """Of what was said, what the record does not hold yet, and all that takes the place of what
    cannot be read; its PAI is no longer there once there is none."""
    dites["pai"] = dites["pai"] == OUI
    connues = _lues(fiche) | {"pai": fiche.pai} if fiche else dict.fromkeys(CHAMPS, "")
    champs = {
        nom: valeur
        for nom, valeur in dites.items()
        if (nom in CHAMPS and nom not in connues)
        or str(valeur or "") != str(connues.get(nom) or "")
    }
    return champs | ({"pai_document": None} if champs.get("pai") is False else {})
