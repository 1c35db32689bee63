"""Events, statements, counts, care, kitchens, reductions, absences: the days of a centre."""

from tests.mutants.mutant import Mutant

SUJET = "journées du centre"

MUTANTS = [
    # reservations/planning/evenements
    Mutant(
        "un événement commence hier",
        '    if debut < timezone.localdate():\n        raise Refus("Ce jour est passé : commencez',
        '    if False:\n        raise Refus("Ce jour est passé : commencez',
        ("test_evenements::an_impossible_event",),
    ),
    Mutant(
        "un événement vise le groupe d’une autre activité",
        "if groupe and [groupe.activite_id] != [",
        "if False and [groupe.activite_id] != [",
        ("test_evenements::a_group_of_another",),
    ),
    Mutant(
        "un événement demandé deux fois s’applique deux fois",
        "if set(pareil.activites.all()) == set(activites):",
        "if False:",
        ("test_evenements::asked_twice",),
    ),
    Mutant(
        "une absence annoncée se perd quand l’événement est retiré",
        "if reservation.absence_annoncee_le:\n            faite",
        "if False:\n            faite",
        ("test_evenements::undone_an_absence",),
    ),
    # reservations/payeurs
    Mutant(
        "un relevé reçoit plus que ce qui reste dû",
        "    if montant > reste:\n",
        "    if False:\n",
        ("test_releves::it_is_paid_in_part",),
    ),
    Mutant(
        "un paiement envoyé deux fois se note deux fois",
        "if deja is not None and deja != releve.regle:",
        "if False:",
        ("test_releves::a_payment_sent_twice",),
    ),
    Mutant(
        "un relevé envoyé grossit encore",
        "if connu and connu.etat != Etat.A_ENVOYER:",
        "if False:",
        ("test_releves::one_statement_a_month",),
    ),
    Mutant(
        "un relevé demande moins que rien",
        "    if total <= 0:\n",
        "    if False:\n",
        ("test_releves::a_credit_note_is_taken_off",),
    ),
    Mutant(
        "un SIRET sans sa clé est pris",
        "return sum(dizaine + unite for dizaine, unite in doubles) % 10 == 0",
        "return True",
        ("test_releves::a_siret_has_its_key",),
    ),
    Mutant(
        "une aide qui a payé se retire",
        "    if droit.parts.exists():\n",
        "    if False:\n",
        ("test_releves::a_right_that_has_paid",),
    ),
    # reservations/presences/ecarts
    Mutant(
        "un écart facturé se reprend",
        "libres = [un for un in acceptes if un.source not in factures]",
        "libres = list(acceptes)",
        ("test_ecarts::what_is_billed_is_not_taken_back",),
    ),
    Mutant(
        "on reprend les absences qu’un autre a notées",
        "lambda un: un.par == par.pk",
        "lambda un: True",
        ("test_ecarts::a_whole_month_is_decided",),
    ),
    Mutant(
        "un jour que nul fichier n’a compté est un écart",
        "    if ligne.jour not in jours:",
        "    if False:",
        ("test_ecarts::a_day_that_nobody_counted",),
    ),
    Mutant(
        "les absences d’un mois se notent sans question",
        'if geste == "absence" and choisis.tout and (question',
        "if False and (question",
        ("test_ecarts::the_absences_of_a_month_are_asked",),
    ),
    # reservations/presences/soins
    Mutant(
        "un soin se retire sans raison écrite",
        "    if not motif:\n        raise Refus(SANS_MOTIF",
        "    if False:\n        raise Refus(SANS_MOTIF",
        ("test_soins::no_line_is_taken_off",),
    ),
    Mutant(
        "les soins d’une autre famille se lisent",
        "lus = Soin.objects.de(request.user).select_related(",
        "lus = Soin.objects.select_related(",
        ("test_soins::a_neighbour_s_care",),
    ),
    Mutant(
        "le registre des soins se lit sans trace",
        '    noter_les_lectures(lignes, par=request.user)\n    contexte = {"activite"',
        '    contexte = {"activite"',
        ("test_soins::each_reading_of_the_register",),
    ),
    # reservations/presences/commandes
    Mutant(
        "la cuisine reçoit sa commande avant la limite",
        "if activites[pk].pour_reserver.limite(jour, calendrier) < maintenant:",
        "if True:",
        ("test_commandes::the_order_leaves_after",),
    ),
    Mutant(
        "une commande qui n’a pas changé repart",
        "    if not change:\n        raise Refus(RIEN_DE_CHANGE)\n",
        "",
        ("test_commandes::what_changed_is_told",),
    ),
    Mutant(
        "qui ne lit pas la sécurité lit le nom des repas à part",
        "    if not _lit_les_noms(request, activite, jours):\n",
        "    if False:\n",
        ("test_commandes::names_are_for_who",),
    ),
    Mutant(
        "la cuisine ignore ce qu’un parent vient d’écrire",
        "for un in (*reversed(declarees), fiche) if un]",
        "for un in (fiche,) if un]",
        ("test_commandes::what_a_parent_has_just",),
    ),
    Mutant(
        "un enfant absent est servi",
        "lues = Reservation.objects.attendues()",
        "lues = Reservation.objects",
        ("test_commandes::who_is_absent",),
    ),
    # reservations/reductions
    Mutant(
        "une réduction s’accorde à personne",
        "if not (accordee.foyer or accordee.structure or accordee.activite):",
        "if False:",
        ("test_reductions_accordees::what_cannot_be_granted",),
    ),
    Mutant(
        "une réduction nomme l’activité d’une autre structure",
        "if structure and activite and activite.structure_id != structure.pk:",
        "if False:",
        ("test_reductions_accordees::an_activity_of_another",),
    ),
    Mutant(
        "une réduction se lit sans trace",
        'noter_consultation(trouvee.foyer, "réduction accordée", par=request.user)',
        "pass",
        ("test_reductions_accordees::whatever_is_sent",),
    ),
    Mutant(
        "une réduction ne dit rien de ce qui est déjà facturé",
        "    if accordee.foyer is None:\n        return nullcontext()",
        "    if True:\n        return nullcontext()",
        ("test_reductions_accordees::what_was_billed_before",),
    ),
    # reservations/absences
    Mutant(
        "une absence pointée s’annonce",
        "if reservation.presence != Presence.PREVU:\n            raise Refus(DEJA_POINTE)",
        "if False:\n            raise Refus(DEJA_POINTE)",
        ("test_absences::once_the_centre_has_ticked",),
    ),
    Mutant(
        "une absence passée s’annonce",
        "        if jour < a_venir_depuis(fins[jour], timezone.now()):\n",
        "        if False:\n",
        ("test_absences::a_past_day_is_refused",),
    ),
    Mutant(
        "l’absence de l’enfant d’un autre s’annonce",
        "siennes = Reservation.objects.de(request.user).filter(pk__in=cles)",
        "siennes = Reservation.objects.filter(pk__in=cles)",
        ("test_absences::the_neighbour_and_the_other_home",),
    ),
    Mutant(
        "un doigt annonce l’absence de l’enfant d’un autre",
        "lues = list(Reservation.objects.de(request.user).filter(pk__in=cles)",
        "lues = list(Reservation.objects.filter(pk__in=cles)",
        ("test_prevenir::a_neighbour_s_child",),
    ),
    Mutant(
        "un certificat excuse les premiers jours",
        "excuses = {foyer: set(jours_excuses(siens, carence))",
        "excuses = {foyer: set(siens)",
        ("test_justificatifs::", "test_justificatif_medical::the_first_day_stays"),
    ),
]
