"""The plan document -> files. Each format is one module with one function, and none of them knows a model."""
