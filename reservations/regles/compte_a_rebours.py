"""How long until a moment, in words; and when to tell families of it. No Django."""

from datetime import UTC, date, datetime, timedelta

from famille.regles.foyer import en_heure, en_jour, en_lettres

from .juge import PARIS


def moment(instant: datetime, maintenant: datetime) -> str:
    """ "mardi 8 décembre à 9 h"; with its year when it is not this one."""
    local = instant.astimezone(PARIS)
    annee = local.year != maintenant.astimezone(PARIS).year
    heure = en_heure(instant, ronde=True).replace(" ", "\u00a0")  # in mails too
    return f"{en_jour(local.date(), annee=annee)} à {heure}"


def du_au(debut: date, fin: date) -> str:
    """ "le 22 février 2027", "du 22 au 26 février 2027", "du 30 novembre au 6 décembre 2026".

    >>> du_au(date(2026, 12, 28), date(2027, 1, 3))
    'du 28 décembre 2026 au 3 janvier 2027'
    """
    if debut == fin:
        return f"le {en_lettres(fin)}"
    premier = en_lettres(debut)
    if debut.year == fin.year:
        premier = premier.rpartition(" ")[0]
        if debut.month == fin.month:
            premier = premier.partition(" ")[0]
    return f"du {premier} au {en_lettres(fin)}"


def dans(instant: datetime, maintenant: datetime) -> str:
    """ "dans 13 jours", "demain", "dans 3 h 20", "dans 12 minutes": days as a calendar in Paris
    counts them, hours and minutes as they really pass, whatever clocks do. "maintenant" once it has
    come."""
    secondes = (instant.astimezone(UTC) - maintenant.astimezone(UTC)).total_seconds()
    if secondes <= 0:
        return "maintenant"
    jours = (instant.astimezone(PARIS).date() - maintenant.astimezone(PARIS).date()).days
    if jours > 1:
        return f"dans {jours} jours"
    if jours == 1:
        return "demain"
    minutes = -int(-secondes // 60)  # rounded up: never "dans 0 minute"
    if minutes < 60:
        return f"dans {minutes} minute{'s' if minutes > 1 else ''}"
    heures, reste = divmod(minutes, 60)
    return f"dans {heures}\u00a0h\u00a0{reste:02d}" if reste else f"dans {heures}\u00a0h"


def a_prevenir(
    ouvre_le: datetime, deja: datetime | None, maintenant: datetime, *, jours: int
) -> bool:
    """Whether families are to be told now that they are not ready: from `jours` days before the
    opening, at midnight in Paris, until it. `deja`: when they were told; an opening put off by
    agents is told again."""
    minuit = ouvre_le.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    premier = minuit - timedelta(days=jours)
    return premier <= maintenant < ouvre_le and (deja is None or deja < premier)
