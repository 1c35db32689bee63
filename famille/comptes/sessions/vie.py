"""How long a session lives, what counts as using it, when its key changes
(docs/comprendre/acces.md)."""

import time
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from famille.alertes.actions import retirer_de_la_session, retirer_les_autres, suivre_la_session
from famille.models import Utilisateur
from famille.socle.allauth_interne import end_other_sessions
from famille.socle.connectee import RequeteConnectee

MARGE = timedelta(minutes=5)
CLE_PERSONNEL = "personnel"  # in the session: whether it is staff's, when its length was last set
CLE_VUE = "vue"  # in the session: when its end was last pushed back, in Unix seconds
CLE_DEBUT = "debut"  # in the session: when its owner signed in, in Unix seconds
CLE_DEMANDE = "rester"  # in the session, at sign-in: the account whose owner ticked the box
CLE_D_AVANT = "cle_d_avant"  # in the session: its key, while a password is being chosen
CLE_GARDEE = "gardee"  # in the session: this device stays signed in, as its owner asked
_NAVIGATEUR = UserSession._meta.get_field("user_agent").max_length
ENTETE_ARRIERE_PLAN = (
    "X-Arriere-Plan"  # sent with what a page requests by itself, without anybody's action
)


def demander_de_rester(request: HttpRequest, compte: Utilisateur, *, oui: bool) -> None:
    """Note, until the sign-in is over (a second step may come in between), whether the owner of
    this account asked that the device stay signed in. Another account's wish is forgotten."""
    request.session[CLE_DEMANDE] = compte.pk if oui else None


def ouvrir_la_session(request: RequeteConnectee) -> None:
    """Note when the account signed in. The longest life of a session counts from there. Its device
    has just been noted too: the next page has nothing to push back."""
    request.session[CLE_DEBUT] = request.session[CLE_VUE] = int(time.time())
    request.session[CLE_GARDEE] = request.session.pop(CLE_DEMANDE, None) == request.user.pk
    regler_la_session(request)


def regler_la_session(request: RequeteConnectee) -> None:
    """Set how long the session lives without use, by role, and note the role in it. Any signed-in
    request. Staff's device never stays signed in."""
    personnel = request.user.est_du_personnel
    request.session[CLE_PERSONNEL] = personnel
    if personnel:
        request.session[CLE_GARDEE] = False
    if est_gardee(request):
        _finir_au_jour_dit(request)
    else:
        request.session.set_expiry(duree_sans_usage(personnel))


def est_gardee(request: HttpRequest) -> bool:
    """Whether this device stays signed in, as its owner asked and as the town still allows."""
    return bool(request.session.get(CLE_GARDEE) and settings.SESSION_GARDEE)


def _finir_au_jour_dit(request: HttpRequest) -> None:
    """The cookie and the row of a device that stays signed in end with its longest life."""
    request.session.set_expiry(max(1, _fin(request) - int(time.time())))


def duree_sans_usage(personnel: bool) -> int:
    """Seconds after which an unused session ends, on a device that does not stay signed in."""
    return settings.SESSION_DU_PERSONNEL if personnel else settings.SESSION_COOKIE_AGE


def est_du_personnel(request: RequeteConnectee) -> bool:
    """Whether the account owes a second factor. No query: it was read with the account
    (famille.comptes.authentification). If the right has just changed, so does the length of the
    session."""
    personnel = getattr(request.user, "du_personnel", None)
    if personnel is None:  # signed in by this very request
        personnel = request.user.est_du_personnel
    if request.session.get(CLE_PERSONNEL) != personnel:
        regler_la_session(request)
    return personnel


def derniere_vue(request: HttpRequest) -> int:
    """When the session's end was last pushed back, in Unix seconds; 0 for one that has just
    begun."""
    return request.session.get(CLE_VUE, 0)


def prolonger(request: HttpRequest) -> None:
    """Push the session's end back, and note where it was last seen. On a device that stays signed
    in, the end does not move."""
    request.session[CLE_VUE] = int(time.time())
    if est_gardee(request):
        _finir_au_jour_dit(request)
    UserSession.objects.create_from_request(request)


def reste(request: HttpRequest) -> int:
    """Seconds before the session ends if nobody touches anything; 0 when there is none.

    The nearest of two ends: that of a session without use, and that of the longest life, which
    nothing pushes back.
    """
    if not request.user.is_authenticated:
        return 0
    maintenant = int(time.time())
    sans_usage = request.session.get(CLE_VUE, maintenant) + request.session.get_expiry_age()
    return max(0, min(sans_usage, _fin(request)) - maintenant)


def a_trop_dure(request: RequeteConnectee) -> bool:
    """Whether the longest life of the session is over, used or not. It is a day for new staff, even
    on a device that was to stay signed in."""
    est_du_personnel(request)
    return time.time() >= _fin(request)


