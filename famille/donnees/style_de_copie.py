"""How the page of a copy looks, opened from a folder: its own few rules, without a network."""

STYLE = """\
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; border-bottom: 2px solid; padding-bottom: .25rem; }
nav ul { columns: 18rem; padding-left: 1.2rem; }
a { display: inline-block; padding: .2rem 0; vertical-align: top; }
dl { margin: 0 0 1rem; padding: .5rem 1rem; border: 1px solid; border-radius: .5rem; break-inside: avoid; }
dl div { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 32rem) { dl div { grid-template-columns: 1fr; margin-bottom: .5rem; } }
"""  # noqa: E501
