"""What the tables' own questions leave out: what is over, revoked, taken, suspended."""

from tests.mutants.mutant import Mutant

SUJET = "modèles"

MUTANTS = [
    Mutant(
        "une clé d’API expirée sert encore",
        "return self.filter(revoquee_le=None, expire_le__gte=jour)",
        "return self.filter(revoquee_le=None)",
        ("test_porte::until_its_last_day",),
    ),
    Mutant(
        "une clé d’API s’arrête un jour trop tôt",
        "return self.filter(revoquee_le=None, expire_le__gte=jour)",
        "return self.filter(revoquee_le=None, expire_le__gt=jour)",
        ("test_porte::until_its_last_day",),
    ),
    Mutant(
        "une clé d’API révoquée reste en service",
        "return self.filter(revoquee_le=None, expire_le__gte=jour)",
        "return self.filter(expire_le__gte=jour)",
        ("test_porte::revoked_key",),
    ),
    Mutant(
        "un webhook arrêté reçoit encore",
        "prochain_essai_le__lte=timezone.now(), webhook__ferme_le=None)",
        "prochain_essai_le__lte=timezone.now())",
        ("test_envois::closed_and_told_once",),
    ),
    Mutant(
        "un envoi refusé repart aussitôt, sans délai",
        "prochain_essai_le__lte=timezone.now(), webhook__ferme_le=None)",
        "webhook__ferme_le=None)",
        ("test_envois::later_and_later",),
    ),
    Mutant(
        "un envoi dont la tâche est morte ne repart pas",
        "filter(etat__in=(Livraison.Etat.PREPAREE, Livraison.Etat.EN_COURS),",
        "filter(etat__in=(Livraison.Etat.PREPAREE,),",
        ("test_envois::worker_was_killed",),
    ),
    Mutant(
        "une fusion de plus de trente jours garde ce qu’elle tenait",
        "return self.filter(le__lte=timezone.now() - DELAI)",
        "return self.none()",
        ("test_refus::thirty_days",),
    ),
    Mutant(
        "une fusion récente perd de quoi l’annuler",
        "return self.filter(le__lte=timezone.now() - DELAI)",
        "return self.all()",
        ("test_refus::thirty_days",),
    ),
    Mutant(
        "une reprise s’annule après trente jours",
        "return bool(tenue and limite and timezone.now() < limite)",
        "return bool(tenue and limite)",
        ("test_oubli::thirty_days",),
    ),
    Mutant(
        "une reprise oubliée se dit encore annulable",
        "tenue = self.etat == self.Etat.FAITE and self.oubliee_le is None",
        "tenue = self.etat == self.Etat.FAITE",
        ("test_oubli::was_erased_undoes_nothing",),
    ),
    Mutant(
        "une reprise de plus de trente jours garde ce que disait le fichier",
        "faite_le__lte=timezone.now() - DELAI, oubliee_le=None)",
        "faite_le__lte=timezone.now() - 2 * DELAI, oubliee_le=None)",
        ("test_oubli::thirty_days",),
    ),
    Mutant(
        "une reprise récente perd de quoi l’annuler",
        "filter(etat=Reprise.Etat.FAITE, faite_le__lte=timezone.now() - DELAI,",
        "filter(etat=Reprise.Etat.FAITE,",
        ("test_oubli::thirty_days",),
    ),
    Mutant(
        "la régie réclame ce que le Trésor recouvre",
        "return self.dues().filter(au_tresor_le=None)",
        "return self.dues()",
        ("test_tresor::nobody_receives",),
    ),
    Mutant(
        "une facture est en retard le jour de son échéance",
        "self.a_payer().filter(echeance__lt=jour, echeancier=None)",
        "self.a_payer().filter(echeance__lte=jour, echeancier=None)",
        ("test_relances::due_date_itself",),
    ),
    Mutant(
        "une facture d’un échéancier tenu est relancée",
        "self.a_payer().filter(echeance__lt=jour, echeancier=None)",
        "self.a_payer().filter(echeance__lt=jour)",
        ("test_echeanciers",),
    ),
    Mutant(
        "un mandat suspendu est prélevé",
        "return self.en_vigueur().filter(suspendu_le=None)",
        "return self.en_vigueur()",
        ("test_prelevements::suspends_takes_up",),
    ),
    Mutant(
        "une facture que l’on est en train de payer est relancée",
        'return self.exclude(parts__vive=True).exclude(parts__paiement__etat="a-verifier")',
        'return self.exclude(parts__paiement__etat="a-verifier")',
        ("test_relances::whoever_is_paying",),
    ),
]
