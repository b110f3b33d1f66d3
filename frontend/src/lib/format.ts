import { t } from "./i18n.ts";
import type { Duration } from "./time.ts";
import { span } from "./time.ts";

/** A whole number with thousands separators, the same in both languages. */
export const number = (value: number): string => value.toLocaleString("en-US");

/** `{hours: 3, minutes: 20}` → "3 h 20 min" or "3小时20分". */
export function durationText({ days, hours, minutes }: Duration): string {
  const parts = [
    days ? t("duration.days", { n: days }) : "",
    hours ? t("duration.hours", { n: hours }) : "",
    minutes || (!days && !hours) ? t("duration.minutes", { n: minutes }) : "",
  ];
  return parts.filter(Boolean).join(t("duration.join"));
}

/** What a running clock says: "due in 3 h" or "overdue by 26 min". */
export function remaining(due: number, now: number): { text: string; overdue: boolean } {
  const minutes = (due - now) / 60_000;
  const text = durationText(span(minutes));
  return minutes < 0
    ? { text: t("clock.overdue", { span: text }), overdue: true }
    : { text: t("clock.due_in", { span: text }), overdue: false };
}
