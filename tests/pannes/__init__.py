"""The fault tests: what a town stands on is killed, stopped, filled up, while families send; then
one counts.

`make test-pannes`, or one of them: `make test-pannes SCENARIO=redis`. They take minutes and
machines of their own, so that `make test` leaves them out; tests/portail/test_pannes.py checks that
each can be run and is told in docs/exploiter/surveiller.md.
"""

SCENARIOS = (
    "web",
    "travailleur",
    "postgresql",
    "redis",
    "s3",
    "smtp",
    "clamd",
    "disque",
    "disque_base",
)
