"""What other software reads, is told, and what the State answers."""

from tests.mutants.mutant import Mutant

SUJET = "échanges"

MUTANTS = [
    Mutant(
        "une clé d’API lit ce qui ne lui a pas été donné",
        "        if self.portee.code not in cle.portees:\n"
        "            raise sans_portee(self.portee.titre)\n",
        "",
        ("test_porte::without_this_right",),
    ),
    Mutant(
        "le secret d’une autre clé ouvre l’API",
        "return cle if constant_time_compare(_empreinte(secret), attendue) else None",
        "return cle",
        ("test_porte::secret_of_another_key",),
    ),
    Mutant(
        "une clé d’API révoquée s’ouvre encore",
        "    if ouverte.update(revoquee_le=maintenant, revoquee_par=par):",
        "    if ouverte.update(revoquee_par=par):",
        ("test_porte::revoked_key",),
    ),
    Mutant(
        "une clé d’API se fait pour plus de deux ans",
        "if not jour <= expire_le <= jour + DUREE_MAX:",
        "if not jour <= expire_le:",
        ("test_porte::for_nothing_or_for_ever",),
    ),
    Mutant(
        "qui essaie des clés d’API n’est pas ralenti",
        '    _borner(request, "api_refus")\n',
        "",
        ("test_porte::who_tries_keys",),
    ),
    Mutant(
        "une clé d’API questionne sans limite",
        '        _borner(request, "api", cle.prefixe)\n',
        "",
        ("test_porte::flood",),
    ),
    Mutant(
        "les questions posées par une clé d’API ne sont pas gardées",
        "        if cle is not None and request.resolver_match is not None:",
        "        if False:",
        ("test_ressources::by_which_key",),
    ),
    Mutant(
        "les questions posées à l’API s’oublient trop tôt",
        "AppelAPI.objects.filter(le__lt=timezone.now() - GARDE)",
        "AppelAPI.objects.filter(le__lt=timezone.now())",
        ("test_ressources::forgotten",),
    ),
    Mutant(
        "un webhook appelle une machine du réseau interne",
        "    if len(permises) != len(trouvees):",
        "    if not permises:",
        ("test_adresses::one_bad_address",),
    ),
    Mutant(
        "un webhook part en clair sur Internet",
        'if morceaux.scheme == "http" and not all(map(_est_de_la_ville, trouvees)):',
        "if False:",
        ("test_adresses::encrypted_only",),
    ),
    Mutant(
        "un webhook suit une redirection",
        "allow_redirects=False",
        "allow_redirects=True",
        ("test_adresses::redirection",),
        apres="reponse = session.post(url, data=corps",
    ),
    Mutant(
        "un webhook apprend ce qu’il n’a pas demandé",
        "siens = [un for un in ouverts if code in un.faits]",
        "siens = list(ouverts)",
        ("test_envois::did_not_ask",),
    ),
    Mutant(
        "un envoi que l’on prend part deux fois",
        "prochain_essai_le=maintenant + duree_de_prise(),",
        "prochain_essai_le=maintenant,",
        ("test_envois::on_its_way",),
        apres="prise = Livraison.objects.a_envoyer()",
    ),
    Mutant(
        "la fermeture d’un webhook n’est dite à personne",
        "update(ferme_le=maintenant):\n        _prevenir(livraison.webhook)",
        "update(ferme_le=maintenant):\n        pass",
        ("test_envois::closed_and_told_once",),
    ),
    Mutant(
        "la signature d’un webhook oublie l’heure",
        'f"{identifiant}.{instant}.".encode()',
        'f"{identifiant}.".encode()',
        ("test_envois::example_of_the_standard",),
    ),
    Mutant(
        "la purge des envois emporte ceux qui attendent",
        "return finies.filter(etat__in=(Etat.RECUE, Etat.ABANDONNEE)).delete()[0]",
        "return finies.delete()[0]",
        ("test_envois::ninety_days",),
    ),
    Mutant(
        "un webhook rouvert n’envoie pas ce qui attendait",
        "return attendent.update(prochain_essai_le=timezone.now())",
        "return attendent.count()",
        ("test_envois::leaves_at_once_when",),
    ),
    Mutant(
        "une décision retirée est annoncée quand même",
        "siennes.filter(etat=Etat.PREPAREE, essais=0).delete()",
        "siennes.none().delete()",
        ("test_faits::taken_back",),
    ),
    Mutant(
        "un quotient d’un mois à venir est pris",
        "if not 0 <= ecoules <= MOIS_D_AVANT:",
        "if not ecoules <= MOIS_D_AVANT:",
        ("test_pannes::cannot_be",),
    ),
    Mutant(
        "un quotient négatif est pris",
        "isinstance(valeur, bool) or not 0 <= valeur <= maximum",
        "isinstance(valeur, bool) or not valeur <= maximum",
        ("test_pannes::cannot_be",),
    ),
    Mutant(
        "une personne que la CAF ne trouve pas passe pour une personne sans dossier",
        "Issue.INCONNU if code == NON_REFERENCE else Issue.ABSENT",
        "Issue.ABSENT",
        ("test_pannes::nobody_known",),
    ),
    Mutant(
        "le délai que demande l’API Particulier n’est pas lu",
        'dit = en_tetes.get("Retry-After") or en_tetes.get("RateLimit-Reset") or ""',
        'dit = ""',
        ("test_pannes::retry_after",),
    ),
    Mutant(
        "un jeton de la ville sans ce droit passe pour une panne",
        'raise Echec(Issue.FERME, f"sans {nom}")',
        'raise Echec(Issue.PANNE, f"sans {nom}")',
        ("test_pannes::habilitation_masks",),
    ),
    Mutant(
        "le nom d’usage n’est pas dit à l’API Particulier",
        '            dits.append(("nomUsage", self.nom_usage.strip()))',
        "            pass",
        ("test_pannes::name_in_use",),
        apres="def parametres(self) -> list[tuple[str, str]]:",
    ),
    # famille/courriels
    Mutant(
        "la lettre qui ouvre un compte laisse une notice",
        " and not lettre.cle.genre.secret]",
        "]",
        ("test_courriels", "test_notifications", "test_activation", "test_mot_de_passe_oublie"),
    ),
    Mutant(
        "une notice garde un lien signé",
        "    if _JETON.search(lien):",
        "    if False:",
        ("test_courriels",),
    ),
    Mutant(
        "une lettre reprise est déjà partie",
        "return intacts.delete()[0] == attendus",
        "intacts.delete()\n    return True",
        ("test_courriels", "test_annulation", "test_boite_des_agents"),
    ),
    Mutant(
        "une lettre essayée sans fin n’est jamais dite perdue",
        "envoye_le=None, essais__lt=ESSAIS_MAX, prochain_essai_le__lte",
        "envoye_le=None, prochain_essai_le__lte",
        ("test_courriels",),
    ),
    # famille/travaux
    Mutant(
        "un travail se lit sans le droit de le faire",
        "if genre is None or not request.user.has_perm(genre.permission):",
        "if genre is None:",
        (
            "test_exports_bornes",
            "test_tables",
            "test_reprise",
            "test_vues",
            "test_export",
            "test_vagues",
            "test_acces",
            "test_seconde_lettre",
        ),
    ),
    Mutant(
        "l’export d’un agent s’ouvre à ses collègues",
        "if genre.a_son_auteur and trouve.par_id != request.user.pk:",
        "if False:",
        (
            "test_exports_bornes",
            "test_vues",
            "test_export",
            "test_lettres",
            "test_seconde_lettre",
            "test_cles_du_voisin",
        ),
    ),
    Mutant(
        "de deux passages d’un travail, le second remplace le fichier",
        'filter(pk=travail.pk, fichier="")',
        "filter(pk=travail.pk)",
        ("test_exports_bornes",),
    ),
    Mutant(
        "un fichier exporté reste plus d’une semaine",
        'anciens = Travail.objects.filter(~Q(fichier=""), fini_le__lt=limite)',
        "anciens = Travail.objects.none()",
        ("test_exports",),
    ),
    Mutant(
        "un export trop long s’écrit quand même",
        '    if total > LIGNES_MAX:\n        raise Refus(f"Il y a',
        '    if False:\n        raise Refus(f"Il y a',
        ("test_exports_bornes", "test_tables"),
    ),
    Mutant(
        "les familles d’un export ne savent pas qui l’a pris",
        "            if premier and avec:\n                avec()\n",
        "            pass\n",
        ("test_exports_bornes", "test_tables", "test_journal_acces", "test_listes"),
    ),
    # famille
    Mutant(
        "les relances partent la nuit",
        "if not HEURES_OUVREES[0] <= maintenant.hour < HEURES_OUVREES[1]:",
        "if False:",
        ("test_relances",),
    ),
    Mutant(
        "une tâche dépasse son temps",
        "        if time.monotonic() >= fin:\n            return\n        yield cle",
        "        yield cle",
        ("test_courriels", "test_envois", "test_antivirus", "test_sms"),
    ),
]
