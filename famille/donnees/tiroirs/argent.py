"""What a copy tells of money. An IBAN is in clear: it is the reader's own household's account, and
his right."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from famille.donnees import Lecteur, Tiroir
from famille.models import (
    CreanceTransmise,
    DroitPayeur,
    Echeance,
    Echeancier,
    Facture,
    Foyer,
    Imputation,
    LigneARevoir,
    LigneFacture,
    LigneTitre,
    MandatSEPA,
    Paiement,
    PartPaiement,
    PartPayeur,
    PassagePaiement,
    RecouvrementTresor,
    Relance,
    Remboursement,
    ServicePreleve,
    TitreTresor,
)


def _factures(lecteur: Lecteur) -> QuerySet[Facture]:
    return Facture.objects.de(lecteur.utilisateur).select_related("foyer", "corrige")


def _des_factures(
    modele: type[LigneFacture]
    | type[Remboursement]
    | type[Relance]
    | type[CreanceTransmise]
    | type[RecouvrementTresor],
) -> Callable[[Any], Any]:
    """Rows of the invoices that the reader may see."""

    def lire(
        lecteur: Lecteur,
    ) -> (
        QuerySet[LigneFacture]
        | QuerySet[Remboursement]
        | QuerySet[Relance]
        | QuerySet[CreanceTransmise]
        | QuerySet[RecouvrementTresor]
    ):
        return modele.objects.filter(facture__in=_factures(lecteur).values("pk")).select_related(
            "facture"
        )

    return lire


def _echeanciers(lecteur: Lecteur) -> QuerySet[Echeancier]:
    return Echeancier.objects.filter(foyer__in=Foyer.objects.de(lecteur.utilisateur))


def _des_paiements(
    modele: type[PartPaiement] | type[PassagePaiement], *lies: str
) -> Callable[[Any], Any]:
    def lire(lecteur: Lecteur) -> QuerySet[PartPaiement] | QuerySet[PassagePaiement]:
        paiements = Paiement.objects.de(lecteur.utilisateur).values("pk")
        return modele.objects.filter(paiement__in=paiements).select_related("paiement", *lies)

    return lire


FACTURE = ("facture", "Facture", lambda objet, _l: objet.facture.numero or "")
PAIEMENT = ("paiement", "Paiement", lambda objet, _l: objet.paiement.reference)
DE_LA_COMPTABILITE = [
    Tiroir(
        "factures",
        "Vos factures",
        ("famille.Facture",),
        _factures,
        (
            *(
                "numero",
                "genre",
                "objet",
                "mois",
                "destinataire",
                "emise_le",
                "echeance",
                "total",
                "regle",
                "motif",
                "repris_de",
                "au_tresor_le",
            ),
            ("corrige", "Corrige", lambda une, _l: une.corrige.numero if une.corrige else ""),
        ),
    ),
    Tiroir(
        "lignes-de-facture",
        "Le détail de vos factures",
        ("famille.LigneFacture",),
        _des_factures(LigneFacture),
        (
            *(
                FACTURE,
                "enfant_nom",
                "jour",
                "libelle",
                "service",
                "nature",
                "quantite",
                "prix_unitaire",
                "montant",
            ),
            *("dont_absence", "dont_repas"),
        ),
    ),
    Tiroir(
        "droits-aupres-des-payeurs",
        "Les aides qui paient une partie de vos factures",
        ("famille.DroitPayeur",),
        lambda lecteur: DroitPayeur.objects.filter(foyer__in=lecteur.foyers).select_related(
            "payeur", "enfant", "preuve"
        ),
        (
            ("payeur", "Payeur", lambda un, _l: un.payeur.nom),
            ("enfant", "Enfant", lambda un, _l: str(un.enfant or "")),
            ("preuve", "Courrier du payeur", lambda un, _l: un.preuve.nom if un.preuve else ""),
            *("quoi", "reference", "debut", "fin", "pourcent", "par_jour", "plafond", "jours"),
            ("services", "Services", lambda un, _l: ", ".join(un.services_dits)),
            *("retards", "absences", "le"),
        ),
    ),
    Tiroir(
        "parts-des-payeurs",
        "Ce que ces aides ont payé de vos factures",
        ("famille.PartPayeur",),
        lambda lecteur: PartPayeur.objects.filter(
            ligne__facture__in=_factures(lecteur).values("pk")
        ).select_related("ligne__facture", "droit__payeur"),
        (
            ("facture", "Facture", lambda une, _l: une.ligne.facture.numero or ""),
            ("payeur", "Payeur", lambda une, _l: une.droit.payeur.nom),
            ("jour", "Jour", lambda une, _l: une.ligne.jour),
            *("montant", "refusee_le", "refus", "refus_pour"),
        ),
    ),
    Tiroir(
        "lignes-de-facture-a-revoir",
        "Les lignes de vos factures à corriger",
        ("famille.LigneARevoir",),
        lambda lecteur: LigneARevoir.objects.filter(
            ligne__facture__in=_factures(lecteur).values("pk")
        ).select_related("ligne__facture"),
        (
            ("facture", "Facture", lambda une, _l: une.ligne.facture.numero or ""),
            ("jour", "Jour", lambda une, _l: une.ligne.jour),
            ("libelle", "Ligne", lambda une, _l: une.ligne.libelle),
            *("du", "origine", "le"),
        ),
    ),
    Tiroir(
        "paiements",
        "Vos paiements",
        ("famille.Paiement",),
        lambda lecteur: Paiement.objects.de(lecteur.utilisateur),
        (
            "reference",
            "moyen",
            "etat",
            "montant",
            "ouvert_le",
            "paye_le",
            "piece",
            "banque",
            "tireur",
            "numero_recu",
            "recu",
        ),
    ),
    Tiroir(
        "parts-des-paiements",
        "Ce que chaque paiement a payé",
        ("famille.PartPaiement",),
        _des_paiements(PartPaiement, "facture"),
        (PAIEMENT, FACTURE, "montant"),
    ),
    Tiroir(
        "suivi-des-paiements",
        "Le suivi de vos paiements",
        ("famille.PassagePaiement",),
        _des_paiements(PassagePaiement),
        (
            PAIEMENT,
            ("de", "De", lambda un, _l: un.de),
            ("vers", "Vers", lambda un, _l: un.vers),
            ("le", "Le", lambda un, _l: un.le),
        ),
    ),
    Tiroir(
        "remboursements",
        "Vos remboursements",
        ("famille.Remboursement",),
        _des_factures(Remboursement),
        (FACTURE, "montant", "comment", "le", "annule_le"),
    ),
    Tiroir(
        "avoirs-deduits",
        "Les avoirs déduits de vos factures",
        ("famille.Imputation",),
        lambda lecteur: Imputation.objects.filter(
            vers__in=_factures(lecteur).values("pk")
        ).select_related("de", "vers"),
        (
            ("de", "Avoir de la facture", lambda une, _l: une.de.numero or ""),
            ("vers", "Déduit de la facture", lambda une, _l: une.vers.numero or ""),
            *("montant", "le"),
        ),
    ),
    Tiroir(
        "creances-transmises",
        "Ce qui a été transmis au Trésor public",
        ("famille.CreanceTransmise",),
        _des_factures(CreanceTransmise),
        (FACTURE, "montant", "reprise_le", "motif"),
    ),
    Tiroir(
        "titres",
        "Les titres faits pour la trésorerie",
        ("famille.TitreTresor",),
        lambda lecteur: TitreTresor.objects.filter(
            lignes__creance__facture__in=_factures(lecteur).values("pk"),
            responsable__utilisateur=lecteur.utilisateur,
        ).distinct(),
        ("numero", "dette", "debiteur", "montant", "refuse_le", "pourquoi"),
    ),
    Tiroir(
        "lignes-de-titre",
        "Ce que chaque titre demande",
        ("famille.LigneTitre",),
        lambda lecteur: LigneTitre.objects.filter(
            creance__facture__in=_factures(lecteur).values("pk")
        ).select_related("titre"),
        (
            ("titre", "Titre", lambda une, _l: une.titre.numero),
            *("objet", "produit", "nature", "fonction", "montant", "annule"),
        ),
    ),
    Tiroir(
        "recouvrements-du-tresor",
        "Ce que le Trésor public a encaissé",
        ("famille.RecouvrementTresor",),
        _des_factures(RecouvrementTresor),
        (FACTURE, "montant", "encaisse_le", "reference", "le", "annule_le", "motif"),
    ),
    Tiroir(
        "echeanciers",
        "Vos paiements en plusieurs fois",
        ("famille.Echeancier",),
        _echeanciers,
        ("etat", "montant", "numeros", "motif", "cree_le", "fini_le", "motif_fin"),
    ),
    Tiroir(
        "echeances",
        "Leurs échéances",
        ("famille.Echeance",),
        lambda lecteur: Echeance.objects.filter(echeancier__in=_echeanciers(lecteur).values("pk")),
        ("jour", "montant", "rappelee_le"),
    ),
    Tiroir(
        "relances",
        "Les relances reçues",
        ("famille.Relance",),
        _des_factures(Relance),
        (FACTURE, "le", "sujet", "texte"),
    ),
    Tiroir(
        "mandats",
        "Vos mandats de prélèvement",
        ("famille.MandatSEPA",),
        lambda lecteur: MandatSEPA.objects.de(lecteur.utilisateur),
        (
            *("rum", "titulaire_nom", "voie", "complement", "code_postal", "commune"),
            ("iban", "IBAN", lambda un, _l: un.iban),
            *(
                "bic",
                "banque",
                "creancier_nom",
                "ics",
                "signe_le",
                "debut",
                "premier_usage_le",
                "fin",
                "motif_fin",
                "texte",
            ),
        ),
    ),
    Tiroir(
        "services-preleves",
        "Ce que vos mandats paient",
        ("famille.ServicePreleve",),
        lambda lecteur: ServicePreleve.objects.filter(
            mandat__in=MandatSEPA.objects.de(lecteur.utilisateur).values("pk")
        ).select_related("mandat"),
        (("rum", "Mandat", lambda un, _l: un.mandat.rum), "service", "fin"),
    ),
]
