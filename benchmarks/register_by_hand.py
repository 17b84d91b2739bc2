"""The statements that a person who knows the tables would type for what `register.py` measures; nothing is composed.

Each returns the key of what is shown in its first column, and beside it all that is drawn of it, in one round trip.
"""

_DARK = """
    EXISTS (
        SELECT 1 FROM crm_servicepoint place
        JOIN outages_connection fed ON fed.service_point_id = place.id AND fed.valid_to IS NULL
        JOIN outages_device device ON device.id = fed.device_id
        WHERE place.customer_id = fitting.customer
          AND string_to_array(trim(BOTH '/' FROM device.path), '/')::bigint[] && (
              SELECT coalesce(array_agg(DISTINCT device_id), '{}') FROM outages_outage
              WHERE status IN ('predicted', 'confirmed', 'partially_restored')
          )
    )
"""
_LATELY = """
    GREATEST(
        (SELECT max(reported_at) FROM crm_ticket
         WHERE customer_id = fitting.customer AND reported_at >= %(at)s - interval '7 days'),
        (SELECT max(offered_at) FROM crm_call
         WHERE customer_id = fitting.customer AND offered_at >= %(at)s - interval '7 days')
    )
"""
# Whoever fits, ranked as the search box ranks them, with telephones and places.
_RANKED = f"""
    , ranked AS (
        SELECT customer, min(apart) AS apart, {_DARK} AS is_dark, {_LATELY} AS lately
        FROM fitting GROUP BY customer
        ORDER BY is_dark DESC, lately DESC NULLS LAST, apart, customer LIMIT 9
    )
    SELECT person.id, person.*,
        (SELECT json_agg(phone) FROM crm_customerphone phone WHERE phone.customer_id = person.id),
        (SELECT json_agg(place) FROM crm_servicepoint place WHERE place.customer_id = person.id)
    FROM ranked JOIN crm_customer person ON person.id = ranked.customer
"""
FIND = {
    "name": f"""
        WITH fitting AS MATERIALIZED (
            SELECT id AS customer, 0 AS apart FROM crm_customer
            WHERE tcz_words(folded_name) @@ %(words)s::tsquery LIMIT 400
        ) {_RANKED}""",
    "address": f"""
        WITH fitting AS MATERIALIZED (
            SELECT customer_id AS customer, CASE WHEN building = %(building)s THEN 0 ELSE 2 END AS apart
            FROM crm_servicepoint
            WHERE tcz_words(folded_address) @@ %(words)s::tsquery AND building = ANY(%(buildings)s)
              AND (%(flat)s = '' OR flat = %(flat)s) LIMIT 400
        ) {_RANKED}""",
    "telephone": f"""
        WITH fitting AS MATERIALIZED (
            SELECT customer_id AS customer, 0 AS apart FROM crm_customerphone WHERE number = %(number)s
        ) {_RANKED}""",
    "end of a telephone": f"""
        WITH fitting AS MATERIALIZED (
            SELECT customer_id AS customer, 0 AS apart FROM crm_customerphone
            WHERE reverse(number) LIKE %(backwards)s LIMIT 50
        ) {_RANKED}""",
    "PPE": f"""
        WITH fitting AS MATERIALIZED (
            SELECT customer_id AS customer, 0 AS apart FROM crm_servicepoint WHERE ppe = %(number)s
        ) {_RANKED}""",
    "meter": f"""
        WITH fitting AS MATERIALIZED (
            SELECT place.customer_id AS customer, 0 AS apart FROM crm_meter meter
            JOIN crm_servicepoint place ON place.id = meter.service_point_id WHERE meter.serial_number = %(number)s
        ) {_RANKED}""",
}

_COLUMNS = "t.id, t.*, kind.*, shelf.*, person.*, place.*"
_BESIDE = """
    JOIN ticketforms_tickettype kind ON kind.id = t.ticket_type_id
    LEFT JOIN ticketforms_category shelf ON shelf.id = kind.category_id
    LEFT JOIN crm_customer person ON person.id = t.customer_id
    LEFT JOIN crm_servicepoint place ON place.id = t.service_point_id
"""
_NEWEST = "ORDER BY t.reported_at DESC, t.id DESC LIMIT 51"


