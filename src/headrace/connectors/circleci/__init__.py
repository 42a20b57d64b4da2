"""CircleCI: pipelines, workflows, jobs and approvals."""
