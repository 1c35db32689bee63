"""What base.html needs on each screen, without a query of its own."""


def ecran(request):
    """`ecran`: the name of the current view ("demarches:etape"), and `etape`, for the "Aide" button (G32)."""
    trouve = getattr(request, "resolver_match", None)
    if trouve is None:
        return {"ecran": "", "ecran_etape": "", "ecran_code": ""}
    return {
        "ecran": trouve.view_name or "",
        "ecran_code": trouve.kwargs.get("code", ""),
        "ecran_etape": trouve.kwargs.get("step", ""),
    }
