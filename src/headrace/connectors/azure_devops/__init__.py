"""Azure DevOps: work items, pull requests, pipelines and deployments."""
