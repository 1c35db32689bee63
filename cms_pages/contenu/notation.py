"""A seeded page's Markdown becomes the blocks of its page. `pages/README.md` is the notation.

What the notation does not know is refused, with its file and its line: nothing is guessed, and
nothing that an editor wrote is dropped in silence.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from cms_pages.blocs.contacts import COORDONNEES
from cms_pages.blocs.reglages import REGLES

from . import rgaa
from .dessins import ETROITES, IMAGES
from .fiches import Bloc, Dessin, VersPage
from .reperes import ContenuRefuse, Reperes

ENCADRES = ("info", "attention", "reussite", "urgence")
NIVEAUX = ("h2", "h3")
BUTS = ("page", "ecran")
GRAISSES = {"strong": "b", "em": "i"}


class _Markdown(MarkdownIt):
    """Addresses are ours (page:…, ecran:…): kept as they are written, checked by `Notation`."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (theirs)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _markdown() -> MarkdownIt:
    """Only what a page may hold, and the neighbours that are refused in a sentence."""
    md = _Markdown("zero")
    md.enable(["heading", "list", "hr", "table", "blockquote", "code", "fence"])
    md.enable(["emphasis", "link", "autolink", "image", "escape", "newline", "backticks"])
    md.use(front_matter_plugin)
    md.use(container_plugin, "directive", validate=lambda mots, _: bool(mots.strip()))
    return md


MARKDOWN = _markdown()


