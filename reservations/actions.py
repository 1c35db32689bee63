"""Every write to bookings and places, by subject. Pages, agents' screens, validated démarches and
tasks call these."""

from .absences.actions import (
    annoncer_absence,
    annuler_justification,
    ecarter_les_comptages,
    justifier_absences,
    retirer_absence,
)
from .absences.annonce import PlageDAbsence
from .absences.justificatifs import (
    JourCouvert,
    absences_couvertes,
    reglement_des_justificatifs,
)
from .facturation.lignes_facturees import (
    dire_les_factures,
    dire_les_lignes_a_revoir,
    en_revoyant_les_factures,
    lignes_facturees,
    noter_les_lignes_a_revoir,
    prix_du_jour,
)
from .lecture.ville import phrases_des_delais
from .moteur.annuler import annuler_reservations
from .moteur.demande import LigneDemandee
from .moteur.soumettre import soumettre
from .planning.capacite import (
    CapaciteTropBasse,
    changer_capacite,
    fermer_creneaux,
    rouvrir_creneaux,
)
from .planning.inscrire import (
    annuler_inscription,
    desinscrire,
    effacer_inscription,
    inscrire,
    prolonger,
)
from .planning.places_inscription import (
    places_d_inscription,
    places_des_activites,
    refus_de_place,
    verrouiller_activite,
)
from .planning.reglements import accepter_reglement, reglement_au
from .tarifs.ecart import dire_l_ecart_de_prix
from .tarifs.publics import tarifs_en_vigueur
