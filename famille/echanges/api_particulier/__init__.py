"""What the State's API Particulier (v3) says of a person: the quotient familial of the CAF or the
MSA, the resources that a crèche reckons by. Knows no table (docs/comprendre/quotient_transmis.md).
"""
