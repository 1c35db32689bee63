"""The adults who receive a household's mails."""

from collections.abc import Iterable, Sized

from famille.models import Foyer, Responsable, Utilisateur

from .boite_d_envoi import Lettre, preparer_plusieurs
from .genres import CleDeCourriel

A_PREVENIR_AUTREMENT = (
    "Personne dans ce foyer n’a de compte : aucun e-mail ne part. Prévenez-le par téléphone ou par"
    " courrier."
)


def et_le_foyer(foyer: Foyer, prevenu: str) -> str:
    """The sentence shown to an agent after an action: `prevenu` ("a mail leaves"), or that nobody
    in the household has an account."""
    return et_ceux(adultes_de([foyer]).get(foyer.pk, []), prevenu)


def et_ceux(comptes: Sized, prevenu: str) -> str:
    """`et_le_foyer`, when the accounts of the household are already known."""
    return prevenu if comptes else A_PREVENIR_AUTREMENT


def adultes_de(foyers: Iterable[Foyer]) -> dict[int, list[Utilisateur]]:
    """household (pk) → its current adults who have an account in use. One query."""
    siens: dict[int, list[Utilisateur]] = {}
    cles = tuple(foyer.pk for foyer in foyers)
    actuels = Responsable.objects.actuels().filter(foyer__in=cles, utilisateur__is_active=True)
    for responsable in actuels.select_related("utilisateur").order_by("pk"):
        siens.setdefault(responsable.foyer_id, []).append(responsable.utilisateur)
    return siens


def ecrire_aux_adultes(courriels: Iterable[tuple[Foyer, CleDeCourriel, dict]]) -> None:
    """Write to each adult of these households who has an account: (household, what the mail is
    about, what it says); `prenom` is added."""
    courriels = list(courriels)
    adultes = adultes_de({foyer for foyer, _cle, _dit in courriels})
    preparer_plusieurs(
        [
            Lettre(cle.pour(adulte), adulte.email, {**dit, "prenom": adulte.first_name})
            for foyer, cle, dit in courriels
            for adulte in adultes.get(foyer.pk, [])
        ]
    )
