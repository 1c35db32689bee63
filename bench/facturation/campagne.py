"""`make bench`: a billing run of 10,000 households of 20 lines each, from the presences to the
mails, on PostgreSQL.

Beside it, in the same run, the floor: the same rows written by two bare SQL statements. Ends with 1
when the run takes longer than the three minutes of the design, or when what it published is not
what was used.
"""

import sys
import time
from datetime import date
from decimal import Decimal

from bench.outils import machine, preparation

FOYERS, LIGNES, SECONDES_MAX = 10_000, 20, 180
ENFANTS, REPAS = 2, 10
_LOT = 5_000
MOIS = date(2026, 10, 1)


def main() -> int:
    donnees = preparation.mesurer_a_part("bench.facturation.campagne", __doc__, mesurer)
    if donnees is None:
        return 0
    lignes = phrases(donnees)
    print("\n".join(lignes))
    machine.garder("facturation", donnees, ["# Une campagne de facturation", "", *lignes])
    return int(donnees["total_s"] > SECONDES_MAX or not donnees["juste"])


def mesurer() -> dict:
    preparation.demarrer()
    from bench.villes.demandes import creer_agent
    from reservations.facturation.actions import commencer_campagne, publier_campagne
    from reservations.lecture.filtres import Mois
    from reservations.models import Activite

    agent = creer_agent()
    creer_la_ville()
    durees = {"plancher_s": _plancher()}
    campagne = commencer_campagne(Mois.du(MOIS), Activite.objects.all(), par=agent)
    durees["calcul_s"] = _executer(campagne)
    publier_campagne(campagne, par=agent)
    durees["publication_s"] = _executer(campagne)
    durees["total_s"] = round(durees["calcul_s"] + durees["publication_s"], 1)
    return {"base": preparation.version_de_la_base(), **durees, **_compter()}


def _executer(campagne) -> float:
    """Seconds of the job, each of its turns run here as the worker would."""
    from famille.models import Travail
    from famille.travaux import actions as travaux

    campagne.refresh_from_db()
    debut = time.perf_counter()
    while travaux.executer(campagne.travail_id) == Travail.Etat.EN_COURS:
        pass
    return round(time.perf_counter() - debut, 1)


def _compter() -> dict:
    """What was written, and whether it is right: each line once, totals that add up, numbers
    without a gap."""
    from django.db.models import Sum

    from famille.models import Courriel, Facture, LigneFacture

    numeros = set(Facture.objects.values_list("numero", flat=True))
    attendus = {f"F-{date.today().year}-{rang:06}" for rang in range(1, FOYERS + 1)}
    lignes, total = (
        LigneFacture.objects.count(),
        Facture.objects.aggregate(total=Sum("total"))["total"],
    )
    somme = LigneFacture.objects.aggregate(total=Sum("montant"))["total"]
    juste = numeros == attendus and lignes == FOYERS * LIGNES and total == somme == PRIX * lignes
    return {
        "factures": len(numeros),
        "lignes": lignes,
        "courriels": Courriel.objects.count(),
        "juste": juste,
    }


PRIX = Decimal("3.40")


