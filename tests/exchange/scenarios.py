"""What the telephones at both ends of a call do, as SIPp reads it."""

from collections.abc import Callable
from string import Template

_XML = Template('<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="$name">\n$steps\n</scenario>\n')

_INVITE = """
<send retrans="500"><![CDATA[
INVITE sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@caller.example>;tag=[pid]c[call_number]
To: <sip:991@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:caller@[local_ip]:[local_port]>
[field2]
X-Way: $way
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="$optional" rrs="true"/>
"""

_ACK_OF_REFUSAL = """
<send><![CDATA[
ACK sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
[last_From:]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
"""

_TALK = """
<recv response="200" rrs="true"/>
<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[last_From:]
[last_To:]
[routes]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
<pause milliseconds="1500"/>
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[last_From:]
[last_To:]
[routes]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
"""

_CANCEL = """
<pause milliseconds="300"/>
<send retrans="500"><![CDATA[
CANCEL sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
From: <sip:[field0]@caller.example>;tag=[pid]c[call_number]
To: <sip:991@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 CANCEL
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
<recv response="487"/>
"""

_REPLY = Template("""
<send$retrans><![CDATA[
SIP/2.0 $status
[last_Via:]
[last_From:]
[last_To:]$tag
[last_Call-ID:]
[last_CSeq:]
[last_Record-Route:]
Contact: <sip:telephone@[local_ip]:[local_port]>
Content-Length: 0

]]></send>
""")


def caller(way: str) -> str:
    """Return what a caller does: talk, or be refused with a status, or hang up while it rings."""
    ends = {
        "talking": _TALK,
        "busy": '<recv response="486"/>' + _ACK_OF_REFUSAL,
        "silent": '<recv response="480"/>' + _ACK_OF_REFUSAL,
        "nowhere": '<recv response="404"/>' + _ACK_OF_REFUSAL,
        "ringing": _CANCEL + _ACK_OF_REFUSAL,
    }
    begins = Template(_INVITE).substitute(way=way, optional="false" if way == "ringing" else "true")
    return _XML.substitute(name=f"caller {way}", steps=begins + ends[way])


def telephone(way: str) -> str:
    """Return what the telephone that is called does."""
    tag = ";tag=[pid]t[call_number]"

    def reply(status: str, *, is_repeated: bool = False, has_tag: bool = True) -> str:
        return _REPLY.substitute(
            status=status, retrans=' retrans="500"' if is_repeated else "", tag=tag if has_tag else ""
        )

    rings = '<recv request="INVITE"/>' + reply("180 Ringing")
    refused = '<recv request="ACK"/>'
    steps = {
        "talking": rings
        + reply("200 OK", is_repeated=True)
        # On a slow machine the exchange may hand on the end before the confirmation.
        + '<recv request="ACK" optional="true"/><recv request="BYE"/>'
        + reply("200 OK", has_tag=False),
        "busy": '<recv request="INVITE"/>' + reply("486 Busy Here", is_repeated=True) + refused,
        "silent": rings + reply("480 Temporarily Unavailable", is_repeated=True) + refused,
        "ringing": _hangs_up_while_ringing(reply),
    }
    return _XML.substitute(name=f"telephone {way}", steps=steps[way])


def _hangs_up_while_ringing(reply: Callable[..., str]) -> str:
    """The caller's cancelling is confirmed, then the invitation is refused for it."""
    cancelled = reply("487 Request Terminated", is_repeated=True).replace("[last_CSeq:]", "CSeq: 1 INVITE")
    rings = '<recv request="INVITE"/>' + reply("180 Ringing")
    return rings + '<recv request="CANCEL"/>' + reply("200 OK") + cancelled + '<recv request="ACK"/>'
