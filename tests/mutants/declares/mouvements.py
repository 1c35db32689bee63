"""Who comes, who leaves: invitations, FranceConnect, departures, another software's families."""

from tests.mutants.mutant import Mutant

SUJET = "mouvements"

MUTANTS = [
    Mutant(
        "le seul adulte d’un foyer le quitte",
        "    exiger(foyer, responsable, depuis, passe=PASSE, seul=SEUL)\n    veille",
        "    veille",
        ("test_depart_d_un_adulte::only_adult",),
    ),
    Mutant(
        "qui quitte un foyer y reste un jour de plus",
        "    veille = depuis - timedelta(days=1)\n    trace:",
        "    veille = depuis\n    trace:",
        ("test_depart_d_un_adulte::sees_nothing_more", "test_depart_d_un_adulte::screen_shows"),
    ),
    Mutant(
        "qui quitte un foyer ne lit plus les factures de ses jours",
        "modifier_responsable(responsable, fin=veille, garde_ses_factures=True, **trace)",
        "modifier_responsable(responsable, fin=veille, **trace)",
        ("test_depart_d_un_adulte::stays_readable",),
    ),
    Mutant(
        "qui quitte un foyer ne reçoit pas de courriel",
        "preparer(DEPART.cle(responsable.pk, depuis).pour(parti), parti.email, contexte)",
        "pass",
        ("test_depart_d_un_adulte::told",),
    ),
    Mutant(
        "qui reste n’apprend pas le départ d’un adulte",
        '    annoncer_le_changement([foyer], f"le départ {de(responsable)} du foyer", par=par,'
        " sauf=parti)\n",
        "",
        ("test_depart_d_un_adulte::told",),
    ),
    Mutant(
        "le quotient d’un foyer quitté n’est pas redemandé",
        "    ajouter_note(foyer, texte=texte, a_savoir=True, par=par)\n    _le_dire",
        "    _le_dire",
        ("test_depart_d_un_adulte::told",),
    ),
    Mutant(
        "FranceConnect ouvre sans le niveau demandé",
        'if identite.get("acr") not in NIVEAUX:',
        "if False:",
        ("test_entree::does_not_hold",),
    ),
    Mutant(
        "ce qu’un agent a écrit ouvre un compte par FranceConnect",
        "elif any(une.origine in SURES for une in lues if une.responsable.utilisateur == seul):",
        "elif True:",
        ("test_entree::what_an_agent_wrote",),
    ),
    Mutant(
        "deux adultes de même identité : FranceConnect en ouvre un",
        "seul = comptes.pop() if len(comptes) == 1 else None",
        "seul = comptes.pop() if comptes else None",
        ("test_entree::two_adults",),
    ),
    Mutant(
        "un agent entre par FranceConnect",
        '    if compte.est_du_personnel:\n        raise _refus("agent", DU_PERSONNEL)\n',
        "",
        ("test_entree::an_agent",),
    ),
    Mutant(
        "le lien de FranceConnect sert dans un autre navigateur",
        "if not attendu or not constant_time_compare(jeton, attendu) or not en_attente(request):",
        "if not en_attente(request):",
        ("test_entree::waits_too",),
    ),
    Mutant(
        "FranceConnect envoie des liens sans fin",
        '    if gardee["envois"] >= ENVOIS:',
        "    if False:",
        ("test_entree::three_links",),
    ),
    Mutant(
        "le compte relié à FranceConnect n’en est pas prévenu",
        'preparer(LIE.cle(uuid.uuid4()), compte.email, {"prenom": compte.first_name})',
        "pass",
        ("test_entree::recognised_and_told",),
        apres='raise _refus("autre", DEJA_LIE_AILLEURS) from None',
    ),
    Mutant(
        "un compte relie l’identité FranceConnect d’un autre",
        '            raise _refus("contredit", CONTREDIT)',
        "            pass",
        ("test_entree::identity_of_another",),
    ),
    Mutant(
        "les familles sont invitées avant que les durées soient fixées",
        "    if ReglageConservation.lire().manquent:\n        raise Refus(SANS_DUREES)\n",
        "",
        ("test_vagues::nobody_is_invited",),
    ),
    Mutant(
        "il part en un jour plus d’invitations que la ville ne le dit",
        "reste = vague.par_jour - mails.filter(envoyee_le__gte=minuit).count()",
        "reste = vague.par_jour",
        ("test_vagues::no_more_leave",),
    ),
    Mutant(
        "une vague arrêtée part encore",
        "filter(pk=vague.pk, arretee_le=None, finie_le=None).exists():",
        "filter(pk=vague.pk, finie_le=None).exists():",
        ("test_vagues::stopped",),
    ),
    Mutant(
        "un adulte est dans deux vagues",
        '    adultes = adultes.exclude(pk__in=Invitation.objects.values("responsable"))\n',
        "",
        ("test_lettres::in_no_other_wave",),
    ),
    Mutant(
        "qui est parti du foyer donne son adresse par sa lettre",
        "if invitation is None or invitation.responsable.est_parti:",
        "if invitation is None:",
        ("test_lettres::who_has_left",),
    ),
    Mutant(
        "une seconde adresse laisse servir le code d’une lettre",
        'code="" if invitation.repondue_le else invitation.code',
        "code=invitation.code",
        ("test_lettres::ends_the_code",),
    ),
    Mutant(
        "le code d’une lettre ouvre la santé",
        "        annoncer_adulte(adulte, par=par, par_lettre=True)\n",
        "        pass\n",
        ("test_lettres::opens_no_health",),
    ),
    Mutant(
        "une relance part avant deux semaines",
        "filter(envoyee_le__lte=(maintenant or timezone.now()) - RELANCE)",
        "filter(envoyee_le__lte=maintenant or timezone.now())",
        ("test_vagues::two_weeks",),
    ),
    Mutant(
        "une reprise s’annule alors qu’une plus récente l’a suivie",
        '    if apres.exists():\n        raise Refus("Une reprise plus récente',
        '    if False:\n        raise Refus("Une reprise plus récente',
        ("test_reprise::later_one_is_undone_first",),
    ),
    Mutant(
        "une reprise s’annule sous ce que les familles y ont posé",
        "    if not nombre:\n        return []\n    nom = autres",
        "    if True:\n        return []\n    nom = autres",
        ("test_reprise::without_a_line_of_journal",),
    ),
    Mutant(
        "une reprise annulée laisse ce qu’elle a ajouté",
        '            partis += _supprimer(modele, geste["cles"])',
        "            pass",
        ("test_reprise::undone_it_leaves",),
    ),
    Mutant(
        "une reprise annulée efface la trace de qui a lu un dossier",
        "        lignes = lignes.exclude(pk__in=lues)\n",
        "",
        ("test_reprise::empty_row_with_its_trace",),
    ),
    Mutant(
        "un second fichier écrase ce que la famille a changé",
        "noms = {nom for nom, dit in dites.items() if cle.dit.get(nom) != dit}",
        "noms = set(dites)",
        ("test_reprise::later_file_updates",),
    ),
    Mutant(
        "une famille effacée à sa demande revient par un fichier",
        'getattr(cle, "foyer_efface", False) for cle',
        "False for cle",
        ("test_reprise::household_erased",),
    ),
    Mutant(
        "la relecture d’un fichier écrit déjà les familles",
        "        if a_creer and not self.essai:",
        "        if a_creer:",
        ("test_reprise::dry_run", "test_commande::trial"),
    ),
    Mutant(
        "le fichier des familles reste après l’import",
        '    if chemin:\n        transaction.on_commit(lambda: storages["prive"].delete(chemin))\n',
        "",
        ("test_reprise::go_once_it_is_imported", "test_oubli"),
        apres="def oublier_le_fichier(reprise: Reprise) -> None:",
    ),
    Mutant(
        "une reprise abandonnée garde son fichier",
        "    oublier_le_fichier(reprise)\n    FauteDeReprise",
        "    FauteDeReprise",
        ("test_reprise::given_up", "test_oubli::given_up"),
    ),
    Mutant(
        "une reprise n’écrit rien au journal des dossiers",
        "            Modification.objects.bulk_create(self._journal)\n",
        "            pass\n",
        ("test_reprise::journal_says",),
    ),
    Mutant(
        "une reprise n’apprend pas ce qui est refusé à la ligne",
        "        self._fautes.append(self._faute(objet, faute, bloque=True))\n",
        "",
        ("test_abimes::each_bad_line",),
    ),
    Mutant(
        "une avance reprise devient une dette",
        'return _lire(objet.dit, "reste_du") - _lire(objet.dit, "avance")',
        'return _lire(objet.dit, "reste_du") + _lire(objet.dit, "avance")',
        ("test_soldes::paid_beyond",),
    ),
    Mutant(
        "un fichier change un solde déjà payé ici",
        "            if tenue and tenue.vit:",
        "            if False:",
        ("test_soldes::file_changes_it_no_more",),
    ),
    Mutant(
        "un lot de reprise tué se fait deux fois",
        '        if not la.update(avance=F("avance") + 1, bilan=bilan):\n'
        "            raise AReprendre\n",
        '        la.update(avance=F("avance") + 1, bilan=bilan)\n',
        ("test_reprise::gone_beyond",),
    ),
]
