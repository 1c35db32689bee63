"""Two months of invoices for the whole town, by the real billing run: the first mostly paid, the
last one to pay."""

from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from demo.ville.foyers.personnages import MONTRES
from demo.ville.jours import JOUR_DE_FACTURATION, au_moment, mois_factures
from famille.argent.factures.cesu import payable_en_cesu
from famille.argent.regie.guichet import encaisser_au_guichet
from famille.models import Courriel, Facture, Paiement, ReglageRegie, Utilisateur
from famille.travaux import actions as travaux
from reservations.facturation.actions import commencer_campagne, publier_campagne
from reservations.lecture.filtres import Mois
from reservations.models import Activite, CampagneFacturation

from .aides import envoyer_les_releves, noter_des_aides
from .regie import ecrire_les_relances, signer_des_mandats, tenir_la_regie
from .tresor import finir_au_tresor

REGIE = {
    "nom": "Régie du Pôle Familles",
    "adresse": "Hôtel de ville, place de la République, 36000 Châteauroux",
    "courriel": "regie@exemple.fr",
    "telephone": "02 54 00 00 00",
}
MOYENS = [Paiement.Moyen.ESPECES, Paiement.Moyen.CHEQUE, Paiement.Moyen.CESU]
UN_SUR = 12  # households that have not paid the older month: the late ones


def facturer_la_ville(*, agent: Utilisateur, jour: date) -> None:
    """Invoices of the last two whole months, those that have been billed by today."""
    ReglageRegie.objects.update_or_create(defaults=REGIE)
    avant = mois_factures(jour)[0]
    signer_des_mandats(agent=agent, le=_le_jour(avant) - timedelta(days=10))
    finir_au_tresor(agent=agent, jour=jour, etapes=ecrire_les_relances())
    noter_des_aides(avant, agent=agent)
    for mois in mois_factures(jour):
        with au_moment(_le_jour(mois)):
            _facturer(mois, agent=agent)
    _encaisser(avant, agent=agent)
    envoyer_les_releves(avant, agent=agent, le=_le_jour(avant).date() + timedelta(days=1))
    tenir_la_regie(avant.debut, agent=agent, jour=jour)
    Courriel.objects.exclude(destinataire__in=MONTRES).filter(envoye_le=None).update(
        envoye_le=F("cree_le")
    )


def _le_jour(mois: Mois) -> datetime:
    return timezone.make_aware(
        datetime.combine(mois.fin + timedelta(days=JOUR_DE_FACTURATION), time(9, 30))
    )


def _facturer(mois: Mois, *, agent: Utilisateur) -> None:
    campagne = commencer_campagne(mois, Activite.objects.all(), par=agent)
    travaux.executer(campagne.travail_id)
    publier_campagne(campagne, par=agent)
    travaux.executer(campagne.travail_id)
    CampagneFacturation.objects.filter(pk=campagne.pk).update(cree_le=_le_jour(mois))


def _encaisser(mois: Mois, *, agent: Utilisateur) -> None:
    """Most of the households have paid the older month at the counter, in the three weeks that
    followed."""
    factures = (
        Facture.objects.a_payer()
        .filter(mois=mois.debut, mandat=None)
        .select_related("foyer")
        .order_by("pk")
    )
    for rang, facture in enumerate(factures):
        if rang % UN_SUR == UN_SUR - 1:
            continue
        with au_moment(_le_jour(mois) + timedelta(days=rang % 20, minutes=7 * (rang % 50))):
            moyen = _moyen(rang, facture)
            piece = "" if moyen == Paiement.Moyen.ESPECES else f"{4_520_000 + 37 * rang}"
            encaisser_au_guichet(
                facture.foyer, {facture.pk: facture.solde}, moyen=moyen, par=agent, piece=piece
            )


def _moyen(rang: int, facture: Facture) -> str:
    """Each in turn; a CESU only where it may pay all of the invoice."""
    moyen = MOYENS[rang % len(MOYENS)]
    if moyen == Paiement.Moyen.CESU and payable_en_cesu([facture])[facture.pk] < facture.solde:
        return Paiement.Moyen.CHEQUE
    return moyen
