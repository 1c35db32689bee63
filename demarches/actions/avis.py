"""The mails that announce a decision. They say that there is an answer and where to read it, never what is in it."""

from django.urls import reverse

from famille.courriels import adresse_absolue, preparer
from famille.models import Utilisateur

from ..accuse import phrase_du_silence
from ..models import ReglageDemarche
from ..presentation import moment_complet
from .horloge import echeance_legale, regle_du_silence


def destinataires(demande):
    """list[Utilisateur]: who sent it (CRPA R112-11-3), or the household's adults when an agent entered it for them."""
    adultes = Utilisateur.objects.filter(
        responsabilites__in=demande.foyer.responsables.actuels(), is_active=True
    ).distinct()
    return [adulte for adulte in adultes if adulte.pk == demande.par_id] or list(adultes)


def prevenir(demande, passage, gabarit, *, pas_avant=None, **precisions):
    """Write a passage's mail to each person concerned, in the caller's transaction (templates/courriels/<gabarit>).

    `pas_avant`: until when it is held (actions.annulation). `precisions`: what this mail tells beside, `limite` (date)
    and `silence` for instance.
    """
    for adulte in destinataires(demande):
        preparer(
            f"{cle_des_courriels(passage, gabarit)}{adulte.pk}",
            adulte.email,
            gabarit,
            {
                "prenom": adulte.first_name,
                "titre": demande.demarche.titre,
                "numero": demande.numero,
                "signature": passage.signature,
                "lien": adresse_absolue(reverse("demarches:demande", args=[demande.pk])),
            }
            | precisions,
            pas_avant=pas_avant,
        )


def cle_des_courriels(passage, gabarit):
    """str: what the keys of the mails of a passage begin with."""
    return f"{gabarit}-{passage.pk}-"


def accuser_reception(demande):
    """Mail the accusé de réception (D1), every mention in it, in the transaction of the sending."""
    mentions = demande.accuse.mentions
    for rang, adulte in enumerate(destinataires(demande)):
        preparer(
            f"are-{demande.pk}" if rang == 0 else f"are-{demande.pk}-{adulte.pk}",
            adulte.email,
            "accuse",
            {
                "prenom": adulte.first_name,
                "mentions": mentions,
                "lien": adresse_absolue(reverse("demarches:accuse", args=[demande.pk])),
            },
        )


def annoncer_complement_recu(demande, passage):
    """Mail the accusé de réception of what was missing: every sending has one, with its mentions (CRPA L112-11,
    R112-11-1; D1), and the clock has moved (D3)."""
    reglage = ReglageDemarche.objects.get(code=demande.code)
    silence = echeance_legale(demande, reglage)
    effet, _mois = regle_du_silence(demande, reglage)
    rejet = silence and effet == ReglageDemarche.Silence.REJET
    prevenir(
        demande,
        passage,
        "complement_recu",
        limite=demande.echeance,
        recu_le=moment_complet(passage.le),
        service=reglage,
        silence=phrase_du_silence(effet, silence) if silence else "",
        voies_de_recours=reglage.voies_de_recours if rejet else "",
    )
