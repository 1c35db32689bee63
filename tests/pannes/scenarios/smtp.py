"""The mail server gone for an hour: mails wait, are tried later and later, then leave once each."""

from collections import Counter
from datetime import timedelta
from functools import partial

from tests.pannes.constat import Constat
from tests.pannes.gestes import Message
from tests.pannes.ville import Ville, attendre, en_meme_temps

TITRE = "serveur de courriel arrêté une heure"
FAMILLES, HEURE = 6, timedelta(hours=1)


def eprouver(ville: Ville) -> list[Constat]:
    """The hour is made shorter: the moment when a refused mail is tried again is brought to now,
    and summed."""
    from famille.models import Courriel

    attendre(
        lambda: not Courriel.objects.filter(envoye_le=None).exists(), 120, "what waited has left"
    )
    releve, avant = ville.nouveau_releve(), len(ville.t.courriels)
    deja = set(Courriel.objects.values_list("pk", flat=True))
    ville.t.arreter("smtp")
    gestes = [Message(ville, rang) for rang in range(FAMILLES)]
    en_meme_temps([un.preparer for un in gestes])
    en_meme_temps([un.faire for un in gestes])
    siens = Courriel.objects.exclude(pk__in=deja)
    passe, essais = timedelta(), 1
    while passe < HEURE:
        attendre(partial(_refuses, siens, essais), 120, f"each mail was refused {essais} times")
        passe += _avancer(siens)
        essais += 1
    partis_pendant = siens.exclude(envoye_le=None).count()
    ville.revenir("smtp")
    attendre(lambda: not siens.filter(envoye_le=None).exists(), 150, "the mails leave")
    recus = Counter(mail["Message-ID"] for mail in ville.t.courriels[avant:])
    constat = Constat(TITRE, "courriels")
    constat.envoyes, constat.gardes = siens.count(), len(recus)
    constat.doubles = sum(nombre > 1 for nombre in recus.values())
    constat.exiger(constat.envoyes >= FAMILLES, "aucun courriel à envoyer")
    constat.exiger(constat.gardes == constat.envoyes, "un courriel n’est pas arrivé")
    constat.exiger(
        not constat.doubles and not partis_pendant,
        "un courriel est parti deux fois, ou pendant la panne",
    )
    constat.exiger(not releve.pannes, f"pages de panne {releve.pannes}")
    constat.notes.append(
        f"{essais - 1} essais chacun en {passe.total_seconds() / 60:.0f} minutes, puis partis"
    )
    messages = Constat(TITRE, "messages envoyés pendant la panne")
    messages.compter([un.compter() for un in gestes])
    return [constat, messages]


def _refuses(siens, essais: int) -> bool:
    """Each was tried so many times at least, and its try is over: it says by what it was
    refused."""
    return not siens.exclude(essais__gte=essais, derniere_erreur__gt="", envoye_le=None).exists()


def _avancer(siens) -> timedelta:
    """The wait before the next try, which is brought to now."""
    from django.utils import timezone
    from django_q.tasks import async_task

    from famille.courriels.boite_d_envoi import delai

    attente = delai(siens.first().essais)
    siens.update(prochain_essai_le=timezone.now(), derniere_erreur="")
    async_task("famille.taches.relancer_courriels")  # at once: its schedule comes each minute
    return attente
