"""Probes learn whether the installation lives and can work; figures are for those who hold the token."""

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def test_a_sound_installation_is_alive_and_ready(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"ready": True, "troubles": {}}


def test_an_unreachable_redis_makes_it_unready_but_alive(client: Client) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        ready = client.get("/readyz")

    assert (ready.status_code, list(ready.json()["troubles"])) == (503, ["redis"])
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("configured", "given", "status"), [("", "x", 404), ("t", "x", 401), ("t", "t", 200)])
def test_figures_need_the_configured_token(client: Client, configured: str, given: str, status: int) -> None:
    with override_settings(METRICS_TOKEN=configured):
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {given}"})

    assert answer.status_code == status
