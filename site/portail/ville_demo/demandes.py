"""To be written."""


def nombre_de_demandes(foyers):
    return 0


def creer_demandes(personnages, autres, personnel, *, foyers, avancer):
    pass
