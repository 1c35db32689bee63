"""What the request to erase tells and does, beside its page (catalogue.effacement_des_donnees)."""

from demarches.instruction.avis import destinataires
from demarches.instruction.decider import signature
from demarches.models import Demande
from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import GenreDeCourriel
from famille.donnees.effacement import PartDossier, bilan, obstacles
from famille.models import Responsable, Utilisateur

# to who has no account any more
FAIT = GenreDeCourriel("effacement", "demarches/effacement_fait", notifie=False)

QUI = {
    "foyer": "Tout le dossier de notre foyer, et les comptes de ses adultes",
    "moi": "Seulement moi : je quitte le dossier, qui reste à l’autre adulte",
}


def bilan_de(demande: Demande) -> list[PartDossier]:
    """list of PartDossier of the household of this demande."""
    return bilan(demande.foyer)


def obstacles_de(demande: Demande) -> list[str]:
    return obstacles(demande.foyer)


def responsable_de(demande: Demande) -> Responsable | None:
    """Responsable of the account that has sent it, still in the household; None when an agent
    entered it."""
    return demande.foyer.responsables.actuels().filter(utilisateur=demande.par).first()


def annoncer(demande: Demande, *, par: Utilisateur) -> None:
    """The decision, mailed to who is about to have no account any more: signed, and without a
    link."""
    comptes = destinataires(demande)
    if demande.donnees["effacement"].get("quoi") == "foyer":
        comptes = list(
            Utilisateur.objects.filter(
                responsabilites__in=demande.foyer.responsables.actuels(), is_active=True
            ).distinct()
        )
    contexte = {
        "numero": demande.numero,
        "signature": signature(demande, par),
    }
    for compte in comptes:
        cle = FAIT.cle(demande.pk).pour(compte)
        preparer(cle, compte.email, contexte | {"prenom": compte.first_name})
