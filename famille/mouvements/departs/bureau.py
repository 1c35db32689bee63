"""The guided departure of an adult from a household: who, from when, what he still is there."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.bureau.gestes.avant_apres import Mots, mener
from famille.dossier.foyers.vie import AvantApres
from famille.models import Foyer, Responsable
from famille.mouvements.departs.actions import faire_quitter
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire
from famille.socle.saisie.champ_jour import JourDAgentField

C_EST_FAIT = "Le départ de {adulte} est enregistré. Les adultes qui ont un compte en sont prévenus."
MOTS = Mots(
    titre="Un adulte quitte ce foyer",
    chapo="Cette personne part sans ouvrir d’autre foyer ici : si elle emmène un enfant ou en"
    " partage la garde, séparez plutôt le foyer. Partir d’un foyer ne change pas l’autorité"
    " parentale.",
    change="Ce que ce départ change",
    retour="Une fois fait, effacez son dernier jour sur sa fiche pour le faire revenir : son accès"
    " est alors à confirmer, et un mandat arrêté est à signer de nouveau.",
    bouton="Enregistrer ce départ",
)


class DepartDUnAdulteForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    responsable = forms.ModelChoiceField(
        label="Qui quitte ce foyer",
        queryset=Responsable.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    depuis = JourDAgentField(label="À partir du", initial=timezone.localdate)
    arreter_son_mandat = forms.BooleanField(
        label="Arrêter son prélèvement dès aujourd’hui",
        required=False,
        help_text="S’il est titulaire d’un mandat qui paie les factures de ce foyer.",
    )
    a_prevenir = forms.BooleanField(
        label="Garder cet adulte parmi les personnes à prévenir en cas d’urgence", required=False
    )
    peut_recuperer = forms.BooleanField(
        label="Garder cet adulte parmi les personnes qui viennent chercher les enfants",
        required=False,
    )

    def __init__(self, *args: Any, foyer: Foyer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsable"].queryset = foyer.responsables.actuels()


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def depart(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer, pk=pk)
    formulaire = DepartDUnAdulteForm(request.POST or None, foyer=foyer)

    def _faire() -> tuple[AvantApres, str, Foyer]:
        adulte = formulaire.cleaned_data["responsable"]
        fait = faire_quitter(par=request.user, **formulaire.cleaned_data)
        return fait, C_EST_FAIT.format(adulte=adulte), foyer

    return mener(request, foyer, formulaire, MOTS, _faire)
