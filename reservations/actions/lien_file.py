"""Where a submission meets the queue (actions.attente): asking for a place in it, leaving it, serving it."""

from collections.abc import Iterable
from datetime import datetime

from ..models import Attente
from .demande import Envoi
from .jugement import Jugement


def attendre_lignes(envoi: Envoi, jugements: list[Jugement]) -> dict:
    """Put the children of these lines in the queue. {line key: sentence that tells the rank}."""
    if not jugements:
        return {}
    from .attente import attendre

    raise NotImplementedError(attendre)


def sortir_de_la_file(envoi: Envoi, jugements: list[Jugement]) -> None:
    """Who gets the bloc no longer waits for it."""
    if not jugements:
        return
    attentes = Attente.objects.filter(
        enfant__in={j.ligne.enfant_id for j in jugements},
        activite__in={j.ligne.activite_id for j in jugements},
        bloc__in={j.ligne.bloc for j in jugements},
        etat=Attente.Etat.EN_ATTENTE,
    )
    obtenus = {j.ligne.cle for j in jugements}
    pks = [a.pk for a in attentes if (a.enfant_id, a.activite_id, a.bloc) in obtenus]
    if pks:
        Attente.objects.filter(pk__in=pks).update(etat=Attente.Etat.ACCEPTEE, conclue_le=envoi.maintenant)


def servir(creneaux: Iterable[int], *, maintenant: datetime) -> None:
    """Offer what has been freed on these créneaux (pks, locked) to whoever waits for it."""
    if creneaux:
        from .attente import servir_file

        servir_file(creneaux, maintenant=maintenant)


def retirer(attentes, *, par) -> None:
    """Take these out of the queue (QuerySet of Attente), offers included; the counters are held."""
    for attente in attentes:
        from .attente import retirer as _retirer

        _retirer(attente, par=par)
