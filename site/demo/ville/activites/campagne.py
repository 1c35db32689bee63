"""The re-registration of the next school year: open from mid-May to the end of July, prepared the
rest of the year."""

from datetime import date

from demarches.catalogue.reinscription.campagne import ouvrir_campagne, retenir_les_courriels
from famille.models import Utilisateur
from reservations.regles.saison import annee_scolaire

from .centres import Centres


def preparer_la_reinscription(centres: Centres, jour: date, *, agent: Utilisateur) -> None:
    """Its mails are held: those of May were never sent."""
    annee = annee_scolaire(jour) + 1
    campagne = ouvrir_campagne(
        activites=[une for une in centres.toutes if une.active],
        par=agent,
        annee=annee,
        debut=date(annee, 5, 17),
        fin=date(annee, 7, 31),
    )
    if campagne.debut <= jour:
        retenir_les_courriels(campagne, par=agent)
