"""The screens of titres for the Treasury."""
