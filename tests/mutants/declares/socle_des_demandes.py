"""What every démarche stands on: its rows, its dates, its fields, what is kept."""

from tests.mutants.mutant import Mutant

SUJET = "socle des demandes"

MUTANTS = [
    # demarches/regles
    Mutant(
        "deux compléments comptent deux fois le même jour",
        "arret = max(demande_le, reprise)",
        "arret = demande_le",
        ("test_regles::days_covered_by_two",),
    ),
    Mutant(
        "le retard d’une famille à compléter repousse la décision de la loi",
        "min(limite, recu_le) if recu_le else limite)",
        "recu_le or limite)",
        ("test_regles::a_late_completion",),
    ),
    Mutant(
        "un complément reçu ne fait pas repartir l’acceptation tacite",
        "        fin = max(fin, ajouter_mois(recu_le, mois))\n",
        "",
        ("test_regles::acceptance_counts_from",),
    ),
    Mutant(
        "un justificatif de trois mois sert encore",
        "return emis_le <= limite_des_3_mois(jour)",
        "return emis_le < limite_des_3_mois(jour)",
        ("test_changement_adresse::three_months_back", "test_changement_adresse::a_bill_is_under"),
    ),
    Mutant(
        "l’avis de taxe de l’an dernier sert encore en novembre",
        "return [jour.year] if jour.month >= AVIS_ENVOYES else",
        "return [jour.year] if jour.month > AVIS_ENVOYES else",
        ("test_changement_adresse::last_year_s_tax_notice",),
    ),
    Mutant(
        "un quotient cinq fois plus grand n’est pas confirmé",
        "return dernier is not None and dernier > 0 and not dernier / ECART",
        "return False and not dernier / ECART",
        ("test_quotient_familial::which_value_is_asked",),
    ),
    # demarches/models
    Mutant(
        "une demande à compléter ne se modifie plus",
        "return self.statut in (self.Statut.BROUILLON, self.Statut.A_COMPLETER)",
        "return self.statut == self.Statut.BROUILLON",
        ("test_depot::only_the_pages_asked",),
    ),
    Mutant(
        "qui est sur liste revient à traiter",
        "return self.filter(statut=Demande.Statut.EN_ATTENTE, sur_liste_le=None)",
        "return self.filter(statut=Demande.Statut.EN_ATTENTE)",
        ("test_liste_des_places::leaves_what_is_to_be_dealt_with",),
    ),
    Mutant(
        "l’objet d’un courriel dit un justificatif médical",
        "if self.demarche is None or self.demarche.titre_sensible:",
        "if self.demarche is None:",
        ("test_justificatif_medical::the_subject_of_a_mail",),
    ),
    Mutant(
        "ce que l’un complète est signé de l’autre",
        "return (envoi and envoi.par) or self.par",
        "return self.par",
        ("test_prelevement::the_other_adult_who_accepts",),
    ),
    # demarches/declaration
    Mutant(
        "un IBAN laissé caché s’enregistre caché",
        "tapee in (connue, champ.masquer(connue))",
        "tapee == connue",
        ("test_prelevement::an_iban_left_masked",),
    ),
    Mutant(
        "un agent sans le droit de l’IBAN le dévoile",
        "    if champ is None or not champ.lisible_par(lecteur):\n",
        "    if champ is None:\n",
        ("test_prelevement_secret::without_the_right",),
    ),
    Mutant(
        "un IBAN attend en clair",
        "else {CLE: chiffrer(tapee, usage=SAISIE)}",
        "else tapee",
        (
            "test_prelevement_secret::is_saved_by_itself_encrypted",
            "test_prelevement_secret::brought_to_a_new_key",
        ),
    ),
    Mutant(
        "un justificatif vieillit pendant qu’un agent l’attend",
        "    if recue is None or etape in demande.pages_a_refaire:\n",
        "    if True:\n",
        ("test_changement_adresse::a_proof_does_not_get_old",),
    ),
    Mutant(
        "une déclaration au guichet se date de l’avenir",
        "not timezone.localdate() - DECLAREE_AU_PLUS <= jour <= timezone.localdate()",
        "False",
        ("test_a_l_agent::a_family_has_not_declared",),
    ),
    Mutant(
        "la famille n’apprend pas qu’un agent a lu la santé",
        "montree = porte_la_sante(demande) and par.has_perm(LIRE_LA_SANTE)",
        "montree = False",
        ("test_sante_lue::an_agent_with_the_right",),
    ),
    # demarches/donnees
    Mutant(
        "la demande d’effacement s’efface avec le dossier",
        "    effacer_demandes(finies.exclude(code=CODE))\n",
        "    effacer_demandes(finies)\n",
        ("test_effacement::the_trace_says",),
    ),
    Mutant(
        "un dossier s’efface pendant qu’une démarche attend",
        '    if not ouvertes.exists():\n        return []\n    return ["Une autre',
        '    if True:\n        return []\n    return ["Une autre',
        ("test_effacement::a_demarche_that_waits",),
    ),
    Mutant(
        "un foyer dont une démarche attend est effacé comme inactif",
        " | Q(deposee_le__gte=depuis) | Q(statut__in=OUVERTS)",
        " | Q(deposee_le__gte=depuis)",
        ("test_effacement::a_demarche_that_waits",),
    ),
    Mutant(
        "une demande purgée emporte les papiers du dossier",
        "Document.objects.filter(pieces__demande__in=cles, classe_le=None)",
        "Document.objects.filter(pieces__demande__in=cles)",
        ("test_effacement::a_paper_of_the_file_outlives",),
    ),
    # demarches/reglages
    Mutant(
        "une mise à jour rend à une démarche ses textes d’origine",
        "code=code, defaults=ordre, create_defaults=defauts)",
        "code=code, defaults=defauts)",
        ("test_reglages::making_the_settings_again",),
    ),
    Mutant(
        "une ville reçoit les choix légaux de la démonstration",
        "choix = CHOIX_DEMO if demo else {}",
        "choix = CHOIX_DEMO",
        ("test_reglages::a_real_town",),
    ),
    Mutant(
        "une ville reçoit l’identifiant de créancier de la démonstration",
        "    if demo and not CreancierSEPA.objects.exists():\n",
        "    if not CreancierSEPA.objects.exists():\n",
        ("test_reglages::a_real_town",),
    ),
    Mutant(
        "une démarche garde l’ancien nom du service",
        "            reglage.save(update_fields=list(changes))\n",
        "            pass\n",
        ("test_ville_quelconque::a_service_that_changes_its_name",),
    ),
]
