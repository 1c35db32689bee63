"""Demandes and messages: sent, decided, taken back, answered."""

from tests.mutants.mutant import Mutant

SUJET = "démarches"

_DECISIONS = ("test_instruction", "test_annulation")
_MESSAGES = ("test_messages", "test_boite_des_agents")

MUTANTS = [
    Mutant(
        "un rejet tombe le dernier jour accordé",
        "if complement and complement.limite >= timezone.localdate():",
        "if complement and complement.limite > timezone.localdate():",
        _DECISIONS,
    ),
    Mutant(
        "un rejet tombe pendant le délai accordé",
        "if complement and complement.limite >= timezone.localdate():",
        "if False:",
        _DECISIONS,
    ),
    Mutant(
        "un rejet sans motif part",
        '    if not motif.strip():\n        raise PassageImpossible("Un rejet',
        '    if False:\n        raise PassageImpossible("Un rejet',
        _DECISIONS,
    ),
    Mutant(
        "une pièce infectée est validée",
        "        if document.etat == Etat.INFECTE:\n            raise PassageImpossible(",
        "        if False:\n            raise PassageImpossible(",
        _DECISIONS,
    ),
    Mutant(
        "une pièce en cours d’analyse est validée",
        "        if document.etat == Etat.EN_ANALYSE:\n            raise PassageImpossible(",
        "        if False:\n            raise PassageImpossible(",
        _DECISIONS,
    ),
    Mutant(
        "un agent valide ce qu’il ne peut pas lire",
        'if any(ligne.get("sensible") for ligne in changements) and not'
        " par.has_perm(LIRE_LA_SANTE):",
        "if False:",
        ("test_instruction", "test_sante", "test_sante_lue"),
    ),
    Mutant(
        "une décision prise sur un écran périmé passe",
        "    if vu is not None and (dernier is None or dernier.pk != vu):\n",
        "    if False:\n",
        _DECISIONS,
    ),
    Mutant(
        "une décision ne peut jamais être reprise",
        "return fin if timezone.now() < fin else None",
        "return None",
        _DECISIONS,
        apres="fin = passage.le + settings.DELAI_D_ANNULATION",
    ),
    Mutant(
        "une décision peut être reprise après le délai",
        "return fin if timezone.now() < fin else None",
        "return fin",
        _DECISIONS,
        apres="fin = passage.le + settings.DELAI_D_ANNULATION",
    ),
    Mutant(
        "on reprend la décision d’un autre",
        '    if dernier.par_id != par.pk:\n        raise PassageImpossible(f"Cette décision est'
        " signée",
        '    if False:\n        raise PassageImpossible(f"Cette décision est signée',
        _DECISIONS,
    ),
    Mutant(
        "une décision reprise après que la famille a répondu",
        "    if demande.modifie_le > dernier.le:\n",
        "    if False:\n",
        _DECISIONS,
    ),
    Mutant(
        "une décision reprise envoie quand même son e-mail",
        "    if not retenir(COURRIELS[Statut(dernier.vers)].cle(dernier.pk)):\n",
        "    if False:\n",
        _DECISIONS,
    ),
    Mutant(
        "une demande envoyée s’envoie une seconde fois",
        "    if demande.statut != Statut.BROUILLON:\n        raise"
        " PassageImpossible(DEJA_ENVOYEE)\n    reglage",
        "    reglage",
        ("test_depot",),
    ),
    Mutant(
        "un « Oui » lève un « Non » que personne n’a lu",
        "    if accordee and avant and not avant.accordee and avant != lue:\n        return None\n",
        "",
        ("test_un_non_tient",),
    ),
    Mutant(
        "un « Oui » ne dit plus quel « Non » il lève",
        'self.oui = f"{OUI}-{avant.pk}" if avant and not avant.accordee else OUI',
        "self.oui = OUI",
        ("test_un_non_tient",),
    ),
    Mutant(
        "une page qui n’est pas juste est envoyée",
        "        if not page.is_valid():\n            premiere",
        "        if False:\n            premiere",
        ("test_depot", "test_catalogue_hostile"),
    ),
    Mutant(
        "deux agents prennent la même demande",
        "trouvees = Demande.objects.filter(pk=demande.pk, statut__in=EN_COURS, agent=avant)",
        "trouvees = Demande.objects.filter(pk=demande.pk, statut__in=EN_COURS)",
        ("test_instruction", "test_bureau", "test_deux_ecrans"),
    ),
    Mutant(
        "on écrit dans une conversation close",
        "    if ouvert.clos:\n        raise Refus(CLOSE)\n",
        "",
        _MESSAGES,
    ),
    Mutant(
        "un message vide part",
        '    if not texte and not documents:\n        raise Refus(VIDE, champ="texte")\n',
        "",
        _MESSAGES,
    ),
    Mutant(
        "un message n’a plus de longueur maximale",
        '    if len(texte) > LONGUEUR_MAX:\n        raise Refus(TROP_LONG, champ="texte")\n',
        "",
        _MESSAGES,
        apres="def ecrire_message(",
    ),
    Mutant(
        "un document infecté part à toutes les familles",
        "if envoi.documents.filter(etat=Document.Etat.INFECTE).exists():",
        "if False:",
        ("test_envois", "test_boite_des_agents"),
    ),
    Mutant(
        "un document que l’antivirus n’a pas lu part à toutes les familles",
        "if envoi.documents.filter(etat=Document.Etat.EN_ANALYSE).exists():",
        "if False:",
        ("test_envois",),
    ),
    Mutant(
        "un message groupé se remet deux fois à un foyer",
        "    if neuf:\n        message = Message.objects.create(",
        "    if True:\n        message = Message.objects.create(",
        ("test_messages",),
    ),
    Mutant(
        "plus de documents que permis par message",
        "    if len(fichiers) > PIECES_MAX:\n",
        "    if False:\n",
        _MESSAGES,
    ),
    Mutant(
        "une pièce de santé d’un message est ouverte à tous les agents",
        "genre = Document.Genre.MEDICAL if sante else Document.Genre.AUTRE",
        "genre = Document.Genre.AUTRE",
        (*_MESSAGES, "test_boite_de_reception"),
    ),
    Mutant(
        "on répond dans une conversation qu’un collègue traite",
        "    if fil.agent_id not in (None, par.pk):\n",
        "    if False:\n",
        _MESSAGES,
    ),
    Mutant(
        "on répond sans avoir vu le dernier message",
        "    if vu is not None and dernier is not None and dernier.pk != vu:\n",
        "    if False:\n",
        _MESSAGES,
        apres="def _saisir(fil: Fil, *, par: Utilisateur, vu: int | None)",
    ),
    Mutant(
        "un dépôt ne reste pas en analyse",
        "etat=Document.Etat.EN_ANALYSE if settings.CLAMD else Document.Etat.NON_ANALYSE",
        "etat=Document.Etat.SAIN",
        ("test_antivirus", "test_documents"),
    ),
    Mutant(
        "un fichier infecté garde son contenu",
        'if not _noter_l_etat(document, Etat.INFECTE, fichier=""):',
        "if not _noter_l_etat(document, Etat.INFECTE):",
        ("test_antivirus",),
    ),
    Mutant(
        "un enfant est rattaché deux fois au même foyer",
        "    if enfant.rattachements.filter(foyer=foyer, fin=None).exists():\n",
        "    if False:\n",
        ("test_actions",),
    ),
    Mutant(
        "une fin de garde précède son début",
        "    if fin and fin < rattachement.debut:\n",
        "    if False:\n",
        ("test_actions",),
    ),
    Mutant(
        "un enfant ajouté deux fois",
        '    if meme.exists():\n        raise Refus(f"{meme[0]} est déjà un enfant',
        '    if False:\n        raise Refus(f"{meme[0]} est déjà un enfant',
        ("test_actions",),
    ),
    Mutant(
        "le foyer qu’un enfant a quitté apprend ce qui change",
        "    for foyer in enfant.residences():\n        noter_modification(",
        "    for foyer in enfant.foyers.distinct():\n        noter_modification(",
        ("test_actions",),
        apres="def modifier_enfant(",
    ),
    *(
        Mutant(dit, texte, devient, ("test_qui_et_jusqu_a_quand",))
        for dit, texte, devient in (
            (
                "qui n’est inscrit que pour l’année à venir est à réinscrire",
                "encore, activite__in=campagne.activites.all(), debut__lte=veille",
                "encore, activite__in=campagne.activites.all()",
            ),
            (
                "la réinscription prend l’année à venir pour celle qui finit",
                "veille = bornes_de_saison(campagne.annee - 1)[1]",
                "veille = bornes_de_saison(campagne.annee)[1]",
            ),
            (
                "une réinscription ouverte après la rentrée n’attend plus personne",
                "Q(fin__gte=min(campagne.debut, veille))",
                "Q(fin__gte=campagne.debut)",
            ),
            (
                "un enfant qui a quitté ses foyers est à réinscrire",
                (
                    "ici = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour),"
                    " debut__lte=jour)"
                ),
                "ici = Rattachement.objects.all()",
            ),
            (
                "un brouillon d’avant la réinscription y est une réponse commencée",
                "filter(statut=Statut.BROUILLON, cree_le__date__gte=campagne.debut)",
                "filter(statut=Statut.BROUILLON)",
            ),
            (
                "un enfant dont la réinscription est refusée revient",
                "contre = (Statut.RETIREE, Statut.REJETEE)",
                "contre = (Statut.RETIREE,)",
            ),
            (
                "deux réinscriptions ont un jour en commun",
                "debut__lte=campagne.fin, fin__gte=campagne.debut",
                "debut__lt=campagne.fin, fin__gte=campagne.debut",
            ),
            (
                "une réponse de septembre inscrit depuis la rentrée",
                "lignes += _a_donner(activite, siennes, max(debut, jour), fin)",
                "lignes += _a_donner(activite, siennes, debut, fin)",
            ),
            (
                "qui ne revient pas garde sa place de l’année à venir",
                "if une.debut <= veille or not choisies",
                "if une.debut <= veille",
            ),
            (
                "qui revient perd une place donnée ailleurs",
                "if une.debut <= veille or not choisies",
                "if True",
            ),
            (
                "un carnet de vaccination périmé à la rentrée est repris",
                "return carnet if fin is None or fin >= self.jour_de_saison else None",
                "return carnet",
            ),
            (
                "le règlement à accepter est celui de l’année qui finit",
                "lus = [reglement_au(une, self.jour_de_saison)",
                "lus = [reglement_au(une, self.jour)",
            ),
        )
    ),
    # demarches
    Mutant(
        "un brouillon s’efface sans que son parent soit prévenu",
        "    peremption.prevenir_avant_suppression()\n    return peremption.purger_brouillons()",
        "    return peremption.purger_brouillons()",
        ("test_peremption",),
    ),
    Mutant(
        "un brouillon oublié ne s’efface jamais",
        "    return peremption.purger_brouillons()",
        "    return 0",
        ("test_peremption",),
    ),
    Mutant(
        "un quotient qui finit n’est pas rappelé",
        "    return fins.rappeler_les_quotients()",
        "    return 0",
        ("test_rappel_quotient", "test_parent", "test_accord_dit"),
    ),
]
