"""What is deleted, what must stay, and what a backup brings back."""

from tests.mutants.mutant import Mutant

SUJET = "données"

_PURGE = ("test_purge", "test_ce_qui_part")

MUTANTS = [
    Mutant(
        "des papiers de santé en vigueur sont effacés",
        "    en_vigueur = FicheSanitaire.objects.filter(valable_jusqu_au__gte=limite)\n",
        "    en_vigueur = FicheSanitaire.objects.none()\n",
        _PURGE,
    ),
    Mutant(
        "le PAI d’une fiche en vigueur est effacé",
        'for nom in ("pai_document", "vaccins_document"):',
        'for nom in ("vaccins_document",):',
        _PURGE,
        apres="def papiers_de_sante(",
    ),
    Mutant(
        "le carnet de vaccination d’une fiche en vigueur est effacé",
        'for nom in ("pai_document", "vaccins_document"):',
        'for nom in ("pai_document",):',
        _PURGE,
        apres="def papiers_de_sante(",
    ),
    Mutant(
        "un papier de santé encore valable est effacé",
        "perimes = Q(valable_jusqu_au__lt=limite) | Q(valable_jusqu_au=None,",
        "perimes = Q(valable_jusqu_au__isnull=False) | Q(valable_jusqu_au=None,",
        _PURGE,
    ),
    Mutant(
        "un papier sans date de cette saison est effacé",
        "depose_le__lt=minuit(debut_de_saison(limite)))\n    en_vigueur",
        "depose_le__isnull=False)\n    en_vigueur",
        _PURGE,
    ),
    Mutant(
        "tout document périmé est pris pour un papier de santé",
        "papiers = Document.objects.filter(perimes, genre__in=Document.DE_SANTE)",
        "papiers = Document.objects.filter(perimes)",
        _PURGE,
    ),
    Mutant(
        "un message groupé qu’une famille a encore est effacé",
        "return EnvoiGroupe.objects.filter(envoye_le__lt=minuit(limite), fils=None)",
        "return EnvoiGroupe.objects.filter(envoye_le__lt=minuit(limite))",
        _PURGE,
    ),
    Mutant(
        "un message groupé de la veille est effacé",
        "return EnvoiGroupe.objects.filter(envoye_le__lt=minuit(limite), fils=None)",
        "return EnvoiGroupe.objects.filter(envoye_le__isnull=False, fils=None)",
        _PURGE,
    ),
    Mutant(
        "une conversation qui attend une réponse est effacée",
        "return Fil.objects.filter(etat__in=[Fil.Etat.CLOS, Fil.Etat.ENVOYE],"
        " dernier_le__lt=minuit(limite))",
        "return Fil.objects.filter(dernier_le__lt=minuit(limite))",
        _PURGE,
    ),
    Mutant(
        "une conversation récente est effacée",
        "return Fil.objects.filter(etat__in=[Fil.Etat.CLOS, Fil.Etat.ENVOYE],"
        " dernier_le__lt=minuit(limite))",
        "return Fil.objects.filter(etat__in=[Fil.Etat.CLOS, Fil.Etat.ENVOYE])",
        _PURGE,
    ),
    Mutant(
        "les lectures sont effacées avant leur durée",
        '_d_avant(Consultation, "le")',
        "lambda _limite: Consultation.objects.all()",
        _PURGE,
    ),
    Mutant(
        "une fiche en vigueur est effacée",
        "return FicheSanitaire.objects.filter(valable_jusqu_au__lt=limite)",
        "return FicheSanitaire.objects.all()",
        _PURGE,
    ),
    Mutant(
        "les e-mails sont effacés avant leur durée",
        "Q(envoye_le__lt=minuit(limite)) | Q(envoye_le=None, prochain_essai_le__lt=minuit(limite))",
        "Q(envoye_le__isnull=False)",
        _PURGE,
    ),
    Mutant(
        "une facture impayée est effacée",
        '    return echues.exclude(genre=Facture.Genre.FACTURE, total__gt=F("regle")).exclude(',
        "    return echues.exclude(",
        _PURGE,
    ),
    Mutant(
        "une facture trop payée est effacée",
        '.exclude(genre=Facture.Genre.FACTURE, total__lt=F("regle"))',
        ".exclude(pk=None)",
        _PURGE,
    ),
    Mutant(
        "une facture liée à une autre qui reste est effacée",
        "        if not groupe <= partent:\n",
        "        if False:\n",
        _PURGE,
    ),
    Mutant(
        "une facture dont un paiement n’est pas fini est effacée",
        "        if etat not in FINIS:\n",
        "        if False:\n",
        _PURGE,
    ),
    Mutant(
        "un mandat nommé par une facture est effacé",
        "filter(~nommes(), fin__lt=limite)",
        "filter(fin__lt=limite)",
        _PURGE,
    ),
    Mutant(
        "les comptes se ferment un an trop tôt",
        "return date(jour.year - nombre, 1, 1)",
        "return date(jour.year - nombre + 1, 1, 1)",
        _PURGE,
    ),
    Mutant(
        "la purge du mois part sans que la ville l’ait voulue",
        "    if not (reglage.purge_automatique and reglage.en_vigueur(jour)):\n",
        "    if not reglage.en_vigueur(jour):\n",
        _PURGE,
    ),
    Mutant(
        "sans durée décidée, la purge efface",
        "    elif poste.duree in durees:\n        borne = limite(poste.duree, durees[poste.duree],"
        " jour)\n",
        "    else:\n        borne = limite(poste.duree, durees.get(poste.duree, 0), jour)\n",
        _PURGE,
    ),
    Mutant(
        "une sauvegarde dont le SHA-256 diffère est acceptée",
        "if manifeste is None or trouves != manifeste.fichiers:",
        "if manifeste is None or {n: c[0] for n, c in trouves.items()}"
        " != {n: c[0] for n, c in manifeste.fichiers.items()}:",
        ("test_sauvegarde",),
    ),
    Mutant(
        "un fichier restauré n’est pas comparé à son SHA-256",
        "egal = fichiers.constat(part, nom) == manifeste.fichiers[chemin]",
        "egal = fichiers.constat(part, nom)[0] == manifeste.fichiers[chemin][0]",
        ("test_sauvegarde",),
    ),
    Mutant(
        "une sauvegarde d’une version plus récente est restaurée",
        "if nouvelles := inconnues(manifeste.migrations):",
        "if nouvelles := []:",
        ("test_sauvegarde",),
    ),
    Mutant(
        "on restaure par-dessus une ville",
        '                return "des comptes ou des foyers"\n',
        "                pass\n",
        ("test_sauvegarde",),
    ),
    Mutant(
        "un document retenu par autre chose est supprimé par la famille",
        "    if raison := pourquoi_garder([present], foyers).get(present.pk):\n        raise"
        " Refus(raison)\n",
        "",
        ("test_documents", "test_coffre"),
    ),
    # famille/journal
    Mutant(
        "défaire un geste n’y remet pas ce qu’il a changé",
        "            tout(modele).filter(pk=cle)"
        ".update(**{champ.attname: en_valeur(champ, avant)})\n",
        "            pass\n",
        ("test_carnet", "test_aller_et_retour"),
    ),
    Mutant(
        "un formulaire renvoyé agit deux fois",
        "    if not request.POST.get(NOM):\n        return faire()",
        "    if True:\n        return faire()",
        ("test_une_fois",),
    ),
    Mutant(
        "une lecture d’une fiche de santé ne dit pas de quel enfant",
        "quoi=quoi[:200], par=par, sante_de=sante_de)",
        "quoi=quoi[:200], par=par)",
        ("test_journal_acces",),
    ),
    Mutant(
        "une lecture effacée garde le nom de la famille",
        "        lues.filter(quoi=quoi).update(quoi=nature(quoi))\n",
        "        pass\n",
        (
            "test_effacement",
            "test_lectures_en_ajout_seul",
            "test_famille_qui_reste",
            "test_journal_acces",
        ),
    ),
    Mutant(
        "le journal garde aussi ce qui n’a pas changé",
        ' if avant.get(cle, "") != apres.get(cle, "")]',
        "]",
        ("test_actions", "test_carnet", "test_gestion_foyers", "test_gestes_du_guichet"),
    ),
]
