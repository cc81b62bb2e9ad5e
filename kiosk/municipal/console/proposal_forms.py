"""What must be said to draft a change, by its matter, and to decide on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kiosk.certificates.kinds import Kind
from kiosk.municipal import clock
from kiosk.municipal.availability.answer import offers_of
from kiosk.municipal.clock import JAPAN
from kiosk.municipal.console.forms import ReasonForm
from kiosk.municipal.console.switchboard import title_of
from kiosk.municipal.proposals import fees, layouts, seals, trust
from kiosk.municipal.proposals.models import Matter
from kiosk.municipal.registry.models import Municipality

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DraftForm(ReasonForm):
    """Why, and from when: common to all matters."""

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            offers = [(offer.kind, title_of(offer)) for offer in offers_of(municipality)]
            cast(forms.ChoiceField, self.fields["kind"]).choices = offers

    def content(self) -> Mapping[str, object]:
        """What the proposal holds."""
        return {}

    def begins(self) -> datetime | None:
        """From when it is in force; None: from its approval on."""
        return cast("datetime | None", self.cleaned_data.get("moment"))

    def attachment(self) -> bytes | None:
        """The file that was chosen."""
        chosen = cast("UploadedFile[Any] | None", self.cleaned_data.get("file"))
        return chosen.read() if chosen is not None else None


def _kinds() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("証明書"))


class FeeForm(DraftForm):
    """A fee and its days."""

    kind = _kinds()
    yen = forms.IntegerField(
        label=_("手数料（円）"),
        min_value=0,
        max_value=100_000,
        step_size=10,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            name: _("10円きざみの金額を入れてください。")
            for name in ("required", "invalid", "min_value", "max_value", "step_size")
        },
    )
    first = forms.DateField(
        label=_("いつから"), widget=_DATE, error_messages={"required": _("日を入れてください。")}
    )
    last = forms.DateField(
        label=_("いつまで"),
        required=False,
        widget=_DATE,
        help_text=_("空けておくと、つぎの改定まで続きます。"),
    )
    field_order = ("kind", "yen", "first", "last", "note")

    def content(self) -> Mapping[str, object]:
        """The fee as proposals hold it."""
        said = self.cleaned_data
        return fees.content_of(Kind(said["kind"]), said["yen"], said["first"], said["last"])

    def begins(self) -> datetime:
        """The first minute of its first day."""
        first: date = self.cleaned_data["first"]
        return datetime(first.year, first.month, first.day, tzinfo=JAPAN)


class _FileForm(DraftForm):
    """A file, and the moment from which it is in force."""

    most_bytes = 0
    moment = forms.DateTimeField(
        label=_("いつから"),
        required=False,
        help_text=_("空けておくと、承認されたときから使います。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def clean_moment(self) -> datetime | None:
        """A moment in the future, or none."""
        moment: datetime | None = self.cleaned_data["moment"]
        if moment is not None and moment <= clock.now():
            raise forms.ValidationError(_("いまより後の日時を入れてください。"))
        return moment

    def clean_file(self) -> UploadedFile[Any]:
        """A file of a size that can be one."""
        chosen: UploadedFile[Any] = self.cleaned_data["file"]
        if chosen.size is None or chosen.size > self.most_bytes:
            raise forms.ValidationError(_("ファイルが大きすぎます。"))
        return chosen


def _file(label: Any, accept: str) -> forms.FileField:
    missing = _("ファイルを選んでください。")
    return forms.FileField(
        label=label,
        widget=forms.FileInput(attrs={"accept": accept}),
        error_messages=dict.fromkeys(("required", "invalid", "missing", "empty"), missing),
    )


class SealForm(_FileForm):
    """A picture of the official seal."""

    most_bytes = seals.MOST_BYTES
    file = _file(_("職印の画像（PNG）"), "image/png")
    field_order = ("file", "moment", "note")


class LayoutForm(_FileForm):
    """A municipality's own layout."""

    most_bytes = layouts.MOST_BYTES
    kind = _kinds()
    file = _file(_("様式のファイル（TOML）"), ".toml")
    field_order = ("kind", "file", "moment", "note")

    def content(self) -> Mapping[str, object]:
        """The kind."""
        return layouts.content_of(Kind(self.cleaned_data["kind"]))


class TrustForm(_FileForm):
    """The certificate of a root."""

    most_bytes = trust.MOST_BYTES
    file = _file(_("認証局の証明書（PEM・DER）"), ".pem,.cer,.crt,.der")
    field_order = ("file", "moment", "note")


FORMS: Mapping[Matter, type[DraftForm]] = {
    Matter.FEE: FeeForm,
    Matter.SEAL: SealForm,
    Matter.LAYOUT: LayoutForm,
    Matter.TRUST: TrustForm,
}


class DecideForm(ReasonForm):
    """Why a draft ends as it ends, and what was seen of it."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
