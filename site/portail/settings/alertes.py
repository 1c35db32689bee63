"""What telephones are told, and by whom (docs/exploiter/alertes.md): nothing, unless the town asks
for it. What is wrong in them is told by the system checks (portail.checks)."""


def push(cle: str, contact: str, faux: str = "") -> dict[str, str]:
    """The PUSH setting; {} where there is none. `cle`: the private key; `contact`: for the servers
    of the browsers' makers to write to; `faux`: origin of the pretend service of the demo, which a
    town never has."""
    return {"cle": cle, "contact": contact, "faux": faux} if cle else {}
