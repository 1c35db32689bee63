"""The tests. At the top, what one types (`python -m tests.horloge`, `.production`, `.serveurs`,
`.suite`) and the cast (conftest.py); a folder a room of the product (and a few for subjects that
have grown: `comptes`, `donnees`, `sauvegarde`…), and beside them:

- `acces`: every address, as each role;
- `ecrans`: what holds for every screen;
- `histoires`: what crosses all the rooms;
- `maison`: the rules of the house about its own code and docs;
- `outils`: what the tests are run with;
- `ville`: a whole town in processes of its own.
"""
