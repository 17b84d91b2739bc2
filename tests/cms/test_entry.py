"""People come in by our door: in their language, and not at all for a while after too many wrong passwords."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.views.defaults import server_error
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en-GB,en;q=0.9"})


@override_settings(LANGUAGE_CODE="pl")
def test_the_login_page_is_polish_whatever_the_browser_prefers(client: Client) -> None:
    answer = client.get(LOGIN)

    assert '<html lang="pl"' in answer.content.decode()


def test_a_language_chosen_before_the_login_stays_after_it(client: Client, agent: User) -> None:
    chosen = client.post(reverse("choose_language", args=["en"]), headers={"referer": "http://testserver" + LOGIN})
    client.force_login(agent)

    assert (chosen.status_code, chosen.headers["Location"]) == (302, "http://testserver" + LOGIN)
    assert '<html lang="en"' in client.get("/admin/").content.decode()


def test_a_language_chosen_by_a_user_follows_them_to_another_browser(client: Client, agent: User) -> None:
    client.force_login(agent)
    client.post(reverse("choose_language", args=["en"]))

    elsewhere = Client()
    elsewhere.force_login(agent)

    assert UserProfile.objects.get(user=agent).preferred_language == "en"
    assert '<html lang="en"' in elsewhere.get("/admin/").content.decode()


@pytest.mark.parametrize("language", ["de", "pl-PL", "x"])
def test_a_language_we_do_not_speak_is_refused(client: Client, agent: User, language: str) -> None:
    client.force_login(agent)

    answer = client.post(reverse("choose_language", args=[language]))

    assert answer.status_code == 400
    assert not UserProfile.objects.filter(user=agent).exists()


def test_choosing_a_language_leads_to_no_other_site(client: Client) -> None:
    answer = client.post(reverse("choose_language", args=["en"]), headers={"referer": "https://elsewhere.example/"})

    assert answer.headers["Location"] == "/admin/"


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(client: Client, agent: User) -> None:
    known = client.post(LOGIN, {"username": "agent", "password": "wrong"})
    unknown = client.post(LOGIN, {"username": "nobody", "password": "wrong"})

    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert len(known.context["form"].non_field_errors()) == 1


def test_an_empty_login_is_told_what_to_enter(client: Client) -> None:
    answer = client.post(LOGIN, {"username": "", "password": ""})

    assert 'role="alert"' in answer.content.decode()


@override_settings(AXES_ENABLED=True)
def test_after_too_many_wrong_passwords_the_page_says_when_to_try_again(client: Client, agent: User) -> None:
    agent.set_password("the right password")
    agent.save()

    for _ in range(settings.AXES_FAILURE_LIMIT):
        refused = client.post(LOGIN, {"username": "agent", "password": "wrong"})
    right_too_late = client.post(LOGIN, {"username": "agent", "password": "the right password"})

    assert (refused.status_code, right_too_late.status_code) == (429, 429)
    assert "cms/entry/locked_out.html" in {template.name for template in refused.templates}
    assert f"{localtime(refused.context['opens_at']):%H:%M}" in refused.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_broken_server_says_so_in_polish_and_what_to_do(rf: RequestFactory) -> None:
    with translation.override("pl"):
        answer = server_error(rf.get("/admin/"))

    assert answer.status_code == 500
    assert "Coś się tu zepsuło" in answer.content.decode()
