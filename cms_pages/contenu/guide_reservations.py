"""Chapter "Réserver": the calendar and what is around it (G10, G27–G31). It links to screens only,
and to no other page: a town that is already installed receives it as it is
(`contenu.complements`)."""

from cms_pages.models import AidePage

from .fiches import Dessin, Fiche, bouton, encadre, etapes, questions, schema, texte, titre


def reserver():
    return Fiche(
        AidePage,
        "reserver",
        "Réserver",
        "Réserver et annuler des jours, attendre une place, prévenir d’une absence.",
        enfants=[
            _reserver_des_jours(),
            _annuler(),
            _plusieurs_semaines(),
            _liste_d_attente(),
            _prevenir_d_une_absence(),
            _ouvertures(),
            _agenda(),
        ],
    )


def _reserver_des_jours():
    return Fiche(
        AidePage,
        "reserver-des-jours",
        "Je réserve des jours, pas à pas",
        "Vous choisissez dans le calendrier, vous vérifiez, vous soumettez. Rien n’est réservé avant.",
        corps=[
            etapes(
                (
                    "Ouvrez le calendrier",
                    '<p>Touchez <a href="ecran:reservations:calendrier">Réservations</a>. Changez de mois avec les '
                    "deux boutons du haut. Touchez un prénom pour cacher ou montrer un enfant.</p>",
                ),
                (
                    "Touchez les jours que vous voulez",
                    "<p>Un jour blanc est libre : touchez-le, il s’ajoute à votre demande. Touchez-le de nouveau pour "
                    "l’enlever. Un jour vert est déjà réservé.</p>",
                    Dessin(
                        "calendrier",
                        "Le calendrier : les jours réservés en vert, les jours libres en blanc, un jour "
                        "choisi avec un signe plus.",
                    ),
                ),
                (
                    "Touchez « Vérifier et soumettre »",
                    "<p>Chaque jour est listé avec son prix et la date jusqu’à laquelle vous pourrez l’annuler. Une "
                    "ligne en erreur dit pourquoi, et ce que vous pouvez faire.</p>",
                ),
                (
                    "Touchez « Soumettre ma demande »",
                    "<p>C’est réservé. L’écran le confirme aussitôt, et un récapitulatif vous est envoyé par "
                    "e-mail.</p>",
                    Dessin(
                        "demande-de-reservation",
                        "Les changements demandés, le total estimé et le bouton pour soumettre.",
                    ),
                ),
            ),
            encadre(
                "<p>Vos choix sont gardés, sur tous vos appareils, mais <b>aucune place n’est retenue</b> tant que "
                "vous n’avez pas soumis votre demande.</p>",
                "ne tardez pas à soumettre",
                "attention",
            ),
            titre("Les couleurs et les mots du calendrier"),
            texte(
                "<ul><li><b>réservé</b>, en vert : votre enfant a sa place.</li>"
                "<li><b>+</b> ou <b>−</b> : un changement que vous n’avez pas encore soumis.</li>"
                "<li><b>complet</b>, en gris : touchez-le pour demander une place en liste d’attente.</li>"
                "<li>Un autre mot en gris, comme « assurance » : touchez-le, il dit ce qui empêche de réserver et "
                "comment le régler.</li></ul>"
            ),
            questions(
                (
                    "Combien vais-je payer ?",
                    "<p>Rien au moment de réserver. Le total affiché est une estimation : ces jours viendront sur "
                    "votre facture.</p>",
                ),
                (
                    "L’autre parent du foyer voit-il mes choix ?",
                    "<p>Oui. La demande en cours est celle du foyer : chacun la voit et peut la changer.</p>",
                ),
                (
                    "Mon enfant vit dans deux foyers.",
                    "<p>Chaque foyer réserve ses propres jours, et ne voit pas les prix de l’autre.</p>",
                ),
                (
                    "Je ne peux rien toucher dans ce mois.",
                    "<p>Les réservations de cette période ne sont peut-être pas ouvertes, ou la date limite est "
                    "passée : le calendrier le dit au-dessus des jours.</p>",
                ),
            ),
            bouton("Ouvrir le calendrier", ecran="reservations:calendrier"),
        ],
        ecrans=("reservations:calendrier", "reservations:recapitulatif", "reservations:suite"),
    )


