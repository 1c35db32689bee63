"""What the bookings give a family to keep: the receipt of each submission; attestations of presence
on demand."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from famille.dossier.papiers import AEtablir, Feuille, Genre, Papier, Source
from famille.models import Enfant, Foyer
from famille.socle.dire import de, en_moment
from famille.socle.noms import nom_propre
from famille.socle.ville import service
from reservations.models import DemandeReservation
from reservations.moteur.resultat import titre_de

from .accuses import lire_accuse


class PapiersDesReservations(Source):
    def papiers(self, foyers: Sequence[Foyer], combien: int) -> Iterable[Papier]:
        siennes = DemandeReservation.objects.filter(foyer__in=foyers).order_by("-soumise_le", "-pk")
        return [_papier(demande) for demande in siennes[:combien]]

    def a_etablir(self, enfants: Sequence[Enfant]) -> Iterable[AEtablir]:
        return [
            AEtablir(
                f"Attestation de présence {de(enfant.prenom)}",
                reverse("reservations:attestation", args=[enfant.pk]),
                aide="Les jours où votre enfant est venu, entre deux dates.",
                enfant_id=enfant.pk,
            )
            for enfant in enfants
        ]


def _papier(demande: DemandeReservation) -> Papier:
    return Papier(
        date=demande.soumise_le,
        genre=Genre.RESERVATION,
        titre="Accusé de réception de réservations",
        detail=titre_de(demande),
        foyer_id=demande.foyer_id,
        lien_html=reverse("reservations:accuse", args=[demande.pk]),
        lien_pdf=reverse("reservations:accuse_pdf", args=[demande.pk]),
    )


def feuille_de_l_accuse(demande: DemandeReservation) -> Feuille:
    """Of a submission read with its household and its author."""
    accuse = lire_accuse(demande)
    faits = [
        ("Reçue le", f"{accuse.recu_le}, {accuse.comment}"),
        ("Demandée par", nom_propre(accuse.demandeur)),
        ("Raison notée par l’agent", demande.motif),
        ("Dossier", nom_propre(f"{demande.foyer}, n° {demande.foyer.numero}")),
        (
            "Service chargé de votre demande",
            f"{service().en_titre}, dont l’adresse et le téléphone sont en haut de cette page",
        ),
        ("Référence", nom_propre(demande.pk)),
    ]
    return Feuille(
        titre="Accusé de réception",
        reference=f"Demande du {en_moment(demande.soumise_le)}",
        corps="reservations/apres/papiers/accuse.html",
        page="reservations/apres/accuse.html",
        fichier="accuse-de-reception-reservations",
        lien_html=reverse("reservations:accuse", args=[demande.pk]),
        lien_pdf=reverse("reservations:accuse_pdf", args=[demande.pk]),
        contexte={
            "demande": demande,
            "accuse": accuse,
            "faits": [fait for fait in faits if fait[1]],
        },
    )
