"""What the parents allow for a child, said to an agent."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.acces.changements_dits import en_le_disant
from famille.dossier.foyers.autorisations import NON, OUI, ReponseField, autorisations_de
from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.bureau.ecran import page_de_formulaire
from famille.dossier.foyers.sante import autoriser
from famille.models import Autorisation, Enfant, Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de, en_lettres
from famille.socle.erreurs import Refus

from .dit_par import FormDitPar

AIDE = "Les réponses d’avant restent dans l’historique. Une réponse laissée de côté ne change pas."
REFUS_AILLEURS = (
    "Le refus en vigueur vient d’une personne d’un autre foyer : l’autorité parentale est"
    " partagée. Assurez-vous de l’accord des deux parents, puis cochez la case."
)


class AutorisationsForm(FormDitPar):
    accord_des_deux = forms.BooleanField(
        label="J’ai l’accord des deux parents",
        required=False,
        help_text="À cocher seulement pour lever un refus donné dans l’autre foyer de l’enfant.",
    )

    def __init__(self, *args: Any, enfant: Enfant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lignes = autorisations_de([enfant.pk])[enfant.pk]
        self.en_vigueur = {une.genre: une for une in reversed(lignes)}  # kind → the last answer
        questions = {genre.value: self._question(genre) for genre in Autorisation.Genre}
        self.fields = questions | self.fields
        if not any(self._refusee_ailleurs(une) for une in self.en_vigueur.values()):
            del self.fields["accord_des_deux"]

    def _question(self, genre: Autorisation.Genre) -> ReponseField:
        une = self.en_vigueur.get(genre)
        return ReponseField(
            avant=une,
            label=genre.label,
            required=False,
            initial=None if une is None else OUI if une.accordee else NON,
            help_text="" if une is None else f"Depuis le {en_lettres(une.le.date())}.",
        )

    def _refusee_ailleurs(self, une: Autorisation) -> bool:
        comptes = {adulte.utilisateur_id for adulte in self.foyer.responsables.all()}
        return not une.accordee and une.par_id is not None and une.par_id not in comptes

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        levees = [
            une
            for une in self.en_vigueur.values()
            if donnees.get(une.genre, NON) not in (NON, "") and self._refusee_ailleurs(une)
        ]
        if levees and not donnees.get("accord_des_deux"):
            self.add_error("accord_des_deux", REFUS_AILLEURS)
        return donnees

    @property
    def reponses(self) -> dict[str, bool]:
        return {
            genre: self.cleaned_data[genre] != NON
            for genre in Autorisation.Genre.values
            if self.cleaned_data.get(genre)
        }


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def autorisations(request: RequeteConnectee, pk: int, enfant: int) -> HttpResponse:
    """`pk`: of the Foyer whose page one comes from; `enfant`: one of its children."""
    foyer = get_object_or_404(Foyer, pk=pk)
    le_sien = get_object_or_404(Enfant.objects.du([foyer]), pk=enfant)
    formulaire = AutorisationsForm(request.POST or None, foyer=foyer, enfant=le_sien)

    def _ecrire(_donnees: dict[str, Any]) -> None:
        if not formulaire.reponses:
            raise Refus("Répondez à une question au moins.")
        # the parent's answer; where he has no account, the agent's, who notes who said it
        auteur = formulaire.auteur or request.user
        for genre, accordee in formulaire.reponses.items():
            autoriser(
                le_sien,
                genre,
                accordee,
                auteur=auteur,
                par=request.user,
                origine=formulaire.origine,
                lue=formulaire.en_vigueur.get(genre),
            )

    quoi = f"les autorisations {de(le_sien.prenom)}"
    return page_de_formulaire(
        request,
        formulaire,
        foyer=foyer,
        titre=f"Autorisations {de(le_sien)}",
        bouton="Enregistrer ces réponses",
        aide=AIDE,
        action=en_le_disant(
            {foyer, *le_sien.residences()}, quoi, _ecrire, par=request.user, cle=f"oui-{enfant}"
        ),
        succes=f"Les autorisations {de(le_sien)} sont à jour.",
    )