def _annuler():
    return Fiche(
        AidePage,
        "annuler-ou-corriger",
        "J’annule ou je corrige une réservation",
        "Jusqu’à la date limite, un jour s’annule dans le calendrier, sans frais.",
        corps=[
            titre("Annuler un jour"),
            etapes(
                (
                    "Touchez le jour réservé, en vert",
                    "<p>Dans le calendrier, il se barre et s’ajoute à votre demande avec un signe moins.</p>",
                    Dessin("calendrier", "Le calendrier : les jours réservés sont en vert."),
                ),
                (
                    "Vérifiez et soumettez",
                    "<p>Comme pour une réservation : l’annulation compte une fois la demande soumise. La place est "
                    "rendue, et peut être prise aussitôt par une autre famille.</p>",
                ),
            ),
            titre("Défaire toute une demande"),
            texte(
                '<p>Vous vous êtes trompé ? Ouvrez <a href="ecran:reservations:demandes">Mes demandes</a>, puis celle '
                "que vous voulez reprendre, et touchez « Défaire cette demande ». Ce qui a été réservé est annulé, ce "
                "qui a été annulé est réservé de nouveau s’il reste une place. C’est possible jusqu’à la date écrite "
                "à côté.</p>"
            ),
            titre("La date limite est passée"),
            texte(
                "<p>Le jour reste réservé, et facturé. Si votre enfant ne vient pas, "
                '<a href="ecran:reservations:absences">prévenez le centre</a> : il ne l’attendra pas.</p>'
            ),
            titre("L’e-mail de rappel"),
            texte(
                "<p>Avant la première date limite d’une semaine réservée, un e-mail vous rappelle vos jours. Son lien "
                "ouvre la semaine sans mot de passe : touchez « Rien à changer », ou annulez un jour. Si vous ne "
                "répondez pas, rien ne change. Ne transmettez pas cet e-mail : son lien agit en votre nom.</p>"
            ),
            questions(
                (
                    "Où retrouver la preuve de ma demande ?",
                    '<p>Dans <a href="ecran:reservations:demandes">Mes demandes</a> : chacune a son accusé de '
                    "réception, à imprimer ou à enregistrer.</p>",
                ),
                (
                    "Un jour a été annulé et je n’ai rien fait.",
                    "<p>L’autre adulte de votre foyer ou un agent a pu le faire, ou le centre est fermé ce jour-là. "
                    "L’e-mail reçu et « Mes demandes » disent qui et pourquoi.</p>",
                ),
            ),
            bouton("Voir mes demandes", ecran="reservations:demandes"),
        ],
        ecrans=(
            "reservations:demande",
            "reservations:demandes",
            "reservations:accuse",
            "reservations:rappel",
        ),
    )


def _plusieurs_semaines():
    return Fiche(
        AidePage,
        "reserver-plusieurs-semaines",
        "Je réserve plusieurs semaines d’un coup",
        "Par exemple tous les mercredis matin jusqu’aux vacances d’été, pour un ou plusieurs enfants.",
        corps=[
            etapes(
                (
                    "Dites ce que vous voulez",
                    '<p>Dans le calendrier, touchez <a href="ecran:reservations:repetition">Réserver plusieurs '
                    "semaines</a>. Cochez les enfants, les jours et les moments, puis le rythme : toutes les "
                    "semaines, les paires ou les impaires. Donnez la première et la dernière date.</p>",
                ),
                (
                    "Touchez « Voir les dates »",
                    "<p>Chaque date s’affiche : possible, complète, ou impossible avec la raison. Décochez celles que "
                    "vous ne voulez pas.</p>",
                    Dessin(
                        "plusieurs-semaines",
                        "Les jours à cocher, puis les dates : celles qui sont possibles sont cochées.",
                    ),
                ),
                (
                    "Touchez « Ajouter à ma demande »",
                    "<p>Rien n’est encore réservé : vérifiez votre demande, puis soumettez-la.</p>",
                ),
            ),
            questions(
                (
                    "Que deviennent les dates complètes ?",
                    "<p>Cochez « Me mettre en liste d’attente » : vous êtes prévenu par e-mail si une place se "
                    "libère.</p>",
                ),
                (
                    "Pourquoi ne puis-je pas aller plus loin ?",
                    "<p>Seules les périodes déjà ouvertes se réservent. La page dit jusqu’à quelle date elles "
                    "vont.</p>",
                ),
            ),
            bouton("Réserver plusieurs semaines", ecran="reservations:repetition"),
        ],
        ecrans=("reservations:repetition",),
    )