def _ways(of_type: str, *rests: str, field: str = "", comparison: str = "") -> tuple[str, ...]:
    """Return the ways in which the same can be typed, where one of the rests holds; the fastest is the limit.

    All tickets of the type are passed by in order; or what fits is found first, for each of the rests or at once; or
    the answer is passed by in order.
    """
    rest = " OR ".join(f"({one})" for one in rests)
    kind = f"(SELECT id FROM ticketforms_tickettype WHERE code = '{of_type}')"
    where = f"t.ticket_type_id = {kind} AND ({rest})" + (f" AND {_has(field, comparison)}" if field else "")
    along = f"SELECT {_COLUMNS} FROM crm_ticket t {_BESIDE} WHERE {where} {_NEWEST}"
    matched = f"""
        WITH fitting AS MATERIALIZED (SELECT t.id, t.reported_at FROM crm_ticket t WHERE {where}),
        newest AS MATERIALIZED (SELECT t.id FROM fitting t {_NEWEST})
        SELECT {_COLUMNS} FROM newest JOIN crm_ticket t ON t.id = newest.id {_BESIDE} {_NEWEST}"""
    united = f"""
        WITH fitting AS MATERIALIZED (
            {" UNION ".join(f"SELECT t.id, t.reported_at FROM crm_ticket t WHERE {where} AND {one}" for one in rests)}
        ), newest AS MATERIALIZED (SELECT t.id FROM fitting t {_NEWEST})
        SELECT {_COLUMNS} FROM newest JOIN crm_ticket t ON t.id = newest.id {_BESIDE} {_NEWEST}"""
    if not field:
        return along, matched, united
    answers = f"a.ticket_type_id = {kind} AND a.field = '{field}' AND {comparison}"
    led = f"""
        SELECT {_COLUMNS} FROM (
            SELECT t.*, a.reported_at AS at, a.ticket_id AS key FROM crm_answerindex a
            JOIN crm_ticket t ON t.id = a.ticket_id WHERE {answers} AND ({rest})
            ORDER BY a.reported_at DESC, a.ticket_id DESC LIMIT 51
        ) t {_BESIDE} ORDER BY t.at DESC, t.key DESC"""
    found = f"""
        WITH fitting AS MATERIALIZED (
            SELECT t.id, t.reported_at FROM (SELECT DISTINCT ticket_id FROM crm_answerindex a WHERE {answers}) a
            JOIN crm_ticket t ON t.id = a.ticket_id WHERE {rest}
        ), newest AS MATERIALIZED (SELECT t.id FROM fitting t {_NEWEST})
        SELECT {_COLUMNS} FROM newest JOIN crm_ticket t ON t.id = newest.id {_BESIDE} {_NEWEST}"""
    return along, matched, united, led, found


def _has(field: str, comparison: str) -> str:
    return f"EXISTS (SELECT 1 FROM crm_answerindex a WHERE a.ticket_id = t.id AND a.field = '{field}' AND {comparison})"


def _is(subject: str, value: object, operator: str = "is") -> dict[str, object]:
    return {"subject": subject, "operator": operator, "value": value}


_AROUND = _has("extent", "a.text = 'neighbourhood'")
_OPEN = "t.state NOT IN ('closed', 'cancelled')"
_IS_COMPANY = "EXISTS (SELECT 1 FROM crm_customer c WHERE c.id = t.customer_id AND c.kind = 'company')"
_IN_ARREARS = """EXISTS (SELECT 1 FROM crm_billingcard b WHERE b.customer_id = t.customer_id
    AND (b.overdue_30 > 0 OR b.overdue_60 > 0 OR b.overdue_90 > 0))"""
_AT_COURT = "EXISTS (SELECT 1 FROM crm_billingcard b WHERE b.customer_id = t.customer_id AND b.dunning_stage = 'court')"
_IN_AN_OUTAGE = """EXISTS (SELECT 1 FROM outages_reportlink l JOIN outages_outage o ON o.id = l.outage_id
    WHERE l.ticket_id = t.id AND l.valid_to IS NULL
    AND o.status IN ('predicted', 'confirmed', 'partially_restored'))"""
