"""What bench.ouverture does to the database between two measures: baskets filled, places limited,
counts read."""

from collections.abc import Iterable

from django.db.models import Count

from bench.moteur import controle
from bench.villes.ville import VilleDeBench, courriel, creer_ville

JOURS = 40


def creer(menages: int) -> VilleDeBench:
    """The town, in an empty database."""
    from django.core.management import call_command

    call_command("preparer", verbosity=0)
    return peupler(menages)


def peupler(menages: int) -> VilleDeBench:
    """The town in a prepared database, with the e-mail addresses proved that signing in asks
    for."""
    from allauth.account.models import EmailAddress

    ville = creer_ville(menages, JOURS, capacite=1_000_000)
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=menage.compte, email=courriel(rang), verified=True, primary=True)
        for rang, menage in enumerate(ville.menages)
    )
    return ville


def limiter(ville: VilleDeBench, creneau: int, places: int) -> None:
    from reservations.models import Places

    Places.objects.filter(pk=ville.creneaux[creneau][0]).update(capacite=places)


def garnir(ville: VilleDeBench, rangs: Iterable[int], premier: int, combien: int) -> None:
    """In the basket of these households (ranks), `combien` créneaux from the one of rank `premier`
    on."""
    from reservations.models import LignePanier

    LignePanier.objects.bulk_create(
        LignePanier(
            foyer_id=ville.menages[rang].foyer,
            enfant_id=ville.menages[rang].enfant,
            activite_id=ville.activite,
            bloc=cle,
            action="reserver",
            vu={"places": 10, "centimes": 700, "avis_quotient": ""},
        )
        for rang in rangs
        for _pk, cle in ville.creneaux[premier : premier + combien]
    )


def oublier_les_paniers() -> None:
    from reservations.models import LignePanier

    LignePanier.objects.all().delete()


def reservees(ville: VilleDeBench, creneau: int) -> int:
    from reservations.models import Reservation

    return Reservation.objects.filter(creneau=ville.creneaux[creneau][0]).count()


def fautes(soumissions: int, lignes: int) -> list[str]:
    """Sentences, none when all is right: counters, and the receipts of the rush with their
    bookings."""
    from reservations.models import DemandeReservation, LignePanier

    trouvees = [
        f"{n} {nom}" for nom in controle.COMPTES if (n := controle.nombre(controle.ATTENDUES[nom]))
    ]
    demandes = DemandeReservation.objects.annotate(lues=Count("reservations")).filter(lues=lignes)
    if demandes.count() != soumissions:
        trouvees.append(f"{demandes.count()} demandes entières pour {soumissions} réponses")
    if LignePanier.objects.exists():
        trouvees.append("des paniers ne sont pas vides")
    return trouvees
