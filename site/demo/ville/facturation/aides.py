"""Who else pays, in the demo town: a household with a voucher of the CAF, and one that the CCAS
helps; the statement of the older month is sent, and paid in part."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from demo.ville.jours import au_moment
from famille.models import DroitPayeur, Foyer, PartPayeur, Service, TiersPayeur, Utilisateur
from reservations.lecture.filtres import Mois
from reservations.payeurs.actions import enregistrer_le_payeur, noter_un_droit
from reservations.payeurs.releves import (
    envoyer_le_releve,
    preparer_le_releve,
    recevoir_du_payeur,
)

CAF, CCAS = "CAF de l’Indre", "CCAS de Châteauroux"
LOISIRS = [Service.ACCUEILS_DE_LOISIRS.value]


def noter_des_aides(mois: Mois, *, agent: Utilisateur) -> None:
    """From the first day of this month on, before it is billed."""
    caf = TiersPayeur(
        nom=CAF,
        genre=TiersPayeur.Genre.CAF,
        service="Action sociale",
        voie="193 avenue de La Châtre",
        code_postal="36000",
        commune="Châteauroux",
        ordre=10,
    )
    ccas = TiersPayeur(
        nom=CCAS,
        genre=TiersPayeur.Genre.CCAS,
        voie="Place de la République",
        code_postal="36000",
        commune="Châteauroux",
        ordre=20,
    )
    for payeur in (caf, ccas):
        enregistrer_le_payeur(payeur, par=agent)
    _noter(
        "Lemoine",
        mois,
        agent,
        payeur=caf,
        quoi=f"Bon vacances {mois.annee}",
        par_jour=Decimal("6.00"),
        jours=30,
        services=LOISIRS,
    )
    _noter(
        "Vandenbroucke",
        mois,
        agent,
        payeur=ccas,
        quoi="Aide du CCAS",
        pourcent=Decimal(50),
        plafond=Decimal("300.00"),
    )


def envoyer_les_releves(mois: Mois, *, agent: Utilisateur, le: date) -> None:
    """Those of the older month, half of what they ask received."""
    for payeur in TiersPayeur.objects.filter(nom__in=[CAF, CCAS]):
        demande = sum(
            PartPayeur.objects.a_demander(payeur, mois.debut).values_list("montant", flat=True),
            Decimal(0),
        )
        if demande <= 0:
            continue
        releve = preparer_le_releve(payeur, mois, par=agent)
        envoyer_le_releve(releve, le=le)
        if payeur.nom == CAF:
            recevoir_du_payeur(releve, montant=demande, le=le + timedelta(days=12), par=agent)


def _noter(nom: str, mois: Mois, agent: Utilisateur, **champs: object) -> None:
    foyer = Foyer.objects.filter(nom__startswith=nom).order_by("pk").first()
    if foyer is None:
        return
    avant = timezone.make_aware(datetime.combine(mois.debut, time(9)))
    with au_moment(avant):
        noter_un_droit(DroitPayeur(foyer=foyer, debut=mois.debut, **champs), par=agent)
