"""What each démarche of the catalogue asks, refuses, and writes in the file."""

from tests.mutants.mutant import Mutant

SUJET = "catalogue"

MUTANTS = [
    # demarches/catalogue
    Mutant(
        "un déménagement d’une partie du foyer change l’adresse de tous",
        '        if len(partants) < len(self.fields["qui"].choices):\n',
        "        if False:\n",
        ("test_changement_adresse::when_only_some_move",),
    ),
    Mutant(
        "un déménagement se déclare pour n’importe quand",
        "premier, dernier = self.jour - PASSE, self.jour + AVENIR",
        "premier, dernier = date.min, date.max",
        ("test_changement_adresse::an_absurd_day",),
    ),
    Mutant(
        "une nouvelle adresse commence avant celle d’aujourd’hui",
        "if actuelle and jour < actuelle.depuis and self.a_remplir:",
        "if False:",
        ("test_changement_adresse::a_move_does_not_come_before",),
    ),
    Mutant(
        "ce qui est déjà facturé n’est pas dit quand le tarif change",
        "        if avant and avant.dans_agglomeration == dans:\n",
        "        if True:\n",
        ("test_lignes_a_revoir::an_address_is_said",),
    ),
    Mutant(
        "l’accessibilité est répondue au délai de la ville",
        "return min(reglage.delai_jours or JOURS_ACCESSIBILITE, JOURS_ACCESSIBILITE)",
        "return reglage.delai_jours",
        ("test_contact::accessibility_is_answered",),
    ),
    # demarches/catalogue/effacement_des_donnees
    Mutant(
        "un parent seul efface tout le foyer en ne partant que lui",
        "return not self.au_guichet and self.demande.foyer.responsables.actuels().count() > 1",
        "return not self.au_guichet",
        ("test_effacement::the_page_says_what_goes",),
    ),
    Mutant(
        "l’autre parent n’apprend pas que tout le dossier est effacé",
        '    if demande.donnees["effacement"].get("quoi") == "foyer":\n',
        "    if False:\n",
        ("test_effacement::each_adult_of_the_whole_file",),
    ),
    Mutant(
        "qui ne part que lui emporte tout le dossier",
        '    return demande.donnees["effacement"].get("quoi") == FOYER\n',
        "    return True\n",
        ("test_effacement::one_of_two_adults_leaves",),
    ),
    Mutant(
        "qui est effacé ne l’apprend pas",
        "        annoncer(demande, par=par)\n        origine",
        "        origine",
        ("test_effacement::he_is_told_by_a_signed_mail",),
    ),
    # demarches/catalogue/informations_du_foyer
    Mutant(
        "un « Non » attend un agent",
        "if genre in AUSSITOT and not accordee and avant != dire(False)]",
        "if False]",
        ("test_refus_immediat::a_non_is_so",),
    ),
    Mutant(
        "un « Non » aux soins d’urgence vaut sans qu’on en parle",
        "AUSSITOT = QUESTIONS.keys() - {Genre.HOSPITALISATION}",
        "AUSSITOT = QUESTIONS.keys()",
        ("test_refus_immediat::care_in_an_emergency",),
    ),
    Mutant(
        "le refus de l’autre foyer se lève sans qu’un agent l’ait vu",
        'auteur(avant.par, self._miens).startswith("une autre"))',
        "False)",
        ("test_a_plusieurs::the_health_record_is_shared",),
    ),
    Mutant(
        "un « Oui » n’est pas dit à l’autre foyer de l’enfant",
        "                foyers, qui = enfant.residences(), ecrite.par\n",
        "                foyers, qui = [self.demande.foyer], ecrite.par\n",
        ("test_un_non_tient::the_other_home_is_told",),
    ),
    Mutant(
        "un adulte reste sans aucun numéro",
        "            if connus and vides:\n",
        "            if False:\n",
        ("test_pages::somebody_can_still_be_called",),
    ),
    Mutant(
        "une séparation se déclare sans le service",
        'return avant == apres or (avant in COUPLES | {""} and apres in COUPLES)',
        "return True",
        ("test_pages::what_touches_custody",),
    ),
    Mutant(
        "une allergie effacée d’un geste l’est sans un mot",
        "        if oublies and self.a_remplir:\n",
        "        if False:\n",
        ("test_retraits::what_a_family_takes_off",),
    ),
    # demarches/catalogue/justificatif_medical
    Mutant(
        "un certificat hors délai part en ligne",
        "        if en_ligne and limite and self.jour > limite:\n",
        "        if False:\n",
        ("test_justificatif_medical::the_town_s_delay",),
    ),
    Mutant(
        "le dernier jour du délai d’un certificat est perdu",
        "if en_ligne and limite and self.jour > limite:",
        "if en_ligne and limite and self.jour >= limite:",
        ("test_justificatif_medical::the_town_s_delay",),
    ),
    Mutant(
        "un certificat d’un jour sans réservation part",
        "        if not jours:\n            phrase",
        "        if False:\n            phrase",
        ("test_justificatif_medical::days_without_any_booking",),
    ),
    Mutant(
        "le certificat excuse les jours d’un autre foyer",
        "justifier_absences(demande.son_enfant, **dates, foyer=demande.foyer,",
        "justifier_absences(demande.son_enfant, **dates, foyer=None,",
        ("test_justificatif_medical::the_other_home_s_booking",),
    ),
    Mutant(
        "le nom du fichier du certificat se lit sans le droit de santé",
        'certificat["lignes"] = [{"libelle": "Certificat médical", "valeur": "joint"}]',
        "pass",
        ("test_justificatif_medical::the_file_s_name",),
    ),
    Mutant(
        "un jour compté présent est écarté sans que l’agent l’ait coché",
        "            if demande.coche:\n",
        "            if True:\n",
        ("test_justificatif_medical::a_day_that_a_file_has_counted",),
    ),
    # demarches/catalogue/naissance
    Mutant(
        "un enfant du foyer se déclare né une seconde fois",
        "            deja = connu(self.demande.foyer, prenom, naissance)\n",
        "            deja = None\n",
        ("test_naissance::a_child_already_on_file",),
    ),
    Mutant(
        "un enfant à naître se déclare né",
        "        if jour > self.jour:\n",
        "        if False:\n",
        ("test_naissance::an_absurd_birth",),
    ),
    Mutant(
        "un majeur se déclare né",
        "        if jour <= premier:\n",
        "        if False:\n",
        ("test_naissance::an_absurd_birth", "test_naissance::the_first_and_the_last_day"),
    ),
    Mutant(
        "l’enfant d’un autre dossier n’est pas montré à l’agent",
        "return [*piece, parents_declares(demande), *deja_connus(demande)]",
        "return [*piece, parents_declares(demande)]",
        ("test_naissance::the_same_child_in_another",),
    ),
    Mutant(
        "l’acte validé n’est pas celui de l’enfant",
        "            acte.enfant = enfant\n",
        "            pass\n",
        ("test_naissance::validation_adds_the_child",),
    ),
    # demarches/catalogue/place_en_accueil_de_loisirs
    Mutant(
        "une place se demande deux fois",
        'if demandee == (str(activite.pk), self.cleaned_data["periode"]):',
        "if False:",
        ("test_place_en_accueil_de_loisirs::is_not_asked_twice",),
    ),
    Mutant(
        "une place se demande pour qui l’a déjà",
        'if existante := siennes.filter(debut__lte=fin).order_by("debut").first():',
        "if existante := None:",
        ("test_place_en_accueil_de_loisirs::a_child_registered_already",),
    ),
    Mutant(
        "une place se demande à un âge qui ne convient pas",
        "if not age_convient(self.enfant.naissance, *ages, debut, periode.fin):",
        "if False:",
        ("test_place_en_accueil_de_loisirs::the_age_is_the_one",),
    ),
    Mutant(
        "un rang change sans raison écrite",
        '    if not motif.strip():\n        raise Refus("Dites pourquoi ce rang change',
        '    if False:\n        raise Refus("Dites pourquoi ce rang change',
        ("test_liste_des_places::a_move_that_cannot_be", "test_liste_des_places::an_agent_moves"),
    ),
    Mutant(
        "une place rendue ne remet personne à traiter",
        "rendues = [une for une in mises if une.pk not in attendent]",
        "rendues = []",
        ("test_liste_des_places::a_place_that_frees_brings",),
    ),
    Mutant(
        "le règlement reçu n’est accepté nulle part",
        "            accepter_reglement(accepte, foyer=demande.foyer,",
        "            dict(accepte=accepte, foyer=demande.foyer,",
        ("test_place_en_accueil_de_loisirs::the_acceptance_is_kept",),
    ),
    Mutant(
        "une place sans assurance pour son premier jour est demandée",
        "if self._assurance_due and self.a_remplir and not self.inchangee:",
        "if False:",
        ("test_place_en_accueil_de_loisirs::an_insurance_that_ends_before",),
    ),
    Mutant(
        "un enfant parti du dossier reçoit une place",
        "if not Enfant.objects.du([demande.foyer]).filter(pk=demande.enfant_id).exists():",
        "if False:",
        ("test_place_validee::a_child_who_left",),
    ),
    # demarches/catalogue/prelevement_automatique
    Mutant(
        "le mandat d’un autre foyer s’arrête",
        "Souhait(action, demande.foyer.mandats.avec_services().filter(pk=cle).first())",
        "Souhait(action, MandatSEPA.objects.filter(pk=cle).first())",
        ("test_prelevement::the_neighbour_s_mandate",),
    ),
    Mutant(
        "un mandat que personne n’a lu est signé",
        "return self.projet is not None and est_scelle(self.projet.scelle, sceau, usage=USAGE)",
        "return self.projet is not None",
        ("test_prelevement::a_forged_seal",),
    ),
    Mutant(
        "un autre compte laisse le mandat accepté",
        "str(self.titulaire.pk), self.compte.iban, *sorted(self.services)]",
        "str(self.titulaire.pk), *sorted(self.services)]",
        ("test_prelevement::another_account_is_another",),
    ),
    Mutant(
        "un autre titulaire laisse le mandat accepté",
        "str(self.titulaire.pk), self.compte.iban, *sorted(self.services)]",
        "self.compte.iban, *sorted(self.services)]",
        ("test_prelevement::another_account_is_another",),
    ),
    Mutant(
        "un service déjà prélevé se prélève d’un autre compte",
        "pris = services_couverts(self.demande.foyer) if self.a_remplir else set()",
        "pris = set()",
        ("test_prelevement::a_service_already_collected",),
    ),
    Mutant(
        "un adulte parti du foyer est titulaire du compte",
        "            adultes = adultes.actuels()\n",
        "            pass\n",
        ("test_prelevement::a_holder_",),
    ),
    Mutant(
        "un mandat se signe sans adresse",
        "        if self.adresse is None and self.a_remplir:\n",
        "        if False:\n",
        ("test_prelevement::without_an_address",),
    ),
    # demarches/catalogue/quotient_familial
    Mutant(
        "un quotient récrit celui d’un mois déjà commencé",
        "        debut = ajouter_mois(recue_le.replace(day=1), 1)\n",
        "        debut = dernier\n",
        ("test_quotient_familial::a_correction_of_the_same_month",),
    ),
    Mutant(
        "le quotient déjà connu se déclare encore",
        "        if prevu.deja(valeur):\n",
        "        if False:\n",
        ("test_quotient_familial::the_quotient_already_known",),
    ),
    Mutant(
        "un quotient hors de l’usage n’est pas confirmé",
        "not self.a_remplir or not douteuse(self.demande.foyer, valeur):",
        "True:",
        ("test_quotient_familial::a_digit_too_many",),
    ),
    Mutant(
        "un quotient sans attestation est dit attesté",
        "source=Source.ATTESTE if document else Source.DECLARE",
        "source=Source.ATTESTE",
        (
            "test_quotient_familial::without_an_attestation",
            "test_quotient_familial::validation_adds",
        ),
    ),
    Mutant(
        "un quotient remplacé est rappelé à la famille",
        "return quotients.exclude(Exists(suivants)).exclude(Exists(demandes))",
        "return quotients.exclude(Exists(demandes))",
        ("test_rappel_quotient::that_has_the_next_one",),
    ),
    Mutant(
        "la fin d’un quotient déjà redemandé est rappelée",
        "return quotients.exclude(Exists(suivants)).exclude(Exists(demandes))",
        "return quotients.exclude(Exists(suivants))",
        ("test_rappel_quotient::that_has_sent_it",),
    ),
    Mutant(
        "la fin d’un quotient est rappelée deux fois au même adulte",
        "[un for un in siens if str(FIN.cle(quotient.pk).pour(un)) not in deja]",
        "list(siens)",
        ("test_rappel_quotient::each_adult_gets_one_mail",),
    ),
    # demarches/catalogue/reinscription/bureau
    Mutant(
        "un agent sans la santé imprime celle d’un enfant à réinscrire",
        "    sante = request.user.has_perm(LIRE_LA_SANTE)\n",
        "    sante = True\n",
        ("test_au_bureau::without_the_right_health",),
        apres="def formulaire(request: RequeteConnectee, pk: int, *, pdf: bool",
    ),
    Mutant(
        "un formulaire de réinscription imprimé ne laisse pas de trace",
        "    _noter(enfant, request, sante=sante)\n",
        "",
        ("test_au_bureau::the_form_is_filled",),
    ),
    Mutant(
        "une campagne finit après l’année qu’elle prépare",
        "            if fin > derniere:\n",
        "            if False:\n",
        ("test_au_bureau::makes_no_sense",),
    ),
    Mutant(
        "retenir les courriels d’une campagne les laisse partir",
        '    if request.POST.get("geste") == "retenir":\n',
        '    if request.POST.get("geste") != "retenir":\n',
        ("test_au_bureau::mails_held",),
    ),
]
