"""A point on the earth, typed as coordinates or set on a plain field around a centre; no map is drawn."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, BooleanBlock, DecimalBlock, IntegerBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Settings, UnfitSettings

_COORDINATE = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,15})?")
_PAIR = re.compile(r"\s*(-?[0-9]{1,3}(?:[.,][0-9]+)?)\s*(?:[;\s]|,\s)\s*(-?[0-9]{1,3}(?:[.,][0-9]+)?)\s*")
_PLACES = Decimal("0.000001")
# The farthest points of Poland, a little widened.
_POLAND = (Decimal("48.9"), Decimal("54.95"), Decimal("14.0"), Decimal("24.2"))
_CENTRE = {"latitude": "52.1", "longitude": "19.4"}
_WIDTH_KM = 20


class MapPointKind(FieldKind):
    """`{latitude, longitude}` in degrees (WGS 84), with six places at most: about ten centimetres."""

    name = "map_point"
    label = gettext_lazy("point on the map")
    group = groups.PLACES
    icon = "crosshairs"
    template = "ticketforms/fields/map_point.html"
    reading = "whole"
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return {
            "latitude": DecimalBlock(
                required=False, min_value=-90, max_value=90, label=gettext_lazy("Latitude of the centre")
            ),
            "longitude": DecimalBlock(
                required=False, min_value=-180, max_value=180, label=gettext_lazy("Longitude of the centre")
            ),
            "width_km": IntegerBlock(
                required=False, min_value=1, max_value=1000, label=gettext_lazy("Width of the field, in kilometres")
            ),
            "is_in_poland": BooleanBlock(required=False, default=True, label=gettext_lazy("Only in Poland")),
        }

    def clean(self, raw: object, settings: Settings) -> dict[str, str] | None:
        if raw == "":
            return None
        given = _pair(raw) if isinstance(raw, str) else raw
        if not isinstance(given, Mapping) or set(given) - {"latitude", "longitude"}:
            raise AnswerError(_refusal())
        written = [_written(given.get(name)) for name in ("latitude", "longitude")]
        if not any(written):
            return None
        if not all(written):
            raise AnswerError(_("Enter both the latitude and the longitude."))
        latitude, longitude = (Decimal(part).quantize(_PLACES) for part in written)
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise AnswerError(_refusal())
        south, north, west, east = _POLAND
        if settings.get("is_in_poland", True) and not (south <= latitude <= north and west <= longitude <= east):
            raise AnswerError(_("This point is outside Poland: are latitude and longitude the right way round?"))
        return {"latitude": _plain(latitude), "longitude": _plain(longitude)}

    def show(self, value: dict[str, str], settings: Settings, language: str) -> str:
        def side(degrees: str, positive: str, negative: str) -> str:
            written = degrees.lstrip("-").replace(".", "," if language == "pl" else ".")
            return f"{written}° {negative if degrees.startswith('-') else positive}"

        return f"{side(value['latitude'], 'N', 'S')} {side(value['longitude'], 'E', 'W')}"

    def written(self, answer: Any) -> dict[str, str]:
        held = answer if isinstance(answer, Mapping) else _pair(str(answer or "")) or {}
        return {name: str(held.get(name) or "") for name in ("latitude", "longitude")}

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        if (settings.get("latitude") is None) != (settings.get("longitude") is None):
            raise UnfitSettings("longitude", _("Give the centre both a latitude and a longitude, or neither."))
        named = {name: str(settings[name]) for name in _CENTRE if settings.get(name) is not None}
        width = settings.get("width_km") or _WIDTH_KM
        return {**_CENTRE, **named, "width_km": width, "is_in_poland": settings.get("is_in_poland", True)}


def _refusal() -> str:
    return _("Enter the point as degrees, for example 52,4064 and 16,9252.")


def _pair(text: str) -> dict[str, str] | None:
    match = _PAIR.fullmatch(text) if len(text) < 80 else None
    return {"latitude": match.group(1), "longitude": match.group(2)} if match else None


def _written(part: object) -> str:
    """Return a coordinate with a point, "" for none."""
    if part is None or part == "":
        return ""
    if isinstance(part, bool) or not isinstance(part, str | int | float):
        raise AnswerError(_refusal())
    text = str(part).strip()
    if text and not (len(text) < 24 and _COORDINATE.fullmatch(text)):
        raise AnswerError(_refusal())
    return text.replace(",", ".")


def _plain(degrees: Decimal) -> str:
    return f"{degrees:f}".rstrip("0").rstrip(".") if degrees else "0"
