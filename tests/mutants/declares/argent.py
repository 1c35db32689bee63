"""Payments, invoices, debits, prices."""

from tests.mutants.mutant import Mutant

SUJET = "argent"

_PAIEMENT = ("test_paiements", "test_notifications_du_prestataire", "test_payfip_portail")
_PRIX = ("test_tarifs", "test_prix")
_DEBITS = ("test_prelevements",)

MUTANTS = [
    Mutant(
        "la facture d’un autre foyer se montre par ?facture=",
        "miennes = Facture.objects.de_ses_foyers(request.user).a_payer()",
        "miennes = Facture.objects.a_payer()",
        ("test_cles_du_voisin",),
    ),
    Mutant(
        "on paie une facture d’un autre foyer",
        "siennes = foyer.factures.a_payer().aux_familles().filter(pk__in=cles)",
        "siennes = Facture.objects.a_payer().filter(pk__in=cles)",
        _PAIEMENT,
        apres="rendre_ce_qui_est_expire(foyer, cles)",
    ),
    Mutant(
        "une facture qui n’est plus à payer est laissée de côté en silence",
        "if not factures or len(factures) != len(set(cles)):",
        "if not factures:",
        _PAIEMENT,
    ),
    Mutant(
        "une facture tenue par un autre essai se paie deux fois",
        "    _exiger_libres(factures)\n    montant",
        "    montant",
        _PAIEMENT,
    ),
    Mutant(
        "le minimum de PayFiP n’est plus tenu",
        "if montant < regles.MINIMUM:",
        "if montant < 0:",
        _PAIEMENT,
    ),
    Mutant(
        "un euro tout juste ne se paie pas en ligne",
        "if montant < regles.MINIMUM:",
        "if montant <= regles.MINIMUM:",
        _PAIEMENT,
    ),
    Mutant(
        "un paiement dont le montant diffère est compté payé",
        "if reponse.montant != montant:",
        "if False:",
        _PAIEMENT,
    ),
    Mutant(
        "un paiement dont la référence diffère est compté payé",
        "if reponse.reference != reference:",
        "if False:",
        _PAIEMENT,
    ),
    Mutant(
        "un paiement « à vérifier » est changé par une réponse du prestataire",
        "if voulu is None or etat in (PAYE, A_VERIFIER):",
        "if voulu is None or etat == PAYE:",
        _PAIEMENT,
    ),
    Mutant(
        "la réponse du prestataire passe outre les états",
        'return (voulu, motif) if voulu in SUITES[etat] else (etat, "")',
        "return voulu, motif",
        _PAIEMENT,
    ),
    Mutant(
        "un paiement « à vérifier » rend sa facture",
        "TIENT_LA_FACTURE = {OUVERT, A_VERIFIER}",
        "TIENT_LA_FACTURE = {OUVERT}",
        _PAIEMENT,
    ),
    Mutant(
        "un refus n’est plus redemandé : un paiement tardif se perd",
        "SE_REDEMANDENT = {OUVERT, EXPIRE, REFUSE, ABANDONNE}",
        "SE_REDEMANDENT = {OUVERT, EXPIRE}",
        _PAIEMENT,
    ),
    Mutant(
        "un essai expire une minute trop tard",
        "maintenant >= expire_le",
        "maintenant > expire_le",
        _PAIEMENT,
    ),
    Mutant(
        "un paiement déjà vérifié se tranche une seconde fois",
        '    if paiement.etat != Etat.A_VERIFIER:\n        raise Refus("Ce paiement a déjà été'
        " vérifié",
        '    if False:\n        raise Refus("Ce paiement a déjà été vérifié',
        ("test_paiements", "test_regie_ecrans"),
    ),
    Mutant(
        "une vérification sans motif est acceptée",
        'raise Refus("Dites ce que vous avez vérifié',
        'str("Dites ce que vous avez vérifié',
        ("test_paiements", "test_regie_ecrans"),
    ),
    Mutant(
        "l’argent encaissé n’est pas compté sur la facture",
        "regler(part.montant)",
        "regler(0)",
        _PAIEMENT,
    ),
    Mutant(
        "un rejet ne remet pas la facture à payer",
        "regler(-part.montant)",
        "regler(0)",
        (*_DEBITS, "test_guichet_regie"),
    ),
    Mutant(
        "le trop-perçu n’est plus compté",
        "trop += max(part.montant",
        "trop += 0 * max(part.montant",
        _PAIEMENT,
    ),
    Mutant(
        "un paiement passe à un état que rien ne permet",
        "if etat not in regles.SUITES[paiement.etat]:",
        "if False:",
        (*_PAIEMENT, *_DEBITS),
    ),
    Mutant(
        "deux reçus portent le même numéro",
        "prochain_numero(f'recu-{annee}')",
        "1",
        (*_PAIEMENT, *_DEBITS, "test_guichet_regie"),
    ),
    Mutant(
        "le guichet encaisse plus que ce qui est dû",
        "if montant > facture.solde:",
        "if False:",
        ("test_guichet_regie",),
    ),
    Mutant(
        "le guichet encaisse un montant négatif",
        "if montant < 0 or montant != montant.quantize(CENTIME):",
        "if montant != montant.quantize(CENTIME):",
        ("test_guichet_regie",),
    ),
    Mutant(
        "le guichet encaisse des millièmes",
        "if montant < 0 or montant != montant.quantize(CENTIME):",
        "if montant < 0:",
        ("test_guichet_regie",),
    ),
    Mutant(
        "le guichet encaisse un chèque sans numéro",
        "if moyen in AVEC_PIECE and not piece.strip():",
        "if False:",
        ("test_guichet_regie",),
    ),
    Mutant(
        "une saisie renvoyée encaisse deux fois",
        "if saisie and (deja := Paiement.objects.filter(saisie=saisie, foyer=foyer).first()):",
        "if deja := None:",
        ("test_guichet_regie",),
    ),
    Mutant(
        "un paiement en ligne s’annule comme au guichet",
        "if paiement.moyen not in AU_GUICHET or not paiement.paye:",
        "if not paiement.paye:",
        ("test_guichet_regie",),
    ),
    Mutant(
        "le guichet encaisse une facture tenue par un autre paiement",
        "        raise Refus(_dire_la_tenue(tenue))",
        "        pass",
        ("test_guichet_regie", "test_prelevements"),
    ),
    Mutant(
        "un avoir corrige deux fois la même ligne",
        "if prises.update(corrigee=True) != len(choisies):",
        "if prises.update(corrigee=True) > len(choisies):",
        ("test_factures", "test_gestion_factures"),
    ),
    Mutant(
        "un avoir ne rend pas l’argent sur la facture",
        "Facture.objects.filter(pk=facture.pk).regler(total)",
        "pass",
        ("test_factures", "test_gestion_factures"),
    ),
    Mutant(
        "un brouillon se corrige par un avoir",
        "if facture.est_avoir or not facture.publiee:",
        "if facture.est_avoir:",
        ("test_factures", "test_gestion_factures"),
    ),
    Mutant(
        "une facture publiée est refaite en brouillon",
        "nouveaux = [brouillon for brouillon in brouillons if brouillon.cle not in publiees]",
        "nouveaux = list(brouillons)",
        ("test_factures",),
    ),
    Mutant(
        "ce qu’une autre facture a déjà facturé l’est de nouveau",
        "        if ligne.source in deja:\n            bilan.deja += 1\n            continue",
        "        if ligne.source in deja:\n            bilan.deja += 1",
        ("test_facturation",),
    ),
    Mutant(
        "un foyer qui ne doit rien reçoit une facture",
        "return [un for un in brouillons if un.total > 0 or ",
        "return [un for un in brouillons if un or ",
        ("test_facturation",),
    ),
    Mutant(
        "un enfant d’un autre foyer est facturé sans un mot",
        "bilan.signaler(HORS_FOYER, ligne)",
        "pass",
        ("test_facturation",),
    ),
    Mutant(
        "ce qui a changé depuis la vérification est publié quand même",
        "return juste is not None and sorted(ecrit)",
        "return True or sorted(ecrit)",
        ("test_facturation",),
    ),
    Mutant(
        "un enfant parti donne encore le tarif du deuxième enfant",
        "for naissance, autre, debut, fin in self.inscrits.get((foyer, structure), ())"
        " if debut <= jour and (fin is None or jour <= fin)}",
        "for naissance, autre, debut, fin in self.inscrits.get((foyer, structure), ())"
        " if debut <= jour}",
        _PRIX,
    ),
    Mutant(
        "un enfant qui a quitté le foyer, encore inscrit, donne le tarif du deuxième enfant",
        "fins = [jour for jour in (fin, fin2) if jour]",
        "fins = [fin] if fin else []",
        _PRIX,
    ),
    Mutant(
        "la réduction du deuxième enfant va au premier",
        "vaut=lambda situation, seuil: situation.rang >= seuil,",
        "vaut=lambda situation, seuil: situation.rang >= seuil - 1,",
        _PRIX,
    ),
    Mutant(
        "sans quotient connu, le tarif le plus bas",
        'return max(possibles, key=lambda possible: possible["euros"])',
        'return min(possibles, key=lambda possible: possible["euros"])',
        _PRIX,
    ),
    Mutant(
        "la borne d’une tranche est dans la suivante",
        'quotient <= p["jusqua"])',
        'quotient < p["jusqua"])',
        _PRIX,
    ),
    Mutant(
        "un demi-centime s’arrondit vers le bas",
        "rounding=ROUND_HALF_UP))",
        'rounding="ROUND_DOWN"))',
        _PRIX,
        apres="def _hors_commune(",
    ),
    Mutant(
        "un quotient terminé compte encore",
        "if q[0] <= jour and (q[1] is None or jour <= q[1])]",
        "if q[0] <= jour]",
        _PRIX,
    ),
    Mutant(
        "une grille terminée sert encore",
        "if g.debut <= jour and (g.fin is None or jour <= g.fin)]",
        "if g.debut <= jour]",
        _PRIX,
    ),
    Mutant(
        "une famille d’ailleurs paie le prix de la ville",
        '    if membre:\n        return {"euros": montant}\n    if propre',
        '    if True:\n        return {"euros": montant}\n    if propre',
        _PRIX,
    ),
    Mutant(
        "une adresse à venir compte déjà",
        "if adresse[0] <= jour]\n        return max(passees)[2]",
        "]\n        return max(passees)[2]",
        _PRIX,
    ),
    Mutant(
        "un prélèvement part moins de 14 jours après la facture",
        "if prelevee < emise_le + ANNONCE:",
        "if prelevee < emise_le:",
        _DEBITS,
    ),
    Mutant(
        "un prélèvement part avant le jour annoncé",
        "    if prelevee < annoncee:\n",
        "    if False:\n",
        _DEBITS,
    ),
    Mutant(
        "une remise part un jour férié des banques",
        "return jour.weekday() < 5 and jour not in feries\n",
        "return jour.weekday() < 5\n",
        _DEBITS,
        apres="def jour_ouvre(",
    ),
    Mutant(
        "une remise jamais téléchargée est transmise",
        "if remise.telechargee_le is None:",
        "if False:",
        _DEBITS,
    ),
    Mutant(
        "une remise du jour même ne se transmet plus",
        "if remise.date < timezone.localdate():",
        "if remise.date <= timezone.localdate():",
        _DEBITS,
    ),
    Mutant(
        "un fichier de remise périmé n’est pas redemandé",
        "remise.telechargee_le = remise.telechargee_par = None",
        "pass",
        _DEBITS,
    ),
    Mutant(
        "un rejet est noté deux fois",
        "if not chez_la_banque or paiement.etat not in (Etat.OUVERT, Etat.PAYE):",
        "if not chez_la_banque:",
        _DEBITS,
    ),
    Mutant(
        "un rejet est accepté d’un prélèvement qui n’est pas chez la banque",
        "if not chez_la_banque or paiement.etat not in (Etat.OUVERT, Etat.PAYE):",
        "if paiement.etat not in (Etat.OUVERT, Etat.PAYE):",
        _DEBITS,
    ),
    Mutant(
        "un service est prélevé par deux mandats",
        "    _exiger_libres(foyer, services)\n",
        "",
        ("test_mandats",),
    ),
    Mutant(
        "un mandat arrêté s’arrête de nouveau",
        "if not MandatSEPA.objects.filter(pk=mandat.pk, fin=None).update(fin=jour,"
        " motif_fin=motif):",
        "if not MandatSEPA.objects.filter(pk=mandat.pk).update(fin=jour, motif_fin=motif):",
        ("test_mandats",),
    ),
    Mutant(
        "un mandat arrêté couvre encore ses services",
        "ServicePreleve.objects.filter(mandat=mandat).update(fin=jour)",
        "pass",
        ("test_mandats",),
    ),
    Mutant(
        "une relance part avant son jour",
        "if (aujourdhui - depuis).days < etape.jours:",
        "if (aujourdhui - depuis).days < etape.jours - 1:",
        ("test_relances",),
    ),
    Mutant(
        "deux relances se suivent sans leur délai",
        "if precedente and (aujourdhui - envoyees[precedente.cle]).days < etape.jours -"
        " precedente.jours:",
        "if False:",
        ("test_relances",),
    ),
    Mutant(
        "un SMS dont nul ne sait s’il est parti repart",
        "coupees.exclude(canal__in=rejouables).update(etat=Etat.INCONNUE,"
        ' derniere_erreur="envoi interrompu")',
        "coupees.exclude(canal__in=rejouables).update(etat=Etat.PREPAREE)",
        ("test_sms",),
    ),
    Mutant(
        "un compte dépense des SMS sans plafond",
        "if _compter(siens) > modele.par_compte:",
        "if False:",
        ("test_sms",),
    ),
    Mutant(
        "un retard du matin seul est facturé comme celui du soir",
        "return midi is None or attendu_a.astimezone(PARIS).time() > midi",
        "return True",
        ("test_retards",),
    ),
    Mutant(
        "un quart d’heure de retard commencé n’est pas dû",
        "quarts = Decimal(-(-minutes // QUART))",
        "quarts = Decimal(minutes // QUART)",
        ("test_retards",),
    ),
    Mutant(
        "une réservation paie le supplément de qui n’en a pas",
        "supplement = _centimes(grille.sans_reservation) if sans_reservation else 0",
        "supplement = _centimes(grille.sans_reservation)",
        ("test_tarifs", "test_ajout"),
    ),
]
