/**
 * Stacked bars of anything. The bars are one list box over the drawing: arrow keys walk them, Enter or a press chooses one,
 * and what a bar is made of stands beside it.
 */
import { useId, useState, type KeyboardEvent } from 'react';
import { Bar as Drawn, BarChart, CartesianGrid, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { amountText } from '../format';
import { Amount, cx } from './basics';
import { Badge } from './layers';

export interface Bar {
  start: string;
  end: string;
  /** Exact, as the parts are. */
  total: string;
  parts: readonly { key: string; amount: string }[];
}

export interface Series {
  key: string;
  name: string;
  /** As a value of CSS. */
  color: string;
  /** The layer or payer that it is, if it is one. */
  layer?: string;
}

interface ChartProps {
  bars: readonly Bar[];
  series: readonly Series[];
  /** What it shows. */
  label: string;
  /** What is counted, such as credits. */
  unit: string;
  /** A bar's time in words, and in short on the axis. */
  words: (bar: Bar) => string;
  tick: (start: string) => string;
  /** Called with the bar that was chosen. */
  choose: (bar: Bar) => void;
  /** Called with the series that was chosen; without it they cannot be. */
  chooseSeries?: ((key: string) => void) | undefined;
}

/** Where the drawing leaves room for its axes, in pixels. */
const AXES = { left: 44, right: 4, top: 6, bottom: 26 };
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
/** Thinner bars have no gap between their parts. */
const MOST_WITH_GAPS = 120;

export function StackedChart({ bars, series, label, unit, words, tick, choose, chooseSeries }: ChartProps) {
  const id = useId();
  const [at, setAt] = useState<number | null>(null);
  const active = at === null ? null : (bars[at] ?? null);
  const data = bars.map(({ start, parts }) => ({
    start,
    ...Object.fromEntries(
      parts.map(({ key, amount }) => [`s${series.findIndex((s) => s.key === key)}`, Number(amount)]),
    ),
  }));
  const walk = (event: KeyboardEvent) => {
    const here = at ?? bars.length;
    const to = { ArrowLeft: here - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to !== undefined) setAt(Math.min(bars.length - 1, Math.max(0, to)));
    else if (active && (event.key === 'Enter' || event.key === ' ')) choose(active);
    else if (event.key === 'Escape' && at !== null) setAt(null);
    else return;
    event.preventDefault();
  };
  return (
    <figure className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
      <div className="relative h-56" onPointerLeave={() => setAt(null)}>
        <div aria-hidden="true" className="absolute inset-0 overflow-hidden">
          <ResponsiveContainer>
            <BarChart
              data={data}
              accessibilityLayer={false}
              margin={{ top: AXES.top, right: AXES.right, bottom: 0, left: 0 }}
            >
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis
                dataKey="start"
                height={AXES.bottom}
                tickFormatter={tick}
                tick={{ fill: 'var(--soft)', fontSize: 11 }}
                tickLine={false}
                axisLine={{ stroke: 'var(--line)' }}
                minTickGap={24}
                interval="equidistantPreserveStart"
              />
              <YAxis
                width={AXES.left}
                tickFormatter={(value: number) => short.format(value)}
                tick={{ fill: 'var(--soft)', fontSize: 11 }}
                tickLine={false}
                axisLine={false}
              />
              {series.map(({ key, color }, index) => (
                <Drawn
                  key={key}
                  dataKey={`s${index}`}
                  stackId="all"
                  fill={color}
                  stroke="var(--panel)"
                  strokeWidth={bars.length > MOST_WITH_GAPS ? 0 : 1}
                  isAnimationActive={false}
                  maxBarSize={36}
                />
              ))}
            </BarChart>
          </ResponsiveContainer>
        </div>
        <div
          role="listbox"
          tabIndex={0}
          aria-label={label}
          aria-orientation="horizontal"
          aria-activedescendant={at === null ? undefined : `${id}-${at}`}
          className="absolute flex rounded"
          style={{ inset: `${AXES.top}px ${AXES.right}px ${AXES.bottom}px ${AXES.left}px` }}
          onKeyDown={walk}
          onFocus={() => setAt((before) => before ?? (bars.length > 0 ? bars.length - 1 : null))}
          onBlur={() => setAt(null)}
        >
          {bars.map((bar, index) => (
            <div
              key={bar.start}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              aria-label={`${words(bar)}: ${spoken(bar, series, unit)}`}
              data-bar={bar.start}
              className={cx('min-w-0 flex-1 cursor-pointer', index === at && 'bg-ink/8')}
              onPointerEnter={() => setAt(index)}
              onClick={() => choose(bar)}
            />
          ))}
        </div>
        {active && at !== null && (
          <Readout bar={active} series={series} unit={unit} when={words(active)} place={(at + 0.5) / bars.length} />
        )}
      </div>
      <figcaption className="flex flex-wrap gap-x-1 gap-y-1 text-xs">
        {series.map((each) =>
          chooseSeries ? (
            <button
              key={each.key}
              type="button"
              onClick={() => chooseSeries(each.key)}
              className="min-h-6 rounded px-1.5 hover:bg-sunk"
              title={`Only ${each.name}`}
            >
              <Name of={each} at={series.indexOf(each)} />
            </button>
          ) : (
            <span key={each.key} className="px-1.5">
              <Name of={each} at={series.indexOf(each)} />
            </span>
          ),
        )}
      </figcaption>
    </figure>
  );
}

/** What a bar is made of, for who cannot see it. */
function spoken({ total, parts }: Bar, series: readonly Series[], unit: string): string {
  if (parts.length === 0) return 'nothing';
  const nameOf = (key: string) => series.find((each) => each.key === key)?.name ?? key;
  const all = `${amountText(total)} ${unit}`;
  if (parts.length === 1 && series.length === 1) return all;
  return `${all}; ${parts.map(({ key, amount }) => `${nameOf(key)} ${amountText(amount)}`).join(', ')}`;
}

const FIRST_LETTER = 65;

function Name({ of: { name, color, layer }, at }: { of: Series; at: number }) {
  return (
    <span className="inline-flex max-w-64 items-center gap-1.5">
      {layer === undefined ? (
        <span
          aria-hidden="true"
          style={{ background: color }}
          className="grid size-[18px] shrink-0 place-items-center rounded text-[11px] font-bold text-panel"
        >
          {String.fromCharCode(FIRST_LETTER + at)}
        </span>
      ) : (
        <Badge of={layer} />
      )}
      <span className="truncate">{name}</span>
    </span>
  );
}

interface ReadoutProps {
  bar: Bar;
  series: readonly Series[];
  unit: string;
  when: string;
  /** Where the bar is, 0 to 1. */
  place: number;
}

function Readout({ bar, series, unit, when, place }: ReadoutProps) {
  const side =
    place < 0.5 ? { left: `calc(${place * 100}% + 3.5rem)` } : { right: `calc(${(1 - place) * 100}% + 1rem)` };
  return (
    <div
      aria-hidden="true"
      style={side}
      className="pointer-events-none absolute top-1 z-10 grid max-w-60 gap-1 rounded-lg border border-line bg-panel p-2 text-xs shadow-sm"
      data-readout
    >
      <p className="text-soft">{when}</p>
      <p>
        <Amount value={bar.total} className="text-sm font-semibold" /> {unit}
      </p>
      {series.length > 1 &&
        series.map((each, index) => {
          const part = bar.parts.find(({ key }) => key === each.key);
          return (
            part && (
              <p key={each.key} className="flex items-center justify-between gap-3">
                <Name of={each} at={index} />
                <Amount value={part.amount} />
              </p>
            )
          );
        })}
    </div>
  );
}
