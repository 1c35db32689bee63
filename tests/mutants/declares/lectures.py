"""What bookings say afterwards: what was used, aids, figures, receipts, the agenda, the API; what
their rows answer, keep and forget."""

from tests.mutants.mutant import Mutant

SUJET = "lecture des réservations"

_AIDES = ("test_facture_aidee", "test_releves", "test_apercu")
_IMPORT = ("test_imports", "test_importation")
_API = ("test_ressources", "test_porte", "test_contrat")

MUTANTS = [
    # reservations/consommation
    Mutant(
        "une aide paie au-delà de son plafond, mois après mois",
        "ailleurs += [une for siennes in self.reserves[foyer].values() for une in siennes]",
        "pass",
        _AIDES,
    ),
    Mutant(
        "l’aide d’un foyer paie aussi les jours d’un enfant placé chez lui",
        "if une.prix.montant and not self.tiers.du(une.quoi.enfant, une.quoi.foyer, une.jour)]",
        "if une.prix.montant]",
        _AIDES,
    ),
    Mutant(
        "ce qu’un payeur a refusé reste à sa charge, et n’est demandé à personne",
        "        if refuse == PartPayeur.Pour.FAMILLE:\n",
        "        if False:\n",
        _AIDES,
    ),
    Mutant(
        "la part du repas compte entière alors qu’un autre paie le jour",
        "du.dont_repas = (du.dont_repas * reste / prix).quantize(CENTIME, ROUND_HALF_UP)",
        "du.dont_repas = du.dont_repas.quantize(CENTIME, ROUND_HALF_UP)",
        _AIDES,
    ),
    Mutant(
        "la consommation de toutes les familles se montre à chacune",
        "    foyers = list(Foyer.objects.de(request.user))\n",
        "    foyers = list(Foyer.objects.all())\n",
        ("test_page",),
        apres="def consommation(request: RequeteConnectee, mois: str",
    ),
    Mutant(
        "les jours que paie un tiers s’ajoutent au total de la famille d’accueil",
        "if ligne.prix.montant is not None and not d_un_tiers:",
        "if ligne.prix.montant is not None:",
        ("test_enfant_de_l_ase", "test_page"),
    ),
    Mutant(
        "une semaine à cheval sur deux mois est comptée dans les deux",
        "            if creneaux[0].jour in mois:\n",
        "            if True:\n",
        ("test_lignes",),
    ),
    Mutant(
        "un jour remis à zéro par un fichier se facture",
        "jour__range=(mois.debut, mois.fin), quantite__gt=0)",
        "jour__range=(mois.debut, mois.fin))",
        ("test_lignes", "test_journees"),
        apres="def _comptes(mois: Mois)",
    ),
    Mutant(
        "un repas réservé par un foyer et compté chez l’autre est dû deux fois",
        "        if compte is not None and not combien:\n",
        "        if compte is not None:\n",
        ("test_journees",),
    ),
    Mutant(
        "un retard dont un agent a fait grâce se facture quand même",
        "return replace(porte, attendu_a=None) if remise else porte",
        "return porte",
        ("test_retards",),
    ),
    Mutant(
        "un retard se facture un jour d’absence justifiée",
        "retard.moment == creneau.moment and creneau.presence != Statut.ABSENT_JUSTIFIE:",
        "retard.moment == creneau.moment:",
        ("test_retards",),
    ),
    Mutant(
        "un fichier compte deux fois le même enfant le même jour",
        "            if ligne.cle in vues:\n",
        "            if False:\n",
        _IMPORT,
        apres="ligne = _ligne(numero, cellules, rangs, controle.mois, aujourdhui,",
    ),
    Mutant(
        "un fichier change ce qui est déjà facturé",
        "        if avant.pk in factures:\n",
        "        if False:\n",
        _IMPORT,
    ),
    Mutant(
        "un import où des lignes sont fausses s’écrit à moitié",
        "    if depose.fautes:\n        raise Refus(",
        "    if False:\n        raise Refus(",
        _IMPORT,
    ),
    Mutant(
        "un droit de visite empêche de savoir qui paie la cantine",
        "candidats = [un for un in presents if un.nature != VISITE] or presents",
        "candidats = presents",
        _IMPORT,
    ),
    Mutant(
        "un fichier déposé ce matin est effacé avant d’être confirmé",
        "filter(etat__in=[Etat.LECTURE, Etat.LU], cree_le__lt=limite)",
        "filter(etat__in=[Etat.LECTURE, Etat.LU])",
        _IMPORT,
    ),
    # reservations/models
    Mutant(
        "ce qui est d’un foyer se lit par tous les comptes",
        "        return self.filter(foyer__in=Foyer.objects.de(utilisateur, jour))\n",
        "        return self.all()\n",
        ("test_accuses", "test_pages"),
        apres="class DuFoyerQuerySet(models.QuerySet):",
    ),
    Mutant(
        "une inscription à venir compte dès aujourd’hui",
        "return self.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)",
        "return self.filter(Q(fin=None) | Q(fin__gte=jour))",
        ("test_ressources",),
        apres="class InscriptionQuerySet(models.QuerySet):",
    ),
    Mutant(
        "une activité fermée aux familles leur est proposée",
        "return self.filter(active=True).exclude(seulement_comptee)",
        "return self.exclude(seulement_comptee)",
        ("test_finit", "test_place_en_accueil_de_loisirs", "test_ressources"),
    ),
    Mutant(
        "une place proposée s’accepte après son délai",
        "return self.expire_le is not None and self.expire_le <= maintenant",
        "return False",
        ("test_attente", "test_pages"),
    ),
    Mutant(
        "des vœux se déposent après leur clôture",
        "return self.voeux_du <= maintenant < self.voeux_au",
        "return self.voeux_du <= maintenant",
        ("test_pages", "test_tirage"),
    ),
    Mutant(
        "un enfant dit absent est attendu sur les listes",
        "return self.filter(vient).exclude(presence__in=Reservation.ABSENTS)",
        "return self.filter(vient)",
        ("test_chiffres", "test_cuisine", "test_ressources"),
    ),
    Mutant(
        "un soin noté pour un autre enfant, puis retiré, se lit encore",
        "        return self.filter(retire_le=None)\n",
        "        return self.all()\n",
        ("test_soins",),
        apres="class SoinQuerySet(models.QuerySet):",
    ),
    Mutant(
        "un règlement intérieur s’applique avant sa date",
        'return self.filter(depuis__lte=jour).order_by("-depuis")',
        'return self.order_by("-depuis")',
        ("test_gestion_reglements", "test_place_en_accueil_de_loisirs"),
    ),
    Mutant(
        "une priorité que la famille déclare compte sans être vérifiée",
        "return self.filter(etat=DeclarationDePriorite.Etat.ACCEPTEE, jusqu_au__gte=jour)",
        "return self.filter(jusqu_au__gte=jour)",
        ("test_tirage", "test_attribution", "test_pages"),
    ),
    # reservations/lecture
    Mutant(
        "le dernier jour d’un placement est facturé à la famille d’accueil",
        "if debut <= jour and (fin is None or jour <= fin):",
        "if debut <= jour and (fin is None or jour < fin):",
        ("test_enfant_de_l_ase",),
    ),
    Mutant(
        "l’agenda et les absences montrent les réservations de tous les foyers",
        "Reservation.objects.filter(foyer__in=list(foyers), creneau__jour__range=(debut, fin))",
        "Reservation.objects.filter(creneau__jour__range=(debut, fin))",
        ("test_agenda", "test_absences"),
    ),
    Mutant(
        "ce que l’autre foyer a réservé paraît réservé, et s’annule, ici",
        '"reserves": frozenset(creneau for titulaire, creneau in couples if titulaire == foyer),',
        '"reserves": frozenset(creneau for titulaire, creneau in couples),',
        ("test_lecture", "test_moteur"),
    ),
    Mutant(
        "une fermeture de tous les centres n’en ferme aucun",
        "cles = ((None, None), (activite.structure_id, None)",
        "cles = ((activite.structure_id, None)",
        ("test_lecture", "test_fermetures", "test_creneaux"),
    ),
    Mutant(
        "la sortie d’un groupe ferme la journée à tous les âges",
        "if de <= age_le(jour := du + timedelta(days=rang), naissance) <= a]",
        "if age_le(jour := du + timedelta(days=rang), naissance) >= 0]",
        ("test_evenements", "test_lecture"),
    ),
    Mutant(
        "une place proposée s’accepte pour un enfant qui n’est plus inscrit",
        '        if not self.inscrit:\n            return f"{self.enfant.prenom}',
        '        if False:\n            return f"{self.enfant.prenom}',
        ("test_attente", "test_pages", "test_avis"),
    ),
    Mutant(
        "une aide est annoncée pour un enfant dont un tiers paie les jours",
        "        if places.du(un.enfant, un.foyer, un.debut):\n            continue\n",
        "",
        ("test_aides_dites",),
    ),
    Mutant(
        "une journée d’aujourd’hui est dite pas encore notée avant d’avoir eu lieu",
        "prevue if jour >= aujourdhui else _PAS_NOTEE",
        "prevue if jour > aujourdhui else _PAS_NOTEE",
        ("test_page",),
    ),
    Mutant(
        "une place libérée ne va à personne de ceux qui attendent la semaine",
        "return any(activite == attente.activite_id and debut <= jour <= fin for",
        "return any(activite == attente.activite_id and debut == jour for",
        ("test_attente", "test_file_agents", "test_freres"),
        apres="def _touche(attente: Attente, jours: list[tuple[int, date]]) -> bool:",
    ),
    # reservations/saisons
    Mutant(
        "une saison où des places sont prises s’annule",
        "    if prises:\n        raise Refus(",
        "    if False:\n        raise Refus(",
        ("test_saison",),
        apres="def _refuser_si_servie(",
    ),
    Mutant(
        "une saison dont des familles sont prévenues s’annule",
        "if dites.exclude(familles_prevenues_le=None).exists():",
        "if False:",
        ("test_saison",),
    ),
    Mutant(
        "les réservations de la saison suivante ouvrent un jour plus tôt",
        "    return jour + 52 * _SEMAINE\n",
        "    return jour + 52 * _SEMAINE - UN_JOUR\n",
        ("test_saison",),
    ),
    Mutant(
        "des tarifs corrigés à la main partent avec la saison annulée",
        "return avant is not None and _prix(avant) == _prix(grille)",
        "return True",
        ("test_saison",),
    ),
    Mutant(
        "la clôture finit l’inscription d’un enfant réservé à la rentrée",
        "Inscription.objects.filter(~Exists(ensuite), debut__lte=fin, fin=None)",
        "Inscription.objects.filter(debut__lte=fin, fin=None)",
        ("test_cloture",),
    ),
    # reservations/donnees
    Mutant(
        "mes données contiennent celles des autres familles",
        'return lignes.filter(foyer__in=lecteur.foyers).select_related("foyer", *lies)',
        'return lignes.select_related("foyer", *lies)',
        ("test_copie", "test_registre"),
    ),
    Mutant(
        "un dossier s’efface quand des réservations sont à venir",
        "essais = [(a_venir.exists(), ",
        "essais = [(False, ",
        ("test_effacement",),
    ),
    Mutant(
        "une attente en cours s’efface avec les listes closes",
        "return Attente.objects.filter(debut__lt=limite).exclude(etat__in=EN_COURS)",
        "return Attente.objects.filter(debut__lt=limite)",
        ("test_famille_qui_reste",),
    ),
    Mutant(
        "une réservation s’efface quand sa facture est encore à revoir",
        "Reservation.objects.filter(creneau__jour__lt=limite).exclude(foyer__in=a_revoir())",
        "Reservation.objects.filter(creneau__jour__lt=limite)",
        ("test_famille_qui_reste",),
    ),
    Mutant(
        "deux fiches réservées le même jour se fondent en un seul enfant",
        "    if jours := _jours_en_double(union):\n",
        "    if jours := []:\n",
        ("test_refus",),
    ),
    Mutant(
        "deux dossiers fusionnés, leurs jours se facturent une seconde fois",
        "        if morceaux[rang] == str(union.autre.pk):\n",
        "        if False:\n",
        ("test_refus",),
    ),
    # reservations/chiffres
    Mutant(
        "les heures d’enfants absents se déclarent à la CAF",
        "_compter(siennes.filter(presence=PRESENT), BORNES_CAF)",
        "_compter(siennes, BORNES_CAF)",
        ("test_chiffres",),
    ),
    Mutant(
        "des heures au-delà du plafond se déclarent à la CAF",
        "self.minutes += nombre * retenues",
        "self.minutes += nombre * duree",
        ("test_chiffres",),
    ),
    Mutant(
        "un enfant annoncé absent compte dans l’effectif dit à l’État",
        "attendues = Reservation.objects.attendues().filter(creneau__activite__in=connues,",
        "attendues = Reservation.objects.filter(creneau__activite__in=connues,",
        ("test_chiffres",),
    ),
    Mutant(
        "un jour fermé compte dans les places offertes",
        "Creneau.objects.filter(jour__range=(debut, fin), places__ouvert=True)",
        "Creneau.objects.filter(jour__range=(debut, fin))",
        ("test_chiffres",),
    ),
    Mutant(
        "une crèche se déclare avec les accueils de loisirs",
        "return Activite.objects.filter(encadree=True)",
        "return Activite.objects",
        ("test_chiffres",),
    ),
    # reservations/apres
    Mutant(
        "le détail d’une demande se lit par le voisin",
        "lues = list(DemandeReservation.objects.de(request.user).filter(pk=pk)",
        "lues = list(DemandeReservation.objects.filter(pk=pk)",
        ("test_recapitulatif_page::the_neighbour_gets_404",),
    ),
    Mutant(
        "l’accusé de réception se lit par le voisin",
        'siennes = DemandeReservation.objects.de(request.user).select_related("foyer", "par")',
        'siennes = DemandeReservation.objects.select_related("foyer", "par")',
        ("test_accuses",),
    ),
    Mutant(
        "le parent parti suit les enfants par l’adresse de l’agenda",
        "return None if flux is None or parti_depuis(flux) else flux",
        "return flux",
        ("test_agenda",),
    ),
    Mutant(
        "l’agenda dit où est un enfant qui a quitté le foyer",
        "for ligne in un.reservations if un.enfant.pk in siens else ():",
        "for ligne in un.reservations:",
        ("test_agenda",),
    ),
    Mutant(
        "on ferme et rouvre l’agenda d’un autre foyer",
        'get_object_or_404(mes_foyers, pk=entier(request.POST.get("foyer")))',
        'get_object_or_404(Foyer, pk=entier(request.POST.get("foyer")))',
        ("test_agenda",),
    ),
    Mutant(
        "l’accusé explique un prix qui n’est pas celui qui fut demandé",
        "for cle in reservees if cle in prix and prix[cle].centimes == reservees[cle]]",
        "for cle in reservees if cle in prix]",
        ("test_accuses",),
    ),
    # reservations
    Mutant(
        "une place libérée attend sans être proposée, si une tâche s’est perdue",
        "return offres.expirer_offres() + lien_file.servir_ce_qui_reste()",
        "return offres.expirer_offres()",
        ("test_attente", "test_avis"),
    ),
    Mutant(
        "une place cédée reste offerte après son jour",
        "    clore_les_cessions()\n",
        "",
        ("test_bourse",),
        apres="def tenir_la_file() -> int:",
    ),
    Mutant(
        "ce que la ville annule pendant la ruée se dit aux familles après elle",
        "attendent = attendent.exclude(canal=DemandeReservation.Canal.PORTAIL)",
        "attendent = attendent.none()",
        ("test_recapitulatifs", "test_recapitulatifs_ensemble"),
    ),
    Mutant(
        "la commande des repas ne part plus à la cuisine",
        "    return commandes.envoyer_les_commandes()\n",
        "    return 0\n",
        ("test_commandes",),
    ),
    # reservations/api
    Mutant(
        "une clé sans le droit aux noms lit le nom des enfants",
        'return dit | {"nom": enfant.nom, "prenom": enfant.prenom} if nommer else dit',
        'return dit | {"nom": enfant.nom, "prenom": enfant.prenom}',
        _API,
    ),
    Mutant(
        "une clé sans le droit à la santé lit les régimes alimentaires",
        "regimes = _regimes(tous) if peut_lire(request, REGIMES) else None",
        "regimes = _regimes(tous)",
        _API,
    ),
    Mutant(
        "un régime que le portail ne lit plus compte comme aucun",
        "    except Illisible:\n        return ILLISIBLE\n",
        "    except Illisible:\n        return str(FicheSanitaire.Regime.AUCUN)\n",
        _API,
    ),
    Mutant(
        "un créneau fermé se dit libre",
        "return places.capacite - places.prises if places.ouvert else 0",
        "return places.capacite - places.prises",
        (*_API, "test_donnees_ouvertes"),
    ),
    Mutant(
        "les données ouvertes paraissent sans que la ville le veuille",
        "if not settings.DONNEES_OUVERTES or jeu not in JEUX:",
        "if jeu not in JEUX:",
        ("test_donnees_ouvertes",),
    ),
    Mutant(
        "une activité fermée aux familles paraît dans les données ouvertes",
        "jour__range=(jour, jour + JOURS), activite__active=True, places__isnull=False)",
        "jour__range=(jour, jour + JOURS), places__isnull=False)",
        ("test_donnees_ouvertes",),
    ),
    # reservations/bureau
    Mutant(
        "un agent supprime ce sur quoi des réservations reposent",
        "        return False\n",
        "        return PermissionHelper.user_can_delete_obj(self, user, obj)\n",
        ("test_gestion_reglements",),
        apres="class SansSuppression(PermissionHelper):",
    ),
    Mutant(
        "le filtre d’un centre montre les lignes de tous",
        "return queryset.filter(**{self.chemin: choisie}) if choisie in connues else queryset",
        "return queryset",
        ("test_gestion_reglements",),
    ),
]
