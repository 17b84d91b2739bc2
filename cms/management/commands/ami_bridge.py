"""Bridges an Asterisk exchange: follows its manager interface, and has it dial for agents, until stopped."""

import asyncio
import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.telephony.ami.bridge import Asterisk, Bridge
from cms.telephony.ami.wire import Refused
from crm.models import Exchange


class Command(BaseCommand):
    help = "Follow an Asterisk exchange over its manager interface; the password is TCZ_AMI_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("exchange", help="Name of the exchange under Administration → Telephone exchanges.")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=5038)
        parser.add_argument("--user", default="tcz", help="Name in manager.conf.")
        parser.add_argument("--channel", default=Asterisk.channel, help="What rings an extension.")
        parser.add_argument("--context", default=Asterisk.context, help="Where numbers are dialled.")
        parser.add_argument("--extensions", default=Asterisk.extension_pattern, help="Pattern of our extensions.")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(name=options["exchange"], is_active=True).first()
        if exchange is None:
            raise CommandError(f"No exchange that is listened to is called {options['exchange']}.")
        if not settings.AMI_PASSWORD:
            raise CommandError("Set TCZ_AMI_PASSWORD to the password of the manager account.")
        try:
            re.compile(options["extensions"])
        except re.error as error:
            raise CommandError(f"--extensions is no pattern: {error}.") from error
        asterisk = Asterisk(
            host=options["host"],
            port=options["port"],
            user=options["user"],
            password=settings.AMI_PASSWORD,
            channel=options["channel"],
            context=options["context"],
            extension_pattern=options["extensions"],
        )
        try:
            asyncio.run(Bridge(exchange, asterisk).run())
        except Refused as error:
            raise CommandError(f"Asterisk does not let us in: {error}") from error
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
