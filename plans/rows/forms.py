"""The base of all row forms, and the fields for text."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.models.row import AMOUNT_MESSAGE, FTE_DIGITS, FTE_MESSAGE
from plans.rich_text import clean_inline, clean_plain, clean_rich

LONGEST_TEXT = 200_000
_DOLLARS = re.compile(r"\$?\s*\d{1,3}(?:[, ]\d{3})*(?:\.\d*)?|\$\s*\d+(?:\.\d*)?")


class PlainField(forms.CharField):
    """Text without markup."""

    def to_python(self, value: Any) -> str:
        """Return the text without control characters."""
        return super().to_python(clean_plain(value) if isinstance(value, str) else value)


class _MarkupField(forms.CharField):
    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(strip=False, **kwargs)


class InlineField(_MarkupField):
    """One outline item: text with bold, italic and links."""

    def clean(self, value: Any) -> str:
        """Return the sanitised text."""
        return clean_inline(super().clean(value))


class RichField(_MarkupField):
    """Text with paragraphs and lists."""

    def clean(self, value: Any) -> str:
        """Return the sanitised text."""
        return clean_rich(super().clean(value))


class NumberField(forms.DecimalField):
    """A number of dollars or FTE, as people write it: $40,000.00, too."""

    def __init__(self, *, label: Any, max_digits: int, decimal_places: int) -> None:
        limits = {"max_digits": max_digits, "decimal_places": decimal_places, "min_value": 0}
        super().__init__(label=label, required=False, **limits)
        self.error_messages["invalid"] = _("This is a number, like 40000 or 0.5.")
        said = FTE_MESSAGE if max_digits == FTE_DIGITS else AMOUNT_MESSAGE
        self.error_messages |= dict.fromkeys(
            ("min_value", "max_digits", "max_whole_digits", "max_decimal_places"), said
        )

    def to_python(self, value: Any) -> Any:
        """Return the number. Commas count as thousands' only where thousands stand between them."""
        if isinstance(value, str) and _DOLLARS.fullmatch(value.strip()):
            value = re.sub(r"[$,\s]", "", value)
        return super().to_python(value)


class RowForm(forms.ModelForm):
    """One row. A draft accepts gaps, so nothing is required; what is there must be right.

    `saveable()` gives the values to write: the fields that came in and are right. A wrong field stays behind with its
    sentence, the others are saved.
    """

    inline_fields: tuple[str, ...] = ()
    rich_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            model_field = self._meta.model._meta.get_field(name)
            if name in self.inline_fields:
                self.fields[name] = InlineField(label=field.label)
            elif name in self.rich_fields:
                self.fields[name] = RichField(label=field.label)
            elif type(field) is forms.CharField:
                self.fields[name] = PlainField(label=field.label, max_length=model_field.max_length or LONGEST_TEXT)
            # A text may be blank; where one of a few words must stand, a blank in its place is wrong.
            one_of_few = bool(model_field.choices) and not model_field.blank
            self.fields[name].required = one_of_few and self.came_in(name)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = _("An e-mail address looks like name@pusd.us.")
            elif isinstance(field, forms.DecimalField):
                self.fields[name] = NumberField(
                    label=field.label, max_digits=model_field.max_digits, decimal_places=model_field.decimal_places
                )
            elif isinstance(field, forms.DateField):
                field.error_messages["invalid"] = _("A date looks like 2027-06-30.")

    def _get_validation_exclusions(self) -> set[str]:
        # Constraints that name the parent are checked too; left out, they would only fail when written.
        excluded = super()._get_validation_exclusions()
        return {name for name in excluded if name not in ("plan", "goal")}

    def saveable(self) -> dict[str, Any]:
        """Return the values to write, by field: what came in, is right, and differs from what is stored."""
        if self.non_field_errors():
            return {}
        return {
            name: self.cleaned_data[name]
            for name in self.fields
            if self.came_in(name) and name in self.cleaned_data and name not in self.errors and self.differs(name)
        }

    def came_in(self, name: str) -> bool:
        """Whether the post holds the field at all: what it leaves out stays as it is."""
        return self.add_prefix(name) in self.data

    def differs(self, name: str) -> bool:
        """Whether the field's new value is another than the stored one."""
        return self.cleaned_data[name] != self.stored[name]

    @property
    def stored(self) -> dict[str, Any]:
        """The row's values as they are in the database."""
        if not hasattr(self, "_stored"):
            raise AttributeError("read `stored` after `full_clean`")
        return self._stored

    def full_clean(self) -> None:
        """Remember the stored values first: validating writes the new ones onto the instance."""
        self._stored = {name: getattr(self.instance, name, None) for name in self.fields}
        super().full_clean()
