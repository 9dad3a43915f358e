/** Stacked bars of who paid. The table beside it says the same in words; the chart's bars are walked with the arrow keys. */
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { amountText, clockText, zone, zoneName } from '../format';
import { clock } from '../clock';
import { useStore } from '../store';
import { payerWord } from '../words';
import { COLOR, LayerName } from './layers';

export interface PaidPoint {
  start: string;
  end: string;
  charged: string;
  paidBy: readonly { payer: string; amount: string }[];
}

const PAYERS = ['ALLOWANCE', 'PROMOTION', 'CREDITS', 'POOL', 'DEBT', 'FORGIVEN'];

interface ChartProps {
  points: readonly PaidPoint[];
  bucket: 'HOUR' | 'DAY';
  label: string;
  /** Called with the bar that was chosen. */
  choose?: (point: PaidPoint) => void;
}

export function PaidChart({ points, bucket, label, choose }: ChartProps) {
  const shown = useStore(zone);
  const paid = PAYERS.filter((payer) => points.some(({ paidBy }) => paidBy.some((each) => each.payer === payer)));
  const rows = points.map((point) => ({
    point,
    start: point.start,
    ...Object.fromEntries(point.paidBy.map(({ payer, amount }) => [payer, Number(amount)])),
  }));
  return (
    <figure className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2 overflow-hidden">
      <div className="h-52" role="img" aria-label={label}>
        <ResponsiveContainer>
          <BarChart
            data={rows}
            margin={{ top: 4, right: 4, bottom: 0, left: -12 }}
            onClick={(state) => {
              const chosen = rows[Number(state.activeTooltipIndex ?? -1)];
              if (chosen && choose) choose(chosen.point);
            }}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="start"
              tickFormatter={(start: string) => tickText(start, bucket, zoneName(shown))}
              tick={{ fill: 'var(--soft)', fontSize: 11 }}
              tickLine={false}
              axisLine={{ stroke: 'var(--line)' }}
              minTickGap={24}
            />
            <YAxis tick={{ fill: 'var(--soft)', fontSize: 11 }} tickLine={false} axisLine={false} width={52} />
            <Tooltip
              cursor={{ fill: 'var(--sunk)' }}
              isAnimationActive={false}
              contentStyle={{
                background: 'var(--panel)',
                border: '1px solid var(--line)',
                borderRadius: 8,
                color: 'var(--ink)',
              }}
              labelFormatter={(start) => clockText(Date.parse(String(start)), clock.now(), shown)}
              formatter={(value, name) => [amountText(String(value)), payerWord(String(name))]}
            />
            {paid.map((payer) => (
              <Bar
                key={payer}
                dataKey={payer}
                stackId="paid"
                fill={COLOR[payer] ?? 'var(--soft)'}
                isAnimationActive={false}
                maxBarSize={36}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {paid.map((payer) => (
          <LayerName key={payer} layer={payer}>
            {payerWord(payer)}
          </LayerName>
        ))}
      </figcaption>
    </figure>
  );
}

function tickText(start: string, bucket: 'HOUR' | 'DAY', timeZone: string): string {
  const options: Intl.DateTimeFormatOptions =
    bucket === 'HOUR' ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(Date.parse(start));
}
