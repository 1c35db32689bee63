"""`manage.py preparer`: brings a database, empty or older, to what this version of the portal
needs.

Run by two machines at once, the second waits, then finds it all done.
"""

import io
import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portail.management.avancement import Progression
from portail.processus.verrou import seul
from portail.sauvegarde.manifeste import trop_ancienne

logger = logging.getLogger(__name__)

DITS = {
    "ville": "nom de la collectivité",
    "portail": "nom du portail",
    "service": "le service qui répond aux familles, avec son article : « la Maison de l’enfance »",
    "telephone": "son téléphone",
    "courriel": "son adresse e-mail",
    "tribunal": "ville du tribunal administratif, pour les voies de recours",
    "zone": "zone des vacances scolaires : A, B, C, corse, autre",
    "territoire": "territoire des jours fériés : metropole, alsace-moselle, reunion…",
}
DE_L_IDENTITE = {
    "ville": "ville",
    "portail": "nom_portail",
    "telephone": "telephone",
    "courriel": "courriel",
    "tribunal": "tribunal",
}
AUCUN: Mapping[str, str | None] = MappingProxyType({})


def taire(phrase: str) -> None:
    """Nobody waits to read how far it is."""


class Command(BaseCommand):
    help = (
        "Prépare la base : tables, cache, groupes, réglages, pages, tâches planifiées. Sans danger"
        " si on la relance."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What a town may say at once; all of it can be said later, in « Mettre en service ». In an
        empty base, the environment says what the command does not (`VILLE_AU_DEPART`)."""
        for nom, aide in DITS.items():
            parser.add_argument(f"--{nom}", help=aide)

    def handle(self, *args: Any, **options: Any) -> None:
        dits = {nom: options.get(nom) for nom in DITS}
        with seul(
            "preparer",
            attendre=lambda: self.dire("Une autre machine prépare la base : attente…", options),
        ):
            etapes = self.etapes(dits, partial(self.dire, options=options))
            for rang, (libelle, etape) in enumerate(etapes, 1):
                self.dire(f"{rang}/{len(etapes)} {libelle}…", options)
                etape()

    def dire(self, phrase: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(phrase)
            self.stdout.flush()

    @staticmethod
    def etapes(
        dits: Mapping[str, str | None] = AUCUN, dire: Callable[[str], None] = taire
    ) -> list[tuple[str, Callable[..., Any]]]:
        """The steps in order, each a label and a function that may run again: (str, callable)."""
        from cms_pages.contenu import ajouter_les_langues, completer_le_guide, creer_pages
        from demarches.instruction.reponses import creer_reponses
        from demarches.reglages.initiaux import creer_reglages
        from famille.journal.trigrammes import indexer
        from portail.bureau.groupes import creer_groupes
        from portail.processus.planifications import installer_planifications
        from reservations.planning.calendrier_initial import creer_calendrier
        from reservations.tarifs.baremes_psu import creer_baremes

        return [
            ("Tables", partial(mettre_les_tables_a_jour, dire)),
            ("Index de la recherche", lambda: indexer(connection)),
            ("Cache", lambda: call_command("createcachetable", verbosity=0)),
            ("Groupes et droits", creer_groupes),
            ("Ce que la ville dit d’elle", partial(dire_la_ville, dits)),
            ("Réglages des démarches", creer_reglages),
            ("Réponses types", creer_reponses),
            ("Calendrier scolaire", creer_calendrier),
            ("Barème des crèches", creer_baremes),
            ("Pages et aide", creer_pages),
            ("Guide : nouveaux chapitres", completer_le_guide),
            ("Pages en d’autres langues", ajouter_les_langues),
            ("Tâches planifiées", installer_planifications),
            ("Droits de la base", garder_la_base_pour_soi),
            ("Requêtes de la base", repondre_sans_compiler),
        ]


def dire_la_ville(dits: Mapping[str, str | None] = AUCUN) -> None:
    """Before the pages and the démarches are made, which name the service. What is not said is left
    as it is; in a base where nothing is made yet, it is what the environment says. CommandError: a
    value that may not be."""
    from cms_pages.identite.nommer import nommer_la_ville
    from demarches.models import ReglageDemarche
    from famille.socle.ville import article_et_nom
    from reservations.models import ReglageReservations, Territoire, Zone

    if not ReglageDemarche.objects.exists():
        donnes = {nom: dit for nom, dit in dits.items() if dit}
        dits = {**settings.VILLE_AU_DEPART, **donnes}
    champs = {champ: dits[nom] for nom, champ in DE_L_IDENTITE.items() if dits.get(nom)}
    if dits.get("service"):
        service = article_et_nom(str(dits["service"]))
        champs |= {"service": service.nom, "service_article": service.article}
    reglage = ReglageReservations.load()
    for nom, permises in (("zone", Zone.values), ("territoire", Territoire.values)):
        dit = dits.get(nom)
        if dit and dit not in permises:
            raise CommandError(f"--{nom} {dit} : choisissez parmi {', '.join(permises)}.")
        setattr(reglage, nom, dit or getattr(reglage, nom))
    try:
        if champs:
            nommer_la_ville(par=None, **champs)
    except ValidationError as erreur:
        raise CommandError(" ".join(erreur.messages)) from erreur
    reglage.save()


# Of the time of a library's migration: ours come last, when hundreds of models are drawn anew.
NOTRES, LEUR_POIDS = {"portail", "famille", "demarches", "reservations", "cms_pages"}, 9


def _poids(app: str) -> int:
    return LEUR_POIDS if app in NOTRES else 1


class _Comptees(io.StringIO):
    """Where `migrate` writes « Applying… », then « OK »: each is counted once it is done, nothing
    is shown."""

    def __init__(self, compter: Callable[[int], None]) -> None:
        super().__init__()
        self.compter, self.en_cours = compter, ""

    def write(self, texte: str) -> int:
        """See io.TextIOBase."""
        if "Applying" in texte:
            self.en_cours = texte.split()[1].partition(".")[0]
        elif self.en_cours and "OK" in texte:
            self.compter(_poids(self.en_cours))
            self.en_cours = ""
        return len(texte)


def mettre_les_tables_a_jour(dire: Callable[[str], None] = taire) -> None:
    """`dire` gets how far it is. CommandError: a base that is too old to be brought up to date."""
    faites = MigrationRecorder(connection).applied_migrations()
    if trop_ancienne({f"{app}.{nom}" for app, nom in faites}):
        raise CommandError(
            "Cette base date d’avant la version 0.2.0 et ne peut pas être mise à jour. Une ville de"
            f" démonstration se refait dans une base neuve : supprimez le dossier {settings.VAR},"
            " ou videz la base PostgreSQL, puis relancez la commande."
        )
    a_faire = MigrationLoader(connection).graph.nodes.keys() - faites.keys()
    suivi = Progression("Tables", sum(_poids(app) for app, _nom in a_faire), dire)
    call_command("migrate", interactive=False, verbosity=1, stdout=_Comptees(suivi.avancer))


def repondre_sans_compiler() -> None:
    """PostgreSQL compiles (JIT) what a large town makes look costly, anew each time that it is
    asked: sixty milliseconds for a page that takes forty. No more for this role in this base: a
    role may say so of itself, and a pool of connections, which refuses what it does not know
    (`options`), has no say. Where the host does not let it, pages go on as before."""
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute(
                "DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET jit = off',"
                " current_database()); END $$"
            )
    except DatabaseError as erreur:
        logger.warning("PostgreSQL goes on compiling queries: %s", erreur)


def garder_la_base_pour_soi() -> None:
    """SQLite's file for its owner only: nginx is in the group that reads the families' files, not
    in their database. SQLite gives its journals the same rights."""
    base = settings.DATABASES["default"]
    if base["ENGINE"].endswith("sqlite3"):
        for suffixe in ("", "-wal", "-shm"):
            fichier = Path(f"{base['NAME']}{suffixe}")
            if fichier.exists():
                fichier.chmod(0o600)
