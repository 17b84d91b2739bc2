"""Loads the demo: a made-up distributor."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.demo.loading import UnableToLoad, load
from cms.demo.scale import Scale
from cms.management.quiet import quieten_libraries
from cms.settings.environment import DATA_DIR


class Command(BaseCommand):
    help = "Fill an empty installation with a made-up distributor: network, customers, a month of tickets, outages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customers", type=int, default=3_000, help="how many customers (default 3000)")
        parser.add_argument("--tickets", type=int, default=1_500, help="how many tickets (default 1500)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same people (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        quieten_libraries()
        if options["customers"] < 1 or options["tickets"] < 0:
            raise CommandError("Ask for at least one customer and no fewer than no tickets.")
        began = time.monotonic()
        scale = Scale(customers=options["customers"], tickets=options["tickets"])
        try:
            loaded = load(scale=scale, seed=options["seed"], at=timezone.now(), data_dir=DATA_DIR)
        except UnableToLoad as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - began
        self.stdout.write(
            f"{loaded.customers} customers, {loaded.tickets} tickets: {loaded.rows} rows in {seconds:.0f} s."
        )
