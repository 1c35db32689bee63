"""A Datamatrix for a paper, drawn as a shape: as sharp on the screen as in the PDF. zxing-cpp is
imported when the first one is drawn."""

from base64 import b64encode

MARGE = 2  # white modules around it, of which the symbol needs one


def datamatrix(texte: str) -> str:
    """The address of the picture (data:) of a square symbol of this ASCII text."""
    import zxingcpp

    code = zxingcpp.create_barcode(texte, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    vue = memoryview(code.to_image(scale=1, add_quiet_zones=False))
    assert vue.shape is not None, "a picture has two sides"
    haut, large = vue.shape[:2]
    octets, cote = vue.tobytes(), large + 2 * MARGE
    trace = "".join(
        f"M{colonne + MARGE} {ligne + MARGE}h1v1h-1z"
        for ligne in range(haut)
        for colonne in range(large)
        if octets[ligne * large + colonne] < 128
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cote} {cote}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{cote}v{cote}H0z"/>'
        f'<path d="{trace}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
