/**
 * What `GET /api/v1/situation` and the command screen's JSON script hold, and what
 * `GET /api/v1/areas/<code>/geojson` returns. Times are ISO 8601 with an offset; dates are local days.
 */

export type WorkspaceKind = "live" | "sample" | "drill";

export interface Situation {
  as_of: string;
  recorded_until: string;
  workspace: { kind: WorkspaceKind; title: string };
  incident: { id: string; title: string; pack: string };
  area: { code: string; name: string };
  figures: Figure[];
  districts: District[];
  curve: Curve;
  events: SituationEvent[];
  zones: Zone[];
  tasks: { levels: TaskLevel[] };
  clocks: TaskClock[];
  facts: FactItem[];
  /** Where the ruler stops: local days, or the moments at which they end. */
  days: string[];
  chain: Chain;
  /** Only on the page of chains. */
  network?: Network;
}

export interface Figure {
  key: string;
  label: string;
  value: number | string | null;
  unit?: string | null;
  definition?: string | null;
  as_of?: string | null;
  delta?: number | null;
  denominator?: number | null;
  /** `alarm` where the value itself says that something is wrong. */
  tone?: "alarm" | null;
}

export interface District {
  code: string;
  name: string;
  cases: number;
  new: number;
  asymptomatic: number;
  contacts_in_quarantine: number;
}

export interface CurveDay {
  date: string;
  confirmed: number;
  asymptomatic: number;
  by_route: Record<string, number>;
}

export interface Curve {
  onset: CurveDay[];
  report: CurveDay[];
  /** Cases without an onset date: said under the figure. */
  onset_missing?: number;
}

export interface SituationEvent {
  at: string;
  kind: string;
  title: string;
}

export interface Zone {
  id: string;
  name: string;
  kind: string;
  level: string;
  area: string;
  from: string;
  to: string | null;
  lon: number | null;
  lat: number | null;
}

/** The six counts do not overlap: a task is counted in one of them. */
export interface TaskLevel {
  level: string;
  label: string;
  open: number;
  overdue: number;
  due_soon: number;
  discharged: number;
  late: number;
  lapsed: number;
}

export interface TaskClock {
  clause: string;
  title: string;
  owner: string;
  due_at: string;
  state: string;
  late_minutes: number | null;
  subject_label: string;
  mark: string;
  basis: string;
}

export interface FactItem {
  id: string;
  at: string;
  recorded_at: string;
  kind: string;
  title: string;
  subject_label: string;
  area_name: string;
  /** True where the published totals do not say it and the replay filled it in. */
  reconstructed?: boolean;
}

export interface ChainNode {
  id: string;
  label: string;
  onset: string | null;
  /** Day of the first report: where a person without an onset date is placed. */
  reported?: string | null;
  area: string;
  class: string;
  url: string | null;
}

export interface ChainLink {
  from: string;
  to: string;
  kind: string;
  certainty: string;
}

export interface Chain {
  nodes: ChainNode[];
  links: ChainLink[];
}

export type NetworkLayout = "onset" | "tree" | "free";

export interface NetworkNode {
  id: string;
  label: string;
  /** A classification, or `outside` for a case that the reader may not see. */
  class: string;
  onset: string | null;
  reported: string | null;
  area: string;
  cluster: string;
  /** 0 without an infector on record; null for unlinked cases. */
  generation: number | null;
  url: string | null;
  /** Days since the first day (below 0: no day known), else rows. */
  x: number;
  /** Rows. */
  y: number;
}

export interface NetworkLink {
  from: string;
  to: string;
  kind: string;
  certainty: string;
  setting: string;
  /** Generations are counted along it. */
  counted: boolean;
  /** Serial interval in days. */
  days: number | null;
  wrong: "" | "impossible" | "backwards";
}

/** What `GET /api/v1/chains` returns. */
export interface Network {
  layout: NetworkLayout;
  first_day: string | null;
  width: number;
  height: number;
  nodes: NetworkNode[];
  links: NetworkLink[];
}

export interface AreaFeature {
  type: "Feature";
  properties: { code: string; name: string; centroid?: [number, number] | null };
  geometry: unknown;
}

export interface AreaCollection {
  type: "FeatureCollection";
  features: AreaFeature[];
  map_approval?: string | null;
}
