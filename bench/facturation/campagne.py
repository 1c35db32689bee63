"""`make bench`: a billing run of 10,000 households of 20 lines each, from the presences to the
mails, on a PostgreSQL that keeps what it confirms.

The real case: bookings and counts, quotients that change in the month, brothers and sisters. Beside
it, in the same run, the floor: the same rows written by two bare SQL statements. Ends with 1 when
the run takes too many times the floor, or when what it published is not what was used, to the cent.
"""

import argparse
import sys
import time
from datetime import date

from bench.facturation import ville
from bench.facturation.ville import LIGNES, MOIS
from bench.outils import machine, preparation, verdicts
from bench.outils.verdicts import Borne, Verdict

FOYERS, PETITE = 10_000, 200
CIBLE_S = 60  # on two cores that do nothing else
PLANCHER_S = 1.6  # there, the same rows in bare SQL: the same machine has been slower, and quicker
RAPPORT_MAX = CIBLE_S / PLANCHER_S  # so the aim is said in what no neighbour changes
COURT = "--court"


def main() -> int:
    analyseur = argparse.ArgumentParser(add_help=False)
    analyseur.add_argument("--foyers", type=int, default=FOYERS)
    analyseur.add_argument(COURT, action="store_true")
    choix, _reste = analyseur.parse_known_args()
    foyers = PETITE if choix.court else choix.foyers
    donnees = preparation.mesurer_a_part(
        "bench.facturation.campagne", __doc__, lambda: mesurer(foyers), durable=True
    )
    if donnees is None:
        return 0
    juge = juger(donnees)
    print("\n".join(lignes := [*phrases(donnees), "", *verdicts.tableau([juge])]))
    if foyers == FOYERS:
        donnees["verdicts"] = verdicts.en_donnees([juge])
        machine.garder("facturation", donnees, ["# Une campagne de facturation", "", *lignes])
    lent = foyers == FOYERS and bool(juge.fautes)
    return int(lent or not donnees["juste"])


def juger(donnees: dict) -> Verdict:
    rapport = Borne(donnees["rapport"], RAPPORT_MAX, RAPPORT_MAX, au_plus=True, unite="×")
    return Verdict(f"campagne de {donnees['factures']} factures, sur son plancher", (rapport,))


def mesurer(foyers: int) -> dict:
    preparation.demarrer()
    from bench.villes.demandes import creer_agent
    from reservations.facturation.actions import commencer_campagne, publier_campagne
    from reservations.lecture.filtres import Mois
    from reservations.models import Activite

    agent = creer_agent()
    attendu = ville.creer(foyers)
    durees = {"plancher_s": _plancher(foyers)}
    campagne = commencer_campagne(Mois.du(MOIS), Activite.objects.all(), par=agent)
    durees["calcul_s"] = _executer(campagne)
    publier_campagne(campagne, par=agent, mois_en_cours=True)
    durees["publication_s"] = _executer(campagne)
    durees["total_s"] = round(durees["calcul_s"] + durees["publication_s"], 2)
    durees["rapport"] = round(durees["total_s"] / durees["plancher_s"], 1)
    return {"base": preparation.version_de_la_base(), **durees, **_compter(foyers, attendu)}


def _executer(campagne) -> float:
    """Seconds of the job, each of its turns run here as the worker would."""
    from famille.models import Travail
    from famille.travaux import actions as travaux

    campagne.refresh_from_db()
    debut = time.perf_counter()
    while travaux.executer(campagne.travail_id) == Travail.Etat.EN_COURS:
        pass
    return round(time.perf_counter() - debut, 2)


def _compter(foyers, attendu) -> dict:
    """What was written, and whether it is right: each line once, the sums that were reckoned apart,
    numbers without a gap, a mail each."""
    from django.db.models import Sum

    from famille.models import Courriel, Facture, LigneFacture

    numeros = set(Facture.objects.values_list("numero", flat=True))
    attendus = {f"F-{date.today().year}-{rang:06}" for rang in range(1, foyers + 1)}
    lignes, courriels = LigneFacture.objects.count(), Courriel.objects.count()
    total = Facture.objects.aggregate(total=Sum("total"))["total"]
    somme = LigneFacture.objects.aggregate(total=Sum("montant"))["total"]
    entieres = numeros == attendus and (lignes, courriels) == (foyers * LIGNES, foyers)
    return {
        "factures": len(numeros),
        "lignes": lignes,
        "courriels": courriels,
        "total_euros": str(total),
        "attendu_euros": str(attendu),
        "juste": entieres and total == somme == attendu,
    }


def _plancher(foyers) -> float:
    """Seconds for the same rows by bare SQL, in one transaction that is then given up."""
    from django.db import connection, transaction

    from famille.models import Facture, LigneFacture

    facture = (
        "INSERT INTO famille_facture (foyer_id, genre, etat, cle, objet, mois, destinataire, total,"
        " regle, motif, cree_le) SELECT id, 'facture', 'brouillon', 'plancher-' || id, 'Octobre',"
        " %s, '[]', 80, 0, '', now() FROM famille_foyer"
    )
    ligne = (
        "INSERT INTO famille_lignefacture (facture_id, enfant_nom, enfant_id, jour, libelle,"
        " service, nature, quantite, prix_unitaire, montant, dont_absence, dont_repas, calcul,"
        " source, corrigee) SELECT f.id, '', c.enfant_id, c.jour, 'Restaurant', 'restauration',"
        " 'repas', 1, 4, 4, 0, 4, '{}', c.source, false FROM famille_facture f JOIN ("
        "SELECT foyer_id, enfant_id, jour, 'c' || id AS source"
        " FROM reservations_consommationimportee UNION ALL "
        "SELECT r.foyer_id, r.enfant_id, j.jour, 'r' || r.id FROM reservations_reservation r"
        " JOIN reservations_creneau j ON j.id = r.creneau_id) c ON c.foyer_id = f.foyer_id"
    )
    debut = time.perf_counter()
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(facture, [MOIS])
        curseur.execute(ligne)
        assert (Facture.objects.count(), LigneFacture.objects.count()) == (foyers, foyers * LIGNES)
        duree = time.perf_counter() - debut
        transaction.set_rollback(True)
    return round(duree, 2)


def phrases(donnees: dict) -> list[str]:
    return [
        (
            f"{donnees['factures']} factures de {LIGNES} lignes : calcul {donnees['calcul_s']} s,"
            f" publication et {donnees['courriels']} courriels {donnees['publication_s']} s, en"
            f" tout {donnees['total_s']} s (visé : {CIBLE_S} s pour {FOYERS} factures)."
        ),
        (
            f"Plancher, les mêmes lignes en SQL nu, sans prix ni courriel : {donnees['plancher_s']}"
            f" s ; rapport {donnees['rapport']}."
        ),
        (
            f"Chaque ligne une fois, numéros sans trou, {donnees['total_euros']} € facturés pour"
            f" {donnees['attendu_euros']} comptés à part : {'oui' if donnees['juste'] else 'NON'}."
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
