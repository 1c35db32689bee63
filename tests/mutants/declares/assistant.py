"""The wizard that families and agents fill; the quotients that the CAF and the MSA give."""

from tests.mutants.mutant import Mutant

SUJET = "assistant et caisses"

MUTANTS = [
    # demarches/assistant
    Mutant(
        "deux écrans d’une page : le second efface ce que le premier a écrit",
        "        if en_conflit(self, step):\n",
        "        if False:\n",
        ("test_deux_ecrans::the_later_of_two_screens",),
    ),
    Mutant(
        "on saute les pages d’une démarche",
        "        if self.rang(step) > self.rang(self.premiere_a_faire):\n",
        "        if False:\n",
        ("test_assistant::a_later_page_waits",),
    ),
    Mutant(
        "une page que la ville a changée passe pour vérifiée",
        "return [etape for etape in faites if etape not in self.a_verifier]",
        "return list(faites)",
        ("test_peremption::a_page_that_the_portal_changes",),
    ),
    Mutant(
        "un papier du dossier périmé se reprend",
        "Document.Etat.NON_ANALYSE], valable_jusqu_au__gte=timezone.localdate())",
        "Document.Etat.NON_ANALYSE])",
        ("test_changement_adresse::a_paper_is_taken_again",),
    ),
    Mutant(
        "un papier infecté du dossier se reprend",
        "genre=str(champ.genre), etat__in=[Document.Etat.SAIN, Document.Etat.NON_ANALYSE],",
        "genre=str(champ.genre),",
        ("test_changement_adresse::a_paper_is_taken_again",),
    ),
    Mutant(
        "le papier d’un enfant se reprend pour son frère",
        "        titulaire &= Q(enfant=champ.enfant)\n",
        "",
        ("test_pieces_remises::a_child_s_paper_is_not",),
    ),
    Mutant(
        "un agent sans la santé ajoute une page au papier qu’il ne peut pas ouvrir",
        "if jointe and assistant.agent and not lisible_par(assistant.agent, jointe.document):",
        "if False:",
        ("test_guichet_complement::no_page_is_added",),
    ),
    Mutant(
        "un agent sans la santé ouvre une page de santé à remplir",
        "        if sante_reservee(request.user, self.demande, self.form_list.values()):\n",
        "        if False:\n",
        ("test_sante_lue::a_colleague_without_the_right",),
    ),
    Mutant(
        "une pression double envoie deux demandes",
        "if demande is None and (envoyee := self._vient_de_partir(neuve)):",
        "if demande is None and (envoyee := None):",
        ("test_ecran_des_familles::a_second_press_begin_no_other",),
    ),
    Mutant(
        "un texte sans fin se garde dans un brouillon",
        'valeur.replace("\\0", "")[:longueur] for valeur in valeurs[:VALEURS_MAX]',
        'valeur.replace("\\0", "") for valeur in valeurs[:VALEURS_MAX]',
        ("test_assistant::a_draft_keeps_of_a_field",),
    ),
    # demarches/caisses
    Mutant(
        "un parent demande le quotient d’un autre foyer",
        "foyer = get_object_or_404(Foyer.objects.de(request.user), pk=pk)\n    with agir(request):",
        "foyer = get_object_or_404(Foyer.objects, pk=pk)\n    with agir(request):",
        ("test_parent::a_neighbour_gets_404",),
    ),
    Mutant(
        "la réponse de la CAF à un autre foyer se lit",
        "get_object_or_404(Foyer.objects.de(request.user), pk=pk)\n    derniere",
        "get_object_or_404(Foyer.objects, pk=pk)\n    derniere",
        ("test_parent::a_neighbour_gets_404",),
    ),
    Mutant(
        "un quotient se demande sans fin dans la journée",
        "minuit(timezone.localdate())).count() >= PAR_JOUR:",
        "minuit(timezone.localdate())).count() < 0:",
        ("test_parent::a_household_asks_three_times",),
    ),
    Mutant(
        "demander un quotient ne garde pas d’accord",
        "    accords.donner(foyer, par=par)\n",
        "",
        ("test_parent::her_leave_is_kept",),
    ),
    Mutant(
        "un service muet fait attendre chaque parent",
        "    if est_muet():\n        raise Refus(AU_REPOS)\n",
        "",
        ("test_parent::a_silent_service",),
    ),
    Mutant(
        "un parent pose la question sous l’identité de l’autre",
        "Responsable.objects.actuels().filter(utilisateur=compte, foyer=foyer)",
        "Responsable.objects.actuels().filter(foyer=foyer)",
        ("test_parent::under_the_name_of_the_other_adult",),
    ),
    Mutant(
        "un quotient trouvé s’applique deux fois",
        "if demande.issue != QuotientDemande.Issue.TROUVE or demande.suite:",
        "if demande.issue != QuotientDemande.Issue.TROUVE:",
        ("test_lot_applique::applied_twice",),
    ),
    Mutant(
        "un quotient d’il y a trop longtemps s’applique",
        "prevu = None if est_trop_ancien(demande.mois, jour) else effet(",
        "prevu = effet(",
        ("test_parent::one_of_two_years_ago",),
    ),
    Mutant(
        "un quotient corrigé depuis est annulé",
        "if ecrit is None or ecrit.valeur != demande.valeur or not _le_dernier(ecrit):",
        "if ecrit is None:",
        ("test_lot_applique::of_what_was_corrected",),
    ),
    Mutant(
        "un quotient qu’une facture publiée emploie est annulé",
        "    if _facture_depuis(demande, ecrit):\n        raise Refus(FACTURE_DEPUIS)\n",
        "",
        ("test_lot_applique::where_an_invoice_depends",),
    ),
    Mutant(
        "un lot demande pour un foyer qui a retiré son accord",
        "ouverts = Foyer.objects.ouverts().filter(Exists(enfants)).exclude(qui_l_ont_retire())",
        "ouverts = Foyer.objects.ouverts().filter(Exists(enfants))",
        ("test_lot::only_those_who_agreed",),
    ),
    Mutant(
        "un lot « avec accord » demande pour tous les foyers",
        "return ouverts.filter(qui_ont_donne_leur_accord()) if accord_seul else ouverts",
        "return ouverts",
        ("test_lot::only_those_who_agreed",),
    ),
    Mutant(
        "« tout appliquer » emporte ce qui change de plus de 20 %",
        "choisies = lignes.filter(tous) if cles is None else lignes.filter(pk__in=cles)",
        "choisies = lignes if cles is None else lignes.filter(pk__in=cles)",
        ("test_lot_applique::what_is_found_is_applied",),
    ),
    Mutant(
        "la famille n’apprend pas que son quotient a changé",
        "        annoncer_le_changement([ligne.foyer], OBJET, par=par)\n",
        "        pass\n",
        ("test_lot_applique::what_is_found_is_applied", "test_lot_au_bureau::agents_do_it"),
    ),
]
