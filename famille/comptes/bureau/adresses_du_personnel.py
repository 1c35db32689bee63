"""The address of a colleague's account, changed by an administrator: told at the former one, and
never enough, with the other gestures of the same administrator, to sign in in his place
(docs/comprendre/acces.md).

Who changes the address chooses where the link for a new password goes; who resets the second factor
takes away the rest. For some days two different people are needed for both.
"""

import uuid
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from famille.comptes.journal import noter
from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import GenreDeCourriel
from famille.models import Utilisateur
from famille.socle.dire import en_chiffres, en_heure
from famille.socle.erreurs import Refus

ADRESSE_CHANGEE = GenreDeCourriel("adresse-personnel", "comptes/adresse_changee_par_administrateur")
ACTION, SECOND_FACTEUR = "famille.adresse", "famille.second-facteur"  # in the account's history
ATTENTE_DU_MOT_DE_PASSE = timedelta(hours=24)
ATTENTE_D_UN_AUTRE = timedelta(days=3)


def annoncer(compte: Utilisateur, ancienne: str, *, par: Utilisateur) -> None:
    """Keep who changed the address, and tell the person there (str) and at the new one. In the
    caller's transaction."""
    log(instance=compte, action=ACTION, user=par)
    noter("adresse changée", compte, par=par.pk)
    contexte = {
        "par": par.get_full_name(),
        "heures": int(ATTENTE_DU_MOT_DE_PASSE.total_seconds() // 3600),
    }
    for adresse in (ancienne, compte.email):
        preparer(ADRESSE_CHANGEE.cle(uuid.uuid4()), adresse, contexte)


def exiger_un_autre(compte: Utilisateur, action: str, *, par: Utilisateur) -> None:
    """Refus: this administrator has done `action` (ACTION or SECOND_FACTEUR) to this account a few
    days ago or less, or his own account is younger than that: he may have been made for it."""
    recentes = _traces(compte, action, ATTENTE_D_UN_AUTRE)
    jeune = par.date_joined > timezone.now() - ATTENTE_D_UN_AUTRE
    trace = (recentes if jeune else recentes.filter(user=par)).order_by("-timestamp").first()
    if trace:
        des = timezone.localtime(trace.timestamp + ATTENTE_D_UN_AUTRE)
        fait = (
            "Son adresse e-mail a été changée"
            if action == ACTION
            else "Sa seconde étape a été réinitialisée"
        )
        raise Refus(
            f"{fait} il y a peu : pour protéger ce compte, ce second geste revient à un autre"
            " administrateur, en place depuis plus de trois jours, ou à vous à partir du"
            f" {en_chiffres(des)} à {en_heure(des)}."
        )


def mot_de_passe_des(compte: Utilisateur) -> datetime | None:
    """Until when no link for a password goes to an address that an administrator has just given."""
    trace = _traces(compte, ACTION, ATTENTE_DU_MOT_DE_PASSE).order_by("-timestamp").first()
    return trace.timestamp + ATTENTE_DU_MOT_DE_PASSE if trace else None


def _traces(compte: Utilisateur, action: str, duree: timedelta) -> QuerySet[ModelLogEntry]:
    recentes = ModelLogEntry.objects.for_instance(compte).filter(action=action)
    return recentes.filter(timestamp__gt=timezone.now() - duree)
