/** Bars of credits, stacked by who paid. */
import { clock } from '../clock';
import { clockText, zone, zoneName } from '../format';
import { useStore } from '../store';
import { payerWord } from '../words';
import { COLOR, OTHERS_COLOR, PAYERS } from './layers';
import { StackedChart } from './stacked-chart';

export interface PaidPoint {
  start: string;
  end: string;
  charged: string;
  paidBy: readonly { payer: string; amount: string }[];
}

interface ChartProps {
  points: readonly PaidPoint[];
  bucket: 'HOUR' | 'DAY';
  label: string;
  /** Called with the bar that was chosen. */
  choose: (point: { start: string; end: string }) => void;
}

export function PaidChart({ points, bucket, label, choose }: ChartProps) {
  const shown = useStore(zone);
  const paid = PAYERS.filter((payer) => points.some(({ paidBy }) => paidBy.some((each) => each.payer === payer)));
  return (
    <StackedChart
      bars={points.map(({ start, end, charged, paidBy }) => ({
        ...{ start, end, total: charged },
        parts: paidBy.map(({ payer, amount }) => ({ key: payer, amount })),
      }))}
      series={paid.map((payer) => ({
        ...{ key: payer, layer: payer, name: payerWord(payer) },
        color: COLOR[payer] ?? OTHERS_COLOR,
      }))}
      label={label}
      unit="credits"
      words={({ start }) => clockText(Date.parse(start), clock.now(), shown)}
      tick={(start) => tickText(start, bucket, zoneName(shown))}
      choose={choose}
    />
  );
}

/** An instant on an axis. @param far whether the hours are of several days */
export function tickText(start: string, bucket: 'HOUR' | 'DAY', timeZone: string, far = false): string {
  const day = { day: 'numeric', month: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const options: Intl.DateTimeFormatOptions = bucket === 'DAY' ? day : far ? { ...day, ...time } : time;
  return new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(Date.parse(start));
}
