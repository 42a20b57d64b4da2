"""OpenTelemetry: runs of pipelines as traces."""
