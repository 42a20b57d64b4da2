"""SonarQube: analyses, quality gates and security findings."""
