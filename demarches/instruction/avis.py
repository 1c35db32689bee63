"""The mails that announce a decision. They say that there is an answer and where to read it, never
what is in it. And what the agent reads of them."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from demarches.models import Complement, Demande, Passage, ReglageDemarche
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import et_le_foyer
from famille.courriels.genres import GenreDeCourriel
from famille.models import Utilisateur

from .accuse import mentions_du_complement
from .horloge import echeance_legale, regle_du_silence

ACCUSE = GenreDeCourriel("are", "demarches/accuse")
COMPLEMENT_RECU = GenreDeCourriel("complement_recu", "demarches/complement_recu")
REPONSE = GenreDeCourriel("reponse", "demarches/reponse", notifie=False)  # in the conversation


def et_la_famille(demande: Demande, *, tenue: bool = True) -> str:
    """What follows a decision, whose mail is held (`tenue`) or leaves at once."""
    minutes = minutes_pour_annuler()
    if not minutes or not tenue:
        return et_le_foyer(demande.foyer, "La famille est prévenue par e-mail et dans le portail.")
    prevenue = et_le_foyer(
        demande.foyer, f"La famille sera prévenue par e-mail dans {minutes} minutes."
    )
    return f"{prevenue} Vous pouvez annuler pendant {minutes} minutes."


def minutes_pour_annuler() -> int:
    return int(settings.DELAI_D_ANNULATION.total_seconds() // 60)


def destinataires(demande: Demande, *autres: Any) -> list[Utilisateur]:
    """Who sent it (CRPA R112-11-3) and, of the household, those of these `autres` keys; all its
    adults when an agent entered it for them."""
    adultes = Utilisateur.objects.filter(
        responsabilites__in=demande.foyer.responsables.actuels(), is_active=True
    ).distinct()
    return [adulte for adulte in adultes if adulte.pk in (demande.par_id, *autres)] or list(adultes)


def prevenir(
    demande: Demande,
    passage: Passage,
    genre: GenreDeCourriel,
    *,
    pas_avant: datetime | None = None,
    **precisions: Any,
) -> None:
    """Write a passage's mail to each person concerned, in the caller's transaction: the other adult
    too, when it is who has just sent a complement.

    `pas_avant`: until when it is held (actions.annulation). `precisions`: what this mail tells
    beside, `limite` (date) and `silence` for instance.
    """
    for adulte in destinataires(demande, passage.par_id):
        preparer(
            genre.cle(passage.pk).pour(adulte),
            adulte.email,
            {
                "prenom": adulte.first_name,
                "titre": demande.sa_demarche.titre,
                "objet": demande.objet,
                "numero": demande.numero,
                "signature": passage.signature,
                "lien": adresse_absolue(reverse("demarches:demande", args=[demande.pk])),
            }
            | precisions,
            pas_avant=pas_avant,
        )


def accuser_reception(demande: Demande) -> None:
    """Mail the accusé de réception (D1), every mention in it, in the transaction of the sending."""
    mentions = demande.accuse.mentions
    for rang, adulte in enumerate(destinataires(demande)):
        cle = ACCUSE.cle(demande.pk)
        preparer(
            cle if rang == 0 else cle.pour(adulte),
            adulte.email,
            {
                "prenom": adulte.first_name,
                "mentions": mentions,
                "objet": demande.objet,
                "lien": adresse_absolue(reverse("demarches:accuse", args=[demande.pk])),
            },
        )


def annoncer_complement_recu(
    demande: Demande, passage: Passage, complement: Complement, *, declaree_le: date | None = None
) -> None:
    """Keep and mail the accusé de réception of what was missing (CRPA L112-11, R112-11-1; D1).
    `declaree_le`: as `demarches.instruction.accuse.declaree`."""
    reglage = ReglageDemarche.objects.get(code=demande.code)
    effet, _mois = regle_du_silence(demande, reglage)
    complement.mentions = mentions_du_complement(
        complement,
        reglage,
        reponse=demande.echeance,
        effet=effet,
        silence=echeance_legale(demande, reglage),
        declaree_le=declaree_le,
    )
    complement.save(update_fields=["mentions"])
    prevenir(demande, passage, COMPLEMENT_RECU, mentions=complement.mentions)
