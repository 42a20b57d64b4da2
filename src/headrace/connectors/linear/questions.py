"""What Linear's GraphQL is asked: no more of people than their ids, and no descriptions or comments."""

from __future__ import annotations

ENTRIES = 30
"""History entries that come with an issue; more are asked for by themselves."""

_ENTRY = """
id createdAt archived trashed fromAssigneeId toAssigneeId fromEstimate toEstimate fromPriority toPriority
fromState { name type } toState { name type } fromCycle { number name } toCycle { number name }
fromProject { name } toProject { name } fromTeam { key } toTeam { key }
addedLabels { name } removedLabels { name }
"""

_ISSUE = f"""
id identifier previousIdentifiers title url createdAt updatedAt completedAt canceledAt archivedAt trashed
priority estimate dueDate
state {{ name type }} team {{ key }} cycle {{ number name }} project {{ name }} projectMilestone {{ name }}
parent {{ identifier }} creator {{ id }} assignee {{ id }}
labels(first: 20) {{ nodes {{ name }} }}
relations(first: 20) {{ nodes {{ type relatedIssue {{ identifier }} }} }}
attachments(first: 10) {{ nodes {{ url sourceType }} }}
history(first: {ENTRIES}) {{ nodes {{ {_ENTRY} }} pageInfo {{ hasNextPage endCursor }} }}
"""

WHO = "query { viewer { id } }"

TEAMS = """
query ($after: String) {
  teams(first: 100, after: $after) { nodes { key } pageInfo { hasNextPage endCursor } }
}
"""

ISSUES = f"""
query ($filter: IssueFilter, $first: Int, $after: String) {{
  issues(filter: $filter, first: $first, after: $after, includeArchived: true,
         sort: [{{ updatedAt: {{ order: Ascending }} }}]) {{
    nodes {{ {_ISSUE} }} pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""

IDS = """
query ($filter: IssueFilter, $first: Int, $after: String) {
  issues(filter: $filter, first: $first, after: $after, includeArchived: true) {
    nodes { id trashed } pageInfo { hasNextPage endCursor }
  }
}
"""

HISTORY = f"""
query ($id: String!, $after: String) {{
  issue(id: $id) {{
    history(first: 100, after: $after) {{ nodes {{ {_ENTRY} }} pageInfo {{ hasNextPage endCursor }} }}
  }}
}}
"""
