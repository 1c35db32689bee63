"""What an agent reads of the mail that follows his decision."""

from django.conf import settings

from famille.courriels.destinataires import et_le_foyer


def et_la_famille(demande, *, tenue=True):
    """str: what follows a decision, when its mail is held (`tenue`: the démarche lets it be) and
    when it is not."""
    minutes = minutes_pour_annuler()
    if not minutes or not tenue:
        return et_le_foyer(demande.foyer, "La famille est prévenue par e-mail et dans le portail.")
    prevenue = et_le_foyer(
        demande.foyer, f"La famille sera prévenue par e-mail dans {minutes} minutes."
    )
    return f"{prevenue} Vous pouvez annuler pendant {minutes} minutes."


def minutes_pour_annuler():
    return int(settings.DELAI_D_ANNULATION.total_seconds() // 60)
