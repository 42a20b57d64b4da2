"""Every sentence template of the topology page in English; the form is that of :mod:`.english`."""

from __future__ import annotations

TOPOLOGY: dict[str, str | dict[str, str]] = {
    # what keeps us from telling, and what to do next
    "topology.missing": "{sentence}",
    "topology.missing.note": "{remedy}",
    "topology.undeclared": {
        "one": "One function works on {units}; whose team it is, nobody has said yet.",
        "other": "{Number} functions work on {units}; which of them are one team, nobody has said yet.",
    },
    "topology.undeclared.note": (
        "Write teams into headrace.yaml. A first draft, from the functions seen: headrace topology {stream} --propose"
    ),
    "topology.nothing": "No {unit} finished in this window, so nothing can be told of its teams.",
    "topology.nothing.note": "Choose a longer window: headrace topology {stream} --window all",
    "topology.few": {
        "one": "One {unit} finished in this window: too few to tell how teams work together.",
        "other": "{Number} {units} finished in this window: too few to tell how teams work together.",
    },
    "topology.few.note": "Ten are needed. Choose a longer window: headrace topology {stream} --window all",
    "topology.unaligned": {
        "one": "No team is aligned with this stream, of which one declared team has a part.",
        "other": (
            "No team is aligned with this stream: {units} pass {number} teams, and [wait:{between}] of their time on "
            "the way between them."
        ),
    },
    "topology.unaligned.note": "Say in headrace.yaml which team is aligned with it, as in   streams: [{stream}]",
    "topology.one": "[strong:{team} does it all]: no other team is needed, and nothing waits between teams.",
    "topology.one.note": "What waits inside it, function by function: headrace handoffs {stream}",
    # what is said first
    "topology.inside": (
        "[active:{inside}] of the time that {units} take is inside {team}; [wait:{between}] passes on the way between "
        "teams."
    ),
    "topology.drift": {
        "one": " Between [strong:{one} and {other}], {mode} is declared; it looks like {looks}.",
        "other": " {Number} interactions are not as declared, the first between [strong:{one} and {other}].",
    },
    "topology.as_declared": {
        "one": " The one interaction that is declared looks as declared.",
        "other": " All {number} interactions that are declared look as declared.",
    },
    "topology.open": " Whether teams interact as declared, the records cannot tell.",
    "topology.none_declared": " How its teams mean to interact is not declared.",
    # facts
    "topology.facts.finished": {"one": "1 item finished {span}", "other": "{number} items finished {span}"},
    "topology.facts.sum": (
        "{total} in all = {inside} in aligned teams + {outside} in others + {between} on the way between"
    ),
    "topology.facts.sum.unaligned": "{total} in all = {outside} in teams + {between} on the way between",
    "topology.facts.likely": "inside likely {low} to {high}",
    "topology.facts.kept": "{share} of the items stayed in {team} from start to end",
    "topology.facts.no_team": {"one": "in no team: {functions}", "other": "in no team: {functions}"},
    "topology.facts.whose": "a wait on the way belongs to neither team",
    # teams
    "topology.no_team": "in no team",
    "topology.type.stream-aligned": "stream-aligned",
    "topology.type.platform": "platform",
    "topology.type.enabling": "enabling",
    "topology.type.complicated-subsystem": "complicated subsystem",
    "topology.type.none": "not declared",
    "topology.aligned": "{type}: the stream's own",
    "topology.mode.collaboration": "collaboration",
    "topology.mode.x-as-a-service": "a service",
    "topology.mode.facilitating": "facilitating",
    "topology.mode.dependency": "a dependency, where work is handed over and waited for",
    "topology.mode.dependency.short": "a dependency",
    "topology.mode.none": "not declared",
    # what is said of two teams
    "topology.said.few": {
        "one": "1 item passed here: too few to tell how the two work together; ten are needed.",
        "other": "{number} items passed here: too few to tell how the two work together; ten are needed.",
    },
    "topology.said.as-declared": "Declared as {mode}, and looks like it: {evidence}.",
    "topology.said.drift": "Declared as {mode}, but looks like {looks}: {evidence}.",
    "topology.said.undeclared": "Not declared; it looks like {looks}: {evidence}.",
    "topology.said.undeclared.open": "Not declared, and the records cannot tell what it looks like: {evidence}.",
    "topology.said.no-team": "Not in a declared team; it looks like {looks}: {evidence}.",
    "topology.said.no-team.open": "Not in a declared team, and the records cannot tell what it looks like: {evidence}.",
    "topology.said.open": "Declared as {mode}; the records cannot tell whether it is: {evidence}.",
    "topology.why.again": (
        "{share} of {items} go back and forth, the same way again or sent back ({range}); {rounds} times the same way "
        "on average"
    ),
    "topology.why.once": "{share} of {items} go over once and are not sent back ({range})",
    "topology.why.waits": (
        "items wait {days} longer for {provider} than it works on them ({range}), {share} of the time that they take"
    ),
    "topology.why.passed": "{share} of all finished items pass it ({range})",
    "topology.range": "likely {low} to {high}",
    "topology.range.none": "too few for a range",
    "topology.items": {"one": "1 item", "other": "{number} items"},
    # rows and columns
    "topology.pair": "{one} – {other}",
    "topology.caption.teams": "The time of {name} by team",
    "topology.caption.interactions": "What lies between the teams of {name}",
    "topology.caption.crossings": "Hand-offs between the teams of {name}",
    "topology.caption.moves": "Functions that could be in {team}",
    "topology.head.team": "Team",
    "topology.head.type": "Type",
    "topology.head.functions": "Functions here",
    "topology.head.items": "Items",
    "topology.head.working": "Worked on",
    "topology.head.waiting": "Waiting",
    "topology.head.arrival": "of it before any work",
    "topology.head.blocked": "Blocked",
    "topology.head.share": "Share",
    "topology.head.likely": "Likely (95 %)",
    "topology.head.between": "Between",
    "topology.head.declared": "Declared as",
    "topology.head.looks": "Looks like",
    "topology.head.times": "Hand-overs",
    "topology.head.mean": "Wait per item",
    "topology.head.p85": "85 % within",
    "topology.head.rounds": "Times the same way",
    "topology.head.sent_back": "Sent back",
    "topology.head.crossing": "Hand-off",
    "topology.head.days": "Days waited",
    "topology.head.with": "With these in the team",
    "topology.head.each": "Waits that go with it, per item",
    "topology.head.kept": "Items that stay in the team",
    "topology.row.between": "On the way between teams",
    "topology.row.total": "All",
    "topology.looks.open": "cannot tell",
    "topology.looks.few": "too few items",
    # what would let one team do it alone
    "topology.moves": (
        "With {functions} in {team}, {days} per item of waiting between teams ({range}) would lie inside it, and "
        "{kept} of the items would stay in it from start to end."
    ),
    "topology.moves.negative": "No function's moving into {team} goes with less waiting between teams.",
    "topology.moves.none": "Nothing waits between {team} and other teams.",
    "topology.moves.note": (
        "These days go with the hand-offs that there were; what one team would do otherwise is not in the records. "
        "What stays behind in another team counts against a move."
    ),
    "topology.moves.greedy": "There are too many functions to compare all sets: they were added one by one.",
    # the picture
    "topology.picture": "The teams of {name}, and what lies between them",
    "topology.picture.passed": {"one": "1 item", "other": "{number} items"},
    "topology.picture.wait": "{mean} each on the way",
    "topology.picture.p85": "85 % within {p85}",
    "topology.picture.drift": "declared {mode}, looks like {looks}",
    "topology.picture.as_declared": "{mode}, as declared",
    "topology.picture.open": "{mode}, cannot tell",
    "topology.picture.undeclared": "not declared, looks like {looks}",
    "topology.picture.undeclared.open": "not declared",
    "topology.picture.share": "{share} of the time, {work} worked on",
    "topology.picture.more": {
        "one": "One more team is in the table.",
        "other": "{Number} more teams are in the table.",
    },
    "topology.between_others": "Between other teams",
    # all streams
    "topology.streams.caption": "Value streams by their teams",
    "topology.head.stream": "Stream",
    "topology.head.aligned": "Aligned team",
    "topology.head.inside": "Inside it",
    "topology.head.on_the_way": "Between teams",
    "topology.head.others": "Other teams",
    "topology.head.drift": "Not as declared",
}