def _liste_d_attente():
    return Fiche(
        AidePage,
        "attendre-une-place",
        "J’attends une place : la liste d’attente",
        "Quand un jour est complet, prenez un rang : une place qui se libère est proposée au premier de la liste.",
        corps=[
            etapes(
                (
                    "Touchez le jour complet",
                    "<p>Dans le calendrier, touchez « complet », puis « Demander une place en liste d’attente ». "
                    "Soumettez votre demande : votre rang est pris.</p>",
                ),
                (
                    "Suivez votre rang",
                    '<p>Il est dans le calendrier et dans <a href="ecran:reservations:attentes">Ma liste '
                    "d’attente</a>. Vous ne payez rien tant que vous attendez.</p>",
                ),
                (
                    "Répondez quand une place vous est proposée",
                    "<p>Un e-mail vous prévient. La place vous est gardée jusqu’à l’heure écrite : touchez « Accepter "
                    "», et c’est réservé. Sans réponse, elle est proposée à la famille suivante.</p>",
                    Dessin(
                        "liste-d-attente",
                        "Une place proposée, à accepter ou à refuser ; dessous, le rang dans la liste.",
                    ),
                ),
            ),
            encadre(
                "<p>Refuser une place, ou ne pas répondre, fait quitter la liste de ce jour. Pour attendre de nouveau, "
                "il faut reprendre un rang, à la fin.</p>",
                "avant de refuser",
                "attention",
            ),
            questions(
                (
                    "J’ai deux enfants et je veux deux places.",
                    "<p>Touchez « Attendre ensemble ». Les places vous sont proposées quand il y en a pour tous, au "
                    "rang du dernier d’entre eux. Vous pouvez revenir en arrière.</p>",
                ),
                (
                    "Je n’ai plus besoin de cette place.",
                    "<p>Ouvrez « Ma liste d’attente » et touchez « Retirer » : la suivante avance d’un rang.</p>",
                ),
                (
                    "Mon rang ne bouge pas.",
                    "<p>Il avance quand une famille obtient une place, ou quitte la liste.</p>",
                ),
            ),
            bouton("Voir ma liste d’attente", ecran="reservations:attentes"),
        ],
        ecrans=("reservations:attentes", "reservations:attente"),
    )


def _prevenir_d_une_absence():
    return Fiche(
        AidePage,
        "prevenir-d-une-absence",
        "Je préviens d’une absence",
        "Votre enfant ne viendra pas et il est trop tard pour annuler : dites-le au centre en un geste.",
        corps=[
            etapes(
                (
                    "Ouvrez « Prévenir d’une absence »",
                    '<p>Le lien est sous le calendrier, et <a href="ecran:reservations:absences">ici</a>. La page '
                    "montre les jours réservés dont la date limite d’annulation est passée.</p>",
                ),
                (
                    "Touchez « Ne viendra pas »",
                    "<p>Le centre le voit aussitôt sur sa liste, et n’attend pas votre enfant. S’il vient finalement, "
                    "touchez « Viendra finalement ».</p>",
                    Dessin(
                        "absence",
                        "Les prochains jours réservés, avec un bouton pour dire que l’enfant ne vient pas.",
                    ),
                ),
            ),
            encadre(
                "<p>Prévenir n’annule pas : <b>le jour reste facturé</b>, sauf absence justifiée. La page dit ce "
                "qu’un certificat médical change, et ce qu’il ne change pas : lisez-la avant d’en demander un.</p>",
                "ce qui est facturé",
                "attention",
            ),
            questions(
                (
                    "Le jour que je cherche n’est pas dans la liste.",
                    "<p>Il peut encore être annulé sans frais : faites-le dans le calendrier.</p>",
                ),
                (
                    "Mon enfant est malade ce matin.",
                    "<p>Prévenez ici dès que vous le savez. Pour une crèche, la cantine ou la garderie, prévenez le "
                    "service par téléphone.</p>",
                ),
            ),
            bouton("Prévenir d’une absence", ecran="reservations:absences"),
        ],
        ecrans=("reservations:absences",),
    )


