"""What a PDF may do to who opens it: one attack in forms that a search in its bytes does not see,
and good papers."""

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode

from famille.dossier.documents import laboratoire
from famille.dossier.documents.fichiers import FichierRefuse, verifier
from tests.famille.documents.test_fichiers import PDF, envoi
from tests.securite.test_televersements import avec


def lance():
    return Dictionary(Type=Name.Action, S=Name.Launch, F="cmd.exe")


def ecrire(remplir, **options):
    """bytes of a PDF of one page that `remplir(document)` has added something to."""
    document, sortie = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    remplir(document)
    document.save(sortie, **options)
    return sortie.getvalue()


def a_l_ouverture(action):
    def remplir(document):
        document.Root.OpenAction = action

    return remplir


def dans_une_annotation(**champs):
    def remplir(document):
        annotation = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **champs)
        document.pages[0].Annots = Array([document.make_indirect(annotation)])

    return remplir


def declenchee(quand, action):
    """By an event (/AA) of the page."""

    def remplir(document):
        document.pages[0].AA = Dictionary({quand: action})

    return remplir


def derriere(action, suivante):
    action.Next = Array([Dictionary(S=Name.Named, N=Name.Print), suivante])
    return action


def en_flux_d_objets(objet, filtre, coder):
    contenu = coder(b"9 0 " + objet)
    entete = b"<</Type/ObjStm/N 1/First 4/Filter%s/Length %d>>stream\n" % (filtre, len(contenu))
    debut = PDF.partition(b"xref\n0 3")[0]
    flux = b"8 0 obj" + entete + contenu + b"\nendstream endobj\n"
    place = len(debut + flux)
    # the table of contents as a stream: object 9 is in object 8
    lignes = [(0, 0, 65535), *((1, debut.index(b"%d 0 obj" % n), 0) for n in (1, 2, 3))]
    lignes += [(0, 0, 0)] * 4 + [(1, len(debut), 0), (2, 8, 0), (1, place, 0)]
    table = b"".join(
        bytes([un]) + deux.to_bytes(4) + trois.to_bytes(2) for un, deux, trois in lignes
    )
    index = b"10 0 obj<</Type/XRef/Size 11/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return debut + flux + index + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % place


def ajoute_apres(contenu, objet):
    """The same PDF, and behind it a change that adds an object (incremental update)."""
    place = len(contenu)
    suite = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 9 0 R>>endobj\n9 0 obj"
        + objet
        + b"endobj\n"
    )
    deux = place + suite.index(b"9 0 obj")
    table = b"xref\n1 1\n%010d 00000 n \n9 1\n%010d 00000 n \n" % (place, deux)
    fin = b"trailer<</Size 10/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return contenu + suite + table + fin % (contenu.rindex(b"xref\n0 "), place + len(suite))


LANCE = b"<</Type/Action/S/Launch/F(cmd.exe)>>"
ATTAQUES = {
    "on opening": ecrire(a_l_ouverture(lance())),
    "a link": ecrire(dans_une_annotation(Subtype=Name.Link, A=lance())),
    "name escaped": avec(LANCE.replace(b"Launch", b"#4caunc#68")),
    "key escaped": avec(LANCE.replace(b"/S/", b"/#53/")),
    "a comment between": avec(LANCE.replace(b"/S/", b"/S%nothing\n/")),
    "name in another object": avec(
        LANCE.replace(b"/S/Launch", b"/S 8 0 R") + b"endobj\n8 0 obj/Launch "
    ),
    "compressed objects": ecrire(
        a_l_ouverture(lance()), object_stream_mode=ObjectStreamMode.generate
    ),
    "two filters": en_flux_d_objets(
        LANCE,
        b"[/ASCIIHexDecode/FlateDecode]",
        lambda octets: zlib.compress(octets).hex().encode() + b">",
    ),
    "hexadecimal objects": en_flux_d_objets(
        LANCE, b"/ASCIIHexDecode", lambda octets: octets.hex().encode() + b">"
    ),
    "far in its stream": en_flux_d_objets(b" " * 2_000_000 + LANCE, b"/FlateDecode", zlib.compress),
    "encrypted without a password": ecrire(
        a_l_ouverture(lance()),
        encryption=Encryption(owner="secret", user="", R=6),
        object_stream_mode=ObjectStreamMode.generate,
    ),
    "behind another action": ecrire(
        a_l_ouverture(derriere(Dictionary(S=Name.JavaScript, JS="1"), lance()))
    ),
    "added afterwards": ajoute_apres(
        ecrire(lambda document: None, object_stream_mode=ObjectStreamMode.disable), LANCE
    ),
    "an event of a page": ecrire(declenchee("/O", lance())),
    "a player": ecrire(dans_une_annotation(Subtype=Name.RichMedia)),
    "a sound": ecrire(
        dans_une_annotation(Subtype=Name.Screen, A=Dictionary(S=Name.Rendition, OP=0))
    ),
    "a file of the computer": ecrire(
        dans_une_annotation(Subtype=Name.Link, A=Dictionary(S=Name.ImportData, F="a"))
    ),
}
SORTIES = {
    "a site on opening": ecrire(a_l_ouverture(Dictionary(S=Name.URI, URI="https://exemple.fr"))),
    "a form sent on opening": ecrire(
        a_l_ouverture(Dictionary(S=Name.SubmitForm, F="https://exemple.fr"))
    ),
    "a file of the network on opening": ecrire(
        declenchee("/O", Dictionary(S=Name.GoToR, F=r"\\exemple\a"))
    ),
    "behind another action": ecrire(
        a_l_ouverture(
            derriere(
                Dictionary(S=Name.JavaScript, JS="1"),
                Dictionary(S=Name.URI, URI="https://exemple.fr"),
            )
        )
    ),
}