def arbre(source: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(MARKDOWN.parse(source))


class Notation:
    """Reads the body of one file."""

    def __init__(self, source: str, reperes: Reperes) -> None:
        self._lignes = source.splitlines()
        self._racine = arbre(source)
        self._reperes = reperes

    def blocs(self) -> list[Bloc]:
        blocs: list[Bloc] = []
        html = ""
        for noeud in self._corps():
            morceau = self._riche(noeud) if self._est_du_texte(noeud) else ""
            html += morceau
            if not morceau:
                blocs += [("texte", html)] if html else []
                html = ""
                blocs += self._bloc(noeud)
        return blocs + ([("texte", html)] if html else [])

    def html(self) -> str:
        """The file holds paragraphs only."""
        return "".join(self._riche(noeud) for noeud in self._corps())

    def _corps(self) -> list[SyntaxTreeNode]:
        return [noeud for noeud in self._racine.children if noeud.type != "front_matter"]

    # Blocks

    def _est_du_texte(self, noeud: SyntaxTreeNode) -> bool:
        return noeud.type in ("bullet_list", "ordered_list") or (
            noeud.type == "paragraph" and _image_seule(noeud) is None
        )

    def _bloc(self, noeud: SyntaxTreeNode) -> list[Bloc]:
        if noeud.type == "hr":  # the next text is a block of its own
            return []
        if noeud.type == "heading":
            if noeud.tag not in NIVEAUX:
                raise self._refus(
                    noeud, "un titre commence par ## (une partie) ou ### (un sous-titre)"
                )
            return [_titre(self._simple(noeud), noeud.tag)]
        if (seule := _image_seule(noeud)) is not None:
            dessin = self._dessin(seule)
            largeur = "etroite" if dessin.nom in ETROITES else "pleine"
            return [("image", {"image": dessin, "legende": "", "largeur": largeur})]
        if noeud.type == "container_directive":
            return self._directive(noeud)
        raise self._inconnu(noeud)

    def _directive(self, noeud: SyntaxTreeNode) -> list[Bloc]:
        if noeud.map is None or self._lignes[noeud.map[1] :][:1] != [":::"]:
            raise self._refus(noeud, "ce bloc n’est pas fermé : il finit par une ligne « ::: »")
        nom, _, reste = noeud.info.strip().partition(" ")
        if nom in ENCADRES:
            html = self._html(noeud.children)
            return [
                ("encadre", {"genre": nom, "titre": self._rediger(reste, noeud), "texte": html})
            ]
        lire: Callable | None = getattr(self, f"_bloc_{nom.replace('-', '_')}", None)
        if lire is None:
            raise self._refus(noeud, f"le bloc « {nom} » n’existe pas")
        return list(lire(noeud, self._rediger(reste.strip(), noeud)))

    def _bloc_etapes(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        self._sans_titre(noeud, reste)
        lues = []
        for nom, contenu in self._sous_titres(noeud):
            seule = _image_seule(contenu[-1]) if contenu else None
            explication = self._html(contenu if seule is None else contenu[:-1])
            dessin = Dessin("") if seule is None else self._dessin(seule)
            lues.append({"titre": nom, "texte": explication, "image": dessin})
        yield "etapes", {"etapes": lues}

    def _bloc_questions(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        self._sans_titre(noeud, reste)
        parties = self._sous_titres(noeud)
        lues = [{"question": nom, "reponse": self._html(dessous)} for nom, dessous in parties]
        yield "questions", {"questions": lues}

    def _bloc_tableau(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        if [enfant.type for enfant in noeud.children] != ["table"]:
            raise self._refus(noeud, "un tableau ne contient que des lignes « | … | … | »")
        lignes = [
            [self._simple(case) for case in ligne.children]
            for partie in noeud.children[0].children
            for ligne in partie.children
        ]
        yield _tableau(reste, *lignes)

    def _bloc_contact(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        self._vide(noeud)
        coordonnees = dict.fromkeys(COORDONNEES, "")
        yield "contact", {"nom": reste, "reprendre": True} | coordonnees

    def _bloc_bouton(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        liens = [un for un in noeud.walk() if un.type == "link"]
        if reste not in ("", "discret") or len(liens) != 1 or len(noeud.children) != 1:
            raise self._refus(noeud, "un bouton contient un lien, et ne peut être que « discret »")
        genre, cible = self._cible(liens[0], noeud)
        if genre not in BUTS:
            raise self._refus(noeud, "un bouton mène à « page:… » ou à « ecran:… »")
        discret = reste == "discret"
        yield "bouton", {"libelle": self._simple(noeud), "discret": discret} | _but(genre, cible)

    def _bloc_cartes(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        if [enfant.type for enfant in noeud.children] != ["bullet_list"]:
            raise self._refus(noeud, "les cartes sont une liste : « - <page:…> Le texte »")
        lues = [self._carte(element) for element in noeud.children[0].children]
        yield "cartes", {"titre": reste, "cartes": lues}

    def _carte(self, element: SyntaxTreeNode) -> dict[str, object]:
        lien, *suite = _en_ligne(element)
        genre, cible = self._cible(lien, element) if lien.type == "link" else ("", "")
        if genre not in BUTS:
            raise self._refus(
                element, "une carte commence par « <page:…> » ou par « [Titre](ecran:…) »"
            )
        dessin = Dessin("")
        if suite and suite[-1].type == "image":
            dessin = self._dessin(suite.pop())
        titre = "" if lien.info == "auto" else self._texte_nu(lien.children, element).strip()
        texte = self._texte_nu(suite, element).strip()
        return {"titre": titre, "texte": texte, "image": dessin} | _but(genre, cible)

    def _bloc_a_relire(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        self._sans_titre(noeud, reste)
        yield "a_relire", {"texte": self._simple(noeud)}

    def _bloc_a_completer(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        if reste not in ("", "sans lieu"):
            raise self._refus(noeud, "« a-completer » n’est suivi de rien, ou de « sans lieu »")
        if not (reste and self._reperes.avec_lieux):
            yield "a_completer", {"consigne": self._simple(noeud)}

    def _bloc_actualites(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        self._vide(noeud)
        yield "actualites", {"titre": reste}

    def _bloc_tarifs(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        self._sans_titre(noeud, reste)
        self._vide(noeud)
        yield "tarifs", None

    def _bloc_regle(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        self._vide(noeud)
        if reste not in REGLES:
            raise self._refus(noeud, f"la règle « {reste} » n’existe pas : {', '.join(REGLES)}")
        yield "regle", reste

    def _bloc_conformite(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        self._sans_titre(noeud, reste)
        self._vide(noeud)
        yield "conformite", None

    def _bloc_grille_rgaa(self, noeud: SyntaxTreeNode, reste: str) -> Iterator[Bloc]:
        """A title and a table for each theme of the evaluation."""
        self._sans_titre(noeud, reste)
        self._vide(noeud)
        colonnes = ["Critère", "Intitulé", "Résultat", "Constat"]
        for nom, ceux in rgaa.par_thematique():
            lignes = [[un.critere, un.intitule, rgaa.STATUTS[un.statut], un.constat] for un in ceux]
            yield _titre(nom)
            yield _tableau(f"{nom} : critères du RGAA 4.1.2", colonnes, *lignes)

    def _sous_titres(self, noeud: SyntaxTreeNode) -> list[tuple[str, list[SyntaxTreeNode]]]:
        """(the words after ###, what is below)."""
        parties: list[tuple[str, list[SyntaxTreeNode]]] = []
        for enfant in noeud.children:
            if enfant.type == "heading" and enfant.tag == "h3":
                parties.append((self._simple(enfant), []))
            elif not parties:
                raise self._refus(enfant, "ce bloc est fait de parties qui commencent par ###")
            else:
                parties[-1][1].append(enfant)
        return parties

    def _sans_titre(self, noeud: SyntaxTreeNode, reste: str) -> None:
        if reste:
            raise self._refus(noeud, f"ce bloc n’a pas de titre : « {reste} » est en trop")

    def _vide(self, noeud: SyntaxTreeNode) -> None:
        if noeud.children:
            raise self._refus(noeud, "ce bloc ne contient rien")

    # Words

    def _html(self, noeuds: list[SyntaxTreeNode]) -> str:
        return "".join(self._riche(noeud) for noeud in noeuds)

    def _riche(self, noeud: SyntaxTreeNode) -> str:
        """Rich text as Wagtail keeps it: no space between tags."""
        if noeud.type in ("bullet_list", "ordered_list", "list_item"):
            dedans = "".join(self._riche(enfant) for enfant in noeud.children)
            return f"<{noeud.tag}>{dedans}</{noeud.tag}>"
        if noeud.type == "paragraph":
            dedans = "".join(self._en_html(enfant, noeud) for enfant in _en_ligne(noeud))
            serre = noeud.nester_tokens is not None and noeud.nester_tokens.opening.hidden
            return dedans if serre else f"<p>{dedans}</p>"
        raise self._inconnu(noeud)

    def _en_html(self, noeud: SyntaxTreeNode, place: SyntaxTreeNode) -> str:
        if noeud.type in GRAISSES or noeud.type == "link":
            dedans = "".join(self._en_html(enfant, place) for enfant in noeud.children)
            if noeud.type == "link":
                genre, cible = self._cible(noeud, place)
                adresse = f"{genre}:{cible}" if genre else cible
                return f'<a href="{escape(adresse)}">{dedans}</a>'
            return f"<{GRAISSES[noeud.type]}>{dedans}</{GRAISSES[noeud.type]}>"
        return escape(self._texte_nu([noeud], place), quote=False)

    def _simple(self, noeud: SyntaxTreeNode) -> str:
        """Plain words: of a title, a cell, a label."""
        dedans = [un for un in noeud.walk() if un.type == "inline"]
        if len(dedans) != 1:
            raise self._refus(noeud, "il faut ici une seule phrase")
        (ligne,) = dedans
        seule = ligne.children[0] if len(ligne.children) == 1 else ligne
        return self._texte_nu(seule.children if seule.type == "link" else ligne.children, noeud)

    def _texte_nu(self, noeuds: list[SyntaxTreeNode], place: SyntaxTreeNode) -> str:
        mots = ""
        for noeud in noeuds:
            if noeud.type == "softbreak":
                mots += " "
            elif noeud.type in ("text", "text_special"):
                mots += noeud.content
            else:
                raise self._inconnu(noeud, place)
        return self._rediger(mots, place)

    def _dessin(self, noeud: SyntaxTreeNode) -> Dessin:
        nom = self._rediger(str(noeud.attrs["src"]), noeud)
        if nom not in IMAGES:
            raise self._refus(noeud, f"l’image « {nom} » n’existe pas")
        return Dessin(nom, self._rediger(noeud.content, noeud))

    def _cible(self, lien: SyntaxTreeNode, place: SyntaxTreeNode) -> tuple[str, str]:
        """("page" or "ecran", its name); ("", the address) of what lies elsewhere."""
        adresse = self._rediger(str(lien.attrs["href"]), place)
        genre, _, cible = adresse.partition(":")
        if genre not in BUTS:
            if not adresse.startswith(("https://", "tel:", "/")):
                raise self._refus(place, f"le lien « {adresse} » ne mène nulle part")
            return "", adresse
        if not self._reperes.existe(genre, cible):
            raise self._refus(place, f"« {adresse} » ne mène nulle part")
        return genre, cible

    def _rediger(self, mots: str, place: SyntaxTreeNode) -> str:
        if ":::" in mots or re.search(r"</?[a-z]", mots):
            raise self._refus(place, "un bloc « ::: » ou une balise HTML ne peut pas être ici")
        try:
            return self._reperes.dire(mots)
        except KeyError as inconnu:
            mot = inconnu.args[0]
            raise self._refus(place, f"« {{{mot}}} » n’est connu de personne") from inconnu

    # Refusals

    def _inconnu(self, noeud: SyntaxTreeNode, place: SyntaxTreeNode | None = None) -> ContenuRefuse:
        phrase = f"« {noeud.type} » ne s’écrit pas ici (voir README.md)"
        return self._refus(place or noeud, phrase)

    def _refus(self, noeud: SyntaxTreeNode, phrase: str) -> ContenuRefuse:
        while noeud.map is None and noeud.parent is not None:
            noeud = noeud.parent
        return ContenuRefuse(self._reperes.fichier, noeud.map[0] + 1 if noeud.map else 1, phrase)


def _titre(texte: str, niveau: str = "h2") -> Bloc:
    return "titre", {"texte": texte, "niveau": niveau}


def _tableau(legende: str, colonnes: list[str], *lignes: list[str]) -> Bloc:
    tetes = [{"type": "texte", "heading": colonne} for colonne in colonnes]
    rangees = [{"values": ligne} for ligne in lignes]
    return "tableau", {"caption": legende, "columns": tetes, "rows": rangees}


def _but(genre: str, cible: str) -> dict[str, object]:
    """Where a button or a card leads."""
    return (
        {"page": VersPage(cible), "ecran": ""}
        if genre == "page"
        else {"page": None, "ecran": cible}
    )


def _en_ligne(noeud: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    """The words, links and pictures of a paragraph or of an item of one paragraph."""
    (ligne,) = [un for un in noeud.walk() if un.type == "inline"]
    return ligne.children


def _image_seule(noeud: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The picture that a paragraph is made of."""
    if noeud.type != "paragraph":
        return None
    dedans = _en_ligne(noeud)
    return dedans[0] if len(dedans) == 1 and dedans[0].type == "image" else None
