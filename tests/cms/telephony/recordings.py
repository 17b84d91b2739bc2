"""What an Asterisk 18 told of calls, without the fields and events that say nothing of them."""


def _channel(event: str, channel: str, unique: str, linked: str, **fields: str) -> str:
    told = {
        "Event": event,
        "Privilege": "call,all",
        "Channel": channel,
        "Uniqueid": unique,
        "Linkedid": linked,
        **fields,
    }
    return "\n".join(f"{name}: {value}" for name, value in told.items())


def _dial(event: str, linked: str, dest: str, dest_unique: str, **fields: str) -> str:
    told = {
        "Event": event,
        "Privilege": "call,all",
        "Channel": "PJSIP/trunk-00000001",
        "Uniqueid": linked,
        "Linkedid": linked,
        "DestChannel": dest,
        "DestUniqueid": dest_unique,
        "DestLinkedid": linked,
        **fields,
    }
    return "\n".join(f"{name}: {value}" for name, value in told.items())


TRUNK = "PJSIP/trunk-00000001"
_COMES = _channel("Newchannel", TRUNK, "1.1", "1.1", ChannelState="4", CallerIDNum="601234567", Exten="991")
_TELEPHONE = _channel("Newchannel", "PJSIP/201-00000002", "1.2", "1.1", ChannelState="0", CallerIDNum="201", Exten="s")
_RINGS = _dial("DialBegin", "1.1", "PJSIP/201-00000002", "1.2", DialString="201")


def _goes(cause: str) -> str:
    return _channel("Hangup", TRUNK, "1.1", "1.1", Cause=cause)


def _tried(status: str) -> str:
    return _dial("DialEnd", "1.1", "PJSIP/201-00000002", "1.2", DialStatus=status)


def _in_bridge(channel: str, unique: str) -> str:
    return _channel("BridgeEnter", channel, unique, "1.1", BridgeUniqueid="b-1", BridgeType="basic")


def _story(*told: str) -> str:
    return "\n\n".join(told)


ANSWERED = _story(
    _COMES,
    _TELEPHONE,
    _RINGS,
    _tried("ANSWER"),
    _in_bridge("PJSIP/201-00000002", "1.2"),
    _in_bridge(TRUNK, "1.1"),
    _channel("BridgeLeave", "PJSIP/201-00000002", "1.2", "1.1", BridgeUniqueid="b-1"),
    _channel("Hangup", "PJSIP/201-00000002", "1.2", "1.1", Cause="16"),
    _goes("16"),
)
BUSY = _story(_COMES, _TELEPHONE, _RINGS, _tried("BUSY"), _goes("17"))
UNANSWERED = _story(_COMES, _TELEPHONE, _RINGS, _tried("NOANSWER"), _goes("19"))
CANCELLED = _story(_COMES, _TELEPHONE, _RINGS, _tried("CANCEL"), _goes("127"))
UNKNOWN_NUMBER = _story(_COMES, _goes("1"))
WITHHELD = _story(_COMES.replace("601234567", "<unknown>"), _TELEPHONE, _RINGS, _tried("CANCEL"), _goes("127"))
# The first agent puts the caller through without asking; the second telephone rings and is answered.
TRANSFERRED = _story(
    _COMES,
    _TELEPHONE,
    _RINGS,
    _tried("ANSWER"),
    _in_bridge("PJSIP/201-00000002", "1.2"),
    "Event: BlindTransfer\nResult: Success\nTransfererChannel: PJSIP/201-00000002\nTransfererLinkedid: 1.1\n"
    "TransfereeChannel: PJSIP/trunk-00000001\nTransfereeLinkedid: 1.1\nExtension: 202",
    _channel("Hangup", "PJSIP/201-00000002", "1.2", "1.1", Cause="16"),
    _channel("Newchannel", "PJSIP/202-00000003", "1.3", "1.1", ChannelState="0", CallerIDNum="202", Exten="s"),
    _dial("DialBegin", "1.1", "PJSIP/202-00000003", "1.3", DialString="202"),
    _dial("DialEnd", "1.1", "PJSIP/202-00000003", "1.3", DialStatus="ANSWER"),
    _in_bridge("PJSIP/202-00000003", "1.3"),
    _goes("16"),
)
# The queue rings both through channels of its own; the second answers.
QUEUED = _story(
    _COMES,
    _channel("QueueCallerJoin", TRUNK, "1.1", "1.1", Queue="faults", Position="1", Count="1"),
    _channel("Newchannel", "Local/201@agents-00000004;1", "1.4", "1.1", ChannelState="0", Exten="201"),
    _dial("DialBegin", "1.1", "Local/201@agents-00000004;1", "1.4", DialString="Local/201@agents"),
    _dial("DialBegin", "1.1", "PJSIP/202-00000005", "1.5", DialString="202"),
    _dial("DialEnd", "1.1", "PJSIP/202-00000005", "1.5", DialStatus="ANSWER"),
    _dial("DialEnd", "1.1", "Local/201@agents-00000004;1", "1.4", DialStatus="CANCEL"),
    _in_bridge("PJSIP/202-00000005", "1.5"),
    _goes("16"),
)
# An agent calls out and the other side answers.
OUTGOING = _story(
    _channel("Newchannel", "PJSIP/201-00000006", "1.1", "1.1", CallerIDNum="201", Exten="602345678"),
    _dial("DialBegin", "1.1", "PJSIP/trunk-00000007", "1.7", DialString="trunk/602345678"),
    _in_bridge("PJSIP/201-00000006", "1.1"),
    _dial("DialEnd", "1.1", "PJSIP/trunk-00000007", "1.7", DialStatus="ANSWER"),
    _in_bridge("PJSIP/trunk-00000007", "1.7"),
    _channel("Hangup", "PJSIP/201-00000006", "1.1", "1.1", Cause="16"),
)