def creer_la_ville() -> None:
    """10,000 households of two children and ten meals each, written in bulk."""
    from django.db import connection

    from famille.models import Enfant, Foyer, Rattachement, Responsable, Utilisateur
    from reservations.models import (
        Activite,
        ConsommationImportee,
        GrilleTarifaire,
        ImportConsommation,
        Structure,
        TrancheTarif,
    )

    structure = Structure.objects.create(nom="École")
    cantine = Activite.objects.create(
        structure=structure,
        nom="Restaurant",
        service="restauration",
        unite_comptee="repas",
        unite_scolaire="",
        age_min=3,
        age_max=11,
        capacite=100,
    )
    grille = GrilleTarifaire.objects.create(
        activite=cantine, unite="repas", debut=date(2026, 1, 1), deliberation="1"
    )
    TrancheTarif.objects.create(grille=grille, prix=PRIX)
    foyers = Foyer.objects.bulk_create(
        (Foyer(numero=f"2026-{n:05}", nom=f"Nom{n:05}") for n in range(FOYERS)), batch_size=_LOT
    )
    comptes = Utilisateur.objects.bulk_create(
        (Utilisateur(email=f"parent{n}@exemple.fr", first_name="Claude") for n in range(FOYERS)),
        batch_size=_LOT,
    )
    Responsable.objects.bulk_create(
        (
            Responsable(foyer=foyer, utilisateur=compte, prenom="Claude", nom=foyer.nom)
            for foyer, compte in zip(foyers, comptes, strict=True)
        ),
        batch_size=_LOT,
    )
    enfants = Enfant.objects.bulk_create(
        (
            Enfant(prenom=f"Enfant{rang}", nom=foyer.nom, naissance=date(2018, 1, 1))
            for foyer in foyers
            for rang in range(ENFANTS)
        ),
        batch_size=_LOT,
    )
    deux_a_deux = [
        (foyer, enfants[n * ENFANTS + rang])
        for n, foyer in enumerate(foyers)
        for rang in range(ENFANTS)
    ]
    Rattachement.objects.bulk_create(
        (
            Rattachement(enfant=enfant, foyer=foyer, debut=date(2018, 1, 1))
            for foyer, enfant in deux_a_deux
        ),
        batch_size=_LOT,
    )
    importation = ImportConsommation.objects.create(mois=MOIS, nom_du_fichier="octobre.csv")
    ConsommationImportee.objects.bulk_create(
        (
            ConsommationImportee(
                enfant=enfant,
                activite=cantine,
                jour=MOIS.replace(day=jour + 1),
                foyer=foyer,
                quantite=1,
                importation=importation,
            )
            for foyer, enfant in deux_a_deux
            for jour in range(REPAS)
        ),
        batch_size=_LOT,
    )
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")


def _plancher() -> float:
    """Seconds for the same rows by bare SQL, in one transaction that is then given up."""
    from django.db import connection, transaction

    from famille.models import Facture, LigneFacture

    facture = (
        "INSERT INTO famille_facture (foyer_id, genre, etat, cle, objet, mois, destinataire, total,"
        " regle, motif, cree_le) SELECT id, 'facture', 'brouillon', 'plancher-' || id, 'Octobre',"
        " %s, '[]', %s, 0, '', now() FROM famille_foyer"
    )
    ligne = (
        "INSERT INTO famille_lignefacture (facture_id, enfant_nom, enfant_id, jour, libelle,"
        " service, nature, quantite, prix_unitaire, montant, calcul, source, corrigee) SELECT f.id,"
        " '', c.enfant_id, c.jour, 'Restaurant', 'restauration', 'repas', 1, %s, %s, '{}', 'p' ||"
        " c.id, false FROM famille_facture f JOIN reservations_consommationimportee c ON c.foyer_id"
        " = f.foyer_id"
    )
    debut = time.perf_counter()
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(facture, [MOIS, PRIX * LIGNES])
        curseur.execute(ligne, [PRIX, PRIX])
        assert (Facture.objects.count(), LigneFacture.objects.count()) == (FOYERS, FOYERS * LIGNES)
        duree = time.perf_counter() - debut
        transaction.set_rollback(True)
    return round(duree, 1)


def phrases(donnees: dict) -> list[str]:
    rapport = round(donnees["total_s"] / donnees["plancher_s"], 1)
    return [
        (
            f"{donnees['factures']} factures de {LIGNES} lignes : calcul {donnees['calcul_s']} s,"
            f" publication et {donnees['courriels']} courriels {donnees['publication_s']} s, en"
            f" tout {donnees['total_s']} s."
        ),
        (
            f"Plancher, les mêmes lignes en SQL nu, sans prix ni courriel : {donnees['plancher_s']}"
            f" s ; rapport {rapport}."
        ),
        (
            "Chaque ligne une fois, totaux justes, numéros sans trou :"
            f" {'oui' if donnees['juste'] else 'NON'}."
        ),
        "",
        f"{SECONDES_MAX} s au plus.",
    ]


if __name__ == "__main__":
    sys.exit(main())