def _fin(request: HttpRequest) -> int:
    """The end of the longest life, in Unix seconds. A session without a beginning (older than this
    rule) only ends when it is not used."""
    duree = settings.SESSION_GARDEE if est_gardee(request) else settings.SESSION_MAXIMALE
    return request.session.get(CLE_DEBUT, int(time.time())) + int(duree)


def renouveler(request: RequeteConnectee) -> None:
    """Give the session a new key, so that the former one, if stolen, gains nothing from the proof
    just given."""
    ancienne = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=ancienne).update(session_key=request.session.session_key)
    suivre_la_session(ancienne or "", request.session.session_key or "")


def garder_cet_appareil(request: HttpRequest, compte: Utilisateur) -> None:
    """A password was chosen: stop the alerts of the account's other devices. This one's session is
    about to change its key; `apres_un_mot_de_passe` finds it again."""
    ici = request.session.session_key if request.user.pk == compte.pk else None
    retirer_les_autres(compte, sauf=ici or "")
    request.session[CLE_D_AVANT] = ici


def apres_un_mot_de_passe(
    sender: type[Utilisateur], request: RequeteConnectee, **details: Any
) -> None:
    """Receiver of allauth's `password_changed` and `password_set`, once the key has changed."""
    suivre_la_session(
        request.session.pop(CLE_D_AVANT, None) or "", request.session.session_key or ""
    )


def apres_une_preuve(
    sender: type[Utilisateur], request: RequeteConnectee, user: Utilisateur, **details: Any
) -> None:
    """Receiver of allauth's `authentication_step_completed`: a proof given inside of a session
    changes its key.

    At sign-in Django's own `login` does it, a moment later.
    """
    if request.user.is_authenticated and request.user.pk == user.pk:
        renouveler(request)


def noter_l_appareil(sender: type[Any], request: RequeteConnectee, **details: Any) -> None:
    """Receiver of allauth's `user_logged_in`: keep this device, in one statement. Devices whose
    session is over are deleted within the hour (`purger_les_anciennes`).

    The session's row is written first, so that `fermer_les_sessions`, meanwhile, deletes it too,
    and this sign-in opens nothing.
    """
    if request.session.session_key is None:
        request.session.save()
    vu = UserSession(
        session_key=request.session.session_key or "",
        user=request.user,
        ip=get_adapter(request).get_client_ip(request),
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:_NAVIGATEUR],
    )
    UserSession.objects.bulk_create(
        [vu],
        update_conflicts=True,
        unique_fields=["session_key"],
        update_fields=["user", "ip", "user_agent", "last_seen_at"],
    )


def appareils_ouverts(compte: Utilisateur) -> list[tuple[UserSession, datetime]]:
    """The account's devices and when the session of each ends, the last seen first; in two queries,
    however many. A device whose session is over, or was opened by a former password, is deleted."""
    siennes = UserSession.objects.filter(user=compte).order_by("-last_seen_at")
    fins = {
        session.session_key: session.expire_date
        for session in Session.objects.filter(
            session_key__in=siennes.values("session_key"), expire_date__gt=timezone.now()
        )
        if _est_de_ce_mot_de_passe(session, compte)
    }
    ouverts, finis = [], []
    for appareil in siennes:
        if appareil.session_key in fins:
            ouverts.append((appareil, fins[appareil.session_key]))
        else:
            finis.append(appareil.pk)
    if finis:
        UserSession.objects.filter(pk__in=finis).delete()
    return ouverts


def _est_de_ce_mot_de_passe(session: Session, compte: Utilisateur) -> bool:
    """Whether the session was opened by today's password: Django's own check of each request."""
    gardee = session.get_decoded().get(HASH_SESSION_KEY, "")
    empreintes = [compte.get_session_auth_hash(), *compte.get_session_auth_fallback_hash()]
    return any(constant_time_compare(gardee, empreinte) for empreinte in empreintes)


def purger_les_anciennes() -> int:
    """Delete the devices whose session is over, and the sessions past their end: an address and a
    browser are not kept longer than needed. How many devices."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    # a session whose key changes is written a moment after its device is
    limite = timezone.now() - MARGE
    finies = UserSession.objects.filter(last_seen_at__lt=limite)
    return finies.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]


def fermer_la_session(session: UserSession) -> None:
    """End this session, and the alerts of its device (famille.alertes)."""
    retirer_de_la_session(session.session_key)
    session.end()


def fermer_les_sessions(utilisateur: Utilisateur) -> None:
    """End every session of the account, and its devices' alerts. Devices are signed out at their
    next request."""
    for session in UserSession.objects.filter(user=utilisateur):
        session.end()
    retirer_les_autres(utilisateur)


def fermer_les_autres_sessions(request: RequeteConnectee) -> None:
    """The same for all but this one."""
    end_other_sessions(request, request.user)
    retirer_les_autres(request.user, sauf=request.session.session_key or "")
