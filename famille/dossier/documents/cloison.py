"""The walls of the child that opens strangers' files (famille.dossier.documents.laboratoire): of
the machine it reads the libraries that decode, and nothing else; it writes nothing, opens no
network, starts no program and touches no other process, its parent least of all.

Linux keeps them: Landlock (5.13) for the files, seccomp for the calls. Elsewhere the child has its
bounds only, and the state of the portal says so (portail.etat.machine).
"""

import ctypes
import os
import platform
import struct
import sys
import sysconfig
from pathlib import Path

_CREER, _PERMETTRE, _S_ENFERMER = 444, 445, 446  # Landlock's calls, the same on every machine
_LIRE = 1 << 2 | 1 << 3  # files, folders
_TOUT, _TRONQUER = (1 << 13) - 1, 1 << 14  # every right of its first version; of its third
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 4, 22, 38
_LIBC = ctypes.CDLL(None, use_errno=True)

# The architecture as seccomp names it, and the numbers of: socket, socketpair, connect, bind,
# execve, execveat, ptrace, process_vm_readv, process_vm_writev, pidfd_open, pidfd_getfd, kill,
# tkill, tgkill, io_uring_setup, bpf, chmod, fchmodat, fchmodat2, fchownat, truncate, utimensat.
_INTERDITS = {
    "x86_64": (
        0xC000003E,
        (
            *(41, 53, 42, 49, 59, 322, 101, 310, 311, 434, 438, 62),
            *(200, 234, 425, 321, 90, 268, 452, 260, 76, 280),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(198, 199, 203, 200, 221, 281, 117, 270, 271, 434, 438, 129),
            *(130, 131, 425, 280, 53, 452, 54, 45, 88),
        ),
    ),
}
_CHARGER, _SI_EGAL, _SI_AU_MOINS, _RENDRE = 0x20, 0x15, 0x35, 0x06  # of BPF
_PERMIS, _REFUSE, _TUE = 0x7FFF0000, 0x00050001, 0x80000000  # _REFUSE: EPERM
_AUTRES_APPELS = 0x40000000  # the second table of x86_64, where the same calls have other numbers


class _Filtre(ctypes.Structure):
    _fields_ = (("longueur", ctypes.c_ushort), ("lignes", ctypes.c_char_p))


def se_rendre_illisible() -> None:
    """Of a process that holds the town's secrets: no other process of its user (root does) reads
    its memory nor its environment in /proc, and it leaves no core file. Nothing but on Linux."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def oublier_les_cles(sauf: str = "") -> None:
    """Remove the town's keys, but `sauf`, from a process whose settings are read."""
    for nom in [nom for nom in os.environ if nom.startswith("PORTAIL_") and nom != sauf]:
        del os.environ[nom]


def se_cloisonner() -> None:
    """In the child, for good. What the kernel does not know is left out."""
    if sys.platform != "linux":
        return
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if version := _version_de_landlock():
        _fermer_les_fichiers(_TOUT | (_TRONQUER if version >= 3 else 0))
    _fermer_les_appels()


def ce_qui_manque() -> list[str]:
    """["Landlock", "seccomp"]: what this machine lacks of them."""
    manques = [] if _version_de_landlock() else ["Landlock"]
    connu = sys.platform == "linux" and platform.machine() in _INTERDITS
    if not (connu and Path("/proc/sys/kernel/seccomp/actions_avail").exists()):
        manques.append("seccomp")
    return manques


def _version_de_landlock() -> int:
    """0: there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, _LIBC.syscall(_CREER, None, ctypes.c_size_t(0), 1))


def _fermer_les_fichiers(droits: int) -> None:
    regles = _LIBC.syscall(_CREER, struct.pack("Q", droits), ctypes.c_size_t(8), 0)
    for chemin in _bibliotheques():
        lieu = os.open(chemin, os.O_PATH | os.O_CLOEXEC)
        _LIBC.syscall(_PERMETTRE, regles, 1, struct.pack("=Qi", _LIRE, lieu), 0)
        os.close(lieu)
    if regles < 0 or _LIBC.syscall(_S_ENFERMER, regles, 0):
        raise OSError(ctypes.get_errno(), "Landlock")
    os.close(regles)


def _bibliotheques() -> set[str]:
    """The folders of Python, its packages and the system's libraries, and this room."""
    ici = str(Path(__file__).resolve().parents[2])
    dossiers = {sys.prefix, sysconfig.get_path("stdlib"), ici, "/usr/lib", "/lib", "/lib64"}
    return {dossier for dossier in dossiers if Path(dossier).is_dir()}


def _fermer_les_appels() -> None:
    """EPERM to each forbidden call; a call of another architecture ends the child."""
    if (interdits := _INTERDITS.get(platform.machine())) is None:
        return
    architecture, numeros = interdits
    dernier = len(numeros) + 1  # where EPERM stands, counted from the first comparison
    lignes = [
        (_CHARGER, 0, 0, 4),
        (_SI_EGAL, 1, 0, architecture),
        (_RENDRE, 0, 0, _TUE),
        (_CHARGER, 0, 0, 0),
        (_SI_AU_MOINS, dernier, 0, _AUTRES_APPELS),
        *((_SI_EGAL, dernier - 1 - rang, 0, numero) for rang, numero in enumerate(numeros)),
        (_RENDRE, 0, 0, _PERMIS),
        (_RENDRE, 0, 0, _REFUSE),
    ]
    programme = b"".join(struct.pack("HBBI", *ligne) for ligne in lignes)
    filtre = _Filtre(len(lignes), programme)
    if _LIBC.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(filtre), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")
