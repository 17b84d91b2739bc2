"""An administrator edits a draft that saves itself, looks at it as somebody else, and has it published at a time."""

from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from tests.browser.conftest import NewPerson
from tests.conftest import NO_POWER_FIELDS, NewUser, draft_no_power
from ticketforms.models import FormVersion, PlannedPublication, TicketType


def test_a_draft_saves_itself_is_seen_as_a_role_and_is_published_at_a_time(
    no_power_form: FormVersion, new_user: NewUser, new_person: NewPerson
) -> None:
    administrator = new_user("administrator")
    UserProfile.objects.create(user=administrator, preferred_language="en")
    of_supervisors = {"code": "note", "kind": "text", "label_pl": "Uwagi", "seen_by": ["supervisor"]}
    ticket_type = draft_no_power([*NO_POWER_FIELDS, of_supervisors])
    page = new_person("administrator")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"/admin/ticket-types/edit/{ticket_type.pk}/")

    page.locator("#id_label_en").fill("No power at all")
    expect(page.locator("header")).to_contain_text("Saved", timeout=15_000)
    page.locator('[data-side-panel-toggle="preview"]').click()
    preview = page.frame_locator("iframe").last
    expect(preview.locator("h1")).to_have_text("No power at all", timeout=15_000)
    expect(preview.locator('[data-field="note"]')).to_have_count(0)
    page.get_by_label("Seen as").select_option("supervisor")
    expect(preview.locator('[data-field="note"]')).to_be_visible(timeout=15_000)

    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    page.get_by_role("button", name="Publish…").click()
    expect(page.locator("main")).to_contain_text("New: “Uwagi”.")
    page.get_by_label("on", exact=True).fill("2099-01-05T06:00")
    page.get_by_role("button", name="Publish at this time").click()
    expect(page).to_have_url("/admin/ticket-types/")

    plan = PlannedPublication.objects.get()
    assert (plan.state, plan.publish_at.hour, plan.planned_by) == ("waiting", 5, administrator)
    assert TicketType.objects.get().get_latest_revision_as_object().label_en == "No power at all"
    assert complaints == []
