"""The régie of the town: a few more mandates, a remise of the older month, one debit sent back,
reminders."""

from datetime import date, datetime, time, timedelta
from math import inf

from django.utils import timezone
from schwifty import IBAN

from demo.ville.jours import au_moment
from famille.actions import creer_mandat
from famille.argent.prelevement.remises import (
    preparer_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.argent.prelevement.suites import encaisser_les_remises, rejeter_prelevement
from famille.argent.regie.relancer import relancer_les_retards
from famille.models import CreancierSEPA, EtapeRelance, Facture, Foyer, Service, Utilisateur
from famille.regles.prelevement import prochain_jour_ouvre
from famille.socle.saisie.iban import lire_iban
from reservations.models import Reservation

MANDATS = 8
ETAPES = [
    (7, "Une facture a-t-elle été oubliée ?", True, False),
    (20, "Rappel : factures à payer", True, True),
    (45, "Dernier rappel avant transmission au comptable public", True, True),
]
TEXTE = (
    "Sauf erreur de notre part, ces factures du dossier {dossier} étaient à payer avant le"
    " {echeance} : {factures}.\n\nVous pouvez les payer en ligne dans le portail, ou au guichet."
    " Pour en parler : {contact}."
)
_A_RENDRE = "AM04"


def signer_des_mandats(*, agent: Utilisateur, le: datetime) -> None:
    """Some households pay their centres by direct debit; the town's own account can receive."""
    CreancierSEPA.objects.update(**_compte_de_la_regie())
    reservants = (
        Reservation.objects.filter(foyer__mandats=None).order_by("foyer").values("foyer").distinct()
    )
    foyers = (
        Foyer.objects.filter(pk__in=reservants, responsables__utilisateur__isnull=False)
        .distinct()
        .order_by("pk")
    )
    with au_moment(le):
        for rang, foyer in enumerate(foyers[10 : 10 + MANDATS]):
            titulaire = foyer.responsables.order_by("pk")[0]
            creer_mandat(
                foyer,
                titulaire=titulaire,
                compte=lire_iban(_iban(rang)),
                services=[Service.ACCUEILS_DE_LOISIRS],
                texte="Vous autorisez la collectivité à prélever votre compte.",
                signe_le=le,
                signe_par=titulaire.utilisateur,
                par=agent,
            )


def ecrire_les_relances() -> list[EtapeRelance]:
    return EtapeRelance.objects.bulk_create(
        EtapeRelance(
            jours=jours, sujet=sujet, texte=TEXTE, par_courriel=courriel, par_lettre=lettre
        )
        for jours, sujet, courriel, lettre in ETAPES
    )


def tenir_la_regie(mois: date, *, agent: Utilisateur, jour: date) -> None:
    """`mois`: the older month, whose debits have been made and whose late invoices are reminded."""
    siennes = Facture.objects.publiees().filter(mois=mois)
    premiere = siennes.order_by("echeance").values_list("echeance", flat=True).first()
    if premiere is None:
        return
    if siennes.a_payer().filter(mandat__isnull=False).exists():
        _prelever(prochain_jour_ouvre(premiere), agent=agent, jour=jour)
    for jours, *_etape in ETAPES:
        echeance = premiere + timedelta(days=jours)
        if echeance <= jour:
            with au_moment(_a(echeance)):
                relancer_les_retards(echeance, duree=inf)


def _prelever(date_de_remise: date, *, agent: Utilisateur, jour: date) -> None:
    with au_moment(_a(date_de_remise - timedelta(days=4))):
        remise = preparer_remise(date_de_remise, par=agent)
        telecharger_remise(remise, par=agent)
        transmettre_remise(remise, par=agent)
    if date_de_remise <= jour:
        with au_moment(_a(date_de_remise)):
            encaisser_les_remises(date_de_remise)
    rejet = date_de_remise + timedelta(days=3)
    if rejet <= jour:
        with au_moment(_a(rejet)):
            rejeter_prelevement(remise.paiements.order_by("-pk")[0], code=_A_RENDRE, par=agent)


def _a(jour: date) -> datetime:
    return min(timezone.make_aware(datetime.combine(jour, time(9, 15))), timezone.now())


def _iban(rang: int) -> str:
    return str(
        IBAN.generate(
            "FR",
            bank_code="30006",
            branch_code="00001",
            account_code=f"{23456789000 + 7919 * rang}",
        )
    )


def _compte_de_la_regie() -> dict[str, str]:
    compte = lire_iban(
        str(IBAN.generate("FR", bank_code="10071", branch_code="36000", account_code="00002000123"))
    )
    return {"iban": compte.iban, "bic": compte.bic}
