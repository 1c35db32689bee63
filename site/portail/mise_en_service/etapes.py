"""The steps, in the order in which one leads to the next. None is ticked by hand: each looks at the
data, and says what is missing and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms_pages.models import IdentiteSite, PageLegale
from demarches.models import ReglageDemarche
from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.models import (
    CommuneMembre,
    Courriel,
    Foyer,
    Invitation,
    ReglageConservation,
    Utilisateur,
)
from famille.socle.dire import compte, enumerer, pluriel
from portail.etat import machine
from portail.etat.constat import OK, PANNE
from portail.etat.vues import VOIR
from reservations.models import (
    Activite,
    Creneau,
    GrilleTarifaire,
    Ouverture,
    ReglageReservations,
    Structure,
)
from reservations.planning.calendrier_connu import alerte
from reservations.tarifs.bureau.collage import adresse_du_collage

from .essais import FAMILLE_ESSAYEE
from .services_de_l_etat import dire_franceconnect, dire_les_quotients

REGLER = "demarches.change_reglagedemarche"  # Administration’s alone
OUVRIR = "Ouvrir l’écran"
DU_FOYER = "informations-du-foyer"  # a démarche: its row holds its code, of demarches.catalogue
SANS_NOM = IdentiteSite._meta.get_field("ville").default


@dataclass(frozen=True)
class Etape:
    """`dit`: what is there, or what is missing and what depends on it. `lien`: its screen, for
    whoever has the right `droit`; `geste`: the words of the link."""

    cle: str
    titre: str
    faite: bool
    dit: str
    lien: str
    droit: str
    geste: str = OUVRIR


def etapes() -> list[Etape]:
    """Read anew each time: some twenty queries, none of which grows with the families."""
    return [etape for lire in LECTURES for etape in lire()]


def _identite() -> Iterator[Etape]:
    identite = IdentiteSite.de_la_ville()
    lien = reverse("mise_en_service_identite")
    nommee = identite.ville != SANS_NOM
    yield Etape(
        "identite",
        "La collectivité",
        nommee,
        identite.ville if nommee else "Son nom manque : il est en haut de chaque page et papier.",
        lien,
        REGLER,
    )
    manques = [
        dit
        for present, dit in (
            (identite.telephone, "son téléphone"),
            (identite.courriel or identite.adresse, "son adresse postale ou e-mail"),
            (identite.tribunal, "le tribunal administratif, pour les voies de recours"),
        )
        if not present
    ]
    yield Etape(
        "service",
        "Le service et ses coordonnées",
        not manques,
        f"Il manque {enumerer(manques)} : une démarche qui ne le dit pas elle-même ne peut"
        " pas ouvrir."
        if manques
        else f"{identite.dits.service.en_titre} : toutes les démarches s’en servent.",
        lien,
        REGLER,
    )


def _pages_legales() -> Iterator[Etape]:
    toutes = list(PageLegale.objects.order_by("path"))
    pages = [page for page in toutes if page.live]
    restent = [page for page in toutes if page.a_completer]
    titres = enumerer([page.title for page in restent])
    premiere = restent[0] if restent else None
    yield Etape(
        "legales",
        "Pages légales",
        bool(pages) and not restent,
        f"À compléter : {titres}. La loi les demande."
        if restent
        else "Complètes."
        if pages
        else "Aucune n’est publiée : la loi les demande.",
        reverse("wagtailadmin_pages:edit", args=[premiere.pk])
        if premiere
        else reverse("wagtailadmin_explore_root"),
        "cms_pages.change_declarationaccessibilite",
        f"Compléter « {premiere.title} »" if premiere else OUVRIR,
    )


def _durees() -> Iterator[Etape]:
    manquent = ReglageConservation.lire().manquent
    yield Etape(
        "conservation",
        "Durées de conservation",
        not manquent,
        f"Il reste à fixer : {enumerer(manquent[:3])}. Sans elles, aucune famille n’est invitée."
        if manquent
        else "Toutes sont fixées, et les familles les lisent.",
        reverse("wagtailsettings:edit", args=["famille", "reglageconservation"]),
        "famille.change_reglageconservation",
    )


def _communes() -> Iterator[Etape]:
    combien = CommuneMembre.objects.count()
    yield Etape(
        "communes",
        "Communes",
        bool(combien),
        f"{compte(combien, 'commune')} au tarif des habitants."
        if combien
        else "Aucune : toutes les familles paieraient le tarif de l’extérieur.",
        reverse(f"communes_modeladmin_{'index' if combien else 'create'}"),
        "famille.add_communemembre",
        OUVRIR if combien else "Ajouter la première",
    )


def _calendrier() -> Iterator[Etape]:
    zone, manque = ReglageReservations.load().get_zone_display(), alerte(timezone.localdate())
    dit = f"{zone} : le calendrier est connu pour les neuf mois à venir."
    if not zone:
        dit = "La zone des vacances n’est pas choisie : aucun jour ne peut être ouvert."
    elif manque:
        dit = f"{zone} : le calendrier des neuf mois à venir n’est pas complet."
    yield Etape(
        "calendrier",
        "Calendrier scolaire",
        bool(zone) and not manque,
        dit,
        reverse("planning:annee_scolaire"),
        "reservations.change_periodescolaire",
    )


def _centres() -> Iterator[Etape]:
    structures = Structure.objects.count()
    yield Etape(
        "structures",
        "Structures",
        bool(structures),
        f"{compte(structures, 'structure')}."
        if structures
        else "Aucune : l’étape suivante crée la structure avec l’activité.",
        reverse("structures_modeladmin_index"),
        "reservations.add_structure",
    )
    actives = list(Activite.objects.actives().select_related("structure"))
    a_venir = Creneau.objects.filter(jour__gte=timezone.localdate(), activite__in=actives)
    ouvertes = set(a_venir.values_list("activite", flat=True).distinct())
    sans = [str(une) for une in actives if une.pk not in ouvertes]
    yield Etape(
        "activites",
        "Activités et créneaux",
        bool(actives) and not sans,
        _des_activites(actives, sans),
        reverse("planning:modeles"),
        "reservations.add_activite",
        "En créer une toute prête",
    )
    yield _tarifs(actives)


def _des_activites(actives: list[Activite], sans: list[str]) -> str:
    if not actives:
        return "Aucune : mercredi, vacances ou semaine des jeunes se créent d’un coup."
    if sans:
        return f"Sans créneau à venir : {enumerer(sans[:3])}. Personne ne peut y réserver."
    return f"{compte(len(actives), 'activité')}, avec des créneaux à venir."


def _tarifs(actives: list[Activite]) -> Etape:
    jour = timezone.localdate()
    tarifees = set(
        GrilleTarifaire.objects.filter(debut__lte=jour)
        .exclude(fin__lt=jour)
        .values_list("activite", flat=True)
    )
    sans_tarif = [une for une in actives if une.pk not in tarifees]
    sans = [str(une) for une in sans_tarif]
    return Etape(
        "tarifs",
        "Tarifs",
        bool(actives) and not sans,
        f"Sans tarif en vigueur : {enumerer(sans[:3])}. Rien n’y serait facturé."
        if sans
        else "Chaque activité a sa grille en vigueur."
        if actives
        else "À donner après les activités.",
        adresse_du_collage(sans_tarif[0] if sans_tarif else None),
        "reservations.add_grilletarifaire",
        "Coller une grille",
    )


def _ouverture() -> Iterator[Etape]:
    ouvertures = Ouverture.objects.filter(fin__gte=timezone.localdate()).count()
    yield Etape(
        "ouverture",
        "Ouverture des réservations",
        bool(ouvertures),
        f"{compte(ouvertures, 'période ouverte ou annoncée', 'périodes ouvertes ou annoncées')}."
        if ouvertures
        else "Aucune : les familles verraient un calendrier vide.",
        reverse("ouvertures_modeladmin_index"),
        "reservations.add_ouverture",
    )


def _demarches() -> Iterator[Etape]:
    ouvertes = ReglageDemarche.objects.ouvertes().count()
    fermee = _fermee_et_indispensable()
    index = reverse("reglages-des-demarches_modeladmin_index")
    yield Etape(
        "demarches",
        "Démarches",
        bool(ouvertes) and not fermee,
        f"« {fermee.titre} » est fermée : sans elle, un parent ne peut donner ni la fiche sanitaire"
        " ni l’assurance que demandent vos activités, et ne peut pas réserver."
        if fermee
        else f"{compte(ouvertes, 'démarche ouverte', 'démarches ouvertes')}."
        if ouvertes
        else "Toutes sont fermées. L’effet du silence et les délais sont votre choix.",
        reverse("reglages-des-demarches_modeladmin_edit", args=[fermee.pk]) if fermee else index,
        "demarches.change_reglagedemarche",
        "Ouvrir cette démarche" if fermee else OUVRIR,
    )


def _fermee_et_indispensable() -> ReglageDemarche | None:
    """The démarche by which a parent gives what an activity asks before it is booked."""
    demandent = Activite.objects.actives().filter(Q(fiche_exigee=True) | Q(assurance_exigee=True))
    fermees = ReglageDemarche.objects.exclude(etat=ReglageDemarche.Etat.OUVERTE)
    return fermees.filter(code=DU_FOYER).first() if demandent.exists() else None


def _services_de_l_etat() -> Iterator[Etape]:
    """Only where the settings of the portal name them: no town has to have either."""
    if settings.API_PARTICULIER:
        faite, dit = dire_les_quotients()
        yield Etape(
            "caisses",
            "Quotients de la CAF et de la MSA",
            faite,
            dit,
            reverse("wagtailsettings:edit", args=["demarches", "reglagequotient"]),
            "demarches.change_reglagequotient",
        )
    if FRANCECONNECT in settings.OPENID:
        faite, dit = dire_franceconnect(settings.OPENID[FRANCECONNECT])
        yield Etape(
            "franceconnect",
            "FranceConnect",
            faite,
            dit,
            reverse("account_login"),
            REGLER,
            "Voir la page de connexion",
        )


def _machine() -> Iterator[Etape]:
    """As the state of the portal tells them: one that is missing is said there, with what to do."""
    etat = reverse("etat_du_portail")
    constats = {constat.cle: constat for constat in machine.memoire.lire()}
    for cle, titre in (("antivirus", "Antivirus"), ("sauvegarde", "Sauvegarde")):
        constat = constats.get(cle)
        yield Etape(
            cle,
            titre,
            constat is not None and constat.etat == OK,
            constat.detail if constat else "La base ne répond pas.",
            etat,
            VOIR,
            "Voir l’état du portail",
        )
    partis = Courriel.objects.exclude(envoye_le=None).exists()
    marche = "courriels" in constats and constats["courriels"].etat != PANNE
    yield Etape(
        "courriel",
        "Courriel",
        partis and marche,
        "Des messages partent."
        if partis and marche
        else "Des messages sont partis, puis l’envoi s’est arrêté : voyez l’état du portail."
        if partis
        else "Aucun message n’est encore parti : les familles ne recevraient rien.",
        reverse("mise_en_service_essais"),
        REGLER,
        "Envoyer un message d’essai",
    )


def _personnel() -> Iterator[Etape]:
    agents = Utilisateur.objects.filter(is_active=True, groups__name="Service des familles")
    combien = agents.distinct().count()
    yield Etape(
        "personnel",
        "Comptes du personnel",
        bool(combien),
        f"{compte(combien, 'agent')} répond{'' if combien == 1 else 'ent'} aux familles."
        if combien
        else "Personne n’est dans le groupe « Service des familles » : nul ne répondrait.",
        reverse(f"wagtailusers_users:{'index' if combien else 'add'}"),
        "famille.add_utilisateur",
        OUVRIR if combien else "Créer un compte",
    )


def _famille() -> Iterator[Etape]:
    essai = ModelLogEntry.objects.filter(action=FAMILLE_ESSAYEE).exists()
    yield Etape(
        "famille",
        "Une première famille, pour essayer",
        essai,
        "Une famille d’essai a réservé, puis tout a été effacé."
        if essai
        else "Le portail inscrit une famille inventée, réserve un jour, lit son prix, puis efface"
        " tout.",
        reverse("mise_en_service_essais"),
        REGLER,
        "Faire l’essai",
    )


def _les_familles() -> Iterator[Etape]:
    """The last two: a town where nobody may come is not open."""
    venues = Foyer.objects.exists()
    yield Etape(
        "familles",
        "Les familles",
        venues,
        "Des familles sont enregistrées."
        if venues
        else "Aucune n’est enregistrée : le fichier de votre ancien logiciel les apporte toutes,"
        " sans qu’aucun e-mail parte.",
        reverse("reprise:liste"),
        "famille.reprendre_familles",
        "Reprendre un fichier",
    )
    invitees = Invitation.objects.exclude(envoyee_le=None).exists()
    connues = Foyer.objects.filter(responsables__utilisateur__last_login__isnull=False).exists()
    yield Etape(
        "invitations",
        "Les invitations",
        invitees or connues,
        "Des parents sont invités à ouvrir leur compte."
        if invitees
        else "Des parents se sont déjà connectés."
        if connues
        else "Personne n’est invité : aucun parent ne sait encore qu’il a un compte.",
        reverse("invitations:nouvelle"),
        "famille.inviter_vagueinvitations",
        "Inviter des familles",
    )


LECTURES: tuple[Callable[[], Iterator[Etape]], ...] = (
    _identite,
    _pages_legales,
    _durees,
    _communes,
    _calendrier,
    _centres,
    _ouverture,
    _demarches,
    _services_de_l_etat,
    _machine,
    _personnel,
    _famille,
    _les_familles,
)


def dire_l_avancement(lues: list[Etape]) -> str:
    """ "4 étapes sur 16 sont faites."."""
    faites = sum(etape.faite for etape in lues)
    if faites == len(lues):
        return "Tout est prêt : les familles peuvent venir."
    if not faites:
        return f"Aucune des {len(lues)} étapes n’est faite."
    sont = "sont" if faites > 1 else "est"
    return f"{compte(faites, 'étape')} sur {len(lues)} {sont} faite{pluriel(faites)}."
