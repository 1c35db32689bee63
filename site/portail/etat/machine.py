"""What the portal stands on: database, tasks, mails, files, antivirus, disk. Eight queries, all on
indexes or small."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q
from django.utils import timezone
from django_q.models import Failure, OrmQ

from famille.courriels.boite_d_envoi import ESSAIS_MAX, a_envoyer
from famille.dossier.documents.antivirus import AntivirusMuet, repond
from famille.dossier.documents.cloison import ce_qui_manque
from famille.models import Courriel
from famille.socle.dire import en_moment, enumerer
from portail.processus.base_prete import migrations_a_faire
from portail.sauvegarde import trace
from portail.sauvegarde.fichiers import PARTS, stockage
from portail.sauvegarde.manifeste import EN_CLAIR
from portail.taches import dernier_battement, est_silencieux, vient_de_demarrer
from portail.version import plus_recente, version

from .constat import A_PREVOIR, ABSENT, OK, Constat, Memoire, juger

DUREE = 15  # seconds
ATTENTE_MAX = timedelta(minutes=15)  # of a task in the queue
COURRIEL_MAX = timedelta(hours=1)  # of a mail that should have left
ABANDON_MONTRE = timedelta(days=7)  # of a mail given up
SAUVEGARDE_MAX = timedelta(days=2)  # since the last one: a night may fail and be told by the next
PLACE_MIN = 1_000_000_000  # bytes free, and the share below
PART_MIN = 0.05


def constater() -> list[Constat]:
    """Every line; when the database is down, nothing that asks it is asked."""
    base = _base()
    if base.en_panne:
        return [base, _antivirus(), _cloison(), _disque()]
    return [
        base,
        _migrations(),
        _taches(),
        _file(),
        _courriels(),
        _redis(),
        *_stockages(),
        _antivirus(),
        _cloison(),
        _disque(),
        _sauvegarde(),
        _chiffrement_des_sauvegardes(),
        _version(),
    ]


memoire = Memoire(constater, DUREE)


def _base() -> Constat:
    repond_elle = True
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        repond_elle = False
    return juger(
        "base",
        "Base de données",
        repond_elle,
        "Elle répond." if repond_elle else "La base ne répond pas.",
        "Vérifiez que PostgreSQL tourne (systemctl status postgresql) et que PORTAIL_BASE est"
        " juste.",
    )


def _migrations() -> Constat:
    manquent = migrations_a_faire()
    return juger(
        "migrations",
        "Version de la base",
        not manquent,
        "La base est à jour." if not manquent else "La base est plus ancienne que le logiciel.",
        "Lancez « manage.py preparer », puis relancez le portail.",
    )


def _taches() -> Constat:
    battement = dernier_battement()
    quand = en_moment(battement, timezone.now()) if battement else "jamais"
    muet = est_silencieux(battement)
    demarre = muet and vient_de_demarrer()
    dit = f"Dernier signe de vie : {quand}."
    if demarre:
        dit += " Il vient de démarrer : le prochain est attendu dans les deux minutes."
    remede = "Relancez-le : systemctl restart portail-taches."
    return juger("taches", "Travailleur", demarre or not muet, dit, remede)


def _file() -> Constat:
    maintenant = timezone.now()
    file = OrmQ.objects.filter(lock__lte=maintenant).aggregate(
        nombre=Count("pk"), ancien=Min("lock")
    )
    echecs = Failure.objects.filter(stopped__gte=maintenant - timedelta(days=1)).count()
    a_temps = file["ancien"] is None or maintenant - file["ancien"] < ATTENTE_MAX
    return juger(
        "file",
        "Tâches",
        a_temps and not echecs,
        f"{file['nombre']} en attente, {echecs} en échec depuis 24 heures.",
        "Lisez le journal : journalctl -u portail-taches. Une tâche en échec est reprise jusqu’à"
        " cinq fois.",
    )


def _courriels() -> Constat:
    """A refused mail is due later and later: what counts is since when it is written."""
    maintenant = timezone.now()
    en_retard = Courriel.objects.filter(envoye_le=None, essais__gt=0, essais__lt=ESSAIS_MAX)
    bloques = en_retard.filter(cree_le__lt=maintenant - COURRIEL_MAX).count()
    bloques += a_envoyer().filter(essais=0, prochain_essai_le__lt=maintenant - COURRIEL_MAX).count()
    perdus = Courriel.objects.filter(qui_est_abandonne(maintenant)).count()
    remedes = []
    if bloques:
        remedes.append(
            "Vérifiez PORTAIL_COURRIEL et le serveur de messagerie. Les courriels en attente"
            " partiront d’eux-mêmes."
        )
    if perdus:
        remedes.append(
            "Les courriels abandonnés ne partiront plus. Si le serveur de messagerie ne répondait"
            " pas, vérifiez PORTAIL_COURRIEL. S’il refuse une adresse, son journal dit laquelle ;"
            " si le portail ne peut pas l’écrire, journalctl -u portail-taches le dit : corrigez-la"
            " dans le dossier. Cette ligne se tait une semaine après le dernier abandon."
        )
    return juger(
        "courriels",
        "Courriels",
        not (bloques or perdus),
        f"En retard de plus d’une heure : {bloques}. Abandonnés après {ESSAIS_MAX} essais, depuis"
        f" une semaine : {perdus}.",
        " ".join(remedes),
    )


def qui_est_abandonne(maintenant: datetime) -> Q:
    """Mails given up in the last week: nobody can do anything more of an older one, and a line
    that stays red is no longer read. A mail is one while its last try lasts, too."""
    depuis = maintenant - ABANDON_MONTRE
    return Q(envoye_le=None, essais__gte=ESSAIS_MAX, prochain_essai_le__gte=depuis)


def _redis() -> Constat:
    if not settings.REDIS:
        return Constat("redis", "Redis", ABSENT, "Aucun : la base garde le cache et les sessions.")
    from portail.cache.redis_secouru import faute_de_redis

    faute = faute_de_redis()
    dit, _, que_faire = faute.partition(". ")
    return juger("redis", "Redis", not faute, f"{dit}." if dit else "Il répond.", que_faire)


def _stockages() -> Iterator[Constat]:
    libelles = {"prive": "Fichiers des familles", "public": "Images et documents publics"}
    for part in PARTS:
        ecrit = _inscriptible(part)
        yield juger(
            f"stockage_{part}",
            libelles[part],
            ecrit,
            "On peut y écrire." if ecrit else "On ne peut pas y écrire.",
            "Vérifiez la place et les droits de PORTAIL_VAR, ou que le serveur S3 répond et que ses"
            " clés sont justes.",
        )


def _inscriptible(part: str) -> bool:
    """A few bytes are written and taken away: a right that is only read may lie."""
    lieu = stockage(part)
    try:
        lieu.delete(lieu.save("temoin-sante.txt", ContentFile(b"ok")))
    except OSError:
        return False
    return True


def _antivirus() -> Constat:
    if not settings.CLAMD:
        dit = "Aucun : les fichiers des familles restent « non analysés »."
        return Constat("antivirus", "Antivirus", ABSENT, dit)
    muet = False
    try:
        repond()
    except AntivirusMuet:
        muet = True
    return juger(
        "antivirus",
        "Antivirus",
        not muet,
        "clamd ne répond pas : les fichiers déposés attendent." if muet else "clamd répond.",
        "Relancez-le : systemctl restart clamav-daemon. Les fichiers en attente seront analysés"
        " ensuite.",
    )


def _cloison() -> Constat:
    """Never a fault: the files are opened in a child, within bounds, on any machine."""
    if not (manquent := ce_qui_manque()):
        dit = "Le programme qui les ouvre n’atteint ni les clés, ni les autres fichiers."
        return Constat("cloison", "Ouverture des fichiers reçus", OK, dit)
    return Constat(
        "cloison",
        "Ouverture des fichiers reçus",
        A_PREVOIR,
        f"Il manque à cette machine : {enumerer(manquent)}. Un fichier piégé pourrait lire ceux"
        " du portail.",
        "Prévoyez un noyau Linux 5.13 ou plus récent, avec Landlock et seccomp.",
    )


def _disque() -> Constat:
    place = shutil.disk_usage(settings.VAR)
    return juger(
        "disque",
        "Place sur le disque",
        place.free >= PLACE_MIN and place.free >= PART_MIN * place.total,
        f"{place.free / 1e9:.1f} Go libres sur {place.total / 1e9:.0f}.".replace(".", ",", 1),
        "Supprimez d’anciennes sauvegardes ou agrandissez le disque de PORTAIL_VAR.",
    )


def _sauvegarde() -> Constat:
    faite = trace.derniere()
    if faite is None:
        dit = (
            "Aucune connue de « manage.py sauvegarder » : vérifiez qu’une autre est faite, et"
            " qu’elle se restaure."
        )
        return Constat("sauvegarde", "Sauvegarde", ABSENT, dit)
    return juger(
        "sauvegarde",
        "Sauvegarde",
        timezone.now() - faite < SAUVEGARDE_MAX,
        f"La dernière est du {en_moment(faite, timezone.now())}.",
        "Lisez pourquoi : journalctl -u portail-sauvegarde. Refaites-en une : manage.py"
        " sauvegarder.",
    )


def _chiffrement_des_sauvegardes() -> Constat:
    cles = len(settings.CLES_DE_SAUVEGARDE)
    dit = f"Seul qui a {'une des clés privées' if cles > 1 else 'la clé privée'} les lit."
    remede = (
        "Donnez une clé publique age dans PORTAIL_SAUVEGARDE_CLE (docs/exploiter/sauvegarder.md)."
    )
    etat = (OK, dit) if cles else (ABSENT, EN_CLAIR, remede)
    return Constat("sauvegarde_chiffree", "Chiffrement des sauvegardes", *etat)


def _version() -> Constat:
    """Never a fault: the portal works, and its town chooses its day."""
    etat, dit, que_faire = OK, f"Version {version()}.", ""
    try:
        recente = plus_recente() if settings.DERNIERE_VERSION else ""
    except (OSError, ValueError):
        etat = A_PREVOIR
        dit += " Le fichier de la dernière version ne se lit pas, ou n’en donne aucune."
        que_faire = (
            "Vérifiez PORTAIL_DERNIERE_VERSION : ce fichier contient un numéro, comme 1.2.3."
        )
    else:
        if recente:
            etat = A_PREVOIR
            dit += f" La version {recente} existe."
            que_faire = "Lisez ses notes (CHANGELOG.md), puis mettez à jour :"
            que_faire += " docs/exploiter/mettre_a_jour.md."
        elif settings.DERNIERE_VERSION:
            dit += " La collectivité n’en connaît pas de plus récente."
    return Constat("version", "Version du portail", etat, dit, que_faire)