def facture_x(document):
    document.attachments["factur-x.xml"] = b"<CrossIndustryInvoice/>"


def cerfa(document):
    """A form of the State: its script runs on opening, a button sends nothing by itself."""
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="this.calculateNow()")
    champ = Dictionary(FT=Name.Tx, T="nom", AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS="1")))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(champ)]))


BONS = {
    "a script on opening, a form": ecrire(cerfa),
    "an attached file": ecrire(facture_x),
    "a link to a site": ecrire(
        dans_une_annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://caf.fr"))
    ),
    "a first page to show": ecrire(a_l_ouverture(Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])))),
    "an owner's password": ecrire(
        lambda document: None, encryption=Encryption(owner="banque", user="", R=4)
    ),
    "compressed objects": ecrire(cerfa, object_stream_mode=ObjectStreamMode.generate),
    "a table of contents to mend": PDF,
}


@pytest.mark.parametrize("contenu", ATTAQUES.values(), ids=ATTAQUES)
def test_a_pdf_that_starts_a_program_is_refused_however_it_is_written(contenu):
    with pytest.raises(FichierRefuse, match="ouvrir un programme"):
        verifier(envoi(contenu))


@pytest.mark.parametrize("contenu", SORTIES.values(), ids=SORTIES)
def test_a_pdf_that_goes_elsewhere_by_itself_is_refused(contenu):
    with pytest.raises(FichierRefuse, match="dès qu’il est lu"):
        verifier(envoi(contenu))


@pytest.mark.parametrize("contenu", BONS.values(), ids=BONS)
def test_a_good_paper_is_kept_as_it_is(contenu):
    assert verifier(envoi(contenu)).contenu == contenu


def test_a_pdf_under_a_password_is_refused_since_nobody_could_read_it():
    contenu = ecrire(lambda document: None, encryption=Encryption(owner="a", user="b", R=6))
    with pytest.raises(FichierRefuse, match="mot de passe"):
        verifier(envoi(contenu))


def test_objects_under_an_unknown_compression_are_not_taken_for_harmless():
    with pytest.raises(FichierRefuse, match="abîmé"):
        verifier(envoi(en_flux_d_objets(LANCE, b"/BrotliDecode", lambda octets: octets)))


def test_actions_that_follow_each_other_in_a_ring_end():
    def anneau(document):
        un = document.make_indirect(Dictionary(S=Name.JavaScript, JS="1"))
        un.Next = un
        document.Root.OpenAction = un

    with pytest.raises(FichierRefuse, match="abîmé"):
        verifier(envoi(ecrire(anneau)))


@pytest.mark.laboratoire
def test_objects_that_unpack_for_ever_are_stopped_in_the_child(monkeypatch):
    """A small file whose objects take 100 MB, of 250 in all: what was not read is not taken for
    harmless."""
    monkeypatch.setattr(laboratoire, "MEMOIRE", 250 * 1024 * 1024)
    assert verifier(envoi(PDF)).contenu == PDF
    bombe = en_flux_d_objets(
        b" " * 100_000_000 + LANCE, b"/FlateDecode", lambda octets: zlib.compress(octets, 1)
    )
    with pytest.raises(FichierRefuse):
        verifier(envoi(bombe))
