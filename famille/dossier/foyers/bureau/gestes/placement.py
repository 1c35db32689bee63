"""A child of the ASE: who is called, decides and is billed, said by an agent; and the end of it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.vie import AvantApres
from famille.dossier.foyers.vie.placement import CHAMPS, confier, terminer
from famille.models import Enfant, Foyer, Placement, TiersPayeur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de
from famille.socle.ecran import Formulaire
from famille.socle.saisie.champ_jour import JourDAgentField
from famille.socle.saisie.telephones import TelephoneField

from .avant_apres import Mots, mener

FOYER, NOUVEAU = "foyer", "nouveau"
ADRESSE = ("nom", "service", "voie", "code_postal", "commune")
CHAPO = (
    "L’enfant vit dans ce foyer, chez son assistante familiale ou son assistant familial, qui voit"
    " ses réservations. Demandez au service le projet pour l’enfant : il dit qui décide de quoi."
)
RETOUR = (
    "Une fois fait, une erreur se corrige par un nouvel accueil, ou par sa fin : ce qui a été"
    " facturé entre-temps reste à corriger par un avoir."
)
C_EST_FAIT = "C’est enregistré. Les adultes du foyer qui ont un compte en sont prévenus."


class PlacementForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    depuis = JourDAgentField(label="À partir du", initial=timezone.localdate)
    referent = forms.CharField(label="Référent ou référente", max_length=120)
    service = forms.CharField(
        label="Service de l’aide sociale à l’enfance",
        max_length=120,
        help_text="Exemple : Maison des solidarités de Déols",
    )
    telephone = TelephoneField(label="Son téléphone")
    courriel = forms.EmailField(label="Son adresse e-mail", required=False)
    usuels = forms.ChoiceField(
        label="Qui fait les actes usuels",
        choices=Placement.Usuels.choices,
        widget=forms.RadioSelect,
        initial=Placement.Usuels.ACCUEIL,
        help_text="Inscrire, réserver, annoncer une absence, venir chercher.",
    )
    sauf = forms.CharField(
        label="Sauf, d’après le projet pour l’enfant",
        max_length=300,
        required=False,
        help_text="Exemple : sorties de plus d’une journée, photos.",
    )
    autres = forms.ChoiceField(
        label="Qui décide du reste",
        choices=Placement.Autres.choices,
        widget=forms.RadioSelect,
        initial=Placement.Autres.PARENTS,
    )
    a_qui = forms.ChoiceField(
        label="À qui facturer les jours de cet enfant", widget=forms.RadioSelect
    )
    payeur_nom = forms.CharField(
        label="Nom du Département", max_length=120, required=False, help_text="S’il est nouveau."
    )
    payeur_service = forms.CharField(label="Service payeur", max_length=120, required=False)
    payeur_voie = forms.CharField(label="Numéro et rue", max_length=120, required=False)
    payeur_code_postal = forms.CharField(label="Code postal", max_length=10, required=False)
    payeur_commune = forms.CharField(label="Ville", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connus = {str(un.pk): un for un in TiersPayeur.objects.all()}
        self.fields["a_qui"].choices = [
            *((cle, f"{un}, {un.commune}") for cle, un in self.connus.items()),
            (NOUVEAU, "Un autre Département, écrit ci-dessous"),
            (FOYER, "À ce foyer"),
        ]
        self.fields["a_qui"].initial = next(iter(self.connus), NOUVEAU)
        for champ in self.fields.values():
            champ.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        dites = super().clean() or {}
        if dites.get("a_qui") == NOUVEAU:
            for nom in ("payeur_nom", "payeur_voie", "payeur_code_postal", "payeur_commune"):
                if not dites.get(nom):
                    self.add_error(nom, "Remplissez ce champ : la facture porte cette adresse.")
        return dites

    def accueil(self) -> dict[str, Any]:
        """What `confier` asks, but who pays."""
        return {nom: self.cleaned_data[nom] for nom in (*CHAMPS, "depuis")}

    def payeur(self) -> TiersPayeur | None:
        """The payer chosen, or the new one, not saved."""
        if self.cleaned_data["a_qui"] == NOUVEAU:
            return TiersPayeur(**{nom: self.cleaned_data[f"payeur_{nom}"] for nom in ADRESSE})
        return self.connus.get(self.cleaned_data["a_qui"])


class FinDePlacementForm(Formulaire):
    fin = JourDAgentField(label="Dernier jour de cet accueil", initial=timezone.localdate)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def placement(request: RequeteConnectee, pk: int, enfant: int) -> HttpResponse:
    """`pk`: of the Foyer; `enfant`: one of its children."""
    foyer = get_object_or_404(Foyer, pk=pk)
    le_sien = get_object_or_404(Enfant.objects.du([foyer]), pk=enfant)
    formulaire = PlacementForm(request.POST or None, initial=_connu(le_sien, foyer))
    mots = Mots(
        titre=f"Accueil {de(le_sien)} par l’aide sociale à l’enfance",
        chapo=CHAPO,
        change="Ce que cet accueil change",
        retour=RETOUR,
        bouton="Enregistrer cet accueil",
    )

    def _faire() -> tuple[AvantApres, str, Foyer]:
        champs = formulaire.accueil() | {"payeur": formulaire.payeur()}
        return confier(le_sien, foyer, par=request.user, **champs), C_EST_FAIT, foyer

    return mener(request, foyer, formulaire, mots, _faire)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def fin_de_placement(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the Placement."""
    en_cours = Placement.objects.pas_finis().select_related("enfant", "foyer", "payeur")
    le_sien = get_object_or_404(en_cours, pk=pk)
    formulaire = FinDePlacementForm(request.POST or None)
    mots = Mots(
        titre=f"Fin de l’accueil {de(le_sien.enfant)} par l’aide sociale à l’enfance",
        chapo="Si l’enfant quitte aussi ce foyer, donnez ensuite la fin de sa résidence.",
        change="Ce que cette fin change",
        retour="Une fois fait, un nouvel accueil repart du jour que vous donnez.",
        bouton="Terminer cet accueil",
    )

    def _faire() -> tuple[AvantApres, str, Foyer]:
        fait = terminer(le_sien, par=request.user, **formulaire.cleaned_data)
        return fait, C_EST_FAIT, le_sien.foyer

    return mener(request, le_sien.foyer, formulaire, mots, _faire)


def _connu(enfant: Enfant, foyer: Foyer) -> dict[str, Any]:
    """What is said today of this child, to be corrected."""
    actuel = Placement.objects.du([foyer]).filter(enfant=enfant).au().first()
    if actuel is None:
        return {}
    connu = {nom: getattr(actuel, nom) for nom in CHAMPS}
    return connu | {"a_qui": str(actuel.payeur_id or FOYER)}
