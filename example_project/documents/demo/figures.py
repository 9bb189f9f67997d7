"""What the units of the demonstration report: every figure is made up, by one fixed rule.

A unit's figures of a quarter follow from its place among the units that report and from the
quarter. Those of a half-year and of a year are the sums of their quarters, so that the reports of
one unit agree with each other. No figure says anything of a real body.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dvcq_workflow.rules.figures import Value, ValueState
from dvcq_workflow.rules.obligations import PeriodKind

DISTRICT, DEPARTMENT = 4, 1
"""How many times the people of a department come to a district."""


@dataclass(frozen=True)
class Reported:
    """A unit's report of a period: ``place`` among the units that report, ``size`` how many people
    come to it."""

    unit: str
    place: int
    size: int
    kind: PeriodKind
    index: int

    @property
    def quarters(self) -> range:
        """The quarters of which the period is made."""
        if self.kind is PeriodKind.QUARTER:
            return range(self.index, self.index + 1)
        return range(1, 3 if self.kind is PeriodKind.HALF_YEAR else 5)

    def figures(self) -> dict[str, Value]:
        """Return the figures, by the indicator's code. Those of a year that is not over yet are
        estimates."""
        sums: dict[str, int] = {}
        for quarter in self.quarters:
            for code, number in self._of_quarter(quarter).items():
                sums[code] = sums.get(code, 0) + number
        is_estimate = self.kind is PeriodKind.YEAR
        return {
            code: Value(ValueState.REPORTED, Decimal(number), is_estimate=is_estimate)
            for code, number in sums.items()
        }

    def _of_quarter(self, quarter: int) -> dict[str, int]:
        letters = self.size * (9 + (5 * self.place + 2 * quarter) % 13)
        return {
            "TIEP_DAN": 2 * letters + 7 * self.size + (11 * self.place + quarter) % 17,
            "DON_NHAN": letters,
            "DON_GQ": letters - (self.place + quarter) % 4,
            "DOI_THOAI": (self.size + 1) // 2 + (self.place + quarter) % 2,
            "MO_HINH": 1 + (self.place + self.size) % 3 if quarter == 2 else 0,
        }

    def texts(self, keys: list[str], words: str) -> dict[str, str]:
        """Return what the unit writes under each heading. ``words``: the period in running text."""
        said = {code: value.number for code, value in self.figures().items()}
        known = {
            "leading": f"Lãnh đạo {self.unit} đã quán triệt kế hoạch của Ủy ban nhân dân tỉnh, "
            f"phân công lãnh đạo và công chức phụ trách; kết quả {words} được kiểm điểm trong "
            "giao ban của cơ quan.",
            "group_1": "Đã phổ biến các văn bản về công tác dân vận đến công chức, viên chức.",
            "group_2": f"Phối hợp với Mặt trận Tổ quốc và các đoàn thể tổ chức {said['DOI_THOAI']} "
            "cuộc đối thoại trực tiếp với Nhân dân.",
            "group_3": f"Đã tiếp {said['TIEP_DAN']} lượt công dân; nhận {said['DON_NHAN']} đơn, "
            f"giải quyết {said['DON_GQ']} đơn.",
            "group_4": "Thủ tục hành chính được niêm yết, công khai đúng quy định.",
            "group_5": f"Đã đăng ký {said['MO_HINH']} mô hình “Dân vận khéo”.",
            "assessment": "Nhiệm vụ được thực hiện đúng kế hoạch. Số đơn chưa giải quyết: "
            f"{(said['DON_NHAN'] or 0) - (said['DON_GQ'] or 0)}, đều còn trong thời hạn luật định.",
            "obstacles": "Không có.",
            "next": "Tiếp tục thực hiện các nhiệm vụ của kế hoạch năm.",
        }
        return {key: known.get(key, known["next"]) for key in keys}