def _ouvertures():
    return Fiche(
        AidePage,
        "ouvertures-des-reservations",
        "Je me prépare à l’ouverture des réservations",
        "Chaque période s’ouvre à une date et une heure annoncées : voyez ce qui manque avant ce moment.",
        corps=[
            schema(
                "ouverture",
                "Une ouverture : le temps qui reste, puis ce qui est prêt ou manque pour chaque enfant.",
            ),
            titre("Lire la page"),
            texte(
                '<p><a href="ecran:reservations:ouvertures">Prochaines ouvertures</a> donne la date, l’heure et le '
                "temps qui reste. Pour chaque enfant :</p>"
                "<ul><li><b>Tout est prêt</b> : vous pourrez réserver dès l’ouverture.</li>"
                "<li><b>À compléter</b> : touchez le lien et donnez ce qui manque, la fiche sanitaire ou l’assurance "
                "par exemple.</li></ul>"
            ),
            titre("Le jour venu"),
            texte(
                "<p>À l’heure dite, le lien vers le calendrier s’affiche. Les places sont données dans l’ordre des "
                "demandes soumises : choisissez vos jours, puis soumettez sans attendre.</p>"
            ),
            questions(
                (
                    "Serai-je prévenu ?",
                    "<p>S’il vous manque une information pour réserver, un e-mail vous le dit quelques jours avant "
                    "l’ouverture. Sinon, la date est sur cette page.</p>",
                ),
                (
                    "Mon quotient familial n’est pas à jour.",
                    "<p>Vous pouvez réserver quand même : le tarif le plus élevé s’applique tant qu’il n’est pas "
                    "déclaré.</p>",
                ),
                (
                    "Tout était complet en quelques minutes.",
                    "<p>Demandez une place en liste d’attente : des familles annulent souvent dans les jours qui "
                    "suivent.</p>",
                ),
            ),
            bouton("Voir les prochaines ouvertures", ecran="reservations:ouvertures"),
        ],
        ecrans=("reservations:ouvertures",),
    )


def _agenda():
    return Fiche(
        AidePage,
        "mes-reservations-dans-mon-agenda",
        "J’ai mes réservations dans mon agenda",
        "L’agenda de votre téléphone ou de votre ordinateur peut montrer vos jours réservés, et se mettre à jour seul.",
        corps=[
            etapes(
                (
                    "Créez l’adresse",
                    '<p>Dans <a href="ecran:reservations:agenda">Dans mon agenda</a>, touchez « Créer l’adresse de mon '
                    "agenda ».</p>",
                    Dessin("agenda", "Un agenda, l’adresse à copier et le bouton pour l’ajouter."),
                ),
                (
                    "Ajoutez-la",
                    "<p>Sur un téléphone, touchez « Ajouter à mon agenda ». Ailleurs, copiez l’adresse, puis "
                    "choisissez dans votre agenda « S’abonner par adresse » ou « À partir de l’URL ».</p>",
                ),
            ),
            encadre(
                "<p>Toute personne qui connaît cette adresse peut lire les prénoms, les centres et les jours. Ne la "
                "donnez qu’à des proches. Vous l’avez trop donnée ? Touchez « Changer l’adresse » : l’ancienne "
                "s’arrête aussitôt.</p>",
                "une adresse privée",
                "attention",
            ),
            questions(
                (
                    "Je viens de réserver, et rien n’apparaît.",
                    "<p>Votre agenda relit l’adresse plusieurs fois par jour, à son rythme : attendez quelques "
                    "heures.</p>",
                ),
                (
                    "Puis-je annuler un jour depuis mon agenda ?",
                    "<p>Non. Ce que vous y effacez ne change rien ici : annulez dans le calendrier du portail.</p>",
                ),
            ),
            bouton("Mettre mes réservations dans mon agenda", ecran="reservations:agenda"),
        ],
        ecrans=("reservations:agenda",),
    )
