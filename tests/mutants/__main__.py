import sys

from tests.mutants.lancement import main

sys.exit(main())