_THIS_MONTH = "t.reported_at >= %(month)s"
# What is asked in three levels, each with an answer of a form; and the same typed by hand.
CRITERIA: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "no power around, this month": (
        {
            "all": [
                _is("ticket.type", "no-power"),
                _is("ticket.reported_at", {"last": 30, "unit": "days"}, "within"),
                {
                    "any": [
                        _is("answer.no-power.extent", "neighbourhood"),
                        {"all": [_is("ticket.priority", ["1", "2"], "is_any_of"), _is("ticket.is_open", True)]},
                    ]
                },
            ]
        },
        _ways("no-power", f"{_THIS_MONTH} AND {_AROUND}", f"{_THIS_MONTH} AND t.priority IN (1, 2) AND {_OPEN}"),
    ),
    "a lamp by a school, of a company or not done": (
        {
            "all": [
                _is("answer.street-light.place", "szkoly podstawowej", "contains"),
                {"any": [_is("customer.kind", "company"), {"not": {"any": [_is("ticket.is_open", False)]}}]},
            ]
        },
        _ways("street-light", _IS_COMPANY, _OPEN, field="place", comparison="a.folded LIKE '%%szkoly podstawowej%%'"),
    ),
    "a strong connection that waits": (
        {
            "all": [
                _is("answer.connection.power", 30, "at_least"),
                {"any": [{"all": [_is("ticket.is_open", True), _is("ticket.calls", 1, "more_than")]},
                         _is("customer.kind", "company")]},
            ]
        },
        _ways("connection", f"{_OPEN} AND t.call_count > 1", _IS_COMPANY, field="power", comparison="a.number >= 30"),
    ),
    "much damage, of whom is in arrears": (
        {
            "all": [
                _is("answer.damage.value", 5000, "at_least"),
                {"any": [_is("billing.has_arrears", True),
                         {"not": {"all": [_is("ticket.channel", "call"), _is("ticket.is_open", False)]}}]},
            ]
        },
        _ways("damage", _IN_ARREARS, f"NOT (t.reporting_kind = 'call' AND NOT ({_OPEN}))",
              field="value", comparison="a.number >= 5000"),
    ),
    "a rare value of a meter": (
        {
            "all": [
                _is("answer.voltage.voltage", 190, "less_than"),
                {"any": [{"not": {"all": [_is("ticket.is_open", True)]}}, _is("customer.kind", "company")]},
            ]
        },
        _ways("voltage", f"NOT ({_OPEN})", _IS_COMPANY, field="voltage", comparison="a.number < 190"),
    ),
    "an invoice that was asked about": (
        {
            "all": [
                _is("answer.bill-complaint.invoice", "00412", "contains"),
                {"any": [_is("billing.dunning", "court"),
                         {"all": [_is("ticket.priority", "4"), {"not": _is("ticket.state", "closed")}]}]},
            ]
        },
        _ways("bill-complaint", _AT_COURT, "t.priority = 4 AND t.state <> 'closed'",
              field="invoice", comparison="a.folded LIKE '%%00412%%'"),
    ),
    "without power in an outage that goes on": (
        {
            "all": [
                _is("answer.no-power.light", "all-out"),
                {"any": [_is("outage.is_ongoing", True),
                         {"all": [_is("ticket.is_open", True), {"not": _is("ticket.calls", 1)}]}]},
            ]
        },
        _ways("no-power", _IN_AN_OUTAGE, f"{_OPEN} AND t.call_count <> 1",
              field="light", comparison="a.text = 'all-out'"),
    ),
}  # fmt: skip

