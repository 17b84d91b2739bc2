"""The pictures of ticket types, for a field of 16 by 16, in strokes of the text's colour; it knows no type."""

# Each picture is the `d` of one SVG path, without fill: shapes must tell themselves apart at 14 px and in one colour.
ICONS: dict[str, str] = {
    "bolt": "M9.5 1.5 3.5 9H8l-1.5 5.5L12.5 7H8z",
    "no_power": "M9.5 1.5 5.7 6.3M3.5 9H8l-1.5 5.5L10 10M8.5 7h4l-1.2 1.5M2 2l12 12",
    "flicker": "M1.5 8h2l1.5-5 3 10 3-10 1.5 5h2",
    "lamp": "M5.5 11a4.5 4.5 0 1 1 5 0v1.5h-5zM6.5 14.5h3",
    "hazard": "M8 2 14.5 13.5h-13zM8 6.5v3.3M8 11.6v.2",
    "flame": "M8 1.5c.5 3 4 4.5 4 8a4 4 0 0 1-8 0c0-1.8 1-2.8 1.8-4C6.3 7 7 7.5 7 7.5 8 6 7.5 3.5 8 1.5z",
    "wire": "M2 2h12M5 2v2.5M11 2v2.5M11 4.5C11 8 5 7 5 10.5c0 1.5 1 2.5 1 4M2.5 14.5h3M9 11l1.5-1.5M9.5 14l2-.5",
    "pole": "M8 1.5v13M3 4.5h10M4.5 7.5h7M3 4.5v1.5M13 4.5v1.5M5.5 14.5h5",
    "tree": "M8 14.5V9M8 1.5 4 7h2L3 10.5h10L10 7h2z",
    "transformer": (
        "M5.5 4.5a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 1 0 0-6.4zM10.5 4.5a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 1 0 0-6.4z"
    ),
    "meter": "M2 10.5a6 6 0 0 1 12 0zM8 10.5l2.5-3.5M2 13h12",
    "plug": "M5.5 1.5V5M10.5 1.5V5M3.5 5h9v2.5a4.5 4.5 0 0 1-9 0zM8 12v2.5",
    "invoice": "M3.5 1.5h9v13l-1.5-1-1.5 1-1.5-1-1.5 1-1.5-1-1.5 1zM6 5h4M6 8h4",
    "coin": (
        "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2zM10 5.8C9 5 6.3 5 6.3 6.6c0 2 3.6.9 3.6 2.9C9.9 11.1 7 11.1 6 10.2M8 4v8"
    ),
    "question": "M5 5.5C5 1 11.5 1.5 11.2 5.3 11 7.8 8 7.8 8 10.5M8 13.3v.2",
    "complaint": "M2 2.5h12v8.5H8l-3.5 3v-3H2zM8 4.5v3M8 9v.2",
    "calendar": "M2.5 3.5h11v10.5h-11zM2.5 6.5h11M5.5 1.5v3M10.5 1.5v3M5.5 10h5",
    "phone": (
        "M4 1.8 6 2l1 3-1.5 1.3a9 9 0 0 0 4.2 4.2L11 9l3 1 .2 2c0 1.2-1 2-2.2 2C6.5 13.5 2.5 9.5 2 4c0-1.2.8-2.2 2-2.2z"
    ),
    "heart": "M8 14C1 9 1.5 3 5 2.8 6.5 2.7 7.5 3.7 8 5c.5-1.3 1.5-2.3 3-2.2C14.5 3 15 9 8 14z",
    "star": "m8 1.8 1.9 4 4.3.5-3.2 3 .9 4.4L8 11.5l-3.9 2.2.9-4.4-3.2-3 4.3-.5z",
    "home": "M2 8 8 2.5 14 8M4 7v6.5h8V7M6.5 13.5V10h3v3.5",
    "document": "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M6 8h4M6 11h4",
    "wrench": "M14 4.5a3.5 3.5 0 0 1-5 3.3L4 13.5 2.5 12 8.2 7A3.5 3.5 0 0 1 11.5 2l-1.8 2 .5 1.8 1.8.5z",
    "camera": "M1.5 4.5h3L6 2.5h4l1.5 2h3v9h-13zM8 6.2a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 1 0 0-5.2z",
    "shield": "M8 1.5 13.5 3.5v4C13.5 11 11 13.5 8 14.5 5 13.5 2.5 11 2.5 7.5v-4zM5.5 8l2 2 3-3.5",
    "tools": "M3 2.5 5 2l8.5 9.5a1.3 1.3 0 0 1-2 2L2.5 4.5zM13 2.5 9.5 6M6.5 9.5l-4 4",
    "user": "M8 2a3 3 0 1 0 0 6 3 3 0 1 0 0-6zM2.5 14.5c0-6 11-6 11 0z",
    "wave": "M1.5 8C3 2.5 5 2.5 6.5 8s3.5 5.5 5 0c.7-2.5 1.7-4 3-4",
    "note": "M3 2h10v8.5L9.5 14H3zM9.5 14v-3.5H13M5.5 5.5h5M5.5 8h3",
}
DEFAULT = "note"


def path_of(icon: str) -> str:
    """Return the picture's path; a name that nobody drew gets the note's."""
    return ICONS.get(icon, ICONS[DEFAULT])
