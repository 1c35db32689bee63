"""An account's address that an agent has changed, until its owner has proved it or somebody of the
household has confirmed it (famille.dossier.foyers.acces)."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.models import ATTENTE_DU_MOT_DE_PASSE, AccesAConfirmer, Utilisateur

_LUE = "adresse_en_attente_lue"  # of an account read with others: whether it has one


def adresse_recente(compte: Utilisateur) -> datetime | None:
    """Until when no mail opens this account, for a new password or for FranceConnect, an agent
    having changed its address and nobody confirmed it."""
    changes = _adresses_en_attente(compte)
    dernier = changes.order_by("-le").values_list("le", flat=True).first()
    fin = dernier and dernier + ATTENTE_DU_MOT_DE_PASSE
    return fin if fin and fin > timezone.now() else None


def apres_une_entree_par_le_courriel(compte: Utilisateur) -> None:
    """The mail alone opened the account, at an address that an agent gave: for a password, or to
    join FranceConnect. Health closes until somebody confirms."""
    _adresses_en_attente(compte).update(ferme=True)


def prouver_l_adresse(compte: Utilisateur) -> None:
    """Its owner has signed in with what he already knew: an agent who has only changed the address
    could not. FranceConnect joined since then proves nothing of it."""
    if getattr(compte, _LUE, None) is False:
        return
    ouvertes = _adresses_en_attente(compte).filter(ferme=False)
    siens = SocialAccount.objects.filter(user=compte, provider=FRANCECONNECT)
    depuis = siens.filter(date_joined__gte=OuterRef("le"))
    ouvertes.exclude(Exists(depuis)).update(confirme_par=compte, confirme_le=timezone.now())


def avec_adresse_en_attente(comptes: QuerySet[Utilisateur]) -> QuerySet[Utilisateur]:
    """The same accounts, of whom `prouver_l_adresse` asks no more where none of them waits."""
    siennes = _adresses_en_attente(OuterRef("pk")).filter(ferme=False)
    return comptes.annotate(**{_LUE: Exists(siennes)})


def _adresses_en_attente(compte: "Utilisateur | OuterRef") -> QuerySet[AccesAConfirmer]:
    return AccesAConfirmer.objects.en_attente().filter(
        nature=AccesAConfirmer.Nature.ADRESSE, responsable__utilisateur=compte
    )
