"""The ASGI application: the admin and the doors over HTTP, the live stream over WebSockets."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 - models load only once Django is set up
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator, WebsocketDenier  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from cms.live.consumers import LiveConsumer  # noqa: E402
from graphql_api.consumers import GraphqlConsumer  # noqa: E402

screens = AllowedHostsOriginValidator(AuthMiddlewareStack(LiveConsumer.as_asgi()))
# Neighbour systems are no browsers: they send no Origin and no cookie, but a token in their first message.
nowhere = WebsocketDenier.as_asgi()
websockets = URLRouter([path("ws/live/", screens), path("graphql/", GraphqlConsumer.as_asgi()), re_path("", nowhere)])
application = ProtocolTypeRouter({"http": http, "websocket": websockets})
