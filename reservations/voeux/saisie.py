"""Writing a list, for the family's page and for the agent who does it with her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.utils.text import capfirst

from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.dire import en_mois, enumerer
from famille.socle.erreurs import Refus
from reservations.models import ListeDeVoeux, Ouverture, Tirage

from .actions import AUCUN, DEUX_FOIS, TROP, VOEUX_MAX, Souhait, enregistrer_voeux
from .faits import lire_listes, par_rang
from .possibles import Possible, Possibles, ensemble, lire_possibles

PAS_ENSEMBLE = "{prenoms} ne peuvent pas être ensemble à « {libelle} » : ôtez ce rang, ou décochez."
SANS_RANG = ("", "Pas demandée")


class ListeForm(forms.Form):
    """`enfant`: whose list; `freres`: the children of the household who may join it."""

    fields: dict[str, Any]  # each of its own class

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        enfant: Enfant,
        freres: Sequence[Enfant],
        possibles: Possibles,
        ouverture: Ouverture,
        liste: ListeDeVoeux | None = None,
    ) -> None:
        super().__init__(data, initial=_initiales(enfant, liste))
        self.enfant, self.possibles = enfant, possibles
        self.siens = possibles.get(enfant.pk, [])
        self.souhait: Souhait | None = None
        self._poser_les_rangs()
        self._poser_les_choix(ouverture)
        if freres:
            self._poser_les_freres(freres)

    def _poser_les_rangs(self) -> None:
        rangs = [(str(rang), str(rang)) for rang in range(1, self.rang_max + 1)]
        for possible in self.siens:
            self.fields[_nom(possible)] = forms.ChoiceField(
                label=_rediger(possible, self.seul_lieu),
                required=False,
                choices=[SANS_RANG, *rangs],
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": "Choisissez un rang dans la liste."},
            )

    def _poser_les_choix(self, ouverture: Ouverture) -> None:
        plafond = min(self.rang_max, ouverture.voeux_maximum or self.rang_max)
        self.fields["maximum"] = forms.TypedChoiceField(
            label="Combien en voulez-vous au plus ?",
            coerce=int,
            choices=[(combien, str(combien)) for combien in range(plafond, 0, -1)],
            help_text="Vos vœux sont essayés dans l’ordre, jusqu’à ce nombre.",
            error_messages={"required": "Choisissez un nombre."},
        )
        self.fields["tout_ou_rien"] = forms.BooleanField(
            label="Tous ces vœux ou aucun",
            required=False,
            help_text="Si l’un d’eux n’est pas possible, les autres ne sont pas donnés.",
        )

    def _poser_les_freres(self, freres: Sequence[Enfant]) -> None:
        self.fields["avec"] = forms.TypedMultipleChoiceField(
            label="Ensemble ou rien, avec",
            coerce=int,
            required=False,
            choices=[(un.pk, un.prenom) for un in freres],
            widget=forms.CheckboxSelectMultiple,
            help_text=(
                "Si un enfant n’a pas sa place, aucun ne l’a. Vous pouvez donc obtenir moins. Cette"
                " liste remplace la leur."
            ),
        )

    @property
    def seul_lieu(self) -> str:
        """The only place where this child may go, said once a month; "" where there are several."""
        lieux = {str(un.activite) for un in self.siens}
        return lieux.pop() if len(lieux) == 1 else ""

    @property
    def rang_max(self) -> int:
        return min(VOEUX_MAX, len(self.siens))

    def mois(self) -> list[tuple[str, list[tuple[Possible, Any]]]]:
        """[(month, [(what can be asked, its field)])], in the order of the days."""
        return [
            (mois, [(possible, self[_nom(possible)]) for possible in siens])
            for mois, siens in groupby(self.siens, key=lambda un: en_mois(un.bloc.debut))
        ]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        par_rang_dit: dict[int, list[Possible]] = {}
        for possible in self.siens:
            if rang := donnees.get(_nom(possible)):
                par_rang_dit.setdefault(int(rang), []).append(possible)
        if doubles := [siens for siens in par_rang_dit.values() if len(siens) > 1]:
            for possible in doubles[0][1:]:
                self.add_error(_nom(possible), DEUX_FOIS)
        elif not par_rang_dit and not self.errors:
            self.add_error(None, AUCUN)
        elif len(par_rang_dit) > VOEUX_MAX:
            self.add_error(None, TROP)
        if not self.errors:
            self._comprendre([siens[0] for _rang, siens in sorted(par_rang_dit.items())])
        return donnees

    def _comprendre(self, ranges: list[Possible]) -> None:
        enfants = [self.enfant.pk, *self.cleaned_data.get("avec", ())]
        choix = []
        for possible in ranges:
            parts = ensemble(self.possibles, enfants, possible.cle)
            if parts is None:
                noms = [
                    siens[0].enfant.prenom for pk, siens in self.possibles.items() if pk in enfants
                ]
                phrase = PAS_ENSEMBLE.format(prenoms=enumerer(noms), libelle=possible.libelle)
                self.add_error(_nom(possible), phrase)
            else:
                choix.append(parts)
        self.souhait = Souhait(
            choix, self.cleaned_data["maximum"], self.cleaned_data["tout_ou_rien"]
        )


def _rediger(possible: Possible, seul_lieu: str) -> str:
    """With its place where two periods of the same days would be told alike."""
    return capfirst(possible.libelle if seul_lieu else f"{possible.libelle}, {possible.activite}")


def _nom(possible: Possible) -> str:
    return f"rang-{possible.cle.replace(':', '-')}"


def _initiales(enfant: Enfant, liste: ListeDeVoeux | None) -> dict[str, Any]:
    """As the list is now; nothing for a new one."""
    if liste is None:
        return {}
    valeurs: dict[str, Any] = {
        f"rang-{voeu.activite_id}-{voeu.bloc}": rang
        for rang, (_dit, voeux) in enumerate(par_rang(liste.voeux.all()), 1)
        for voeu in voeux
        if voeu.enfant_id == enfant.pk
    }
    avec = [lien.enfant_id for lien in liste.enfants.all() if lien.enfant_id != enfant.pk]
    return valeurs | {
        "maximum": liste.maximum,
        "tout_ou_rien": liste.tout_ou_rien,
        "avec": avec,
    }


RIEN_POUR_LUI = (
    "{prenom} ne peut rien demander à cette ouverture : il faut une inscription dans l’un de ses"
    " centres, et l’âge qu’il accueille."
)


@dataclass
class Ecriture:
    """`enregistrer`: whether the list was kept; its refusals are in the form."""

    tirage: Tirage
    foyer: Foyer
    form: ListeForm
    liste: ListeDeVoeux | None

    def enregistrer(self, *, par: Utilisateur, maintenant: datetime) -> bool:
        if not self.form.is_valid() or self.form.souhait is None:
            return False
        try:
            enregistrer_voeux(
                self.tirage, self.foyer, self.form.souhait, par=par, maintenant=maintenant
            )
        except Refus as refus:
            self.form.add_error(None, str(refus))
            return False
        return True


def preparer(tirage: Tirage, foyer: Foyer, enfant_id: int, donnees: QueryDict | None) -> Ecriture:
    """The form of this child. Http404: he is not of this household. Refus: he may wish for nothing
    here."""
    le_sien = Enfant.objects.du([foyer]).filter(pk=enfant_id).first()
    if le_sien is None:
        raise Http404("not a child of this household")
    possibles = lire_possibles(foyer, tirage.ouverture)
    if not possibles.get(enfant_id):
        raise Refus(RIEN_POUR_LUI.format(prenom=le_sien.prenom))
    enfant = possibles[enfant_id][0].enfant
    freres = [siens[0].enfant for pk, siens in possibles.items() if siens and pk != enfant_id]
    liens = ((une, un.enfant_id) for une in lire_listes(tirage, foyer) for un in une.enfants.all())
    liste = next((une for une, lie in liens if lie == enfant_id), None)
    champs: dict[str, Any] = {
        "enfant": enfant,
        "freres": freres,
        "possibles": possibles,
        "ouverture": tirage.ouverture,
        "liste": liste,
    }
    return Ecriture(tirage, foyer, ListeForm(donnees, **champs), liste)
