"""What an account chooses, and its devices. Nobody is told by any way that he did not ask for."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from famille.models import AppareilAlerte, ChoixAlerte, Utilisateur
from famille.regles.alertes import PUSH, SUJETS
from famille.socle.erreurs import Refus

from .push.adresses import est_permise
from .push.message import SECRET, cle_publique, de_base64

APPAREILS_MAX = 5
OUBLI = timedelta(days=365)  # a device that nobody has signed in with since
ILLISIBLE = (
    "Ce navigateur n’a pas donné ce qu’il faut pour lui écrire. Rechargez la page, puis recommencez"
    " ; ou choisissez un autre navigateur."
)
TROP = (
    f"{APPAREILS_MAX} appareils reçoivent déjà vos alertes : retirez-en un ci-dessous, puis"
    " recommencez."
)


@dataclass(frozen=True)
class Abonnement:
    """What a browser gives (W3C, Push API): where to post, and its two keys, in base64url."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def empreinte(self) -> str:
        return empreinte(self.endpoint)

    def verifier(self) -> None:
        """Refus: it names a server that is not a browser's maker's, or its keys are none."""
        if not settings.PUSH or not est_permise(self.endpoint, en_plus=settings.PUSH["faux"]):
            raise Refus(ILLISIBLE)
        try:
            cle_publique(de_base64(self.p256dh))
            secret = de_base64(self.auth)
        except ValueError as erreur:
            raise Refus(ILLISIBLE) from erreur
        if len(secret) != SECRET:
            raise Refus(ILLISIBLE)


def empreinte(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


@transaction.atomic
def choisir(
    compte: Utilisateur,
    voulus: Collection[tuple[str, str]],
    *,
    parmi: Collection[str],
    par: Utilisateur,
) -> None:
    """`voulus`: the (thing, way) that this account wants from now on, `parmi` the ways that it was
    asked about; what it already had keeps its date."""
    permis = {(code, canal) for code, sujet in SUJETS.items() for canal in sujet.canaux}
    voulus = {(sujet, canal) for sujet, canal in voulus if canal in parmi} & permis
    for choix in ChoixAlerte.objects.de(compte).filter(canal__in=parmi):
        if (choix.sujet, choix.canal) not in voulus:
            choix.delete()
    ChoixAlerte.objects.bulk_create(
        [ChoixAlerte(utilisateur=compte, sujet=sujet, canal=canal) for sujet, canal in voulus],
        ignore_conflicts=True,
    )


@transaction.atomic
def abonner(
    compte: Utilisateur, abonnement: Abonnement, *, nom: str, session: str, par: Utilisateur
) -> AppareilAlerte:
    """This device tells this account from now on, and whoever had it before is told nothing there
    any more. The first one of an account that had chosen nothing gets the four things. Refus: see
    `Abonnement.verifier`; too many devices."""
    abonnement.verifier()
    # two presses at once: the account's row is what both need
    Utilisateur.objects.select_for_update(no_key=True).get(pk=compte.pk)
    siens = AppareilAlerte.objects.de(compte)
    AppareilAlerte.objects.filter(empreinte=abonnement.empreinte).exclude(
        utilisateur=compte
    ).delete()
    if siens.exclude(empreinte=abonnement.empreinte).count() >= APPAREILS_MAX:
        raise Refus(TROP)
    appareil, _neuf = AppareilAlerte.objects.update_or_create(
        empreinte=abonnement.empreinte,
        defaults={
            "utilisateur": compte,
            "abonnement": vars(abonnement),
            "nom": nom[:80],
            "session": session,
            "vu_le": timezone.now(),
        },
    )
    if not ChoixAlerte.objects.de(compte).filter(canal=PUSH).exists():
        ChoixAlerte.objects.bulk_create(
            [ChoixAlerte(utilisateur=compte, sujet=sujet, canal=PUSH) for sujet in SUJETS],
            ignore_conflicts=True,
        )
    return appareil


@transaction.atomic
def reconnaitre(compte: Utilisateur, endpoint: str, *, session: str) -> bool:
    """Whether this device, that its owner has just opened the portal with, tells this account. It
    tells nobody else any more: who signs in on it has it in hand."""
    trouve = AppareilAlerte.objects.filter(empreinte=empreinte(endpoint))
    trouve.exclude(utilisateur=compte).delete()
    return bool(trouve.update(session=session, vu_le=timezone.now()))


@transaction.atomic
def remplacer(ancien: str, abonnement: Abonnement) -> bool:
    """The browser has changed its address by itself: who knows the former one, a secret between the
    browser and its maker, is that browser. bool: it was known. Refus: as `abonner`."""
    abonnement.verifier()
    trouve = AppareilAlerte.objects.select_for_update().filter(empreinte=empreinte(ancien)).first()
    if trouve is None:
        return False
    AppareilAlerte.objects.filter(empreinte=abonnement.empreinte).exclude(pk=trouve.pk).delete()
    trouve.empreinte, trouve.abonnement = abonnement.empreinte, vars(abonnement)
    trouve.save(update_fields=["empreinte", "abonnement"])
    return True


def retirer(appareil: AppareilAlerte, *, par: Utilisateur) -> None:
    """What waited for it goes with it."""
    appareil.delete()


def retirer_de_la_session(session: str) -> None:
    """Its owner has signed out there, or has closed that session from elsewhere."""
    if session:
        AppareilAlerte.objects.filter(session=session).delete()


def retirer_les_autres(compte: Utilisateur, *, sauf: str = "") -> None:
    """Every device of the account, but for the one of this session: a password was changed, every
    other session closed, the account locked."""
    siens = AppareilAlerte.objects.de(compte)
    (siens.exclude(session=sauf) if sauf else siens).delete()


def suivre_la_session(ancienne: str, nouvelle: str) -> None:
    """The key of a session has changed; its device is the same."""
    AppareilAlerte.objects.filter(session=ancienne).exclude(session="").update(session=nouvelle)


def oublier_les_anciens() -> int:
    """How many devices were forgotten, that nobody has signed in with for a year."""
    return AppareilAlerte.objects.filter(vu_le__lt=timezone.now() - OUBLI).delete()[0]
