"""Places that are waited for, given up, given; messages to many; openings; the counter."""

from tests.mutants.mutant import Mutant

SUJET = "attente et guichet"

MUTANTS = [
    # reservations/attente
    Mutant(
        "une offre passée d’heure s’accepte",
        "    if premiere.est_echue(maintenant):\n",
        "    if False:\n",
        ("test_attente::an_offer_past_its_end",),
    ),
    Mutant(
        "une place refusée reste prise",
        "    compter(attente.creneaux, signe=-1)\n    return True\n",
        "    return True\n",
        ("test_attente::a_refused_place",),
    ),
    Mutant(
        "une place refusée n’est proposée à personne",
        "    servir(saisie.creneaux, maintenant=maintenant)\n    if etat != Etat.EXPIREE:",
        "    if etat != Etat.EXPIREE:",
        ("test_attente::a_refused_place",),
    ),
    Mutant(
        "un papier qui manque fait perdre l’offre",
        "_REPARABLES = {Motif.FICHE, Motif.ASSURANCE}",
        "_REPARABLES = {Motif.FICHE}",
        ("test_attente::an_offer_is_not_lost",),
    ),
    Mutant(
        "l’attente d’une autre famille se lit et s’accepte",
        "lignes = Attente.objects.de(request.user).select_related(",
        "lignes = Attente.objects.select_related(",
        ("test_pages::the_neighbour_gets_404",),
    ),
    Mutant(
        "une place se donne sans raison écrite",
        "    motif = _exiger(motif, SANS_MOTIF)\n",
        "",
        ("test_don_de_place::nothing_is_decided_without",),
    ),
    Mutant(
        "la famille sortie de la liste ne l’apprend pas",
        "    avis.dire_sortie(trouvee, maintenant)\n",
        "",
        ("test_don_de_place::and_his_family_told",),
    ),
    Mutant(
        "une offre expirée ne se dit à personne",
        "        avis.dire_expiree(finies, maintenant)\n",
        "        pass\n",
        ("test_avis::an_offer_without_an_answer",),
    ),
    # reservations/attente/bureau
    Mutant(
        "un agent ouvre une liste d’attente sans trace",
        'noter_consultation(la_sienne.foyer, "liste d’attente", par=request.user)',
        "pass",
        ("test_file_agents::reading_one_is_noted",),
    ),
    Mutant(
        "la file dit les places du créneau le moins plein",
        "is None or libres < deja):",
        "is None or libres > deja):",
        ("test_file_agents::a_day_of_two_halves",),
    ),
    Mutant(
        "une semaine commencée quitte la liste d’attente",
        "lignes = lignes.filter(Q(debut__gte=self.jour) | commencee)",
        "lignes = lignes.filter(Q(debut__gte=self.jour))",
        ("test_file_agents::a_week_that_has_begun",),
    ),
    Mutant(
        "le fichier de la liste d’attente n’a pas les rangs",
        "return [AttenteEtRang(une, rangs.get(une.pk)) for une in objets]",
        "return [AttenteEtRang(une, None) for une in objets]",
        ("test_file_agents::the_file_gives_the_ranks",),
    ),
    # reservations/bourse
    Mutant(
        "un jour qui s’annule encore sans frais est cédé",
        "    if un.limite >= maintenant:\n        raise Refus(_ENCORE)\n",
        "",
        ("test_bourse::what_can_be_cancelled",),
    ),
    Mutant(
        "une place cédée se prend avant son tour",
        "    if maintenant < son_tour:\n",
        "    if False:\n",
        ("test_bourse::each_in_his_turn",),
    ),
    Mutant(
        "la place cédée d’une autre famille se reprend",
        "get_object_or_404(Cession.objects.de(request.user), reference=cession)",
        "get_object_or_404(Cession.objects, reference=cession)",
        ("test_bourse::the_pages_of_both",),
    ),
    Mutant(
        "qui a cédé sa place la paie encore",
        "    _rendre(cession, siennes, maintenant)\n    envoi",
        "    envoi",
        ("test_bourse::she_stays_booked",),
    ),
    Mutant(
        "une place reprise se prend encore",
        "    if lue.etat != Etat.OFFERTE:\n",
        "    if lue.etat == Etat.PRISE:\n",
        ("test_bourse::she_may_keep_it",),
    ),
    # reservations/envois
    Mutant(
        "un message part à des familles que l’agent n’a pas vues",
        "if envoi.envoye_le is None and foyers and empreinte(foyers) != vus:",
        "if False:",
        ("test_envois::recipients_that_have_changed", "test_envois::nothing_leaves_before"),
    ),
    Mutant(
        "un message repris part deux fois à une famille",
        "restants, fait, total = ([pk for pk in envoi.foyers if pk not in faits],",
        "restants, fait, total = (list(envoi.foyers),",
        ("test_envois::killed_in_the_middle",),
    ),
    Mutant(
        "un agent sans les factures lit qui est en retard",
        'if envoi.cible.get("genre") == Public.RETARD and not agent.has_perm(VOIR_LES_FACTURES):',
        "if False:",
        ("test_a_qui::those_who_are_late",),
    ),
    Mutant(
        "un agent sans les factures écrit à qui est en retard",
        "if voit_les_factures or un[0] != Public.RETARD]",
        "]",
        ("test_a_qui::those_who_are_late",),
    ),
    Mutant(
        "un foyer que tous ont quitté reçoit le message",
        "return self._concernes().filter(pk__in=presents)",
        "return self._concernes()",
        ("test_a_qui::a_home_that_no_adult",),
    ),
    Mutant(
        "le message d’une activité part à toutes",
        'return inscrits.filter(activite=self.activite).values("enfant")',
        'return inscrits.values("enfant")',
        ("test_a_qui::an_activity_is_told",),
    ),
    Mutant(
        "le message d’une classe part à toutes les écoles",
        "eleves = eleves.filter(ecole__nom=self.ecole) if self.ecole else eleves",
        "eleves = eleves.all()",
        ("test_a_qui::a_class_of_all_schools",),
    ),
    # reservations/ouvertures
    Mutant(
        "une ouverture se dit la nuit",
        ".contient(maintenant):\n        return 0\n    fin, ecrits = time.monotonic()",
        ".depuis:\n        return 0\n    fin, ecrits = time.monotonic()",
        ("test_ouvertures::nobody_is_told_at_night",),
    ),
    Mutant(
        "une famille est prévenue deux fois de la même ouverture",
        'siens.values_list("pk", flat=True) if pk not in prevenus]',
        'siens.values_list("pk", flat=True)]',
        ("test_ouvertures::is_told_once", "test_ouvertures::a_turn_that_is_stopped"),
    ),
    Mutant(
        "une famille prête est prévenue aussi",
        "fiches = [fiche for vue in vues for fiche in vue.attendues if fiche.manque]",
        "fiches = [fiche for vue in vues for fiche in vue.attendues]",
        ("test_ouvertures::a_family_that_is_ready",),
    ),
    Mutant(
        "une ouverture remise à un autre jour ne se redit pas",
        "ouvre_le:%Y%m%d%H%M}",
        "ouvre_le:%Y}",
        ("test_ouvertures::an_opening_put_off",),
    ),
    # reservations/guichet
    Mutant(
        "un départ désinscrit l’enfant qui vit aussi ailleurs",
        "inscriptions=[une for une in suivies if une.enfant_id not in restent],",
        "inscriptions=list(suivies),",
        ("test_depart::a_child_who_lives_elsewhere",),
    ),
    Mutant(
        "un départ annule le dernier jour",
        'creneau__jour__gt=dernier_jour).order_by("pk")),\n        attentes',
        'creneau__jour__gte=dernier_jour).order_by("pk")),\n        attentes',
        ("test_depart::once_confirmed", "test_depart::what_the_departure_ends"),
    ),
    Mutant(
        "un départ arrête un mandat que l’agent garde",
        "mandats=list(foyer.mandats.en_vigueur()) if arreter_le_mandat else [],",
        "mandats=list(foyer.mandats.en_vigueur()),",
        ("test_depart::the_mandate_stays",),
    ),
    Mutant(
        "la famille qui part ne reçoit rien",
        "        _prevenir(avant)\n        return replace",
        "        return replace",
        ("test_depart::the_family_is_told",),
    ),
    Mutant(
        "une presse d’un autre foyer réserve au guichet",
        "return [presse.ligne for presse in presses if presse.foyer == foyer.pk]",
        "return [presse.ligne for presse in presses]",
        ("test_guichet::a_forged_line", "test_guichet::another_family_s_child"),
    ),
    Mutant(
        "un agent ouvre les réservations d’un foyer sans trace",
        'noter_consultation(le_foyer, "réservations, au guichet", par=request.user)',
        "pass",
        ("test_guichet::opening_a_family_s_days",),
    ),
]
