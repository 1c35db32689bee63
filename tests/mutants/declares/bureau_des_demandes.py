"""The agents’ desk of demandes, alone and by lots; drafts, and what families follow."""

from tests.mutants.mutant import Mutant

SUJET = "bureau des demandes"

MUTANTS = [
    # demarches/bureau
    Mutant(
        "un agent ouvre le brouillon d’une famille",
        'deposees = Demande.objects.deposees().select_related("foyer", "enfant", "agent",',
        'deposees = Demande.objects.select_related("foyer", "enfant", "agent",',
        ("test_liste_des_demandes::a_draft_is_nowhere",),
    ),
    Mutant(
        "un agent lit une demande sans trace",
        '    noter_la_lecture(demande, f"demande {demande.numero}", par=request.user)\n',
        "",
        ("test_bureau::reading_a_demande_leaves_a_trace",),
    ),
    Mutant(
        "une demande attendue aujourd’hui est dite en retard",
        'urgence = "retard" if jours < 0 else',
        'urgence = "retard" if jours <= 0 else',
        ("test_liste_des_demandes::to_be_answered_today",),
    ),
    Mutant(
        "« demande suivante » ouvre celle d’un collègue",
        "file = Demande.objects.a_traiter().filter(Q(agent=None) | Q(agent=request.user))",
        "file = Demande.objects.a_traiter()",
        ("test_bureau::the_next_demande",),
    ),
    Mutant(
        "un agent sans la santé lit la page de santé d’une demande",
        'if not ligne.get("sensible") or agent.has_perm(LIRE_LA_SANTE)]',
        "]",
        ("test_sante_lue::without_the_right_reads_no_health",),
    ),
    Mutant(
        "un agent sans la santé voit les papiers de santé d’une demande",
        "for jointe in demande.pieces_jointes if jointe.remise]",
        "for jointe in demande.pieces_jointes]",
        ("test_sante_lue::without_the_right_reads_no_health",),
    ),
    Mutant(
        "un agent sans la santé la saisit au guichet",
        "if sante_reservee(par, demande, demande.sa_demarche.pages(demande).values()):",
        "if False:",
        ("test_guichet::of_health_is_not_begun_without_the_right",),
    ),
    Mutant(
        "une saisie au guichet ne laisse pas de trace",
        '    noter_consultation(foyer, "saisie d’une démarche pour la famille", par=par)\n',
        "",
        ("test_guichet::the_family_reads_that",),
    ),
    Mutant(
        "un secret dévoilé ne laisse pas de trace",
        '    noter_consultation(demande.foyer, f"{libelle} en entier, demande',
        '    dict(quoi=f"{libelle} en entier, demande',
        ("test_prelevement_secret::an_agent_asks_sees_it_once",),
    ),
    Mutant(
        "une démarche s’ouvre sans ses choix légaux",
        "        if manques := projet.manques():\n",
        "        if manques := []:\n",
        ("test_reglages::opening_what_lacks",),
    ),
    Mutant(
        "une réponse type garde un mot que rien ne remplit",
        "        if noms := inconnues(texte):\n",
        "        if noms := []:\n",
        ("test_reponses::an_unknown_variable_is_told",),
    ),
    # demarches/bureau/lots
    Mutant(
        "un lot valide ce qu’il reste à ouvrir",
        "        if raison := reste_a_voir(demande):\n",
        '        if raison := "":\n',
        ("test_lot::what_a_person_must_see",),
    ),
    Mutant(
        "une validation groupée ne laisse pas de trace",
        'noter_la_lecture(demande, f"demande {demande.numero}, validation groupée"',
        'dict(quoi=f"demande {demande.numero}, validation groupée"',
        ("test_lot::what_is_shown_leaves_a_trace",),
    ),
    Mutant(
        "un lot décide de ce qui a changé depuis la page de confirmation",
        'return entier(request.POST.get(f"vu-{demande.pk}")) or 0',
        "return demande.vu",
        ("test_lot::one_that_moved",),
    ),
    Mutant(
        "un lot compte comme faites celles qu’il refuse",
        "nombre = len(demandes) - len(refusees)",
        "nombre = len(demandes)",
        ("test_lot::one_that_a_colleague_has", "test_lot::one_that_fails"),
    ),
    Mutant(
        "un complément groupé rend une page qu’une des demandes n’a pas",
        "{code: page for code, page in toutes.items() if code in communes}",
        "dict(toutes)",
        ("test_lot::a_complement_of_several",),
    ),
    Mutant(
        "en lecture rapide, on décide de la demande d’un collègue",
        "a_decider and demande.agent_id in (None, request.user.pk),",
        "a_decider,",
        ("test_lot::what_a_colleague_has_taken",),
    ),
    # demarches/depot
    Mutant(
        "les brouillons d’un parent comptent contre l’autre",
        ".filter(foyer=foyer, par=par, canal=Canal.PORTAIL).count() >= BROUILLONS_MAX",
        ".filter(foyer=foyer, canal=Canal.PORTAIL).count() >= BROUILLONS_MAX",
        ("test_trop_de_brouillons::what_one_adult_leaves",),
    ),
    Mutant(
        "un brouillon est effacé sans que la famille l’ait su",
        "return courriels_de(_cle(demande)).filter(cree_le__lte=annonce_avant).exists()",
        "return True",
        ("test_peremption::a_draft_is_not_deleted_before",),
    ),
    Mutant(
        "la famille est prévenue deux fois du même brouillon",
        "for adulte in destinataires(demande) if str(cle.pour(adulte)) not in deja]",
        "for adulte in destinataires(demande)]",
        ("test_peremption::is_announced_once",),
    ),
    Mutant(
        "un brouillon annulé emporte un papier du dossier",
        "if document.classe_le is None and not document.pieces.exists():",
        "if not document.pieces.exists():",
        ("test_changement_adresse::a_paper_is_taken_again",),
    ),
    Mutant(
        "une demande qu’un agent a prise se retire",
        "intacte = demande.agent_id is None and not demande.complements.all()",
        "intacte = not demande.complements.all()",
        ("test_peremption::once_an_agent_has_it",),
    ),
    Mutant(
        "un complément envoyé par la famille reste signé de l’agent",
        "    if est_de_la_famille(par, demande):\n",
        "    if False:\n",
        ("test_guichet_complement::a_family_that_sends_it_itself",),
    ),
    Mutant(
        "un complément demandé d’hier pour demain se rappelle",
        "attendus = attendus.filter(demande_le__lt=timezone.now() - timedelta(days=1))",
        "attendus = attendus.all()",
        ("test_peremption::a_complement_just_asked",),
    ),
    # demarches/suivi
    Mutant(
        "la demande d’une autre famille se lit",
        "Demande.objects.de(request.user).deposees().avec_suivi()",
        "Demande.objects.deposees().avec_suivi()",
        ("test_assistant::a_neighbour_finds_nothing", "test_contact::a_neighbour_neither_reads"),
        apres='"demarches:liste" if famille else',
    ),
    Mutant(
        "la demande d’une autre famille se retire",
        "get_object_or_404(Demande.objects.de(request.user).deposees()",
        "get_object_or_404(Demande.objects.deposees()",
        ("test_peremption::the_neighbour_takes_nothing_back",),
        apres="def retirer(request: RequeteConnectee, pk: UUID) -> HttpResponse:",
    ),
    Mutant(
        "un message part au sujet de la demande d’une autre famille",
        "siennes = Demande.objects.de(utilisateur).deposees().select_related(",
        "siennes = Demande.objects.deposees().select_related(",
        ("test_a_propos::the_neighbour_s_number",),
    ),
    Mutant(
        "ce qu’un autre foyer a répondu d’un enfant se lit",
        "phrase = phrase if enfant.reponse_foyer == foyer.pk else AILLEURS",
        "phrase = str(phrase)",
        ("test_ecran_des_familles::the_other_home_",),
    ),
    Mutant(
        "l’enfant d’un autre foyer est dit ne pas revenir",
        'enfant = Enfant.objects.du([foyer]).filter(pk=entier(request.POST.get("enfant")))',
        'enfant = Enfant.objects.filter(pk=entier(request.POST.get("enfant")))',
        ("test_ecran_des_familles::a_neighbour_s_child",),
    ),
    Mutant(
        "une démarche se commence pour l’enfant de l’autre foyer",
        "if foyer and enfant and not Enfant.objects.du([foyer])",
        "if foyer and enfant and not Enfant.objects",
        ("test_dossier_entre_temps::a_child_of_one_household",),
        apres="class CommencerForm(",
    ),
]
