"""Files of a bank for tests, as ISO 20022 writes them, in its older and its newer versions."""

from tests.famille.regie.scene import IBAN_DE_LA_VILLE

VERSIONS = {"ancienne": "02", "nouvelle": "08"}


def compte_rendu(*refus, message="BDF-0001", origine="PRLV-2026-0001", tout=None, version="03"):
    """A pain.002. `refus`: (end-to-end reference, code, amount or None); `tout`: the reason for
    which the whole file is refused."""
    lignes = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>"
        + (
            f'<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">{montant}</InstdAmt></Amt></OrgnlTxRef>'
            if montant
            else ""
        )
        + "</TxInfAndSts>"
        for reference, code, montant in refus
    )
    etat = (
        f"<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>{tout}</Cd></Rsn></StsRsnInf>"
        if tout
        else "<GrpSts>PART</GrpSts>"
    )
    lot = (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{origine}-1</OrgnlPmtInfId>{lignes}</OrgnlPmtInfAndSts>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>2026-12-29T06:12:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{origine}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>{etat}</OrgnlGrpInfAndSts>"
        f"{lot if lignes else ''}</CstmrPmtStsRpt></Document>"
    ).encode()


def impaye(reference, montant, code="AM04", *, cle="TP-1"):
    """A debit sent back, in a statement."""
    return _ecriture(
        montant,
        credit=False,
        domaine=("IDDT", "UPDD"),
        cle=cle,
        reference=reference,
        donneur="DURAND",
        libelle="",
        code=code,
    )


def virement(montant, libelle, *, donneur="MARTIN CAMILLE", cle="TP-2", jour="2026-12-03"):
    """A transfer received."""
    return _ecriture(
        montant,
        credit=True,
        domaine=("RCDT", "ESCT"),
        cle=cle,
        reference="NOTPROVIDED",
        donneur=donneur,
        libelle=libelle,
        jour=jour,
    )


def encaissement(montant, *, cle="TP-3", reference="NOTPROVIDED"):
    """Debits of ours, credited."""
    return _ecriture(
        montant,
        credit=True,
        domaine=("IDDT", "ESDD"),
        cle=cle,
        reference=reference,
        donneur="",
        libelle="",
    )


def frais(montant, *, cle="TP-4"):
    return _ecriture(
        montant,
        credit=False,
        domaine=("MDOP", "CHRG"),
        cle=cle,
        reference="NOTPROVIDED",
        donneur="",
        libelle="Frais de tenue de compte",
    )


def _ecriture(montant, *, credit, domaine, cle, reference, donneur, libelle, code="", jour=None):
    return {
        "montant": montant,
        "sens": "CRDT" if credit else "DBIT",
        "domaine": domaine,
        "cle": cle,
        "reference": reference,
        "donneur": donneur,
        "libelle": libelle,
        "code": code,
        "jour": jour or "2026-12-03",
    }


def releve(*ecritures, genre="camt.054", version="08", message="DFT-1", iban=IBAN_DE_LA_VILLE):
    """A camt.053 or a camt.054."""
    racine, un = {
        "camt.053": ("BkToCstmrStmt", "Stmt"),
        "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[genre]
    corps = "".join(_en_xml(une, version) for une in ecritures)
    soldes = _soldes(ecritures) if genre == "camt.053" else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{genre}.001.{version}"><{racine}>'
        f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>2026-12-03T22:00:00</CreDtTm></GrpHdr>"
        f"<{un}><Id>{message}</Id><CreDtTm>2026-12-03T22:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{soldes}{corps}</{un}></{racine}></Document>"
    ).encode()


def _soldes(ecritures):
    total = sum(
        (1 if une["sens"] == "CRDT" else -1) * round(float(une["montant"]) * 100)
        for une in ecritures
    )
    return "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{centimes / 100:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<Dt><Dt>2026-12-03</Dt></Dt></Bal>"
        for code, centimes in (("OPBD", 100_000), ("CLBD", 100_000 + total))
    )


def _en_xml(une, version):
    nouvelle = version == "08"
    somme = f'<Amt Ccy="EUR">{une["montant"]}</Amt>'
    sens = f"<CdtDbtInd>{une['sens']}</CdtDbtInd>"
    famille, sous = une["domaine"]
    nom = une["donneur"] and (
        f"<Pty><Nm>{une['donneur']}</Nm></Pty>" if nouvelle else f"<Nm>{une['donneur']}</Nm>"
    )
    detail = f"{somme}{sens}" if nouvelle else f"<AmtDtls><TxAmt>{somme}</TxAmt></AmtDtls>"
    return (
        f"<Ntry>{somme}{sens}<Sts>{'<Cd>BOOK</Cd>' if nouvelle else 'BOOK'}</Sts>"
        f"<BookgDt><Dt>{une['jour']}</Dt></BookgDt>"
        + (f"<AcctSvcrRef>{une['cle']}</AcctSvcrRef>" if une["cle"] else "")
        + f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{famille}</Cd><SubFmlyCd>{sous}</SubFmlyCd></Fmly>"
        f"</Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>{une['reference']}</EndToEndId></Refs>"
        f"{detail}"
        + (f"<RltdPties><Dbtr>{nom}</Dbtr></RltdPties>" if nom else "")
        + (f"<RmtInf><Ustrd>{une['libelle']}</Ustrd></RmtInf>" if une["libelle"] else "")
        + (f"<RtrInf><Rsn><Cd>{une['code']}</Cd></Rsn></RtrInf>" if une["code"] else "")
        + "</TxDtls></NtryDtls></Ntry>"
    )
