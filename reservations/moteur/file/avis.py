"""The queue's mails: one a household for each serving, sent by day. They say the structure, never a
child nor a day of the calendar."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import (
    adresse_absolue,
    courriels_de,
    preparer,
    retarder,
    retirer_notifications,
)
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import CleDeCourriel, GenreDeCourriel
from famille.models import Foyer, Utilisateur
from famille.regles import alertes
from famille.socle.dire import enumerer
from reservations.models import Attente, ReglageReservations, Structure
from reservations.regles.attente import Nuit

if TYPE_CHECKING:
    from reservations.moteur.file.lien_file import Candidat


OFFRE = GenreDeCourriel("offre", "reservations/offre", alerte=alertes.OFFRE)
PAS_ASSEZ = GenreDeCourriel("file", "reservations/offre_pas_assez")
EXPIREE = GenreDeCourriel("expiree", "reservations/offre_expiree")
SORTIE = GenreDeCourriel("sortie", "reservations/attente_retiree")


def destinataires(foyer: Foyer, demandeurs: Collection[int | None]) -> list[Utilisateur]:
    """Those of `demandeurs` (pks) who are still adults of the household, else all its adults."""
    adultes = sorted(adultes_de([foyer]).get(foyer.pk, []), key=lambda adulte: adulte.pk)
    return [adulte for adulte in adultes if adulte.pk in demandeurs] or adultes


def annoncer_offres(offres: list[Attente], candidats: "dict[int, Candidat]") -> None:
    """Write the mail of each household that is offered places, to leave by day
    (`Candidat.delais.envoi`)."""
    par_foyer = defaultdict(list)
    for offre in offres:
        par_foyer[offre.foyer_id].append(offre)
    for siennes in par_foyer.values():
        premiere = min(siennes, key=attrgetter("expire_le"))
        contexte = {
            "nombre": len(siennes),
            "expire_le": premiere.expire_le,
            "lien": _lien(siennes),
        }
        _ecrire(siennes, _cle(premiere), contexte, candidats[premiere.pk].delais.envoi)


def dire_pas_assez(groupes: list[list[Attente]], maintenant: datetime) -> None:
    """Tell families who want to be served together that what was free was not enough, once a day at
    most."""
    for groupe in groupes:
        cle = PAS_ASSEZ.cle(groupe[0].ensemble, f"{timezone.localdate(maintenant):%Y%m%d}")
        _ecrire(groupe, cle, {"lien": _lien(groupe)}, _nuit().lever(maintenant))


def dire_expiree(attentes: list[Attente], maintenant: datetime) -> None:
    """Tell the household of these offers, ended together, that nobody answered in time."""
    premiere = attentes[0]
    mois = {"mois": f"{premiere.debut:%Y-%m}"}
    contexte = {
        "nombre": len(attentes),
        "expire_le": premiere.expire_le,
        "lien": adresse_absolue(reverse("reservations:calendrier", query=mois)),
    }
    cle = EXPIREE.cle(premiere.reference)
    _ecrire(attentes, cle, contexte, _nuit().lever(maintenant))


def dire_sortie(attente: Attente, maintenant: datetime) -> None:
    """Tell the household that an agent has taken one of its children out of a queue; the portal
    says which and why."""
    cle = SORTIE.cle(attente.reference)
    _ecrire([attente], cle, {"lien": _lien([attente])}, _nuit().lever(maintenant))


def oublier(offre: Attente) -> None:
    """The mail of an offer that ended in the night, before it left, has nothing more to say."""
    restantes = Attente.objects.filter(
        foyer=offre.foyer_id, proposee_le=offre.proposee_le, etat=Attente.Etat.PROPOSEE
    ).exclude(pk=offre.pk)
    if not restantes.exists():
        retenus = courriels_de(_cle(offre)).filter(envoye_le=None, essais=0)
        if retenus.delete()[0]:
            retirer_notifications(_cle(offre))


def _cle(offre: Any) -> CleDeCourriel:
    """The offers of one serving to one household have the same instant, and so the same mail."""
    return OFFRE.cle(offre.foyer_id, f"{offre.proposee_le:%Y%m%d%H%M%S%f}")


def _lien(attentes: Collection[Attente]) -> str:
    """The page of this wait, which shows those who wait together; the list of all, for others."""
    premiere, *autres = attentes
    memes = all(premiere.ensemble and un.ensemble == premiere.ensemble for un in autres)
    nom = "reservations:attente" if memes else "reservations:attentes"
    return adresse_absolue(reverse(nom, args=[premiere.reference] if memes else []))


def _nuit() -> Nuit:
    reglage = ReglageReservations.load()
    return Nuit(reglage.nuit_debut, reglage.nuit_fin)


def _ecrire(
    attentes: Collection[Attente], cle: CleDeCourriel, contexte: dict[str, Any], envoi: datetime
) -> None:
    """To who asked for these, of one household, with the names of their structures: "La Pingaudière
    et La Valla"."""
    foyer = next(iter(attentes)).foyer
    activites = {attente.activite_id for attente in attentes}
    lieux = Structure.objects.filter(activites__in=activites).order_by("nom").distinct()
    contexte |= {"ou": enumerer(lieux.values_list("nom", flat=True))}
    for adulte in destinataires(foyer, {attente.par_id for attente in attentes}):
        courriel = preparer(
            cle.pour(adulte), adulte.email, contexte | {"prenom": adulte.first_name}
        )
        retarder(courriel, envoi)
