"""A town of schools for the bench of the new school year: so many children in their classes, one or
two a household, all registered in one activity; written in bulk."""

from datetime import date, timedelta

NIVEAUX = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")
PAR_CLASSE = 25
LOT = 2_000
LOIN = date(2099, 8, 31)


def creer(enfants: int, annee: int, marque: str):
    """The activity. Schools of one class a level, as many as the children ask; they are in the
    classes of the school year before `annee`, and registered in that season without an end."""
    from famille.models import (
        Classe,
        Ecole,
        Enfant,
        FicheSanitaire,
        Foyer,
        Rattachement,
        Responsable,
    )
    from reservations.models import Activite, Inscription, Structure

    depuis = date(annee - 1, 9, 1)
    structure = Structure.objects.create(nom=f"Centre {marque}")
    activite = Activite.objects.create(
        structure=structure,
        nom="Mercredis",
        unite_scolaire="demi-journee",
        unite_vacances="journee",
        jours_scolaires=[2],
        age_min=2,
        age_max=14,
        capacite=enfants,
    )
    places: list[tuple[Ecole, Classe, int]] = []
    for rang in range(-(-enfants // (PAR_CLASSE * len(NIVEAUX)))):
        ecole = Ecole.objects.create(nom=f"École {marque} {rang}")
        for age, niveau in enumerate(NIVEAUX, 3):
            classe = Classe.objects.create(
                ecole=ecole, annee=annee - 1, nom=niveau, niveaux=[niveau]
            )
            places += [(ecole, classe, age)] * PAR_CLASSE
    crees = Enfant.objects.bulk_create(
        [
            Enfant(
                prenom="Léa",
                nom=f"Nom {marque}{rang:05}",
                naissance=date(annee - 1 - age, 3, 1 + rang % 28),
                ecole=ecole,
                classe=classe,
                niveau=classe.niveaux[0],
            )
            for rang, (ecole, classe, age) in enumerate(places[:enfants])
        ],
        batch_size=LOT,
    )
    foyers = Foyer.objects.bulk_create(
        [
            Foyer(numero=f"{marque}-{rang:05}", nom=f"Nom {marque}{rang:05}")
            for rang in range(-(-enfants // 2))
        ],
        batch_size=LOT,
    )
    chez = [(foyers[rang // 2], enfant) for rang, enfant in enumerate(crees)]
    Responsable.objects.bulk_create(
        [Responsable(foyer=foyer, prenom="Camille", nom=foyer.nom) for foyer in foyers],
        batch_size=LOT,
    )
    Rattachement.objects.bulk_create(
        [Rattachement(foyer=foyer, enfant=enfant, debut=depuis) for foyer, enfant in chez],
        batch_size=LOT,
    )
    FicheSanitaire.objects.bulk_create(
        [FicheSanitaire(enfant=un, valable_jusqu_au=LOIN, assurance_fin=LOIN) for un in crees],
        batch_size=LOT,
    )
    Inscription.objects.bulk_create(
        [Inscription(enfant=un, activite=activite, debut=depuis) for un in crees], batch_size=LOT
    )
    return activite


def partir() -> None:
    """Everybody leaves, so that the next town is alone; what is only added to stays."""
    from django.utils import timezone

    from demarches.models import CampagneReinscription
    from famille.models import Enfant, RangementDEcole, Rattachement
    from reservations.models import Inscription, SaisonClose

    for modele in (RangementDEcole, CampagneReinscription, Inscription, SaisonClose):
        modele.objects.all().delete()
    Enfant.objects.update(ecole=None, classe=None, niveau="")
    Rattachement.objects.update(fin=timezone.localdate() - timedelta(days=1))
