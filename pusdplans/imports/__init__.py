"""Files -> the plan document. Each format is one package, and none of them knows a model."""
