"""A wave of invitations is opened, sent part by part, stopped, asked again."""

from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from famille.comptes.activation.actions import inviter
from famille.models import Invitation, ReglageConservation, Utilisateur, VagueInvitations
from famille.socle.erreurs import Refus

from .groupes import Groupe, a_inviter, dire

PAR_JOUR_MAX = 2000
PAR_TOUR = 100  # mails written by one task, of one wave
Moyen = Invitation.Moyen
PERSONNE = (
    "Personne n’est à inviter dans ce groupe : tous ont un compte, ou sont déjà dans une vague."
)

SANS_DUREES = (
    "Les durées de conservation ne sont pas toutes fixées, et la loi les doit aux familles."
    " Fixez-les dans Réglages → Durées de conservation, puis invitez."
)


@transaction.atomic
def ouvrir_vague(
    *, groupe: str, cle: str, par_jour: int, avec_lettres: bool, par: Utilisateur
) -> VagueInvitations:
    """Who is invited is settled now; mails leave from this minute on, `par_jour` a day. Refus:
    nobody is to be invited, or how long their data are kept is not decided (D9)."""
    if ReglageConservation.lire().manquent:
        raise Refus(SANS_DUREES)
    invites = a_inviter(groupe, cle)
    lettres = invites.par_lettre if avec_lettres else []
    if not invites.par_courriel and not lettres:
        raise Refus(PERSONNE)
    vague = VagueInvitations.objects.create(
        a_qui=dire(Groupe(groupe), cle)[:200], par_jour=min(par_jour, PAR_JOUR_MAX), par=par
    )
    moyens = ((Moyen.COURRIEL, invites.par_courriel), (Moyen.LETTRE, lettres))
    # two agents at once: each adult is in one wave
    Invitation.objects.bulk_create(
        [
            Invitation(vague=vague, responsable_id=adulte, moyen=moyen)
            for moyen, adultes in moyens
            for adulte in adultes
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    return vague


def envoyer_la_part(vague: VagueInvitations) -> int:
    """How many mails were written now: what is left of today's share, PAR_TOUR at most. Nothing of
    a wave that is stopped."""
    if not VagueInvitations.objects.filter(pk=vague.pk, arretee_le=None, finie_le=None).exists():
        return 0
    mails = vague.invitations.filter(moyen=Moyen.COURRIEL)
    minuit = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    reste = vague.par_jour - mails.filter(envoyee_le__gte=minuit).count()
    a_envoyer = mails.a_envoyer().select_related("responsable__utilisateur").order_by("pk")
    partis = sum(_envoyer(une) for une in a_envoyer[: max(0, min(reste, PAR_TOUR))])
    finir_la_vague(vague)
    return partis


def lancer_la_part(vague: VagueInvitations) -> None:
    """Its first mails leave at once, by a task; the schedule goes on."""
    tache = partial(
        async_task, "famille.mouvements.invitations.actions.envoyer_une_vague", vague.pk
    )
    transaction.on_commit(tache, robust=True)


def envoyer_une_vague(pk: int) -> int:
    """As `envoyer_la_part`; 0 when it is no more."""
    vague = VagueInvitations.objects.filter(pk=pk).first()
    return envoyer_la_part(vague) if vague else 0


@transaction.atomic
def _envoyer(invitation: Invitation) -> bool:
    """Whether this call has sent it: another task may be at it."""
    sienne = Invitation.objects.filter(pk=invitation.pk, envoyee_le=None)
    if not sienne.update(envoyee_le=timezone.now(), envois=F("envois") + 1):
        return False
    compte = invitation.responsable.utilisateur
    return compte is not None and inviter(compte)


def finir_la_vague(vague: VagueInvitations) -> None:
    """Once all have left, letters too."""
    if not vague.invitations.all().a_envoyer().exists():
        VagueInvitations.objects.filter(pk=vague.pk, finie_le=None).update(finie_le=timezone.now())


def envoyer_les_invitations() -> int:
    """How many mails, of all the waves. By the schedule."""
    en_cours = VagueInvitations.objects.filter(arretee_le=None, finie_le=None).order_by("pk")
    return sum(envoyer_la_part(vague) for vague in en_cours)


def arreter_vague(vague: VagueInvitations) -> None:
    """Nothing more leaves; what has left has left."""
    en_cours = VagueInvitations.objects.filter(pk=vague.pk, arretee_le=None, finie_le=None)
    if not en_cours.update(arretee_le=timezone.now()):
        raise Refus("Cette vague n’est plus en cours : il n’y a rien à arrêter.")


def poursuivre_vague(vague: VagueInvitations) -> None:
    arretee = VagueInvitations.objects.filter(pk=vague.pk, arretee_le__isnull=False)
    if not arretee.update(arretee_le=None):
        raise Refus("Cette vague n’est pas arrêtée : ses invitations partent déjà.")


@transaction.atomic
def relancer_vague(vague: VagueInvitations) -> int:
    """Those who have not come for two weeks are asked again, in their turn. How many; Refus:
    nobody is."""
    a_relancer = vague.invitations.all().a_relancer()
    # who answered his letter has an address now
    a_relancer.filter(responsable__utilisateur__isnull=False).update(moyen=Moyen.COURRIEL)
    combien = a_relancer.update(envoyee_le=None)
    if not combien:
        raise Refus(
            "Personne n’est à relancer : moins de deux semaines ont passé, ou tous sont venus."
        )
    VagueInvitations.objects.filter(pk=vague.pk).update(finie_le=None, arretee_le=None)
    return combien
