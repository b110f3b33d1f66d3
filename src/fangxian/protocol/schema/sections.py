"""All sections of a pack but its clauses. What makes them contradict each other is in `consistency`."""

from __future__ import annotations

from pydantic import Field

from fangxian.protocol.schema.base import FormId, Section
from fangxian.protocol.schema.capacity import CapacityNorm
from fangxian.protocol.schema.cases import CaseRules
from fangxian.protocol.schema.companion import Companion
from fangxian.protocol.schema.contact import ContactKind, ContactsOfContacts
from fangxian.protocol.schema.ending import Ending
from fangxian.protocol.schema.escalation import EscalationStep
from fangxian.protocol.schema.goods import AnimalAction, Disinfection, GoodsRule
from fangxian.protocol.schema.healthcode import HealthCode
from fangxian.protocol.schema.investigation import InvestigationStage
from fangxian.protocol.schema.keypost import KeyPost
from fangxian.protocol.schema.masstest import MassTest
from fangxian.protocol.schema.notice import NoticeRule
from fangxian.protocol.schema.prophylaxis import Prophylaxis
from fangxian.protocol.schema.proportionality import Proportionality
from fangxian.protocol.schema.regime import Regime
from fangxian.protocol.schema.reopening import ReopeningStage
from fangxian.protocol.schema.report import DiseaseClass, ReportRule, ReportStep
from fangxian.protocol.schema.retention import Retention
from fangxian.protocol.schema.testing import Testing
from fangxian.protocol.schema.timing import Incubation, InfectiousWindow
from fangxian.protocol.schema.zone import ZoneKind


class PackSections(Section):
    """The rulebook's figures. `Pack` inherits this and adds its identity and its clauses.

    Lists are written ``[[regime]]`` in TOML, one table a row, and read as ``pack.regimes``. All are
    optional: a law pack has report rules and nothing else.
    """

    layers: tuple[str, ...] = ()
    """The packs and fragments it was built from, the lowest first; written by the loader."""
    disease_class: DiseaseClass | None = None
    """The statutory class of the disease while this pack is in force."""
    cases: CaseRules | None = None
    report_rules: tuple[ReportRule, ...] = Field(default=(), alias="report_rule")
    report_chain: tuple[ReportStep, ...] = Field(default=(), alias="report_step")
    forms: tuple[FormId, ...] = ()
    """Ids of its investigation forms 调查表; the general ones where it names none."""
    investigation: tuple[InvestigationStage, ...] = Field(default=(), alias="investigation_stage")
    incubation: Incubation | None = None
    infectious_windows: tuple[InfectiousWindow, ...] = Field(default=(), alias="infectious_window")
    contact_kinds: tuple[ContactKind, ...] = Field(default=(), alias="contact_kind")
    contacts_of_contacts: ContactsOfContacts | None = None
    companion: Companion | None = None
    regimes: tuple[Regime, ...] = Field(default=(), alias="regime")
    prophylaxis: tuple[Prophylaxis, ...] = ()
    testing: Testing | None = None
    zone_kinds: tuple[ZoneKind, ...] = Field(default=(), alias="zone_kind")
    mass_test: MassTest | None = None
    key_posts: tuple[KeyPost, ...] = Field(default=(), alias="key_post")
    disinfection: Disinfection | None = None
    reopening: tuple[ReopeningStage, ...] = ()
    """Stages in which a closed place opens again, the first one first."""
    goods_rules: tuple[GoodsRule, ...] = Field(default=(), alias="goods_rule")
    animal_actions: tuple[AnimalAction, ...] = Field(default=(), alias="animal_action")
    capacity_norms: tuple[CapacityNorm, ...] = Field(default=(), alias="capacity_norm")
    health_codes: tuple[HealthCode, ...] = Field(default=(), alias="health_code")
    escalation: tuple[EscalationStep, ...] = Field(default=(), alias="escalation_step")
    notices: tuple[NoticeRule, ...] = Field(default=(), alias="notice")
    proportionality: Proportionality | None = None
    ending: Ending | None = None
    retention: tuple[Retention, ...] = ()

    def contact_kind(self, kind: str) -> ContactKind | None:
        """Return a contact kind by id."""
        return next((row for row in self.contact_kinds if row.id == kind), None)

    def regime(self, regime: str) -> Regime | None:
        """Return a regime by id."""
        return next((row for row in self.regimes if row.id == regime), None)

    def regime_of(self, kind: str) -> Regime | None:
        """Return what people of a contact kind owe; None where they owe nothing or the kind is unknown."""
        found = self.contact_kind(kind)
        return None if found is None or found.regime is None else self.regime(found.regime)

    def zone_kind(self, kind: str) -> ZoneKind | None:
        """Return a level of zone by id."""
        return next((row for row in self.zone_kinds if row.id == kind), None)

    def window_of(self, case_class: str) -> InfectiousWindow | None:
        """Return the window for a class of case: its own one, else the one for all."""
        own = [row for row in self.infectious_windows if case_class in row.case_classes]
        return next(iter(own or [row for row in self.infectious_windows if not row.case_classes]), None)
