"""What a copy tells of money. An IBAN is in clear: it is the reader's household's own."""

from typing import Any

from famille import models
from famille.models import Echeancier, Facture, MandatSEPA, Paiement, TitreTresor
from famille.mouvements.donnees import Lecteur

from .champs import ENFANT, ChampDit, a_lui, des_foyers, parmi, tiroir


def _factures(lecteur: Lecteur) -> Any:
    return Facture.objects.de(lecteur.utilisateur).values("pk")


def _paiements(lecteur: Lecteur) -> Any:
    return Paiement.objects.de(lecteur.utilisateur).values("pk")


def _echeanciers(lecteur: Lecteur) -> Any:
    return Echeancier.objects.filter(foyer__in=lecteur.foyers)


def _mandats(lecteur: Lecteur) -> Any:
    return MandatSEPA.objects.de(lecteur.utilisateur).values("pk")


_des_factures = parmi("facture", _factures, "facture")
FACTURE: ChampDit = ("facture", "Facture", lambda objet, _l: objet.facture.numero or "")
DE_LA_LIGNE: ChampDit = ("facture", "Facture", lambda une, _l: une.ligne.facture.numero or "")
JOUR: ChampDit = ("jour", "Jour", lambda une, _l: une.ligne.jour)
PAIEMENT: ChampDit = ("paiement", "Paiement", lambda objet, _l: objet.paiement.reference)
DE_LA_COMPTABILITE = [
    tiroir(
        "factures",
        "Vos factures",
        Facture,
        a_lui("foyer", "corrige"),
        "numero genre objet mois destinataire emise_le echeance total regle motif repris_de"
        " au_tresor_le",
        ("corrige", "Corrige", lambda une, _l: une.corrige.numero if une.corrige else ""),
    ),
    tiroir(
        "lignes-de-facture",
        "Le détail de vos factures",
        models.LigneFacture,
        _des_factures,
        FACTURE,
        "enfant_nom jour libelle service nature quantite prix_unitaire montant dont_absence"
        " dont_repas",
    ),
    tiroir(
        "droits-aupres-des-payeurs",
        "Les aides qui paient une partie de vos factures",
        models.DroitPayeur,
        des_foyers("payeur", "enfant", "preuve"),
        ("payeur", "Payeur", lambda un, _l: un.payeur.nom),
        ENFANT,
        ("preuve", "Courrier du payeur", lambda un, _l: un.preuve.nom if un.preuve else ""),
        "quoi reference debut fin pourcent par_jour plafond jours",
        ("services", "Services", lambda un, _l: ", ".join(un.services_dits)),
        "retards absences le",
    ),
    tiroir(
        "parts-des-payeurs",
        "Ce que ces aides ont payé de vos factures",
        models.PartPayeur,
        parmi("ligne__facture", _factures, "ligne__facture", "droit__payeur"),
        DE_LA_LIGNE,
        ("payeur", "Payeur", lambda une, _l: une.droit.payeur.nom),
        JOUR,
        "montant refusee_le refus refus_pour",
    ),
    tiroir(
        "lignes-de-facture-a-revoir",
        "Les lignes de vos factures à corriger",
        models.LigneARevoir,
        parmi("ligne__facture", _factures, "ligne__facture"),
        DE_LA_LIGNE,
        JOUR,
        ("libelle", "Ligne", lambda une, _l: une.ligne.libelle),
        "du origine le",
    ),
    tiroir(
        "paiements",
        "Vos paiements",
        Paiement,
        a_lui(),
        "reference moyen etat montant ouvert_le paye_le piece banque tireur numero_recu recu",
    ),
    tiroir(
        "parts-des-paiements",
        "Ce que chaque paiement a payé",
        models.PartPaiement,
        parmi("paiement", _paiements, "paiement", "facture"),
        PAIEMENT,
        FACTURE,
        "montant",
    ),
    tiroir(
        "suivi-des-paiements",
        "Le suivi de vos paiements",
        models.PassagePaiement,
        parmi("paiement", _paiements, "paiement"),
        PAIEMENT,
        "de vers le",
    ),
    tiroir(
        "remboursements",
        "Vos remboursements",
        models.Remboursement,
        _des_factures,
        FACTURE,
        "montant comment le annule_le",
    ),
    tiroir(
        "avoirs-deduits",
        "Les avoirs déduits de vos factures",
        models.Imputation,
        parmi("vers", _factures, "de", "vers"),
        ("de", "Avoir de la facture", lambda une, _l: une.de.numero or ""),
        ("vers", "Déduit de la facture", lambda une, _l: une.vers.numero or ""),
        "montant le",
    ),
    tiroir(
        "creances-transmises",
        "Ce qui a été transmis au Trésor public",
        models.CreanceTransmise,
        _des_factures,
        FACTURE,
        "montant reprise_le motif",
    ),
    tiroir(
        "titres",
        "Les titres faits pour la trésorerie",
        TitreTresor,
        lambda modele, lecteur: modele.objects.filter(
            lignes__creance__facture__in=_factures(lecteur),
            responsable__utilisateur=lecteur.utilisateur,
        ).distinct(),
        "numero dette debiteur montant refuse_le pourquoi",
    ),
    tiroir(
        "lignes-de-titre",
        "Ce que chaque titre demande",
        models.LigneTitre,
        parmi("creance__facture", _factures, "titre"),
        ("titre", "Titre", lambda une, _l: une.titre.numero),
        "objet produit nature fonction montant annule",
    ),
    tiroir(
        "recouvrements-du-tresor",
        "Ce que le Trésor public a encaissé",
        models.RecouvrementTresor,
        _des_factures,
        FACTURE,
        "montant encaisse_le reference le annule_le motif",
    ),
    tiroir(
        "echeanciers",
        "Vos paiements en plusieurs fois",
        Echeancier,
        des_foyers(),
        "etat montant numeros motif cree_le fini_le motif_fin",
    ),
    tiroir(
        "echeances",
        "Leurs échéances",
        models.Echeance,
        parmi("echeancier", _echeanciers),
        "jour montant rappelee_le",
    ),
    tiroir(
        "relances", "Les relances reçues", models.Relance, _des_factures, FACTURE, "le sujet texte"
    ),
    tiroir(
        "mandats",
        "Vos mandats de prélèvement",
        MandatSEPA,
        a_lui(),
        "rum titulaire_nom voie complement code_postal commune",
        ("iban", "IBAN", lambda un, _l: un.iban),
        "bic banque creancier_nom ics signe_le debut premier_usage_le fin motif_fin texte",
    ),
    tiroir(
        "services-preleves",
        "Ce que vos mandats paient",
        models.ServicePreleve,
        parmi("mandat", _mandats, "mandat"),
        ("rum", "Mandat", lambda un, _l: un.mandat.rum),
        "service fin",
    ),
]
