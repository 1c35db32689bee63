import sys

from .lancement import main

sys.exit(main())
