"""Two months of invoices for the whole town, by the real billing run: the first mostly paid, the
last one to pay."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils import timezone

from demo.ville.jours import JOUR_DE_FACTURATION, au_moment, mois_factures
from famille.argent.factures.cesu import payable_en_cesu
from famille.argent.regie.guichet import encaisser_au_guichet
from famille.models import Facture, Paiement, ReglageRegie, Utilisateur
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
PARTS = 8
UN_SUR = 12  # households that have not paid the older month: the late ones


def _tenir_une_regie(*, agent: Utilisateur, jour: date) -> None:
    ReglageRegie.objects.update_or_create(defaults=REGIE)
    avant = mois_factures(jour)[0]
    signer_des_mandats(agent=agent, le=_le_jour(avant) - timedelta(days=10))
    finir_au_tresor(agent=agent, jour=jour, etapes=ecrire_les_relances())
    noter_des_aides(avant, agent=agent)


def _facturer_l_avant_dernier(*, agent: Utilisateur, jour: date) -> None:
    _facturer(mois_factures(jour)[0], agent=agent)


def _facturer_le_dernier(*, agent: Utilisateur, jour: date) -> None:
    _facturer(mois_factures(jour)[1], agent=agent)


def _encaisser_une_part(*, agent: Utilisateur, jour: date, part: int) -> None:
    _encaisser(mois_factures(jour)[0], agent=agent, part=part)


def _suivre_l_avant_dernier(*, agent: Utilisateur, jour: date) -> None:
    avant = mois_factures(jour)[0]
    envoyer_les_releves(avant, agent=agent, le=_le_jour(avant).date() + timedelta(days=1))
    tenir_la_regie(avant.debut, agent=agent, jour=jour)


# (how long, in the time of demo.ville.fabrique; what is done): the invoices of the last two whole
# months, those that have been billed by today, each step in a transaction of its own
DE_LA_FACTURATION: list[tuple[int, Callable[..., None]]] = [
    (380, _tenir_une_regie),
    (180, _facturer_l_avant_dernier),
    (350, _facturer_le_dernier),
    *((150, partial(_encaisser_une_part, part=part)) for part in range(PARTS)),
    (200, _suivre_l_avant_dernier),
]


def _le_jour(mois: Mois) -> datetime:
    return timezone.make_aware(
        datetime.combine(mois.fin + timedelta(days=JOUR_DE_FACTURATION), time(9, 30))
    )


def _facturer(mois: Mois, *, agent: Utilisateur) -> None:
    with au_moment(_le_jour(mois)):
        campagne = commencer_campagne(mois, Activite.objects.all(), par=agent)
        travaux.executer(campagne.travail_id)
        publier_campagne(campagne, par=agent)
        travaux.executer(campagne.travail_id)
    CampagneFacturation.objects.filter(pk=campagne.pk).update(cree_le=_le_jour(mois))


def _encaisser(mois: Mois, *, agent: Utilisateur, part: int) -> None:
    """Most of the households have paid the older month at the counter, in the three weeks that
    followed; here one in PARTS of them."""
    a_payer = set(Facture.objects.a_payer().filter(mois=mois.debut).values_list("pk", flat=True))
    factures = Facture.objects.publiees().filter(mois=mois.debut, mandat=None)
    toutes = list(enumerate(factures.select_related("foyer").order_by("pk")))
    for rang, facture in toutes[part::PARTS]:
        if rang % UN_SUR == UN_SUR - 1 or facture.pk not in a_payer:
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
