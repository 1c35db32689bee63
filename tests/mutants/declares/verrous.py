"""The locks, which only a PostgreSQL shows: two people at the same instant."""

from dataclasses import replace

from tests.mutants.mutant import Mutant

SUJET = "verrous"

_TOUS = [
    Mutant(
        "les compteurs de places",
        "for places in tenues.select_for_update(no_key=True)}",
        "for places in tenues}",
        ("test_courses",),
    ),
    Mutant(
        "le paiement dont on apprend le sort",
        'paiement = Paiement.objects.select_for_update().select_related("foyer").get(pk=pk)\n    if'
        " reponse",
        'paiement = Paiement.objects.select_related("foyer").get(pk=pk)\n    if reponse',
        ("test_courses_paiements",),
    ),
    Mutant(
        "les factures à payer",
        'factures = list(siennes.select_for_update().order_by("pk"))',
        'factures = list(siennes.order_by("pk"))',
        ("test_courses_paiements",),
    ),
    Mutant(
        "les pointages",
        'lignes.select_for_update(of=("self",), no_key=True)',
        "lignes",
        ("test_courses_pointage",),
        apres="def verrouiller(pks",
    ),
    Mutant(
        "la réservation que la ville annule",
        'return list(prevues.order_by("pk").select_for_update().values_list("pk", flat=True))',
        'return list(prevues.order_by("pk").values_list("pk", flat=True))',
        ("test_courses_pointage", "test_courses"),
    ),
    Mutant(
        "la demande que l’on envoie",
        "return Demande.tenue(demande.pk)\n    except",
        'return Demande.objects.select_related("foyer").get(pk=demande.pk)\n    except',
        ("test_courses_dossiers",),
    ),
    Mutant(
        "le foyer d’un mandat",
        "    Foyer.objects.select_for_update().get(pk=foyer.pk)\n",
        "    Foyer.objects.get(pk=foyer.pk)\n",
        ("test_courses_dossiers",),
        apres="def creer_mandat(",
    ),
    Mutant(
        "le passage d’un calcul de factures",
        "prise = CampagneFacturation.objects.select_for_update().get(pk=campagne.pk)",
        "prise = CampagneFacturation.objects.get(pk=campagne.pk)",
        ("test_courses_dossiers",),
    ),
    Mutant(
        "l’événement que l’on retire",
        "        tenu = Evenement.objects.select_for_update(no_key=True).get(pk=evenement.pk)\n    "
        "    en_cours",
        "        tenu = Evenement.objects.get(pk=evenement.pk)\n        en_cours",
        ("test_courses_dossiers",),
    ),
    Mutant(
        "les places d’une réservation déjà partie",
        "return [pk for (pk,) in curseur.fetchall()]",
        "return pks",
        ("test_places",),
    ),
    Mutant(
        "l’enfant que deux agents ajoutent",
        "    Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)  # two agents",
        "    Foyer.objects.get(pk=foyer.pk)  # two agents",
        ("test_courses_dossiers",),
        apres="def ajouter_enfant(",
    ),
]
MUTANTS = [replace(mutant, postgresql=True) for mutant in _TOUS]
