"""The portal under the rooms: its health, its cache, its rush, its settings, its commands."""

from tests.mutants.mutant import Mutant

SUJET = "portail"

MUTANTS = [
    # site/portail/etat
    Mutant(
        "ce qui est en panne se dit à tout le monde",
        "if not (est_un_outil_de_la_ville(request) or request.user.has_perm(VOIR)):",
        "if False:",
        ("test_etat::what_is_down_is_told_to_nobody_else",),
    ),
    Mutant(
        "un travailleur muet passe pour vivant",
        "muet = est_silencieux(battement)",
        "muet = False",
        ("test_etat::a_silent_worker",),
    ),
    Mutant(
        "sans base, le portail se dit en bonne santé",
        'status=200 if base == "ok" else 503)',
        "status=200)",
        ("test_etat::without_a_database",),
    ),
    Mutant(
        "une panne réveille quelqu’un la nuit",
        ".adresses if maintenant.hour >= A_PARTIR_DE else []",
        ".adresses",
        ("test_etat::nobody_is_woken_up",),
    ),
    Mutant(
        "une sauvegarde manquée ne se dit pas",
        "timezone.now() - faite < SAUVEGARDE_MAX",
        "True",
        ("test_etat::a_backup_that_has_not",),
    ),
    Mutant(
        "un disque plein ne se dit pas",
        "place.free >= PLACE_MIN and place.free >= PART_MIN * place.total",
        "True",
        ("test_etat::a_full_disk",),
    ),
    # site/portail/processus
    Mutant(
        "une base que rien n’a préparée se sert",
        'if manquent or "cache" not in tables:',
        "if False:",
        ("test_ligne_de_commande::a_base_that_nobody_has_prepared",),
    ),
    Mutant(
        "une table qui manque est une faute sans remède",
        "if code in _CODES_SANS_TABLE or str(erreur).startswith(_SANS_TABLE):",
        "if False:",
        ("test_ligne_de_commande::what_the_base_says",),
    ),
    Mutant(
        "une tâche que rien ne déclare plus revient",
        "    Schedule.objects.exclude(name__in=[nom for nom, *_ in declarees]).delete()\n",
        "",
        ("test_preparer::no_longer_declared",),
    ),
    Mutant(
        "un portail qui tourne encore ne se voit pas avant un déménagement",
        "return (Path(dossiers[0]) if dossiers else defaut).absolute() == settings.VAR",
        "return False",
        ("test_migrer_vers::on_the_same_folder",),
    ),
    # site/portail/mise_en_service
    Mutant(
        "la famille d’essai reste dans la base",
        "essai = _jouer(par)\n        transaction.set_rollback(True)",
        "essai = _jouer(par)",
        ("test_mise_en_service::an_invented_family",),
    ),
    Mutant(
        "une page légale à compléter est dite faite",
        "        bool(pages) and not restent,\n",
        "        bool(pages),\n",
        ("test_mise_en_service::legal_pages_are_ticked",),
    ),
    Mutant(
        "le courriel est dit prêt sans que rien soit parti",
        "        partis and marche,\n",
        "        marche,\n",
        ("test_mise_en_service::the_mail_is_ticked", "test_mise_en_service::an_empty_town"),
    ),
    Mutant(
        "une collectivité sans nom est dite réglée",
        "nommee = identite.ville != SANS_NOM",
        "nommee = True",
        ("test_mise_en_service::an_empty_town",),
    ),
    # site/portail/surveillance
    Mutant(
        "un visiteur choisit la référence que gardent les journaux",
        'if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""',
        'or ""',
        ("test_journaux::without_a_proxy_a_visitors",),
    ),
    Mutant(
        "les journaux répètent une adresse qu’une bibliothèque cite",
        "        dit = motif.sub(remplacement, dit)\n",
        "        pass\n",
        ("test_journaux::what_a_library_quotes",),
    ),
    Mutant(
        "une ligne de journal se forge",
        '" ".join(dit.splitlines())[:_LONGUEUR]',
        "dit[:_LONGUEUR]",
        ("test_journaux::a_line_cannot_be_forged",),
    ),
    Mutant(
        "une tâche échouée dit au journal les mots de sa faute",
        "        dit = dit.partition(coupure)[0]\n",
        "        pass\n",
        ("test_journaux::a_failed_task",),
    ),
    Mutant(
        "une seule des deux conditions ouvre les mesures",
        "return bool(conditions) and all(conditions)",
        "return any(conditions)",
        ("test_metriques::with_both_both",),
    ),
    Mutant(
        "les mesures sont ouvertes sans que la ville l’ait dit",
        "return bool(conditions) and all(conditions)",
        "return all(conditions)",
        ("test_metriques::closed_unless",),
    ),
    # site/portail/cache
    Mutant(
        "ce qui est périmé se lit encore",
        "[*noms, self._en_base(connexion, timezone.now())]",
        "[*noms, self._en_base(connexion, timezone.now().replace(year=2000))]",
        ("test_cache_en_base",),
    ),
    Mutant(
        "le second de deux qui ajoutent se croit le premier",
        'seulement = f" WHERE {table}.expires < %s" if mode == "add" else ""',
        'seulement = ""',
        ("test_cache_en_base",),
    ),
    Mutant(
        "Redis tombe et les pages avec lui",
        "            except RedisError as erreur:\n                self.repos",
        "            except ZeroDivisionError as erreur:\n                self.repos",
        ("test_redis_absent",),
    ),
    Mutant(
        "une ligne abîmée du cache casse la page qui la lit",
        "    except (ValueError, TypeError, RecursionError):\n        return ILLISIBLE",
        "    except ZeroDivisionError:\n        return ILLISIBLE",
        ("test_cache_en_base",),
    ),
    # site/portail/metriques
    Mutant(
        "les mesures de la ville se lisent de partout",
        "    if not est_un_outil_de_la_ville(request):\n        raise Http404\n    registre",
        "    registre",
        ("test_metriques",),
    ),
    Mutant(
        "une tâche qui attend ne se mesure pas",
        'file["nombre"])',
        "0)",
        ("test_metriques",),
    ),
    # site/portail/bureau
    Mutant(
        "l’heure d’un agent n’est pas celle de la ville",
        "    return settings.TIME_ZONE",
        '    return "Pacific/Noumea"',
        ("test_heure_de_la_ville",),
    ),
    Mutant(
        "le menu d’un agent est celui d’un autre",
        "(compte.pk, compte.get_full_name(), compte.email, compte.is_superuser, compte.is_active)",
        "(True,)",
        ("test_cadre_du_bureau",),
    ),
    # site/portail/demenagement
    Mutant(
        "une table que personne ne connaît reste en arrière",
        "            if curseur.fetchone():\n                raise DemenagementRefuse",
        "            if False:\n                raise DemenagementRefuse",
        ("test_migrer_vers",),
    ),
    Mutant(
        "deux tables qui diffèrent se disent égales",
        "self._somme += int.from_bytes(hashlib.sha256(dite.encode()).digest()[:16])",
        "self._somme += 1",
        ("test_migrer_vers",),
    ),
    # site/portail/affluence
    Mutant(
        "une machine prend des places sans fin et repousse les autres",
        'if refus := consume_or_429(request, action="affluence", limit_get=True):',
        "if refus := None:",
        ("test_affluence",),
    ),
    Mutant(
        "le chemin des agents a une porte",
        'return not request.GET.get("next", "").startswith(GESTION)',
        "return True",
        ("test_affluence",),
    ),
    Mutant(
        "chacun entre sans attendre sa place",
        "        if place.secondes(maintenant):\n            return _page_d_attente",
        "        if False:\n            return _page_d_attente",
        ("test_affluence",),
    ),
    # site/portail
    Mutant(
        "une ville qui prend de l’argent oublie qu’elle est en essai",
        '"portail.W004": settings.PAIEMENT.get("mode") in ("T", "X"),',
        '"portail.W004": False,',
        ("test_deploy", "test_refus", "test_reglages", "test_etat", "test_alertes_reglees"),
    ),
    Mutant(
        "une base lointaine se lit en clair sans qu’on le dise",
        '"portail.W006": loin and base',
        '"portail.W006": False and base',
        ("test_deploy", "test_refus", "test_reglages", "test_etat", "test_alertes_reglees"),
    ),
    Mutant(
        "la clé publique de la démonstration sert à une vraie ville",
        'if settings.PUSH["cle"] == CLE_DE_DEMONSTRATION and not settings.DEMO:',
        "if False:",
        ("test_deploy", "test_refus", "test_reglages", "test_etat", "test_alertes_reglees"),
    ),
    Mutant(
        "la démonstration encaisse de l’argent",
        'if settings.DEMO and options.get("mode") == "W":',
        "if False:",
        ("test_faux_payfip",),
    ),
    Mutant(
        "une panne passagère se dit définitive",
        "passagere = pannes.est_passagere(sys.exc_info()[1])",
        "passagere = False",
        ("test_pannes",),
    ),
    Mutant(
        "le jour d’une ouverture, la connexion mène ailleurs qu’au calendrier",
        "ruee = Ouverture.objects.en_ruee(timezone.now()).exists()",
        "ruee = False",
        ("test_connexion", "test_ouvertures", "test_affluence"),
    ),
    Mutant(
        "une version plus ancienne se dit nouvelle",
        'if ici is None or lue > ici else ""',
        'if True else ""',
        ("test_version", "test_etat"),
    ),
    Mutant(
        "le menu du personnel se montre aux familles",
        "return PERSONNEL if est_du_personnel(request) else FAMILLE",
        "return PERSONNEL",
        ("test_facade",),
    ),
    Mutant(
        "une prochaine version du portail se dit être celle d’ici",
        "return (int(trouve[1]), int(trouve[2]), int(trouve[3])) if trouve else None",
        "return (0, 0, 0) if trouve else None",
        ("test_version", "test_etat"),
    ),
    # site/portail/sauvegarde
    Mutant(
        "une sauvegarde prend un PostgreSQL qui n’est pas celui du serveur",
        "shutil.which(nom, path=DE_DEBIAN.format(version)) or shutil.which(nom)",
        "shutil.which(nom)",
        ("test_sauvegarde::programs",),
    ),
    # site/portail/management
    Mutant(
        "la purge à blanc supprime pour de bon",
        "        if executer:\n            self._executer()\n            return\n        total = 0",
        "        self._executer()\n        total = 0",
        ("test_purge",),
    ),
    Mutant(
        "les clés se disent tournées quand il en reste",
        "            if nombre:\n                reste.append(",
        "            if False:\n                reste.append(",
        ("test_rotation",),
    ),
    Mutant(
        "compter les clés qui restent les tourne",
        "            if not verifier:\n                self._tourner(coffre)",
        "            self._tourner(coffre)",
        ("test_rotation",),
    ),
    # site/portail/settings
    Mutant(
        "un faux France Connect se dit le vrai",
        "return service is not None and service.emetteur != FRANCECONNECT",
        "return False",
        ("test_refus::may_choose",),
    ),
    Mutant(
        "un faux service de la CAF se dit le vrai",
        'return bool(reglage) and reglage["adresse"] != OFFICIELLE',
        "return False",
        ("test_refus::may_choose",),
    ),
    # site/portail/statiques
    Mutant(
        "une feuille assemblée perd un dessin qu’elle nomme",
        "if not nom.startswith(DOSSIER) and ADRESSE.search(texte):",
        "if False:",
        ("test_ensembles",),
    ),
    Mutant(
        "deux scripts assemblés n’en font plus qu’un",
        'return "\\n".join(lignes).strip() + ";\\n"',
        'return "\\n".join(lignes).strip() + " "',
        ("test_ensembles",),
    ),
    Mutant(
        "une feuille changée se donne dans son ancien état",
        "if not fait.exists() or fait.stat().st_mtime < dernier:",
        "if not fait.exists():",
        ("test_ensembles",),
    ),
    # site/portail/templatetags
    Mutant(
        "une page ne dit pas quel champ manque",
        '        return f"{champ.label} : {erreur}"\n    return erreur',
        "        return erreur\n    return erreur",
        ("test_phrases", "test_facade", "test_ecran", "test_champs_de_date", "test_saisie_adresse"),
    ),
    Mutant(
        "tous les champs se disent obligatoires",
        'sauf = "" if all(exiges) else',
        'sauf = "" if True else',
        ("test_phrases", "test_facade"),
    ),
    Mutant(
        "l’aide d’un écran ne sait pas d’où l’on vient",
        'return f"{aide}?{urlencode(questions)}" if questions else aide',
        "return aide",
        ("test_facade::help_button",),
    ),
]
