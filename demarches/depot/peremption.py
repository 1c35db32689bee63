"""Drafts left alone, complements whose day comes near: families are told (D9, D3)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from demarches.instruction.avis import destinataires
from demarches.models import Complement, Demande, ReglageDelais
from famille.courriels.boite_d_envoi import adresse_absolue, courriels_de, preparer
from famille.courriels.genres import CleDeCourriel, GenreDeCourriel

from .brouillon import abandonner

BROUILLON = GenreDeCourriel("brouillon", "demarches/brouillon_bientot_efface")
RAPPEL = GenreDeCourriel("rappel-complement", "demarches/complement_bientot")
_PAR_TOUR = 200


def suppression_le(demande: Demande, reglage: ReglageDelais) -> date:
    """The day on which this draft is deleted if nobody touches it."""
    return timezone.localdate(demande.modifie_le) + timedelta(days=reglage.brouillon_jours)


def prevenir_avant_suppression() -> int:
    """How many mails were written: one an adult and a draft, never twice."""
    reglage = ReglageDelais.load()
    limite = timezone.now() - timedelta(
        days=reglage.brouillon_jours - reglage.rappel_brouillon_jours
    )
    oublies = Demande.objects.brouillons().filter(
        canal=Demande.Canal.PORTAIL, modifie_le__lte=limite
    )
    return sum(
        _annoncer(demande, reglage)
        for demande in oublies.select_related("foyer").order_by("modifie_le")
    )


def purger_brouillons() -> int:
    """How many drafts, past their time and announced, were deleted with their files."""
    partis = a_purger()
    for demande in partis:
        abandonner(demande, par=None)
    return len(partis)


def a_purger() -> list[Demande]:
    """The drafts that go now, the oldest first, as many as one turn deletes."""
    reglage = ReglageDelais.load()
    maintenant = timezone.now()
    perimes = Demande.objects.brouillons().filter(
        modifie_le__lte=maintenant - timedelta(days=reglage.brouillon_jours)
    )
    annonce_avant = maintenant - timedelta(days=reglage.rappel_brouillon_jours)
    anciens = perimes.select_related("foyer").order_by("modifie_le")[:_PAR_TOUR]
    return [demande for demande in anciens if _peut_partir(demande, annonce_avant)]


def rappeler_complements() -> int:
    """How many mails were written for complements still awaited whose day comes near."""
    jour = timezone.localdate()
    fin = jour + timedelta(days=ReglageDelais.load().rappel_complement_jours)
    attendus = Complement.objects.filter(
        recu_le=None, limite__range=(jour, fin), demande__statut=Demande.Statut.A_COMPLETER
    )
    # One asked yesterday for tomorrow needs no reminder.
    attendus = attendus.filter(demande_le__lt=timezone.now() - timedelta(days=1))
    return sum(_rappeler(complement) for complement in attendus.select_related("demande__foyer"))


def _annoncer(demande: Demande, reglage: ReglageDelais) -> int:
    demarche = demande.demarche
    contexte = {
        "titre": demande.titre,
        "objet": demande.objet,
        "supprime_le": suppression_le(demande, reglage),
        "une_page": bool(demarche and demarche.une_page),
        "lien": adresse_absolue(reverse("demarches:liste")),
    }
    return _ecrire(demande, _cle(demande), contexte)


def _rappeler(complement: Complement) -> int:
    demande = complement.demande
    contexte = {
        "titre": demande.titre,
        "objet": demande.objet,
        "numero": demande.numero,
        "limite": complement.limite,
        "lien": adresse_absolue(reverse("demarches:demande", args=[demande.pk])),
    }
    return _ecrire(demande, RAPPEL.cle(complement.pk), contexte)


def _ecrire(demande: Demande, cle: CleDeCourriel, contexte: dict[str, Any]) -> int:
    deja = set(courriels_de(cle).values_list("cle", flat=True))
    nouveaux = [adulte for adulte in destinataires(demande) if str(cle.pour(adulte)) not in deja]
    for adulte in nouveaux:
        preparer(cle.pour(adulte), adulte.email, contexte | {"prenom": adulte.first_name})
    return len(nouveaux)


def _peut_partir(demande: Demande, annonce_avant: datetime) -> bool:
    """An agent's entry goes without a word; a family's, once it was told in time."""
    if demande.canal != Demande.Canal.PORTAIL or not destinataires(demande):
        return True
    return courriels_de(_cle(demande)).filter(cree_le__lte=annonce_avant).exists()


def _cle(demande: Demande) -> CleDeCourriel:
    """A draft taken up again is told anew."""
    return BROUILLON.cle(demande.pk, f"{demande.modifie_le:%Y%m%d%H%M%S}")
