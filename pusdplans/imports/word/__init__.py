"""A filled Word form -> the plan document; `reading` is the door, everything behind it runs without Django's apps."""
