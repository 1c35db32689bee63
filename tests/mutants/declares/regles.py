"""What may be booked, cancelled, waited for, ticked."""

from tests.mutants.mutant import Mutant

SUJET = "réservations"

_REGLES = ("test_regles", "test_proprietes")
_MOTEUR = ("test_moteur",)
_CALENDRIER = ("test_calendrier_regles", "test_calendrier_initial")

MUTANTS = [
    Mutant(
        "on annule après la limite", "    if maintenant > limite:\n", "    if False:\n", _REGLES
    ),
    Mutant(
        "on réserve après la limite",
        "    if maintenant <= limite:\n        return None\n",
        "    return None\n",
        _REGLES,
    ),
    Mutant(
        "à la seconde de la limite, c’est trop tard",
        "if maintenant <= limite:",
        "if maintenant < limite:",
        _REGLES,
    ),
    Mutant("avant l’ouverture, on réserve", "if maintenant >= ouvre_le:\n", "if True:\n", _REGLES),
    Mutant(
        "à la minute de l’ouverture, pas encore",
        "if maintenant >= ouvre_le:\n",
        "if maintenant > ouvre_le:\n",
        _REGLES,
    ),
    Mutant("un jour fermé se réserve", "if raison is None and bloc.ouvert:", "if True:", _REGLES),
    Mutant(
        "un enfant trop jeune est pris",
        "if age_le(bloc.debut, faits.naissance) < faits.age_min:",
        "if False:",
        _REGLES,
    ),
    Mutant(
        "un enfant trop âgé est pris",
        "if age_le(bloc.fin, faits.naissance) > faits.age_max:",
        "if False:",
        _REGLES,
    ),
    Mutant(
        "une fiche sanitaire périmée suffit",
        "if not faits.fiche_exigee or (faits.fiche_jusqu_au and faits.fiche_jusqu_au >= bloc.fin):",
        "if not faits.fiche_exigee or faits.fiche_jusqu_au:",
        _REGLES,
    ),
    Mutant(
        "une assurance périmée suffit",
        "if not faits.assurance_exigee or (faits.assurance_jusqu_au and faits.assurance_jusqu_au >="
        " bloc.fin):",
        "if not faits.assurance_exigee or faits.assurance_jusqu_au:",
        _REGLES,
    ),
    Mutant(
        "un prénom inconnu réserve pour tous les enfants",
        "        if self.inconnus:\n",
        "        if False:\n",
        ("test_phrase",),
    ),
    Mutant(
        "les exceptions se perdent quand la semaine type change",
        "exceptions = dict(avant.exceptions) if avant else {}",
        "exceptions = {}",
        ("test_semaine_type",),
    ),
    Mutant(
        "un jour d’absence annule toute la semaine réservée",
        "if un.limite >= maintenant and voulues.issuperset(une.pk for une in un.reservations)",
        "if un.limite >= maintenant",
        ("test_prevenir",),
    ),
    Mutant("sans place, on réserve", "if bloc.places > 0:", "if bloc.places >= 0:", _REGLES),
    Mutant(
        "on réserve un jour de l’autre parent",
        "if all(faits.garde.ici(jour) for jour in bloc.jours):",
        "if True:",
        _REGLES,
    ),
    Mutant(
        "une semaine dont un jour est à l’autre parent passe",
        "if all(faits.garde.ici(jour) for jour in bloc.jours):",
        "if any(faits.garde.ici(jour) for jour in bloc.jours):",
        _REGLES,
    ),
    Mutant(
        "deux foyers réservent le même jour pour l’enfant",
        "if not faits.reserves_ailleurs.isdisjoint(bloc.pks):",
        "if False:",
        _REGLES,
    ),
    Mutant(
        "une inscription d’un seul jour de la semaine suffit",
        "if all(en_vigueur_le(jour, faits.inscriptions) for jour in bloc.jours):",
        "if any(en_vigueur_le(jour, faits.inscriptions) for jour in bloc.jours):",
        _REGLES,
    ),
    Mutant(
        "l’ordre de deux périodes de garde qui se recouvrent s’inverse",
        "for debut, fin, ici in reversed(self.periodes):",
        "for debut, fin, ici in self.periodes:",
        (*_REGLES, "test_dossier"),
    ),
    Mutant(
        "les semaines paires sont les impaires",
        'return paire == (self.semaines == "paires")',
        'return paire != (self.semaines == "paires")',
        _REGLES,
    ),
    Mutant(
        "un enfant parti du foyer y est encore de garde",
        "if (self.debut and jour < self.debut) or (self.fin and jour > self.fin):",
        "if self.debut and jour < self.debut:",
        _REGLES,
    ),
    Mutant(
        "né un 29 février, un an trop tôt",
        "((jour.month, jour.day) < (naissance.month, naissance.day))",
        "(jour.month < naissance.month)",
        (*_REGLES, "test_dossier"),
    ),
    Mutant(
        "un jour férié compte comme ouvré",
        "return jour.weekday() < 5 and jour not in self.feries",
        "return jour.weekday() < 5",
        _CALENDRIER,
    ),
    Mutant(
        "un pont compte comme des vacances",
        "return bool(periode and not periode.pont)",
        "return bool(periode)",
        (*_CALENDRIER, "test_creneaux"),
    ),
    Mutant(
        "un jour que rien ne dit est un jour de classe",
        "        return any(debut <= jour <= fin for debut, fin in self.connus)",
        "        return True",
        _CALENDRIER,
    ),
    Mutant(
        "des vacances manquantes ne se voient pas",
        "periode.debut - connus[-1][1] <= CLASSE_MAX",
        "periode.debut - connus[-1][1]",
        _CALENDRIER,
    ),
    Mutant(
        "l’accueil crée des créneaux un jour inconnu",
        "        if not calendrier.connait(jour):\n",
        "        if False:\n",
        _CALENDRIER,
    ),
    Mutant(
        "deux lignes d’une demande prennent la même place",
        "            prises.update(creneau.pk for creneau in bloc.creneaux)\n",
        "            pass\n",
        _MOTEUR,
    ),
    Mutant(
        "un jour passé s’annule au guichet",
        "if bloc.fin < envoi.maintenant.astimezone(PARIS).date():",
        "if False:",
        ("test_guichet",),
    ),
    Mutant(
        "réserver ne compte pas la place",
        "    compter(reservation.creneau_id for reservation in reservations)\n",
        "",
        _MOTEUR,
    ),
    Mutant(
        "annuler ne rend pas la place",
        "    compter((lues[pk] for pk in parties), signe=-1)\n",
        "",
        _MOTEUR,
    ),
    Mutant(
        "une place déjà rendue l’est encore",
        "    compter((lues[pk] for pk in parties), signe=-1)",
        "    compter(lues.values(), signe=-1)",
        ("test_places", "test_moteur"),
    ),
    Mutant(
        "une réservation pointée est annulée par la ville",
        "prevues = Reservation.objects.filter(pk__in=pks, presence=Reservation.Presence.PREVU)",
        "prevues = Reservation.objects.filter(pk__in=pks)",
        ("test_evenements", "test_agents", "test_fermetures"),
    ),
    Mutant(
        "de deux pointages du même instant, le dernier arrivé gagne",
        "if reservation.pointee_le and le <= reservation.pointee_le:",
        "if reservation.pointee_le and le < reservation.pointee_le:",
        ("test_pointage",),
    ),
    Mutant(
        "une tablette en avance gagne pour toujours",
        "le = min(pointage.le, maintenant)",
        "le = pointage.le",
        ("test_pointage",),
    ),
    Mutant(
        "un jour à venir se pointe",
        "    if jours_depuis(jour) < 0:\n",
        "    if False:\n",
        ("test_pointage",),
    ),
    Mutant(
        "on corrige au-delà du recul permis",
        "if jours_depuis(jour) <= recul:",
        "if True:",
        ("test_pointage",),
    ),
    Mutant(
        "le dernier jour du recul est perdu",
        "if jours_depuis(jour) <= recul:",
        "if jours_depuis(jour) < recul:",
        ("test_pointage",),
    ),
    Mutant(
        "l’instant où l’on se reprend dure une heure",
        "REPENTIR = timedelta(minutes=10)",
        "REPENTIR = timedelta(minutes=60)",
        ("test_pointage",),
    ),
    Mutant(
        "l’instant où l’on se reprend n’existe plus",
        "if le_sien and le - le_sien < REPENTIR:",
        "if False:",
        ("test_pointage",),
    ),
    Mutant(
        "on reprend le pointage d’un autre sans trace",
        "le_sien = reservation.pointee_le if reservation.pointee_par_id == par.pk else None",
        "le_sien = reservation.pointee_le",
        ("test_pointage",),
    ),
    Mutant(
        "dans la file, le dernier passe devant",
        "for candidat in sorted(file, key=lambda candidat: candidat.pk):",
        "for candidat in sorted(file, key=lambda candidat: -candidat.pk):",
        ("test_attente",),
    ),
    Mutant(
        "des frères et sœurs sont servis avec une place de moins",
        "if all(restants[creneau] >= combien for creneau, combien in besoins.items()):",
        "if all(restants[creneau] >= 1 for creneau, combien in besoins.items()):",
        ("test_attente",),
    ),
    Mutant(
        "une place offerte à l’un l’est aussi au suivant",
        "            restants -= besoins\n",
        "",
        ("test_attente",),
    ),
    Mutant(
        "une offre part la nuit",
        "    envoi = nuit.lever(maintenant)\n",
        "    envoi = maintenant\n",
        ("test_attente",),
    ),
    Mutant(
        "une offre dépasse la limite du jour",
        "min(_apres(envoi, timedelta(hours=heures), nuit), limite))",
        "_apres(envoi, timedelta(hours=heures), nuit))",
        ("test_attente",),
    ),
    Mutant(
        "le lien d’un rappel sert pour une autre semaine",
        "if not semaine.contient(*ligne.etendue):",
        "if False:",
        ("test_rappels",),
    ),
    Mutant(
        "le lien d’un rappel sert après sa limite",
        "if lien is None or timezone.now() > lien.expire:\n        return lien, None, None",
        "if lien is None:\n        return lien, None, None",
        ("test_rappels",),
    ),
    Mutant(
        "un compte fermé répond par le lien d’un rappel",
        "filter(pk=lien.adulte, is_active=True)",
        "filter(pk=lien.adulte)",
        ("test_rappels",),
    ),
    Mutant(
        "un adulte parti du foyer répond par le lien d’un rappel",
        "foyer = Foyer.objects.de(adulte).filter(pk=lien.foyer).first() if adulte else None",
        "foyer = Foyer.objects.filter(pk=lien.foyer).first() if adulte else None",
        ("test_rappels",),
    ),
    Mutant(
        "le lien d’un rappel annule sans limite de débit",
        '    if trop := consume_or_429(request, action="rappel", limit_get=True):\n',
        "    if trop := None:\n",
        ("test_rappels",),
        apres="def annuler(request: HttpRequest, jeton",
    ),
    Mutant(
        "le lien d’un rappel confirme sans limite de débit",
        '    if trop := consume_or_429(request, action="rappel", limit_get=True):\n',
        "    if trop := None:\n",
        ("test_rappels",),
        apres="def confirmer(request: HttpRequest, jeton",
    ),
    Mutant(
        "ce que la ville a annulé se défait par la famille",
        "    if demande.canal == DemandeReservation.Canal.EVENEMENT:\n        return"
        " Annulation(refus=_par_la_ville(demande))\n",
        "",
        ("test_retour",),
    ),
    Mutant(
        "on défait pour un enfant parti",
        "    if not enfants_du(demande.foyer_id).issuperset(ligne.enfant_id for ligne in lignes):\n"
        "        return Annulation(refus=PARTI)\n",
        "",
        ("test_retour",),
    ),
    Mutant(
        "un événement passé se retire",
        "        if tenu.fin < timezone.localdate():\n",
        "        if False:\n",
        ("test_evenements",),
    ),
    Mutant(
        "un panier garde ce dont la limite est passée",
        "return delai.limite(etendue(ligne.bloc)[1], LE_PLUS_LARGE) < maintenant",
        "return False",
        ("test_panier",),
    ),
    Mutant(
        "le panier soumis n’est pas celui qui a été montré",
        "if lignes and empreinte_de(lignes) == empreinte:",
        "if lignes:",
        ("test_panier", "test_recapitulatif_page"),
    ),
    Mutant(
        "le panier grossit sans fin",
        "if deja + len(jugements) > LIGNES_MAX:",
        "if False:",
        ("test_panier",),
    ),
    Mutant(
        "le nombre d’animateurs s’arrondit en dessous",
        "return -(-petits // pour_les_petits) + -(-grands // pour_les_grands)",
        "return petits // pour_les_petits + grands // pour_les_grands",
        ("test_encadrement",),
    ),
    Mutant(
        "un départ suit l’arrivée reçue et non celle notée la dernière",
        "for note in sorted(notes, key=lambda une: une.note_le):",
        "for note in notes:",
        ("test_passages",),
    ),
    Mutant(
        "une semaine entière se demande avec la moitié de ses jours",
        "return all(self.demande(date.fromordinal(jour)) for jour in jours)",
        "return any(self.demande(date.fromordinal(jour)) for jour in jours)",
        ("test_phrases_des_parents",),
    ),
    Mutant(
        "« les deux » de trois enfants",
        "if combien is None or combien != len(contexte.enfants):",
        "if combien is None:",
        ("test_phrases_des_parents",),
    ),
    Mutant(
        "une phrase s’ajoute avec un mot qui n’est pas lu",
        "return bool(self.voeux) and not self.manques and not self.incompris",
        "return bool(self.voeux)",
        ("test_phrases_des_parents",),
    ),
    Mutant(
        "un vœu refusé emporte tous les autres",
        "if liste.tout_ou_rien and phrases:",
        "if phrases:",
        ("test_rangs_perdus",),
    ),
    Mutant(
        "« tout ou rien » garde ce qui reste",
        "if liste.tout_ou_rien and phrases:",
        "if False:",
        ("test_rangs_perdus",),
    ),
    Mutant(
        "un rang ne tombe que si toutes ses places sont refusées",
        "if any(_ligne(voeu).cle in refus for voeu in voeux)",
        "if all(_ligne(voeu).cle in refus for voeu in voeux)",
        ("test_rangs_perdus",),
    ),
    Mutant(
        "une saison se clôt son dernier jour",
        "if timezone.localdate() <= fin:",
        "if timezone.localdate() < fin:",
        ("test_cloture",),
        apres="def demander_la_cloture(",
    ),
    Mutant(
        "la clôture retire les attentes de la saison suivante",
        "filter(debut__range=(debut, fin))",
        "filter(debut__gte=debut)",
        ("test_cloture",),
        apres="def attentes_a_fermer(",
    ),
    Mutant(
        "la clôture annule ce qu’une famille réserve pendant ce temps",
        "if parmi is not None and not parmi.filter(pk=lue.pk).exists():",
        "if False:",
        ("test_cloture",),
    ),
    Mutant(
        "une saison est annulée quand son règlement est accepté",
        "if AcceptationReglement.objects.filter(reglement__in=par_genre[Genre.REGLEMENT])"
        ".exists():",
        "if False:",
        ("test_saison",),
    ),
    Mutant(
        "des vœux sont publiés pendant que les familles écrivent",
        "    _exiger_la_fin(tirage, maintenant)\n    if vu",
        "    if vu",
        ("test_attribution",),
    ),
    Mutant(
        "des vœux qui ont changé depuis l’aperçu sont publiés",
        "if vu != tirage.empreinte_resultat or _a_change(tirage):",
        "if vu != tirage.empreinte_resultat:",
        ("test_attribution",),
    ),
]
