"""What the provider says afterwards of a message: a report of delivery, posted to a secret
address."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from famille.alertes.canal import Etat
from famille.models import Alerte
from famille.regles.alertes import SMS

from .modele import Modele, chercher

# What a report may still change: it may come before our note of the answer, twice, or out of order.
OUVERTS = (Etat.EN_COURS, Etat.ACCEPTEE, Etat.INCONNUE)
ETATS = {
    "remise": Etat.REMISE,
    "non_remise": Etat.NON_REMISE,
    "refusee": Etat.REFUSEE,
    "perimee": Etat.PERIMEE,
}


def noter_le_retour(modele: Modele, dit: Any) -> bool:
    """Whether it is about a message of ours, whatever it changed. The same report again changes
    nothing."""
    trouvee = _alerte(modele.retour, dit)
    if trouvee is None:
        return False
    mot = str(chercher(dit, modele.retour.get("etat", "")))
    for nom, etat in ETATS.items():
        if mot in map(str, modele.retour.get(nom, ())):
            Alerte.objects.filter(pk=trouvee.pk, etat__in=OUVERTS).update(etat=etat)
    return True


def _alerte(retour: Mapping[str, Any], dit: Any) -> Alerte | None:
    """By our reference where the provider gives it back, else by its own number."""
    des_sms = Alerte.objects.filter(canal=SMS)
    if retour.get("reference"):
        try:
            reference = UUID(str(chercher(dit, retour["reference"])))
        except ValueError:
            return None
        return des_sms.filter(reference=reference).first()
    if not (identifiant := str(chercher(dit, retour.get("identifiant", "")))):
        return None
    # no base keeps a NUL nor half a character: it is none of ours
    return des_sms.filter(identifiant=identifiant).first() if identifiant.isprintable() else None