# All that the Main Card shows of a customer, in one statement.
CARD = """
    SELECT person.id, person.*,
        (SELECT json_agg(one) FROM crm_customerphone one WHERE one.customer_id = person.id),
        (SELECT json_agg(one) FROM (
            SELECT place.*, meter.serial_number, meter.model, meter.is_remote, meter.installed_date,
                (SELECT json_agg(reading) FROM (
                    SELECT r.* FROM crm_meterreading r WHERE r.meter_id = meter.id
                    ORDER BY r.read_at DESC, r.id DESC LIMIT 13) reading) AS readings,
                device.path,
                (SELECT json_agg(above) FROM outages_device above
                 WHERE above.id = ANY(string_to_array(trim(BOTH '/' FROM device.path), '/')::bigint[])) AS chain,
                (SELECT json_agg(outage) FROM outages_outage outage
                 WHERE outage.status IN ('scheduled', 'predicted', 'confirmed', 'partially_restored')
                   AND outage.device_id = ANY(string_to_array(trim(BOTH '/' FROM device.path), '/')::bigint[])
                ) AS outages
            FROM crm_servicepoint place
            LEFT JOIN LATERAL (SELECT * FROM crm_meter m WHERE m.service_point_id = place.id
                               ORDER BY m.installed_date DESC, m.id LIMIT 1) meter ON true
            LEFT JOIN outages_connection fed ON fed.service_point_id = place.id AND fed.valid_to IS NULL
            LEFT JOIN outages_device device ON device.id = fed.device_id
            WHERE place.customer_id = person.id ORDER BY place.folded_address, place.id) one),
        (SELECT json_agg(one) FROM crm_billingcard one WHERE one.customer_id = person.id),
        (SELECT json_agg(one) FROM (
            SELECT e.* FROM crm_billingentry e WHERE e.customer_id = person.id
            ORDER BY e.entry_date DESC, e.id DESC LIMIT 6) one),
        (SELECT json_agg(one) FROM (
            SELECT t.id, t.reported_at, t.state, t.stage, t.priority, t.due_at, t.call_count, t.location, kind.label_pl,
                kind.label_en, kind.reporting, shelf.label_pl AS shelf, place.street, place.building, place.town
            FROM crm_ticket t JOIN ticketforms_tickettype kind ON kind.id = t.ticket_type_id
            LEFT JOIN ticketforms_category shelf ON shelf.id = kind.category_id
            LEFT JOIN crm_servicepoint place ON place.id = t.service_point_id
            WHERE t.customer_id = person.id
            ORDER BY t.state IN ('closed', 'cancelled'), t.reported_at DESC, t.id DESC LIMIT 12) one),
        (SELECT json_agg(one) FROM (
            SELECT c.*, agent.username FROM crm_call c LEFT JOIN auth_user agent ON agent.id = c.agent_id
            WHERE c.customer_id = person.id ORDER BY c.offered_at DESC, c.id DESC LIMIT 8) one),
        (SELECT json_agg(one) FROM (
            SELECT w.* FROM crm_workflowcase w JOIN crm_ticket t ON t.id = w.ticket_id
            WHERE t.customer_id = person.id ORDER BY w.occurred_at DESC LIMIT 20) one),
        (SELECT json_agg(one) FROM (
            SELECT a.* FROM crm_customeraccount a WHERE a.customer_id = person.id
            ORDER BY a.closed_date DESC NULLS FIRST, a.number LIMIT 6) one),
        (SELECT json_agg(one) FROM (
            SELECT a.*, place.street, place.building, place.flat, place.town FROM crm_customeragreement a
            LEFT JOIN crm_servicepoint place ON place.id = a.service_point_id WHERE a.customer_id = person.id
            ORDER BY a.valid_to DESC NULLS FIRST, a.valid_from DESC, a.id DESC LIMIT 6) one),
        (SELECT json_agg(one) FROM (
            SELECT DISTINCT ON (c.purpose, c.channel) c.* FROM crm_consent c WHERE c.customer_id IN (
                SELECT person.id UNION ALL SELECT m.id FROM crm_customer m WHERE m.merged_into_id = person.id)
            ORDER BY c.purpose, c.channel, c.decided_at DESC, c.id DESC) one),
        (SELECT json_agg(one) FROM (
            SELECT t.reported_at, t.answers FROM crm_ticket t WHERE t.customer_id = person.id
            AND t.form_version_id = ANY(%(rating)s) ORDER BY t.reported_at DESC, t.id DESC LIMIT 5) one),
        (SELECT json_agg(one) FROM crm_source one)
    FROM crm_customer person WHERE person.id = %(customer)s
"""
