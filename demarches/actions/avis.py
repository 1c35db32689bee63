"""The mails that announce a decision. They say that there is an answer and where to read it, never what is in it."""

from django.urls import reverse

from famille.courriels import adresse_absolue, preparer
from famille.models import Utilisateur


def destinataires(demande):
    """list[Utilisateur]: who sent it (CRPA R112-11-3), or the household's adults when an agent entered it for them."""
    adultes = Utilisateur.objects.filter(
        responsabilites__in=demande.foyer.responsables.actuels(), is_active=True
    ).distinct()
    return [adulte for adulte in adultes if adulte.pk == demande.par_id] or list(adultes)


def prevenir(demande, passage, gabarit, *, limite=None, silence=""):
    """Write a passage's mail to each person concerned, in the caller's transaction (templates/courriels/<gabarit>)."""
    for adulte in destinataires(demande):
        preparer(
            f"{gabarit}-{passage.pk}-{adulte.pk}",
            adulte.email,
            gabarit,
            {
                "prenom": adulte.first_name,
                "titre": demande.demarche.titre,
                "numero": demande.numero,
                "limite": limite,
                "silence": silence,
                "signature": passage.signature,
                "lien": adresse_absolue(reverse("demarches:demande", args=[demande.pk])),
            },
        )


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
    """Mail that the missing pages are received, and when an answer comes."""
    prevenir(demande, passage, "complement_recu", limite=demande.echeance)
