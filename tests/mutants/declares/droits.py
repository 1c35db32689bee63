"""Who enters, who sees, what the second factor guards."""

from tests.mutants.mutant import Mutant

SUJET = "droits"

_LUES = """

    def qui_lisent_leurs_factures(self) -> "ResponsableQuerySet":
        \"\"\"Today's adults, and `partis_avec_leurs_papiers`.\"\"\"
        return """
_PARTIS = "self.filter(Q(garde_ses_factures=True) | Q(fin=None) | Q(fin__gte=timezone.localdate()))"

MUTANTS = [
    Mutant(
        "le second facteur n’est pas demandé aux requêtes htmx",
        "if not request.user.is_authenticated or not est_du_personnel(request) or"
        " a_prouve_le_second_facteur(request):",
        'if request.headers.get("HX-Request") or not request.user.is_authenticated or not'
        " est_du_personnel(request) or a_prouve_le_second_facteur(request):",
        ("test_second_facteur",),
    ),
    Mutant(
        "le second facteur n’est demandé qu’à la lecture",
        "if not request.user.is_authenticated or not est_du_personnel(request) or"
        " a_prouve_le_second_facteur(request):",
        'if request.method == "POST" or not request.user.is_authenticated or not'
        " est_du_personnel(request) or a_prouve_le_second_facteur(request):",
        ("test_second_facteur",),
    ),
    Mutant(
        "être enrôlé suffit, sans prouver",
        "if not a_un_second_facteur(request.user):\n            return None if",
        "if a_un_second_facteur(request.user):\n            return None\n        if True:\n        "
        "    return None if",
        ("test_second_facteur",),
    ),
    Mutant(
        "un mot de passe seul ajoute un facteur à un compte qui en a un",
        "        if ecran in self.permises:\n",
        "        if ecran in self.permises or ecran in self.enrolement:\n",
        ("test_second_facteur",),
    ),
    Mutant(
        "un parent entre dans la gestion",
        "        if not request.user.est_du_personnel:\n            raise PermissionDenied\n",
        "",
        ("test_acces", "test_portes"),
    ),
    Mutant(
        "un agent retire son dernier facteur",
        "return facteurs.exclude(pk=authenticator.pk).exists() or not"
        " authenticator.user.est_du_personnel",
        "return True",
        ("test_second_facteur", "test_cles"),
    ),
    Mutant(
        "une session vit sans fin",
        "        if a_trop_dure(request):\n            logout(request)\n        elif",
        "        if",
        ("test_sessions",),
    ),
    Mutant(
        "ce que la page demande d’elle-même prolonge la session",
        "elif not self._d_elle_meme(request) and time.time()",
        "elif time.time()",
        ("test_sessions",),
    ),
    Mutant(
        "un document d’une autre famille s’ouvre",
        "sien = Document.objects.de(utilisateur).filter(pk=pk).first()",
        "sien = Document.objects.filter(pk=pk).first()",
        ("test_cles_du_voisin", "test_documents"),
    ),
    Mutant(
        "un agent ouvre un document qui n’a pas été remis",
        "get_object_or_404(Document.objects.remis(utilisateur)",
        "get_object_or_404(Document.objects.all()",
        ("test_documents", "test_sante_lue"),
    ),
    Mutant(
        "lire un document de santé ne laisse pas de trace",
        '        noter_consultation(foyer, f"document {nom}", par=utilisateur,'
        " sante_de=sante_de)\n",
        "        pass\n",
        ("test_documents", "test_sante_lue"),
    ),
    Mutant(
        "un fichier infecté s’ouvre",
        "    if trouve.etat == Document.Etat.INFECTE:\n",
        "    if False:\n",
        ("test_documents", "test_antivirus"),
    ),
    Mutant(
        "un fichier en cours d’analyse s’ouvre",
        "    if trouve.etat == Document.Etat.EN_ANALYSE:\n",
        "    if False:\n",
        ("test_documents", "test_antivirus"),
    ),
    Mutant(
        "une facture d’un autre foyer se lit",
        "miennes = Facture.objects.de(request.user).annotate(",
        "miennes = Facture.objects.annotate(",
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "une ligne d’une autre facture se lit par ?ligne=",
        "trouvee.lignes.filter(pk=cle)",
        "type(trouvee).lignes.rel.related_model.objects.filter(pk=cle)",
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "une conversation d’un autre foyer se lit",
        "get_object_or_404(Fil.objects.de(request.user)",
        "get_object_or_404(Fil.objects.all()",
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "une notification d’un autre compte se lit",
        "trouvee = Notification.objects.de(request.user).filter(pk=pk).first()",
        "trouvee = Notification.objects.filter(pk=pk).first()",
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "un paiement d’un autre foyer se lit",
        "trouve = get_object_or_404(Paiement.objects.de(request.user), reference=reference)",
        "trouve = get_object_or_404(Paiement, reference=reference)",
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "un reçu d’un autre foyer se lit",
        "trouve = get_object_or_404(Paiement.objects.de(request.user), numero_recu=numero)",
        "trouve = get_object_or_404(Paiement, numero_recu=numero)",
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "une attestation fiscale d’un autre foyer se lit",
        "lues = _annees(Paiement.objects.de(utilisateur), Facture.objects.de(utilisateur))",
        "lues = _annees(Paiement.objects.all(), Facture.objects.publiees())",
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "qui a quitté un foyer lit les factures des jours d’après",
        '~Exists(lignes_d_apres), foyer=OuterRef("foyer")',
        'foyer=OuterRef("foyer")',
        ("test_depart_d_un_adulte",),
    ),
    Mutant(
        "qui a été retiré d’un dossier par erreur en lit encore les factures",
        # held twice: who has left, and whose invoices are read
        "self.filter(garde_ses_factures=True, fin__lt=timezone.localdate())" + _LUES + _PARTIS,
        "self.filter(fin__lt=timezone.localdate())" + _LUES + "self.all()",
        ("test_depart_d_un_adulte",),
    ),
    Mutant(
        "la famille d’accueil lit la facture du Département",
        "return self.filter(payeur=None)",
        "return self.all()",
        ("test_enfant_de_l_ase",),
    ),
    Mutant(
        "on écrit au sujet d’un enfant d’un autre dossier",
        "if foyer and enfant and not Enfant.objects.du([foyer]).filter(pk=enfant.pk).exists():",
        "if False:",
        ("test_boite_de_reception",),
        apres="if not any(caractere.isalnum() for caractere in texte):",
    ),
    Mutant(
        "les lectures de la santé d’un enfant d’un autre se choisissent par ?enfant=",
        'choisi = next((un for un in enfants if str(un.pk) == request.GET.get("enfant")), None)',
        'choisi = Enfant.objects.filter(pk=request.GET.get("enfant") or None).first()',
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "un autre parent, sur le même téléphone, ne fait pas taire le premier",
        "    trouve.exclude(utilisateur=compte).delete()\n",
        "",
        ("test_appareils_d_alertes",),
    ),
    Mutant(
        "se déconnecter laisse les alertes sur l’appareil",
        'retirer_de_la_session(request.session.session_key or "")',
        'retirer_de_la_session("")',
        ("test_appareils_d_alertes",),
    ),
    Mutant(
        "le portail écrit à l’adresse que le navigateur veut",
        'return morceaux.scheme == "https" and port in (None, 443) and connu',
        'return morceaux.scheme == "https" and port in (None, 443)',
        ("test_adresses",),
    ),
    Mutant(
        "un foyer lit le soin d’un jour qui est celui de l’autre",
        "foyer__in=foyers_ouverts_a(utilisateur), enfant__in=enfants_ouverts_a(utilisateur)",
        "enfant__in=enfants_ouverts_a(utilisateur)",
        ("test_soins",),
    ),
    Mutant(
        "qui ne lit pas la santé écrit au registre des soins",
        "    if not lit_la_securite(par, creneau.activite):\n        return PAS_A_VOUS\n",
        "",
        ("test_soins",),
    ),
    Mutant(
        "quelqu’un d’autre repart avec l’enfant sans raison",
        "        if not (nom and motif):\n            raise Refus(QUI)\n",
        "",
        ("test_passages",),
    ),
    Mutant(
        "un code inconnu repart avec l’enfant",
        "    if not nom:\n        raise Refus(PLUS_DANS_LA_LISTE)\n",
        "",
        ("test_passages",),
    ),
    Mutant(
        "la page gardée se montre à un autre navigateur",
        'if gardee is None or gardee["navigateur"] != _navigateur(request):',
        "if gardee is None:",
        ("test_page_apres_envoi",),
    ),
    Mutant(
        "la page gardée se montre à n’importe quel numéro",
        'return _relire(gardee) if constant_time_compare(gardee["jeton"], jeton) else None',
        "return _relire(gardee)",
        ("test_page_apres_envoi",),
    ),
    Mutant(
        "deux comptes d’une machine partagent la page gardée",
        "qui = request.session.session_key or get_client_ip(request)",
        "qui = get_client_ip(request)",
        ("test_page_apres_envoi",),
    ),
    Mutant(
        "la réponse d’un formulaire des agents est gardée",
        ' == "navigate" and not request.path.startswith(GESTION)',
        ' == "navigate"',
        ("test_page_apres_envoi",),
    ),
    Mutant(
        "un animateur fait les gestes d’une directrice",
        "return Activite.objects.filter(structure__directeurs=utilisateur)",
        "return activites_de(utilisateur)",
        ("test_listes",),
    ),
    Mutant(
        "qui a ouvert un accès en fournit aussi la preuve",
        " if _autre(acces, temoin)]",
        "]",
        ("test_adresse_changee",),
    ),
    Mutant(
        "le second courrier confirme ce qui est venu après lui",
        "quand=Q(le__lt=imprimee_le)",
        "quand=Q()",
        ("test_seconde_lettre",),
    ),
    Mutant(
        "le second courrier va à une adresse donnée depuis",
        "if adresse.cree_le >= min(un.le for un in ouverts) or donnees.exists():",
        "if donnees.exists():",
        ("test_seconde_lettre",),
    ),
    # famille/comptes
    Mutant(
        "le lien d’activation sert après ses sept jours",
        "> DUREE.total_seconds():",
        "> 9e9:",
        ("test_activation",),
    ),
    Mutant(
        "le lien d’activation reste dans l’adresse de la page",
        "if cle != CHOISIR and actions_activation.trouver(uidb36, cle):",
        "if False:",
        ("test_activation", "test_jetons"),
    ),
    Mutant(
        "l’adresse d’un agent devient celle d’un parent",
        "if autre and not (meme_compte and not autre.est_du_personnel):",
        "if autre and not meme_compte:",
        ("test_gestion_comptes", "test_gestion_foyers", "test_gestes_du_guichet", "test_actions"),
    ),
    Mutant(
        "un compte bloqué entre par l’annuaire des agents",
        "    if not compte.is_active:\n        raise Refus(BLOQUE)\n    return compte",
        "    return compte",
        ("test_qui_entre",),
    ),
    Mutant(
        "un parent que l’annuaire connaît entre au bureau",
        "if compte is None or not compte.est_du_personnel:\n        raise Refus(INCONNU)",
        "if compte is None:\n        raise Refus(INCONNU)",
        ("test_qui_entre",),
    ),
    Mutant(
        "l’agent d’une autre ville entre par l’annuaire",
        "if not annuaire.est_de_la_ville(dits):",
        "if False:",
        ("test_qui_entre",),
    ),
    Mutant(
        "une adresse que l’annuaire n’a pas vérifiée vaut preuve",
        'return adresse.strip() if isinstance(adresse, str) and dite is True else ""',
        'return adresse.strip() if isinstance(adresse, str) else ""',
        ("test_qui_entre",),
    ),
    Mutant(
        "qui change le mot de passe ne chasse pas celui qui entre avec l’ancien",
        "if compte is None or constant_time_compare(donnee, compte.get_session_auth_hash()):",
        "if True:",
        ("test_second_facteur", "test_sessions"),
    ),
    Mutant(
        "une clé d’un seul facteur entre sans mot de passe",
        "if not cle.data.get(SEULE):",
        "if False:",
        ("test_entrer_par_cle",),
    ),
    Mutant(
        "les autres appareils restent connectés quand on le leur retire",
        "    for session in UserSession.objects.filter(user=utilisateur):",
        "    for session in UserSession.objects.none():",
        ("test_appareils", "test_sessions", "test_gestes_comptes"),
    ),
    Mutant(
        "un appareil d’avant le nouveau mot de passe se dit encore connecté",
        "return any(constant_time_compare(gardee, empreinte) for empreinte in empreintes)",
        "return True",
        ("test_appareils", "test_sessions"),
    ),
    # famille/socle
    Mutant(
        "un secret se déchiffre avec la clé d’un autre usage",
        'hashlib.sha256(f"{usage}:{cle}".encode())',
        "hashlib.sha256(cle.encode())",
        ("test_chiffrement",),
    ),
    Mutant(
        "une ancienne clé ne lit plus ce qu’elle a chiffré",
        "*settings.CLES_DE_CHIFFREMENT, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]",
        "settings.SECRET_KEY]",
        ("test_chiffrement", "test_rotation"),
    ),
    Mutant(
        "ce qu’un compte demande au serveur n’a pas de borne",
        "if max(_compter_ici(cle, heure), _compter_partout(cle)) > par_heure:",
        "if False:",
        ("test_exports_bornes", "test_essais", "test_cles_du_voisin"),
    ),
    Mutant(
        "une raison faite d’espaces passe pour écrite",
        "if not (ecrit := texte.strip()):",
        "if not (ecrit := texte):",
        (
            "test_ecran",
            "test_paiements",
            "test_gestion_factures",
            "test_contestation",
        ),
    ),
    Mutant(
        "un nom propre s’écrit dans la page sans être échappé",
        "conditional_escape(valeur)}</span>')",
        "valeur}</span>')",
        ("test_noms", "test_injections"),
    ),
    Mutant(
        "un écran d’agent se montre au menu sans son droit",
        "return any(request.user.has_perm(permission) for permission in self.ecran.permissions)",
        "return True",
        ("test_roles::leads_nowhere",),
    ),
    Mutant(
        "une somme en centimes se dit dix fois trop grande",
        "return en_euros(Decimal(centimes).scaleb(-2))",
        "return en_euros(Decimal(centimes).scaleb(-1))",
        ("test_ajout", "test_controle_grilles"),
    ),
    Mutant(
        "qui change de groupe dans l’annuaire garde ses anciens droits",
        "        _donner_les_groupes(compte, voulus, avaient)\n",
        "        pass\n",
        ("test_qui_entre",),
    ),
]
