"""What the town tells everybody: its pages, its menus, its search, and who may read them."""

from tests.mutants.mutant import Mutant

SUJET = "pages de la ville"

MUTANTS = [
    # cms_pages/models
    Mutant(
        "une actualité réservée se montre sur l’accueil",
        "return self.live().exclude(Exists(restreintes)).order_by(",
        "return self.live().order_by(",
        ("test_pages::news_show_the_newest_first",),
    ),
    Mutant(
        "le guide imprimé des familles contient celui des agents",
        "AidePage.objects.descendant_of(self).live().public().order_by(",
        "AidePage.objects.descendant_of(self).live().order_by(",
        ("test_guide_de_la_regie", "test_guides_du_personnel"),
    ),
    Mutant(
        "une page d’aide des familles mène à celle des agents",
        "if page.path.startswith(reserves) == reservee]",
        "if True]",
        ("test_guide_de_la_regie", "test_guides_du_personnel"),
    ),
    Mutant(
        "une page légale disparaît à une date",
        'fautes = {"expire_at": GARDER_LA_PAGE} if self.expire_at else {}',
        "fautes = {}",
        ("test_pages_reliees::taken_off_on_a_date",),
    ),
    Mutant(
        "le portail se dit plus accessible que son évaluation",
        "if self.taux is not None and self.statut != self._statut_au_plus():",
        "if False:",
        ("test_accessibilite_declaree::a_state_that_no_audit_allows",),
    ),
    Mutant(
        "de deux villes, l’une porte le nom de l’autre",
        "    if len(lus) != 1 or not lus[0].is_default_site:\n        return\n    [site] = lus\n",
        "    if not lus:\n        return\n    site = lus[0]\n",
        ("test_identite_lue::of_two_sites",),
    ),
    # cms_pages/contenu
    Mutant(
        "le guide des agents se lit sans compte",
        "    if fiche.aux_agents:\n",
        "    if False:\n",
        ("test_guide_de_la_regie::agents_read_it_and_nobody_else",),
    ),
    Mutant(
        "un schéma pluriannuel encore vide est publié",
        "page.a_completer and not page.reliee:",
        "False:",
        ("test_accessibilite_declaree::a_plan_that_says_nothing", "test_contenu"),
    ),
    Mutant(
        "les pages de la ville sont faites une seconde fois",
        "    if AccueilPage.objects.exists():\n        return\n",
        "",
        ("test_contenu::it_is_made_once",),
    ),
    Mutant(
        "une aide que la ville a écrite est doublée par la nôtre",
        "return not EcranAide.objects.filter(cle__in=siens).exists()",
        "return True",
        ("test_aide_des_ecrans::a_town_that_wrote_its_own_help",),
    ),
    Mutant(
        "une langue que la ville a retirée revient",
        "a_donner = [code for code in codes if _nom(code) not in donnees]",
        "a_donner = codes",
        ("test_langues::a_language_is_given_once",),
    ),
    # cms_pages/menus
    Mutant(
        "un menu en brouillon se lit",
        "        return self.exclude(publie_le=None)\n",
        "        return self.all()\n",
        ("test_menus::a_draft_is_read_by_nobody",),
    ),
    Mutant(
        "les plats d’un brouillon se lisent sur la journée d’une famille",
        "PlatDuMenu.objects.exclude(menu__publie_le=None).filter(",
        "PlatDuMenu.objects.filter(",
        ("test_menus",),
    ),
    Mutant(
        "la semaine écrite par une collègue est écrasée",
        "    if (menu.modifie_le if menu else None) != vu:\n",
        "    if False:\n",
        ("test_menus::an_empty_week_is_not_published",),
    ),
    Mutant(
        "un numéro d’allergène en désigne un autre",
        "(ALLERGENES[int(mot) - 1].code,)",
        "(ALLERGENES[int(mot) - 2].code,)",
        ("test_menus::a_pasted_week_is_read",),
    ),
    Mutant(
        "un jour de poisson passe pour végétarien",
        "if dit and not any(CHAIRS & set(plat.allergenes) for plat in du_jour):",
        "if dit:",
        ("test_menus::without_a_vegetarian_meal",),
    ),
    Mutant(
        "les achats d’une année que la ville n’affiche pas se lisent",
        "BilanEgalim.objects.filter(publie=True).first()",
        "BilanEgalim.objects.first()",
        ("test_egalim::families_read_the_rates",),
    ),
    Mutant(
        "une part des achats qui dépasse son tout est gardée",
        "if (valeurs(part) or ZERO) > (valeurs(tout) or ZERO):",
        "if False:",
        ("test_egalim::a_part_that_is_more",),
    ),
    # cms_pages/blocs
    Mutant(
        "un bouton mène à deux endroits à la fois",
        'if bool(value["page"]) == bool(value["ecran"]):',
        "if False:",
        ("test_blocs::a_button_leads_to_one_place", "test_regles_publiques::a_card_leads"),
    ),
    Mutant(
        "la page des tarifs dit ceux de l’an prochain",
        "lambda: tarifs_en_vigueur(jour))",
        "lambda: tarifs_en_vigueur(jour.replace(year=jour.year + 1)))",
        ("test_regles_publiques::tomorrow_s_grid",),
    ),
    Mutant(
        "le contact d’une page n’a plus les coordonnées du service",
        "value[champ] or getattr(identite, champ) for champ",
        "value[champ] for champ",
        ("test_pages::the_contact_of_a_page",),
    ),
    Mutant(
        "un contact sans aucun moyen d’être joint est publié",
        'if not value["reprendre"] and not any(value[champ] for champ in COORDONNEES):',
        "if False:",
        ("test_blocs::a_contact_needs_a_way",),
    ),
    # cms_pages/socle
    Mutant(
        "une photo publiée dit où elle a été prise",
        "return laboratoire.examiner(format_, contenu) if format_ in NETTOYES else contenu",
        "return contenu",
        ("test_images::tell_no_place", "test_images::its_file_changed_later"),
    ),
    Mutant(
        "une image trop grande est décodée",
        "        if pixels > self.max_image_pixels:\n",
        "        if False:\n",
        ("test_images::a_picture_too_large",),
    ),
    Mutant(
        "une page traduite et retirée reste proposée",
        "Page.objects.live().public().filter(Q(locale__in=autres)",
        "Page.objects.public().filter(Q(locale__in=autres)",
        ("test_langues::a_language_taken_off",),
    ),
    Mutant(
        "une image se publie sans rien dire à qui ne la voit pas",
        "    if not decorative and not texte.strip():\n",
        "    if False:\n",
        ("test_images::says_what_it_shows", "test_blocs"),
    ),
    Mutant(
        "une page inachevée se publie depuis la liste",
        "    except ValidationError:\n        return False\n    return True\n",
        "    except ValidationError:\n        return True\n    return True\n",
        ("test_brouillons::an_unfinished_page",),
        apres="def est_complete(page: Page) -> bool:",
    ),
    Mutant(
        "en panne, le portail ne dit plus qui appeler",
        "    _lu.update(telephone=identite.telephone, portail=identite.nom_portail)\n",
        "    _lu.clear()\n",
        ("test_pannes::whom_to_call",),
    ),
    # cms_pages, à la racine
    Mutant(
        "une page légale se dépublie ou se supprime",
        "    if page.specific.reliee:\n        messages.error(request, GARDER_LA_PAGE)\n",
        "    if False:\n        messages.error(request, GARDER_LA_PAGE)\n",
        ("test_pages_reliees::a_linked_page_is_neither", "test_pages_reliees::is_not_moved"),
    ),
    Mutant(
        "une page légale se supprime parmi d’autres",
        'if action in ("unpublish", "delete", "move"):',
        'if action in ("unpublish", "move"):',
        ("test_pages_reliees::among_several_ticked",),
    ),
    Mutant(
        "qui est connecté et n’a pas droit à une page est renvoyé sans fin",
        "    if request.user.is_authenticated and not lisible(page, request):\n",
        "    if False:\n",
        ("test_guide_de_la_regie", "test_guides_du_personnel"),
    ),
    Mutant(
        "l’ancienne photo, qui dit son lieu, reste sur le serveur",
        "for nom in [ancien, *(rendition.file.name for rendition in renditions)]:",
        "for nom in []:",
        ("test_images::published_before_are_cleaned",),
    ),
    Mutant(
        "un agent lit les avis sans être rédacteur",
        "        if not peut_rediger(request.user):\n            raise PermissionDenied\n",
        "",
        ("test_bureau::an_agent_does_not_see",),
    ),
    Mutant(
        "une page programmée ne paraît jamais",
        '    call_command("publish_scheduled")\n',
        "    pass\n",
        ("test_publication_programmee",),
    ),
    # cms_pages/pages
    Mutant(
        "un document se lit par l’adresse des images",
        "    if not PUBLICS.match(chemin):\n",
        "    if False:\n",
        ("test_pages::a_public_document_cannot_be_read",),
    ),
    Mutant(
        "la page de qui apporte un cookie est gardée pour tous",
        'request.method in ("GET", "HEAD") and not request.COOKIES and reponse',
        'request.method in ("GET", "HEAD") and reponse',
        ("test_pages_publiques::whoever_brings_a_cookie",),
    ),
    Mutant(
        "le plan du site montre un brouillon",
        "inclusive=True).live().public().order_by(",
        "inclusive=True).public().order_by(",
        ("test_pages::the_plan_shows",),
    ),
    Mutant(
        "le nom d’une page privée se lit en demandant son déplacement",
        "        if not page.permissions_for_user(request.user).can_move():\n",
        "        if False:\n",
        ("test_portes_des_pages::the_name_of_a_page",),
    ),
    # cms_pages/recherche
    Mutant(
        "la recherche trouve un brouillon et une page réservée",
        "pages = Page.objects.descendant_of(accueil, inclusive=True).live().public().specific()",
        "pages = Page.objects.descendant_of(accueil, inclusive=True).specific()",
        ("test_recherche::a_draft_and_a_restricted_page",),
    ),
    Mutant(
        "une page réservée est mise en avant pour tous",
        "SearchPromotion.objects.filter(Q(page=None) | Q(page__in=publiques))",
        "SearchPromotion.objects.all()",
        ("test_recherche::is_not_put_first",),
    ),
    Mutant(
        "le texte d’une page s’exécute dans les résultats de la recherche",
        "morceaux.append(escape(texte[fin:]))",
        "morceaux.append(texte[fin:])",
        ("test_texte::the_rest_is_escaped",),
    ),
    Mutant(
        "les mots d’un parent ne trouvent plus la page",
        "return _SYNONYMES.get(terme, set()) - {terme}",
        "return set()",
        ("test_recherche::a_parent_s_words",),
    ),
    # cms_pages/installation
    Mutant(
        "un téléphone garde une page d’avant pour toujours",
        "version = _condense(_page(identite) + regles_css(identite))",
        'version = _condense("")',
        ("test_installation::the_script_changes",),
    ),
    Mutant(
        "un logo perdu empêche d’installer le portail",
        "    except (SourceImageIOError, OSError):\n        logo = None  # its",
        "    except ZeroDivisionError:\n        logo = None  # its",
        ("test_installation::whose_file_is_lost",),
    ),
    Mutant(
        "le portail installé ne s’ouvre pas sur le tableau de bord",
        '"start_url": reverse("famille:tableau_de_bord"),',
        '"start_url": "/",',
        ("test_installation::opens_on_the_dashboard",),
    ),
    # cms_pages/identite
    Mutant(
        "le service renommé garde son ancien nom dans les démarches",
        "        renommer_le_service(avant, apres)\n",
        "",
        ("test_ville_quelconque::a_service_that_changes_its_name",),
    ),
    Mutant(
        "une ville sans base perd sa page de panne",
        "    with suppress(DatabaseError, ObjectDoesNotExist):\n        joindre.retenir",
        "    with suppress(ZeroDivisionError):\n        joindre.retenir",
        ("test_pannes::before_its_first_page",),
    ),
    # cms_pages/aide
    Mutant(
        "un même visiteur note une aide autant qu’il veut",
        ' in ("oui", "non") and pk not in notees:',
        ' in ("oui", "non"):',
        ("test_aide::one_answer_a_session",),
    ),
    Mutant(
        "un brouillon est l’aide d’un écran",
        "EcranAide.objects.filter(page__live=True).order_by(",
        "EcranAide.objects.order_by(",
        ("test_aide::a_draft_is_never",),
    ),
    Mutant(
        "un agent est mené à un guide qu’il n’a pas le droit de lire",
        "(une for une in pages if une and lisible(une, request))",
        "(une for une in pages if une)",
        ("test_guides_du_personnel::reads_no_guide",),
    ),
    # cms_pages/templatetags
    Mutant(
        "une page traduite ne propose plus ses autres langues",
        '{"versions": toutes.versions_de(page), ',
        '{"versions": [], ',
        ("test_langues::offer_each_language",),
    ),
    Mutant(
        "une page dépubliée reste dans les cartes de sa rubrique",
        "return self.get_children().live().public().specific()",
        "return self.get_children().public().specific()",
        ("test_pages",),
    ),
    Mutant(
        "une page sous une rubrique réservée s’ouvre à tous",
        "page__path__in=[self.path[:n] for n in pas]",
        "page__path__in=[self.path]",
        ("test_pages",),
    ),
    Mutant(
        "le menu d’un restaurant se lit pour un autre",
        "Menu.objects.publies().filter(Q(restaurant=None) | Q(restaurant=restaurant))",
        "Menu.objects.publies()",
        ("test_menus",),
    ),
]
