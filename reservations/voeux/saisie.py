"""Writing a list, for the family's page and for the agent who does it with her."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, QueryDict

from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.models import ListeDeVoeux, Tirage

from .actions import enregistrer_voeux
from .faits import lire_listes
from .formulaires import ListeForm
from .possibles import lire_possibles

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
    liste = next((une for une in lire_listes(tirage, foyer) if _est_sa_liste(une, enfant_id)), None)
    champs: dict[str, Any] = {
        "enfant": enfant,
        "freres": freres,
        "possibles": possibles,
        "ouverture": tirage.ouverture,
        "liste": liste,
    }
    return Ecriture(tirage, foyer, ListeForm(donnees, **champs), liste)


def _est_sa_liste(liste: ListeDeVoeux, enfant_id: int) -> bool:
    return any(lien.enfant_id == enfant_id for lien in liste.enfants.all())
