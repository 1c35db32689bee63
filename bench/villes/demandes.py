"""A town's demandes for bench.pages.demarches, written in bulk: years of them, few of which still
wait."""

import random
from datetime import date, datetime, time, timedelta

ANNEES = 3
PAR_FOYER = 2
# Of a hundred demandes, how many are in each state.
PARTS = {"en-attente": 4, "a-completer": 2, "validee": 74, "rejetee": 20}
_LOT = 2000


def creer_agent():
    """The account of an agent of the Pôle Familles."""
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    from famille.models import Utilisateur

    call_command("preparer", verbosity=0)
    agent = Utilisateur.objects.create_user(
        "agent@exemple.fr", first_name="Sophie", last_name="Renard"
    )
    agent.groups.add(Group.objects.get(name="Service des familles"))
    return agent


def remplir(combien: int, agent) -> None:
    """So many demandes, of half as many households; the statistics of the planner are up to
    date."""
    from django.db import connection

    from demarches.models import Demande, Passage

    hasard = random.Random(combien)
    foyers = _foyers(combien // PAR_FOYER)
    parent = _parent()
    etats = hasard.choices(list(PARTS), weights=list(PARTS.values()), k=combien)
    demandes = [
        _demande(rang, etat, foyers, parent, agent, hasard) for rang, etat in enumerate(etats)
    ]
    Demande.objects.bulk_create(demandes, batch_size=_LOT)
    Passage.objects.bulk_create(
        [passage for demande in demandes for passage in _passages(demande, agent, hasard)],
        batch_size=_LOT,
    )
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")


def _foyers(combien):
    from famille.models import Foyer

    return Foyer.objects.bulk_create(
        [
            Foyer(
                numero=f"{2020 + rang % 7}-{rang:05}",
                nom=f"Nom{rang}",
                recherche=(
                    f"{rang:05} nom{rang} camille lea hugo camille{rang}@exemple.fr 06 39 98 00 01"
                    " 0639980001"
                ),
            )
            for rang in range(combien)
        ],
        batch_size=_LOT,
    )


def _parent():
    from famille.models import Utilisateur

    return Utilisateur.objects.create_user(
        "camille@exemple.fr", first_name="Camille", last_name="Martin"
    )


def _demande(rang, etat, foyers, parent, agent, hasard):
    from demarches.models import Demande

    # What waits came in the last weeks; the rest over the years.
    recul = (
        hasard.randrange(20)
        if etat in ("en-attente", "a-completer")
        else hasard.randrange(365 * ANNEES)
    )
    deposee_le = _instant(date.today() - timedelta(days=recul), hasard)
    return Demande(
        numero=f"D-{deposee_le.year}-{rang:06}",
        code="changement-adresse",
        foyer=foyers[rang % len(foyers)],
        statut=etat,
        par=parent,
        saisie={
            "adresse": {
                "voie": ["4 allée des Lilas"],
                "code_postal": ["36130"],
                "commune": ["Déols"],
                "a_partir_du": [f"{deposee_le:%d/%m/%Y}"],
            }
        },
        deposee_le=deposee_le,
        echeance=deposee_le.date() + timedelta(days=14),
        agent=agent if rang % 3 == 0 else None,
    )


def _passages(demande, agent, hasard):
    from demarches.models import Passage

    yield Passage(
        demande=demande, de="brouillon", vers="en-attente", par=demande.par, le=demande.deposee_le
    )
    if demande.statut == "en-attente":
        return
    le = demande.deposee_le + timedelta(days=hasard.randrange(15))
    motif = "Hors de la commune." if demande.statut == "rejetee" else ""
    signature = {
        "prenom": "Sophie",
        "nom": "Renard",
        "qualite": "gestionnaire",
        "service": "Pôle Familles",
    }
    yield Passage(
        demande=demande,
        de="en-attente",
        vers=demande.statut,
        par=agent,
        le=le,
        motif=motif,
        signature=signature,
    )


def _instant(jour, hasard):
    from django.utils import timezone

    return timezone.make_aware(
        datetime.combine(jour, time(hasard.randrange(24), hasard.randrange(60)))
    )
