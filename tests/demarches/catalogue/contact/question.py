"""What Camille asks of the service."""

QUESTION = "Comment réserver un mercredi ? <script>alert(1)</script> 🙂"


def message(**autres):
    return {"sujet": "Mes réservations", "enfant": "", "message": QUESTION} | autres
