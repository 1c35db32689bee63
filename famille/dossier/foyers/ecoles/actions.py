"""What agents keep of the schools: a row, its ways of being written, its classes."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from famille import models
from famille.journal.modifications import noter_modification
from famille.models import Classe, Ecole, EcritureEcole, Enfant, ScolaritePassee, Utilisateur
from famille.regles.scolarite import cle_classe, cle_ecole, niveaux_de
from famille.socle.erreurs import Refus

from .lecture import Annuaire


@transaction.atomic
def creer_ecole(*, par: Utilisateur | None, nom: str, **champs: Any) -> Ecole:
    """Children said to be there are there. Refus: its name, or its UAI, is another school's."""
    ecole = Ecole(nom=nom.strip(), **champs)
    _verifier(ecole)
    ecole.save()
    _ecrire(ecole, ecole.nom)
    ranger_ce_qui_est_dit(par=par)
    return ecole


@transaction.atomic
def modifier_ecole(ecole: Ecole, *, par: Utilisateur, **champs: Any) -> Ecole:
    """Its former name stays one of its ways of being written."""
    for nom, valeur in champs.items():
        setattr(ecole, nom, valeur)
    _verifier(ecole)
    ecole.save(update_fields=list(champs))
    _ecrire(ecole, ecole.nom)
    ranger_ce_qui_est_dit(par=par)
    return ecole


def _verifier(ecole: Ecole) -> None:
    if not cle_ecole(ecole.nom):
        raise Refus("Donnez le nom de l’école.", champ="nom")
    autres = Ecole.objects.exclude(pk=ecole.pk)
    if autre := autres.filter(ecritures__cle=cle_ecole(ecole.nom)).first():
        raise Refus(
            f"Ce nom est déjà une écriture de « {autre} » : ajoutez ce qui distingue cette école,"
            " sa commune par exemple.",
            champ="nom",
        )
    if ecole.uai and (autre := autres.filter(uai=ecole.uai).first()):
        raise Refus(f"Cet UAI est déjà celui de « {autre} » : vérifiez-le.", champ="uai")


def _ecrire(ecole: Ecole, texte: str) -> None:
    EcritureEcole.objects.get_or_create(
        cle=cle_ecole(texte), defaults={"ecole": ecole, "texte": texte[:120]}
    )


@transaction.atomic
def ajouter_classe(
    ecole: Ecole, *, annee: int, nom: str, par: Utilisateur | None, onde: str = ""
) -> Classe:
    """A class of that school year, with the levels that its name tells. Refus: it exists."""
    nom = nom.strip()
    cle = cle_classe(nom)
    if not cle:
        raise Refus("Donnez le nom de la classe.", champ="nom")
    if any(cle_classe(une.nom) == cle for une in ecole.classes.filter(annee=annee)):
        dit = f"« {nom} » est déjà une classe de cette école : donnez-lui un autre nom."
        raise Refus(dit, champ="nom")
    classe = ecole.classes.create(annee=annee, nom=nom[:80], niveaux=niveaux_de(nom), onde=onde)
    ranger_ce_qui_est_dit(par=par)
    return classe


@transaction.atomic
def rapprocher_ecole(texte: str, ecole: Ecole, *, par: Utilisateur) -> int:
    """From now on this text is that school; how many children it was said of, who are there now."""
    autres = EcritureEcole.objects.exclude(ecole=ecole).select_related("ecole")
    if deja := autres.filter(cle=cle_ecole(texte)).first():
        raise Refus(f"« {texte} » est déjà une écriture de « {deja.ecole} ».")
    _ecrire(ecole, texte)
    return ranger_ce_qui_est_dit(par=par)


@transaction.atomic
def rapprocher_classe(texte: str, classe: Classe, *, par: Utilisateur) -> int:
    """The same, of a class of its school and its year."""
    models.EcritureClasse.objects.get_or_create(
        classe=classe, cle=cle_classe(texte), defaults={"texte": texte[:80]}
    )
    return ranger_ce_qui_est_dit(par=par)


@transaction.atomic
def ranger_ce_qui_est_dit(*, par: Utilisateur | None) -> int:
    """Bring to its row each school and class that is only said and is known by now. Each home keeps
    the change, where what it reads changes. How many children."""
    annuaire, combien = Annuaire(), 0
    dits = Enfant.objects.exclude(Q(ecole_dite="") & Q(classe_dite="")).avec_ecole()
    for enfant in dits.select_for_update(of=("self",), no_key=True):
        textes = (enfant.ecole_dite or enfant.nom_ecole, enfant.classe_dite or enfant.nom_classe)
        colonnes = annuaire.colonnes(*textes)
        combien += ranger_un_enfant(enfant, colonnes, par=par)
    return combien


def ranger_un_enfant(enfant: Enfant, colonnes: dict[str, Any], *, par: Utilisateur | None) -> bool:
    """Whether these columns (lecture.COLONNES) were not his; his homes keep the change."""
    if all(getattr(enfant, nom) == valeur for nom, valeur in colonnes.items()):
        return False
    avant = decrire_la_scolarite(enfant)
    Enfant.objects.filter(pk=enfant.pk).update(**colonnes)
    apres = decrire_la_scolarite(Enfant.objects.avec_ecole().get(pk=enfant.pk))
    for foyer in enfant.residences():
        noter_modification(foyer, f"enfant {enfant}", par=par, avant=avant, apres=apres)
    return True


def decrire_la_scolarite(enfant: Enfant) -> dict[str, str]:
    """In the words of the journal."""
    return {"École": enfant.nom_ecole, "Classe": enfant.nom_classe}


@transaction.atomic
def reunir_ecoles(garde: Ecole, autre: Ecole, *, par: Utilisateur) -> Ecole:
    """Two rows that are one school: what is of `autre` is of `garde`. Refus: they are one row."""
    if garde.pk == autre.pk:
        raise Refus("Choisissez une autre école : c’est celle-ci.")
    autre.ecritures.update(ecole=garde)
    autre.precedentes.exclude(pk=garde.pk).update(suite=garde)
    ScolaritePassee.objects.filter(ecole=autre).update(ecole=garde)
    for classe in autre.classes.all():
        jumelle = garde.classes.filter(annee=classe.annee, nom=classe.nom).first()
        if jumelle is None:
            Classe.objects.filter(pk=classe.pk).update(ecole=garde)
            continue
        classe.enfants.update(classe=jumelle)
        ScolaritePassee.objects.filter(classe=classe).update(classe=jumelle)
        connues = jumelle.ecritures.values("cle")
        classe.ecritures.exclude(cle__in=connues).update(classe=jumelle)
        classe.delete()
    for enfant in autre.enfants.avec_ecole():
        ranger_un_enfant(enfant, {"ecole_id": garde.pk}, par=par)
    uai = autre.uai
    autre.delete()
    if uai and not garde.uai:
        garde.uai = uai
        garde.save(update_fields=["uai"])
    return garde
